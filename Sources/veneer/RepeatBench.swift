import Foundation
import VeneerMath
import VeneerPhysics
import VeneerWorld

/// Whether a run is the same run again: in another process, from its log, from its last checkpoint, and from a log without any.
enum RepeatBench {
    /// An error where any hash differs. The first process writes the log that the others are held against.
    static func rows(_ names: [String], seconds: Int) throws -> [BenchRow] {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("veneer-repeat-\(ProcessInfo.processInfo.processIdentifier)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) } // leavings in the temporary folder harm nobody
        return try names.filter { _ in !Interrupt.isRequested }.map { name in
            let log = folder.appendingPathComponent("\(name).log"), bare = folder.appendingPathComponent("bare.log")
            let words = ["run", name, "--seconds", "\(seconds)"]
            let first = try said(words + ["--log", log.path]), second = try said(words)
            guard first == second else { throw CommandError("repeat: \(name): two processes end differently: \(first) and \(second)") }
            let records = try LogReader(url: log).records, writer = try LogWriter(url: bare)
            for record in records where record.checkpoint == nil { try writer.append(record) }
            try writer.close()
            let whole = try Replay.run(log: bare, verify: true), replay = try Replay(log: log, from: Tick(max(0, seconds - 15) * Tick.perSecond))
            replay.finish()
            for (result, what) in [(whole, "without checkpoints"), (replay.result, "from its last checkpoints")] {
                guard result.mismatches.isEmpty, result.isComplete else {
                    throw CommandError("repeat: \(name) \(what): \(result.mismatches.first?.description ?? "the log isn't whole")")
                }
            }
            guard first.contains(String(whole.finalHash, radix: 16)), whole.finalHash == replay.result.finalHash else {
                throw CommandError("repeat: \(name): the replay ends differently from the run")
            }
            return BenchRow(
                bench: "repeat", name: name, metric: "hashes alike", value: Double(whole.checkedHashCount),
                unit: "in \(seconds) s, two processes and two replays")
        }
    }

    /// What another process of this program prints.
    private static func said(_ words: [String]) throws -> String {
        let process = Process(), out = Pipe()
        process.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        process.arguments = words
        process.environment = ProcessInfo.processInfo.environment.merging(["VENEER_ROOT": Places.root.path]) { $1 }
        process.standardOutput = out
        process.standardError = FileHandle.nullDevice
        try process.run()
        let text = String(decoding: out.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw CommandError("repeat: \(words.joined(separator: " ")) ended with status \(process.terminationStatus)")
        }
        return text
    }
}
