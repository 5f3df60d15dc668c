import VeneerFrame
import VeneerGPU
import VeneerMath
import VeneerPaint
import VeneerSession
import VeneerWorld

/// What a scene is judged by.
public struct JudgeSettings {
    public var size: FrameSize
    public var device: GPUDevice
    public var painter: Painter

    public init(size: FrameSize, device: GPUDevice, painter: Painter) {
        self.size = size
        self.device = device
        self.painter = painter
    }
}

/// Frames of one world in their order, each made on what those before it left behind; its things stand where `state` says.
public final class Rollout {
    public static let framesPerSecond = 24
    /// Within so many frames of standing still a picture is as good as it gets.
    public static let framesToSettle = 24

    public let world: World
    public var state: WorldState
    public var look: Look
    public private(set) var frameCount = 0
    public var gate: QualityGate? {
        get { maker.gate }
        set { maker.gate = newValue }
    }
    /// False: each frame shows what is painted from it alone.
    public var remembersPaint: Bool {
        get { maker.remembersPaint }
        set { maker.remembersPaint = newValue }
    }
    /// Called after every frame.
    public var progress: (Int) -> Void = { _ in }
    /// Asked before every frame.
    public var isInterrupted: () -> Bool = { false }
    private let maker: FrameMaker

    public init(_ world: World, _ settings: JudgeSettings) throws {
        self.world = world
        state = world.initialState
        look = world.look
        maker = try FrameMaker(world: world, size: settings.size, device: settings.device, painter: settings.painter)
    }

    /// - Throws: `CancellationError` when interrupted.
    @discardableResult
    public func frame(_ camera: Camera, isCut: Bool = false) throws -> Frame {
        if isInterrupted() { throw CancellationError() }
        let frame = try maker.make(state: state, camera: camera, look: look, isCut: isCut)
        frameCount += 1
        progress(frameCount)
        return frame
    }

    /// What it comes to at this place, from now on or from a cut.
    @discardableResult
    public func settled(_ camera: Camera, fromCut isCut: Bool = false) throws -> Frame {
        var last = try frame(camera, isCut: isCut)
        for _ in 0..<Rollout.framesToSettle { last = try frame(camera) }
        return last
    }
}

/// The way along a world's camera path and back, as often as one likes; where the path is a single place, all around.
public struct Shuttle: Sendable {
    public let home: Camera
    private let path: CameraPath

    public init(_ path: CameraPath) {
        self.path = path
        home = path.camera(at: path.keys[0].tick)
    }

    private var length: Int { path.keys[path.keys.count - 1].tick.index - path.keys[0].tick.index }

    /// There and back at the path's own pace.
    public var framesOfARound: Int { length > 0 ? max(2, 2 * length * Rollout.framesPerSecond / Tick.perSecond) : 10 * Rollout.framesPerSecond }

    /// Where it is after so many rounds: at home after each whole one.
    public func camera(afterRounds rounds: Double) -> Camera {
        let share = rounds - rounds.rounded(.down)
        guard share > 0 else { return home }
        guard length > 0 else { return home.turned(byRadians: 2 * .pi * Float(share)) }
        return path.camera(at: path.keys[0].tick + Int(Double(length) * (1 - abs(1 - 2 * share))))
    }
}

extension Camera {
    /// To the left, seen from above.
    func turned(byRadians angle: Float) -> Camera {
        var turned = self
        turned.worldFromCamera.rotation = Quaternion(angleInRadians: angle, axis: Vec3(0, 0, 1)) * worldFromCamera.rotation
        return turned
    }
}
