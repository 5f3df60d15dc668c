import VeneerMath
import VeneerWorld

public struct RayHit: Sendable, Equatable {
    public var body: Int
    public var pointInWorld: Vec3
    public var normalInWorld: Vec3
    public var distanceInMetres: Float
}

extension Simulation {
    /// The first body that the ray enters, by its real shape; `direction` need not be a unit vector.
    public func castRay(from origin: Vec3, direction: Vec3, maximumDistance: Float) -> RayHit? {
        state.castRay(in: world, from: origin, direction: direction, maximumDistance: maximumDistance)
    }
}

extension WorldState {
    /// The same in this state of a world, some bodies looked past.
    public func castRay(in world: World, from origin: Vec3, direction: Vec3, maximumDistance: Float, past unseen: Set<Int> = []) -> RayHit? {
        let unit = normalize(direction)
        guard origin.isFinite, unit.isFinite, maximumDistance > 0 else { return nil }
        var nearest: RayHit?
        for (index, body) in bodies.enumerated() where !unseen.contains(index) {
            let limit = nearest?.distanceInMetres ?? maximumDistance
            let toBody = body.pose.inverse
            let start = toBody.act(origin), way = toBody.rotation.act(unit)
            // From the line's nearest point to the body, where single precision is best.
            let shift = -dot(start, way)
            // What was just sent off may be nowhere until the next checkpoint takes it out.
            guard shift.isFinite,
                let entry = world.bodies[index].shape.entry(of: Line(origin: start + shift * way, direction: way), within: -shift...(limit - shift))
            else { continue }
            let distance = entry.distance + shift
            nearest = RayHit(
                body: index, pointInWorld: origin + distance * unit, normalInWorld: body.pose.rotation.act(entry.outwardNormal), distanceInMetres: distance)
        }
        return nearest
    }
}
