import CBullet
import VeneerAssets
import VeneerMath
import VeneerWorld

/// Which hollows stay open where things touch; others are filled. Models are pieces always.
enum Hollows { case none, meshes, all }

/// What Bullet is told of a shape. All lengths in metres, body space.
struct CollisionShape {
    var shapes: [CBulletShape]
    /// Else there is one shape, at the body's origin.
    var isCompound = false
    /// Of the hulls among the shapes, one after the other.
    var points: [CBulletVector] = []
    /// Of a sphere about the origin that stays inside.
    var innerRadius: Float
    /// The lever arm with which it resists rolling.
    var rollingFriction: Float = 0

    init(shapes: [CBulletShape], isCompound: Bool = true, points: [CBulletVector], innerRadius: Float) {
        self.shapes = shapes
        self.isCompound = isCompound
        self.points = points
        self.innerRadius = innerRadius
    }

    init(
        kind: CBulletShapeKind, halfSize: Vec3 = .zero, points: [CBulletVector] = [], margin: Float = 0, innerRadius: Float, rollingFriction: Float = 0
    ) {
        self.init(
            shapes: [CBulletShape(kind, halfSize: halfSize, pointCount: points.count, margin: margin)], isCompound: false, points: points,
            innerRadius: innerRadius)
        self.rollingFriction = rollingFriction
    }
}

extension CBulletShape {
    init(_ kind: CBulletShapeKind, halfSize: Vec3 = .zero, pointCount: Int = 0, margin: Float, bodyFromShape: Pose = .identity) {
        self.init(
            kind: kind, halfSize: CBulletVector(halfSize), pointCount: Int32(pointCount), margin: margin, position: CBulletVector(bodyFromShape.position),
            rotation: CBulletQuaternion(bodyFromShape.rotation))
    }

    /// Of a part of a body.
    func placed(_ bodyFromPart: Pose) -> CBulletShape {
        let q = rotation
        let pose = bodyFromPart * Pose(position: Vec3(position), rotation: Quaternion(vector: Vec4(q.x, q.y, q.z, q.w)))
        return CBulletShape(kind, halfSize: Vec3(halfSize), pointCount: Int(pointCount), margin: margin, bodyFromShape: pose)
    }
}

extension Shape {
    private static let turnSteps = 16
    private static let marginInMetres: Float = 0.001

    /// Of a body that never moves: a mesh as it is.
    func staticCollision(_ hollows: Hollows) -> CollisionShape {
        guard case .mesh(let solid) = self else { return collision(hollows) }
        let corners = solid.mesh.indices.map { CBulletVector(solid.mesh.positions[Int($0)]) }
        return CollisionShape(
            kind: CBulletShapeTriangles, points: corners, margin: Shape.marginInMetres, innerRadius: Shape.marginInMetres, rollingFriction: 0)
    }

    func collision(_ hollows: Hollows) -> CollisionShape {
        switch self {
        case .box(let size, let bevel):
            return CollisionShape(
                kind: CBulletShapeBox, halfSize: size / 2, margin: Shape.margin(bevel, thinnest: size.min() / 2), innerRadius: size.min() / 2)
        case .sphere(let radius):
            return CollisionShape(kind: CBulletShapeSphere, halfSize: Vec3(repeating: radius), innerRadius: radius, rollingFriction: 0.01 * radius)
        case .cylinder(let radius, let height, let bevel):
            let thinnest = min(radius, height / 2)
            return CollisionShape(
                kind: CBulletShapeCylinder, halfSize: Vec3(radius, radius, height / 2), margin: Shape.margin(bevel, thinnest: thinnest),
                innerRadius: thinnest, rollingFriction: 0.01 * radius)
        case .capsule(let radius, let height):
            return CollisionShape(
                kind: CBulletShapeCapsule, halfSize: Vec3(radius, radius, height / 2), innerRadius: radius, rollingFriction: 0.01 * radius)
        case .lathe(let profile):
            guard hollows == .all, let hollow = TurnedHollow(profile) else { return Shape.turnedCollision(profile) }
            var collision = Shape.compound(hollow.pieces, size: 2 * halfExtents)
            collision.rollingFriction = 0.01 * halfExtents.x
            return collision
        case .cushion(let size, let fullness, _):
            // The box that it would press to.
            return Shape.box(size: size * Vec3(1, 1, mix(0.75, 0.95, fullness)), bevel: size.min() * 0.1).collision(hollows)
        case .leaves(let size, _, .turf):
            let mat = Shape.box(size: size * Vec3(1, 1, 0.1), bevel: 0).collision(hollows)
            return CollisionShape(
                shapes: mat.shapes.map { $0.placed(Pose(position: Vec3(0, 0, -0.45 * size.z))) }, points: mat.points, innerRadius: mat.innerRadius)
        case .leaves(let size, _, _): return Shape.box(size: size / 2, bevel: 0).collision(hollows)
        case .drape(let size, _), .cover(let size, _): return Shape.box(size: size, bevel: 0).collision(hollows)
        case .rock(let size, _): return rockCollision(size)
        case .sweep(let path, let radius): return Shape.compound(Shape.links(along: path, radius: radius), size: Vec3(repeating: 2 * radius))
        case .model(let model): return Shape.compound(model.hulls.map(\.points), size: model.sizeInMetres)
        case .mesh(let solid):
            return Shape.compound(
                hollows == .none ? [solid.hull] : solid.pieces, size: pointwiseMax(solid.mesh.bounds.high - solid.mesh.bounds.low, Vec3(repeating: 0.001)))
        case .compound(let parts):
            let collisions = parts.map { $0.shape.collision(hollows) }
            return CollisionShape(
                shapes: zip(parts, collisions).flatMap { part, collision in collision.shapes.map { $0.placed(part.bodyFromPart) } },
                points: collisions.flatMap(\.points), innerRadius: 0.25 * (2 * halfExtents).min())
        }
    }

    /// Hulls shrunk by the margin that Bullet adds around them.
    private static func compound(_ hulls: [[Vec3]], size: Vec3) -> CollisionShape {
        let margin = min(marginInMetres, size.min() * 0.2)
        var collision = CollisionShape(shapes: [], points: [], innerRadius: size.min() * 0.25)
        for hull in hulls {
            let low = hull.reduce(hull[0], pointwiseMin), high = hull.reduce(hull[0], pointwiseMax)
            let middle = (low + high) / 2, half = (high - low) / 2
            // A hull thinner than twice the margin keeps its middle plane.
            let scale = pointwiseMax(half - margin, .zero) / pointwiseMax(half, Vec3(repeating: 1e-9))
            collision.points += hull.map { CBulletVector(middle + ($0 - middle) * scale) }
            collision.shapes.append(CBulletShape(CBulletShapeHull, pointCount: hull.count, margin: margin))
        }
        return collision
    }

    /// The corners of its coarse mesh; a hull keeps those that count.
    private func rockCollision(_ size: Vec3) -> CollisionShape {
        let thinnest: Float = size.min(), margin = min(Shape.marginInMetres, thinnest * 0.2)
        let inner: Vec3 = size - Vec3(repeating: 2 * margin), shrunk: Vec3 = inner / size
        let points: [CBulletVector] = mesh().positions.map { (corner: Vec3) in CBulletVector(corner * shrunk) }
        return CollisionShape(
            kind: CBulletShapeHull, points: points, margin: margin, innerRadius: thinnest * 0.3, rollingFriction: 0.05 * thinnest)
    }

    /// A prism of eight sides from each point to the next.
    private static func links(along path: [Vec3], radius: Float) -> [[Vec3]] {
        zip(path, path.dropFirst()).map { a, b in
            let along: Vec3 = normalize(b - a), aside: Vec3 = abs(along.z) < 0.9 ? Vec3(0, 0, 1) : Vec3(1, 0, 0)
            let out: Vec3 = normalize(cross(along, aside)) * radius
            var points: [Vec3] = []
            for step in 0..<8 {
                let turned = Quaternion(angleInRadians: Float(step) * (Float.pi / 4), axis: along).act(out)
                points += [a + turned, b + turned]
            }
            return points
        }
    }

    /// Inside the shape, so it costs no height; thin, so that edges stay where they are seen.
    private static func margin(_ bevel: Float, thinnest: Float) -> Float {
        min(max(bevel, marginInMetres), thinnest * 0.2)
    }

    private static func turnedCollision(_ profile: [Vec2]) -> CollisionShape {
        let outline = convexOutline(profile)
        let low = profile.map(\.y).min() ?? 0, high = profile.map(\.y).max() ?? 0, widest = profile.map(\.x).max() ?? 0
        let innerRadius = min(widest, -low, high) * 0.7
        let margin = min(marginInMetres, innerRadius * 0.2)
        var points: [CBulletVector] = []
        for p in outline {
            let radius = max(0, p.x - margin), z = clamp(p.y, low + margin, high - margin)
            for step in 0..<(radius > 0 ? turnSteps : 1) {
                let turn = Quaternion(angleInRadians: Float(step) * 2 * .pi / Float(turnSteps), axis: Vec3(0, 0, 1))
                points.append(CBulletVector(turn.act(Vec3(radius, 0, z))))
            }
        }
        return CollisionShape(kind: CBulletShapeHull, points: points, margin: margin, innerRadius: innerRadius, rollingFriction: 0.01 * widest)
    }

    /// The corners of the profile that its convex hull keeps, from the bottom up.
    private static func convexOutline(_ profile: [Vec2]) -> [Vec2] {
        var outline: [Vec2] = []
        for p in profile.sorted(by: { ($0.y, $0.x) < ($1.y, $1.x) }) {
            while outline.count > 1 {
                let a = outline[outline.count - 2], b = outline[outline.count - 1]
                guard (b.x - a.x) * (p.y - a.y) <= (p.x - a.x) * (b.y - a.y) else { break }
                outline.removeLast()
            }
            outline.append(p)
        }
        return outline
    }
}

extension CBulletVector {
    init(_ v: Vec3) { self.init(x: v.x, y: v.y, z: v.z) }
}

extension CBulletQuaternion {
    init(_ q: Quaternion) { self.init(x: q.vector.x, y: q.vector.y, z: q.vector.z, w: q.vector.w) }
}

extension Vec3 {
    init(_ v: CBulletVector) { self.init(v.x, v.y, v.z) }
}

extension BodyState {
    init(_ s: CBulletState) {
        self.init(
            pose: Pose(position: Vec3(s.position), rotation: Quaternion(vector: Vec4(s.rotation.x, s.rotation.y, s.rotation.z, s.rotation.w))),
            linearVelocity: Vec3(s.linearVelocity), angularVelocity: Vec3(s.angularVelocity), isPresent: s.isPresent != 0)
    }
}

extension CBulletState {
    init(_ s: BodyState) {
        self.init(
            position: CBulletVector(s.pose.position), rotation: CBulletQuaternion(s.pose.rotation.normalized),
            linearVelocity: CBulletVector(s.linearVelocity), angularVelocity: CBulletVector(s.angularVelocity), isPresent: s.isPresent ? 1 : 0)
    }
}
