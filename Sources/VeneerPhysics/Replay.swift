import Foundation
import VeneerMath
import VeneerWorld

public struct ReplayResult: Sendable, Equatable {
    public struct Mismatch: Sendable, Equatable, CustomStringConvertible {
        public var tick: Tick
        public var recorded: UInt64
        public var replayed: UInt64

        public var description: String { "\(tick): the log's state hash is \(String(recorded, radix: 16)), the replay's \(String(replayed, radix: 16))" }
    }

    public var finalTick: Tick
    public var finalHash: UInt64
    public var checkedHashCount: Int
    public var mismatches: [Mismatch]
    /// False where the run was killed or the log's tail is lost.
    public var isComplete: Bool
    public var damage: LogDamage?
}

/// A run again, from its log: nothing but the log's world and intents moves it.
public final class Replay {
    public let isComplete: Bool
    public let damage: LogDamage?
    /// Of a run that was forked from another.
    public let origin: LogOrigin?
    /// Where the log ends.
    public let lastTick: Tick
    public private(set) var checkedHashCount = 0
    public private(set) var mismatches: [ReplayResult.Mismatch] = []
    private let simulation: Simulation
    private let verify: Bool
    private var pending: ArraySlice<LogRecord>

    /// With `verify`, the state is held against every hash in the log. Starts from the last checkpoint up to `from`, or where the run began.
    public init(log: URL, verify: Bool = true, from: Tick = Tick(0)) throws {
        let reader = try LogReader(url: log), file = log.lastPathComponent
        guard case .world(let text)? = reader.records.first else { throw LogError(file: file, message: "holds no whole world; nothing can be replayed") }
        let events = reader.records.dropFirst()
        let ticks = events.compactMap(\.tick)
        guard ticks.count == events.count, zip(ticks, ticks.dropFirst()).allSatisfy(<=) else {
            throw LogError(file: file, message: "its records are out of order; it was not written by a run")
        }
        // A run writes a hash a second: what says otherwise would be stepped through for years.
        let first = events.first?.checkpoint?.tick ?? Tick(0)
        guard zip([first] + ticks, ticks).allSatisfy({ $1.index - $0.index <= Tick.perSecond }) else {
            throw LogError(file: file, message: "its records are more than a second apart; it was not written by a run")
        }
        let world = try World(jsonText: text, file: file, folder: log.absoluteURL.deletingLastPathComponent())
        let place = events.lastIndex { $0.checkpoint.map { $0.tick <= from } ?? false } ?? (events.first?.checkpoint == nil ? nil : events.startIndex)
        simulation =
            if let checkpoint = place.flatMap({ events[$0].checkpoint }) { try Simulation(world: world, from: checkpoint) } else {
                try Simulation(world: world)
            }
        if case .end? = events.last { isComplete = true } else { isComplete = false }
        origin =
            events.lazy.compactMap { record in
                guard case .origin(let origin) = record else { return nil }
                return origin
            }.first
        damage = reader.damage
        lastTick = ticks.last ?? Tick(0)
        pending = place.map { events[($0 + 1)...] } ?? events
        self.verify = verify
    }

    public var world: World { simulation.world }
    public var tick: Tick { simulation.tick }
    public var state: WorldState { simulation.state }
    public var readings: [SensorReading] { simulation.readings }
    /// The latest; nil before the first.
    public var checkpoint: Checkpoint? { simulation.checkpoint }

    /// Steps to `target`; returns the intents that acted on the way. Those of `target` itself wait for the next step, as they did in the run.
    @discardableResult
    public func advance(to target: Tick) -> [TimedIntent] {
        var acted: [TimedIntent] = []
        while let record = pending.first, let due = record.tick, due <= target {
            if case .intent = record, due == target { break }
            if let timed = perform(record) { acted.append(timed) }
        }
        simulation.step(max(0, target.index - tick.index))
        return acted
    }

    /// What the present tick's intents are: they act with the next step, but a picture of this tick is taken under them.
    public var dueIntents: [TimedIntent] {
        pending.prefix { $0.tick.map { $0 <= tick } ?? true }.compactMap { record in
            guard case .intent(let timed) = record else { return nil }
            return timed
        }
    }

    /// All that the log asks for from here on.
    public var comingIntents: [TimedIntent] {
        pending.compactMap { record in
            guard case .intent(let timed) = record else { return nil }
            return timed
        }
    }

    /// Steps to the log's end and acts on all that it holds.
    @discardableResult
    public func finish() -> [TimedIntent] {
        var acted: [TimedIntent] = []
        while let record = pending.first {
            if let timed = perform(record) { acted.append(timed) }
        }
        return acted
    }

    public var result: ReplayResult {
        ReplayResult(
            finalTick: tick, finalHash: state.hash, checkedHashCount: checkedHashCount, mismatches: mismatches, isComplete: isComplete, damage: damage)
    }

    public static func run(log: URL, verify: Bool) throws -> ReplayResult {
        let replay = try Replay(log: log, verify: verify)
        replay.finish()
        return replay.result
    }

    private func perform(_ record: LogRecord) -> TimedIntent? {
        pending = pending.dropFirst()
        guard let due = record.tick else { return nil }
        simulation.step(max(0, due.index - tick.index))
        switch record {
        case .intent(let timed):
            simulation.apply(timed.intent)
            return timed
        case .hash(_, let recorded), .end(_, let recorded): check(recorded)
        case .world, .checkpoint, .origin, .rewind: break
        }
        return nil
    }

    private func check(_ recorded: UInt64) {
        guard verify else { return }
        checkedHashCount += 1
        let replayed = state.hash
        if recorded != replayed { mismatches.append(.init(tick: tick, recorded: recorded, replayed: replayed)) }
    }
}
