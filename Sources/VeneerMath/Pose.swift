import Foundation

/// A unit quaternion, `x y z w`.
public struct Quaternion: Hashable, Sendable {
    public var vector: Vec4
    public static let identity = Quaternion(vector: Vec4(0, 0, 0, 1))

    @inlinable public init(vector: Vec4) { self.vector = vector }

    @inlinable public init(angleInRadians angle: Float, axis: Vec3) {
        let half = angle / 2
        vector = Vec4(normalize(axis) * sin(half), cos(half))
    }

    /// The rotation whose matrix has these orthonormal columns.
    public init(columns x: Vec3, _ y: Vec3, _ z: Vec3) {
        let trace = x.x + y.y + z.z
        var q: Vec4
        if trace > 0 {
            q = Vec4(y.z - z.y, z.x - x.z, x.y - y.x, trace + 1)
        } else if x.x > y.y && x.x > z.z {
            q = Vec4(1 + x.x - y.y - z.z, y.x + x.y, z.x + x.z, y.z - z.y)
        } else if y.y > z.z {
            q = Vec4(y.x + x.y, 1 - x.x + y.y - z.z, z.y + y.z, z.x - x.z)
        } else {
            q = Vec4(z.x + x.z, z.y + y.z, 1 - x.x - y.y + z.z, x.y - y.x)
        }
        q /= dot(q, q).squareRoot()
        vector = q
    }

    @inlinable public var normalized: Quaternion { Quaternion(vector: vector / dot(vector, vector).squareRoot()) }
    @inlinable public var inverse: Quaternion { Quaternion(vector: vector * Vec4(-1, -1, -1, 1)) }

    @inlinable public func act(_ v: Vec3) -> Vec3 {
        let u = Vec3(vector.x, vector.y, vector.z)
        let t = 2 * cross(u, v)
        return v + vector.w * t + cross(u, t)
    }

    @inlinable public static func * (a: Quaternion, b: Quaternion) -> Quaternion {
        let u = Vec3(a.vector.x, a.vector.y, a.vector.z), v = Vec3(b.vector.x, b.vector.y, b.vector.z)
        return Quaternion(vector: Vec4(a.vector.w * v + b.vector.w * u + cross(u, v), a.vector.w * b.vector.w - dot(u, v)))
    }
}

/// A rigid transform: `pointInWorld = worldFromBody.act(pointInBody)`. Metres, right-handed, Z up in the world.
public struct Pose: Hashable, Sendable {
    public var position: Vec3
    public var rotation: Quaternion
    public static let identity = Pose()

    @inlinable public init(position: Vec3 = .zero, rotation: Quaternion = .identity) {
        self.position = position
        self.rotation = rotation
    }

    @inlinable public func act(_ point: Vec3) -> Vec3 { rotation.act(point) + position }
    @inlinable public var inverse: Pose { Pose(position: rotation.inverse.act(-position), rotation: rotation.inverse) }
    @inlinable public static func * (a: Pose, b: Pose) -> Pose { Pose(position: a.act(b.position), rotation: a.rotation * b.rotation) }
    public var matrix: Matrix4 {
        let x = rotation.act(Vec3(1, 0, 0)), y = rotation.act(Vec3(0, 1, 0)), z = rotation.act(Vec3(0, 0, 1))
        return Matrix4(Vec4(x, 0), Vec4(y, 0), Vec4(z, 0), Vec4(position, 1))
    }
}

/// Four columns; `clip = clipFromWorld * Vec4(pointInWorld, 1)`.
public struct Matrix4: Hashable, Sendable {
    public var columns: (Vec4, Vec4, Vec4, Vec4)

    @inlinable public init(_ a: Vec4, _ b: Vec4, _ c: Vec4, _ d: Vec4) { columns = (a, b, c, d) }

    @inlinable public static func * (m: Matrix4, v: Vec4) -> Vec4 {
        m.columns.0 * v.x + m.columns.1 * v.y + m.columns.2 * v.z + m.columns.3 * v.w
    }

    @inlinable public static func * (a: Matrix4, b: Matrix4) -> Matrix4 {
        Matrix4(a * b.columns.0, a * b.columns.1, a * b.columns.2, a * b.columns.3)
    }

    public static func == (a: Matrix4, b: Matrix4) -> Bool { a.columns == b.columns }
    public func hash(into hasher: inout Hasher) {
        for column in [columns.0, columns.1, columns.2, columns.3] { hasher.combine(column) }
    }
}
