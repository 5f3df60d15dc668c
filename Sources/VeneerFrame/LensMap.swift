import VeneerMath

/// Where each pixel behind a lens lies in the pinhole's picture that it is made from.
public struct LensMap: Sendable {
    public let camera: Camera
    public let size: FrameSize
    /// What the pinhole sees with, and the size of its picture.
    private let pinholeProjection: Projection
    public let pinholeSize: FrameSize
    /// Of pixels' centres.
    let centres: [Vec2]
    /// Of pixels' corners, a row and a column more.
    let corners: [Vec2]

    /// Nil for a camera without a lens.
    public init?(_ camera: Camera, _ size: FrameSize) throws(LensError) {
        guard camera.lens != nil else { return nil }
        let (pinhole, pinholeSize) = try camera.pinhole(size)
        let through = PixelProjection(camera, size), behind = pinhole.intrinsics(pinholeSize)
        self.camera = camera
        self.size = size
        self.pinholeSize = pinholeSize
        pinholeProjection = pinhole.projection
        func places(_ columns: Int, _ rows: Int, offset: Float) -> [Vec2] {
            (0..<columns * rows).map {
                let ray = through.ray(throughPixel: Vec2(Float($0 % columns), Float($0 / columns)) + offset)
                return behind.pixel(Vec2(ray.x, ray.y))
            }
        }
        centres = places(size.width, size.height, offset: 0.5)
        corners = places(size.width + 1, size.height + 1, offset: 0)
    }

    /// Another place, the same lens.
    public func serves(_ other: Camera) -> Bool {
        camera.projection == other.projection && camera.lens == other.lens && camera.nearInMetres == other.nearInMetres
    }

    /// What stands behind the lens of a camera that this map serves.
    public func pinhole(of camera: Camera) -> Camera {
        var pinhole = Camera(worldFromCamera: camera.worldFromCamera, projection: pinholeProjection)
        pinhole.nearInMetres = camera.nearInMetres
        return pinhole
    }
}
