import Foundation
import VeneerMath

extension Mesh {
    /// Two patches, sewn together at half height: z = ±h · ((1 − |u|ⁿ)(1 − |v|ⁿ))^(1/m).
    mutating func appendCushion(halfSize half: Vec3, fullness: Float, steps: Int) {
        let n = mix(3, 10, fullness), m = mix(2, 3, fullness)
        // Denser towards the seam, where the surface turns.
        let knots = (0...steps).map { sin(Float.pi / 2 * (2 * Float($0) / Float(steps) - 1)) }
        for sign: Float in [-1, 1] {
            let us = knots.map { $0 * half.x }, vs = knots.map { $0 * half.y * sign }
            appendGrid(us, knots.map { $0 * half.y }, size: Vec2(2 * half.x, 2 * half.y)) { column, row in
                let u = knots[column], v = knots[row] * sign
                let alongU = 1 - pow(abs(u), n), alongV = 1 - pow(abs(v), n)
                let height = pow(max(0, alongU * alongV), 1 / m)
                func slope(_ t: Float, _ other: Float) -> Float { n * pow(abs(t), n - 1) * (t < 0 ? -1 : 1) * other }
                // At the seam the surface is upright; a little of z keeps its triangles' own side.
                let normal = Vec3(slope(u, alongV) / half.x, slope(v, alongU) / half.y, sign * (m * pow(height, m - 1) + 0.15) / half.z)
                return (Vec3(us[column], vs[row], sign * half.z * height), normalize(normal))
            }
        }
    }

    /// Both sides of a blade, a millimetre apart in the middle, pointed at its end.
    mutating func appendLeaf(size: Vec3, steps: Int) {
        let alongs = (0...steps).map { Float($0) / Float(steps) }
        // The arch 4t(1 − t) leans over: most of the rise is in the first half, and the tip hangs.
        func middle(_ t: Float) -> Vec3 { Vec3((t - 0.5) * size.x, 0, (2.6 * t * (1.1 - t) * 1.2718 - 0.5) * size.z) }
        func halfWidth(_ t: Float) -> Float { 0.5 * size.y * max(0.03, pow(sin(Float.pi * pow(t, 0.75)), 0.8)) }
        for sign: Float in [-1, 1] {
            let across: [Float] = [-1, 0, 1]
            appendGrid(alongs, across, size: Vec2(size.x, size.y)) { column, row in
                let t = alongs[column], side = across[row] * sign, centre = middle(t)
                let ahead = middle(min(1, t + 0.02)) - middle(max(0, t - 0.02))
                // Folded a little along its middle.
                let fold = halfWidth(t) * 0.25 * abs(side)
                let up = normalize(cross(ahead, Vec3(0, 1, 0)) * -1)
                let position = centre + Vec3(0, side * halfWidth(t), 0) + up * (min(fold, 0.25 * size.z) + sign * 0.0005)
                let lean = normalize(up + Vec3(0, -0.25 * side, 0))
                return (position.clamped(lowerBound: -size / 2, upperBound: size / 2), lean * sign)
            }
        }
    }
}
