import Foundation
import Testing
import VeneerMath

private let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

/// A desktop that nobody sees, with the viewer on it and a hand on its keyboard and mouse; all gone with it.
final class Desktop {
    /// Why the viewer can't be tried here, nil where it can. `VENEER_REQUIRE_DISPLAY=1` makes it try all the same.
    static let missing: String? = {
        guard ProcessInfo.processInfo.environment["VENEER_REQUIRE_DISPLAY"] != "1" else { return nil }
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin").split(separator: ":")
        let absent = ["Xvfb", "xdotool"].filter { name in !folders.contains { FileManager.default.isExecutableFile(atPath: "\($0)/\(name)") } }
        return absent.isEmpty ? nil : "without \(absent.joined(separator: " and ")); apt-get install xvfb xdotool"
    }()

    /// A line of the viewer's report.
    struct Shown: Decodable {
        var tick: Int
        var position: [Float]
        var forward: [Float]
        var held: Int?
        var channel: String
        var wipe: Float?
        var look: String
        var window: [Int]

        var eye: Vec3 { Vec3(position[0], position[1], position[2]) }
        var way: Vec3 { Vec3(forward[0], forward[1], forward[2]) }
    }

    private static let patienceInSeconds = 180.0

    let log: URL
    private let folder: URL
    private let report: URL
    private let server = Process()
    private let viewer = Process()
    private let environment: [String: String]

    /// `world` becomes the file `world.jsonc` among the arguments.
    init(_ arguments: [String], world: String? = nil) throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("veneer-desktop-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        (log, report) = (folder.appendingPathComponent("run.log"), folder.appendingPathComponent("report.jsonl"))
        if let world { try Data(world.utf8).write(to: folder.appendingPathComponent("world.jsonc")) }
        let number = Pipe()
        server.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        // It takes a free display, and writes its number when it is ready.
        server.arguments = ["Xvfb", "-displayfd", "1", "-screen", "0", "1280x800x24", "-nolisten", "tcp"]
        server.standardOutput = number
        server.standardError = FileHandle.nullDevice
        try server.run()
        let display = String(decoding: number.fileHandleForReading.availableData, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
        // Few drivers but the software one show pictures on such a desktop.
        environment = ProcessInfo.processInfo.environment.merging(
            ["DISPLAY": ":\(display)", "WAYLAND_DISPLAY": "", "VENEER_DEVICE": "llvmpipe", "VENEER_VALIDATE": "1", "VENEER_ROOT": root.path]) { $1 }
        viewer.executableURL = root.appendingPathComponent(".build/release/VeneerCommand")
        viewer.arguments =
            ["view"] + arguments.map { $0.hasSuffix(".jsonc") ? folder.appendingPathComponent($0).path : $0 } + [
                "--log", log.path, "--report", report.path, "--exit-after", "900",
            ]
        viewer.environment = environment
        viewer.currentDirectoryURL = folder
        viewer.standardOutput = FileHandle.nullDevice
        try viewer.run()
    }

    deinit {
        for process in [viewer, server] where process.isRunning {
            // A child of a test's thread has the polite signals blocked.
            kill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()
        }
        try? FileManager.default.removeItem(at: folder) // leavings in the temporary folder harm nobody
    }

    var files: [String] { get throws { try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() } }

    /// What keyboard and mouse do, in xdotool's words.
    func act(_ words: String...) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["xdotool"] + words
        process.environment = environment
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0, "xdotool \(words.joined(separator: " "))")
    }

    /// Whole lines only: the viewer is still writing.
    func shown() throws -> [Shown] {
        guard let data = FileManager.default.contents(atPath: report.path), let end = data.lastIndex(of: UInt8(ascii: "\n")) else { return [] }
        return try data[...end].split(separator: UInt8(ascii: "\n")).map { try JSONDecoder().decode(Shown.self, from: $0) }
    }

    /// The first frame after those already shown that is as wanted.
    @discardableResult
    func waitForFrame(_ what: String, where isWanted: (Shown) -> Bool = { _ in true }) throws -> Shown {
        let start = try shown().count, deadline = Date(timeIntervalSinceNow: Desktop.patienceInSeconds)
        while Date() < deadline, viewer.isRunning {
            if let frame = try shown().dropFirst(start).first(where: isWanted) { return frame }
            Thread.sleep(forTimeInterval: 0.05)
        }
        let frame: Shown? = nil
        return try #require(frame, "no frame came: \(what)")
    }

    func waitForEnd() throws -> Int32 {
        let deadline = Date(timeIntervalSinceNow: Desktop.patienceInSeconds)
        while viewer.isRunning {
            try #require(Date() < deadline, "the viewer doesn't end")
            Thread.sleep(forTimeInterval: 0.05)
        }
        return viewer.terminationStatus
    }
}
