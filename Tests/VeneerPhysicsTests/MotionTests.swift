import Foundation
import Testing
import VeneerMath
import VeneerPhysics
import VeneerWorld

struct MotionTests {
    @Test func fallsAsSemiImplicitEulerSays() throws {
        let simulation = try Simulation(world: scene([body(block, at: Vec3(0, 0, 10), kilograms: 0.5)]))
        simulation.step(240)
        // After n steps: v = g n dt, drop = g dt² n (n + 1) / 2.
        let n = 240.0, dt = 1 / 240.0
        let state = simulation.state
        #expect(abs(Double(state.bodies[0].pose.position.z) - (10 - 9.81 * dt * dt * n * (n + 1) / 2)) < 1e-3)
        #expect(abs(Double(state.bodies[0].linearVelocity.z) + 9.81) < 1e-3)
        #expect(state.tick == Tick(240))
    }

    static let restingHeights: [(Shape, Float)] = [
        (block, 0.03), (.sphere(radius: 0.04), 0.04), (.cylinder(radius: 0.04, height: 0.1, bevel: 0.003), 0.05), (turned, 0.05),
        (.box(size: Vec3(0.2, 0.15, 0.015), bevel: 0.002), 0.0075),
    ]

    @Test(arguments: restingHeights)
    func comesToRestOnTheTable(shape: Shape, height: Float) throws {
        let simulation = try Simulation(world: scene([tabletop, body(shape, at: Vec3(0.1, 0, height + 0.05), kilograms: 0.3)]))
        simulation.step(4 * 240)
        let state = simulation.state.bodies[1]
        #expect(abs(state.pose.position.z - height) < 0.001, "at \(state.pose.position.z)")
        #expect(length(state.linearVelocity) < 0.01)
        // Flat on its base: its own z is still the world's.
        if case .sphere = shape { return }
        #expect(state.pose.rotation.act(Vec3(0, 0, 1)).z > 0.9999)
    }

    /// It gives way: a tenth of its height is a step that a ball rolls over, where a box as high would stop it.
    @Test func aBallRollsOverTurf() throws {
        let turf = body(.leaves(size: Vec3(0.4, 0.3, 0.07), count: 50, form: .turf), at: Vec3(0.6, 0, 0.035))
        let simulation = try Simulation(world: scene([floor, turf, body(.sphere(radius: 0.1), at: Vec3(0, 0, 0.1), kilograms: 0.5)]))
        simulation.apply(
            .setBody(body: 2, pose: Pose(position: Vec3(0, 0, 0.1)), linearVelocity: Vec3(2, 0, 0), angularVelocity: Vec3(0, 20, 0)))
        var highest: Float = 0
        for _ in 0..<240 where simulation.state.bodies[2].pose.position.x < 1.2 {
            simulation.step()
            highest = max(highest, simulation.state.bodies[2].pose.position.z)
        }
        #expect(simulation.state.bodies[2].pose.position.x > 1.2 && highest > 0.105 && highest < 0.13, "it rose to \(highest)")
    }

    @Test func sphereRollsWithoutSlipping() throws {
        let radius: Float = 0.05
        let simulation = try Simulation(world: scene([floor, body(.sphere(radius: radius), at: Vec3(0, 0, radius), kilograms: 0.5)]))
        simulation.apply(
            .setBody(body: 1, pose: Pose(position: Vec3(0, 0, radius)), linearVelocity: Vec3(1, 0, 0), angularVelocity: .zero))
        simulation.step(240)
        let state = simulation.state.bodies[1]
        // A ball that starts by sliding keeps 5/7 of its speed once it rolls; rolling resistance takes a little more.
        #expect(state.linearVelocity.x > 0.6 && state.linearVelocity.x < 5 / 7 + 0.01, "at \(state.linearVelocity.x) m/s")
        #expect(abs(state.angularVelocity.y * radius - state.linearVelocity.x) < 0.02)
        #expect(abs(state.linearVelocity.y) < 0.01)
    }

    static let thrownShapes: [Shape] = [
        block, .sphere(radius: 0.02), .cylinder(radius: 0.015, height: 0.04, bevel: 0.001), turned, .box(size: Vec3(0.1, 0.1, 0.008), bevel: 0),
    ]

    @Test(arguments: thrownShapes, [Float(5), 12, 25])
    func thrownBodyDoesNotTunnel(shape: Shape, speed: Float) throws {
        let wall = body(.box(size: Vec3(0.02, 4, 4), bevel: 0), at: Vec3(1, 0, 1))
        let simulation = try Simulation(world: scene([floor, wall, body(shape, at: Vec3(0, 0, 1), kilograms: 0.2)]))
        simulation.apply(
            .setBody(body: 2, pose: Pose(position: Vec3(0, 0, 1)), linearVelocity: Vec3(speed, 0, 0), angularVelocity: Vec3(3, 2, 1)))
        for _ in 0..<480 {
            simulation.step()
            let position = simulation.state.bodies[2].pose.position
            #expect(position.x < 1 && position.z > 0, "reached \(position)")
            if position.x >= 1 { return }
        }
    }

    @Test func stackOfFiveStandsStill() throws {
        let boxes = (0..<5).map { body(block, at: Vec3(0, 0, 0.03 + 0.06 * Float($0)), kilograms: 0.3) }
        let simulation = try Simulation(world: scene([floor] + boxes))
        for _ in 0..<5 * 240 {
            simulation.step()
            let kinetic = simulation.state.bodies.dropFirst().map { 0.15 * dot($0.linearVelocity, $0.linearVelocity) }.reduce(0, +)
            // What a fall of a tenth of a millimetre would give the stack.
            #expect(kinetic < 1.5 * 9.81 * 0.0001)
        }
        for (index, state) in simulation.state.bodies.dropFirst().enumerated() {
            let position = state.pose.position
            #expect(length(position - Vec3(0, 0, 0.03 + 0.06 * Float(index))) < 0.0005, "box \(index) at \(position)")
        }
    }

    @Test func contactsCarryTheWeight() throws {
        let simulation = try Simulation(world: scene([tabletop, body(block, at: Vec3(0.1, 0, 0.0301), kilograms: 0.4)]))
        simulation.step(240)
        var sum: Float = 0
        for _ in 0..<240 {
            simulation.step()
            for contact in simulation.state.contacts {
                #expect(contact.bodyA == 0 && contact.bodyB == 1)
                // From the block, B, towards the table, A: down.
                #expect(contact.normalInWorld.z < -0.999)
                #expect(abs(contact.pointInWorld.z) < 0.001)
                sum += contact.impulseInNewtonSeconds
            }
        }
        #expect(abs(sum - 0.4 * 9.81) < 0.02 * 0.4 * 9.81, "\(sum) N s in a second")
        #expect(simulation.state.contacts.count == 4)
    }

    @Test func restingThingsFallAsleepAndWakeWhenTheirSupportGoes() throws {
        let stack = [body(block, at: Vec3(0, 0, 0.03), kilograms: 0.3), body(block, at: Vec3(0, 0, 0.09), kilograms: 0.3)]
        let simulation = try Simulation(world: scene([floor] + stack))
        simulation.step(5 * 240)
        let asleep = simulation.state.bodies
        simulation.step(10)
        #expect(simulation.state.bodies == asleep)
        simulation.apply(.setBody(body: 1, pose: Pose(position: Vec3(1, 0, 0.03)), linearVelocity: .zero, angularVelocity: .zero))
        simulation.step(480)
        #expect(abs(simulation.state.bodies[2].pose.position.z - 0.03) < 0.001)
    }

    @Test func inertiaOfATurnedSolidIsItsCylinders() throws {
        // Spun about x by the same angular impulse, a lathe that is a cylinder turns as fast as the cylinder.
        func spin(_ shape: Shape) throws -> Vec3 {
            var world = scene([body(shape, at: .zero, kilograms: 0.5)])
            world.gravity = .zero
            let simulation = try Simulation(world: world)
            simulation.apply(.impulse(body: 0, newtonSeconds: Vec3(0.01, 0.02, 0.03), pointInWorld: Vec3(0.03, 0.02, 0.05)))
            return simulation.state.bodies[0].angularVelocity
        }
        let profile = [Vec2(0, -0.06), Vec2(0.03, -0.06), Vec2(0.03, 0.06), Vec2(0, 0.06)]
        let a = try spin(.lathe(profile: profile)), b = try spin(.cylinder(radius: 0.03, height: 0.12, bevel: 0))
        #expect(length(a - b) < 1e-4 * length(b))
        // I = m (3 r² + h²) / 12 about x, the moment's x being 0.02·0.03 − 0.05·0.02.
        #expect(abs(b.x - (0.0006 - 0.001) / (0.5 * (3 * 0.0009 + 0.0144) / 12)) < 1e-3)
    }

    @Test func impossibleBodiesAreNamed() {
        #expect(throws: PhysicsError.self) { try Simulation(world: scene([body(.sphere(radius: 0), at: .zero, kilograms: 1)])) }
        #expect(throws: PhysicsError.self) { try Simulation(world: scene([body(block, at: Vec3(.nan, 0, 0), kilograms: 1)])) }
        #expect(throws: PhysicsError.self) { try Simulation(world: scene([body(block, at: Vec3(0, 0, 1e9), kilograms: 1)])) }
        #expect(throws: PhysicsError.self) { try Simulation(world: scene([body(block, at: .zero, kilograms: -1)])) }
    }
}
