import Foundation
import VeneerFrame
import VeneerMath

/// What painting a frame costs on this machine.
public struct PainterTiming: Sendable {
    public let size: FrameSize
    /// Where it paints.
    public let place: String
    public let medianMilliseconds: Double
    public let bestMilliseconds: Double
    /// Processor time of the whole process for a frame, all threads added: what other work on the machine hardly disturbs.
    public let processorMilliseconds: Double
    /// Of one evaluation on the padded picture; a multiply-add is two.
    public let operationCount: Int
    /// Milliseconds of each stage, medians: on the processor wall time from one stage's end to the next one's, where input assembly is the first's
    /// and decoding the last's; on a device by its own clock.
    public let stages: [(name: String, milliseconds: Double)]
    /// Of the maps and weights, where it paints.
    public let byteCount: Int
    /// Of what a view's history keeps besides.
    public let historyByteCount: Int
    /// By how much the process's memory grew between the first tenth of the frames and the last one.
    public let grownByteCount: Int
    /// At the median: input assembly and decoding counted in the time, not in the operations.
    public var gigaflopsPerSecond: Double { Double(operationCount) / medianMilliseconds / 1e6 }
}

extension Painter {
    /// Paints a frame of noise `repetitions` times after one to warm up.
    public func measure(_ size: FrameSize, repetitions: Int = 20) throws -> PainterTiming {
        var frame = noiseFrame(size)
        try paint(&frame)
        let clock = ContinuousClock()
        var milliseconds: [Double] = []
        let processorTicks = Foundation.clock()
        let settled = max(1, repetitions) / 10
        var residentByteCount = 0
        for number in 0..<max(1, repetitions) {
            if number == settled { residentByteCount = Self.residentByteCount() }
            let duration = try clock.measure { try paint(&frame) }
            milliseconds.append(duration / .milliseconds(1))
        }
        let grownByteCount = Self.residentByteCount() - residentByteCount
        let processorMilliseconds = Double(Foundation.clock() - processorTicks) / Double(CLOCKS_PER_SEC) * 1000 / Double(milliseconds.count)
        let stages = try stageTimes(frame, repetitions: min(20, milliseconds.count))
        milliseconds.sort()
        let history = PaintedHistory()
        history.prepare(for: size)
        return PainterTiming(
            size: size, place: place, medianMilliseconds: milliseconds[milliseconds.count / 2], bestMilliseconds: milliseconds[0],
            processorMilliseconds: processorMilliseconds, operationCount: operationCount(size), stages: stages, byteCount: byteCount,
            historyByteCount: history.byteCount, grownByteCount: grownByteCount)
    }

    /// Of this process; 0 where the system doesn't say.
    private static func residentByteCount() -> Int {
        // Not there on other systems.
        guard let text = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8), let pages = text.split(separator: " ").dropFirst().first
        else { return 0 }
        return (Int(pages) ?? 0) * Int(getpagesize())
    }

    private func stageTimes(_ frame: Frame, repetitions: Int) throws -> [(name: String, milliseconds: Double)] {
        let runs = try (0..<repetitions).map { _ in try engine.stageTimes(frame) }
        return runs[0].indices.map { stage in (runs[0][stage].name, runs.map { $0[stage].milliseconds }.sorted()[repetitions / 2]) }
    }

    private func noiseFrame(_ size: FrameSize) -> Frame {
        var random = SeededRandom(seed: 1)
        let camera = Camera(eye: Vec3(2, 2, 2), target: .zero, verticalFieldOfViewInRadians: 1)
        var frame = Frame(tick: Tick(0), size: size, camera: camera, isCut: true)
        frame.lookFeatures = Array(repeating: 0.5, count: configuration.lookFeatureCount)
        for channel in Set(configuration.inputs.compactMap(\.source) + [.noise]).sorted(by: { $0.rawValue < $1.rawValue }) {
            let count = size.pixelCount * channel.componentCount
            frame[channel] = Plane(size, componentCount: channel.componentCount, values: (0..<count).map { _ in random.uniform() })
        }
        return frame
    }
}
