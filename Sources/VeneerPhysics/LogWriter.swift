import Foundation

/// Appends to a new log; after a kill the file holds every record that was appended, and at most one torn one after them.
public final class LogWriter {
    private let file: FileHandle
    private let name: String
    private var wholeLength: UInt64 = 0

    /// Replaces what is there.
    public init(url: URL) throws {
        name = url.lastPathComponent
        guard FileManager.default.createFile(atPath: url.path, contents: nil) else {
            throw LogError(file: name, message: "cannot be created; does its folder exist, and may it be written?")
        }
        file = try FileHandle(forWritingTo: url)
        try write(LogFormat.header)
    }

    public func append(_ record: LogRecord) throws { try write(record.bytes) }

    public func close() throws { try file.close() }

    /// One write for the whole; after a failed one the next starts over the torn bytes.
    private func write(_ bytes: [UInt8]) throws {
        do {
            try file.seek(toOffset: wholeLength)
            try file.write(contentsOf: bytes)
        } catch {
            throw LogError(file: name, message: "cannot be written (\(error.localizedDescription)); is the disk full?")
        }
        wholeLength += UInt64(bytes.count)
    }
}
