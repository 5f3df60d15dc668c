#include "CBullet.h"

#include <algorithm>
#include <memory>
#include <tuple>
#include <vector>

#include <btBulletDynamicsCommon.h>

namespace {

const float broadphaseReachInMetres = 128;
const float contactReachInMetres = 0.001f;

btVector3 vector(CBulletVector v) { return btVector3(v.x, v.y, v.z); }
CBulletVector vector(const btVector3 &v) { return {v.x(), v.y(), v.z()}; }
btTransform transform(CBulletVector position, CBulletQuaternion q) {
    return btTransform(btQuaternion(q.x, q.y, q.z, q.w), vector(position));
}

std::unique_ptr<btConvexHullShape> makeHull(const CBulletVector *points, int count, float margin) {
    auto hull = std::make_unique<btConvexHullShape>();
    for (int i = 0; i < count; i++) { hull->addPoint(vector(points[i]), false); }
    hull->setMargin(margin);
    hull->recalcLocalAabb();
    return hull;
}

// Owns its children. Without a tree of them: they are few, and their order is the order of contacts.
struct Compound : btCompoundShape {
    Compound() : btCompoundShape(false) {}
    ~Compound() override { for (int i = 0; i < getNumChildShapes(); i++) { delete getChildShape(i); } }
};

std::unique_ptr<btCollisionShape> makeShape(const CBulletBody &body) {
    switch (body.kind) {
    case CBulletShapeSphere: return std::make_unique<btSphereShape>(body.halfSize.x);
    case CBulletShapeHull: return makeHull(body.points, body.pointCount, body.margin);
    case CBulletShapeCompound: {
        auto compound = std::make_unique<Compound>();
        const CBulletVector *points = body.points;
        for (int i = 0; i < body.hullCount; points += body.hullPointCounts[i++]) {
            compound->addChildShape(btTransform::getIdentity(), makeHull(points, body.hullPointCounts[i], body.margin).release());
        }
        return compound;
    }
    case CBulletShapeCylinder: {
        auto cylinder = std::make_unique<btCylinderShapeZ>(vector(body.halfSize));
        cylinder->setMargin(body.margin);
        return cylinder;
    }
    case CBulletShapeBox: break;
    }
    auto box = std::make_unique<btBoxShape>(vector(body.halfSize));
    box->setMargin(body.margin);
    return box;
}

}  // namespace

struct CBulletWorld {
    btDefaultCollisionConfiguration configuration;
    btCollisionDispatcher dispatcher;
    btAxisSweep3 broadphase;
    btSequentialImpulseConstraintSolver solver;
    btDiscreteDynamicsWorld world;
    std::vector<std::unique_ptr<btCollisionShape>> shapes;
    std::vector<std::unique_ptr<btRigidBody>> bodies;
    std::vector<CBulletContact> contacts;
    std::unique_ptr<btPoint2PointConstraint> hold;

    CBulletWorld(btVector3 gravity, int capacity)
        : dispatcher(&configuration),
          broadphase(btVector3(1, 1, 1) * -broadphaseReachInMetres, btVector3(1, 1, 1) * broadphaseReachInMetres,
                     static_cast<unsigned short>(capacity + 1), nullptr, true),
          world(&dispatcher, &broadphase, &solver, &configuration) {
        world.setGravity(gravity);
        world.getDispatchInfo().m_deterministicOverlappingPairs = true;
        world.getDispatchInfo().m_allowedCcdPenetration = 0.0005f;
        world.getSolverInfo().m_numIterations = 30;
        world.getSolverInfo().m_solverMode |= SOLVER_USE_2_FRICTION_DIRECTIONS;
        // Round things on flat ones need several contact points at once to stand still.
        configuration.setConvexConvexMultipointIterations();
    }

    ~CBulletWorld() {
        letGo();
        for (auto &body : bodies) { world.removeRigidBody(body.get()); }
    }

    void letGo() {
        if (!hold) { return; }
        btRigidBody &body = hold->getRigidBodyA();
        world.removeConstraint(hold.get());
        hold.reset();
        body.setDamping(0, 0.05f);
        body.forceActivationState(ACTIVE_TAG);
        body.activate(true);
    }

    // Sleeping neighbours of a body that jumps away would hang in the air.
    void wakeNeighbours(const btRigidBody *body) {
        for (int i = 0; i < dispatcher.getNumManifolds(); i++) {
            const btPersistentManifold *manifold = dispatcher.getManifoldByIndexInternal(i);
            if (manifold->getBody0() == body) { bodies[manifold->getBody1()->getUserIndex()]->activate(); }
            if (manifold->getBody1() == body) { bodies[manifold->getBody0()->getUserIndex()]->activate(); }
        }
    }
};

CBulletWorld *cbullet_create(CBulletVector gravity, int32_t bodyCapacity) { return new CBulletWorld(vector(gravity), bodyCapacity); }

void cbullet_destroy(CBulletWorld *world) { delete world; }

void cbullet_add(CBulletWorld *world, const CBulletBody *description) {
    auto shape = makeShape(*description);
    btRigidBody::btRigidBodyConstructionInfo info(description->mass, nullptr, shape.get(), vector(description->inertia));
    info.m_startWorldTransform = transform(description->position, description->rotation);
    info.m_friction = description->friction;
    info.m_rollingFriction = description->rollingFriction;
    info.m_spinningFriction = description->spinningFriction;
    info.m_restitution = description->restitution;
    info.m_angularDamping = 0.05f;
    info.m_linearSleepingThreshold = 0.05f;
    info.m_angularSleepingThreshold = 0.25f;
    auto body = std::make_unique<btRigidBody>(info);
    body->setUserIndex(static_cast<int>(world->bodies.size()));
    if (description->mass > 0) {
        body->setCcdMotionThreshold(description->innerRadius * 0.5f);
        body->setCcdSweptSphereRadius(description->innerRadius * 0.5f);
    }
    world->world.addRigidBody(body.get());
    world->shapes.push_back(std::move(shape));
    world->bodies.push_back(std::move(body));
}

void cbullet_step(CBulletWorld *world, float seconds) { world->world.stepSimulation(seconds, 0); }

void cbullet_states(const CBulletWorld *world, CBulletState *states) {
    for (const auto &body : world->bodies) {
        const btQuaternion q = body->getWorldTransform().getRotation();
        *states++ = {vector(body->getWorldTransform().getOrigin()), {q.x(), q.y(), q.z(), q.w()},
                     vector(body->getLinearVelocity()), vector(body->getAngularVelocity())};
    }
}

int32_t cbullet_gather_contacts(CBulletWorld *world) {
    auto &contacts = world->contacts;
    contacts.clear();
    for (int i = 0; i < world->dispatcher.getNumManifolds(); i++) {
        const btPersistentManifold *manifold = world->dispatcher.getManifoldByIndexInternal(i);
        const int a = manifold->getBody0()->getUserIndex(), b = manifold->getBody1()->getUserIndex();
        for (int p = 0; p < manifold->getNumContacts(); p++) {
            const btManifoldPoint &point = manifold->getContactPoint(p);
            if (point.getDistance() > contactReachInMetres && point.getAppliedImpulse() <= 0) { continue; }
            const btVector3 middle = (point.getPositionWorldOnA() + point.getPositionWorldOnB()) * 0.5f;
            const btVector3 normal = a < b ? point.m_normalWorldOnB : -point.m_normalWorldOnB;
            contacts.push_back({std::min(a, b), std::max(a, b), vector(middle), vector(normal), point.getAppliedImpulse()});
        }
    }
    std::sort(contacts.begin(), contacts.end(), [](const CBulletContact &l, const CBulletContact &r) {
        return std::tie(l.bodyA, l.bodyB, l.point.x, l.point.y, l.point.z, l.impulse)
             < std::tie(r.bodyA, r.bodyB, r.point.x, r.point.y, r.point.z, r.impulse);
    });
    return static_cast<int32_t>(contacts.size());
}

void cbullet_copy_contacts(const CBulletWorld *world, CBulletContact *contacts) {
    std::copy(world->contacts.begin(), world->contacts.end(), contacts);
}

void cbullet_set_state(CBulletWorld *world, int32_t index, const CBulletState *state) {
    btRigidBody *body = world->bodies[index].get();
    world->wakeNeighbours(body);
    const btTransform pose = transform(state->position, state->rotation);
    body->setWorldTransform(pose);
    body->setInterpolationWorldTransform(pose);
    body->setLinearVelocity(vector(state->linearVelocity));
    body->setAngularVelocity(vector(state->angularVelocity));
    body->setInterpolationLinearVelocity(vector(state->linearVelocity));
    body->setInterpolationAngularVelocity(vector(state->angularVelocity));
    body->clearForces();
    body->updateInertiaTensor();
    body->activate();
    // Cached contacts belong to the place that it left.
    world->broadphase.getOverlappingPairCache()->cleanProxyFromPairs(body->getBroadphaseHandle(), &world->dispatcher);
    world->world.updateSingleAabb(body);
}

void cbullet_set_velocity(CBulletWorld *world, int32_t index, CBulletVector linearVelocity) {
    btRigidBody *body = world->bodies[index].get();
    body->activate(true);
    body->setLinearVelocity(vector(linearVelocity));
}

void cbullet_apply_impulse(CBulletWorld *world, int32_t index, CBulletVector newtonSeconds, CBulletVector pointInWorld) {
    btRigidBody *body = world->bodies[index].get();
    body->activate(true);
    body->applyImpulse(vector(newtonSeconds), vector(pointInWorld) - body->getCenterOfMassPosition());
}

void cbullet_hold(CBulletWorld *world, int32_t index, CBulletVector pointInWorld, float maximumImpulse) {
    world->letGo();
    btRigidBody *body = world->bodies[index].get();
    body->forceActivationState(DISABLE_DEACTIVATION);
    // A hand also steadies what it holds.
    body->setDamping(0.3f, 0.95f);
    world->hold = std::make_unique<btPoint2PointConstraint>(*body, body->getWorldTransform().invXform(vector(pointInWorld)));
    world->hold->m_setting.m_impulseClamp = maximumImpulse;
    world->hold->m_setting.m_tau = 0.3f;
    world->world.addConstraint(world->hold.get());
}

void cbullet_move_hand(CBulletWorld *world, CBulletVector pointInWorld) {
    if (world->hold) { world->hold->setPivotB(vector(pointInWorld)); }
}

void cbullet_let_go(CBulletWorld *world) { world->letGo(); }
