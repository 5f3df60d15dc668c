import VeneerMath
import VeneerWorld

extension Simulation {
    /// The world after its loose things fell and came to rest: its dynamic bodies at the poses that they reach.
    public static func settled(_ world: World, seconds: Float) throws -> World {
        let simulation = try Simulation(world: world)
        simulation.step(Int((seconds * Float(Tick.perSecond)).rounded()))
        var settled = world
        for (index, body) in simulation.state.bodies.enumerated() where !world.bodies[index].isStatic {
            settled.bodies[index].worldFromBody = body.pose
        }
        return settled
    }
}
