#include "World.h"

#include <algorithm>
#include <cmath>

#include <BulletDynamics/Featherstone/btMultiBodyGearConstraint.h>
#include <BulletDynamics/Featherstone/btMultiBodyJointLimitConstraint.h>

namespace {

// What is left of a position's error after a step of a motor that holds one.
const float positionGain = 0.2f;
const float mimicGain = 0.5f;

bool moves(const CBulletLink &link) { return link.parent >= 0 && (link.kind == CBulletLinkTurning || link.kind == CBulletLinkSliding); }

// A joint's damping, or what brings a light link to rest within a step: more would throw it back, over twice that ever faster.
float dampingOf(const CBulletLink &link, float seconds) {
    const btVector3 axis = vector(link.axis), arm = vector(link.pivotInBody), inertia = vector(link.body.inertia);
    const float own = link.kind == CBulletLinkSliding ? link.body.mass : axis.dot(inertia * axis) + link.body.mass * arm.cross(axis).length2();
    return std::min(link.damping, own / seconds);
}

}  // namespace

std::vector<int> RobotPlan::balls() const {
    std::vector<int> found;
    for (size_t i = 1; i < links.size(); i++) { if (links[i].kind == CBulletLinkBall) { found.push_back(static_cast<int>(i) - 1); } }
    return found;
}

BallMotion RobotBody::ball(int link) const {
    const btScalar *q = body->getJointPosMultiDof(link), *v = body->getJointVelMultiDof(link);
    return {btQuaternion(q[0], q[1], q[2], q[3]), btVector3(v[0], v[1], v[2])};
}

void RobotBody::setBall(int link, const BallMotion &motion) {
    const btScalar q[] = {motion.turn.x(), motion.turn.y(), motion.turn.z(), motion.turn.w()}, v[] = {motion.spin.x(), motion.spin.y(), motion.spin.z()};
    body->setJointPosMultiDof(link, q);
    body->setJointVelMultiDof(link, v);
}

// Poses of the colliders and of the bodies that show them, from where the joints are.
void RobotBody::refresh() {
    btAlignedObjectArray<btQuaternion> turns;
    btAlignedObjectArray<btVector3> places;
    body->forwardKinematics(turns, places);
    body->updateCollisionObjectWorldTransforms(turns, places);
}

void RobotBody::startAnewIfLost(const CBulletWorld &world, bool (*isLost)(const btVector3 &)) {
    bool lost = isLost(body->getBasePos()) || isLost(body->getBaseVel()) || isLost(body->getBaseOmega());
    for (size_t i = 1; i < plan->links.size(); i++) {
        const int link = static_cast<int>(i) - 1;
        if (moves(plan->links[i])) { lost = lost || isLost(btVector3(body->getJointPos(link), body->getJointVel(link), 0)); }
    }
    for (int link : plan->balls()) { lost = lost || isLost(btVector3(ball(link).turn.length2(), 0, 0)) || isLost(ball(link).spin); }
    if (lost) { startAnew(world); }
}

void RobotBody::startAnew(const CBulletWorld &world) {
    body->setBaseWorldTransform(world.things[plan->firstBody].startInWorld());
    body->setBaseVel(btVector3(0, 0, 0));
    body->setBaseOmega(btVector3(0, 0, 0));
    for (size_t i = 1; i < plan->links.size(); i++) {
        if (!moves(plan->links[i])) { continue; }
        body->setJointPos(static_cast<int>(i) - 1, plan->links[i].start);
        body->setJointVel(static_cast<int>(i) - 1, 0);
    }
    for (int link : plan->balls()) { setBall(link, {btQuaternion::getIdentity(), btVector3(0, 0, 0)}); }
    for (auto &motor : motors) { motor->internalSetAppliedImpulse(0, 0); }
    refresh();
}

void Stage::addRobot(const RobotPlan &plan, const std::vector<Thing> &things) {
    const auto &links = plan.links;
    RobotBody robot{&plan, std::make_unique<btMultiBody>(static_cast<int>(links.size()) - 1, plan.isFixed ? 0 : links[0].body.mass, vector(links[0].body.inertia), plan.isFixed, false), {}, {}, {}};
    btMultiBody &body = *robot.body;
    body.setBaseWorldTransform(things[plan.firstBody].startInWorld());
    for (size_t i = 1; i < links.size(); i++) {
        const CBulletLink &link = links[i];
        const int index = static_cast<int>(i) - 1, parent = link.parent - 1;
        const btQuaternion turn(link.bodyFromParent.x, link.bodyFromParent.y, link.bodyFromParent.z, link.bodyFromParent.w);
        const btVector3 inertia = vector(link.body.inertia), parentToPivot = vector(link.pivotInParent), pivotToBody = -vector(link.pivotInBody);
        if (link.kind == CBulletLinkTurning) {
            body.setupRevolute(index, link.body.mass, inertia, parent, turn, vector(link.axis), parentToPivot, pivotToBody, true);
        } else if (link.kind == CBulletLinkSliding) {
            body.setupPrismatic(index, link.body.mass, inertia, parent, turn, vector(link.axis), parentToPivot, pivotToBody, true);
        } else if (link.kind == CBulletLinkBall) {
            body.setupSpherical(index, link.body.mass, inertia, parent, turn, parentToPivot, pivotToBody, true);
        } else {
            body.setupFixed(index, link.body.mass, inertia, parent, turn, parentToPivot, pivotToBody);
        }
    }
    body.finalizeMultiDof();
    body.setCanSleep(false);
    body.setHasSelfCollision(false);
    body.setUseGyroTerm(true);
    body.setLinearDamping(0);
    body.setAngularDamping(0);
    for (size_t i = 1; i < links.size(); i++) { if (moves(links[i])) { body.setJointPos(static_cast<int>(i) - 1, links[i].start); } }
    robotWorld().addMultiBody(robot.body.get());
    for (size_t i = 0; i < links.size(); i++) {
        const Thing &thing = things[plan.firstBody + i];
        const int index = static_cast<int>(i) - 1;
        auto collider = std::make_unique<btMultiBodyLinkCollider>(robot.body.get(), index);
        collider->setCollisionShape(thing.shape.get());
        collider->setUserIndex(plan.firstBody + static_cast<int>(i));
        collider->setFriction(thing.start.friction);
        collider->setRestitution(thing.start.restitution);
        if (index < 0) { body.setBaseCollider(collider.get()); } else { body.getLink(index).m_collider = collider.get(); }
        robot.colliders.push_back(std::move(collider));
    }
    robot.refresh();
    const bool isStatic = plan.isFixed;
    for (auto &collider : robot.colliders) {
        const bool stands = isStatic && collider->m_link < 0;
        // What touches nothing is there all the same: Bullet solves a joint's motors by its link's collider.
        if (collider->getCollisionShape()->getShapeType() == EMPTY_SHAPE_PROXYTYPE) {
            world.addCollisionObject(collider.get(), 0, 0);
            continue;
        }
        world.addCollisionObject(collider.get(), stands ? btBroadphaseProxy::StaticFilter : btBroadphaseProxy::DefaultFilter,
                                 stands ? btBroadphaseProxy::AllFilter ^ btBroadphaseProxy::StaticFilter : btBroadphaseProxy::AllFilter);
    }
    for (size_t i = 1; i < links.size(); i++) {
        const CBulletLink &link = links[i];
        const int index = static_cast<int>(i) - 1;
        if (!moves(link)) { continue; }
        if (link.lower <= link.upper) {
            robot.constraints.push_back(std::make_unique<btMultiBodyJointLimitConstraint>(&body, index, link.lower, link.upper));
            robotWorld().addMultiBodyConstraint(robot.constraints.back().get());
        }
        if (link.mimics >= 0) {
            auto gear = std::make_unique<btMultiBodyGearConstraint>(&body, index, &body, link.mimics - 1, btVector3(0, 0, 0), btVector3(0, 0, 0), btMatrix3x3::getIdentity(), btMatrix3x3::getIdentity());
            gear->setGearRatio(-link.multiplier);
            gear->setErp(mimicGain);
            gear->setMaxAppliedImpulse(link.effort / 240);
            robot.constraints.push_back(std::move(gear));
            robotWorld().addMultiBodyConstraint(robot.constraints.back().get());
        }
        robot.motors.push_back(std::make_unique<btMultiBodyJointMotor>(&body, index, 0, 0));
        robotWorld().addMultiBodyConstraint(robot.motors.back().get());
        robot.motors.back()->finalizeMultiDof();
    }
    robots.push_back(std::move(robot));
}

void cbullet_add_robot(CBulletWorld *world, const CBulletLink *links, int32_t linkCount, int32_t isFixed) {
    auto plan = std::make_unique<RobotPlan>();
    plan->links.assign(links, links + linkCount);
    plan->firstBody = static_cast<int>(world->things.size());
    plan->isFixed = isFixed != 0;
    int motor = 0;
    for (int i = 0; i < linkCount; i++) {
        Thing thing{links[i].body, links[i].body.shapeCount > 0 ? makeShape(links[i].body) : std::make_unique<btEmptyShape>(), true};
        thing.start.shapes = nullptr;
        thing.start.points = nullptr;
        thing.start.mass = 0;
        world->stage->add(thing);
        world->things.push_back(std::move(thing));
        if (moves(links[i])) {
            world->robotJoints.push_back({static_cast<int>(world->robots.size()), i, motor++});
        }
    }
    world->robots.push_back(std::move(plan));
    world->stage->addRobot(*world->robots.back(), world->things);
    for (int i = 0; i < motor; i++) { world->drives.push_back({CBulletDriveFree, 0, 0, 0}); }
    for (size_t i = world->joints.size() + world->robotJoints.size() - motor; i < world->drives.size(); i++) { world->setRobotDrive(i); }
    world->placeRiders();
}

// What touches it wakes, and contacts are looked for where it went.
template <typename Change> static void change(CBulletWorld *world, int32_t index, Change apply) {
    Stage &stage = *world->stage;
    RobotBody &robot = stage.robots[index];
    for (auto &collider : robot.colliders) { stage.wakeTouching(collider.get()); }
    apply(robot);
    for (auto &collider : robot.colliders) {
        stage.broadphase.getOverlappingPairCache()->cleanProxyFromPairs(collider->getBroadphaseHandle(), &stage.dispatcher);
        stage.world.updateSingleAabb(collider.get());
    }
    world->placeRiders();
}

void cbullet_restart_robot(CBulletWorld *world, int32_t index) {
    change(world, index, [&](RobotBody &robot) { robot.startAnew(*world); });
}

void cbullet_place_robot(CBulletWorld *world, int32_t index, const float *positions, const float *velocities, const CBulletState *base) {
    change(world, index, [&](RobotBody &robot) {
        if (base) {
            const btQuaternion turn(base->rotation.x, base->rotation.y, base->rotation.z, base->rotation.w);
            robot.body->setBaseWorldTransform(btTransform(turn.normalized(), vector(base->position)));
            robot.body->setBaseVel(vector(base->linearVelocity));
            robot.body->setBaseOmega(vector(base->angularVelocity));
        }
        for (size_t i = 1; i < robot.plan->links.size(); i++) {
            if (!moves(robot.plan->links[i])) { continue; }
            robot.body->setJointPos(static_cast<int>(i) - 1, *positions++);
            robot.body->setJointVel(static_cast<int>(i) - 1, *velocities++);
        }
        for (auto &motor : robot.motors) { motor->internalSetAppliedImpulse(0, 0); }
        robot.refresh();
    });
}

void CBulletWorld::applyDamping(float seconds) {
    for (size_t i = 0; i < robots.size(); i++) {
        RobotBody &robot = stage->robots[i];
        for (int index : robots[i]->balls()) {
            CBulletLink link = robots[i]->links[index + 1];
            if (link.damping <= 0) { continue; }
            const btVector3 spin = robot.ball(index).spin;
            for (int axis = 0; axis < 3; axis++) {
                link.axis = {axis == 0 ? 1.0f : 0, axis == 1 ? 1.0f : 0, axis == 2 ? 1.0f : 0};
                robot.body->addJointTorqueMultiDof(index, axis, -dampingOf(link, seconds) * spin[axis]);
            }
        }
    }
    for (const RobotJointPlace &place : robotJoints) {
        const CBulletLink &link = robots[place.robot]->links[place.link];
        btMultiBody &body = *stage->robots[place.robot].body;
        if (link.damping > 0) { body.addJointTorque(place.link - 1, -dampingOf(link, seconds) * body.getJointVel(place.link - 1)); }
    }
}

// Free joints have their friction; forces are applied at every step.
void CBulletWorld::setRobotDrive(size_t joint) {
    const RobotJointPlace place = robotJoints[joint - joints.size()];
    const CBulletDrive &drive = drives[joint];
    const CBulletLink &link = robots[place.robot]->links[place.link];
    btMultiBodyJointMotor &motor = *stage->robots[place.robot].motors[place.motor];
    const bool isServo = drive.mode == CBulletDrivePosition, isMotor = isServo || drive.mode == CBulletDriveVelocity;
    const float force = isMotor ? std::min(drive.maximumForce, link.effort) : link.mimics >= 0 ? 0 : link.friction;
    motor.setMaxAppliedImpulse(force / 240);
    motor.setVelocityTarget(isMotor && !isServo ? drive.target : 0, 1);
    motor.setPositionTarget(drive.target, isServo ? positionGain : 0);
    motor.setRhsClamp(isServo ? drive.maximumVelocity : SIMD_INFINITY);
    stage->robots[place.robot].body->wakeUp();
}

void CBulletWorld::placeLinks() {
    for (RobotBody &robot : stage->robots) {
        btMultiBody &body = *robot.body;
        const int count = body.getNumLinks();
        btAlignedObjectArray<btVector3> spins, ways;
        spins.resize(count + 1);
        ways.resize(count + 1);
        body.compTreeLinkVelocities(&spins[0], &ways[0]);
        // Kinematics of links without a collider, too.
        std::vector<btTransform> poses(count + 1);
        poses[0] = body.getBaseWorldTransform();
        for (int i = 0; i < count; i++) {
            const btTransform &parent = poses[body.getParent(i) + 1];
            const btQuaternion turn = parent.getRotation() * body.getParentToLocalRot(i).inverse();
            poses[i + 1] = btTransform(turn, parent.getOrigin() + quatRotate(turn, body.getRVector(i)));
        }
        for (int i = -1; i < count; i++) {
            btRigidBody &shown = *stage->bodies[robot.plan->firstBody + i + 1];
            shown.setWorldTransform(poses[i + 1]);
            const btQuaternion turn = poses[i + 1].getRotation();
            shown.setLinearVelocity(quatRotate(turn, ways[i + 1]));
            shown.setAngularVelocity(quatRotate(turn, spins[i + 1]));
        }
    }
}
