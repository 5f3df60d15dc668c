import Foundation
import VeneerMath

/// A log's whole records. Damage at the tail costs what lies behind it, not what lies before.
public struct LogReader: Sendable {
    public private(set) var records: [LogRecord] = []
    /// Records of types that this version doesn't know, skipped.
    public private(set) var unknownRecordCount = 0
    public private(set) var damage: LogDamage?

    public init(url: URL) throws {
        guard let data = FileManager.default.contents(atPath: url.path) else {
            throw LogError(file: url.lastPathComponent, message: "cannot be read; is the path right?")
        }
        try self.init(bytes: Array(data), file: url.lastPathComponent)
    }

    public init(bytes: [UInt8], file: String) throws {
        guard bytes.starts(with: LogFormat.magic) else { throw LogError(file: file, message: "is not a Veneer log") }
        var header = ByteReader(bytes.dropFirst(LogFormat.magic.count))
        guard let version = header.integer(UInt32.self) else { throw LogError(file: file, message: "is cut within its header; nothing can be read") }
        guard version == LogFormat.version else {
            throw LogError(file: file, message: "is a log of version \(version); this program reads version \(LogFormat.version)")
        }
        readRecords(bytes.dropFirst(LogFormat.header.count))
    }

    private mutating func readRecords(_ bytes: ArraySlice<UInt8>) {
        var rest = bytes
        while !rest.isEmpty {
            var fields = ByteReader(rest)
            guard let type = fields.integer(UInt16.self), let length = fields.integer(UInt32.self),
                rest.count - LogFormat.recordOverhead >= Int(length)
            else { return stop(at: rest.startIndex, "a record is cut short, or its length is wrong") }
            let payload = rest.dropFirst(6).prefix(Int(length))
            var trailer = ByteReader(rest[payload.endIndex...])
            guard trailer.integer(UInt32.self) == CRC32.checksum(rest[..<payload.endIndex]) else {
                return stop(at: rest.startIndex, "a record's checksum doesn't match")
            }
            switch LogRecord.decode(type: type, payload: payload) {
            case .record(.rewind(let tick)): rewind(to: tick)
            case .record(let record): records.append(record)
            case .unknown: unknownRecordCount += 1
            case .malformed: return stop(at: rest.startIndex, "a record of type \(type) isn't of this version's form")
            }
            rest = rest.dropFirst(LogFormat.recordOverhead + Int(length))
        }
    }

    /// What was asked for at the tick itself goes too: it acts on the step that leaves it.
    private mutating func rewind(to target: Tick) {
        records.removeAll { record in
            guard let tick = record.tick else { return false }
            if case .intent = record { return tick >= target }
            return tick > target
        }
    }

    private mutating func stop(at offset: Int, _ reason: String) { damage = LogDamage(byteOffset: offset, reason: reason) }
}
