import VeneerMath
import VeneerWorld

extension Shape {
    /// Moments about the body's axes per kilogram, m², of the solid with even density.
    var inertiaPerKilogram: Vec3 {
        switch self {
        case .box(let size, _), .cushion(let size, _, _), .leaves(let size, _, _), .drape(let size, _), .cover(let size, _):
            let s = size * size
            return Vec3(s.y + s.z, s.x + s.z, s.x + s.y) / 12
        case .sphere(let radius): return Vec3(repeating: 0.4 * radius * radius)
        case .cylinder(let radius, let height, _):
            let r = radius * radius, across = r / 4 + height * height / 12
            return Vec3(across, across, r / 2)
        case .capsule(let radius, let height): return Shape.capsuleInertiaPerKilogram(radius: radius, length: height - 2 * radius)
        case .compound(let parts): return Shape.compoundInertiaPerKilogram(parts)
        case .lathe(let profile): return Shape.turnedInertiaPerKilogram(profile)
        case .rock(let size, _):
            // As the ellipsoid in its box.
            let s: Vec3 = size * size
            return Vec3(s.y + s.z, s.x + s.z, s.x + s.y) / 20
        case .sweep:
            let s: Vec3 = halfExtents * halfExtents
            return Vec3(s.y + s.z, s.x + s.z, s.x + s.y) / 3
        case .mesh(let solid):
            // As its box, about the origin of its file.
            let bounds = solid.mesh.bounds, s = (bounds.high - bounds.low) * (bounds.high - bounds.low), m = (bounds.high + bounds.low) / 2
            return Vec3(s.y + s.z, s.x + s.z, s.x + s.y) / 12 + Vec3(m.y * m.y + m.z * m.z, m.x * m.x + m.z * m.z, m.x * m.x + m.y * m.y)
        case .model(let model):
            // As its box: what it lacks inside, it has at its edges.
            let s = model.sizeInMetres * model.sizeInMetres
            return Vec3(s.y + s.z, s.x + s.z, s.x + s.y) / 12
        }
    }

    /// A cylinder of that length between two half balls, each as heavy as its share of the volume.
    private static func capsuleInertiaPerKilogram(radius r: Float, length: Float) -> Vec3 {
        let balls = 4 / 3 * r / (length + 4 / 3 * r), bar = 1 - balls
        let axial = bar * r * r / 2 + balls * 0.4 * r * r
        // A half ball's centre of mass is 3/8 of the radius out.
        let out = length / 2 + 0.375 * r
        let across = bar * (r * r / 4 + length * length / 12) + balls * ((0.4 - 0.140_625) * r * r + out * out)
        return Vec3(across, across, axial)
    }

    /// Every part's, turned and moved to where it is; what the axes share is left out.
    private static func compoundInertiaPerKilogram(_ parts: [ShapePart]) -> Vec3 {
        let volume = parts.reduce(0) { $0 + $1.shape.volume }
        return parts.reduce(Vec3.zero) { sum, part in
            let own = part.shape.inertiaPerKilogram, p = part.bodyFromPart.position, turn = part.bodyFromPart.rotation.inverse
            var moment = Vec3(p.y * p.y + p.z * p.z, p.x * p.x + p.z * p.z, p.x * p.x + p.y * p.y)
            for axis in 0..<3 {
                var unit = Vec3.zero
                unit[axis] = 1
                let seen = turn.act(unit)
                moment[axis] += dot(seen * seen, own)
            }
            return sum + moment * (part.shape.volume / volume)
        }
    }

    /// Integrates discs along the profile; where it turns back down, it hollows the solid.
    private static func turnedInertiaPerKilogram(_ profile: [Vec2]) -> Vec3 {
        // Three-point Gauss: exact for the cone between two points of the profile.
        let nodes: [(at: Float, weight: Float)] = [(0.112_701_67, 5.0 / 18), (0.5, 8.0 / 18), (0.887_298_33, 5.0 / 18)]
        var volume: Float = 0, radial: Float = 0, axial: Float = 0
        for (a, b) in zip(profile, profile.dropFirst()) {
            for node in nodes {
                let p = a + (b - a) * node.at
                let disc = p.x * p.x * (b.y - a.y) * node.weight
                volume += disc
                radial += disc * p.x * p.x
                axial += disc * p.y * p.y
            }
        }
        let across = (radial / 4 + axial) / volume
        return Vec3(across, across, radial / 2 / volume)
    }
}
