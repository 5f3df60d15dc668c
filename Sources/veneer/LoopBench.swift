import VeneerLight
import VeneerMath
import VeneerPhysics
import VeneerSession
import VeneerWorld

/// Simulate, light, raster, paint: how many frames a second, what each stage costs, and how long a frame takes from the input that it shows.
enum LoopBench {
    static func rows(_ world: World, _ name: String, _ options: Options) throws -> [BenchRow] {
        let configuration = try SessionOptions.configuration(options)
        let frames = try options.integer("--frames", default: 48, in: 2...10_000)
        let session = try Session(.run(try Run(world: world)), configuration: configuration)
        // The first frame pays for the field's warm-up and for buffers: it is made, and not counted.
        try session.export(frameCount: 1) { _, _, _ in true }
        let stages = session.frameMaker.costs, passes = session.frameMaker.lightCosts, simulated = session.simulationSeconds
        let start = ContinuousClock.now
        let spans = try run(session, frames: frames, ticksPerFrame: configuration.rate.ticksPerFrame)
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        var rows: [BenchRow] = []
        func row(_ metric: String, _ value: Double, _ unit: String = "ms") {
            rows.append(BenchRow(bench: "loop", name: "\(name) \(configuration.size)", metric: metric, value: value, unit: unit))
        }
        func add(_ metric: String, _ cost: Cost) {
            row(metric, cost.wallSeconds / Double(frames) * 1000)
            row("\(metric) on all threads", cost.processorSeconds / Double(frames) * 1000)
        }
        func addPercentiles(_ metric: String) {
            guard let sorted = spans[metric]?.sorted() else { return }
            for percent in [50, 95] { row("\(metric) p\(percent)", sorted[(sorted.count - 1) * percent / 100]) }
        }
        row("frames_per_s", Double(frames) / seconds, "1/s")
        addPercentiles(latency)
        row(simulation, (session.simulationSeconds - simulated) / Double(frames) * 1000)
        addPercentiles(simulation)
        for stage in FrameMaker.Stage.allCases where (stage != .lens || session.camera.lens != nil) && (stage != .enlarge || configuration.renderScale < 1) {
            add(stage.rawValue, session.frameMaker.costs[stage] - stages[stage])
            addPercentiles(stage.rawValue)
            guard stage == .light else { continue }
            for pass in Illuminator.Pass.allCases { add("light: \(pass.rawValue)", session.frameMaker.lightCosts[pass] - passes[pass]) }
        }
        return rows
    }

    private static let latency = "latency", simulation = "simulate"

    /// Milliseconds of each frame: of its stages, and from an input to the picture that shows it.
    private static func run(_ session: Session, frames: Int, ticksPerFrame: Int) throws -> [String: [Double]] {
        var spans: [String: [Double]] = [:]
        for _ in 0..<frames {
            let begun = ContinuousClock.now, before = session.frameMaker.costs
            try session.apply(.camera(session.world.camera.camera(at: session.state.tick)))
            try session.advance(ticks: ticksPerFrame)
            spans[simulation, default: []].append((ContinuousClock.now - begun) / .milliseconds(1))
            _ = try session.capture()
            spans[latency, default: []].append((ContinuousClock.now - begun) / .milliseconds(1))
            for stage in FrameMaker.Stage.allCases {
                spans[stage.rawValue, default: []].append((session.frameMaker.costs[stage] - before[stage]).wallSeconds * 1000)
            }
        }
        return spans
    }
}
