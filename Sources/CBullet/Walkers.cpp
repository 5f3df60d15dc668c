#include "Ground.h"

#include <algorithm>
#include <cmath>

namespace {

const float legHaste = 1 / 0.08f;        // of what a leg is too short or too long, so much a second is made good
const float legStrength = 60;            // metres a second squared, upwards
const float legHurry = 12;               // the same, along the ground
const float standingInMetres = 0.04f;    // so near the ground, feet are on it, and legs push
const int soles = 8;                     // rays around the middle one
const float soleShare = 0.6f;            // of the radius

// What the feet feel.
struct Sole {
    Ground ground;                       // under the middle, else the highest
    btVector3 normal{0, 0, 0};           // all feel this one together
    float height = 0;
};

Sole sole(const CBulletWalker &made, const btVector3 &feet, const Nearby &nearby) {
    Sole sole;
    int count = 0;
    bool isMiddleHeld = false;
    for (int i = -1; i < soles; i++) {
        const float reach = i < 0 ? 0 : soleShare * made.radius, angle = SIMD_2_PI * i / soles;
        const btVector3 start = feet + btVector3(reach * std::cos(angle), reach * std::sin(angle), made.step);
        const Ground ground = nearby.meet(start, btVector3(0, 0, -2 * made.step));
        if (!ground.body || ground.normal.z() < made.slopeCosine) { continue; }
        if (!isMiddleHeld && (count == 0 || ground.point.z() > sole.ground.point.z())) { sole.ground = ground; }
        if (i < 0) { isMiddleHeld = true; }
        sole.normal += ground.normal;
        sole.height += ground.point.z();
        count++;
    }
    if (count > 0) {
        sole.normal.normalize();
        sole.height /= count;
    }
    return sole;
}

}  // namespace

btVector3 Walker::feetOf(const btRigidBody &body) const { return body.getWorldTransform().getOrigin() - btVector3(0, 0, (made.height + made.step) / 2); }

void cbullet_add_walker(CBulletWorld *world, const CBulletWalker *made) {
    CBulletShape capsule{};
    capsule.kind = CBulletShapeCapsule;
    capsule.halfSize = {made->radius, made->radius, (made->height - made->step) / 2};
    CBulletBody body{};
    body.shapes = &capsule;
    body.shapeCount = 1;
    body.mass = made->mass;
    body.innerRadius = made->radius;
    body.position = {made->feet.x, made->feet.y, made->feet.z + (made->height + made->step) / 2};
    body.rotation = {0, 0, 0, 1};
    body.carrier = -1;
    world->walkers.push_back({*made, static_cast<int>(world->things.size()), {0, 0, made->heading, made->pitch, 0, 0, 0}, 0});
    cbullet_add(world, &body);
    // Whoever stands doesn't sleep.
    world->stage->bodies.back()->forceActivationState(DISABLE_DEACTIVATION);
}

void cbullet_walk(CBulletWorld *world, int32_t walker, CBulletWalk controls) { world->walkers[walker].controls = controls; }

CBulletWalkerState cbullet_walker_state(const CBulletWorld *world, int32_t index) {
    const Walker &walker = world->walkers[index];
    const btRigidBody &body = *world->stage->bodies[walker.thing];
    return {vector(walker.feetOf(body)), vector(body.getLinearVelocity()), walker.controls, walker.isOnGround};
}

void cbullet_place_walker(CBulletWorld *world, int32_t index, CBulletVector feet, CBulletVector velocity) {
    const Walker &walker = world->walkers[index];
    const CBulletState state{{feet.x, feet.y, feet.z + (walker.made.height + walker.made.step) / 2}, {0, 0, 0, 1}, velocity, {0, 0, 0}, 1};
    cbullet_set_state(world, walker.thing, &state);
}

// Legs hold the body over what is under its feet, and push along it: as impulses that the coming step integrates together with gravity.
void Walker::actBeforeStep(CBulletWorld &world, float seconds) {
    btRigidBody &body = *world.stage->bodies[thing];
    const btVector3 feet = feetOf(body), around(made.radius, made.radius, made.step);
    Nearby nearby(&body);
    world.stage->broadphase.aabbTest(feet - around, feet + around, nearby);
    const Sole sole = ::sole(made, feet, nearby);
    const bool jumps = controls.jumps != 0;
    controls.jumps = 0;
    isOnGround = 0;
    if (!sole.ground.body) { return; }
    btRigidBody &ground = *sole.ground.body;
    const btVector3 point = sole.ground.point, velocity = body.getLinearVelocity() - ground.getVelocityInLocalPoint(point - ground.getCenterOfMassPosition());
    const float gap = feet.z() - sole.height, weight = -world.gravity.z() * seconds;
    isOnGround = gap < standingInMetres;
    if (!isOnGround) { return; }
    // A slope is climbed as it rises.
    const float rise = -(sole.normal.x() * velocity.x() + sole.normal.y() * velocity.y()) / sole.normal.z();
    float lift = rise - gap * legHaste - velocity.z() + weight;
    if (jumps) { lift = made.jumpSpeed - velocity.z() + weight; }
    lift = std::clamp(lift, 0.0f, legStrength * seconds + (jumps ? made.jumpSpeed : 0));
    if (lift == 0) { return; }
    const float speed = controls.isFast ? made.runSpeed : made.speed, c = std::cos(controls.heading), s = std::sin(controls.heading);
    const float length = std::max(1.0f, std::hypot(controls.forward, controls.left));
    const btVector3 wanted = btVector3(c * controls.forward - s * controls.left, s * controls.forward + c * controls.left, 0) * (speed / length);
    btVector3 along = wanted - btVector3(velocity.x(), velocity.y(), 0);
    const float most = std::min(legHurry * seconds, made.grip * ground.getFriction() * lift), asked = along.length();
    if (asked > most) { along *= most / asked; }
    const btVector3 impulse = (along + btVector3(0, 0, lift)) * made.mass;
    body.applyCentralImpulse(impulse);
    push(ground, -impulse, point);
    if (!ground.isStaticObject()) { ground.activate(); }
}
