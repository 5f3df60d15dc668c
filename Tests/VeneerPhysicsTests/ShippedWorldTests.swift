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
}
