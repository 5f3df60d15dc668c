// A world of rigid bodies, single precision, metres, kilograms and seconds, z up. One world belongs to one thread.
#pragma once
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct { float x, y, z; } CBulletVector;
typedef struct { float x, y, z, w; } CBulletQuaternion;

typedef enum { CBulletShapeBox, CBulletShapeSphere, CBulletShapeCylinder, CBulletShapeHull, CBulletShapeCompound } CBulletShapeKind;

typedef struct {
    CBulletShapeKind kind;
    CBulletVector halfSize;       // box, cylinder (radius, radius, half height); the sphere's radius is x
    const CBulletVector *points;  // hull, in body space; its surface lies `margin` outside them
    int32_t pointCount;
    const int32_t *hullPointCounts;  // compound: `points` are those of so many hulls, one after the other
    int32_t hullCount;
    float margin;
    float mass;                   // 0: static
    CBulletVector inertia;        // about the body's own axes
    float friction, rollingFriction, spinningFriction, restitution;
    float innerRadius;            // of a sphere about the origin that stays inside: what is swept when the body is fast
    CBulletVector position;
    CBulletQuaternion rotation;
} CBulletBody;

typedef struct {
    CBulletVector position;
    CBulletQuaternion rotation;
    CBulletVector linearVelocity, angularVelocity;
} CBulletState;

typedef struct {
    int32_t bodyA, bodyB;         // bodyA < bodyB
    CBulletVector point;
    CBulletVector normal;         // from B towards A
    float impulse;                // along the normal, in the last step, newton seconds
} CBulletContact;

typedef struct CBulletWorld CBulletWorld;

CBulletWorld *cbullet_create(CBulletVector gravity, int32_t bodyCapacity);
void cbullet_destroy(CBulletWorld *world);
// Bodies are numbered in the order in which they are added.
void cbullet_add(CBulletWorld *world, const CBulletBody *body);
void cbullet_step(CBulletWorld *world, float seconds);

// `states` has room for every body.
void cbullet_states(const CBulletWorld *world, CBulletState *states);
// Counts the contacts, which stay sorted until the next step or change; `cbullet_copy_contacts` fills in that many.
int32_t cbullet_gather_contacts(CBulletWorld *world);
void cbullet_copy_contacts(const CBulletWorld *world, CBulletContact *contacts);

void cbullet_set_state(CBulletWorld *world, int32_t body, const CBulletState *state);
void cbullet_set_velocity(CBulletWorld *world, int32_t body, CBulletVector linearVelocity);
void cbullet_apply_impulse(CBulletWorld *world, int32_t body, CBulletVector newtonSeconds, CBulletVector pointInWorld);

// At most one body is held: a point of it is pulled to the hand by at most `maximumImpulse` a step.
void cbullet_hold(CBulletWorld *world, int32_t body, CBulletVector pointInWorld, float maximumImpulse);
void cbullet_move_hand(CBulletWorld *world, CBulletVector pointInWorld);
void cbullet_let_go(CBulletWorld *world);

#ifdef __cplusplus
}
#endif
