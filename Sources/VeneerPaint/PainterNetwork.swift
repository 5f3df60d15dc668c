import VeneerTensor

/// The painter's network: space-to-depth by 4, a U-Net at 1/4 to 1/32, and a thin head at full resolution.
struct PainterNetwork {
    let configuration: PainterConfiguration
    let stem: Convolution
    let down: [Convolution]
    let encode: [ResidualBlock]
    let bottom: [ResidualBlock]
    /// From the coarser level to this one, by level.
    let up: [Convolution]
    let decode: [ResidualBlock]
    /// One for each of the four rows that a coarse pixel covers.
    let expand: [Convolution]
    let head: [Convolution]
    let look: [DenseLayer]

    init(_ file: SafetensorsFile) throws {
        configuration = try PainterConfiguration(file)
        let widths = configuration.channels
        var loader = LayerLoader(file)
        stem = try loader.convolution("stem", window: .init(size: 4, stride: 4, padding: 0), from: configuration.inputGroups, to: widths[0])
        down = try (1...3).map { try loader.convolution("down\($0)", window: .halving, from: [widths[$0 - 1]], to: widths[$0]) }
        encode = try (0...2).map { try ResidualBlock(&loader, "encode\($0)", channels: widths[$0]) }
        bottom = try (0...1).map { try ResidualBlock(&loader, "bottom\($0)", channels: widths[3]) }
        up = try (0...2).map { try loader.convolution("up\($0)", window: .point, from: [widths[$0 + 1]], to: widths[$0]) }
        decode = try (0...2).map { try ResidualBlock(&loader, "decode\($0)", channels: widths[$0]) }
        expand = try loader.expansion("expand", from: widths[0], features: configuration.featureCount)
        head = [
            try loader.convolution(
                "head0", window: .three, from: [configuration.featureCount, configuration.headInputCount], to: configuration.headWidth),
            try loader.convolution("head1", window: .three, from: [configuration.headWidth], to: 6),
        ]
        let gainCount = Self.inOrder(encode, bottom, decode).reduce(0) { $0 + $1.first.outputCount }
        look = [
            try DenseLayer(&loader, "look0", from: configuration.lookFeatureCount + 1, to: configuration.modulationWidth),
            try DenseLayer(&loader, "look1", from: configuration.modulationWidth, to: 2 * gainCount),
        ]
        try loader.file.requireOnly(loader.used)
    }

    /// The blocks as they run, which is how the look's outputs lie.
    private static func inOrder(_ encode: [ResidualBlock], _ bottom: [ResidualBlock], _ decode: [ResidualBlock]) -> [ResidualBlock] {
        encode + bottom + decode.reversed()
    }

    /// Tells every residual block what the look and the bridge's time ask of it.
    func modulate(lookFeatures: [Float], time: Float) {
        let values = look[1].apply(look[0].apply(lookFeatures + [time]).map { max(0, $0) })
        var start = 0
        for block in Self.inOrder(encode, bottom, decode) {
            let count = block.first.outputCount
            block.first.modulate(gain: values[start..<start + count], offset: values[start + count..<start + 2 * count])
            start += 2 * count
        }
    }

    /// Floating-point operations of one evaluation on a padded picture; a multiply-add is two.
    func operationCount(pixelCount: Int) -> Int {
        func blocks(_ list: [ResidualBlock], _ level: Int) -> Int {
            list.reduce(0) { $0 + ($1.first.operationCount(pixelCount: 1) + $1.second.operationCount(pixelCount: 1)) * (pixelCount >> (2 * level)) }
        }
        var total = stem.operationCount(pixelCount: pixelCount >> 4) + blocks(bottom, 5)
        for level in 0...2 {
            total += down[level].operationCount(pixelCount: pixelCount >> (2 * level + 6)) + blocks([encode[level], decode[level]], level + 2)
            total += up[level].operationCount(pixelCount: pixelCount >> (2 * level + 6))
        }
        total += expand.reduce(0) { $0 + $1.operationCount(pixelCount: pixelCount >> 4) }
        return total + head.reduce(0) { $0 + $1.operationCount(pixelCount: pixelCount) }
    }
}
