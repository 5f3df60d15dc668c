import VeneerMath

/// Where what a pixel shows is in the picture of another state and camera.
public struct SurfaceMotion: Sendable {
    /// The other camera's space from this one's, for each instance id: a rotation's columns and a shift.
    private let moves: [(x: Vec3, y: Vec3, z: Vec3, shift: Vec3)]
    private let focalLength: Float, otherFocalLength: Float, near: Float
    private let middle: Vec2

    public init(from state: WorldState, camera: Camera, to other: WorldState, camera otherCamera: Camera, size: FrameSize) {
        focalLength = camera.focalLengthInPixels(size)
        otherFocalLength = otherCamera.focalLengthInPixels(size)
        near = otherCamera.nearInMetres
        middle = Vec2(Float(size.width), Float(size.height)) / 2
        let otherFromWorld = otherCamera.worldFromCamera.inverse
        // Id 0 is nothing, which doesn't move.
        moves = ([.identity] + zip(state.bodies, other.bodies).map { otherFromWorld * $1.pose * $0.pose.inverse * camera.worldFromCamera }).map {
            ($0.rotation.act(Vec3(1, 0, 0)), $0.rotation.act(Vec3(0, 1, 0)), $0.rotation.act(Vec3(0, 0, 1)), $0.position)
        }
    }

    /// From the pixel's centre, in pixels; nil where the surface is behind the other camera's near plane.
    @inline(__always)
    public func motion(ofInstance id: UInt32, column: Int, row: Int, depthInMetres depth: Float) -> Vec2? {
        let pixel = Vec2(Float(column) + 0.5, Float(row) + 0.5), ray = (pixel - middle) / focalLength, move = moves[Int(id)]
        let there = (move.x * ray.x + move.y * ray.y + move.z) * depth + move.shift
        guard there.z > near else { return nil }
        return Vec2(there.x, there.y) * (otherFocalLength / there.z) + middle - pixel
    }
}
