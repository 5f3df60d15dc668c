import VeneerTensor

/// x ← relu(x + second(relu(first(x), modulated by the look))).
struct ResidualBlock<Layer> {
    let first: Layer
    let second: Layer

    func map<Made>(_ make: (Layer) throws -> Made) rethrows -> ResidualBlock<Made> {
        ResidualBlock<Made>(first: try make(first), second: try make(second))
    }
}

/// A dense layer of the small network that reads the look.
struct DenseLayer {
    let weights: [Float]
    let bias: [Float]

    init(_ loader: inout LayerLoader, _ name: String, from inputs: Int, to outputs: Int) throws {
        weights = try loader.values("\(name).weight", shape: [outputs, inputs])
        bias = try loader.values("\(name).bias", shape: [outputs])
    }

    func apply(_ input: [Float]) -> [Float] {
        bias.indices.map { row in
            zip(input, weights[row * input.count..<(row + 1) * input.count]).reduce(bias[row]) { $0 + $1.0 * $1.1 }
        }
    }
}

/// Takes tensors out of a file and remembers which.
struct LayerLoader {
    let file: SafetensorsFile
    private(set) var used: Set<String> = []

    init(_ file: SafetensorsFile) { self.file = file }

    mutating func values(_ name: String, shape: [Int]) throws -> [Float] {
        used.insert(name)
        return try file.values(name, shape: shape)
    }

    mutating func convolution(_ name: String, window: Convolution.Window, from sources: [Int], to outputs: Int) throws -> ConvolutionWeights {
        let weights = try values("\(name).weight", shape: [outputs, sources.reduce(0, +), window.size, window.size])
        return ConvolutionWeights(weights: weights, bias: try values("\(name).bias", shape: [outputs]), window: window, sourceChannels: sources)
    }

    mutating func block(_ name: String, channels: Int) throws -> ResidualBlock<ConvolutionWeights> {
        ResidualBlock(
            first: try convolution("\(name).first", window: .three, from: [channels], to: channels),
            second: try convolution("\(name).second", window: .three, from: [channels], to: channels))
    }

    /// A point convolution whose outputs are 4×4 pixels of `features` channels: one convolution for each of the four rows.
    mutating func expansion(_ name: String, from inputs: Int, features: Int) throws -> [ConvolutionWeights] {
        let weights = try values("\(name).weight", shape: [features * 16, inputs, 1, 1])
        let bias = try values("\(name).bias", shape: [features * 16])
        return (0..<4).map { row in
            // In the file: feature, row, column; in memory: column, feature.
            let order = (0..<4).flatMap { column in (0..<features).map { feature in feature * 16 + row * 4 + column } }
            return ConvolutionWeights(
                weights: order.flatMap { weights[$0 * inputs..<($0 + 1) * inputs] }, bias: order.map { bias[$0] }, window: .point, sourceChannels: [inputs])
        }
    }
}
