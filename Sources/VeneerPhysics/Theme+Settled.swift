import VeneerMath
import VeneerWorld

extension Theme {
    /// A world of this theme whose loose things have come to rest, written down as a person would.
    public func settledWorld(seed: UInt64, stock: FurnitureStock = .installed) throws -> World {
        try Simulation.atRest(world(seed: seed, stock: stock))
    }
}

extension Simulation {
    private static let rounds = 5, seconds: Float = 2, stillInMetres: Float = 0.002

    /// The world after its loose things fell, and fell again from where they had come to lie, until nothing moves; what will not
    /// rest is taken away, as someone would have picked it up.
    public static func atRest(_ world: World) throws -> World {
        var world = try settled(world, seconds: seconds).tidied()
        for round in 1...rounds {
            let later = try settled(world, seconds: seconds)
            let restless = world.bodies.indices.filter {
                length(later.bodies[$0].worldFromBody.position - world.bodies[$0].worldFromBody.position) > stillInMetres
            }
            if restless.isEmpty { return world }
            if round < rounds { world = later.tidied() } else { for index in restless.reversed() { world.bodies.remove(at: index) } }
        }
        return world
    }
}
