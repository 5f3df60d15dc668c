// What the files of this module share.
#pragma once
#include "CBullet.h"

#include <memory>
#include <vector>

#include <BulletDynamics/Featherstone/btMultiBody.h>
#include <BulletDynamics/Featherstone/btMultiBodyConstraintSolver.h>
#include <BulletDynamics/Featherstone/btMultiBodyDynamicsWorld.h>
#include <BulletDynamics/Featherstone/btMultiBodyJointMotor.h>
#include <BulletDynamics/Featherstone/btMultiBodyLinkCollider.h>
#include <BulletCollision/CollisionShapes/btEmptyShape.h>
#include <btBulletDynamicsCommon.h>

inline btVector3 vector(CBulletVector v) { return btVector3(v.x, v.y, v.z); }
inline CBulletVector vector(const btVector3 &v) { return {v.x(), v.y(), v.z()}; }
inline btTransform transform(CBulletVector position, CBulletQuaternion q) {
    return btTransform(btQuaternion(q.x, q.y, q.z, q.w), vector(position));
}

std::unique_ptr<btCollisionShape> makeShape(const CBulletBody &body);

// A body as it was added; its points are in the shape.
struct Thing {
    CBulletBody start;
    std::unique_ptr<btCollisionShape> shape;

    bool isLink = false;         // of a robot, whose collider is another object

    bool rides() const { return start.carrier >= 0; }
    // Its rigid body only tells where it is.
    bool isShown() const { return rides() || isLink; }
    bool isPresent = true;
    btTransform startInWorld() const { return transform(start.position, start.rotation); }
};

struct Wheel {
    CBulletWheel made;
    btTransform chassisFromHub;  // at rest on level ground
    float turned = 0;            // radians, rolling forwards
    float rollSpeed = 0;         // radians a second
    float lift = 0;              // up from where it stands at rest
    float steered = 0;
};

struct Vehicle {
    int chassis;
    btVector3 forward, left;     // in the chassis's space
    float topSpeed, turnSpeed;
    std::vector<Wheel> wheels;
    CBulletControls controls{0, 0, 0};

    void actBeforeStep(CBulletWorld &world, float seconds);
    void turnWheels(CBulletWorld &world, float seconds);
    void placeWheels(CBulletWorld &world);
};

// A person: a capsule that never turns over, held over the ground by legs.
struct Walker {
    CBulletWalker made;
    int thing;
    CBulletWalk controls;
    int32_t isOnGround;

    btVector3 feetOf(const btRigidBody &body) const;
    void actBeforeStep(CBulletWorld &world, float seconds);
};

// As it was added.
struct RobotPlan {
    std::vector<CBulletLink> links;
    int firstBody;
    bool isFixed;

    std::vector<int> balls() const;  // Bullet's links that ball joints carry
};

// Of a ball joint, from where it stood at the start; the spin in its own link's axes.
struct BallMotion { btQuaternion turn; btVector3 spin; };

// A robot in Bullet.
struct RobotBody {
    const RobotPlan *plan;
    std::unique_ptr<btMultiBody> body;
    std::vector<std::unique_ptr<btMultiBodyLinkCollider>> colliders;
    std::vector<std::unique_ptr<btMultiBodyConstraint>> constraints;  // limits and mimics
    std::vector<std::unique_ptr<btMultiBodyJointMotor>> motors;       // of the joints that move

    btMultiBodyLinkCollider *colliderOf(int link) { return link < 0 ? body->getBaseCollider() : body->getLink(link).m_collider; }
    void refresh();
    BallMotion ball(int link) const;
    void setBall(int link, const BallMotion &motion);
    void startAnew(const CBulletWorld &world);
    void startAnewIfLost(const CBulletWorld &world, bool (*isLost)(const btVector3 &));
};

// A robot's joint that moves.
struct RobotJointPlace { int robot, link, motor; };

struct Hold {
    int body = -1;
    float freeAngularDamping = 0;
    std::unique_ptr<btPoint2PointConstraint> pull;
};

// What Bullet keeps of a world. Made anew by `cbullet_restore`, so that nothing hides in it that isn't saved.
struct Stage {
    btDefaultCollisionConfiguration configuration;
    btCollisionDispatcher dispatcher;
    btAxisSweep3 broadphase;
    std::unique_ptr<btSequentialImpulseConstraintSolver> solver;
    std::unique_ptr<btDiscreteDynamicsWorld> owned;
    btDiscreteDynamicsWorld &world;
    btRigidBody ground;          // what joints to the world hold on to
    std::vector<std::unique_ptr<btRigidBody>> bodies;  // those that ride are in no world
    std::vector<std::unique_ptr<btGeneric6DofSpring2Constraint>> joints;
    std::vector<std::unique_ptr<btJointFeedback>> feedback;  // a joint's
    std::vector<RobotBody> robots;
    Hold hold;

    Stage(btVector3 gravity, int capacity, bool hasRobots);
    ~Stage();
    void add(const Thing &thing);
    void takeOut(int body);
    void addJoint(const CBulletJoint &joint, const std::vector<Thing> &things);
    void setDrive(int joint, const CBulletJoint &made, const CBulletDrive &drive);
    void addRobot(const RobotPlan &plan, const std::vector<Thing> &things);
    btMultiBodyDynamicsWorld &robotWorld() { return static_cast<btMultiBodyDynamicsWorld &>(world); }
    void takeHold(int body, btVector3 pivotInBody, btVector3 hand, float maximumImpulse);
    void letGo();
    void wakeTouching(const btCollisionObject *object);
    void wakeNeighbours(const btRigidBody *body);
};

struct CBulletWorld {
    btVector3 gravity;
    int capacity;
    bool hasRobots;
    std::vector<Thing> things;
    std::vector<CBulletJoint> joints;
    std::vector<CBulletDrive> drives;  // a joint's, then those of robots
    std::vector<std::unique_ptr<RobotPlan>> robots;
    std::vector<RobotJointPlace> robotJoints;
    std::vector<Vehicle> vehicles;
    std::vector<Walker> walkers;
    std::unique_ptr<Stage> stage;
    std::vector<CBulletContact> contacts;
    std::vector<uint8_t> saved;
    float stepSeconds = 0;       // the last step's

    CBulletWorld(btVector3 gravity, int capacity, bool hasRobots)
        : gravity(gravity), capacity(capacity), hasRobots(hasRobots), stage(std::make_unique<Stage>(gravity, capacity, hasRobots)) {}
    bool isPresent(size_t body) const;
    void applyDamping(float seconds);
    void setRobotDrive(size_t joint);
    void placeLinks();
    void applyForces();
    // What rides goes where its carrier went; what rides on a rider, once wheels have turned.
    void placeRiders();
    void placeRiders(bool onRiders);
};

// Of a joint's driven axis, or a ball's angle.
struct JointMotion { float position, velocity; };
JointMotion motionOf(const CBulletJoint &made, const btGeneric6DofSpring2Constraint &joint);
