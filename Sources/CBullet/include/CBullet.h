// A world of rigid bodies, single precision, metres, kilograms and seconds, z up. One world belongs to one thread.
#pragma once
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct { float x, y, z; } CBulletVector;
typedef struct { float x, y, z, w; } CBulletQuaternion;

typedef enum {
    CBulletShapeBox, CBulletShapeSphere, CBulletShapeCylinder, CBulletShapeCapsule, CBulletShapeHull,
    CBulletShapeTriangles        // of a static body; its points are corners, three a triangle
} CBulletShapeKind;

typedef struct {
    CBulletShapeKind kind;
    CBulletVector halfSize;       // box, cylinder and capsule (radius, radius, half height); the sphere's radius is x
    int32_t pointCount;           // of a hull, whose surface lies `margin` outside them, or of triangles
    float margin;
    CBulletVector position;       // in body space
    CBulletQuaternion rotation;
} CBulletShape;

typedef struct {
    const CBulletShape *shapes;
    int32_t shapeCount;
    int32_t isCompound;           // else there is one shape, at the body's origin
    const CBulletVector *points;  // those of the shapes that have some, one after the other
    float mass;                   // 0: static
    CBulletVector inertia;        // about the body's own axes
    float friction, rollingFriction, spinningFriction, restitution, angularDamping;
    float innerRadius;            // of a sphere about the origin that stays inside: what is swept when the body is fast
    CBulletVector position;
    CBulletQuaternion rotation;
    int32_t carrier;              // the body that it rides on as it stands at the start, touching nothing; -1: none
    int32_t isSpare;              // not in the world until `cbullet_insert`
} CBulletBody;

typedef struct {
    CBulletVector position;
    CBulletQuaternion rotation;
    CBulletVector linearVelocity, angularVelocity;
    int32_t isPresent;            // told, not set
} CBulletState;

typedef struct {
    int32_t bodyA, bodyB;         // bodyA < bodyB
    CBulletVector point;
    CBulletVector normal;         // from B towards A
    float impulse;                // along the normal, in the last step, newton seconds
} CBulletContact;

// The child moves as seen from the parent, from where both are at the start.
typedef struct {
    int32_t parent, child;        // the parent -1: the world
    CBulletVector position;       // the joint's frame in the world, at the start
    CBulletQuaternion rotation;
    float lower[6], upper[6];     // along x y z in metres, about x y z in radians; lower > upper: free
    int32_t drivenAxis;           // of the six; -1: none
    float friction;               // newtons or newton metres, along or about the driven axis
    float damping;                // the same by metre or radian a second
    int32_t collides;             // whether the two bodies do
} CBulletJoint;

typedef enum { CBulletDriveFree, CBulletDriveVelocity, CBulletDrivePosition, CBulletDriveForce } CBulletDriveMode;

typedef struct {
    CBulletDriveMode mode;
    float target;                 // of velocity, position, or the force or torque itself
    float maximumForce;
    float maximumVelocity;        // on the way to a position
} CBulletDrive;

typedef struct {
    float position, velocity;     // of the driven axis; of a ball joint the angle from the start
    float impulse;                // that held the child in the last step, newton seconds; of a robot, its motor's
    float angularImpulse;         // newton metre seconds
} CBulletJointState;

// Wheels are bodies that ride on the chassis, where they stand when the car is at rest on level ground.
typedef struct {
    int32_t body;
    float radius;
    float steer;                  // radians at full lock; negative: the other way
    float driveForce;             // newtons at full throttle
    float brakeForce;
    float travel;                 // up and down from where it stands at the start
    float stiffness, damping;     // newtons by metre, and by metre a second
    float friction;
    int32_t isCastor;             // goes sideways, too
} CBulletWheel;

typedef struct {
    int32_t chassis;
    CBulletVector forward;        // in the chassis's space
    float topSpeed;               // where the engine's force ends
    float turnSpeed;              // radians a second: left and right wheels go at speeds of their own to turn it; 0: it is steered
    const CBulletWheel *wheels;
    int32_t wheelCount;
} CBulletVehicle;

typedef struct { float throttle, brake, steer; } CBulletControls;  // -1...1, 0...1, -1...1 (to the left)

// A person on foot. Angles are radians; its heading is from +x towards +y.
typedef struct {
    CBulletVector feet;
    float heading, pitch;
    float height, radius, mass;
    float step;                   // what it steps onto and over
    float slopeCosine;            // of the steepest ground that it stands on
    float speed, runSpeed, jumpSpeed;
    float grip;                   // times the ground's friction
} CBulletWalker;

// What it wants: -1...1 along its heading and to the left. The last is nobody's business here, but saved with the others.
typedef struct { float forward, left, heading, pitch; int32_t isFast, jumps, isLed; } CBulletWalk;

typedef struct {
    CBulletVector feet, velocity;
    CBulletWalk controls;
    int32_t isOnGround;
} CBulletWalkerState;

// A ball has no position, limits or motor; it only has damping.
typedef enum { CBulletLinkFixed, CBulletLinkTurning, CBulletLinkSliding, CBulletLinkBall } CBulletLinkKind;

// Of a robot, in the order of a walk through its tree: each after what carries it.
typedef struct {
    int32_t parent;               // among the links; -1: this is the base
    CBulletLinkKind kind;
    CBulletBody body;             // its shapes are what touches (shapeCount 0: nothing does); mass and inertia its own
    CBulletVector pivotInParent;  // the joint's place in the parent's body space
    CBulletVector pivotInBody;    // and in this one's, at position zero
    CBulletQuaternion bodyFromParent;  // of directions, at position zero
    CBulletVector axis;           // in this one's body space
    float lower, upper;           // lower > upper: none
    float damping, friction;
    int32_t mimics;               // a link whose joint this one's follows; -1: none
    float multiplier, offset, effort;
    float start;                  // position
} CBulletLink;

typedef struct CBulletWorld CBulletWorld;

// Only a world that will have robots can take them.
CBulletWorld *cbullet_create(CBulletVector gravity, int32_t bodyCapacity, int32_t hasRobots);
void cbullet_destroy(CBulletWorld *world);
// Bodies, joints and vehicles are numbered in the order in which they are added; bodies first, a robot's links last of them, then the others.
// A robot's joints that move are numbered after all others.
void cbullet_add(CBulletWorld *world, const CBulletBody *body);
void cbullet_add_joint(CBulletWorld *world, const CBulletJoint *joint);
void cbullet_add_robot(CBulletWorld *world, const CBulletLink *links, int32_t linkCount, int32_t isFixed);
void cbullet_add_vehicle(CBulletWorld *world, const CBulletVehicle *vehicle);
// After all bodies and robots: it counts as one more body, but for the ids of others.
void cbullet_add_walker(CBulletWorld *world, const CBulletWalker *walker);
// Once all is added: what rides goes where its carrier is.
void cbullet_begin(CBulletWorld *world);
void cbullet_step(CBulletWorld *world, float seconds);

// `states` has room for every body, walkers being the last.
void cbullet_states(const CBulletWorld *world, CBulletState *states);
void cbullet_joint_states(const CBulletWorld *world, CBulletJointState *states);
CBulletWalkerState cbullet_walker_state(const CBulletWorld *world, int32_t walker);
// Forwards, metres a second.
float cbullet_vehicle_speed(const CBulletWorld *world, int32_t vehicle);
// Counts the contacts, which stay sorted until the next step or change; `cbullet_copy_contacts` fills in that many.
int32_t cbullet_gather_contacts(CBulletWorld *world);
void cbullet_copy_contacts(const CBulletWorld *world, CBulletContact *contacts);

void cbullet_set_state(CBulletWorld *world, int32_t body, const CBulletState *state);
// Of bodies that are free: no joint holds them, they neither ride nor are links.
void cbullet_insert(CBulletWorld *world, int32_t body, const CBulletState *state);
void cbullet_remove(CBulletWorld *world, int32_t body);
void cbullet_set_velocity(CBulletWorld *world, int32_t body, CBulletVector linearVelocity);
void cbullet_apply_impulse(CBulletWorld *world, int32_t body, CBulletVector newtonSeconds, CBulletVector pointInWorld);
// As it was added, at rest; what drives it has are others' business.
void cbullet_restart_robot(CBulletWorld *world, int32_t robot);
// A number for each of its joints that move; balls stay. The base stays where `base` is null.
void cbullet_place_robot(CBulletWorld *world, int32_t robot, const float *positions, const float *velocities, const CBulletState *base);
void cbullet_drive(CBulletWorld *world, int32_t joint, CBulletDrive drive);
void cbullet_control(CBulletWorld *world, int32_t vehicle, CBulletControls controls);
void cbullet_walk(CBulletWorld *world, int32_t walker, CBulletWalk controls);
void cbullet_place_walker(CBulletWorld *world, int32_t walker, CBulletVector feet, CBulletVector velocity);

// At most one body is held: a point of it is pulled to the hand by at most `maximumImpulse` a step.
void cbullet_hold(CBulletWorld *world, int32_t body, CBulletVector pointInWorld, float maximumImpulse);
void cbullet_move_hand(CBulletWorld *world, CBulletVector pointInWorld);
void cbullet_let_go(CBulletWorld *world);

// What is over 100 km away, or faster than 100 km/s, is lost: free bodies are taken out, others start anew.
void cbullet_drop_lost(CBulletWorld *world);

// All that the world's further motion depends on, besides what was added to it. The bytes belong to the world, until the next call.
const uint8_t *cbullet_save(CBulletWorld *world, int32_t *byteCount);
// Builds the world anew from what was added to it and what was saved. Returns 0, and changes nothing, where the bytes are of another world.
int32_t cbullet_restore(CBulletWorld *world, const uint8_t *bytes, int32_t byteCount);

#ifdef __cplusplus
}
#endif
