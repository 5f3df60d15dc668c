import Foundation
import VeneerExport
import VeneerMath
import VeneerPhysics
import VeneerSession
import VeneerWorld

enum GenerateCommand {
    static let verb = Verb(
        name: "generate", words: ["THEME"], summary: "a new randomised world as a world file (themes: \(Theme.names))",
        options: [Option("--seed", "N", "another seed, another world (default 1)"), Option("--out", "F", "the file (default: standard output)")], run: run)

    static func run(_ options: Options) throws {
        let theme = try Theme.named(options.words[0])
        let world = try theme.settledWorld(seed: UInt64(options.integer("--seed", default: 1, in: 0...Int.max)))
        let remark = FurnitureStock.installed.isEmpty ? "// Made without furniture models; with them the same theme and seed give another world.\n" : ""
        guard let out = options.text("--out") else { return print(remark + world.jsonText(), terminator: "") }
        try AtomicFile.write(remark + world.jsonText(), to: URL(fileURLWithPath: out))
    }
}

enum RunCommand {
    static let verb = Verb(
        name: "run", words: ["WORLD"], summary: "simulate only, no pictures; prints the final state hash",
        options: [
            Option("--log", "F", "write the run's log"), Option("--seconds", "S", "length (default 10)"),
            Option("--planes", nil, "also make the frame of the last state, and print a hash of each of its planes"),
        ] + SessionOptions.picture, run: run)

    static func run(_ options: Options) throws {
        let run = try Run(world: try Places.world(options.words[0]), log: options.text("--log").map { URL(fileURLWithPath: $0) })
        let ticks = Int(try options.number("--seconds", default: 10, in: 0...1_000_000) * Double(Tick.perSecond))
        var progress = ProgressLine("run", total: ticks, unit: "ticks")
        while run.tick.index < ticks, !Interrupt.isRequested {
            try run.step(min(Tick.perSecond, ticks - run.tick.index))
            progress.advance(to: run.tick.index)
        }
        try run.finish()
        print("state \(String(run.state.hash, radix: 16)) at \(run.tick)")
        if options.has("--planes") { try printPlanes(of: run, options) }
    }

    private static func printPlanes(of run: Run, _ options: Options) throws {
        let session = try Session(.run(run), configuration: SessionOptions.configuration(options))
        try session.apply(.camera(run.world.camera.camera(at: run.tick)))
        for (channel, hash) in try session.capture().planeHashes { print("plane \(channel.rawValue) \(hash.hexadecimal)") }
    }
}

enum ReplayCommand {
    static let verb = Verb(
        name: "replay", words: ["LOG"], summary: "a run again, from its log; checks every hash in it",
        options: [
            Option("--verify", nil, "exit with an error where a hash differs"),
            Option("--out", "F.mp4", "paint the run again, too, at the camera and ticks of the log"),
        ] + SessionOptions.picture + SessionOptions.rate, run: run)

    static func run(_ options: Options) throws {
        let log = URL(fileURLWithPath: options.words[0])
        let replay = try Replay(log: log, verify: true)
        if let damage = replay.damage { FileHandle.standardError.write(Data("\(log.lastPathComponent) is \(damage); replaying up to there\n".utf8)) }
        if let out = options.text("--out") {
            let configuration = try SessionOptions.configuration(options)
            let session = try Session(.replay(replay), configuration: configuration)
            var recorder = try ClipRecorder(out: URL(fileURLWithPath: out), channels: [SessionOptions.shown(configuration)], configuration: configuration)
            let frames = (replay.lastTick.index + configuration.rate.ticksPerFrame - 1) / configuration.rate.ticksPerFrame
            try recorder.record(session, frameCount: max(1, frames), title: "replay")
            recorder.report(session)
        } else {
            replay.finish()
        }
        let result = replay.result
        for mismatch in result.mismatches.prefix(3) { print(mismatch) }
        print(
            "state \(String(result.finalHash, radix: 16)) at \(result.finalTick), \(result.checkedHashCount) hashes checked, \(result.mismatches.count) differ")
        if options.has("--verify"), !result.mismatches.isEmpty { throw CommandError("\(log.lastPathComponent): the replay is not the run") }
    }
}
