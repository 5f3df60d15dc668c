import Foundation
import VeneerMath

extension Mesh {
    /// A ball cut by planes and weathered, filling the box.
    mutating func appendRock(size: Vec3, seed: UInt32, steps: Int) {
        let first = positions.count, form = RockForm(seed: seed), half = size / 2
        let knots = (0...steps).map { tan(Float.pi / 4 * (2 * Float($0) / Float(steps) - 1)) }
        for axis in 0..<3 {
            for sign: Float in [-1, 1] {
                let u = (axis + (sign > 0 ? 1 : 2)) % 3, v = (axis + (sign > 0 ? 2 : 1)) % 3
                func direction(_ s: Float, _ t: Float) -> Vec3 {
                    var d = Vec3.zero
                    (d[axis], d[u], d[v]) = (sign, s, t)
                    return normalize(d)
                }
                appendSheet(knots, knots, size: Vec2(1.6 * half.max(), 1.6 * half.max())) { s, t in
                    let d = direction(s, t)
                    return d * form.radius(towards: d) * half
                }
            }
        }
        fit(from: first, to: size)
    }

    /// A round bar along a path, with round ends.
    mutating func appendSweep(_ path: [Vec3], radius: Float, endingAt taper: Float = 1, steps: (turn: Int, along: Int)) {
        let curve = Shape.curve(through: path, steps: steps.along)
        var lengths: [Float] = [0]
        for (a, b) in zip(curve, curve.dropFirst()) { lengths.append(lengths[lengths.count - 1] + max(1e-6, length(b - a))) }
        // Frames carried along, so that the bar doesn't twist.
        var tangents = curve.indices.map { normalize(curve[min($0 + 1, curve.count - 1)] - curve[max($0 - 1, 0)]) }
        tangents[0] = normalize(curve[1] - curve[0])
        var side = abs(tangents[0].z) < 0.9 ? normalize(cross(tangents[0], Vec3(0, 0, 1))) : normalize(cross(tangents[0], Vec3(1, 0, 0)))
        let sides = tangents.map { tangent -> Vec3 in
            side = normalize(side - dot(side, tangent) * tangent)
            return side
        }
        // Rows: place on the curve, how far past its end, and the ring's radius; the normal leans as much.
        let cap = (0...2).map { Float.pi / 2 * Float($0) / 2 }
        let last = curve.count - 1
        var rows = cap.map { (at: 0, along: -cos($0), out: sin($0)) }
        rows += (1..<max(1, last)).map { (at: $0, along: 0, out: 1) } + cap.reversed().map { (at: last, along: cos($0), out: sin($0)) }
        let turns = (0...steps.turn).map { 2 * Float.pi * Float($0) / Float(steps.turn) }
        let vs = rows.map { lengths[$0.at] + radius * $0.along }
        appendGrid(turns, vs, size: Vec2(2 * .pi * radius, vs[vs.count - 1] - vs[0])) { column, row in
            let r = rows[row], radius = radius * mix(1, taper, lengths[r.at] / lengths[last]), up = cross(tangents[r.at], sides[r.at]),
                angle = column == steps.turn ? 0 : turns[column]
            let normal = normalize((sides[r.at] * cos(angle) + up * sin(angle)) * max(r.out, 1e-4) + tangents[r.at] * r.along)
            return (curve[r.at] + radius * ((sides[r.at] * cos(angle) + up * sin(angle)) * r.out + tangents[r.at] * r.along), normal)
        }
    }
}

/// How far a rock reaches in every direction.
private struct RockForm {
    private var planes: [(normal: Vec3, distance: Float)] = []
    private var bumps: [(direction: Vec3, phase: Float, amplitude: Float)] = []

    init(seed: UInt32) {
        var random = SeededRandom(seed: UInt64(seed), stream: "rock")
        func direction() -> Vec3 {
            let z = random.uniform(-1, 1), angle = random.uniform(0, 2 * .pi), r = (1 - z * z).squareRoot()
            return Vec3(r * cos(angle), r * sin(angle), z)
        }
        for _ in 0..<11 { planes.append((direction(), random.uniform(0.66, 0.95))) }
        for octave: Float in [2, 2, 2, 3, 3, 3, 5, 5, 5, 8, 8, 8] {
            bumps.append((direction() * octave, random.uniform(0, 2 * .pi), 0.034 / octave.squareRoot()))
        }
    }

    func radius(towards d: Vec3) -> Float {
        // Rounded where planes meet: a soft minimum.
        var sum = exp(-9 as Float)
        for plane in planes where dot(d, plane.normal) > 0.05 { sum += exp(-9 * plane.distance / dot(d, plane.normal)) }
        return -log(sum) / 9 + bumps.reduce(0) { $0 + $1.amplitude * sin(3 * dot(d, $1.direction) + $1.phase) * 0.6 }
    }
}

extension Shape {
    /// A Catmull-Rom curve through the points.
    static func curve(through points: [Vec3], steps: Int) -> [Vec3] {
        guard points.count > 2 else { return points }
        var curve = [points[0]]
        for i in 0..<points.count - 1 {
            let a = points[i], b = points[i + 1], chord = b - a
            let ta = i > 0 ? (b - points[i - 1]) / 2 : chord, tb = i + 2 < points.count ? (points[i + 2] - a) / 2 : chord
            for step in 1...steps {
                let t = Float(step) / Float(steps), t2 = t * t, t3 = t2 * t
                let start = a * (2 * t3 - 3 * t2 + 1) + ta * (t3 - 2 * t2 + t)
                curve.append(start + b * (3 * t2 - 2 * t3) + tb * (t3 - t2))
            }
        }
        return curve
    }

    /// A path whose curve lies evenly around the origin.
    public static func centred(path: [Vec3]) -> [Vec3] {
        let (low, high) = bounds(ofPath: path)
        return path.map { $0 - (low + high) / 2 }
    }

    static func bounds(ofPath path: [Vec3]) -> (low: Vec3, high: Vec3) {
        let curve = curve(through: path, steps: 16)
        return (curve.reduce(curve[0], pointwiseMin), curve.reduce(curve[0], pointwiseMax))
    }
}
