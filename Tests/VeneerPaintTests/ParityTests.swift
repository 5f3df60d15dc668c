import Foundation
import Testing
import VeneerFrame
import VeneerMath
import VeneerPaint
import VeneerTensor

@Suite struct ParityTests {
    static let stages = ["head-input", "rest-input", "encode0", "encode1", "encode2", "bottom", "decode2", "decode1", "decode0", "features", "head"]

    /// The error of every stage against PyTorch's.
    static func errors(of painter: Painter) throws -> [String: Float] {
        let fixture = try Fixture()
        var frame = fixture.frame(), errors: [String: Float] = [:]
        try painter.paint(&frame, steps: 1) { name, map in
            guard stages.contains(name) else { return }
            let isHead = name == "head"
            let values = sampled(map, rows: isHead ? fixture.size.height : map.height, channels: isHead ? 6 : map.channelCount, stride: fixture.stride)
            errors[name] = relativeError(values, fixture.values("stage." + name))
        }
        errors["painted"] = relativeError(frame[.painted].values, fixture.values("painted-1"))
        return errors
    }

    @Test func everyStageAgreesWithPyTorch() throws {
        let errors = try Self.errors(of: Painter(weights: Fixture.weights, precision: .single))
        for stage in Self.stages + ["painted"] {
            #expect(try #require(errors[stage]) < 1e-4, "stage \(stage)")
        }
    }

    @Test func severalStepsAgreeWithPyTorch() throws {
        let fixture = try Fixture(), painter = try Painter(weights: Fixture.weights, precision: .single)
        var frame = fixture.frame()
        try painter.paint(&frame, steps: 3)
        #expect(relativeError(frame[.painted].values, fixture.values("painted-3")) < 1e-4)
        #expect(relativeError(frame[.painted].values, fixture.values("painted-1")) > 1e-2, "three steps must differ from one")
    }

    /// The comparison above would see a kernel read with rows and columns exchanged.
    @Test(arguments: ["encode0.first.weight", "down1.weight", "stem.weight", "head0.weight"])
    func transposedKernelsAreCaught(tensor: String) throws {
        let damaged = try EditableWeights(Fixture.weights).transposingWindow(of: tensor).write()
        defer { try? FileManager.default.removeItem(at: damaged) } // A temporary file left behind harms nothing.
        #expect(try #require(Self.errors(of: Painter(weights: damaged, precision: .single))["painted"]) > 1e-3)
    }

    /// Two roundings to eight bits in each product, of sums that go through some twenty layers one after the other: of independent errors.
    private static let bfloatError = Float(2 * 20).squareRoot() / 512

    private static let roundings = ProcessorPrecision.available.filter { $0 != .single }

    @Test(arguments: roundings) func everyStageInBfloatsIsNearPyTorch(_ precision: ProcessorPrecision) throws {
        let errors = try Self.errors(of: Painter(weights: Fixture.weights, precision: precision))
        for stage in Self.stages + ["painted"] {
            #expect(try #require(errors[stage]) < (stage.hasSuffix("input") ? 1e-4 : Self.bfloatError), "stage \(stage)")
        }
        #expect(try #require(errors["head"]) > 1e-4, "singles were multiplied")
    }

    @Test(arguments: roundings, ["encode0.first.weight", "down1.weight", "stem.weight", "head0.weight"])
    func transposedKernelsInBfloatsAreCaught(_ precision: ProcessorPrecision, tensor: String) throws {
        let damaged = try EditableWeights(Fixture.weights).transposingWindow(of: tensor).write()
        defer { try? FileManager.default.removeItem(at: damaged) } // A temporary file left behind harms nothing.
        let errors = try Self.errors(of: Painter(weights: damaged, precision: precision))
        #expect(try #require(errors.values.max()) > Self.bfloatError)
    }
}
