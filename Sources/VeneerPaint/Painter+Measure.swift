import Foundation
import VeneerFrame
import VeneerMath

/// What painting a frame costs on this machine.
public struct PainterTiming: Sendable {
    public let size: FrameSize
    public let workers: Int
    public let medianMilliseconds: Double
    public let bestMilliseconds: Double
    /// Processor time of the whole process for a frame, all threads added: what other work on the machine hardly disturbs.
    public let processorMilliseconds: Double
    /// Of one evaluation on the padded picture; a multiply-add is two.
    public let operationCount: Int
    /// Milliseconds of wall time from one stage's end to the next one's; input assembly is the first's, decoding the last's.
    public let stages: [(name: String, milliseconds: Double)]
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
        for _ in 0..<max(1, repetitions) {
            let duration = try clock.measure { try paint(&frame) }
            milliseconds.append(duration / .milliseconds(1))
        }
        let processorMilliseconds = Double(Foundation.clock() - processorTicks) / Double(CLOCKS_PER_SEC) * 1000 / Double(milliseconds.count)
        let stages = try stageTimes(&frame, repetitions: milliseconds.count)
        milliseconds.sort()
        return PainterTiming(
            size: size, workers: workers.count, medianMilliseconds: milliseconds[milliseconds.count / 2], bestMilliseconds: milliseconds[0],
            processorMilliseconds: processorMilliseconds, operationCount: operationCount(size), stages: stages)
    }

    private func stageTimes(_ frame: inout Frame, repetitions: Int) throws -> [(name: String, milliseconds: Double)] {
        var names: [String] = [], sums: [String: Double] = [:]
        for _ in 0..<repetitions {
            var last = ContinuousClock.now
            try paint(&frame) { name, _ in
                let now = ContinuousClock.now
                if sums[name] == nil { names.append(name) }
                sums[name, default: 0] += (now - last) / .milliseconds(1)
                last = now
            }
        }
        return names.map { ($0, sums[$0]! / Double(repetitions)) }
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
