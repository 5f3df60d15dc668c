import Foundation
import Testing
import VeneerMath
import VeneerPhysics
import VeneerWorld

/// A rod of a metre that hangs from its upper end, at rest, in the plane of x and z.
private func pendulum(_ change: (inout Joint) -> Void = { _ in }, degrees: Float = 0, gravity: Float = 9.81) -> World {
    let turn = Quaternion(angleInRadians: -degrees * .pi / 180, axis: Vec3(0, 1, 0))
    var rod = body(.box(size: Vec3(0.05, 0.05, 1), bevel: 0), at: turn.act(Vec3(0, 0, -0.5)) + Vec3(0, 0, 2), kilograms: 1, rotation: turn)
    rod.angularDamping = 0
    var world = scene([rod])
    world.gravity = Vec3(0, 0, -gravity)
    var joint = Joint(name: "pivot", kind: .hinge, child: 0, worldFromJoint: Pose(position: Vec3(0, 0, 2), rotation: .aboutY))
    change(&joint)
    world.joints = [joint]
    return world
}

extension Quaternion {
    /// Turns x to y.
    fileprivate static let aboutY = Quaternion(angleInRadians: .pi / 2, axis: Vec3(0, 0, 1))
}

struct JointTests {
    /// T = 2π √(I / m g d), I = m (L²/3 + w²/12) about the end: 1.6390 s for small swings, and 1 + θ²/16 of it for larger ones.
    @Test func aPendulumKeepsItsPeriod() throws {
        let simulation = try Simulation(world: pendulum(degrees: 10))
        var crossings: [Double] = [], before: Float = 0
        for tick in 1...20 * 240 {
            simulation.step()
            let angle = simulation.state.joints[0].position - 10 * .pi / 180
            // Between two ticks by a straight line.
            if before < 0, angle >= 0 { crossings.append((Double(tick) - Double(angle / (angle - before))) / 240) }
            before = angle
        }
        let period = (crossings[crossings.count - 1] - crossings[0]) / Double(crossings.count - 1)
        let inertia = 1.0 / 3 + 0.0025 / 12, swing = 10 * Double.pi / 180
        let expected = 2 * Double.pi * (inertia / (9.81 * 0.5)).squareRoot() * (1 + swing * swing / 16)
        #expect(crossings.count > 10)
        #expect(abs(period - expected) < 0.005 * expected, "\(period) s, not \(expected)")
        // It neither sinks nor drifts.
        let end = simulation.state.bodies[0].pose
        #expect(length(end.act(Vec3(0, 0, 0.5)) - Vec3(0, 0, 2)) < 0.001)
    }

    @Test func limitsStopAHingeOnBothSides() throws {
        for (target, limit) in [(Float(3), Float(0.7)), (-3, -0.4)] {
            let simulation = try Simulation(world: pendulum({ $0.ranges[Joint.Axis.aboutX.rawValue] = .within(-0.4...0.7) }, gravity: 0))
            simulation.apply(.drive(joint: 0, .velocity(target, maximumForce: 20)))
            simulation.step(240)
            let joint = simulation.state.joints[0], pose = simulation.state.bodies[0].pose
            #expect(abs(joint.position - limit) < 0.02, "\(joint.position)")
            #expect(abs(joint.velocity) < 0.05)
            // Positive turns go from z towards x, about +y.
            #expect(abs(pose.position.x + 0.5 * sin(limit)) < 0.02)
        }
    }

    @Test func motorsReachVelocitiesAndPositions() throws {
        let simulation = try Simulation(world: pendulum(gravity: 0))
        simulation.apply(.drive(joint: 0, .velocity(1.5, maximumForce: 10)))
        simulation.step(120)
        #expect(abs(simulation.state.joints[0].velocity - 1.5) < 0.01)
        simulation.apply(.drive(joint: 0, .position(-0.5, maximumForce: 10, maximumVelocity: 2)))
        simulation.step(480)
        #expect(abs(simulation.state.joints[0].position + 0.5) < 0.005, "\(simulation.state.joints[0].position)")
        // A torque τ speeds a free rod up by τ / I, I = 1/3 + w²/12 about its end.
        let free = try Simulation(world: pendulum(gravity: 0))
        free.apply(.drive(joint: 0, .force(0.2)))
        free.step(120)
        #expect(abs(free.state.joints[0].velocity - 0.5 * 0.2 / (1.0 / 3 + 0.0025 / 12)) < 0.01)
    }

    /// Too weak to lift the rod: m g d sin θ at 45° is 3.47 N m.
    @Test func aMotorIsNoStrongerThanItsForce() throws {
        let simulation = try Simulation(world: pendulum())
        simulation.apply(.drive(joint: 0, .velocity(0.5, maximumForce: 3.47)))
        simulation.step(10 * 240)
        // Where 3.47 = 4.905 sin θ, it still turns with 0.5 rad/s: half of I ω² lifts it δ more, half of 3.47 δ². 0.786 + 0.155.
        #expect(abs(simulation.state.joints[0].position) < 0.95)
        simulation.apply(.drive(joint: 0, .position(1.5, maximumForce: 6, maximumVelocity: 1)))
        simulation.step(5 * 240)
        #expect(abs(simulation.state.joints[0].position - 1.5) < 0.01)
    }

    @Test func frictionHoldsAndDampingSlows() throws {
        // m g d sin 20° = 1.678 N m.
        let held = try Simulation(world: pendulum({ $0.friction = 1.8 }, degrees: 20))
        held.step(480)
        #expect(abs(held.state.joints[0].position) < 0.002)
        let loose = try Simulation(world: pendulum({ $0.friction = 1.5 }, degrees: 20))
        loose.step(480)
        #expect(abs(loose.state.joints[0].position) > 0.02)
        // I dω/dt = −c ω: after t the speed is e^(−c t / I) of what it was.
        let damped = try Simulation(world: pendulum({ $0.damping = 0.3 }, gravity: 0))
        damped.apply(.drive(joint: 0, .velocity(2, maximumForce: 100)))
        damped.step(20)
        damped.apply(.drive(joint: 0, .free))
        let before = damped.state.joints[0].velocity
        damped.step(240)
        let expected = before * exp(-0.3 / (1.0 / 3 + 0.0025 / 12))
        #expect(abs(damped.state.joints[0].velocity - expected) < 0.03 * before, "\(damped.state.joints[0].velocity), not \(expected)")
    }

    @Test func aSliderCarriesAndHoldsUpItsLoad() throws {
        let lift = body(block, at: Vec3(0, 0, 1), kilograms: 2)
        var world = scene([lift])
        let upwards = Quaternion(angleInRadians: -.pi / 2, axis: Vec3(0, 1, 0))
        world.joints = [
            Joint(
                name: "lift", kind: .slider, child: 0, worldFromJoint: Pose(position: Vec3(0, 0, 1), rotation: upwards), range: .within(0...0.5),
                drive: .position(0.3, maximumForce: 100, maximumVelocity: 0.5))
        ]
        let simulation = try Simulation(world: world)
        simulation.step(480)
        #expect(abs(simulation.state.bodies[0].pose.position.z - 1.3) < 0.002)
        // Its weight for a tick.
        #expect(abs(simulation.state.joints[0].impulseInNewtonSeconds - 2 * 9.81 / 240) < 0.002)
        simulation.apply(.drive(joint: 0, .free))
        simulation.step(240)
        #expect(abs(simulation.state.bodies[0].pose.position.z - 1) < 0.005)
    }

    @Test func fixedBodiesMoveAsOneAndBallsTurnFreely() throws {
        let left = body(block, at: Vec3(0, 0, 1), kilograms: 1), right = body(block, at: Vec3(0.2, 0, 1), kilograms: 1)
        for kind in [Joint.Kind.fixed, .ball] {
            var world = scene([left, right])
            world.gravity = .zero
            world.joints = [Joint(name: "link", kind: kind, parent: 0, child: 1, worldFromJoint: Pose(position: Vec3(0.1, 0, 1)))]
            let simulation = try Simulation(world: world)
            simulation.apply(.impulse(body: 1, newtonSeconds: Vec3(0, 1, 0), pointInWorld: Vec3(0.3, 0, 1)))
            simulation.step(120)
            let a = simulation.state.bodies[0].pose, b = simulation.state.bodies[1].pose
            #expect(length(a.act(Vec3(0.1, 0, 0)) - b.act(Vec3(-0.1, 0, 0))) < 0.003)
            let apart = length(a.rotation.act(Vec3(1, 0, 0)) - b.rotation.act(Vec3(1, 0, 0)))
            if kind == .fixed { #expect(apart < 0.02) } else { #expect(apart > 0.3) }
            // Momentum is that of the impulse.
            #expect(length(simulation.state.bodies[0].linearVelocity + simulation.state.bodies[1].linearVelocity - Vec3(0, 1, 0)) < 0.01)
        }
    }

    @Test func ridersGoWhereTheirCarrierGoes() throws {
        var flag = body(block, at: Vec3(0, 0, 1.5))
        flag.carrier = 0
        let simulation = try Simulation(world: scene([body(block, at: Vec3(0, 0, 1), kilograms: 1), flag]))
        simulation.apply(.setBody(body: 0, pose: Pose(position: Vec3(0, 0, 1)), linearVelocity: Vec3(1, 0, 0), angularVelocity: Vec3(0, 3, 0)))
        simulation.step(60)
        let carrier = simulation.state.bodies[0], rider = simulation.state.bodies[1]
        #expect(length(rider.pose.position - carrier.pose.act(Vec3(0, 0, 0.5))) < 1e-5)
        #expect(length(rider.linearVelocity - carrier.linearVelocity - cross(carrier.angularVelocity, rider.pose.position - carrier.pose.position)) < 1e-4)
        #expect(simulation.state.contacts.isEmpty)
    }

    @Test func intentsForJointsThatAreNotThereDoNothing() throws {
        let simulation = try Simulation(world: pendulum())
        for intent in [Intent.drive(joint: 3, .free), .drive(joint: -1, .free), .drive(joint: 0, .force(.nan)), .control(vehicle: 0, .idle)] {
            #expect(!simulation.apply(intent))
        }
    }
}
