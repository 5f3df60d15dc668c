import VeneerTensor

/// The painter's network: space-to-depth by 4, a U-Net at 1/4 to 1/32, and a thin head at full resolution. As a file has it, its layers are weights;
/// engines make of each what they compute with.
struct PainterNetwork<Layer> {
    let configuration: PainterConfiguration
    let stem: Layer
    let down: [Layer]
    let encode: [ResidualBlock<Layer>]
    let bottom: [ResidualBlock<Layer>]
    /// From the coarser level to this one, by level.
    let up: [Layer]
    let decode: [ResidualBlock<Layer>]
    /// Together they make the four rows that a coarse pixel covers; as a file has it, one each.
    let expand: [Layer]
    let head: [Layer]
    let look: [DenseLayer]

    /// The blocks as they run, which is how the look's outputs lie.
    var blocks: [ResidualBlock<Layer>] { encode + bottom + decode.reversed() }

    /// What the look and the bridge's time ask of every block's first layer.
    func modulation(lookFeatures: [Float], time: Float) -> [(layer: Layer, gain: ArraySlice<Float>, offset: ArraySlice<Float>)] {
        let values = look[1].apply(look[0].apply(lookFeatures + [time]).map { max(0, $0) })
        var start = 0
        return zip(blocks, configuration.channels + configuration.channels.reversed()).map { block, count in
            defer { start += 2 * count }
            return (block.first, values[start..<start + count], values[start + count..<start + 2 * count])
        }
    }

    func map<Made>(_ make: (Layer) throws -> Made, expand makeExpansion: ([Layer]) throws -> [Made]) rethrows -> PainterNetwork<Made> {
        PainterNetwork<Made>(
            configuration: configuration, stem: try make(stem), down: try down.map(make), encode: try encode.map { try $0.map(make) },
            bottom: try bottom.map { try $0.map(make) }, up: try up.map(make), decode: try decode.map { try $0.map(make) }, expand: try makeExpansion(expand),
            head: try head.map(make), look: look)
    }
}

extension PainterNetwork<ConvolutionWeights> {
    init(_ file: SafetensorsFile) throws {
        let configuration = try PainterConfiguration(file), widths = configuration.channels
        var loader = LayerLoader(file)
        stem = try loader.convolution("stem", window: .init(size: 4, stride: 4, padding: 0), from: configuration.inputGroups, to: widths[0])
        down = try (1...3).map { try loader.convolution("down\($0)", window: .halving, from: [widths[$0 - 1]], to: widths[$0]) }
        encode = try (0...2).map { try loader.block("encode\($0)", channels: widths[$0]) }
        bottom = try (0...1).map { try loader.block("bottom\($0)", channels: widths[3]) }
        up = try (0...2).map { try loader.convolution("up\($0)", window: .point, from: [widths[$0 + 1]], to: widths[$0]) }
        decode = try (0...2).map { try loader.block("decode\($0)", channels: widths[$0]) }
        expand = try loader.expansion("expand", from: widths[0], features: configuration.featureCount)
        head = [
            try loader.convolution(
                "head0", window: .three, from: [configuration.featureCount, configuration.headInputCount], to: configuration.headWidth),
            try loader.convolution("head1", window: .three, from: [configuration.headWidth], to: 6),
        ]
        look = [
            try DenseLayer(&loader, "look0", from: configuration.lookFeatureCount + 1, to: configuration.modulationWidth),
            try DenseLayer(&loader, "look1", from: configuration.modulationWidth, to: 4 * widths.reduce(0, +)),
        ]
        self.configuration = configuration
        try loader.file.requireOnly(loader.used)
    }

    /// Floating-point operations of one evaluation on a padded picture; a multiply-add is two.
    func operationCount(pixelCount: Int) -> Int {
        func blocks(_ list: [ResidualBlock<ConvolutionWeights>], _ level: Int) -> Int {
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
