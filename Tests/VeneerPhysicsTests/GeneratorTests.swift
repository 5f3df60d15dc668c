import Testing
import VeneerMath
import VeneerPhysics
import VeneerWorld

/// What holds for every generated room and yard.
@Suite struct GeneratorTests {
    static let seeds: [UInt64] = [1, 2, 3, 910_000, 920_004]
    static let themes: [Theme] = [.room, .yard]

    @Test(arguments: themes, seeds) func looseThingsStayWhereTheyWerePut(theme: Theme, seed: UInt64) throws {
        let world = try Simulation.settled(theme.world(seed: seed), seconds: 2).tidied(), simulation = try Simulation(world: world)
        simulation.step(5 * Tick.perSecond)
        let loose = world.bodies.indices.filter { !world.bodies[$0].isStatic }
        let moved = loose.filter { length(simulation.state.bodies[$0].pose.position - world.bodies[$0].worldFromBody.position) > 0.01 }
        #expect(!loose.isEmpty)
        #expect(moved.count * 100 <= loose.count, "\(moved.map { world.bodies[$0].name }) moved")
    }

    /// Static furniture is right where it was drawn: what is put on it must not start inside it or fall far.
    @Test(arguments: themes, seeds) func looseThingsStandOnSomethingFromTheStart(theme: Theme, seed: UInt64) throws {
        let world = theme.world(seed: seed), settled = try Simulation.settled(world, seconds: 2)
        for (before, after) in zip(world.bodies, settled.bodies) where !before.isStatic {
            #expect(length(before.worldFromBody.position - after.worldFromBody.position) < 0.03, "\(before.name) in \(world.name)")
        }
    }
}
