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
        drawModels(visibleModels(visible, state: state, camera: camera), recording)
        targets.copyLabelsToHost(recording)
        try recording.submit().wait()
        var frame = Frame(tick: state.tick, size: size, camera: camera, isCut: isCut)
        targets.readLabels(
            into: &frame, semanticIds: [0] + semanticIds,
            before: isCut ? nil : SurfaceMotion(from: state, camera: camera, to: previous, camera: previousCamera, size: size))
        return frame
    }
}
