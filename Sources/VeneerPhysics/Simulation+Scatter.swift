import Foundation
import VeneerMath
import VeneerWorld

extension Simulation {
    /// Sends everything that moves anywhere at any speed, to the bounds of both: what bad controllers, measurements and explosions do.
    public func scatter(_ random: inout SeededRandom) {
        func anywhere(_ reach: Float) -> Vec3 {
            // As often near as far.
            let far: Float = exp(random.uniform(log(0.1), log(reach)))
            return Vec3(random.uniform(-far, far), random.uniform(-far, far), random.uniform(-far, far))
        }
        for body in world.bodies.indices where random.chance(0.7) {
            let turn = normalize(anywhere(1) + Vec3(0.01, 0, 0))
            apply(
                .setBody(
                    body: body, pose: Pose(position: anywhere(9.9e4), rotation: Quaternion(angleInRadians: random.uniform(-3, 3), axis: turn)),
                    linearVelocity: anywhere(9.9e4), angularVelocity: anywhere(1e4)))
        }
        for joint in 0..<jointCount where random.chance(0.5) { apply(.drive(joint: joint, .velocity(anywhere(1e4).x, maximumForce: abs(anywhere(1e6).x)))) }
        for vehicle in world.vehicles.indices { apply(.control(vehicle: vehicle, VehicleControls(throttle: 1, brake: 0, steer: -1))) }
        for walker in world.walkers.indices { apply(.placeWalker(walker: walker, feetInWorld: anywhere(9.9e4), velocity: anywhere(9.9e4))) }
    }
}

extension WorldState {
    /// Whether every body, joint and walker is somewhere.
    public var isFinite: Bool {
        bodies.allSatisfy { $0.pose.isFinite && $0.linearVelocity.sum().isFinite && $0.angularVelocity.sum().isFinite }
            && joints.allSatisfy { ($0.position + $0.velocity).isFinite }
    }
}
