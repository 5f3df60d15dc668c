import VeneerMath
import VeneerWorld

/// One entry of a log.
public enum LogRecord: Sendable, Equatable {
    /// The expanded world, as JSON text.
    case world(jsonText: String)
    case intent(TimedIntent)
    /// `WorldState.hash` on arrival at a tick.
    case hash(tick: Tick, stateHash: UInt64)
    /// A state to go on from. In the middle of a log a cache; before everything else, where the run began.
    case checkpoint(Checkpoint)
    /// What a run that began at a checkpoint was forked from; stands behind that checkpoint.
    case origin(LogOrigin)
    /// The run went back to this tick: what came after it, and what was asked of it, is undone. Readers act on it; nobody else sees it.
    case rewind(to: Tick)
    /// A run that was finished, not killed.
    case end(tick: Tick, stateHash: UInt64)

    public var checkpoint: Checkpoint? {
        guard case .checkpoint(let checkpoint) = self else { return nil }
        return checkpoint
    }

    /// Nil: needs no place in time.
    public var tick: Tick? {
        switch self {
        case .world: nil
        case .intent(let timed): timed.tick
        case .checkpoint(let checkpoint): checkpoint.tick
        case .origin(let origin): origin.tick
        case .hash(let tick, _), .end(let tick, _), .rewind(let tick): tick
        }
    }
}

/// Where a forked run comes from.
public struct LogOrigin: Sendable, Equatable {
    /// The file's name.
    public var log: String
    public var tick: Tick
    /// Of what was noisy at its start.
    public var seed: UInt64

    public init(log: String, tick: Tick, seed: UInt64) {
        self.log = log
        self.tick = tick
        self.seed = seed
    }
}

/// A file is a header, magic and version, and then records: type (2 bytes), payload length (4), payload, and the CRC-32 of all of these.
enum LogFormat {
    static let magic = Array("VeneerLog".utf8) + [0x0d, 0x0a, 0x1a]
    static let version: UInt32 = 6
    static let recordOverhead = 10

    static var header: [UInt8] {
        var writer = ByteWriter()
        writer.put(magic[...])
        writer.put(version)
        return writer.bytes
    }
}

extension LogRecord {
    /// As the file numbers them: never renumber, only add.
    private enum TypeCode: UInt16 {
        case world = 1, intent, hash, end, checkpoint, rewind, origin
    }

    var bytes: [UInt8] {
        var payload = ByteWriter()
        let type: TypeCode
        switch self {
        case .world(let text):
            type = .world
            payload.put(text)
        case .intent(let timed):
            type = .intent
            timed.put(into: &payload)
        case .checkpoint(let checkpoint):
            type = .checkpoint
            checkpoint.put(into: &payload)
        case .origin(let origin):
            type = .origin
            payload.put(Int64(origin.tick.index))
            payload.put(origin.seed)
            payload.put(origin.log)
        case .rewind(let tick):
            type = .rewind
            payload.put(Int64(tick.index))
        case .hash(let tick, let stateHash), .end(let tick, let stateHash):
            if case .end = self { type = .end } else { type = .hash }
            payload.put(Int64(tick.index))
            payload.put(stateHash)
        }
        var writer = ByteWriter()
        writer.put(type.rawValue)
        writer.put(UInt32(payload.bytes.count))
        writer.put(payload.bytes[...])
        writer.put(CRC32.checksum(writer.bytes[...]))
        return writer.bytes
    }

    enum Decoded {
        case record(LogRecord), unknown, malformed
    }

    static func decode(type: UInt16, payload: ArraySlice<UInt8>) -> Decoded {
        guard let code = TypeCode(rawValue: type) else { return .unknown }
        var reader = ByteReader(payload)
        switch code {
        case .world:
            guard let text = String(validating: payload, as: UTF8.self) else { return .malformed }
            return .record(.world(jsonText: text))
        case .intent:
            guard let timed = TimedIntent(from: &reader), reader.isAtEnd else { return .malformed }
            return .record(.intent(timed))
        case .checkpoint:
            guard let checkpoint = Checkpoint(from: &reader) else { return .malformed }
            return .record(.checkpoint(checkpoint))
        case .origin:
            guard let index = reader.integer(Int64.self), index >= 0, let seed = reader.integer(UInt64.self),
                let log = String(validating: reader.remainder(), as: UTF8.self)
            else { return .malformed }
            return .record(.origin(LogOrigin(log: log, tick: Tick(Int(index)), seed: seed)))
        case .rewind:
            guard let index = reader.integer(Int64.self), index >= 0, reader.isAtEnd else { return .malformed }
            return .record(.rewind(to: Tick(Int(index))))
        case .hash, .end:
            guard let index = reader.integer(Int64.self), index >= 0, let hash = reader.integer(UInt64.self), reader.isAtEnd else { return .malformed }
            let tick = Tick(Int(index))
            return .record(code == .hash ? .hash(tick: tick, stateHash: hash) : .end(tick: tick, stateHash: hash))
        }
    }
}
