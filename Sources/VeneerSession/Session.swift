import Foundation
import VeneerFrame
import VeneerGPU
import VeneerLight
import VeneerMath
import VeneerPaint
import VeneerPhysics
import VeneerWorld

/// The loop that window, clips, datasets and benches share: physics runs, frames are made of its states.
public final class Session {
    public struct Configuration: Sendable {
        public var size = FrameSize(384, 216)
        /// Name or place of the Vulkan device; nil: the best.
        public var device: String?
        public var rate = FrameRate.standard
        /// Nil: no painting, frames end at the composite.
        public var weights: URL?
        public var paintSteps = 1
        public var painterPlace = PainterPlace.auto
        public var lightBudget = Illuminator.Budget.live
        /// Exports start anew this often, so that any part of them can be made by itself.
        public var framesPerSegment = 240
        /// Of the world's: where an export looks from, and where a window begins.
        public var camera = World.mainCameraName
        /// Of the picture that light and paint work on; below 1 it is enlarged at the end. Not for datasets.
        public var renderScale: Float = 1

        public init() {}
    }

    /// Where states come from: inputs of now, or the log of a run.
    public enum Source {
        case run(Run)
        case replay(Replay)
    }

    public let configuration: Configuration
    public let source: Source
    public let frameMaker: FrameMaker
    public let deviceName: String
    public private(set) var look: Look
    public private(set) var camera: Camera
    public private(set) var simulationSeconds = 0.0
    private var cutIsDue = true
    private var capturedTick: Tick?

    public init(_ source: Source, configuration: Configuration, device: GPUDevice? = nil) throws {
        let world =
            switch source {
            case .run(let run): run.world
            case .replay(let replay): replay.world
            }
        let device = try device ?? GPUDevice(named: configuration.device)
        self.source = source
        self.configuration = configuration
        let painter = try configuration.weights.map { try Painter(weights: $0, at: configuration.painterPlace, device: device) }
        let paintsThere = configuration.painterPlace.isDevice(device.info.kind)
        let painting = painter.map { paintsThere ? ", painting there" : ", painting on \($0.place)" } ?? ""
        deviceName = "\(device.info.name), \(device.info.driver)" + painting
        look = world.look
        guard let first = world.camera(named: configuration.camera, in: world.initialState) else {
            throw CameraError(camera: configuration.camera, message: "is none of this world's; cameras: \(world.cameraNames.joined(separator: ", "))")
        }
        camera = first
        frameMaker = try FrameMaker(world: world, size: configuration.size, device: device, painter: painter)
        frameMaker.paintSteps = configuration.paintSteps
        frameMaker.lightBudget = configuration.lightBudget
        frameMaker.renderScale = configuration.renderScale
    }

    public var world: World { frameMaker.world }

    public var state: WorldState {
        switch source {
        case .run(let run): run.state
        case .replay(let replay): replay.state
        }
    }

    /// Steers a run; a replay is steered by its log alone.
    public func apply(_ intent: Intent) throws {
        guard case .run(let run) = source else { preconditionFailure("a replay takes no intents") }
        try run.apply(intent)
        follow(intent)
    }

    public func advance(ticks: Int) throws {
        let start = ContinuousClock.now
        defer { simulationSeconds += (ContinuousClock.now - start) / .seconds(1) }
        switch source {
        case .run(let run): try run.step(ticks)
        case .replay(let replay):
            // What was due at a captured tick steered its frame already: a cut must not cut twice.
            for timed in replay.advance(to: replay.tick + ticks) where timed.tick != capturedTick { follow(timed.intent) }
        }
    }

    /// The frame of the present tick.
    public func capture() throws -> Frame {
        if case .replay(let replay) = source { replay.dueIntents.forEach { follow($0.intent) } }
        capturedTick = state.tick
        defer { cutIsDue = false }
        return try frameMaker.make(state: state, camera: camera, look: look, isCut: cutIsDue, view: configuration.camera)
    }

    /// The present tick seen by several of the world's cameras. What one shows doesn't depend on the others.
    public func capture(cameras names: [String]) throws -> [Frame] {
        let isCut = cutIsDue, state = state
        cutIsDue = false
        return try names.enumerated().map { place, name in
            guard let camera = world.camera(named: name, in: state) else { preconditionFailure("the world has no camera \(name)") }
            return try frameMaker.make(state: state, camera: camera, look: look, isCut: isCut, view: name, isLit: place > 0)
        }
    }

    /// Makes `frameCount` frames at exact ticks, none dropped, none rescaled; the camera is the world's, or follows the log.
    /// `consume` returns false to stop early.
    public func export(frameCount: Int, _ consume: (_ frame: Frame, _ state: WorldState, _ index: Int) throws -> Bool) throws {
        try export(frameCount: frameCount) { index in
            if case .run = source, let camera = world.camera(named: configuration.camera, in: state) { try apply(.camera(camera)) }
            return try consume(try capture(), state, index)
        }
    }

    /// The same through several of the world's cameras: a frame of each at every tick, in their order.
    public func export(
        frameCount: Int, cameras: [String], _ consume: (_ frames: [Frame], _ state: WorldState, _ index: Int) throws -> Bool
    ) throws {
        try export(frameCount: frameCount) { try consume(try capture(cameras: cameras), state, $0) }
    }

    private func export(frameCount: Int, _ each: (_ index: Int) throws -> Bool) throws {
        for index in 0..<frameCount {
            if case .run = source, index % configuration.framesPerSegment == 0 { try apply(.cut) }
            guard try each(index) else { return }
            try advance(ticks: configuration.rate.ticksPerFrame)
        }
    }

    private func follow(_ intent: Intent) {
        switch intent {
        case .camera(let camera): self.camera = camera
        case .look(let look): self.look = look
        case .cut: cutIsDue = true
        case .grab, .moveHand, .release, .setBody, .inject, .injectRobot, .spawn, .remove, .impulse, .push, .restart, .drive, .control, .walk, .placeWalker:
            break
        }
    }
}
