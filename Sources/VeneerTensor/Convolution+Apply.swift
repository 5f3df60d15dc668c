import CKernels

/// Where a convolution's rows go: a map, or a part of one.
public struct ConvolutionTarget {
    let origin: UnsafeMutablePointer<Float>
    let rowStep: Int
    let pixelStep: Int
    let width: Int
    let height: Int

    /// - Parameter rows: only so many from the top, where not all are wanted.
    public init(_ map: FeatureMap, rows: Int? = nil) {
        origin = map.origin
        rowStep = map.rowStep
        pixelStep = map.channelCount
        width = map.width
        height = min(rows ?? map.height, map.height)
    }

    /// Every `factor`-th row of a map from `row` on, `factor` neighbouring pixels seen as one with all their channels.
    public init(_ map: FeatureMap, everyRow factor: Int, from row: Int) {
        origin = map.origin + row * map.rowStep
        rowStep = factor * map.rowStep
        pixelStep = factor * map.channelCount
        width = map.width / factor
        height = map.height / factor
    }
}

/// Work on rows of a convolution's output right before or after they are made, while what they touch is in the cache.
public struct RowHooks: Sendable {
    /// How many are made between one call and the next.
    var rowsAtOnce: Int
    var before: @Sendable (Range<Int>) -> Void
    var after: @Sendable (Range<Int>) -> Void

    public init(
        rowsAtOnce: Int = 1, before: @escaping @Sendable (Range<Int>) -> Void = { _ in }, after: @escaping @Sendable (Range<Int>) -> Void = { _ in }
    ) {
        (self.rowsAtOnce, self.before, self.after) = (rowsAtOnce, before, after)
    }
}

extension Convolution {
    /// - Parameters:
    ///   - residual: of the output's shape, added before `rectifies` clamps negatives; may be the output itself.
    ///   - hooks: called for a few rows at a time on the worker that makes them.
    public func apply(
        _ sources: [FeatureMap], to output: ConvolutionTarget, residual: FeatureMap? = nil, rectifies: Bool, workers: Workers, hooks: RowHooks? = nil
    ) {
        precondition(sources.count == sourceChannels.count, "a convolution needs its sources")
        precondition(output.pixelStep >= outputCount, "a convolution's output needs room for its channels")
        let isEven = hooks == nil && output.width % 2 == 0 && output.height % 2 == 0
        withUnsafeTemporaryAllocation(of: CkRun.self, capacity: 2 * window.size * window.size) { runs in
            let runCount = fillRuns(runs, sources: sources)
            let first = sources[0], second = sources[sources.count - 1]
            scale.withUnsafeBufferPointer { scale in
                shift.withUnsafeBufferPointer { shift in
                    let job = CkConvolution(
                        window: CkWindow(
                            rows: Int32(window.size), columns: Int32(window.size), rowStride: Int32(window.stride), columnStride: Int32(window.stride),
                            padding: Int32(window.padding)),
                        sources: (UnsafePointer(first.origin), UnsafePointer(second.origin)),
                        sourceRowSteps: (Int64(first.rowStep), Int64(second.rowStep)),
                        sourcePixelSteps: (Int64(first.channelCount), Int64(second.channelCount)),
                        sourceChannels: (Int32(sourceChannels[0]), Int32(sourceChannels.count > 1 ? sourceChannels[1] : 0)),
                        runs: runs.baseAddress!, runCount: Int32(runCount), outputCount: Int32(outputCount), weights: nil, pairedWeights: nil,
                        scale: scale.baseAddress!, shift: shift.baseAddress!, residual: residual.map { UnsafePointer($0.origin) },
                        output: output.origin, outputRowStep: Int64(output.rowStep), outputPixelStep: Int64(output.pixelStep),
                        width: Int32(output.width), rectifies: rectifies ? 1 : 0)
                    run(job, rows: output.height, inSquares: isEven, workers: workers, hooks: hooks)
                }
            }
        }
        withExtendedLifetime((sources, residual)) {}
    }

    /// - Parameter inSquares: by Winograd's algorithm, where there are weights for it.
    private func run(_ job: CkConvolution, rows: Int, inSquares: Bool, workers: Workers, hooks: RowHooks?) {
        var job = job
        switch packed {
        case .single(let weights, let winograd):
            let winograd = inSquares ? winograd : nil
            (winograd ?? weights).withUnsafeBufferPointer { values in
                job.weights = values.baseAddress
                run(
                    job, rows: rows, winograd == nil ? ck_convolve_rows : ck_winograd_pairs, rowsAtOnce: winograd == nil ? 1 : 2, workers: workers, hooks: hooks
                )
            }
        case .bfloat(_, _, let winograd?) where inSquares:
            run(job, winograd, rows: rows, ck_winograd_pairs_bfloat, rowsAtOnce: 2, workers: workers, hooks: hooks)
        case .bfloat(let weights, let doubled, _):
            run(job, weights, doubled: doubled, rows: rows, ck_convolve_rows_bfloat, workers: workers, hooks: hooks)
        case .tiles(let weights, let doubled):
            run(job, weights, doubled: doubled, rows: rows, ck_convolve_rows_tiles, workers: workers, hooks: hooks)
        }
    }

    private func run(
        _ job: CkConvolution, _ weights: PairedWeights, doubled: PairedWeights? = nil, rows: Int, _ kernel: @escaping Kernel, rowsAtOnce: Int = 1,
        workers: Workers, hooks: RowHooks?
    ) {
        var job = job
        // A pair of pixels is one whose channels lie side by side.
        let doubled = job.width % 2 == 0 && job.outputPixelStep == Int64(outputCount) ? doubled : nil
        if doubled != nil { job.doublePixels() }
        (doubled ?? weights).values.withUnsafeBufferPointer { values in
            job.pairedWeights = UnsafeRawPointer(values.baseAddress)
            run(job, rows: rows, kernel, rowsAtOnce: rowsAtOnce, workers: workers, hooks: hooks)
        }
    }

    private typealias Kernel = @Sendable (UnsafePointer<CkConvolution>, Int32, Int32) -> Void

    private func run(_ job: CkConvolution, rows: Int, _ kernel: @escaping Kernel, rowsAtOnce: Int, workers: Workers, hooks: RowHooks?) {
        // Its pointers outlive the call, and the bands write to rows of their own.
        nonisolated(unsafe) let job = job
        workers.bands(of: rows / rowsAtOnce) { band in
            withUnsafePointer(to: job) { job in
                guard let hooks else { return kernel(job, Int32(band.lowerBound), Int32(band.upperBound)) }
                for first in stride(from: band.lowerBound, to: band.upperBound, by: hooks.rowsAtOnce) {
                    let rows = first..<min(band.upperBound, first + hooks.rowsAtOnce)
                    hooks.before(rows)
                    kernel(job, Int32(rows.lowerBound), Int32(rows.upperBound))
                    hooks.after(rows)
                }
            }
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
}

extension CkConvolution {
    fileprivate mutating func doublePixels() {
        window.columns += window.columnStride
        window.columnStride *= 2
        outputCount *= 2
        outputPixelStep *= 2
        width /= 2
    }
}

extension FeatureMap {
    /// Adds a map of half the size, every pixel of it to four.
    public func addDoubled(_ half: FeatureMap, workers: Workers) {
        precondition(half.width * 2 == width && half.height * 2 == height && half.channelCount == channelCount, "a map of half the size is needed")
        workers.bands(of: height, unit: 2) { band in
            ck_add_doubled_rows(
                self.origin, Int64(self.rowStep), half.origin, Int64(half.rowStep), Int32(self.width), Int32(self.channelCount),
                Int32(band.lowerBound), Int32(band.upperBound))
        }
    }
}
