#include "World.h"

#include <algorithm>
#include <tuple>

namespace {

const float contactReachInMetres = 0.001f;

}  // namespace

CBulletWorld *cbullet_create(CBulletVector gravity, int32_t bodyCapacity, int32_t hasRobots) {
    return new CBulletWorld(vector(gravity), bodyCapacity, hasRobots != 0);
}

void cbullet_destroy(CBulletWorld *world) { delete world; }

void cbullet_add(CBulletWorld *world, const CBulletBody *description) {
    Thing thing{*description, makeShape(*description)};
    thing.start.shapes = nullptr;
    thing.start.points = nullptr;
    thing.isPresent = !thing.start.isSpare;
    world->stage->add(thing);
    if (!thing.isPresent) { world->stage->takeOut(static_cast<int>(world->stage->bodies.size()) - 1); }
    world->things.push_back(std::move(thing));
}

void cbullet_begin(CBulletWorld *world) { world->placeRiders(); }

void cbullet_step(CBulletWorld *world, float seconds) {
    world->stepSeconds = seconds;
    world->applyForces();
    world->applyDamping(seconds);
    for (Vehicle &vehicle : world->vehicles) { vehicle.actBeforeStep(*world, seconds); }
    for (Walker &walker : world->walkers) { walker.actBeforeStep(*world, seconds); }
    world->stage->world.stepSimulation(seconds, 0);
    for (Vehicle &vehicle : world->vehicles) { vehicle.turnWheels(*world, seconds); }
    world->placeRiders();
}

void CBulletWorld::placeRiders() {
    placeLinks();
    placeRiders(false);
    for (Vehicle &vehicle : vehicles) { vehicle.placeWheels(*this); }
    placeRiders(true);
}

void CBulletWorld::placeRiders(bool onRiders) {
    for (size_t i = 0; i < things.size(); i++) {
        if (!things[i].rides() || things[things[i].start.carrier].rides() != onRiders) { continue; }
        const btRigidBody &carrier = *stage->bodies[things[i].start.carrier];
        const btTransform carrierFromThis = things[things[i].start.carrier].startInWorld().inverseTimes(things[i].startInWorld());
        btRigidBody &body = *stage->bodies[i];
        body.setWorldTransform(carrier.getWorldTransform() * carrierFromThis);
        body.setLinearVelocity(carrier.getVelocityInLocalPoint(body.getWorldTransform().getOrigin() - carrier.getCenterOfMassPosition()));
        body.setAngularVelocity(carrier.getAngularVelocity());
    }
}

void cbullet_states(const CBulletWorld *world, CBulletState *states) {
    for (size_t i = 0; i < world->things.size(); i++) {
        const btRigidBody &body = *world->stage->bodies[i];
        const btQuaternion q = body.getWorldTransform().getRotation();
        *states++ = {vector(body.getWorldTransform().getOrigin()), {q.x(), q.y(), q.z(), q.w()},
                     vector(body.getLinearVelocity()), vector(body.getAngularVelocity()), world->isPresent(i)};
    }
}

int32_t cbullet_gather_contacts(CBulletWorld *world) {
    auto &contacts = world->contacts;
    contacts.clear();
    btDispatcher &dispatcher = world->stage->dispatcher;
    // By bodies first: there are fewer pairs than points.
    std::vector<std::tuple<int, int, const btPersistentManifold *>> pairs;
    for (int i = 0; i < dispatcher.getNumManifolds(); i++) {
        const btPersistentManifold *manifold = dispatcher.getManifoldByIndexInternal(i);
        if (manifold->getNumContacts() == 0) { continue; }
        const int a = manifold->getBody0()->getUserIndex(), b = manifold->getBody1()->getUserIndex();
        pairs.emplace_back(std::min(a, b), std::max(a, b), manifold);
    }
    const auto isBefore = [](const auto &l, const auto &r) { return std::tie(std::get<0>(l), std::get<1>(l)) < std::tie(std::get<0>(r), std::get<1>(r)); };
    std::sort(pairs.begin(), pairs.end(), isBefore);
    size_t first = 0;
    for (size_t i = 0; i < pairs.size(); i++) {
        const auto &[a, b, manifold] = pairs[i];
        for (int p = 0; p < manifold->getNumContacts(); p++) {
            const btManifoldPoint &point = manifold->getContactPoint(p);
            if (point.getDistance() > contactReachInMetres && point.getAppliedImpulse() <= 0) { continue; }
            const btVector3 middle = (point.getPositionWorldOnA() + point.getPositionWorldOnB()) * 0.5f;
            const btVector3 normal = manifold->getBody0()->getUserIndex() == a ? point.m_normalWorldOnB : -point.m_normalWorldOnB;
            contacts.push_back({a, b, vector(middle), vector(normal), point.getAppliedImpulse()});
        }
        // A compound's pairs have a manifold for each of its parts.
        if (i + 1 < pairs.size() && !isBefore(pairs[i], pairs[i + 1])) { continue; }
        std::sort(contacts.begin() + first, contacts.end(), [](const CBulletContact &l, const CBulletContact &r) {
            return std::tie(l.point.x, l.point.y, l.point.z, l.impulse) < std::tie(r.point.x, r.point.y, r.point.z, r.impulse);
        });
        first = contacts.size();
    }
    return static_cast<int32_t>(contacts.size());
}

void cbullet_copy_contacts(const CBulletWorld *world, CBulletContact *contacts) {
    std::copy(world->contacts.begin(), world->contacts.end(), contacts);
}

void cbullet_set_state(CBulletWorld *world, int32_t index, const CBulletState *state) {
    Stage &stage = *world->stage;
    btRigidBody *body = stage.bodies[index].get();
    stage.wakeNeighbours(body);
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
    stage.broadphase.getOverlappingPairCache()->cleanProxyFromPairs(body->getBroadphaseHandle(), &stage.dispatcher);
    stage.world.updateSingleAabb(body);
    world->placeRiders();
}

void cbullet_insert(CBulletWorld *world, int32_t index, const CBulletState *state) {
    world->things[index].isPresent = true;
    world->stage->world.addRigidBody(world->stage->bodies[index].get());
    cbullet_set_state(world, index, state);
}

void cbullet_remove(CBulletWorld *world, int32_t index) {
    if (world->stage->hold.body == index) { world->stage->letGo(); }
    world->things[index].isPresent = false;
    world->stage->takeOut(index);
    world->placeRiders();
}

// What rides is there where its carrier is.
bool CBulletWorld::isPresent(size_t index) const { return things[index].rides() ? isPresent(things[index].start.carrier) : things[index].isPresent; }

void cbullet_set_velocity(CBulletWorld *world, int32_t index, CBulletVector linearVelocity) {
    btRigidBody *body = world->stage->bodies[index].get();
    body->activate(true);
    body->setLinearVelocity(vector(linearVelocity));
}

void cbullet_apply_impulse(CBulletWorld *world, int32_t index, CBulletVector newtonSeconds, CBulletVector pointInWorld) {
    btRigidBody *body = world->stage->bodies[index].get();
    body->activate(true);
    body->applyImpulse(vector(newtonSeconds), vector(pointInWorld) - body->getCenterOfMassPosition());
}

void cbullet_hold(CBulletWorld *world, int32_t index, CBulletVector pointInWorld, float maximumImpulse) {
    Stage &stage = *world->stage;
    stage.letGo();
    stage.takeHold(index, stage.bodies[index]->getWorldTransform().invXform(vector(pointInWorld)), vector(pointInWorld), maximumImpulse);
}

void cbullet_move_hand(CBulletWorld *world, CBulletVector pointInWorld) {
    if (world->stage->hold.pull) { world->stage->hold.pull->setPivotB(vector(pointInWorld)); }
}

void cbullet_let_go(CBulletWorld *world) { world->stage->letGo(); }
