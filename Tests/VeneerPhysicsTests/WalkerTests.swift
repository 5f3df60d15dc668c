import Foundation
import Testing
import VeneerMath
import VeneerPhysics
import VeneerWorld

/// A person of 70 kg at the origin, its front towards +x, on a wide floor unless there is another ground.
private func world(on ground: [Body] = [body(.box(size: Vec3(60, 60, 0.2), bevel: 0), at: Vec3(0, 0, -0.1))], more: String = "") throws -> World {
    var world = scene(ground)
    let text = """
        { "veneer": 1, "name": "walk", "materials": { "grey": { "kind": "plain", "colour": [0.5, 0.5, 0.5] } },
          "bodies": [{ "name": "a", "shape": { "sphere": 1 }, "material": "grey", "position": [0, 0, 0] }],
          "walkers": [{ "name": "visitor", "position": [0, 0, 0], "mass": 70\(more) }], "look": { "timeOfDay": 12 },
          "camera": { "keys": [{ "eye": [2, 2, 2], "target": [0, 0, 0] }] } }
        """
    world.walkers = try World(jsonText: text, file: "walk").walkers
    return world
}

extension Simulation {
    fileprivate var walker: WalkerState { state.walkers[0] }
    fileprivate func walk(_ forward: Float = 1, left: Float = 0, heading: Float = 0, isFast: Bool = false, jumps: Bool = false) {
        apply(.walk(walker: 0, WalkerControls(forward: forward, left: left, headingInRadians: heading, isFast: isFast, jumps: jumps)))
    }
}

/// What feet do, with the rebuild each second in.
struct WalkerTests {
    @Test func whoeverStandsStaysThere() throws {
        let simulation = try Simulation(world: try world())
        simulation.step(10 * 240)
        #expect(length(simulation.walker.feetInWorld) < 0.002 && simulation.walker.isOnGround, "\(simulation.walker)")
    }

    /// 1.4 m/s walking and 3.5 running, from standing as fast as friction lets it, μ g with 1.5 times the floor's 0.6, whichever way it looks.
    @Test(arguments: [(Float(0), Vec3(1, 0, 0)), (Float.pi / 2, Vec3(0, 1, 0)), (Float(2.5), Vec3(cos(Float(2.5)), sin(Float(2.5)), 0))])
    func itWalksAsFastAsItSaysAndWhereItLooks(heading: Float, way: Vec3) throws {
        for (isFast, speed) in [(false, Float(1.4)), (true, 3.5)] {
            let simulation = try Simulation(world: try world())
            simulation.walk(heading: heading, isFast: isFast)
            simulation.step(3 * 240)
            let expected = way * (3 * speed - speed * speed / (2 * 0.9 * 9.81))
            #expect(length(simulation.walker.feetInWorld - expected) < 0.03, "\(simulation.walker.feetInWorld), not \(expected)")
            simulation.walk(0)
            simulation.step(240)
            #expect(length(simulation.walker.velocity) < 0.01)
        }
    }

    /// tan 38° < tan 45° < tan 52°: one is climbed at the speed of walking, seen from above; the other isn't, and whoever stands there slides.
    @Test(arguments: [(Float(15), true), (38, true), (52, false)])
    func itClimbsWhatIsNotTooSteep(degrees: Float, isClimbed: Bool) throws {
        let turn = Quaternion(angleInRadians: -degrees * .pi / 180, axis: Vec3(0, 1, 0)), along = turn.act(Vec3(1, 0, 0))
        // Rises from x = 1 on.
        let slope = body(.box(size: Vec3(20, 6, 1), bevel: 0), at: Vec3(1, 0, 0) + along * 10 - turn.act(Vec3(0, 0, 0.5)), rotation: turn)
        let simulation = try Simulation(world: try world(on: [body(.box(size: Vec3(60, 60, 0.2), bevel: 0), at: Vec3(0, 0, -0.1)), slope]))
        simulation.walk()
        simulation.step(3 * 240)
        let feet = simulation.walker.feetInWorld
        if isClimbed {
            #expect(abs(feet.x - 4.15) < 0.3 && abs(feet.z - (feet.x - 1) * tan(degrees * .pi / 180)) < 0.1, "\(feet)")
            // And stands there.
            simulation.walk(0)
            simulation.step(240)
            let rest = simulation.walker.feetInWorld
            simulation.step(2 * 240)
            #expect(length(simulation.walker.feetInWorld - rest) < 0.01)
        } else {
            #expect(feet.x < 1.6 && feet.z < 0.5, "\(feet)")
        }
    }

    /// Stairs of 17 by 28 cm go up and down; a block of 40 cm is a wall.
    @Test func itTakesStairsAndStopsAtWalls() throws {
        var ground = [body(.box(size: Vec3(60, 60, 0.2), bevel: 0), at: Vec3(0, 0, -0.1))]
        for step in 0..<8 {
            let height = 0.17 * Float(step + 1)
            ground.append(body(.box(size: Vec3(0.28, 2, height), bevel: 0), at: Vec3(1.14 + 0.28 * Float(step), 0, height / 2)))
        }
        ground.append(body(.box(size: Vec3(3, 2, 0.96), bevel: 0), at: Vec3(4.74, 0, 0.48)))
        ground.append(body(.box(size: Vec3(0.4, 2, 0.4), bevel: 0), at: Vec3(10, 0, 0.2)))
        let simulation = try Simulation(world: try world(on: ground))
        simulation.walk()
        var highest: Float = 0
        for _ in 0..<10 * 240 {
            simulation.step()
            highest = max(highest, simulation.walker.feetInWorld.z)
        }
        #expect(abs(highest - 1.36) < 0.03, "\(highest)")
        // The block's edge, 40 cm high, meets the round end of 25 cm whose middle is 15 cm higher: 20 cm before its side at 9.8.
        let feet = simulation.walker.feetInWorld
        #expect(abs(feet.x - 9.6) < 0.03 && abs(feet.z) < 0.02, "\(feet)")
        #expect(simulation.walker.touching == [10], "\(simulation.walker)")
    }

    /// v = √(2 g h): up 0.4 m within what a step of 12 mm loses, and down again after 2 v / g.
    @Test func itJumpsAsHighAsItSays() throws {
        let simulation = try Simulation(world: try world())
        simulation.step(10)
        simulation.walk(0, jumps: true)
        var highest: Float = 0, landed: Int?
        for tick in 0..<240 {
            simulation.step()
            highest = max(highest, simulation.walker.feetInWorld.z)
            if tick > 20, landed == nil, simulation.walker.isOnGround { landed = tick }
        }
        #expect(abs(highest - 0.4) < 0.02, "\(highest)")
        let flight = 2 * (2 * 0.4 / 9.81 as Float).squareRoot() * 240
        #expect(abs(Float(try #require(landed)) - flight) < 8, "\(landed ?? 0), not \(flight)")
        #expect(abs(simulation.walker.feetInWorld.z) < 0.005)
    }

    /// What it pushes goes, unless friction holds it: legs push with less than 12 m/s² times 70 kg. Action is reaction on a raft without friction.
    @Test func itPushesWhatIsLooseAndNotWhatIsHeavy() throws {
        let ground = body(.box(size: Vec3(60, 60, 0.2), bevel: 0), at: Vec3(0, 0, -0.1))
        for (kilograms, isMoved) in [(Float(20), true), (500, false)] {
            let box = body(.box(size: Vec3(0.6, 0.6, 0.6), bevel: 0), at: Vec3(1.5, 0, 0.3), kilograms: kilograms)
            let simulation = try Simulation(world: try world(on: [ground, box]))
            simulation.walk()
            simulation.step(3 * 240)
            let moved = simulation.state.bodies[1].pose.position.x - 1.5
            #expect(isMoved ? moved > 1 : moved < 0.01, "\(kilograms) kg moved by \(moved)")
        }
        var raft = body(.box(size: Vec3(8, 4, 0.4), bevel: 0), at: Vec3(0, 0, -0.2), kilograms: 700), ice = ground
        ice.worldFromBody.position.z = -0.5
        ice.friction = 0
        raft.friction = 0.6
        let simulation = try Simulation(world: try world(on: [ice, raft]))
        simulation.walk()
        simulation.step(2 * 240)
        let person = simulation.walker.velocity, under = simulation.state.bodies[1].linearVelocity
        #expect(abs(person.x - under.x - 1.4) < 0.05 && abs(70 * person.x + 700 * under.x) < 3, "\(person), \(under)")
        #expect(length(simulation.state.bodies[1].angularVelocity) < 0.01)
    }

    @Test func itRidesOnWhatMoves() throws {
        var lift = body(.box(size: Vec3(2, 2, 0.2), bevel: 0), at: Vec3(0, 0, -0.1), kilograms: 300)
        lift.friction = 1
        var world = try world(on: [lift])
        let axes = Quaternion(angleInRadians: -.pi / 2, axis: Vec3(0, 1, 0))
        world.joints = [Joint(name: "lift", kind: .slider, child: 0, worldFromJoint: Pose(rotation: axes), drive: .velocity(0.5, maximumForce: 20_000))]
        let simulation = try Simulation(world: world)
        simulation.step(4 * 240)
        let up = simulation.state.bodies[0].pose.position.z + 0.1
        #expect(abs(up) > 1.8, "\(up)")
        #expect(abs(simulation.walker.feetInWorld.z - up) < 0.05 && simulation.walker.isOnGround, "\(simulation.walker), the lift at \(up)")
    }

    /// From a log, from every checkpoint, and told by events.
    @Test func aWalkIsReplayedAndRestored() throws {
        var things = [body(.box(size: Vec3(60, 60, 0.2), bevel: 0), at: Vec3(0, 0, -0.1))]
        for index in 0..<12 { things.append(body(block, at: Vec3(1 + 0.15 * Float(index % 3), 0.2 - 0.2 * Float(index / 3), 0.03), kilograms: 0.5)) }
        let log = FileManager.default.temporaryDirectory.appendingPathComponent("veneer-walk-\(UUID().uuidString).log")
        defer { try? FileManager.default.removeItem(at: log) } // leavings in the temporary folder harm nobody
        var made = try world(on: things, more: ", \"step\": 0.02")
        made.areas = [Area(name: "goal", low: Vec3(1.5, -5, -1), high: Vec3(9, 5, 1))]
        let run = try Run(world: made, log: log)
        var stream = EventStream(world: run.world, from: run.state), events: [Event] = []
        for tick in 0..<22 * 240 {
            switch tick {
            case 60: try run.apply(.walk(walker: 0, WalkerControls(forward: 1, headingInRadians: -0.1, pitchInRadians: 0.2)))
            case 700: try run.apply(.walk(walker: 0, WalkerControls(forward: -0.5, left: 1, headingInRadians: 1, isFast: true)))
            case 900: try run.apply(.walk(walker: 0, WalkerControls(jumps: true)))
            case 1000: try run.apply(.placeWalker(walker: 0, feetInWorld: Vec3(0.5, 0, 0.2), velocity: Vec3(1, 0, 0)))
            case 1001: try run.apply(.walk(walker: 0, WalkerControls(forward: 0.7)))
            default: break
            }
            try run.step()
            events += stream.next(run.state, held: nil)
        }
        try run.finish()
        #expect((1..<13).contains { length(run.state.bodies[$0].pose.position - things[$0].worldFromBody.position) > 0.1 })
        let walker = run.world.bodies.count
        #expect(events.contains { $0.kind == .entered(walker, area: "goal") })
        #expect(events.contains { if case .contactBegan(let thing, walker) = $0.kind { thing > 0 } else { false } })
        for from in [0, 11, 21] {
            let replay = try Replay(log: log, from: Tick(from * 240))
            replay.finish()
            #expect(replay.result.mismatches.isEmpty && replay.result.checkedHashCount > 0, "from \(from) s: \(replay.result.mismatches)")
            #expect(replay.state.hash == run.state.hash)
        }
    }

    /// Its moves lead it from place to place, until someone else does.
    @Test func itGoesWhereItsMovesSay() throws {
        let simulation = try Simulation(world: try world(more: ", \"moves\": [{ \"at\": 0.5, \"to\": [2, 0] }, { \"at\": 4, \"to\": [2, 2], \"fast\": true }]"))
        simulation.step(4 * 240)
        #expect(length(simulation.walker.feetInWorld - Vec3(2, 0, 0)) < 0.15)
        simulation.step(3 * 240)
        #expect(length(simulation.walker.feetInWorld - Vec3(2, 2, 0)) < 0.15 && length(simulation.walker.velocity) < 0.05, "\(simulation.walker)")
        simulation.walk(heading: .pi)
        simulation.step(2 * 240)
        #expect(simulation.walker.feetInWorld.x < 0)
    }

    @Test func nonsenseIsRefused() throws {
        let simulation = try Simulation(world: try world())
        let before = simulation.state
        for controls in [WalkerControls(forward: 2), WalkerControls(left: .nan), WalkerControls(headingInRadians: .infinity)] {
            #expect(!simulation.apply(.walk(walker: 0, controls)))
        }
        #expect(!simulation.apply(.walk(walker: 1, WalkerControls())))
        #expect(!simulation.apply(.placeWalker(walker: 0, feetInWorld: Vec3(.nan, 0, 0), velocity: .zero)))
        #expect(simulation.state == before)
    }
}
