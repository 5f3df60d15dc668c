import VeneerFrame
import VeneerGPU
import VeneerMath
import VeneerWorld

extension Renderer {
    /// Only what labels need: ids, depth, normals and motion, from the geometry pass. The same values as `render` gives, at a fraction of its cost.
    public func renderLabels(state: WorldState, previous: WorldState, camera: Camera, previousCamera: Camera, isCut: Bool) throws -> Frame {
        let visible = prepare(state: state, previous: previous, camera: camera, previousCamera: previousCamera, isCut: isCut)
        let recording = try device.record()
        drawGeometry(visible, recording)
        targets.copyLabelsToHost(recording)
        try recording.submit().wait()
        var frame = Frame(tick: state.tick, size: size, camera: camera, isCut: isCut)
        targets.readLabels(
            into: &frame, semanticIds: [0] + semanticIds,
            before: isCut ? nil : Before(now: state, camera: camera, previous: previous, previousCamera: previousCamera, size: size))
        return frame
    }
}

/// Leads a pixel's surface back to where the camera saw it a frame ago.
struct Before: Sendable {
    /// Camera space before from camera space now, for each instance id.
    private let moves: [(turn: Matrix3, shift: Vec3)]
    private let focalLength: Float, previousFocalLength: Float
    private let middle: Vec2

    init(now: WorldState, camera: Camera, previous: WorldState, previousCamera: Camera, size: FrameSize) {
        focalLength = camera.focalLengthInPixels(size)
        previousFocalLength = previousCamera.focalLengthInPixels(size)
        middle = Vec2(Float(size.width), Float(size.height)) / 2
        let before = previousCamera.worldFromCamera.inverse
        moves =
            [(Matrix3(.identity), .zero)]
            + zip(now.bodies, previous.bodies).map { now, previous in
                let move = before * previous.pose * now.pose.inverse * camera.worldFromCamera
                return (Matrix3(move.rotation), move.position)
            }
    }

    func motion(ofInstance id: UInt32, column: Int, row: Int, depth: Float) -> Vec2 {
        let pixel = Vec2(Float(column) + 0.5, Float(row) + 0.5), ray = (pixel - middle) / focalLength
        let move = moves[Int(id)]
        let there = move.turn.act(Vec3(ray.x, ray.y, 1) * depth) + move.shift
        return Vec2(there.x, there.y) * (previousFocalLength / there.z) + middle - pixel
    }
}

/// A rotation's columns.
struct Matrix3: Sendable {
    private let x, y, z: Vec3

    init(_ rotation: Quaternion) { (x, y, z) = (rotation.act(Vec3(1, 0, 0)), rotation.act(Vec3(0, 1, 0)), rotation.act(Vec3(0, 0, 1))) }
    @inline(__always) func act(_ v: Vec3) -> Vec3 { x * v.x + y * v.y + z * v.z }
}
