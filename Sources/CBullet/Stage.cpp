#include "World.h"

#include <BulletCollision/CollisionDispatch/btSimulationIslandManager.h>

namespace {

const float broadphaseReachInMetres = 128;
const float awayInMetres = -1000;
// What has been still for so long may sleep; of what was only just put there, a quarter of a second shows whether it falls.
const float stillSeconds = 0.5f, stillSecondsAtStart = 0.25f;
// Bullet has one for all worlds.
[[maybe_unused]] const bool isStillnessSet = (gDeactivationTime = stillSeconds, true);
// Metres a second, squared: iterations end where none would change a contact by more.
const float smallestCorrection = 1e-7f;

// What sleeps and wakes together is what touches. Bullet's own goes by boxes two centimetres larger than things: a row of standing dominoes was one.
struct TouchingIslands : btSimulationIslandManager {
    void updateActivationState(btCollisionWorld *world, btDispatcher *dispatcher) override {
        int count = 0;
        for (int i = 0; i < world->getNumCollisionObjects(); i++) {
            btCollisionObject *object = world->getCollisionObjectArray()[i];
            if (!object->isStaticOrKinematicObject()) { object->setIslandTag(count++); }
            object->setCompanionId(-1);
            object->setHitFraction(1);
        }
        initUnionFind(count);
        for (int i = 0; i < dispatcher->getNumManifolds(); i++) {
            const btPersistentManifold &manifold = *dispatcher->getManifoldByIndexInternal(i);
            const btCollisionObject *a = manifold.getBody0(), *b = manifold.getBody1();
            if (manifold.getNumContacts() == 0 || !a->mergesSimulationIslands() || !b->mergesSimulationIslands()) { continue; }
            getUnionFind().unite(a->getIslandTag(), b->getIslandTag());
        }
    }
};

template <class World> struct WithTouchingIslands : World {
    template <class... Arguments> explicit WithTouchingIslands(Arguments... arguments) : World(arguments...) {
        this->m_islandManager->~btSimulationIslandManager();
        btAlignedFree(this->m_islandManager);
        this->m_islandManager = new (btAlignedAlloc(sizeof(TouchingIslands), 16)) TouchingIslands;
    }
};

std::unique_ptr<btDiscreteDynamicsWorld> makeWorld(bool hasRobots, btDispatcher *dispatcher, btBroadphaseInterface *broadphase,
                                                   btSequentialImpulseConstraintSolver *solver, btCollisionConfiguration *configuration) {
    if (!hasRobots) { return std::make_unique<WithTouchingIslands<btDiscreteDynamicsWorld>>(dispatcher, broadphase, solver, configuration); }
    auto *robots = static_cast<btMultiBodyConstraintSolver *>(solver);
    return std::make_unique<WithTouchingIslands<btMultiBodyDynamicsWorld>>(dispatcher, broadphase, robots, configuration);
}

}  // namespace

Stage::Stage(btVector3 gravity, int capacity, bool hasRobots)
    : dispatcher(&configuration),
      broadphase(btVector3(1, 1, 1) * -broadphaseReachInMetres, btVector3(1, 1, 1) * broadphaseReachInMetres,
                 static_cast<unsigned short>(capacity + 1), nullptr, true),
      solver(hasRobots ? std::make_unique<btMultiBodyConstraintSolver>() : std::make_unique<btSequentialImpulseConstraintSolver>()),
      owned(makeWorld(hasRobots, &dispatcher, &broadphase, solver.get(), &configuration)),
      world(*owned),
      ground(0, nullptr, nullptr) {
    world.setGravity(gravity);
    world.getDispatchInfo().m_deterministicOverlappingPairs = true;
    world.getDispatchInfo().m_allowedCcdPenetration = 0.0005f;
    world.getSolverInfo().m_numIterations = 30;
    world.getSolverInfo().m_leastSquaresResidualThreshold = smallestCorrection;
    world.getSolverInfo().m_minimumSolverBatchSize = 1;
    world.getSolverInfo().m_solverMode |= SOLVER_USE_2_FRICTION_DIRECTIONS;
    // Round things on flat ones need several contact points at once to stand still.
    configuration.setConvexConvexMultipointIterations();
}

Stage::~Stage() {
    letGo();
    for (RobotBody &robot : robots) {
        for (auto &constraint : robot.constraints) { robotWorld().removeMultiBodyConstraint(constraint.get()); }
        for (auto &motor : robot.motors) { robotWorld().removeMultiBodyConstraint(motor.get()); }
        for (auto &collider : robot.colliders) { world.removeCollisionObject(collider.get()); }
        robotWorld().removeMultiBody(robot.body.get());
    }
    for (auto &joint : joints) { world.removeConstraint(joint.get()); }
    for (auto &body : bodies) { if (body->isInWorld()) { world.removeRigidBody(body.get()); } }
}

void Stage::add(const Thing &thing) {
    const CBulletBody &start = thing.start;
    btRigidBody::btRigidBodyConstructionInfo info(start.mass, nullptr, thing.shape.get(), vector(start.inertia));
    info.m_startWorldTransform = thing.startInWorld();
    info.m_friction = start.friction;
    info.m_rollingFriction = start.rollingFriction;
    info.m_spinningFriction = start.spinningFriction;
    info.m_restitution = start.restitution;
    info.m_angularDamping = start.angularDamping;
    info.m_linearSleepingThreshold = 0.05f;
    info.m_angularSleepingThreshold = 0.25f;
    auto body = std::make_unique<btRigidBody>(info);
    body->setUserIndex(static_cast<int>(bodies.size()));
    if (start.mass > 0) {
        body->setDeactivationTime(stillSeconds - stillSecondsAtStart);
        body->setCcdMotionThreshold(start.innerRadius * 0.5f);
        body->setCcdSweptSphereRadius(start.innerRadius * 0.5f);
    }
    if (!thing.isShown() && thing.isPresent) { world.addRigidBody(body.get()); }
    bodies.push_back(std::move(body));
}

// It waits far below, at rest.
void Stage::takeOut(int index) {
    btRigidBody &body = *bodies[index];
    if (body.isInWorld()) {
        wakeNeighbours(&body);
        world.removeRigidBody(&body);
    }
    const btTransform away(btQuaternion::getIdentity(), btVector3(0, 0, awayInMetres));
    body.setWorldTransform(away);
    body.setInterpolationWorldTransform(away);
    for (const auto set : {&btRigidBody::setLinearVelocity, &btRigidBody::setAngularVelocity}) { (body.*set)(btVector3(0, 0, 0)); }
    body.setInterpolationLinearVelocity(btVector3(0, 0, 0));
    body.setInterpolationAngularVelocity(btVector3(0, 0, 0));
    body.clearForces();
}

void Stage::takeHold(int index, btVector3 pivotInBody, btVector3 hand, float maximumImpulse) {
    btRigidBody *body = bodies[index].get();
    body->forceActivationState(DISABLE_DEACTIVATION);
    hold = {index, body->getAngularDamping(), std::make_unique<btPoint2PointConstraint>(*body, pivotInBody)};
    // A hand also steadies what it holds.
    body->setDamping(0.3f, 0.95f);
    hold.pull->setPivotB(hand);
    hold.pull->m_setting.m_impulseClamp = maximumImpulse;
    hold.pull->m_setting.m_tau = 0.3f;
    world.addConstraint(hold.pull.get());
}

void Stage::letGo() {
    if (!hold.pull) { return; }
    btRigidBody &body = *bodies[hold.body];
    world.removeConstraint(hold.pull.get());
    hold.pull.reset();
    body.setDamping(0, hold.freeAngularDamping);
    body.forceActivationState(ACTIVE_TAG);
    body.activate(true);
}

// Sleeping neighbours of a body that jumps away would hang in the air.
void Stage::wakeTouching(const btCollisionObject *object) {
    for (int i = 0; i < dispatcher.getNumManifolds(); i++) {
        const btPersistentManifold *manifold = dispatcher.getManifoldByIndexInternal(i);
        if (manifold->getBody0() == object) { bodies[manifold->getBody1()->getUserIndex()]->activate(); }
        if (manifold->getBody1() == object) { bodies[manifold->getBody0()->getUserIndex()]->activate(); }
    }
}

void Stage::wakeNeighbours(const btRigidBody *body) {
    wakeTouching(body);
    for (int i = 0; i < body->getNumConstraintRefs(); i++) {
        const_cast<btRigidBody *>(body)->getConstraintRef(i)->getRigidBodyA().activate();
        const_cast<btRigidBody *>(body)->getConstraintRef(i)->getRigidBodyB().activate();
    }
}
