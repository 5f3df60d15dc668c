import Foundation
import Testing
import VeneerMath
import VeneerPaint
import VeneerTensor

/// Not part of an ordinary run: `VENEER_TIMING=weights.safetensors swift test -c release --filter TimingTests`.
@Suite(.serialized) struct TimingTests {
    static let weights = ProcessInfo.processInfo.environment["VENEER_TIMING"]

    @Test(.enabled(if: weights != nil), arguments: [1, 2]) func paintsFast(workers: Int) throws {
        let painter = try Painter(weights: URL(fileURLWithPath: Self.weights!), workers: Workers(workers))
        let timing = try painter.measure(FrameSize(384, 216), repetitions: 40)
        print(
            "\(timing.size), \(workers) worker(s): median \(timing.medianMilliseconds) ms, best \(timing.bestMilliseconds) ms, processor \(timing.processorMilliseconds) ms, \(timing.gigaflopsPerSecond) GFLOP/s"
        )
        #expect(timing.medianMilliseconds > 0)
    }
}
