import VeneerTensor

/// Receives a stage's name and its output: for parity tests and for looking inside.
public typealias StageObserver = (_ name: String, _ map: FeatureMap) -> Void

extension PainterNetwork {
    /// From the input to gain and residual in the last head map, in its first `rows` rows.
    /// - Parameters:
    ///   - assemble: fills rows of the input; nil where it stands.
    ///   - finish: uses rows of the last head map as soon as they are made.
    func evaluate(
        _ buffers: PainterBuffers, rows: Int, workers: Workers, observer: StageObserver?, assemble: (@Sendable (Range<Int>) -> Void)?,
        finish: @escaping @Sendable (Range<Int>) -> Void
    ) {
        let levels = buffers.levels
        let assembly = assemble.map { assemble in RowHooks(before: { assemble($0.lowerBound * 4..<$0.upperBound * 4) }) }
        stem.apply(buffers.inputs, to: ConvolutionTarget(levels[0].map), rectifies: true, workers: workers, hooks: assembly)
        observer?("stem", levels[0].map)
        observer?("head-input", buffers.inputs[0])
        observer?("rest-input", buffers.inputs[1])
        for level in 0...2 {
            encode[level].apply(to: levels[level].map, scratch: levels[level].scratch, workers: workers)
            observer?("encode\(level)", levels[level].map)
            down[level].apply([levels[level].map], to: ConvolutionTarget(levels[level + 1].map), rectifies: true, workers: workers)
        }
        for block in bottom { block.apply(to: levels[3].map, scratch: levels[3].scratch, workers: workers) }
        observer?("bottom", levels[3].map)
        for level in [2, 1, 0] {
            up[level].apply([levels[level + 1].map], to: ConvolutionTarget(buffers.rising[level]), rectifies: false, workers: workers)
            levels[level].map.addDoubled(buffers.rising[level], workers: workers)
            decode[level].apply(to: levels[level].map, scratch: levels[level].scratch, workers: workers)
            observer?("decode\(level)", levels[level].map)
        }
        for (row, convolution) in expand.enumerated() {
            let target = ConvolutionTarget(buffers.features, everyRow: 4, from: row)
            convolution.apply([levels[0].map], to: target, rectifies: true, workers: workers)
        }
        observer?("features", buffers.features)
        // One row more than the last layer makes, and an even number: Winograd makes pairs.
        let wide = ConvolutionTarget(buffers.head[0], rows: (rows + 2) / 2 * 2), thin = ConvolutionTarget(buffers.head[1], rows: rows)
        head[0].apply([buffers.features, buffers.inputs[0]], to: wide, rectifies: true, workers: workers)
        observer?("head0", buffers.head[0])
        head[1].apply([buffers.head[0]], to: thin, rectifies: false, workers: workers, hooks: RowHooks(after: finish))
        observer?("head", buffers.head[1])
    }
}
