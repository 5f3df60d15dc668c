import Foundation
import VeneerExport
import VeneerFrame
import VeneerGPU
import VeneerLight
import VeneerMath
import VeneerPhysics
import VeneerSession
import VeneerWorld

/// One measurement, as printed and as a line of JSON.
struct BenchRow {
    var bench: String, name: String, metric: String, value: Double, unit: String

    var json: String {
        "{\"bench\":\"\(bench)\",\"case\":\"\(name)\",\"metric\":\"\(metric)\",\"value\":\(value),\"unit\":\"\(unit)\",\"peer\":\"veneer\"}"
    }
}

enum BenchCommand {
    static let verb = Verb(
        name: "bench", words: ["[NAME]"],
        summary:
            "measurements: physics, gbuffer (labels, all channels, what each pass and one more body costs), loop (each stage of a frame), enlarge (pictures by --render-scale beside whole ones: 1152x648 from a third), "
            + "paint (the painter alone: on one thread, on all, and on a graphics card or with --painter-device gpu), settle (do the things of generated worlds stay where they are), matter (a hundred models: generated, settled, drawn), "
            + "repeat (a minute of each world in two processes and from its log, with and without checkpoints: all hashes alike?), "
            + "fuzz (broken worlds, meshes, robots and logs: none may crash, hang, or go without a clear line); default all but enlarge, paint, settle, matter, repeat and fuzz",
        options: [
            Option("--json", "F", "also write one object a line"),
            Option("--world", "WORLD", "which world (default tabletop; physics: every shipped one; gbuffer: these and a generated one)"),
            Option("--lit", nil, "gbuffer: also with light and composite"),
            Option("--brief", nil, "gbuffer: without what one more body or lamp adds"),
            Option("--frames", "N", "how many frames (default 48)"),
            Option("--seconds", "S", "repeat: how long (default 60)"),
            Option("--cases", "N", "fuzz: how many files (default 100000)"),
            Option("--seed", "N", "fuzz: breaks them otherwise (default 1)"),
            Option("--seeds", "N", "settle: how many worlds of each theme (default 8)"),
            Option("--scenes", "FILE", "settle: the worlds listed in a file instead, a theme and a seed a line"),
            SessionOptions.renderScale,
        ] + SessionOptions.picture, run: run)

    static func run(_ options: Options) throws {
        let benches = ["physics", "gbuffer", "loop", "enlarge", "paint", "settle", "matter", "repeat", "fuzz"]
        let name = options.words.first
        if let name, !benches.contains(name) { throw CommandError("there is no bench \"\(name)\"; benches: \(benches.joined(separator: ", "))") }
        let word = options.text("--world") ?? "tabletop"
        let world = try Places.world(word)
        var rows: [BenchRow] = []
        if name == "physics", !options.has("--world") {
            rows += try Places.worldNames.flatMap { try PhysicsBench.rows(try Places.world($0), $0) }
        } else if name == nil || name == "physics" {
            rows += try PhysicsBench.rows(world, word)
        }
        if name == nil || name == "gbuffer" { rows += try gbuffer(options) }
        if name == nil || name == "loop" { rows += try LoopBench.rows(world, word, options) }
        if name == "enlarge" { rows += try EnlargeBench.rows(world, word, options) }
        if name == "paint" { rows += try PaintBench.rows(options) }
        if name == "fuzz" {
            rows += try FuzzBench.rows(
                cases: try options.integer("--cases", default: 100_000, in: 4...100_000_000), seed: try options.integer("--seed", default: 1, in: 0...Int.max))
        }
        if name == "repeat" {
            rows += try RepeatBench.rows(
                options.has("--world") ? [word] : Places.worldNames, seconds: try options.integer("--seconds", default: 60, in: 1...100_000))
        }
        if name == "matter" { rows += try MatterBench.rows(try options.size(default: FrameSize(512, 288)), device: options.text("--device")) }
        if name == "settle" { rows += try settle(options) }
        for row in rows {
            print("\(row.bench)  \(row.name)  \(row.metric) \(String(format: "%.2f", row.value)) \(row.unit)")
        }
        if let file = options.text("--json") { try AtomicFile.write(rows.map { $0.json + "\n" }.joined(), to: URL(fileURLWithPath: file)) }
    }

    private static func gbuffer(_ options: Options) throws -> [BenchRow] {
        let sizes = options.has("--size") ? [try options.size(default: FrameSize(512, 288))] : [FrameSize(384, 216), FrameSize(512, 288), FrameSize(1280, 720)]
        let bench = GBufferBench(
            device: try GPUDevice(named: options.text("--device")), frameCount: try options.integer("--frames", default: 48, in: 2...10_000), sizes: sizes,
            isLit: options.has("--lit"), isBrief: options.has("--brief"))
        if let word = options.text("--world") { return try bench.rows(try Places.world(word), word) }
        let shipped = try Places.worldNames.flatMap { try bench.rows(try Places.world($0), $0) }
        return try shipped + [Theme.room, .yard].flatMap { try bench.rows(try $0.settledWorld(seed: 1), "generated \($0.rawValue)") }
    }

    /// Five seconds of generated worlds that are left alone: how many of their loose things move by more than a centimetre, and how large they are.
    private static func settle(_ options: Options) throws -> [BenchRow] {
        let seeds = try options.integer("--seeds", default: 8, in: 1...10_000)
        let scenes =
            try options.text("--scenes").map { try SceneList(contentsOf: URL(fileURLWithPath: $0)).scenes }
            ?? Theme.allCases.flatMap { theme in (1...seeds).map { .init(theme: theme, seed: UInt64($0)) } }
        return try Theme.allCases.flatMap { theme -> [BenchRow] in
            let scenes = scenes.filter { $0.theme == theme }, count = Double(scenes.count)
            var loose = 0, moved = 0, bodies = 0, triangles = 0
            for scene in scenes {
                let world = try theme.settledWorld(seed: scene.seed), simulation = try Simulation(world: world)
                simulation.step(5 * Tick.perSecond)
                for (index, body) in world.bodies.enumerated() where !body.isStatic {
                    loose += 1
                    if length(simulation.state.bodies[index].pose.position - body.worldFromBody.position) > 0.01 { moved += 1 }
                }
                bodies += world.bodies.count
                triangles += world.bodies.map { $0.shape.mesh().triangleCount }.reduce(0, +)
            }
            if scenes.isEmpty { return [] }
            return [
                BenchRow(bench: "settle", name: theme.rawValue, metric: "moved", value: 100 * Double(moved) / Double(max(1, loose)), unit: "%"),
                BenchRow(bench: "settle", name: theme.rawValue, metric: "loose", value: Double(loose) / count, unit: "bodies"),
                BenchRow(bench: "settle", name: theme.rawValue, metric: "size", value: Double(bodies) / count, unit: "bodies"),
                BenchRow(bench: "settle", name: theme.rawValue, metric: "size", value: Double(triangles) / count, unit: "triangles"),
            ]
        }
    }
}
