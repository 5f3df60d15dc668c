import Foundation
import Testing
import VeneerMath
import VeneerPhysics
import VeneerWorld

/// What physics books say of simple things, with the rebuild each second in.
struct LawTests {
    /// v = F t / m over the ticks that it lasts, though a checkpoint lies between them; none afterwards, none where it can't push.
    @Test func aForceActsAsLongAsItWasAskedTo() throws {
        var world = scene([body(.sphere(radius: 0.1), at: Vec3(0, 0, 0), kilograms: 2), body(.sphere(radius: 0.1), at: Vec3(3, 0, 0))])
        world.gravity = .zero
        let simulation = try Simulation(world: world)
        simulation.step(200)
        #expect(simulation.apply(.push(body: 0, newtons: Vec3(0, 6, 0), pointInWorld: Vec3(0, 0, 0), ticks: 120)))
        for (body, ticks, force) in [(1, 10, Float(1)), (7, 10, 1), (0, 0, 1), (0, -5, 1), (0, 10, .nan), (0, 10, 1e30)] {
            #expect(!simulation.apply(.push(body: body, newtons: Vec3(force, 0, 0), pointInWorld: .zero, ticks: ticks)))
        }
        simulation.step(60)
        #expect(abs(simulation.state.bodies[0].linearVelocity.y - 0.75) < 1e-4)
        let resumed = try Simulation(world: world, from: #require(simulation.checkpoint))
        resumed.step(simulation.tick.index - resumed.tick.index)
        for each in [simulation, resumed] {
            each.step(240)
            #expect(abs(each.state.bodies[0].linearVelocity.y - 1.5) < 1e-4 && length(each.state.bodies[0].angularVelocity) < 1e-5)
        }
        #expect(simulation.state.hash == resumed.state.hash)
    }

    /// Slides from rest where tan α > μ, with a = g (sin α − μ cos α); else it stays. Frictions of two bodies multiply.
    @Test(arguments: [(Float(0.25), Float(0.5)), (0.5, 0.5), (0.62, 0.5)])
    func aBlockSlidesBeyondTheAngleOfFriction(angle: Float, friction: Float) throws {
        let turn = Quaternion(angleInRadians: angle, axis: Vec3(0, 1, 0))
        var slope = body(.box(size: Vec3(20, 4, 1), bevel: 0), at: turn.act(Vec3(0, 0, -0.5)), rotation: turn)
        slope.friction = 1
        var sled = body(.box(size: Vec3(0.3, 0.3, 0.1), bevel: 0), at: turn.act(Vec3(0, 0, 0.05)), kilograms: 1, rotation: turn)
        sled.friction = friction
        let simulation = try Simulation(world: scene([slope, sled]))
        simulation.step(480)
        let way = dot(simulation.state.bodies[1].pose.position - sled.worldFromBody.position, turn.act(Vec3(1, 0, 0)))
        let acceleration = max(0, 9.81 * (sin(angle) - friction * cos(angle)))
        // 2 s: a t² / 2.
        #expect(abs(way - 2 * acceleration) < 0.02 + 0.05 * acceleration, "\(way) m, not \(2 * acceleration)")
    }

    /// Dropped from h it rises to e² h; restitutions multiply.
    @Test func aBallBouncesToTheSquareOfItsRestitution() throws {
        var ground = floor, ball = body(.sphere(radius: 0.05), at: Vec3(0, 0, 1.05), kilograms: 0.2)
        ground.restitution = 1
        ball.restitution = 0.7
        let simulation = try Simulation(world: scene([ground, ball]))
        var highest: Float = 0, hasBounced = false
        for _ in 0..<240 {
            simulation.step()
            let state = simulation.state.bodies[1]
            if state.linearVelocity.z > 0 { hasBounced = true }
            if hasBounced { highest = max(highest, state.pose.position.z - 0.05) }
        }
        // At 4.4 m/s a step is 18 mm long, and the contact falls somewhere in one.
        #expect(abs(highest - 0.49) < 0.045, "\(highest) m")
    }

    @Test func acollisionKeepsMomentumAndASpinningPairItsAngularMomentum() throws {
        var world = scene([body(.sphere(radius: 0.05), at: .zero, kilograms: 1), body(.sphere(radius: 0.05), at: Vec3(0.4, 0.03, 0), kilograms: 3)])
        world.gravity = .zero
        for index in 0..<2 { world.bodies[index].angularDamping = 0 }
        let simulation = try Simulation(world: world)
        simulation.apply(.setBody(body: 0, pose: Pose(position: .zero), linearVelocity: Vec3(2, 0, 0), angularVelocity: .zero))
        simulation.step(240)
        let a = simulation.state.bodies[0], b = simulation.state.bodies[1]
        #expect(length(a.linearVelocity + 3 * b.linearVelocity - Vec3(2, 0, 0)) < 1e-3)
        #expect(length(b.linearVelocity) > 0.1)
        // About the origin, orbital and own (2/5 m r² ω).
        let inertia: Float = 0.4 * 0.0025
        let orbital = cross(a.pose.position, a.linearVelocity) + 3 * cross(b.pose.position, b.linearVelocity)
        let total = orbital + inertia * (a.angularVelocity + 3 * b.angularVelocity)
        #expect(length(total) < 0.002, "\(total)")
    }

    @Test func tenBoxesStandForAMinute() throws {
        let boxes = (0..<10).map { body(block, at: Vec3(0, 0, 0.03 + 0.06 * Float($0)), kilograms: 0.3) }
        let simulation = try Simulation(world: scene([floor] + boxes))
        simulation.step(60 * 240)
        for (index, state) in simulation.state.bodies.dropFirst().enumerated() {
            #expect(length(state.pose.position - Vec3(0, 0, 0.03 + 0.06 * Float(index))) < 0.002, "box \(index) at \(state.pose.position)")
        }
    }

    /// A free top's angular momentum stays where it is while its axis goes around it; kept awake by a floor-less fall is not needed: no gravity.
    @Test func aSpinningTopKeepsItsAngularMomentum() throws {
        var world = scene([body(.cylinder(radius: 0.1, height: 0.04, bevel: 0), at: .zero, kilograms: 2)])
        world.gravity = .zero
        world.bodies[0].angularDamping = 0
        let simulation = try Simulation(world: world)
        // About z 40 rad/s, and a wobble about x.
        simulation.apply(.setBody(body: 0, pose: Pose(), linearVelocity: .zero, angularVelocity: Vec3(4, 0, 40)))
        func momentum() -> Vec3 {
            let state = simulation.state.bodies[0], spin = state.pose.rotation.inverse.act(state.angularVelocity)
            let across: Float = 2 * (0.01 / 4 + 0.0016 / 12), along: Float = 2 * 0.01 / 2
            return state.pose.rotation.act(Vec3(across * spin.x, across * spin.y, along * spin.z))
        }
        let start = momentum()
        simulation.step(10 * 240)
        #expect(length(momentum() - start) < 0.02 * length(start), "\(momentum()), from \(start)")
    }
}

struct EventTests {
    @Test func aFallIsToldTickByTick() throws {
        // A tall box, pushed at its top, leans, topples and lies in the area; a ball lies still.
        let tall = body(.box(size: Vec3(0.1, 0.1, 0.5), bevel: 0), at: Vec3(0, 0, 0.25), kilograms: 1)
        let world = scene([floor, tall, body(.sphere(radius: 0.05), at: Vec3(-1, 0, 0.3), kilograms: 1)])
        let simulation = try Simulation(world: world)
        var stream = EventStream(world: world, from: simulation.state, areas: [Area(name: "goal", low: Vec3(0.15, -1, 0), high: Vec3(1, 1, 0.2))])
        simulation.apply(.impulse(body: 1, newtonSeconds: Vec3(1.5, 0, 0), pointInWorld: Vec3(0, 0, 0.5)))
        var events: [Event] = []
        for tick in 1...480 {
            if tick == 400 { simulation.apply(.grab(body: 2, pointInWorld: simulation.state.bodies[2].pose.position)) }
            simulation.step()
            let before = simulation.state
            events += stream.next(simulation.state, held: simulation.heldBody)
            #expect(simulation.state == before)
        }
        func tick(_ kind: Event.Kind) -> Int? { events.first { $0.kind == kind }?.tick.index }
        // The ball falls 0.25 m in √(2 · 0.25 / 9.81) = 0.226 s.
        let landed = try #require(tick(.contactBegan(0, 2)))
        #expect(abs(landed - 54) <= 2, "\(landed)")
        let toppled = try #require(tick(.toppled(1))), entered = try #require(tick(.entered(1, area: "goal")))
        #expect(toppled > 10 && toppled < 240 && entered >= toppled - 60)
        #expect(tick(.grasped(2)) == 400 && tick(.released(2)) == nil && tick(.toppled(2)) == nil)
        #expect(events == events.sorted { $0.tick < $1.tick })
    }

    @Test func overlapNamesWhatReachesIntoABall() throws {
        let simulation = try Simulation(
            world: scene([floor, body(block, at: Vec3(0, 0, 1), kilograms: 1), body(.sphere(radius: 0.1), at: Vec3(2, 0, 1), kilograms: 1)]))
        #expect(simulation.bodies(within: 0.1, of: Vec3(0.12, 0, 1)) == [1])
        #expect(simulation.bodies(within: 0.08, of: Vec3(0.12, 0, 1)) == [])
        #expect(simulation.bodies(within: 3, of: Vec3(1, 0, 1)) == [0, 1, 2])
    }
}
