import ShaderTypes
import VeneerFrame
import VeneerGPU
import VeneerMath
import VeneerWorld

/// What one frame is drawn with. While its recording is under way, nothing of it may be written.
final class FrameSlot {
    let targets: Targets
    let view: Buffer
    let instances: Buffer
    /// Nil where the device has no clock.
    let clock: PassClock?

    init(_ device: GPUDevice, _ size: FrameSize, bodyCount: Int, hasModels: Bool) throws {
        targets = try Targets(device, size, hasModels: hasModels)
        view = try Buffer(device, byteCount: MemoryLayout<VnView>.stride, use: .storage)
        instances = try Buffer(device, byteCount: MemoryLayout<VnInstance>.stride * max(1, bodyCount), use: .storage)
        clock = try PassClock(device)
    }
}

extension Renderer {
    public enum Contents: Sendable {
        /// Ids, depth, normals and motion, from the geometry pass: the same values as `everything` has, at a fraction of its cost.
        case labels
        /// Those, base colours, and relief in the normals: what a small picture's light is enlarged to.
        case surfaces
        case everything
    }

    /// A frame that the device is at work on.
    public struct PendingFrame: ~Copyable {
        let slot: FrameSlot
        let submission: Submission
        let contents: Contents
        let isTimed: Bool
        /// What is drawn, bodies and models together.
        public let triangleCount: Int
        /// By coarser meshes than they have.
        public let coarseBodies: Set<Int>
        let look: Look
        let header: Frame
        /// Nil on a cut: nothing has moved.
        let before: SurfaceMotion?
    }

    /// Hands a frame to the device and returns: the host may read one frame while the device draws the next. Motion leads back to
    /// `previous` seen by `previousCamera`; it is zero on a cut.
    public func start(
        _ contents: Contents, state: WorldState, previous: WorldState, camera: Camera, previousCamera: Camera, look: Look, isCut: Bool
    ) throws -> PendingFrame {
        let slot = try freeSlots.popLast() ?? FrameSlot(device, size, bodyCount: world.bodies.count, hasModels: models != nil)
        slot.view.write([shaderView(camera, previous: isCut ? camera : previousCamera)])
        slot.instances.write(shaderInstances(state, previous: isCut ? state : previous))
        let visible = visibleBodies(in: state, camera: camera)
        let recording = try device.record(clock: timesPasses ? slot.clock : nil)
        recording.pass("geometry")
        drawGeometry(visible, slot, recording)
        var triangleCount = visible.reduce(0) { $0 + (models?.entryOfBody[$1.index] == nil ? scene.partOfBody[$1.index].triangleCounts[$1.level] : 0) }
        if models != nil {
            recording.pass("models")
            let visibleModels = visibleModels(visible, state: state, camera: camera)
            triangleCount += visibleModels.reduce(0) { $0 + $1.parts.reduce(0) { $0 + $1.indices.count / 3 } }
            drawModels(visibleModels, slot, recording)
        }
        if contents != .labels {
            recording.pass("surfaces")
            drawSurfaces(visible, slot, recording)
        }
        recording.pass("copy")
        switch contents {
        case .labels: slot.targets.copyLabelsToHost(recording)
        case .surfaces: slot.targets.copySurfacesToHost(recording)
        case .everything: slot.targets.copyToHost(recording)
        }
        return PendingFrame(
            slot: slot, submission: try recording.submit(), contents: contents, isTimed: timesPasses && slot.clock != nil,
            triangleCount: triangleCount, coarseBodies: Set(visible.filter { $0.level > 0 }.map(\.index)), look: look,
            header: Frame(tick: state.tick, size: size, camera: camera, isCut: isCut),
            before: isCut ? nil : SurfaceMotion(from: state, camera: camera, to: previous, camera: previousCamera, size: size))
    }

    /// Waits for the device and reads the frame's planes.
    public func finish(_ pending: consuming PendingFrame) throws -> Frame {
        try pending.submission.wait()
        let started = ContinuousClock.now
        let slot = pending.slot
        var frame = pending.header
        switch pending.contents {
        case .labels: slot.targets.readLabels(into: &frame, semanticIds: [0] + semanticIds, before: pending.before)
        case .surfaces: smoothNormals = slot.targets.readSurfaces(into: &frame, semanticIds: [0] + semanticIds, before: pending.before)
        case .everything:
            let look = pending.look
            slot.targets.read(into: &frame, semanticIds: [0] + semanticIds, luminances: [.zero] + world.bodies.map { $0.luminance(under: look) })
        }
        if pending.isTimed {
            passTimes = try (slot.clock?.read() ?? []) + [PassTime(name: "read", seconds: (ContinuousClock.now - started) / .seconds(1))]
        }
        pictures = pending.contents == .everything ? slot.targets.pictures : nil
        freeSlots.append(slot)
        return frame
    }
}
