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
}
