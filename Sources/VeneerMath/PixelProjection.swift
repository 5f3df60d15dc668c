/// A camera's projection at one size: between camera space and pixels, through its lens where it has one.
public struct PixelProjection: Sendable {
    public let intrinsics: Intrinsics
    public let near: Float
    @usableFromInline let hasLens: Bool
    private let lens: Lens?
    private let reach: Double

    public init(_ camera: Camera, _ size: FrameSize) {
        intrinsics = camera.intrinsics(size)
        near = camera.nearInMetres
        lens = camera.lens
        hasLens = camera.lens != nil
        reach = camera.lens?.reach ?? .infinity
    }

    /// Nil behind the near plane, and where the lens sees nothing.
    @inlinable public func pixel(ofPointInCamera p: Vec3) -> Vec2? {
        guard p.z > near else { return nil }
        let place = Vec2(p.x, p.y) / p.z
        return hasLens ? bent(place).map(intrinsics.pixel) : intrinsics.pixel(place)
    }

    /// As `pixel`, but what the lens doesn't see lies at the edge of what it sees, in its direction.
    public func nearestPixel(ofPlace place: Vec2) -> Vec2 {
        guard let lens else { return intrinsics.pixel(place) }
        let exact = SIMD2<Double>(place), radius = (exact * exact).sum().squareRoot()
        return intrinsics.pixel(Vec2(lens.distorted(radius > reach ? exact * (reach / radius) : exact)))
    }

    /// Camera space, depth 1. Where the lens sees nothing, as without it.
    @inlinable public func ray(throughPixel pixel: Vec2) -> Vec3 {
        let place = intrinsics.place(ofPixel: pixel)
        return hasLens ? Vec3(unbent(place) ?? place, 1) : Vec3(place, 1)
    }

    @usableFromInline func bent(_ place: Vec2) -> Vec2? {
        let exact = SIMD2<Double>(place)
        guard let lens, (exact * exact).sum() <= reach * reach else { return nil }
        return Vec2(lens.distorted(exact))
    }

    @usableFromInline func unbent(_ place: Vec2) -> Vec2? { lens?.undistorted(SIMD2<Double>(place), reach: reach).map { Vec2($0) } }
}

extension Vec3 {
    @usableFromInline init(_ place: Vec2, _ z: Float) { self.init(place.x, place.y, z) }
}
