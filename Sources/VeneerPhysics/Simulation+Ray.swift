import CBullet
import VeneerMath

public struct RayHit: Sendable, Equatable {
    public var body: Int
    public var pointInWorld: Vec3
    public var normalInWorld: Vec3
    public var distanceInMetres: Float
}

extension Simulation {
    /// The first body that the ray meets from outside; `direction` need not be a unit vector.
    public func castRay(from origin: Vec3, direction: Vec3, maximumDistance: Float) -> RayHit? {
        let end = origin + normalize(direction) * maximumDistance
        guard origin.isFinite, end.isFinite, maximumDistance > 0 else { return nil }
        let hit = cbullet_cast_ray(bullet, CBulletVector(origin), CBulletVector(end))
        guard hit.body >= 0 else { return nil }
        let point = Vec3(hit.point)
        return RayHit(body: Int(hit.body), pointInWorld: point, normalInWorld: Vec3(hit.normal), distanceInMetres: length(point - origin))
    }
}
