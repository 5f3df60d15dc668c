import Testing
import VeneerMath
import VeneerPhysics
import VeneerWorld

struct SettleTests {
    @Test func settledClutterStaysWhereItLies() throws {
        let settled = try Simulation.settled(clutter(), seconds: 6)
        #expect(settled.bodies[0].worldFromBody == floor.worldFromBody)
        let simulation = try Simulation(world: settled)
        simulation.step(240)
        for (before, after) in zip(settled.bodies, simulation.state.bodies) {
            #expect(length(after.pose.position - before.worldFromBody.position) < 0.01)
        }
        for thing in settled.bodies.dropFirst() { #expect(thing.worldFromBody.position.z > 0.02) }
    }

    @Test(arguments: [UInt64(1), 2, 3]) func tabletopsSettleOnTheirTable(seed: UInt64) throws {
        let world = World.tabletop(seed: seed)
        let settled = try Simulation.settled(world, seconds: 3)
        let top = try #require(world.bodies.first { $0.name == "table top" }), height = top.worldFromBody.position.z
        var onTheTable = 0, loose = 0
        for (before, after) in zip(world.bodies, settled.bodies) {
            if before.isStatic {
                #expect(before == after)
            } else {
                loose += 1
                if after.worldFromBody.position.z > height { onTheTable += 1 }
                #expect(after.worldFromBody.position.z > 0, "\(after.name) fell through the floor")
            }
        }
        // Now and then something rolls off.
        #expect(loose > 5 && onTheTable >= loose * 3 / 4, "\(onTheTable) of \(loose)")
    }
}
