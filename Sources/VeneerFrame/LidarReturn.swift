import VeneerMath

/// Where one of a lidar's rays ended.
public struct LidarReturn: Sendable, Equatable {
    /// Sensor space: x forward, y left, z up, metres.
    public var point: Vec3
    /// Cosine of the angle between the ray and the surface's normal.
    public var incidence: Float
    /// From the lowest.
    public var ring: UInt16
    public var instance: UInt16

    public init(point: Vec3, incidence: Float, ring: UInt16, instance: UInt16) {
        self.point = point
        self.incidence = incidence
        self.ring = ring
        self.instance = instance
    }
}
