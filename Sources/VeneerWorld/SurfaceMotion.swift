import VeneerMath

/// Where what a pixel shows is in the picture of another state and camera.
public struct SurfaceMotion: Sendable {
    /// The other camera's space from this one's, for each instance id: a rotation's columns and a shift.
    private let moves: [(x: Vec3, y: Vec3, z: Vec3, shift: Vec3)]
    private let projection: PixelProjection, otherProjection: PixelProjection

    public init(from state: WorldState, camera: Camera, to other: WorldState, camera otherCamera: Camera, size: FrameSize) {
        projection = PixelProjection(camera, size)
        otherProjection = PixelProjection(otherCamera, size)
        let otherFromWorld = otherCamera.worldFromCamera.inverse
        // Id 0 is nothing, which doesn't move.
        moves = ([.identity] + zip(state.bodies, other.bodies).map { otherFromWorld * $1.pose * $0.pose.inverse * camera.worldFromCamera }).map {
            ($0.rotation.act(Vec3(1, 0, 0)), $0.rotation.act(Vec3(0, 1, 0)), $0.rotation.act(Vec3(0, 0, 1)), $0.position)
        }
    }

    /// From the pixel's centre, in pixels; nil where the surface is behind the other camera's near plane, or where its lens sees nothing.
    @inline(__always)
    public func motion(ofInstance id: UInt32, column: Int, row: Int, depthInMetres depth: Float) -> Vec2? {
        let pixel = Vec2(Float(column) + 0.5, Float(row) + 0.5), ray = projection.ray(throughPixel: pixel), move = moves[Int(id)]
        let there = (move.x * ray.x + move.y * ray.y + move.z) * depth + move.shift
        return otherProjection.pixel(ofPointInCamera: there).map { $0 - pixel }
    }
}
