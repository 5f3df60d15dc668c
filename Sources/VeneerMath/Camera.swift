import Foundation

public struct FrameSize: Hashable, Sendable, Codable, CustomStringConvertible {
    public var width: Int
    public var height: Int

    public init(_ width: Int, _ height: Int) {
        self.width = width
        self.height = height
    }

    /// From "384x216".
    public init?(_ text: String) {
        let parts = text.lowercased().split(whereSeparator: { $0 == "x" || $0 == "×" }).compactMap { Int($0) }
        guard parts.count == 2, parts.allSatisfy({ (64...8192).contains($0) }) else { return nil }
        self.init(parts[0], parts[1])
    }

    public var pixelCount: Int { width * height }
    public var description: String { "\(width)x\(height)" }
}

/// A pinhole camera. Camera space: x right, y down, z forward (OpenCV's); square pixels, principal point in the middle.
public struct Camera: Hashable, Sendable {
    public var worldFromCamera: Pose
    public var verticalFieldOfViewInRadians: Float
    public var nearInMetres: Float = 0.02

    public init(worldFromCamera: Pose, verticalFieldOfViewInRadians: Float) {
        self.worldFromCamera = worldFromCamera
        self.verticalFieldOfViewInRadians = verticalFieldOfViewInRadians
    }

    /// Looks from `eye` at `target`, the picture's up towards +Z, rolled clockwise by `roll`.
    public init(eye: Vec3, target: Vec3, verticalFieldOfViewInRadians: Float, rollInRadians: Float = 0) {
        let forward = normalize(target - eye)
        let side = cross(forward, abs(forward.z) > 0.9999 ? Vec3(0, 1, 0) : Vec3(0, 0, 1))
        let right = normalize(side), down = cross(forward, right)
        let rotation = Quaternion(columns: right, down, forward) * Quaternion(angleInRadians: rollInRadians, axis: Vec3(0, 0, 1))
        self.init(worldFromCamera: Pose(position: eye, rotation: rotation), verticalFieldOfViewInRadians: verticalFieldOfViewInRadians)
    }

    public var forwardInWorld: Vec3 { worldFromCamera.rotation.act(Vec3(0, 0, 1)) }

    public func focalLengthInPixels(_ size: FrameSize) -> Float {
        Float(size.height) / 2 / tan(verticalFieldOfViewInRadians / 2)
    }

    /// The direction through pixel coordinates (pixel centres at .5), scaled so that its depth (camera z) is 1.
    public func rayInWorld(throughPixel pixel: Vec2, size: FrameSize) -> Vec3 {
        let f = focalLengthInPixels(size)
        return worldFromCamera.rotation.act(Vec3((pixel.x - Float(size.width) / 2) / f, (pixel.y - Float(size.height) / 2) / f, 1))
    }

    /// Pixel coordinates and depth of a point; nil behind the near plane.
    public func project(_ pointInWorld: Vec3, size: FrameSize) -> (pixel: Vec2, depthInMetres: Float)? {
        let p = worldFromCamera.inverse.act(pointInWorld)
        guard p.z > nearInMetres else { return nil }
        let f = focalLengthInPixels(size)
        return (Vec2(f * p.x / p.z + Float(size.width) / 2, f * p.y / p.z + Float(size.height) / 2), p.z)
    }

    /// Vulkan clip space with reversed, infinite depth: z/w is near/depth.
    public func clipFromWorld(_ size: FrameSize) -> Matrix4 {
        let f = focalLengthInPixels(size)
        let clipFromCamera = Matrix4(
            Vec4(2 * f / Float(size.width), 0, 0, 0), Vec4(0, 2 * f / Float(size.height), 0, 0), Vec4(0, 0, 0, 1), Vec4(0, 0, nearInMetres, 0))
        return clipFromCamera * worldFromCamera.inverse.matrix
    }
}
