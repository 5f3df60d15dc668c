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
    public private(set) var scale: [Float]
    public private(set) var shift: [Float]
    private let bias: [Float]
    let packed: [Float]
    /// The same kernels transformed for Winograd's algorithm, where it pays.
    let winograd: [Float]?

    /// - Parameter weights: output, input, row and column, as PyTorch has them; inputs in the order of the sources.
    public init(weights: [Float], bias: [Float], window: Window, sourceChannels: [Int]) {
        let inputCount = sourceChannels.reduce(0, +), taps = window.size * window.size
        precondition(weights.count == bias.count * inputCount * taps, "a convolution's weights must fit its shape")
        precondition((1...2).contains(sourceChannels.count), "a convolution reads one map or two")
        self.window = window
        self.sourceChannels = sourceChannels
        outputCount = (bias.count + 7) / 8 * 8
        self.bias = bias + Array(repeating: 0, count: outputCount - bias.count)
        scale = Array(repeating: 1, count: outputCount)
        shift = self.bias
        packed = Self.pack(weights, outputs: bias.count, taps: taps, sourceChannels: sourceChannels)
        winograd =
            Self.winogradPays(window, sourceChannels, outputCount)
            ? Self.packTransformed(weights, outputs: bias.count, inputs: inputCount) : nil
    }

    /// Of the packed weights.
    public var byteCount: Int { (packed.count + (winograd?.count ?? 0)) * MemoryLayout<Float>.stride }

    /// From here on y = (sum + bias)·(1 + gain) + offset.
    public func modulate(gain: some RandomAccessCollection<Float>, offset: some RandomAccessCollection<Float>) {
        for (i, (g, o)) in zip(gain, offset).enumerated() {
            scale[i] = 1 + g
            shift[i] = bias[i] * (1 + g) + o
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
