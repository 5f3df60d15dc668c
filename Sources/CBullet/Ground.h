// What wheels and feet stand on.
#pragma once
#include "World.h"

// Where a ray meets something first; no body: nowhere.
struct Ground {
    btRigidBody *body = nullptr;
    btVector3 point, normal;
    float fraction = 1;
};

// What rays from a body might meet, gathered once a step.
struct Nearby : btBroadphaseAabbCallback {
    explicit Nearby(const btCollisionObject *own) : own(own) {}
    bool process(const btBroadphaseProxy *proxy) override;
    Ground meet(const btVector3 &start, const btVector3 &way) const;

private:
    const btCollisionObject *own;
    std::vector<btCollisionObject *> objects;
};

inline void push(btRigidBody &body, const btVector3 &impulse, const btVector3 &point) {
    if (!body.isStaticObject()) { body.applyImpulse(impulse, point - body.getCenterOfMassPosition()); }
}
