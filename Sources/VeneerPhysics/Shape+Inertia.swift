import VeneerMath
import VeneerWorld

extension Shape {
    /// Moments about the body's axes per kilogram, m², of the solid with even density.
    var inertiaPerKilogram: Vec3 {
        switch self {
        case .box(let size, _), .cushion(let size, _), .leaves(let size, _, _), .drape(let size, _), .cover(let size, _):
            let s = size * size
            return Vec3(s.y + s.z, s.x + s.z, s.x + s.y) / 12
        case .sphere(let radius): return Vec3(repeating: 0.4 * radius * radius)
        case .cylinder(let radius, let height, _):
            let r = radius * radius, across = r / 4 + height * height / 12
            return Vec3(across, across, r / 2)
        case .lathe(let profile): return Shape.turnedInertiaPerKilogram(profile)
        case .rock(let size, _):
            // As the ellipsoid in its box.
            let s: Vec3 = size * size
            return Vec3(s.y + s.z, s.x + s.z, s.x + s.y) / 20
        case .sweep:
            let s: Vec3 = halfExtents * halfExtents
            return Vec3(s.y + s.z, s.x + s.z, s.x + s.y) / 3
        case .model(let model):
            // As its box: what it lacks inside, it has at its edges.
            let s = model.sizeInMetres * model.sizeInMetres
            return Vec3(s.y + s.z, s.x + s.z, s.x + s.y) / 12
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
