import CLight
import ShaderTypes
import VeneerMath

/// Where a ray ends.
public struct RayHit: Sendable, Equatable {
    public var distanceInMetres: Float
    public var bodyIndex: Int
    /// Smooth, in world space, towards the ray's origin.
    public var normal: Vec3
}

extension Illuminator {
    /// The first surface along a ray in the state of the last update; nil where it leaves the world.
    public func firstHit(from originInWorld: Vec3, towards direction: Vec3) -> RayHit? {
        let hit = vnRayCast(handle.raw, VnFloat4(originInWorld), VnFloat4(direction))
        guard hit.body >= 0 else { return nil }
        return RayHit(distanceInMetres: hit.distance, bodyIndex: Int(hit.body), normal: Vec3(hit.normal.x, hit.normal.y, hit.normal.z))
    }
}
