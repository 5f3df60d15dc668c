#include "World.h"

#include <cmath>

namespace {

// Bullet measures angles from the child to the parent.
const float signs[6] = {1, 1, 1, -1, -1, -1};

btGeneric6DofSpring2Constraint &limited(btGeneric6DofSpring2Constraint &joint, const CBulletJoint &made) {
    for (int axis = 0; axis < 6; axis++) {
        const float low = made.lower[axis], high = made.upper[axis];
        if (low > high) { joint.setLimit(axis, 1, -1); } else if (signs[axis] > 0) { joint.setLimit(axis, low, high); } else { joint.setLimit(axis, -high, -low); }
    }
    return joint;
}

}  // namespace

void Stage::addJoint(const CBulletJoint &made, const std::vector<Thing> &things) {
    const btTransform worldFromJoint = transform(made.position, made.rotation);
    const auto frame = [&](int body) { return body < 0 ? worldFromJoint : things[body].startInWorld().inverseTimes(worldFromJoint); };
    btRigidBody &parent = made.parent < 0 ? ground : *bodies[made.parent];
    auto joint = std::make_unique<btGeneric6DofSpring2Constraint>(parent, *bodies[made.child], frame(made.parent), frame(made.child));
    limited(*joint, made);
    if (made.drivenAxis >= 0 && made.damping > 0) {
        joint->enableSpring(made.drivenAxis, true);
        joint->setStiffness(made.drivenAxis, 0);
        joint->setDamping(made.drivenAxis, made.damping);
    }
    feedback.push_back(std::make_unique<btJointFeedback>());
    for (btVector3 *v : {&feedback.back()->m_appliedForceBodyB, &feedback.back()->m_appliedTorqueBodyB}) { v->setZero(); }
    joint->setJointFeedback(feedback.back().get());
    world.addConstraint(joint.get(), !made.collides);
    joints.push_back(std::move(joint));
    setDrive(static_cast<int>(joints.size()) - 1, made, {CBulletDriveFree, 0, 0, 0});
}

void Stage::setDrive(int index, const CBulletJoint &made, const CBulletDrive &drive) {
    btGeneric6DofSpring2Constraint &joint = *joints[index];
    const int axis = made.drivenAxis;
    if (axis < 0) { return; }
    const bool isServo = drive.mode == CBulletDrivePosition, isMotor = isServo || drive.mode == CBulletDriveVelocity;
    joint.enableMotor(axis, isMotor || made.friction > 0);
    joint.setServo(axis, isServo);
    // Dry friction is a motor that wants no motion and isn't strong.
    joint.setMaxMotorForce(axis, isMotor ? drive.maximumForce : made.friction);
    joint.setTargetVelocity(axis, isServo ? drive.maximumVelocity : isMotor ? -drive.target : 0);
    if (isServo) { joint.setServoTarget(axis, signs[axis] * drive.target); }
}

void cbullet_add_joint(CBulletWorld *world, const CBulletJoint *joint) {
    world->stage->addJoint(*joint, world->things);
    world->joints.push_back(*joint);
    world->drives.push_back({CBulletDriveFree, 0, 0, 0});
}

void cbullet_drive(CBulletWorld *world, int32_t joint, CBulletDrive drive) {
    world->drives[joint] = drive;
    if (joint >= static_cast<int32_t>(world->joints.size())) { return world->setRobotDrive(joint); }
    const CBulletJoint &made = world->joints[joint];
    world->stage->setDrive(joint, made, drive);
    world->stage->bodies[made.child]->activate();
    if (made.parent >= 0) { world->stage->bodies[made.parent]->activate(); }
}

// Of the drives that are forces.
void CBulletWorld::applyForces() {
    for (size_t i = 0; i < robotJoints.size(); i++) {
        const CBulletDrive &drive = drives[joints.size() + i];
        const RobotJointPlace place = robotJoints[i];
        const float effort = robots[place.robot]->links[place.link].effort;
        if (drive.mode == CBulletDriveForce) { stage->robots[place.robot].body->addJointTorque(place.link - 1, btClamped(drive.target, -effort, effort)); }
    }
    for (size_t i = 0; i < joints.size(); i++) {
        const int axis = joints[i].drivenAxis;
        if (drives[i].mode != CBulletDriveForce || axis < 0 || drives[i].target == 0) { continue; }
        btGeneric6DofSpring2Constraint &joint = *stage->joints[i];
        const btTransform frame = joint.getRigidBodyA().getWorldTransform() * joint.getFrameOffsetA();
        const btVector3 force = frame.getBasis().getColumn(axis % 3) * drives[i].target;
        for (btRigidBody *body : {&joint.getRigidBodyA(), &joint.getRigidBodyB()}) {
            if (body->isStaticObject()) { continue; }
            const btVector3 signedForce = body == &joint.getRigidBodyB() ? force : -force;
            body->activate();
            if (axis >= 3) { body->applyTorque(signedForce); } else { body->applyForce(signedForce, frame.getOrigin() - body->getCenterOfMassPosition()); }
        }
    }
}

JointMotion motionOf(const CBulletJoint &made, const btGeneric6DofSpring2Constraint &joint) {
    const btRigidBody &a = joint.getRigidBodyA(), &b = joint.getRigidBodyB();
    const btTransform frameA = a.getWorldTransform() * joint.getFrameOffsetA(), frameB = b.getWorldTransform() * joint.getFrameOffsetB();
    const btTransform apart = frameA.inverseTimes(frameB);
    const btQuaternion turn = apart.getRotation();
    const btVector3 spin = b.getAngularVelocity() - a.getAngularVelocity();
    const int axis = made.drivenAxis;
    if (axis < 0) {
        const bool turns = made.lower[3] != made.upper[3] || made.lower[4] != made.upper[4] || made.lower[5] != made.upper[5];
        return {turns ? 2 * std::atan2(btVector3(turn.x(), turn.y(), turn.z()).length(), std::fabs(turn.w())) : 0, turns ? spin.length() : 0};
    }
    const btVector3 along = frameA.getBasis().getColumn(axis % 3);
    if (axis >= 3) {
        float angle = 2 * std::atan2(turn[axis - 3], turn.w());
        if (angle > SIMD_PI) { angle -= 2 * SIMD_PI; } else if (angle < -SIMD_PI) { angle += 2 * SIMD_PI; }
        return {angle, spin.dot(along)};
    }
    const btVector3 place = frameB.getOrigin();
    const btVector3 moved = b.getVelocityInLocalPoint(place - b.getCenterOfMassPosition()) - a.getVelocityInLocalPoint(place - a.getCenterOfMassPosition());
    return {apart.getOrigin()[axis], moved.dot(along)};
}

void cbullet_joint_states(const CBulletWorld *world, CBulletJointState *states) {
    for (size_t i = 0; i < world->joints.size(); i++) {
        const JointMotion motion = motionOf(world->joints[i], *world->stage->joints[i]);
        const btJointFeedback &felt = *world->stage->feedback[i];
        states[i] = {motion.position, motion.velocity, felt.m_appliedForceBodyB.length() * world->stepSeconds,
                     felt.m_appliedTorqueBodyB.length() * world->stepSeconds};
    }
    for (size_t i = 0; i < world->robotJoints.size(); i++) {
        const RobotJointPlace place = world->robotJoints[i];
        const RobotBody &robot = world->stage->robots[place.robot];
        const bool slides = robot.plan->links[place.link].kind == CBulletLinkSliding;
        const float impulse = std::fabs(robot.motors[place.motor]->getAppliedImpulse(0));
        states[world->joints.size() + i] = {static_cast<float>(robot.body->getJointPos(place.link - 1)), static_cast<float>(robot.body->getJointVel(place.link - 1)),
                                            slides ? impulse : 0, slides ? 0 : impulse};
    }
}
