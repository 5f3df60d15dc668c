import Foundation

/// A pinhole's K: focal lengths and principal point in pixels of a picture of this size. Pixel centres lie at .5, so both coordinates of the
/// principal point are half a pixel more than in OpenCV, which counts from the first pixel's centre.
public struct Intrinsics: Hashable, Sendable {
    public var focal: Vec2
    public var centre: Vec2
    public var size: FrameSize

    public init(focal: Vec2, centre: Vec2, size: FrameSize) {
        self.focal = focal
        self.centre = centre
        self.size = size
    }

    public init(verticalFieldOfViewInRadians: Float, size: FrameSize) {
        self.init(
            focal: Vec2(repeating: Float(size.height) / 2 / tan(verticalFieldOfViewInRadians / 2)),
            centre: Vec2(Float(size.width), Float(size.height)) / 2, size: size)
    }

    /// The same view on another size; other proportions squeeze the picture, and K says so.
    public func scaled(to other: FrameSize) -> Intrinsics {
        let scale = Vec2(Float(other.width) / Float(size.width), Float(other.height) / Float(size.height))
        return Intrinsics(focal: focal * scale, centre: centre * scale, size: other)
    }

    public var meanFocal: Float { focal.x == focal.y ? focal.x : (focal.x * focal.y).squareRoot() }

    /// From a place on the plane one metre before the camera.
    @inlinable public func pixel(_ place: Vec2) -> Vec2 { focal * place + centre }
    @inlinable public func place(ofPixel pixel: Vec2) -> Vec2 { (pixel - centre) / focal }
}
