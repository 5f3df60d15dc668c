#include "Ground.h"

#include <algorithm>
#include <cmath>

namespace {

const float steerRate = 2.5f;        // radians a second
const float rollingResistance = 0.015f;
const float standstill = 0.3f;       // metres a second, below which a car without throttle holds itself

// Where a wheel stands on something.
struct Footing {
    btRigidBody *body = nullptr;
    btVector3 point, normal, heading;
    float lift = 0;                  // of the wheel's hub, at which it touches
    float load = 0;                  // newtons
};

// The chassis's frame, and what is under it.
struct Place {
    btTransform chassis;
    btVector3 up, forward, left;
};

Place placeOf(const Vehicle &vehicle, const btRigidBody &body) {
    const btTransform &chassis = body.getWorldTransform();
    return {chassis, chassis.getBasis() * vehicle.forward.cross(vehicle.left), chassis.getBasis() * vehicle.forward, chassis.getBasis() * vehicle.left};
}

// Five rays down through the wheel's disc: the highest thing under any of them carries it.
Footing footing(const Wheel &wheel, const Place &place, const btVector3 &forward, const Nearby &nearby) {
    const btVector3 rest = place.chassis * wheel.chassisFromHub.getOrigin();
    const float radius = wheel.made.radius, travel = wheel.made.travel;
    Footing best;
    best.lift = -travel;
    for (int i = -2; i <= 2; i++) {
        const float ahead = 0.4f * i * radius, sag = std::sqrt(radius * radius - ahead * ahead);
        const btVector3 start = rest + forward * ahead + place.up * travel;
        const Ground ground = nearby.meet(start, place.up * -(2 * travel + sag));
        if (!ground.body || ground.normal.dot(place.up) < 0.3f) { continue; }
        const float lift = std::min(travel, travel + sag - ground.fraction * (2 * travel + sag));
        if (best.body && lift <= best.lift) { continue; }
        best.body = ground.body;
        best.point = ground.point;
        best.normal = ground.normal;
        best.lift = lift;
    }
    return best;
}

// By which an impulse of one newton second along `way` at a point changes the velocity there.
float answer(const btRigidBody &body, const btVector3 &point, const btVector3 &way) {
    return body.isStaticObject() ? 0 : body.computeImpulseDenominator(point, way);
}

}  // namespace

void cbullet_add_vehicle(CBulletWorld *world, const CBulletVehicle *made) {
    const btTransform chassis = world->things[made->chassis].startInWorld();
    const btVector3 forward = vector(made->forward).normalized(), left = chassis.getBasis().inverse() * btVector3(0, 0, 1);
    Vehicle vehicle{made->chassis, forward, left.cross(forward).normalized(), made->topSpeed, made->turnSpeed, {}};
    for (int i = 0; i < made->wheelCount; i++) {
        vehicle.wheels.push_back({made->wheels[i], chassis.inverseTimes(world->things[made->wheels[i].body].startInWorld())});
    }
    world->vehicles.push_back(std::move(vehicle));
}

void cbullet_control(CBulletWorld *world, int32_t vehicle, CBulletControls controls) {
    world->vehicles[vehicle].controls = controls;
    if (controls.throttle != 0 || controls.steer != 0) { world->stage->bodies[world->vehicles[vehicle].chassis]->activate(); }
}

float cbullet_vehicle_speed(const CBulletWorld *world, int32_t index) {
    const Vehicle &vehicle = world->vehicles[index];
    const btRigidBody &chassis = *world->stage->bodies[vehicle.chassis];
    return chassis.getLinearVelocity().dot(chassis.getWorldTransform().getBasis() * vehicle.forward);
}

// Springs, then grip: as impulses that the coming step integrates together with gravity.
void Vehicle::actBeforeStep(CBulletWorld &world, float seconds) {
    btRigidBody &body = *world.stage->bodies[chassis];
    if (!body.isActive()) { return; }
    const Place place = placeOf(*this, body);
    Nearby nearby(&body);
    float reach = 0;
    for (const Wheel &wheel : wheels) { reach = std::max(reach, wheel.chassisFromHub.getOrigin().length() + 2 * wheel.made.travel + 2 * wheel.made.radius); }
    const btVector3 around = btVector3(1, 1, 1) * reach;
    world.stage->broadphase.aabbTest(place.chassis.getOrigin() - around, place.chassis.getOrigin() + around, nearby);

    std::vector<Footing> feet;
    const float share = -1 / (body.getInvMass() * static_cast<float>(wheels.size()));  // kilograms, signed as gravity's
    for (Wheel &wheel : wheels) {
        const CBulletWheel &made = wheel.made;
        const float goal = controls.steer * made.steer, most = steerRate * seconds;
        wheel.steered += std::clamp(goal - wheel.steered, -most, most);
        const btVector3 heading = place.forward.rotate(place.up, wheel.steered);
        Footing foot = footing(wheel, place, heading, nearby);
        foot.heading = heading;
        const float climbed = (foot.lift - wheel.lift) / seconds;
        wheel.lift = foot.lift;
        // The load that it carries at rest, and what its spring adds.
        const float rest = share * world.gravity.dot(place.up);
        foot.load = std::max(0.0f, rest + made.stiffness * wheel.lift + made.damping * std::clamp(climbed, -5.0f, 5.0f));
        feet.push_back(foot);
        if (!foot.body) { continue; }
        push(body, foot.normal * foot.load * seconds, foot.point);
        push(*foot.body, foot.normal * -foot.load * seconds, foot.point);
    }
    // Only now that all springs have pushed do tyres feel how the car moves.
    for (size_t i = 0; i < wheels.size(); i++) {
        Wheel &wheel = wheels[i];
        const CBulletWheel &made = wheel.made;
        const Footing &foot = feet[i];
        if (!foot.body) {
            wheel.rollSpeed *= 1 - 0.5f * seconds;
            continue;
        }
        const btVector3 forward = (foot.heading - foot.normal * foot.heading.dot(foot.normal)).normalized(), side = foot.normal.cross(forward);
        const btVector3 slip = body.getVelocityInLocalPoint(foot.point - body.getCenterOfMassPosition())
                             - foot.body->getVelocityInLocalPoint(foot.point - foot.body->getCenterOfMassPosition());
        const float rolling = slip.dot(forward);
        const auto reach = [&](const btVector3 &way, float speed) {
            return (speed - slip.dot(way)) / (answer(body, foot.point, way) + answer(*foot.body, foot.point, way)) / static_cast<float>(wheels.size()) * 2;
        };
        const bool isIdle = controls.throttle == 0 && (turnSpeed == 0 || controls.steer == 0), holds = isIdle && std::fabs(rolling) < standstill;
        const float brake = (holds ? made.brakeForce : controls.brake * made.brakeForce) + rollingResistance * foot.load;
        const float fading = std::clamp(1 - rolling * (controls.throttle < 0 ? -3.0f : 1.0f) / topSpeed, 0.0f, 1.0f);
        float along = std::clamp(reach(forward, 0), -brake * seconds, brake * seconds);
        if (turnSpeed == 0) {
            along += controls.throttle * made.driveForce * fading * seconds;
        } else if (made.driveForce > 0 && controls.brake == 0) {
            // A motor of its own brings the wheel to the speed that the turn asks of its place.
            const float wanted = controls.throttle * topSpeed - controls.steer * turnSpeed * wheel.chassisFromHub.getOrigin().dot(left);
            along = std::clamp(reach(forward, wanted), -made.driveForce * seconds, made.driveForce * seconds);
        }
        float across = made.isCastor ? 0 : reach(side, 0);
        const float grip = made.friction * foot.load * seconds, wanted = std::hypot(along, across);
        if (wanted > grip) {
            along *= grip / wanted;
            across *= grip / wanted;
        }
        push(body, forward * along + side * across, foot.point);
        push(*foot.body, forward * -along - side * across, foot.point);
        if (std::fabs(rolling) > standstill) { foot.body->activate(); }
        wheel.rollSpeed = rolling / made.radius;
    }
}

void Vehicle::turnWheels(CBulletWorld &world, float seconds) {
    if (!world.stage->bodies[chassis]->isActive()) { return; }
    for (Wheel &wheel : wheels) { wheel.turned = std::remainder(wheel.turned + wheel.rollSpeed * seconds, 2 * SIMD_PI); }
}

void Vehicle::placeWheels(CBulletWorld &world) {
    const btRigidBody &body = *world.stage->bodies[chassis];
    const btVector3 up = forward.cross(left);
    for (const Wheel &wheel : wheels) {
        const btQuaternion turn = btQuaternion(up, wheel.steered) * btQuaternion(left, wheel.turned) * wheel.chassisFromHub.getRotation();
        btRigidBody &hub = *world.stage->bodies[wheel.made.body];
        hub.setWorldTransform(body.getWorldTransform() * btTransform(turn, wheel.chassisFromHub.getOrigin() + up * wheel.lift));
        hub.setLinearVelocity(body.getVelocityInLocalPoint(hub.getCenterOfMassPosition() - body.getCenterOfMassPosition()));
        hub.setAngularVelocity(body.getAngularVelocity() + body.getWorldTransform().getBasis() * left.rotate(up, wheel.steered) * wheel.rollSpeed);
    }
}
