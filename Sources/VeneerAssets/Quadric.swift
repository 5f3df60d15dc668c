import VeneerMath

/// The weighted sum of squared distances from planes, as a function of the place.
struct Quadric {
    /// Second moments of the planes' normals: xx, xy, xz, yy, yz, zz.
    private var xx = 0.0, xy = 0.0, xz = 0.0, yy = 0.0, yz = 0.0, zz = 0.0
    private var linear = SIMD3<Double>.zero
    private var constant = 0.0
    private(set) var weight = 0.0

    mutating func addPlane(normal n: SIMD3<Double>, through p: SIMD3<Double>, weight w: Double) {
        let d = -(n * p).sum()
        (xx, xy, xz) = (xx + w * n.x * n.x, xy + w * n.x * n.y, xz + w * n.x * n.z)
        (yy, yz, zz) = (yy + w * n.y * n.y, yz + w * n.y * n.z, zz + w * n.z * n.z)
        linear += n * (w * d)
        constant += w * d * d
        weight += w
    }

    static func += (a: inout Quadric, b: Quadric) {
        (a.xx, a.xy, a.xz, a.yy, a.yz, a.zz) = (a.xx + b.xx, a.xy + b.xy, a.xz + b.xz, a.yy + b.yy, a.yz + b.yz, a.zz + b.zz)
        a.linear += b.linear
        a.constant += b.constant
        a.weight += b.weight
    }

    /// The mean squared distance of a place from the planes.
    func meanSquare(_ p: SIMD3<Double>) -> Double {
        let q = SIMD3(xx * p.x + xy * p.y + xz * p.z, xy * p.x + yy * p.y + yz * p.z, xz * p.x + yz * p.y + zz * p.z)
        return weight > 0 ? max(0, ((q + 2 * linear) * p).sum() + constant) / weight : 0
    }
}
