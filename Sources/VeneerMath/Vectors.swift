public typealias Vec2 = SIMD2<Float>
public typealias Vec3 = SIMD3<Float>
public typealias Vec4 = SIMD4<Float>

@inlinable @inline(__always) public func dot(_ a: Vec3, _ b: Vec3) -> Float { (a * b).sum() }
@inlinable @inline(__always) public func dot(_ a: Vec4, _ b: Vec4) -> Float { (a * b).sum() }
@inlinable public func cross(_ a: Vec3, _ b: Vec3) -> Vec3 {
    Vec3(a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x)
}
@inlinable @inline(__always) public func length(_ v: Vec3) -> Float { dot(v, v).squareRoot() }
@inlinable @inline(__always) public func normalize(_ v: Vec3) -> Vec3 { v / length(v) }
@inlinable public func mix(_ a: Float, _ b: Float, _ t: Float) -> Float { a + (b - a) * t }
/// 0 below the first, 1 above the second, smooth in between.
@inlinable public func smoothstep(_ low: Float, _ high: Float, _ x: Float) -> Float {
    let t = clamp((x - low) / (high - low), 0, 1)
    return t * t * (3 - 2 * t)
}
@inlinable public func mix(_ a: Vec3, _ b: Vec3, _ t: Float) -> Vec3 { a + (b - a) * t }
@inlinable public func clamp(_ x: Float, _ low: Float, _ high: Float) -> Float { min(max(x, low), high) }

extension SIMD3 where Scalar == Float {
    /// Rec.709 luminance of a scene-linear colour.
    @inlinable public var luminance: Float { 0.2126 * x + 0.7152 * y + 0.0722 * z }
}
