import VeneerMath
import VeneerWorld

extension Simulation {
    /// Bodies whose boxes around them, turned as they are, reach into a ball: a quick answer that may name one too many at a corner.
    public func bodies(within radius: Float, of centre: Vec3) -> [Int] {
        guard centre.isFinite, radius >= 0 else { return [] }
        return state.bodies.indices.filter { index in
            let half = world.bodies[index].shape.halfExtents, there = state.bodies[index].pose.inverse.act(centre)
            return length(there - there.clamped(lowerBound: -half, upperBound: half)) <= radius
        }
    }
}
