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
            Option("--seed", "N", "draws what the world file leaves to chance, in place of the file's own seed"),
            measured,
            Option("--states", "F", "write where all bodies and joints are in the end, and what sensors said last, as JSON"),
            Option("--events", "F", "write a line of JSON for each event: contacts, what toppled, entered, left, crossed, was grasped, came and went"),
            Option("--sensors", "F", "write a line of JSON for each reading of the world's sensors"),
            Option("--planes", nil, "also make the frame of the last state, and print a hash of each of its planes"), SessionOptions.noiseSeed,
        ] + SessionOptions.picture, run: run)

    static let measured = Option("--inject", "F", "begin as measured: bodies, joints and free robots' bases of a JSON file as --states writes it")

    static func run(_ options: Options) throws {
        let seed = options.has("--seed") ? UInt64(try options.integer("--seed", default: 0, in: 0...Int(World.seeds.upperBound))) : nil
        let run = try Run(world: try SessionOptions.world(options, options.words[0], seed: seed), log: options.text("--log").map { URL(fileURLWithPath: $0) })
        if let file = options.text(measured.name) { try run.inject(path: file) }
        var outputs = try RunOutputs(options, run)
        let ticks = Int(try options.number("--seconds", default: 10, in: 0...1_000_000) * Double(Tick.perSecond))
        var progress = ProgressLine("run", total: ticks, unit: "ticks")
        while run.tick.index < ticks, !Interrupt.isRequested {
            let count = min(Tick.perSecond, ticks - run.tick.index)
            if outputs.follows(run.world) {
                for _ in 0..<count {
                    try run.step()
                    try outputs.note(run)
                }
            } else {
                try run.step(count)
            }
            progress.advance(to: run.tick.index)
        }
        try run.finish()
        print("state \(String(run.state.hash, radix: 16)) at \(run.tick)")
        if let file = options.text("--states") { try AtomicFile.write(run.state.jsonText(run.world, outputs.latest), to: URL(fileURLWithPath: file)) }
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
            Option("--from", "S", "start from the last checkpoint before this second"),
            Option("--verify", nil, "exit with an error where a hash differs"),
            Option("--out", "F.mp4", "paint the run again, too, at the camera and ticks of the log"),
        ] + SessionOptions.picture + SessionOptions.rate, run: run)

    static func run(_ options: Options) throws {
        let log = URL(fileURLWithPath: options.words[0])
        let from = Tick(Int(try options.number("--from", default: 0, in: 0...1_000_000) * Double(Tick.perSecond)))
        if options.has("--from"), options.has("--out") { throw CommandError("--from has no pictures: what is painted depends on its past; leave out --out") }
        let replay = try Replay(log: log, verify: true, from: from)
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

extension WorldState {
    /// Bodies, joints and the sensors' latest readings by name.
    fileprivate func jsonText(_ world: World, _ readings: [String: SensorReading]) -> String {
        let bodyTexts = zip(world.bodies, bodies).map { body, state in
            let p = state.pose.position, q = state.pose.rotation.vector, v = state.linearVelocity, w = state.angularVelocity
            return "    \(quoted(body.name)): { \"position\": \(jsonList([p.x, p.y, p.z])), \"quaternion\": \(jsonList([q.x, q.y, q.z, q.w])), "
                + "\"velocity\": \(jsonList([v.x, v.y, v.z])), \"spin\": \(jsonList([w.x, w.y, w.z])) }"
        }
        let jointTexts = zip(world.jointNames, joints).map { "    \(quoted($0)): { \"position\": \($1.position), \"velocity\": \($1.velocity) }" }
        let sensorTexts = readings.sorted { $0.key < $1.key }.map { "    \(quoted($0.key)): \($0.value.jsonText(world))" }
        let sections = [("bodies", bodyTexts), ("joints", jointTexts), ("sensors", sensorTexts)].filter { $0.0 != "sensors" || !$0.1.isEmpty }
        return "{ \"tick\": \(tick.index),\n" + sections.map { "  \"\($0.0)\": {\n\($0.1.joined(separator: ",\n")) }" }.joined(separator: ",\n") + " }\n"
    }
}
