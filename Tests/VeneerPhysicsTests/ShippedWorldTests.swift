import Foundation
import Testing
import VeneerMath
import VeneerPhysics
import VeneerWorld

private let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("Worlds")

/// Those that can be opened here: most are furnished from a pack.
private func shipped(_ names: [String]) -> [String] {
    names.filter { name in
        let text = try? String(contentsOf: folder.appendingPathComponent("\(name).jsonc"), encoding: .utf8) // unreadable: opening it says so
        return text?.contains("pack:") != true || !FurnitureStock.installed.isEmpty
    }
}

@Suite struct ShippedWorldTests {
    func world(_ name: String) throws -> World { try World(contentsOf: folder.appendingPathComponent("\(name).jsonc")) }

    @Test(arguments: shipped(["tabletop", "kitchen", "bedroom", "garden", "livingroom", "warehouse", "courtyard", "dominoes"]))
    func runsAlikeTwice(name: String) throws {
        let world = try world(name), first = try Simulation(world: world), second = try Simulation(world: world)
        first.step(300)
        second.step(300)
        #expect(first.state.hash == second.state.hash)
        #expect(first.state.bodies.allSatisfy { length($0.pose.position) < 1000 }, "something left the world")
    }

    @Test(arguments: shipped(["kitchen", "bedroom", "garden", "livingroom", "warehouse"]))
    func whatStandsThereStandsStill(name: String) throws {
        let world = try world(name), simulation = try Simulation(world: world)
        simulation.step(2 * Tick.perSecond)
        let moved = world.bodies.indices.filter { index in
            let body = world.bodies[index]
            return !body.isStatic && length(simulation.state.bodies[index].pose.position - body.worldFromBody.position) > 0.01
        }
        #expect(moved.isEmpty, "\(moved.map { world.bodies[$0].name }) moved")
    }

    /// What each is to be: no more than can be looked at one by one.
    @Test(arguments: shipped(["tabletop", "livingroom", "kitchen", "warehouse", "courtyard", "dominoes"]))
    func hasTwentyToTwoHundredBodies(name: String) throws {
        #expect((20...200).contains(try world(name).bodies.count))
    }

    /// The pendulum, both ways of the fork, the stairs, the marble and the growing stones: all falls, and the tower with it.
    @Test(arguments: shipped(["dominoes"])) func theDominoesFallToTheLast(name: String) throws {
        let world = try world(name), simulation = try Simulation(world: world)
        simulation.step(6 * Tick.perSecond)
        func tilt(_ index: Int) -> Float { acos(min(1, abs(simulation.state.bodies[index].pose.rotation.act(Vec3(0, 0, 1)).z))) * 180 / .pi }
        let stones = world.bodies.indices.filter { world.bodies[$0].semantic == "domino" && !world.bodies[$0].name.hasPrefix("spare") }
        #expect(stones.count > 100)
        let standing = stones.filter { tilt($0) < 15 }
        #expect(standing.isEmpty, "\(standing.map { world.bodies[$0].name }) stand")
        let blocks = world.bodies.indices.filter { world.bodies[$0].semantic == "block" },
            top = blocks.map { simulation.state.bodies[$0].pose.position.z }.max() ?? 9
        #expect(top < 0.95, "the tower is still \(top) m high")
    }

    /// The lemon and the apple end in the bowl: within its rim, below it.
    @Test func theBowlHoldsTheFruit() throws {
        let world = try world("tabletop"), simulation = try Simulation(world: world)
        simulation.step(2 * Tick.perSecond)
        func place(_ name: String) throws -> Vec3 { simulation.state.bodies[try #require(world.bodies.firstIndex { $0.name == name })].pose.position }
        let bowl = try place("bowl")
        for fruit in ["lemon", "apple"] {
            let way = try place(fruit) - bowl
            #expect(length(way * Vec3(1, 1, 0)) < 0.1 && way.z < 0.045, "\(fruit) \(way)")
        }
    }

    /// It turns on the spot, and then drives off.
    @Test(arguments: shipped(["warehouse"])) func theTugIsAWheeledBase(name: String) throws {
        let world = try world(name), simulation = try Simulation(world: world), body = world.vehicles[0].chassis
        let start = simulation.state.bodies[body].pose
        #expect(simulation.apply(.control(vehicle: 0, VehicleControls(throttle: 0, brake: 0, steer: -1))))
        simulation.step(Tick.perSecond)
        let turned = simulation.state.bodies[body].pose
        let before = start.rotation.act(Vec3(0, -1, 0)), after = turned.rotation.act(Vec3(0, -1, 0))
        #expect(cross(before, after).z < -0.8, "\(cross(before, after))")
        // About the middle between its motors.
        let axle = Vec3(0, -0.28, 0), moved = turned.act(axle) - start.act(axle)
        #expect(length(moved) < 0.1, "\(moved)")
        simulation.apply(.control(vehicle: 0, VehicleControls(throttle: 1, brake: 0, steer: 0)))
        simulation.step(Tick.perSecond)
        let driven = simulation.state.bodies[body].pose.position - turned.position
        #expect(dot(driven, after) > 0.8, "\(driven) along \(after)")
    }
}
