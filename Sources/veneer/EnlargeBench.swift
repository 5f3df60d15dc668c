import VeneerFrame
import VeneerJudge
import VeneerMath
import VeneerPhysics
import VeneerSession
import VeneerWorld

/// Pictures enlarged by `--render-scale` beside those that are as large from the start, and beside small ones that a smooth curve enlarges.
enum EnlargeBench {
    static func rows(_ world: World, _ name: String, _ options: Options) throws -> [BenchRow] {
        var configuration = try SessionOptions.configuration(options)
        if !options.has("--size") { configuration.size = FrameSize(1152, 648) }
        if !options.has(SessionOptions.renderScale.name) { configuration.renderScale = 1.0 / 3 }
        let size = configuration.size, small = size.reduced(by: configuration.renderScale)
        let frames = try options.integer("--frames", default: 12, in: 2...10_000), channel = SessionOptions.shown(configuration)
        func last(_ change: (inout Session.Configuration) -> Void) throws -> (frame: Frame, seconds: Double) {
            var changed = configuration
            change(&changed)
            let session = try Session(.run(try Run(world: world)), configuration: changed)
            var frame: Frame?, start = ContinuousClock.now
            try session.export(frameCount: frames) { next, _, index in
                if index == 0 { start = .now }
                frame = next
                return true
            }
            guard let frame else { throw CommandError("nothing was rendered") }
            return (frame, (ContinuousClock.now - start) / .seconds(1) / Double(frames - 1))
        }
        let whole = try last { $0.renderScale = 1 }, enlarged = try last { _ in }, reduced = try last { ($0.size, $0.renderScale) = (small, 1) }
        let truth = Display(channel, of: whole.frame), cubic = reduced.frame[channel].resized(to: size)
        func row(_ metric: String, _ value: Double, _ unit: String) -> BenchRow {
            BenchRow(bench: "enlarge", name: "\(name) \(size) from \(small)", metric: metric, value: value, unit: unit)
        }
        return [
            row("to the whole picture", Display(channel, of: enlarged.frame).psnr(truth), "dB"),
            row("a small picture by a cubic", Display(cubic, exposure: reduced.frame.exposure).psnr(truth), "dB"),
            row("frames_per_s", 1 / enlarged.seconds, "1/s"),
            row("frames_per_s of the whole picture", 1 / whole.seconds, "1/s"),
            row("frames_per_s of the small picture", 1 / reduced.seconds, "1/s"),
        ]
    }
}
