import Foundation
import VeneerFrame
import VeneerGPU
import VeneerLight
import VeneerMath
import VeneerPaint
import VeneerRender
import VeneerWorld

/// The stages between a state and its picture: raster, light, composite, paint. Nothing here writes state.
/// Call it with the frames of a segment in their order; one thread at a time.
public final class FrameMaker {
    /// How far a frame is made.
    public enum Contents: Sendable { case labels, raster, composite, painted }
    public enum Stage: String, CaseIterable, Sendable { case raster, light, composite, paint }

    public let world: World
    public let size: FrameSize
    /// Nil: frames end at the composite.
    public var painter: Painter?
    public var paintSteps = 1
    public var contents = Contents.painted
    public var lightBudget: Illuminator.Budget {
        get { illuminator.budget }
        set { illuminator.budget = newValue }
    }
    public private(set) var costs = Costs<Stage>()
    public var lightCosts: Costs<Illuminator.Pass> { illuminator.costs }
    /// Times the passes of the raster, too: see `passTimes`.
    public var timesPasses: Bool {
        get { renderer.timesPasses }
        set { renderer.timesPasses = newValue }
    }
    /// Of the last frame: the device's passes and the host's reading of what they made. Empty where the device has no clock.
    public var passTimes: [PassTime] { renderer.passTimes }
    private let renderer: Renderer
    private let illuminator: Illuminator
    private var before: (state: WorldState, camera: Camera)?
    private var exposure: Float?

    public init(world: World, size: FrameSize, device: GPUDevice, painter: Painter?) throws {
        self.world = world
        self.size = size
        self.painter = painter
        renderer = try Renderer(device: device, world: world, size: size)
        illuminator = try Illuminator(world: world)
    }

    /// `keepsField`: a cut in the picture alone; the light's field is of this state already.
    public func make(state: WorldState, camera: Camera, look: Look, isCut: Bool, keepsField: Bool = false) throws -> Frame {
        try finish(start(state: state, camera: camera, look: look, isCut: isCut, keepsField: keepsField))
    }

    /// A frame whose raster the device is at work on.
    public struct PendingFrame: ~Copyable {
        let raster: Renderer.PendingFrame
        let contents: Contents
        let state: WorldState
        let look: Look
        let isCut: Bool
        let keepsField: Bool
    }

    /// Hands the next frame's raster to the device and returns. Frames are finished in the order in which they were started.
    public func start(state: WorldState, camera: Camera, look: Look, isCut: Bool, keepsField: Bool = false) throws -> PendingFrame {
        let isCut = isCut || before == nil
        let previous = isCut ? (state, camera) : before ?? (state, camera)
        before = (state, camera)
        let raster = try measured(.raster) {
            try renderer.start(
                contents == .labels ? .labels : .everything, state: state, previous: previous.0, camera: camera, previousCamera: previous.1,
                look: look, isCut: isCut)
        }
        return PendingFrame(raster: raster, contents: contents, state: state, look: look, isCut: isCut, keepsField: keepsField)
    }

    /// Waits for the raster and goes through the other stages.
    public func finish(_ pending: consuming PendingFrame) throws -> Frame {
        let (contents, state, look) = (pending.contents, pending.state, pending.look)
        let forgetsField = pending.isCut && !pending.keepsField
        let start = Cost.now
        var frame = try renderer.finish(pending.raster)
        if contents != .labels { renderer.addSky(to: &frame, look: look) }
        costs.add(Cost.now - start, to: .raster)
        if contents == .labels || contents == .raster { return frame }
        measured(.light) {
            illuminator.update(state: state, look: look, isCut: forgetsField)
            illuminator.shade(&frame, look: look)
        }
        measured(.composite) {
            Composite.compose(&frame)
            illuminator.smoothEdges(of: .composite, in: &frame)
            expose(&frame, look: look)
        }
        if let painter, contents == .painted { try measured(.paint) { try painter.paint(&frame, steps: paintSteps) } }
        return frame
    }

    /// What a lidar at the camera measures in the state of the last frame.
    public func scan(_ lidar: Lidar, at camera: Camera) -> [LidarReturn] { illuminator.scan(lidar, from: Lidar.worldFromSensor(at: camera)) }

    /// The trivial picture of the same raster, for comparison.
    public func addRaster(to frame: inout Frame) { frame[.raster] = Renderer.raster(frame) }

    /// The look's exposure, or what the first frame of the segment measured.
    private func expose(_ frame: inout Frame, look: Look) {
        if frame.isCut { exposure = nil }
        let exposure =
            look.exposureEV100.map(Look.exposure(ev100:)) ?? self.exposure
            ?? Look.exposure(ev100: AutoExposure.ev100(of: frame[.composite], emission: frame[.emission]))
        self.exposure = exposure
        frame.exposure = exposure
        frame.lookFeatures = look.features(exposure: exposure)
    }

    private func measured<T: ~Copyable>(_ stage: Stage, _ work: () throws -> T) rethrows -> T {
        let start = Cost.now
        defer { costs.add(Cost.now - start, to: stage) }
        return try work()
    }
}
