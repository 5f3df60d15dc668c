import Foundation

/// How directions become places in a picture, before a lens bends them.
public enum Projection: Hashable, Sendable {
    /// Square pixels, the principal point in the middle, whatever the size.
    case fieldOfView(verticalInRadians: Float)
    case intrinsics(Intrinsics)
}

/// A pinhole, or one behind a lens. Camera space: x right, y down, z forward (OpenCV's).
public struct Camera: Hashable, Sendable {
    public var worldFromCamera: Pose
    public var projection: Projection
    /// Nil: straight lines stay straight. A lens that bends nothing is none.
    public let lens: Lens?
    public var nearInMetres: Float = 0.02

    public init(worldFromCamera: Pose, projection: Projection, lens: Lens? = nil) {
        self.worldFromCamera = worldFromCamera
        self.projection = projection
        self.lens = lens?.bendsNothing == true ? nil : lens
    }

    public init(worldFromCamera: Pose, verticalFieldOfViewInRadians: Float) {
        self.init(worldFromCamera: worldFromCamera, projection: .fieldOfView(verticalInRadians: verticalFieldOfViewInRadians))
    }

    public init(eye: Vec3, target: Vec3, verticalFieldOfViewInRadians: Float, rollInRadians: Float = 0) {
        self.init(
            worldFromCamera: Pose(eye: eye, target: target, rollInRadians: rollInRadians), verticalFieldOfViewInRadians: verticalFieldOfViewInRadians)
    }

    public var forwardInWorld: Vec3 { worldFromCamera.rotation.act(Vec3(0, 0, 1)) }

    /// What a pinhole of this focal length sees from the picture's top to its bottom.
    public var verticalFieldOfViewInRadians: Float {
        switch projection {
        case .fieldOfView(let vertical): vertical
        case .intrinsics(let k): 2 * atan(Float(k.size.height) / 2 / k.focal.y)
        }
    }

    public func intrinsics(_ size: FrameSize) -> Intrinsics {
        switch projection {
        case .fieldOfView(let vertical): Intrinsics(verticalFieldOfViewInRadians: vertical, size: size)
        case .intrinsics(let k): k.scaled(to: size)
        }
    }

    /// Where pixels are not square, the mean of both ways: for widths, not for places.
    public func focalLengthInPixels(_ size: FrameSize) -> Float { intrinsics(size).meanFocal }

    /// The direction through pixel coordinates (pixel centres at .5), scaled so that its depth (camera z) is 1.
    public func rayInWorld(throughPixel pixel: Vec2, size: FrameSize) -> Vec3 {
        worldFromCamera.rotation.act(PixelProjection(self, size).ray(throughPixel: pixel))
    }

    /// Pixel coordinates and depth of a point; nil behind the near plane, and where the lens sees nothing.
    public func project(_ pointInWorld: Vec3, size: FrameSize) -> (pixel: Vec2, depthInMetres: Float)? {
        let p = worldFromCamera.inverse.act(pointInWorld)
        return PixelProjection(self, size).pixel(ofPointInCamera: p).map { ($0, p.z) }
    }

    /// Vulkan clip space with reversed, infinite depth: z/w is near/depth. Of the pinhole: a lens is no matrix.
    public func clipFromWorld(_ size: FrameSize) -> Matrix4 {
        let k = intrinsics(size), extent = Vec2(Float(size.width), Float(size.height))
        let scale = 2 * k.focal / extent, offset = (2 * k.centre - extent) / extent
        let clipFromCamera = Matrix4(
            Vec4(scale.x, 0, 0, 0), Vec4(0, scale.y, 0, 0), Vec4(offset.x, offset.y, 0, 1), Vec4(0, 0, nearInMetres, 0))
        return clipFromCamera * worldFromCamera.inverse.matrix
    }
}

extension Pose {
    /// World-from-camera of a camera that looks from `eye` at `target`, the picture's up towards +Z, rolled clockwise by `roll`.
    public init(eye: Vec3, target: Vec3, rollInRadians: Float = 0) {
        let forward = normalize(target - eye)
        let side = cross(forward, abs(forward.z) > 0.9999 ? Vec3(0, 1, 0) : Vec3(0, 0, 1))
        let right = normalize(side), down = cross(forward, right)
        self.init(
            position: eye, rotation: Quaternion(columns: right, down, forward) * Quaternion(angleInRadians: rollInRadians, axis: Vec3(0, 0, 1)))
    }
}
