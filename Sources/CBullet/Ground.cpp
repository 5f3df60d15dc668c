#include "Ground.h"

#include <algorithm>
#include <cmath>

namespace {

// Bullet's search for where a ray meets a box loses millimetres and degrees on boxes as large as grounds are: these are cut exactly.
void meetBox(const btVector3 &start, const btVector3 &way, const btBoxShape &box, btCollisionObject &object, btCollisionWorld::ClosestRayResultCallback &hit) {
    const btTransform &pose = object.getWorldTransform();
    const btVector3 from = pose.invXform(start), along = way * pose.getBasis(), half = box.getHalfExtentsWithMargin();
    float enter = 0, leave = 1;
    int face = -1;
    for (int axis = 0; axis < 3; axis++) {
        const float side = along[axis] > 0 ? -1.0f : 1.0f;
        if (along[axis] == 0) {
            if (std::fabs(from[axis]) > half[axis]) { return; }
            continue;
        }
        const float in = (side * half[axis] - from[axis]) / along[axis];
        leave = std::min(leave, (-side * half[axis] - from[axis]) / along[axis]);
        if (in > enter) {
            enter = in;
            face = axis;
        }
    }
    if (face < 0 || enter > leave || enter >= hit.m_closestHitFraction) { return; }
    hit.m_closestHitFraction = enter;
    hit.m_collisionObject = &object;
    hit.m_hitNormalWorld = pose.getBasis().getColumn(face) * (along[face] > 0 ? -1.0f : 1.0f);
    hit.m_hitPointWorld = start + way * enter;
}

}  // namespace

bool Nearby::process(const btBroadphaseProxy *proxy) {
    auto *object = static_cast<btCollisionObject *>(proxy->m_clientObject);
    if (object != own && object->hasContactResponse() && btRigidBody::upcast(object)) { objects.push_back(object); }
    return true;
}

Ground Nearby::meet(const btVector3 &start, const btVector3 &way) const {
    const btTransform from(btQuaternion::getIdentity(), start), to(btQuaternion::getIdentity(), start + way);
    btCollisionWorld::ClosestRayResultCallback hit(start, start + way);
    for (btCollisionObject *object : objects) {
        if (object->getCollisionShape()->getShapeType() == BOX_SHAPE_PROXYTYPE) {
            meetBox(start, way, *static_cast<const btBoxShape *>(object->getCollisionShape()), *object, hit);
            continue;
        }
        btVector3 low, high, normal;
        object->getCollisionShape()->getAabb(object->getWorldTransform(), low, high);
        btScalar fraction = hit.m_closestHitFraction;
        if (!btRayAabb(start, start + way, low, high, fraction, normal)) { continue; }
        btCollisionWorld::rayTestSingle(from, to, object, object->getCollisionShape(), object->getWorldTransform(), hit);
    }
    if (!hit.hasHit()) { return {}; }
    return {const_cast<btRigidBody *>(btRigidBody::upcast(hit.m_collisionObject)), hit.m_hitPointWorld, hit.m_hitNormalWorld, hit.m_closestHitFraction};
}
