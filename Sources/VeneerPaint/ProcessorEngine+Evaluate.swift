import VeneerTensor

extension ProcessorEngine {
    /// From the input to gain and residual in the last head map, in its first `rows` rows.
    /// - Parameters:
    ///   - assemble: fills rows of the input; nil where it stands.
    ///   - finish: uses rows of the last head map as soon as they are made.
    func evaluate(
        _ buffers: PainterBuffers, rows: Int, observer: StageObserver?, assemble: (@Sendable (Range<Int>) -> Void)?,
        finish: @escaping @Sendable (Range<Int>) -> Void
    ) {
        let levels = buffers.levels
        let assembly = assemble.map { assemble in RowHooks(before: { assemble($0.lowerBound * 4..<$0.upperBound * 4) }) }
        network.stem.apply(buffers.inputs, to: ConvolutionTarget(levels[0].map), rectifies: true, workers: workers, hooks: assembly)
        observer?("stem", levels[0].map)
        observer?("head-input", buffers.inputs[0])
        observer?("rest-input", buffers.inputs[1])
        for level in 0...2 {
            network.encode[level].apply(to: levels[level].map, scratch: levels[level].scratch, workers: workers)
            observer?("encode\(level)", levels[level].map)
            network.down[level].apply([levels[level].map], to: ConvolutionTarget(levels[level + 1].map), rectifies: true, workers: workers)
        }
        for block in network.bottom { block.apply(to: levels[3].map, scratch: levels[3].scratch, workers: workers) }
        observer?("bottom", levels[3].map)
        for level in [2, 1, 0] {
            network.up[level].apply([levels[level + 1].map], to: ConvolutionTarget(buffers.rising[level]), rectifies: false, workers: workers)
            levels[level].map.addDoubled(buffers.rising[level], workers: workers)
            network.decode[level].apply(to: levels[level].map, scratch: levels[level].scratch, workers: workers)
            observer?("decode\(level)", levels[level].map)
        }
        for (row, convolution) in network.expand.enumerated() {
            let target = ConvolutionTarget(buffers.features, everyRow: 4, from: row)
            convolution.apply([levels[0].map], to: target, rectifies: true, workers: workers)
        }
        observer?("features", buffers.features)
        for first in stride(from: 0, to: rows, by: PainterBuffers.stripHeight) {
            makeHead(buffers, rows: first..<min(rows, first + PainterBuffers.stripHeight), finish: finish)
        }
        observer?("head", buffers.head)
    }

    /// The last layer looks one row further than it makes, and Winograd makes pairs of rows: the wide layer has up to two more on either side.
    private func makeHead(_ buffers: PainterBuffers, rows: Range<Int>, finish: @escaping @Sendable (Range<Int>) -> Void) {
        let height = buffers.features.height, start = max(0, rows.lowerBound - 2), end = min(height, (rows.upperBound + 3) / 2 * 2)
        let sources = [buffers.features, buffers.inputs[0]].map { FeatureMap(rows: start..<end, of: $0) }
        let wide = FeatureMap(rows: 0..<end - start, of: buffers.wide)
        network.head[0].apply(sources, to: ConvolutionTarget(wide), rectifies: true, workers: workers)
        if end == height { wide.clear(row: end - start) }
        let seen = FeatureMap(rows: rows.lowerBound - start..<rows.upperBound - start, of: buffers.wide), first = rows.lowerBound
        let hooks = RowHooks(rowsAtOnce: 4, after: { finish($0.lowerBound + first..<$0.upperBound + first) })
        network.head[1].apply([seen], to: ConvolutionTarget(FeatureMap(rows: rows, of: buffers.head)), rectifies: false, workers: workers, hooks: hooks)
    }
}

extension ResidualBlock<Convolution> {
    func apply(to x: FeatureMap, scratch: FeatureMap, workers: Workers) {
        first.apply([x], to: ConvolutionTarget(scratch), rectifies: true, workers: workers)
        second.apply([scratch], to: ConvolutionTarget(x), residual: x, rectifies: true, workers: workers)
    }
}
