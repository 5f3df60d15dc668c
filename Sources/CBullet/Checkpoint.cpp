#include "World.h"

#include <algorithm>
#include <array>
#include <cfloat>
#include <cmath>
#include <cstring>
#include <map>

// What is saved is written and read by the same function, so that neither knows a field that the other doesn't.
namespace {

struct Writer {
    std::vector<uint8_t> &bytes;
    bool isWriting = true, isSound = true;

    void raw(void *value, size_t size) {
        const auto *first = static_cast<const uint8_t *>(value);
        bytes.insert(bytes.end(), first, first + size);
    }
};

struct Reader {
    const uint8_t *bytes;
    size_t left;
    bool isWriting = false, isSound = true;

    void raw(void *value, size_t size) {
        if (!isSound || size > left) { isSound = false; return; }
        std::memcpy(value, bytes, size);
        bytes += size;
        left -= size;
    }
};

template <class Stream, class T> void number(Stream &stream, T &value) { stream.raw(&value, sizeof value); }

template <class Stream> void vector(Stream &stream, btVector3 &v) {
    for (int i = 0; i < 3; i++) { number(stream, v[i]); }
}

template <class Stream> void pose(Stream &stream, btTransform &t) {
    for (int i = 0; i < 3; i++) { vector(stream, t.getBasis()[i]); }
    vector(stream, t.getOrigin());
}

struct BodySave {
    btTransform world, interpolated;
    btVector3 linear, angular, interpolatedLinear, interpolatedAngular;
    int32_t activation;
    float deactivationTime;
    int32_t isPresent;
};

template <class Stream> void body(Stream &stream, BodySave &save) {
    pose(stream, save.world);
    pose(stream, save.interpolated);
    for (btVector3 *v : {&save.linear, &save.angular, &save.interpolatedLinear, &save.interpolatedAngular}) { vector(stream, *v); }
    number(stream, save.activation);
    number(stream, save.deactivationTime);
    number(stream, save.isPresent);
}

// A contact that Bullet goes on from: its place on both bodies and what it bore.
struct PointSave {
    int32_t bodyA, bodyB, index0, index1, part0, part1;
    btManifoldPoint point;
};

template <class Stream> void contact(Stream &stream, PointSave &save) {
    for (int32_t *i : {&save.bodyA, &save.bodyB, &save.index0, &save.index1, &save.part0, &save.part1}) { number(stream, *i); }
    btManifoldPoint &p = save.point;
    for (btVector3 *v : {&p.m_localPointA, &p.m_localPointB, &p.m_positionWorldOnA, &p.m_positionWorldOnB, &p.m_normalWorldOnB, &p.m_lateralFrictionDir1,
                         &p.m_lateralFrictionDir2}) { vector(stream, *v); }
    for (btScalar *f : {&p.m_distance1, &p.m_combinedFriction, &p.m_combinedRollingFriction, &p.m_combinedSpinningFriction, &p.m_combinedRestitution,
                        &p.m_appliedImpulse, &p.m_prevRHS, &p.m_appliedImpulseLateral1, &p.m_appliedImpulseLateral2, &p.m_contactMotion1, &p.m_contactMotion2,
                        &p.m_contactCFM, &p.m_contactERP, &p.m_frictionCFM}) { number(stream, *f); }
    number(stream, p.m_contactPointFlags);
    number(stream, p.m_lifeTime);
}

// What moves of a robot. Impulses that its constraints would start the next step from are not kept: every run starts anew there.
struct RobotSave {
    btTransform base;
    btVector3 linear, angular;
    std::vector<btVector3> joints;  // position, velocity, the motor's last impulse
    std::vector<BallMotion> balls;
};

template <class Stream> void robot(Stream &stream, RobotSave &save) {
    pose(stream, save.base);
    vector(stream, save.linear);
    vector(stream, save.angular);
    for (btVector3 &joint : save.joints) { vector(stream, joint); }
    for (BallMotion &ball : save.balls) {
        number(stream, ball.turn);
        vector(stream, ball.spin);
    }
}

struct Save {
    float stepSeconds;
    uint32_t solverSeed;
    std::vector<BodySave> bodies;
    std::vector<CBulletDrive> drives;
    std::vector<btVector3> feedback;
    std::vector<CBulletControls> controls;
    std::vector<Wheel> wheels;   // only what moves of them
    std::vector<Walker> walkers; // only what changes of them
    std::vector<RobotSave> robots;
    std::vector<PointSave> points;
    int32_t heldBody;
    btVector3 heldAt, hand;
    float holdImpulse;
};

// A list whose length is known beforehand, but written down so that another world's bytes are refused.
template <class Stream, class T, class Each> void list(Stream &stream, std::vector<T> &items, bool isOpen, Each each) {
    uint32_t count = static_cast<uint32_t>(items.size());
    number(stream, count);
    if (!stream.isSound || (!isOpen && count != items.size()) || count > 1000000) { stream.isSound = false; return; }
    items.resize(count);
    for (T &item : items) {
        each(item);
        if (!stream.isSound) { return; }
    }
}

template <class Stream> void all(Stream &stream, Save &save) {
    number(stream, save.stepSeconds);
    number(stream, save.solverSeed);
    list(stream, save.bodies, false, [&](BodySave &b) { body(stream, b); });
    list(stream, save.drives, false, [&](CBulletDrive &d) { number(stream, d); });
    list(stream, save.feedback, false, [&](btVector3 &v) { vector(stream, v); });
    list(stream, save.controls, false, [&](CBulletControls &c) { number(stream, c); });
    list(stream, save.wheels, false, [&](Wheel &w) { for (float *f : {&w.turned, &w.rollSpeed, &w.lift, &w.steered}) { number(stream, *f); } });
    list(stream, save.walkers, false, [&](Walker &w) { number(stream, w.controls); number(stream, w.isOnGround); });
    list(stream, save.robots, false, [&](RobotSave &r) { robot(stream, r); });
    list(stream, save.points, true, [&](PointSave &p) { contact(stream, p); });
    number(stream, save.heldBody);
    vector(stream, save.heldAt);
    vector(stream, save.hand);
    number(stream, save.holdImpulse);
}

// Sized as the world is.
std::vector<RobotSave> emptyRobots(const CBulletWorld &world) {
    std::vector<RobotSave> robots(world.robots.size());
    for (const RobotJointPlace &place : world.robotJoints) { robots[place.robot].joints.push_back(btVector3(0, 0, 0)); }
    for (size_t i = 0; i < world.robots.size(); i++) { robots[i].balls.resize(world.robots[i]->balls().size()); }
    return robots;
}

Save emptySave(const CBulletWorld &world) {
    Save save{};
    save.bodies.resize(world.things.size());
    save.drives.resize(world.drives.size());
    save.robots = emptyRobots(world);
    save.feedback.resize(2 * world.joints.size());
    save.controls.resize(world.vehicles.size());
    for (const Vehicle &vehicle : world.vehicles) { save.wheels.insert(save.wheels.end(), vehicle.wheels.begin(), vehicle.wheels.end()); }
    save.walkers = world.walkers;
    save.heldBody = -1;
    save.heldAt = save.hand = btVector3(0, 0, 0);
    return save;
}

BodySave saveOf(const btRigidBody &b, bool isPresent) {
    return {b.getWorldTransform(), b.getInterpolationWorldTransform(), b.getLinearVelocity(), b.getAngularVelocity(),
            b.getInterpolationLinearVelocity(), b.getInterpolationAngularVelocity(), b.getActivationState(), b.getDeactivationTime(), isPresent};
}

void gatherRobots(const CBulletWorld &world, std::vector<RobotSave> &robots) {
    const Stage &stage = *world.stage;
    for (size_t i = 0; i < stage.robots.size(); i++) {
        const btMultiBody &b = *stage.robots[i].body;
        robots[i].base = b.getBaseWorldTransform();
        robots[i].linear = b.getBaseVel();
        robots[i].angular = b.getBaseOmega();
        robots[i].balls.clear();
        for (int link : world.robots[i]->balls()) { robots[i].balls.push_back(stage.robots[i].ball(link)); }
    }
    for (const RobotJointPlace &place : world.robotJoints) {
        const RobotBody &r = stage.robots[place.robot];
        robots[place.robot].joints[place.motor] =
            btVector3(r.body->getJointPos(place.link - 1), r.body->getJointVel(place.link - 1), r.motors[place.motor]->getAppliedImpulse(0));
    }
}

Save gather(const CBulletWorld &world) {
    Save save = emptySave(world);
    Stage &stage = *world.stage;
    save.stepSeconds = world.stepSeconds;
    save.solverSeed = static_cast<uint32_t>(stage.solver->getRandSeed());
    for (size_t i = 0; i < stage.bodies.size(); i++) {
        save.bodies[i] = saveOf(*stage.bodies[i], world.things[i].isPresent);
    }
    save.drives = world.drives;
    for (size_t i = 0; i < stage.feedback.size(); i++) {
        save.feedback[2 * i] = stage.feedback[i]->m_appliedForceBodyB;
        save.feedback[2 * i + 1] = stage.feedback[i]->m_appliedTorqueBodyB;
    }
    for (size_t i = 0; i < world.vehicles.size(); i++) { save.controls[i] = world.vehicles[i].controls; }
    gatherRobots(world, save.robots);
    for (int m = 0; m < stage.dispatcher.getNumManifolds(); m++) {
        const btPersistentManifold &manifold = *stage.dispatcher.getManifoldByIndexInternal(m);
        for (int i = 0; i < manifold.getNumContacts(); i++) {
            const btManifoldPoint &p = manifold.getContactPoint(i);
            save.points.push_back({manifold.getBody0()->getUserIndex(), manifold.getBody1()->getUserIndex(), p.m_index0, p.m_index1, p.m_partId0, p.m_partId1, p});
        }
    }
    if (stage.hold.pull) {
        save.heldBody = stage.hold.body;
        save.heldAt = stage.hold.pull->getPivotInA();
        save.hand = stage.hold.pull->getPivotInB();
        save.holdImpulse = stage.hold.pull->m_setting.m_impulseClamp;
    }
    return save;
}

void place(btRigidBody &body, const BodySave &save) {
    body.setWorldTransform(save.world);
    body.setInterpolationWorldTransform(save.interpolated);
    body.setLinearVelocity(save.linear);
    body.setAngularVelocity(save.angular);
    body.setInterpolationLinearVelocity(save.interpolatedLinear);
    body.setInterpolationAngularVelocity(save.interpolatedAngular);
    body.updateInertiaTensor();
}

// The manifolds that the poses make, with the points that they had. A compound's are told apart by the children that touch.
void restoreContacts(Stage &stage, const std::vector<Thing> &things, const std::vector<PointSave> &points) {
    using Key = std::array<int, 4>;
    const auto keyOf = [](const btPersistentManifold &m, int index0, int index1) {
        const bool parts = m.getBody0()->getCollisionShape()->isCompound() || m.getBody1()->getCollisionShape()->isCompound();
        return Key{m.getBody0()->getUserIndex(), m.getBody1()->getUserIndex(), parts ? index0 : 0, parts ? index1 : 0};
    };
    std::map<Key, btPersistentManifold *> manifolds;
    for (int m = 0; m < stage.dispatcher.getNumManifolds(); m++) {
        btPersistentManifold *manifold = stage.dispatcher.getManifoldByIndexInternal(m);
        const bool isEmpty = manifold->getNumContacts() == 0;
        manifolds.emplace(keyOf(*manifold, isEmpty ? 0 : manifold->getContactPoint(0).m_index0, isEmpty ? 0 : manifold->getContactPoint(0).m_index1), manifold);
        manifold->clearManifold();
    }
    for (const PointSave &save : points) {
        const bool parts = things[save.bodyA].shape->isCompound() || things[save.bodyB].shape->isCompound();
        const auto found = manifolds.find(Key{save.bodyA, save.bodyB, parts ? save.index0 : 0, parts ? save.index1 : 0});
        if (found == manifolds.end() || found->second->getNumContacts() == MANIFOLD_CACHE_SIZE) { continue; }
        btManifoldPoint point = save.point;
        point.m_index0 = save.index0;
        point.m_index1 = save.index1;
        point.m_partId0 = save.part0;
        point.m_partId1 = save.part1;
        point.m_userPersistentData = nullptr;
        found->second->addManifoldPoint(point, true);
    }
}

// Bullet would look for places in space forever.
bool isPlace(const btTransform &pose) {
    for (int i = 0; i < 3; i++) {
        if (!(std::fabs(pose.getOrigin()[i]) < 1e6f)) { return false; }
        for (int j = 0; j < 3; j++) { if (!(std::fabs(pose.getBasis()[i][j]) < 2)) { return false; } }
    }
    return true;
}
constexpr float mostSquared = 1e12f;
bool isMotion(const btVector3 &v, float most = mostSquared) { return v.length2() < most; }

bool isSound(const BodySave &b, float most = mostSquared) {
    return isPlace(b.world) && isPlace(b.interpolated) && isMotion(b.linear, most) && isMotion(b.angular, most) && isMotion(b.interpolatedLinear, most)
        && isMotion(b.interpolatedAngular, most);
}

bool isSound(const RobotSave &r) {
    if (!isPlace(r.base) || !isMotion(r.linear) || !isMotion(r.angular)) { return false; }
    for (const btVector3 &joint : r.joints) { if (!isMotion(joint)) { return false; } }
    for (const BallMotion &ball : r.balls) { if (!isPlace(btTransform(ball.turn)) || !isMotion(ball.spin)) { return false; } }
    return true;
}

const float lostBeyond = 1e5f;

bool isLost(const btVector3 &v) { return !(std::fabs(v.x()) < lostBeyond && std::fabs(v.y()) < lostBeyond && std::fabs(v.z()) < lostBeyond); }

bool isOf(const Save &save, const CBulletWorld &world) {
    // What rides far off what turns is swept round as fast as it may be.
    for (size_t i = 0; i < save.bodies.size(); i++) { if (!isSound(save.bodies[i], world.things[i].rides() ? FLT_MAX : mostSquared)) { return false; } }
    for (const RobotSave &r : save.robots) { if (!isSound(r)) { return false; } }
    for (const Walker &w : save.walkers) {
        for (const float number : {w.controls.forward, w.controls.left, w.controls.heading, w.controls.pitch}) { if (!(std::fabs(number) < 1e3f)) { return false; } }
    }
    if (!isMotion(save.heldAt) || !isMotion(save.hand)) { return false; }
    const int count = static_cast<int>(world.things.size());
    const auto names = [&](int body) { return body >= 0 && body < count && !world.things[body].rides() && world.things[body].shape; };
    for (const PointSave &p : save.points) { if (!names(p.bodyA) || !names(p.bodyB)) { return false; } }
    return save.heldBody == -1 || (names(save.heldBody) && world.things[save.heldBody].start.mass > 0);
}

}  // namespace

void cbullet_drop_lost(CBulletWorld *world) {
    Stage &stage = *world->stage;
    for (size_t i = 0; i < world->things.size(); i++) {
        const Thing &thing = world->things[i];
        const btRigidBody &body = *stage.bodies[i];
        if (thing.isShown() || !world->isPresent(i)) { continue; }
        if (isSound(saveOf(body, true)) && !isLost(body.getWorldTransform().getOrigin()) && !isLost(body.getLinearVelocity()) && !isLost(body.getAngularVelocity())) {
            continue;
        }
        const int index = static_cast<int>(i);
        const bool isHeld = body.getNumConstraintRefs() > (stage.hold.body == index ? 1 : 0);
        const bool isOfOthers = std::any_of(world->vehicles.begin(), world->vehicles.end(), [&](const Vehicle &v) { return v.chassis == index; })
                             || std::any_of(world->walkers.begin(), world->walkers.end(), [&](const Walker &w) { return w.thing == index; });
        if (!isHeld && !isOfOthers && thing.start.mass > 0) {
            cbullet_remove(world, index);
        } else {
            const CBulletState anew{thing.start.position, thing.start.rotation, {0, 0, 0}, {0, 0, 0}, 1};
            cbullet_set_state(world, index, &anew);
        }
    }
    // What a motor gave last, a base's turn or a link at the end of a long arm may be lost where no joint is yet.
    std::vector<RobotSave> robots = emptyRobots(*world);
    gatherRobots(*world, robots);
    for (size_t i = 0; i < robots.size(); i++) {
        const RobotPlan &plan = *world->robots[i];
        bool areSound = isSound(robots[i]);
        for (size_t link = 0; link < plan.links.size(); link++) { areSound = areSound && isSound(saveOf(*stage.bodies[plan.firstBody + link], true)); }
        if (areSound) { stage.robots[i].startAnewIfLost(*world, isLost); } else { stage.robots[i].startAnew(*world); }
    }
    for (Vehicle &vehicle : world->vehicles) {
        for (Wheel &wheel : vehicle.wheels) { if (!std::isfinite(wheel.turned + wheel.rollSpeed + wheel.lift)) { wheel.turned = wheel.rollSpeed = wheel.lift = 0; } }
    }
    world->placeRiders();
}

const uint8_t *cbullet_save(CBulletWorld *world, int32_t *byteCount) {
    world->saved.clear();
    Writer writer{world->saved};
    Save save = gather(*world);
    all(writer, save);
    *byteCount = static_cast<int32_t>(world->saved.size());
    return world->saved.data();
}

int32_t cbullet_restore(CBulletWorld *world, const uint8_t *bytes, int32_t byteCount) {
    Reader reader{bytes, static_cast<size_t>(byteCount)};
    Save save = emptySave(*world);
    all(reader, save);
    if (!reader.isSound || reader.left != 0 || !isOf(save, *world)) { return 0; }

    world->stage.reset();
    world->stage = std::make_unique<Stage>(world->gravity, world->capacity, world->hasRobots);
    Stage &stage = *world->stage;
    world->stepSeconds = save.stepSeconds;
    stage.solver->setRandSeed(save.solverSeed);
    for (size_t i = 0; i < world->things.size(); i++) {
        world->things[i].isPresent = save.bodies[i].isPresent != 0;
        stage.add(world->things[i]);
    }
    for (const CBulletJoint &joint : world->joints) { stage.addJoint(joint, world->things); }
    for (size_t i = 0; i < stage.bodies.size(); i++) { place(*stage.bodies[i], save.bodies[i]); }

    for (size_t i = 0; i < world->robots.size(); i++) {
        stage.addRobot(*world->robots[i], world->things);
        btMultiBody &b = *stage.robots[i].body;
        b.setBaseWorldTransform(save.robots[i].base);
        b.setBaseVel(save.robots[i].linear);
        b.setBaseOmega(save.robots[i].angular);
        const std::vector<int> balls = world->robots[i]->balls();
        for (size_t k = 0; k < balls.size(); k++) { stage.robots[i].setBall(balls[k], save.robots[i].balls[k]); }
    }
    for (const RobotJointPlace &place : world->robotJoints) {
        const btVector3 &joint = save.robots[place.robot].joints[place.motor];
        btMultiBody &b = *stage.robots[place.robot].body;
        b.setJointPos(place.link - 1, joint[0]);
        b.setJointVel(place.link - 1, joint[1]);
        stage.robots[place.robot].motors[place.motor]->internalSetAppliedImpulse(0, joint[2]);
    }
    for (RobotBody &r : stage.robots) { r.refresh(); }

    // Everything is awake while contacts are found, or what sleeps would have none.
    stage.world.updateAabbs();
    stage.broadphase.calculateOverlappingPairs(&stage.dispatcher);
    stage.dispatcher.dispatchAllCollisionPairs(stage.broadphase.getOverlappingPairCache(), stage.world.getDispatchInfo(), &stage.dispatcher);
    restoreContacts(stage, world->things, save.points);

    world->drives = save.drives;
    for (size_t i = 0; i < world->joints.size(); i++) {
        stage.setDrive(static_cast<int>(i), world->joints[i], save.drives[i]);
        stage.feedback[i]->m_appliedForceBodyB = save.feedback[2 * i];
        stage.feedback[i]->m_appliedTorqueBodyB = save.feedback[2 * i + 1];
    }
    for (size_t i = world->joints.size(); i < world->drives.size(); i++) { world->setRobotDrive(i); }
    auto wheel = save.wheels.begin();
    for (size_t i = 0; i < world->vehicles.size(); i++) {
        world->vehicles[i].controls = save.controls[i];
        for (Wheel &w : world->vehicles[i].wheels) { w = *wheel++; }
    }
    world->walkers = save.walkers;
    if (save.heldBody >= 0) { stage.takeHold(save.heldBody, save.heldAt, save.hand, save.holdImpulse); }
    for (size_t i = 0; i < stage.bodies.size(); i++) {
        stage.bodies[i]->forceActivationState(save.bodies[i].activation);
        stage.bodies[i]->setDeactivationTime(save.bodies[i].deactivationTime);
    }
    return 1;
}
