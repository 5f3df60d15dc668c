import VeneerAssets
import VeneerMath
import VeneerWorld

/// A straight line in body space; `direction` is a unit vector.
struct Line {
    var origin: Vec3
    var direction: Vec3

    func point(at t: Float) -> Vec3 { origin + t * direction }
}

struct Crossing {
    var distance: Float
    var outwardNormal: Vec3
}

extension Shape {
    /// Where the line first enters within `range`, which may start below zero. Edges count as sharp.
    func entry(of line: Line, within range: ClosedRange<Float>) -> Crossing? {
        crossings(of: line).filter { range.contains($0.distance) && dot($0.outwardNormal, line.direction) < 0 }.min { $0.distance < $1.distance }
    }

    private func crossings(of line: Line) -> [Crossing] {
        switch self {
        case .box(let size, _), .cushion(let size, _, _), .leaves(let size, _, _), .drape(let size, _), .cover(let size, _):
            Shape.boxEntry(half: size / 2, line)
        case .sphere(let radius):
            Shape.roots(dot(line.direction, line.direction), dot(line.origin, line.direction), dot(line.origin, line.origin) - radius * radius)
                .map { Crossing(distance: $0, outwardNormal: normalize(line.point(at: $0))) }
        case .cylinder(let radius, let height, _):
            Shape.turnedCrossings([Vec2(0, -height / 2), Vec2(radius, -height / 2), Vec2(radius, height / 2), Vec2(0, height / 2)], line)
        case .capsule(let radius, let height): Shape.capsuleCrossings(radius: radius, half: height / 2 - radius, line)
        case .compound(let parts):
            parts.flatMap { part in
                let partFromBody = part.bodyFromPart.inverse
                return part.shape.crossings(of: Line(origin: partFromBody.act(line.origin), direction: partFromBody.rotation.act(line.direction))).map {
                    Crossing(distance: $0.distance, outwardNormal: part.bodyFromPart.rotation.act($0.outwardNormal))
                }
            }
        case .lathe(let profile): Shape.turnedCrossings(profile, line)
        case .rock, .sweep:
            Shape.boxEntry(half: halfExtents + Vec3(repeating: 1e-4), line).isEmpty ? [] : Shape.crossings(of: mesh(), line)
        case .mesh(let solid):
            Shape.boxEntry(half: halfExtents + 1e-4, line).isEmpty ? [] : Shape.crossings(of: Mesh(solid.mesh), line)
        case .model(let model):
            Shape.boxEntry(half: model.sizeInMetres / 2 + 1e-4, line).isEmpty ? [] : Shape.crossings(of: Mesh(model.levels[0].mesh), line)
        }
    }

    private static func capsuleCrossings(radius: Float, half: Float, _ line: Line) -> [Crossing] {
        let side = coneCrossings(Vec2(radius, -half), Vec2(radius, half), line)
        return [-half, half].reduce(half > 0 ? side : []) { crossings, z in
            let from = line.origin - Vec3(0, 0, z)
            return crossings
                + roots(1, dot(from, line.direction), dot(from, from) - radius * radius).compactMap { t in
                    let p = line.point(at: t) - Vec3(0, 0, z)
                    return p.z * (z == 0 ? 1 : z) >= 0 || half == 0 ? Crossing(distance: t, outwardNormal: normalize(p)) : nil
                }
        }
    }

    /// Both sides of a mesh's triangles count as outside.
    private static func crossings(of mesh: Mesh, _ line: Line) -> [Crossing] {
        stride(from: 0, to: mesh.indices.count, by: 3).compactMap { t in
            let a = mesh.positions[Int(mesh.indices[t])]
            let u = mesh.positions[Int(mesh.indices[t + 1])] - a, v = mesh.positions[Int(mesh.indices[t + 2])] - a
            let across = cross(line.direction, v), determinant = dot(u, across), from = line.origin - a
            guard determinant != 0 else { return nil }
            let x = dot(from, across) / determinant, along = cross(from, u), y = dot(line.direction, along) / determinant
            guard x >= 0, y >= 0, x + y <= 1 else { return nil }
            let normal = normalize(cross(u, v))
            return Crossing(distance: dot(v, along) / determinant, outwardNormal: dot(normal, line.direction) > 0 ? -normal : normal)
        }
    }

    /// The latest entry into the three slabs, where it comes before the earliest exit.
    private static func boxEntry(half: Vec3, _ line: Line) -> [Crossing] {
        var enter = -Float.infinity, leave = Float.infinity, normal = Vec3.zero
        for axis in 0..<3 {
            let o = line.origin[axis], d = line.direction[axis]
            if d == 0 {
                if abs(o) > half[axis] { return [] }
                continue
            }
            let side: Float = d > 0 ? -1 : 1
            leave = min(leave, (-side * half[axis] - o) / d)
            let t = (side * half[axis] - o) / d
            guard t > enter else { continue }
            enter = t
            normal = .zero
            normal[axis] = side
        }
        return enter <= leave ? [Crossing(distance: enter, outwardNormal: normal)] : []
    }

    private static func turnedCrossings(_ profile: [Vec2], _ line: Line) -> [Crossing] {
        zip(profile, profile.dropFirst()).flatMap { a, b in
            a.y == b.y ? discCrossings(a, b, line) : coneCrossings(a, b, line)
        }
    }

    /// The flat ring between two points of a profile at the same height.
    private static func discCrossings(_ a: Vec2, _ b: Vec2, _ line: Line) -> [Crossing] {
        guard line.direction.z != 0, a.x != b.x else { return [] }
        let t = (a.y - line.origin.z) / line.direction.z, p = line.point(at: t)
        let radius = (p.x * p.x + p.y * p.y).squareRoot()
        guard radius >= min(a.x, b.x), radius <= max(a.x, b.x) else { return [] }
        return [Crossing(distance: t, outwardNormal: Vec3(0, 0, b.x > a.x ? -1 : 1))]
    }

    /// The cone between two points of a profile: x² + y² = r(z)².
    private static func coneCrossings(_ a: Vec2, _ b: Vec2, _ line: Line) -> [Crossing] {
        let o = line.origin, d = line.direction, slope = (b.x - a.x) / (b.y - a.y)
        let radius = a.x + slope * (o.z - a.y), growth = slope * d.z
        let times = roots(
            d.x * d.x + d.y * d.y - growth * growth, o.x * d.x + o.y * d.y - radius * growth, o.x * o.x + o.y * o.y - radius * radius)
        return times.compactMap { t in
            let p = line.point(at: t), r = (p.x * p.x + p.y * p.y).squareRoot()
            guard p.z >= min(a.y, b.y), p.z <= max(a.y, b.y), r > 0 else { return nil }
            // Outside lies to the right of the profile's way.
            let outward = normalize(Vec3(p.x / r, p.y / r, -slope))
            return Crossing(distance: t, outwardNormal: b.y > a.y ? outward : -outward)
        }
    }

    /// Of a t² + 2 b t + c.
    private static func roots(_ a: Float, _ b: Float, _ c: Float) -> [Float] {
        if abs(a) < 1e-12 { return b == 0 ? [] : [-c / (2 * b)] }
        let discriminant = b * b - a * c
        guard discriminant >= 0 else { return [] }
        let q = -(b + (b < 0 ? -1 : 1) * discriminant.squareRoot())
        return q == 0 ? [0] : [q / a, c / q]
    }
}
