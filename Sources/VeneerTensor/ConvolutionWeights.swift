/// One convolution as a weights file has it.
public struct ConvolutionWeights: Sendable {
    /// Output, input, row and column, as PyTorch has them; inputs in the order of the sources.
    public let weights: [Float]
    public let bias: [Float]
    public let window: Convolution.Window
    /// Channels read from each source map, the first ones of its pixels.
    public let sourceChannels: [Int]

    public init(weights: [Float], bias: [Float], window: Convolution.Window, sourceChannels: [Int]) {
        precondition(
            weights.count == bias.count * sourceChannels.reduce(0, +) * window.size * window.size, "a convolution's weights must fit its shape")
        (self.weights, self.bias, self.window, self.sourceChannels) = (weights, bias, window, sourceChannels)
    }

    /// Convolutions of the same sources as one, their outputs in this order.
    public init(stacked parts: [ConvolutionWeights]) {
        precondition(parts.allSatisfy { $0.window == parts[0].window && $0.sourceChannels == parts[0].sourceChannels }, "stacked convolutions read the same")
        self.init(
            weights: parts.flatMap(\.weights), bias: parts.flatMap(\.bias), window: parts[0].window, sourceChannels: parts[0].sourceChannels)
    }

    public var outputCount: Int { bias.count }
    public var inputCount: Int { sourceChannels.reduce(0, +) }

    /// Floating-point operations of one evaluation over `pixelCount` outputs, as its definition counts them; a multiply-add is two.
    public func operationCount(pixelCount: Int) -> Int { 2 * weights.count * pixelCount }
}

extension Convolution {
    public convenience init(_ w: ConvolutionWeights, precision: ProcessorPrecision = .single) {
        self.init(weights: w.weights, bias: w.bias, window: w.window, sourceChannels: w.sourceChannels, precision: precision)
    }
}
