import VeneerTensor

/// Receives a stage's name and its output: for parity tests and for looking inside.
public typealias StageObserver = (_ name: String, _ map: FeatureMap) -> Void

extension PainterNetwork {
    /// From the assembled input to gain and residual in the last head map.
    func evaluate(_ buffers: PainterBuffers, workers: Workers, observer: StageObserver?) {
        let levels = buffers.levels
        stem.apply(buffers.input, to: ConvolutionTarget(levels[0].map), rectifies: true, workers: workers)
        for level in 0...2 {
            encode[level].apply(to: levels[level].map, scratch: levels[level].scratch, workers: workers)
            observer?("encode\(level)", levels[level].map)
            down[level].apply(levels[level].map, to: ConvolutionTarget(levels[level + 1].map), rectifies: true, workers: workers)
        }
        for block in bottom { block.apply(to: levels[3].map, scratch: levels[3].scratch, workers: workers) }
        observer?("bottom", levels[3].map)
        for level in [2, 1, 0] {
            up[level].apply(levels[level + 1].map, to: ConvolutionTarget(buffers.rising[level]), rectifies: false, workers: workers)
            levels[level].map.addDoubled(buffers.rising[level], workers: workers)
            decode[level].apply(to: levels[level].map, scratch: levels[level].scratch, workers: workers)
            observer?("decode\(level)", levels[level].map)
        }
        paintDetail(buffers, workers: workers)
        observer?("features", buffers.features)
        observer?("head", buffers.head[1])
    }

    private func paintDetail(_ buffers: PainterBuffers, workers: Workers) {
        for (row, convolution) in expand.enumerated() {
            let target = ConvolutionTarget(buffers.features, everyRow: 4, from: row)
            convolution.apply(buffers.levels[0].map, to: target, rectifies: true, workers: workers)
        }
        head[0].apply(buffers.features, buffers.input, to: ConvolutionTarget(buffers.head[0]), rectifies: true, workers: workers)
        head[1].apply(buffers.head[0], to: ConvolutionTarget(buffers.head[1]), rectifies: false, workers: workers)
    }
}
