import VeneerFrame
import VeneerMath
import VeneerRender
import VeneerWorld

/// What a raster is made of: two states, a pinhole at each, and the picture's size.
struct Shot {
    var state: WorldState
    var before: WorldState
    var camera: Camera
    var previousCamera: Camera
    var size: FrameSize
    var isCut: Bool

    /// The very same view on fewer pixels, whatever rounding does to its proportions.
    func scaled(by scale: Float) -> Shot {
        guard scale < 1 else { return self }
        var small = self
        small.size = size.reduced(by: scale)
        small.camera.projection = .intrinsics(camera.intrinsics(size))
        small.previousCamera.projection = .intrinsics(previousCamera.intrinsics(size))
        return small
    }

    func start(_ contents: Renderer.Contents, _ renderer: Renderer, _ look: Look) throws -> Renderer.PendingFrame {
        try renderer.start(contents, state: state, previous: before, camera: camera, previousCamera: previousCamera, look: look, isCut: isCut)
    }
}
