import VeneerMath

extension ShapePart {
    /// In the body's space.
    var bounds: (low: Vec3, high: Vec3) {
        let half = shape.halfExtents, turn = bodyFromPart.rotation
        // |R| applied to the half extents.
        let x = turn.act(Vec3(half.x, 0, 0)), y = turn.act(Vec3(0, half.y, 0)), z = turn.act(Vec3(0, 0, half.z))
        let reach = pointwiseMax(x, -x) + pointwiseMax(y, -y) + pointwiseMax(z, -z)
        return (bodyFromPart.position - reach, bodyFromPart.position + reach)
    }
}

extension Shape {
    static func bounds(of parts: [ShapePart]) -> (low: Vec3, high: Vec3) {
        parts.reduce((Vec3(repeating: .infinity), Vec3(repeating: -.infinity))) { (pointwiseMin($0.0, $1.bounds.low), pointwiseMax($0.1, $1.bounds.high)) }
    }

    /// Of its origin over what it stands on, turned so.
    public func heightOverBase(_ rotation: Quaternion) -> Float {
        let isUpright = rotation.vector.x == 0 && rotation.vector.y == 0
        switch self {
        case .compound(let parts):
            return -Shape.bounds(of: parts.map { ShapePart($0.shape, bodyFromPart: Pose(rotation: rotation) * $0.bodyFromPart) }).low.z
        case .lathe(let profile) where isUpright: return -(profile.map(\.y).min() ?? 0)
        case .sphere(let radius): return radius
        default: return isUpright ? halfExtents.z : -ShapePart(self, bodyFromPart: Pose(rotation: rotation)).bounds.low.z
        }
    }

    /// Of the solid, cubic metres; where there is no formula, of the box or ellipsoid that it is taken for.
    public var volume: Float {
        switch self {
        case .sphere(let radius): 4 / 3 * .pi * radius * radius * radius
        case .cylinder(let radius, let height, _): .pi * radius * radius * height
        case .capsule(let radius, let height): .pi * radius * radius * (height - radius * 2 / 3)
        case .lathe(let profile):
            zip(profile, profile.dropFirst()).reduce(0) { $0 + .pi / 3 * ($1.1.y - $1.0.y) * ($1.0.x * $1.0.x + $1.0.x * $1.1.x + $1.1.x * $1.1.x) }
        case .rock(let size, _): .pi / 6 * size.x * size.y * size.z
        case .compound(let parts): parts.reduce(0) { $0 + $1.shape.volume }
        case .box, .cushion, .leaves, .drape, .cover, .sweep, .model, .mesh: 8 * halfExtents.x * halfExtents.y * halfExtents.z
        }
    }

    private static let centredWithinMetres: Float = 1e-5

    /// The parts about their common centre of mass, and where that was. Parts that are about it already stay as they are, to the bit.
    static func centred(_ parts: [ShapePart]) -> (parts: [ShapePart], centre: Vec3) {
        let volume = parts.reduce(0) { $0 + $1.shape.volume }
        let centre = parts.reduce(Vec3.zero) { $0 + $1.bodyFromPart.position * ($1.shape.volume / volume) }
        guard centre.x.isFinite, centre.y.isFinite, centre.z.isFinite, length(centre) > centredWithinMetres else { return (parts, .zero) }
        return (parts.map { ShapePart($0.shape, bodyFromPart: Pose(position: $0.bodyFromPart.position - centre, rotation: $0.bodyFromPart.rotation)) }, centre)
    }

    /// A cone around z, its base below, as what is turned is said: its origin is its centre of mass.
    public static func cone(radius: Float, height: Float) -> Shape {
        .lathe(profile: [Vec2(0, -height / 4), Vec2(radius, -height / 4), Vec2(0, height * 3 / 4)])
    }
}

extension Mesh {
    mutating func append(_ part: Mesh, at pose: Pose) {
        let first = positions.count
        positions += part.positions.map(pose.act)
        normals += part.normals.map(pose.rotation.act)
        patchCoordinates += part.patchCoordinates
        indices += part.indices.map { $0 + UInt32(first) }
        patches += part.patches.map { Patch(firstVertex: $0.firstVertex + first, columns: $0.columns, rows: $0.rows, size: $0.size) }
    }
}
