import Foundation
import VeneerExport
import VeneerFrame
import VeneerGPU
import VeneerLight
import VeneerMath
import VeneerPhysics
import VeneerSession
import VeneerWorld

enum BenchCommand {
    static let verb = Verb(
        name: "bench", words: ["[NAME]"],
        summary: "measurements: physics, gbuffer (labels, all channels, with light), loop (what each stage of a frame costs); default all",
        options: [
            Option("--json", "F", "also write one object a line"), Option("--world", "WORLD", "which world (default tabletop)"),
            Option("--frames", "N", "how many frames (default 48)"),
        ] + SessionOptions.picture, run: run)

    private struct Row {
        var bench: String, name: String, metric: String, value: Double, unit: String
        var json: String {
            "{\"bench\":\"\(bench)\",\"case\":\"\(name)\",\"metric\":\"\(metric)\",\"value\":\(value),\"unit\":\"\(unit)\",\"peer\":\"veneer\"}"
        }
    }

    static func run(_ options: Options) throws {
        let benches = ["physics", "gbuffer", "loop"]
        let name = options.words.first
        if let name, !benches.contains(name) { throw CommandError("there is no bench \"\(name)\"; benches: \(benches.joined(separator: ", "))") }
        let word = options.text("--world") ?? "tabletop"
        let world = try Places.world(word)
        var rows: [Row] = []
        if name == nil || name == "physics" { rows += try physics(world, word) }
        if name == nil || name == "gbuffer" { rows += try gbuffer(world, word, options) }
        if name == nil || name == "loop" { rows += try loop(world, word, options) }
        for row in rows {
            print("\(row.bench)  \(row.name)  \(row.metric) \(String(format: "%.2f", row.value)) \(row.unit)")
        }
        if let file = options.text("--json") { try AtomicFile.write(rows.map { $0.json + "\n" }.joined(), to: URL(fileURLWithPath: file)) }
    }

    private static func physics(_ world: World, _ name: String) throws -> [Row] {
        let simulation = try Simulation(world: world)
        let clock = ContinuousClock()
        let duration = clock.measure { simulation.step(4 * Tick.perSecond) }
        return [Row(bench: "physics", name: name, metric: "steps_per_s", value: Double(4 * Tick.perSecond) / (duration / .seconds(1)), unit: "1/s")]
    }

    /// Frames a second at three sizes, or the one asked for: labels alone, every channel of the raster, and those with light and composite; all read back.
    private static func gbuffer(_ world: World, _ name: String, _ options: Options) throws -> [Row] {
        let frames = try options.integer("--frames", default: 48, in: 2...10_000)
        let device = try GPUDevice()
        let sizes = options.has("--size") ? [try options.size(default: FrameSize(512, 288))] : [FrameSize(384, 216), FrameSize(512, 288), FrameSize(1280, 720)]
        return try sizes.flatMap { size in
            let contents: [(String, FrameMaker.Contents)] = [("labels", .labels), ("full", .raster), ("full with light", .composite)]
            return try contents.map { title, contents in
                let maker = try FrameMaker(world: world, size: size, device: device, painter: nil)
                maker.contents = contents
                let simulation = try Simulation(world: world)
                var seconds = 0.0
                for index in 0...frames {
                    let state = simulation.state, camera = world.camera.camera(at: state.tick), start = ContinuousClock.now
                    _ = try maker.make(state: state, camera: camera, look: world.look, isCut: index == 0)
                    // The first frame pays for the field's warm-up and for buffers.
                    if index > 0 { seconds += (ContinuousClock.now - start) / .seconds(1) }
                    simulation.step(FrameRate.standard.ticksPerFrame)
                }
                return Row(bench: "gbuffer", name: "\(name) \(size) \(title)", metric: "frames_per_s", value: Double(frames) / seconds, unit: "1/s")
            }
        }
    }

    private static func loop(_ world: World, _ name: String, _ options: Options) throws -> [Row] {
        let configuration = try SessionOptions.configuration(options)
        let frames = try options.integer("--frames", default: 48, in: 2...10_000)
        let session = try Session(.run(try Run(world: world)), configuration: configuration)
        // The first frame pays for the field's warm-up and for buffers: it is made, and not counted.
        try session.export(frameCount: 1) { _, _, _ in true }
        let stages = session.frameMaker.costs, passes = session.frameMaker.lightCosts, simulated = session.simulationSeconds
        let start = ContinuousClock.now
        for _ in 0..<frames {
            try session.apply(.camera(world.camera.camera(at: session.state.tick)))
            _ = try session.capture()
            try session.advance(ticks: configuration.rate.ticksPerFrame)
        }
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        let place = "\(name) \(configuration.size)"
        var rows = [Row(bench: "loop", name: place, metric: "frames_per_s", value: Double(frames) / seconds, unit: "1/s")]
        rows.append(Row(bench: "loop", name: place, metric: "simulate", value: (session.simulationSeconds - simulated) / Double(frames) * 1000, unit: "ms"))
        func add(_ metric: String, _ cost: Cost) {
            rows.append(Row(bench: "loop", name: place, metric: metric, value: cost.wallSeconds / Double(frames) * 1000, unit: "ms"))
            rows.append(Row(bench: "loop", name: place, metric: "\(metric) on all threads", value: cost.processorSeconds / Double(frames) * 1000, unit: "ms"))
        }
        for stage in FrameMaker.Stage.allCases where stage != .lens || session.camera.lens != nil {
            add(stage.rawValue, session.frameMaker.costs[stage] - stages[stage])
            guard stage == .light else { continue }
            for pass in Illuminator.Pass.allCases { add("light: \(pass.rawValue)", session.frameMaker.lightCosts[pass] - passes[pass]) }
        }
        return rows
    }
}
