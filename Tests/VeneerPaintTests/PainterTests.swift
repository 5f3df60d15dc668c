import Foundation
import Testing
import VeneerFrame
import VeneerMath
import VeneerPaint
import VeneerTensor

@Suite struct PainterTests {
    func painted(_ frame: Frame, steps: Int = 1, weights: URL = Fixture.weights, workers: Int = 2, precision: ProcessorPrecision? = nil) throws -> [Float] {
        var frame = frame
        try Painter(weights: weights, workers: Workers(workers), precision: precision).paint(&frame, steps: steps)
        return frame[.painted].values
    }

    @Test(arguments: [FrameSize(64, 64), FrameSize(97, 71), FrameSize(65, 128)])
    func untrainedPainterReturnsTheComposite(size: FrameSize) throws {
        var weights = try EditableWeights(Fixture.weights)
        try weights.zero("head1.weight")
        try weights.zero("head1.bias")
        let url = try weights.write(), frame = syntheticFrame(size)
        defer { try? FileManager.default.removeItem(at: url) } // A temporary file left behind harms nothing.
        for (value, expected) in zip(try painted(frame, weights: url), frame[.composite].values) {
            #expect(abs(value - expected) <= 1e-5 * max(1, expected))
        }
    }

    @Test(arguments: ProcessorPrecision.available) func workersDoNotShowInTheBytes(precision: ProcessorPrecision) throws {
        let frame = syntheticFrame(FrameSize(101, 83))
        let one = try painted(frame, steps: 2, workers: 1, precision: precision)
        #expect(try painted(frame, steps: 2, workers: 2, precision: precision) == one)
        #expect(try painted(frame, steps: 2, workers: 5, precision: precision) == one)
    }

    @Test func painterHoldsNothingOfEarlierFrames() throws {
        let painter = try Painter(weights: Fixture.weights), size = FrameSize(70, 66)
        var first = syntheticFrame(size), other = syntheticFrame(size, seed: 2), small = syntheticFrame(FrameSize(64, 64)), again = syntheticFrame(size)
        try painter.paint(&first)
        try painter.paint(&other, steps: 3)
        try painter.paint(&small)
        try painter.paint(&again)
        #expect(first[.painted] == again[.painted])
        #expect(first[.painted] != other[.painted])
    }

    @Test func whatOnlyShinesStaysAsItIs() throws {
        var frame = syntheticFrame(FrameSize(64, 64))
        let shining = 3 * 500..<3 * 900, dark = 3 * 900..<3 * 1000
        for i in shining { frame[.emission].values[i] = frame[.composite].values[i] + 0.001 }
        for i in shining { frame[.composite].values[i] = frame[.emission].values[i] }
        for i in dark {
            frame[.emission].values[i] = 0
            frame[.composite].values[i] = 0
        }
        let values = try painted(frame), composite = frame[.composite].values
        #expect(Array(values[shining]) == Array(composite[shining]))
        #expect(values[dark].contains { $0 > 0 })
        for others in [0..<shining.lowerBound, dark.upperBound..<values.count] {
            #expect(zip(values[others], composite[others]).count { $0 == $1 } < others.count / 10)
        }
    }

    @Test func everyInputMatters() throws {
        let frame = syntheticFrame(FrameSize(64, 64)), reference = try painted(frame)
        for channel in frame.planes.keys {
            var changed = frame
            changed[channel].values = changed[channel].values.map { $0 + 0.5 }
            #expect(try painted(changed) != reference, "\(channel.rawValue)")
        }
        var changed = frame
        changed.lookFeatures[9] += 1
        #expect(try painted(changed) != reference)
    }

    @Test func lightAndExposureTradeOff() throws {
        let frame = syntheticFrame(FrameSize(64, 64))
        var brighter = frame
        brighter.exposure /= 4
        for channel: Channel in [.composite, .emission, .directDiffuse, .directSpecular, .irradiance, .reflection] {
            brighter[channel].values = brighter[channel].values.map { $0 * 4 }
        }
        #expect(try painted(brighter) == painted(frame).map { $0 * 4 })
    }

    @Test func missingChannelIsNamed() throws {
        let full = syntheticFrame(FrameSize(64, 64))
        var frame = Frame(tick: full.tick, size: full.size, camera: full.camera, isCut: true)
        frame.lookFeatures = full.lookFeatures
        for (channel, plane) in full.planes where channel != .irradiance { frame[channel] = plane }
        #expect(throws: PaintError("painter-weights.safetensors reads 'irradiance', which this frame doesn't have")) { try painted(frame) }
    }

    @Test func stepsAndSizesOutOfRangeAreRefused() throws {
        #expect(throws: PaintError.self) { try painted(syntheticFrame(FrameSize(64, 64)), steps: 0) }
        #expect(throws: PaintError.self) { try painted(syntheticFrame(FrameSize(64, 64)), steps: 9) }
        #expect(throws: PaintError.self) { try painted(syntheticFrame(FrameSize(63, 64))) }
    }

    @Test func operationCountIsTheNetworksOwn() throws {
        // A 3x3 layer of c channels costs 18c² a pixel; level n has 1/16, 1/64, 1/256 or 1/1024 of the pixels. All divisions are exact here.
        let painter = try Painter(weights: Fixture.weights), pixels = 64 * 64
        let (a, b, c, d, features, inputs, headInputs, head) = (32, 40, 32, 24, 6, 32, 16, 8)
        var sum = 2 * 16 * inputs * a * pixels / 16 + 2 * a * features * 16 * pixels / 16
        sum += 72 * (a * a * pixels / 16 + b * b * pixels / 64 + c * c * pixels / 256 + d * d * pixels / 1024)
        sum += 18 * (a * b * pixels / 64 + b * c * pixels / 256 + c * d * pixels / 1024)
        sum += 2 * (a * b * pixels / 64 + b * c * pixels / 256 + c * d * pixels / 1024)
        sum += 18 * ((features + headInputs) * head + head * 6) * pixels
        #expect(painter.operationCount(FrameSize(64, 64)) == sum)
    }
}
