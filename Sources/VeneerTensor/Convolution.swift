import CKernels

/// Weights of one convolution, packed for the kernel, with the scale and shift applied after the sum.
public final class Convolution {
    /// Geometry of the kernel: a window of `size`² pixels, `stride` apart from one output to the next.
    public struct Window: Sendable, Equatable {
        public var size: Int
        public var stride: Int
        /// Pixels of the window above and left of the output's own.
        public var padding: Int
        public static let point = Window(size: 1, stride: 1, padding: 0)
        public static let three = Window(size: 3, stride: 1, padding: 1)
        public static let halving = Window(size: 3, stride: 2, padding: 1)

        public init(size: Int, stride: Int, padding: Int) {
            self.size = size
            self.stride = stride
            self.padding = padding
        }
    }

    public let window: Window
    /// Channels read from each source map, the first ones of its pixels.
    public let sourceChannels: [Int]
    /// Rounded up to a multiple of 8; what is above the weights' own count comes out as 0.
    public let outputCount: Int
    /// Once for each of the pixels that a block of outputs may hold.
    private(set) var scale: [Float]
    private(set) var shift: [Float]
    private let bias: [Float]
    let packed: Packed

    /// Weights as one kernel or the other reads them.
    enum Packed {
        /// `winograd`: the same transformed for Winograd's algorithm, where it pays.
        case single([Float], winograd: [Float]?)
        /// `doubled`: two neighbouring pixels share a block of 16 outputs, half of which eight would leave idle.
        case bfloat(PairedWeights, doubled: PairedWeights?, winograd: PairedWeights?)
        /// For matrix units.
        case tiles(PairedWeights, doubled: PairedWeights?)
    }

    /// - Parameter weights: output, input, row and column, as PyTorch has them; inputs in the order of the sources.
    public init(weights: [Float], bias: [Float], window: Window, sourceChannels: [Int], precision: ProcessorPrecision = .single) {
        precondition(ProcessorPrecision.available.contains(precision), "this processor doesn't multiply so")
        let inputCount = sourceChannels.reduce(0, +), taps = window.size * window.size
        precondition(weights.count == bias.count * inputCount * taps, "a convolution's weights must fit its shape")
        precondition((1...2).contains(sourceChannels.count), "a convolution reads one map or two")
        self.window = window
        self.sourceChannels = sourceChannels
        outputCount = (bias.count + 7) / 8 * 8
        self.bias = bias + Array(repeating: 0, count: outputCount - bias.count)
        let copies = outputCount == 8 ? 2 : 1
        scale = Array(repeating: 1, count: copies * outputCount)
        shift = (0..<copies).flatMap { [bias = self.bias] _ in bias }
        func paired(pixels: Int, rowMultiple: Int = 1) -> PairedWeights {
            PairedWeights(weights, outputs: bias.count, inputs: inputCount, window: window, pixels: pixels, rowMultiple: rowMultiple)
        }
        let sharesBlocks = copies == 2 && window == .three
        let transformed = precision != .tiles && Self.winogradPays(window, sourceChannels, outputCount) ? Self.transformed(weights) : nil
        switch precision {
        case .single:
            packed = .single(
                Self.pack(weights, outputs: bias.count, taps: taps, sourceChannels: sourceChannels),
                winograd: transformed?.flatMap { Self.pack($0, outputs: bias.count, taps: 1, sourceChannels: [inputCount]) })
        case .bfloat:
            packed = .bfloat(
                paired(pixels: 1), doubled: sharesBlocks ? paired(pixels: 2) : nil,
                winograd: transformed.map { PairedWeights(elements: $0, outputs: bias.count, inputs: inputCount) })
        case .tiles:
            packed = .tiles(paired(pixels: 1, rowMultiple: 16), doubled: sharesBlocks ? paired(pixels: 2, rowMultiple: 16) : nil)
        }
    }

    /// Of the packed weights.
    public var byteCount: Int {
        switch packed {
        case .single(let weights, let winograd): (weights.count + (winograd?.count ?? 0)) * MemoryLayout<Float>.stride
        case .bfloat(let weights, let doubled, let winograd): [weights, doubled, winograd].reduce(0) { $0 + ($1?.byteCount ?? 0) }
        case .tiles(let weights, let doubled): weights.byteCount + (doubled?.byteCount ?? 0)
        }
    }

    /// From here on y = (sum + bias)·(1 + gain) + offset.
    public func modulate(gain: some RandomAccessCollection<Float>, offset: some RandomAccessCollection<Float>) {
        for (i, (g, o)) in zip(gain, offset).enumerated() {
            for lane in stride(from: i, to: scale.count, by: outputCount) {
                scale[lane] = 1 + g
                shift[lane] = bias[i] * (1 + g) + o
            }
        }
    }

    /// Blocks of 16 outputs (the last may be 8), inputs in the order the kernel meets them: source, row, column, channel.
    static func pack(_ weights: [Float], outputs: Int, taps: Int, sourceChannels: [Int]) -> [Float] {
        let inputCount = sourceChannels.reduce(0, +)
        let padded = (outputs + 7) / 8 * 8
        var packed: [Float] = []
        packed.reserveCapacity(padded * inputCount * taps)
        for block in stride(from: 0, to: padded, by: 16) {
            var first = 0
            for channels in sourceChannels {
                for tap in 0..<taps {
                    for channel in first..<first + channels {
                        for output in block..<min(block + 16, padded) {
                            packed.append(output < outputs ? weights[(output * inputCount + channel) * taps + tap] : 0)
                        }
                    }
                }
                first += channels
            }
        }
        return packed
    }
}
