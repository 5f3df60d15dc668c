import CKernels

/// Where a convolution's rows go: a map, or a part of one.
public struct ConvolutionTarget {
    var origin: UnsafeMutablePointer<Float>
    var rowStep: Int
    var pixelStep: Int
    var width: Int
    var height: Int

    public init(_ map: FeatureMap) {
        self.init(origin: map.origin, rowStep: map.rowStep, pixelStep: map.channelCount, width: map.width, height: map.height)
    }

    /// Every `factor`-th row of a map from `row` on, `factor` neighbouring pixels seen as one with all their channels.
    public init(_ map: FeatureMap, everyRow factor: Int, from row: Int) {
        self.init(
            origin: map.origin + row * map.rowStep, rowStep: factor * map.rowStep, pixelStep: factor * map.channelCount,
            width: map.width / factor, height: map.height / factor)
    }

    private init(origin: UnsafeMutablePointer<Float>, rowStep: Int, pixelStep: Int, width: Int, height: Int) {
        self.origin = origin
        self.rowStep = rowStep
        self.pixelStep = pixelStep
        self.width = width
        self.height = height
    }
}

extension Convolution {
    /// - Parameter residual: of the output's shape, added before `rectifies` clamps negatives; may be the output itself.
    public func apply(
        _ sources: FeatureMap..., to output: ConvolutionTarget, residual: FeatureMap? = nil, rectifies: Bool, workers: Workers
    ) {
        precondition(sources.count == sourceChannels.count, "a convolution needs its sources")
        precondition(output.pixelStep >= outputCount, "a convolution's output needs room for its channels")
        withUnsafeTemporaryAllocation(of: CkRun.self, capacity: 2 * window.size * window.size) { runs in
            let runCount = fillRuns(runs, sources: sources)
            let first = sources[0], second = sources[sources.count - 1]
            packed.withUnsafeBufferPointer { weights in
                scale.withUnsafeBufferPointer { scale in
                    shift.withUnsafeBufferPointer { shift in
                        let job = CkConvolution(
                            sources: (UnsafePointer(first.origin), UnsafePointer(second.origin)),
                            sourceRowSteps: (Int64(window.stride * first.rowStep), Int64(window.stride * second.rowStep)),
                            sourcePixelSteps: (Int64(window.stride * first.channelCount), Int64(window.stride * second.channelCount)),
                            runs: runs.baseAddress!, runCount: Int32(runCount), outputCount: Int32(outputCount), weights: weights.baseAddress!,
                            scale: scale.baseAddress!, shift: shift.baseAddress!, residual: residual.map { UnsafePointer($0.origin) },
                            output: output.origin, outputRowStep: Int64(output.rowStep), outputPixelStep: Int64(output.pixelStep),
                            width: Int32(output.width), rectifies: rectifies ? 1 : 0)
                        run(job, rows: output.height, workers: workers)
                    }
                }
            }
        }
        withExtendedLifetime((sources, residual)) {}
    }

    private func run(_ job: CkConvolution, rows: Int, workers: Workers) {
        // Its pointers outlive the call, and the bands write to rows of their own.
        nonisolated(unsafe) let job = job
        workers.bands(of: rows) { band in
            withUnsafePointer(to: job) { ck_convolve_rows($0, Int32(band.lowerBound), Int32(band.upperBound)) }
        }
    }

    /// One run per source and window row where a pixel's channels are all read, else one per pixel of the window.
    private func fillRuns(_ runs: UnsafeMutableBufferPointer<CkRun>, sources: [FeatureMap]) -> Int {
        var count = 0
        for (index, source) in sources.enumerated() {
            let channels = sourceChannels[index], readsAll = channels == source.channelCount
            precondition(channels <= source.channelCount, "a convolution reads more channels than its source has")
            for row in 0..<window.size {
                for column in 0..<(readsAll ? 1 : window.size) {
                    let offset = (row - window.padding) * source.rowStep + (column - window.padding) * source.channelCount
                    runs[count] = CkRun(source: Int32(index), length: Int32(readsAll ? window.size * channels : channels), offset: Int64(offset))
                    count += 1
                }
            }
        }
        return count
    }

    /// Floating-point operations of one evaluation over `pixelCount` outputs; a multiply-add is two.
    public func operationCount(pixelCount: Int) -> Int { 2 * packed.count * pixelCount }
}

extension FeatureMap {
    /// Adds a map of half the size, every pixel of it to four.
    public func addDoubled(_ half: FeatureMap, workers: Workers) {
        precondition(half.width * 2 == width && half.height * 2 == height && half.channelCount == channelCount, "a map of half the size is needed")
        workers.bands(of: height, unit: 2) { band in
            ck_add_doubled_rows(
                self.origin, Int64(self.rowStep), half.origin, Int64(half.rowStep), Int32(self.width), Int32(self.channelCount), Int32(band.lowerBound), Int32(band.upperBound))
        }
    }
}
