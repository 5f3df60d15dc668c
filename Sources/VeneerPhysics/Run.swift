import Foundation
import VeneerMath
import VeneerWorld

/// A simulation whose every input is logged before it acts, with a hash of its state each second.
public final class Run {
    private var simulation: Simulation
    private let writer: LogWriter?
    /// Nil: it can't go back.
    private(set) var past: Past?

    /// How far apart checkpoints stand in the log.
    public static let ticksBetweenStoredCheckpoints = 10 * Simulation.ticksBetweenCheckpoints

    /// With `keepsPast` it can go back. Starts from the world as its text says it, so that a replay starts from the same bits; or goes on from a checkpoint of such a run; `origin` is that one.
    public init(world: World, from checkpoint: Checkpoint? = nil, origin: LogOrigin? = nil, log: URL? = nil, keepsPast: Bool = false) throws {
        let folder = log?.absoluteURL.deletingLastPathComponent(), text = world.jsonText(in: folder),
            read = try World(jsonText: text, file: world.name, folder: folder)
        simulation = if let checkpoint { try Simulation(world: read, from: checkpoint) } else { try Simulation(world: read) }
        if keepsPast { past = Past(start: checkpoint) }
        writer = try log.map(LogWriter.init)
        try writer?.append(.world(jsonText: text))
        if let checkpoint { try writer?.append(.checkpoint(checkpoint)) }
        if let origin { try writer?.append(.origin(origin)) }
        try logHash()
    }

    public var world: World { simulation.world }
    public var tick: Tick { simulation.tick }
    public var state: WorldState { simulation.state }
    public var checkpoint: Checkpoint? { simulation.checkpoint }
    public var heldBody: Int? { simulation.heldBody }
    public var readings: [SensorReading] { simulation.readings }

    public func speed(ofVehicle index: Int) -> Float { simulation.speed(ofVehicle: index) }

    public func castRay(from origin: Vec3, direction: Vec3, maximumDistance: Float) -> RayHit? {
        simulation.castRay(from: origin, direction: direction, maximumDistance: maximumDistance)
    }

    /// As `Simulation.apply`.
    @discardableResult
    public func apply(_ intent: Intent) throws -> Bool {
        try writer?.append(.intent(TimedIntent(tick: tick, intent: intent)))
        past?.intents.append(TimedIntent(tick: tick, intent: intent))
        return simulation.apply(intent)
    }

    public func step() throws {
        simulation.step()
        if let checkpoint = simulation.checkpoint, checkpoint.tick == tick { past?.keep(checkpoint) }
        if tick.index % Tick.perSecond == 0 { try logHash() }
        if tick.index % Run.ticksBetweenStoredCheckpoints == 0, let checkpoint = simulation.checkpoint { try writer?.append(.checkpoint(checkpoint)) }
    }

    func replace(_ simulation: Simulation, _ past: Past) throws {
        try writer?.append(.rewind(to: simulation.tick))
        self.simulation = simulation
        self.past = past
    }

    public func step(_ count: Int) throws {
        for _ in 0..<count { try step() }
    }

    /// Marks the log as complete. Without it, a replay ends at the last record.
    public func finish() throws {
        try writer?.append(.end(tick: tick, stateHash: state.hash))
        try writer?.close()
    }

    private func logHash() throws {
        try writer?.append(.hash(tick: tick, stateHash: state.hash))
    }
}
