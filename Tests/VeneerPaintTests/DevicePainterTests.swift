import Foundation
import Testing
import VeneerFrame
import VeneerGPU
import VeneerMath
import VeneerPaint
import VeneerTensor

@Suite struct DevicePainterTests {
    static let tolerance: [DevicePrecision: Float] = [.single: 1e-4, .half: 5e-3]

    func painter(_ precision: DevicePrecision, _ product: ConvolutionKernels.Product = .registers, weights: URL = Fixture.weights) throws -> Painter {
        try Painter(weights: weights, device: sharedDevice(), precision: precision, product: product)
    }

    func painted(_ frame: Frame, by painter: Painter, steps: Int = 1) throws -> [Float] {
        var frame = frame
        try painter.paint(&frame, steps: steps)
        return frame[.painted].values
    }

    @Test(arguments: DevicePrecision.allCases) func everyStageAgreesWithPyTorch(precision: DevicePrecision) throws {
        let tolerance = try #require(Self.tolerance[precision])
        for product in try DeviceKit.all(precision).map(\.product) {
            let errors = try ParityTests.errors(of: painter(precision, product))
            for stage in ParityTests.stages + ["painted"] {
                #expect(try #require(errors[stage]) < tolerance, "stage \(stage) by \(product)")
            }
        }
    }

    @Test(arguments: DevicePrecision.allCases) func severalStepsAgreeWithPyTorch(precision: DevicePrecision) throws {
        let fixture = try Fixture()
        let values = try painted(fixture.frame(), by: painter(precision), steps: 3)
        #expect(try relativeError(values, fixture.values("painted-3")) < #require(Self.tolerance[precision]))
    }

    /// The comparisons above would see a kernel read with rows and columns exchanged.
    @Test(arguments: ["encode0.first.weight", "head0.weight"])
    func transposedKernelsAreCaught(tensor: String) throws {
        let damaged = try EditableWeights(Fixture.weights).transposingWindow(of: tensor).write()
        defer { try? FileManager.default.removeItem(at: damaged) } // A temporary file left behind harms nothing.
        let error = try #require(ParityTests.errors(of: painter(.half, weights: damaged))["painted"])
        #expect(error > 2 * Self.tolerance[.half]!)
    }

    /// Sizes that no tile divides, in one strip of rows and in several, at one step and at more.
    @Test(arguments: DevicePrecision.allCases) func agreesWithTheProcessor(precision: DevicePrecision) throws {
        let processor = try Painter(weights: Fixture.weights, precision: .single), device = try painter(precision)
        let inStrips = try Painter(weights: Fixture.weights, device: sharedDevice(), precision: precision, product: .registers, stripByteCount: 100_000)
        for (size, steps) in [(FrameSize(97, 71), 1), (FrameSize(65, 129), 3), (FrameSize(64, 64), 1)] {
            let frame = syntheticFrame(size), whole = try painted(frame, by: device, steps: steps)
            #expect(try relativeError(whole, painted(frame, by: processor, steps: steps)) < #require(Self.tolerance[precision]), "\(size)")
            #expect(try painted(frame, by: inStrips, steps: steps) == whole, "strips show at \(size)")
        }
    }

    @Test func sameBytesEveryTime() throws {
        let frame = syntheticFrame(FrameSize(97, 71)), painter = try painter(.half), first = try painted(frame, by: painter, steps: 2)
        _ = try painted(syntheticFrame(FrameSize(97, 71), seed: 2), by: painter)
        _ = try painted(syntheticFrame(FrameSize(64, 64)), by: painter)
        #expect(try painted(frame, by: painter, steps: 2) == first)
        #expect(try painted(frame, by: self.painter(.half), steps: 2) == first)
    }

    @Test func everyInputMatters() throws {
        let frame = syntheticFrame(FrameSize(64, 64)), painter = try painter(.half), reference = try painted(frame, by: painter)
        for channel in frame.planes.keys {
            var changed = frame
            changed[channel].values = changed[channel].values.map { $0 + 0.5 }
            #expect(try painted(changed, by: painter) != reference, "\(channel.rawValue)")
        }
        var changed = frame
        changed.lookFeatures[9] += 1
        #expect(try painted(changed, by: painter) != reference)
    }

    @Test(arguments: [GPUError.deviceLost, .outOfMemory(what: "memory")]) func aFailingDeviceIsAnErrorWithARemedy(failure: GPUError) throws {
        let device = try GPUDevice(validate: false), painter = try Painter(weights: Fixture.weights, device: device)
        var frame = syntheticFrame(FrameSize(64, 64))
        try painter.paint(&frame)
        device.rehearse(failure)
        let error = #expect(throws: GPUError.self) { try painter.paint(&frame) }
        #expect(error == failure)
        device.rehearse(nil)
        let again = try Painter(weights: Fixture.weights, device: device)
        try again.paint(&frame)
    }

    @Test func aPictureThatNoBufferHoldsIsRefused() throws {
        let frame = syntheticFrame(FrameSize(64, 64)), device = try sharedDevice(), painter = try painter(.single)
        let error = #expect(throws: GPUError.self) {
            _ = try DeviceMap(device, width: 1 << 16, height: 1 << 16, channelCount: 64, precision: .single)
        }
        #expect(error?.description.contains("choose a smaller --size") == true)
        #expect(try painted(frame, by: painter).count == 3 * 64 * 64)
    }
}

/// In processes of their own, where no other test's memory counts.
@Suite struct PainterMemoryTests {
    @Test func theWholePainterFitsInto300MegabytesAt720Lines() throws {
        let size = FrameSize(1280, 720), models = Fixture.folder.appendingPathComponent("../../Models"),
            weights = models.appendingPathComponent("painter-s.safetensors"), history = PaintedHistory()
        history.prepare(for: size)
        #expect(history.byteCount == 24 * size.pixelCount)
        for painter in [try Painter(weights: weights), try Painter(weights: weights, device: GPUDevice(validate: false))] {
            let before = painter.byteCount
            try painter.prepare(for: size)
            // The input alone, 32 halves a pixel, is 60 MB.
            #expect(
                before < 30_000_000 && (60_000_000..<300_000_000).contains(painter.byteCount + history.byteCount),
                "\(painter.place): \(painter.byteCount) bytes")
        }
    }

    @Test func paintingHundredsOfFramesOnTheProcessorTakesNoMore() async {
        await #expect(processExitsWith: .success) {
            let grown = try Painter(weights: Fixture.weights).measure(FrameSize(64, 64), repetitions: 600).grownByteCount
            #expect(grown < 4_000_000, "\(grown) bytes")
        }
    }

    @Test func paintingAHundredFramesOnTheDeviceTakesNoMore() async {
        await #expect(processExitsWith: .success) {
            let painter = try Painter(weights: Fixture.weights, device: GPUDevice(validate: false))
            let grown = try painter.measure(FrameSize(64, 64), repetitions: 100).grownByteCount
            #expect(grown < 4_000_000, "\(grown) bytes")
        }
    }
}
