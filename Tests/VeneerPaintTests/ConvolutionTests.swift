import Testing
import VeneerMath
import VeneerTensor

@Suite struct ConvolutionTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var width: Int, height: Int, inputs: [Int], outputs: Int, window: Convolution.Window
        var testDescription: String { "\(width)x\(height) \(inputs)→\(outputs), \(window.size)x\(window.size)/\(window.stride)" }
    }

    static let cases: [Case] = {
        var cases: [Case] = []
        for (width, height) in [(1, 1), (2, 3), (5, 7), (13, 1), (1, 11), (17, 6), (31, 4)] {
            for (inputs, outputs) in [([1], 1), ([8], 16), ([7], 23), ([3, 5], 40)] {
                cases.append(Case(width: width, height: height, inputs: inputs, outputs: outputs, window: .three))
                cases.append(Case(width: width, height: height, inputs: inputs, outputs: outputs, window: .point))
            }
            cases.append(Case(width: 2 * width, height: 2 * height, inputs: [5], outputs: 16, window: .halving))
            // Wide enough for Winograd's algorithm, at even and at odd sizes.
            cases.append(Case(width: 2 * width, height: 2 * height, inputs: [40], outputs: 24, window: .three))
            cases.append(Case(width: width, height: height, inputs: [24, 16], outputs: 32, window: .three))
            cases.append(Case(width: 4 * width, height: 4 * height, inputs: [3], outputs: 8, window: .init(size: 4, stride: 4, padding: 0)))
        }
        return cases
    }()

    /// Wider than a piece of the kernel's, so that pieces must meet; eight outputs, so that pixels share blocks; as many inputs as weights may have.
    static let wide = [
        Case(width: 306, height: 3, inputs: [128], outputs: 6, window: .three), Case(width: 305, height: 9, inputs: [64, 63], outputs: 56, window: .three),
        Case(width: 402, height: 2, inputs: [96], outputs: 96, window: .three), Case(width: 6, height: 4, inputs: [1024], outputs: 8, window: .halving),
    ]

    @Test(arguments: cases) func agreesWithTheDefinition(_ c: Case) {
        #expect(worstError(c, precision: .single) < 2e-5)
    }

    @Test(arguments: ProcessorPrecision.available.filter { $0 != .single }, cases + wide)
    func bfloatsAgreeWithTheDefinition(_ precision: ProcessorPrecision, _ c: Case) {
        // Inputs and weights are numbers that bfloat16 has: only Winograd's transforms round. Two roundings by 2^-9 at most, evenly spread, of each of
        // nine products for each input; a product's factors have variances up to 4/3 and 1/3; gains up to 2; six deviations.
        let isTransformed = precision == .bfloat && c.window == .three && c.width % 2 == 0 && c.height % 2 == 0 && c.inputs.reduce(c.outputs, +) >= 64
        let deviation = Double(2 * c.inputs.reduce(0, +)).squareRoot() * (4.0 / 9).squareRoot() * 3 * 2 / (512 * 3.0.squareRoot())
        let error = worstError(c, precision: precision)
        #expect(error < (isTransformed ? 6 * deviation : 1e-4))
        #expect(worstError(c, precision: precision, exchangesRowsAndColumns: true) > 2 * error || c.window == .point || c.width * c.height < 8)
    }

    /// The largest difference from the sum in doubles.
    func worstError(_ c: Case, precision: ProcessorPrecision, exchangesRowsAndColumns: Bool = false) -> Double {
        var random = SeededRandom(seed: UInt64(c.width * 1000 + c.height * 10 + c.outputs))
        func numbers(_ count: Int) -> [Float] {
            // Eight bits of mantissa.
            (0..<count).map { _ in Float(bitPattern: random.uniform(-1, 1).bitPattern & (precision == .single ? 0xffff_ffff : 0xffff_0000)) }
        }
        let inputCount = c.inputs.reduce(0, +), taps = c.window.size * c.window.size
        let weights = numbers(c.outputs * inputCount * taps), bias = numbers(c.outputs)
        let gain = numbers(c.outputs), offset = numbers(c.outputs)
        // One channel more than is read, in the last map: the kernel must step over it.
        let sources = c.inputs.enumerated().map { index, count in
            let map = FeatureMap(width: c.width, height: c.height, channelCount: count + (index == c.inputs.count - 1 ? 1 : 0))
            map.fill(numbers(c.width * c.height * map.channelCount))
            return map
        }
        let size = c.window.size
        let given = exchangesRowsAndColumns ? weights.indices.map { weights[$0 / taps * taps + $0 % size * size + $0 % taps / size] } : weights
        let convolution = Convolution(weights: given, bias: bias, window: c.window, sourceChannels: c.inputs, precision: precision)
        convolution.modulate(gain: gain, offset: offset)
        let width = c.width / c.window.stride, height = c.height / c.window.stride
        let output = FeatureMap(width: width, height: height, channelCount: convolution.outputCount)
        let residual = FeatureMap(width: width, height: height, channelCount: convolution.outputCount)
        residual.fill(numbers(width * height * convolution.outputCount))
        convolution.apply(sources, to: ConvolutionTarget(output), residual: residual, rectifies: true, workers: Workers(2))

        let actual = output.copyValues(), added = residual.copyValues(), planes = sources.map { ($0.copyValues(), $0.channelCount) }
        var worst: Double = 0
        for y in 0..<height {
            for x in 0..<width {
                for o in 0..<c.outputs {
                    var sum = Double(bias[o]), first = 0
                    for (index, count) in c.inputs.enumerated() {
                        let (values, step) = planes[index]
                        for row in 0..<c.window.size {
                            for column in 0..<c.window.size {
                                let sy = y * c.window.stride + row - c.window.padding, sx = x * c.window.stride + column - c.window.padding
                                guard sy >= 0, sx >= 0, sy < c.height, sx < c.width else { continue }
                                for i in 0..<count {
                                    let weight = weights[((o * inputCount + first + i) * c.window.size + row) * c.window.size + column]
                                    sum += Double(weight) * Double(values[(sy * c.width + sx) * step + i])
                                }
                            }
                        }
                        first += count
                    }
                    let at = (y * width + x) * convolution.outputCount + o
                    let expected = max(0, sum * Double(1 + gain[o]) + Double(offset[o]) + Double(added[at]))
                    worst = max(worst, abs(Double(actual[at]) - expected))
                }
            }
        }
        return worst
    }

    @Test func doublingAddsEveryPixelToFour() {
        let half = FeatureMap(width: 3, height: 2, channelCount: 8), full = FeatureMap(width: 6, height: 4, channelCount: 8)
        half.fill((0..<48).map(Float.init))
        full.fill((0..<192).map { Float($0) * 1000 })
        full.addDoubled(half, workers: Workers(2))
        let values = full.copyValues()
        for y in 0..<4 {
            for x in 0..<6 {
                for i in 0..<8 {
                    let at = (y * 6 + x) * 8 + i
                    #expect(values[at] == Float(at) * 1000 + Float(((y / 2) * 3 + x / 2) * 8 + i))
                }
            }
        }
    }

    @Test func bandsCoverEveryRowOnce() {
        for (rows, unit, count) in [(1, 1, 2), (7, 2, 3), (64, 4, 2), (13, 5, 1), (3, 8, 4)] {
            let map = FeatureMap(width: 1, height: rows, channelCount: 1)
            Workers(count).bands(of: rows, unit: unit) { band in
                for row in band { map.origin[row * map.rowStep] += band.lowerBound % unit == 0 ? 1 : 100 }
            }
            #expect(map.copyValues() == Array(repeating: 1, count: rows))
        }
    }
}
