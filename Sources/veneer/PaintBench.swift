import Foundation
import VeneerGPU
import VeneerMath
import VeneerPaint
import VeneerTensor

/// The painter on frames of noise: without raster and light, so that it can be held against others' networks (`Benches/paint_peers.py`).
enum PaintBench {
    static func rows(_ options: Options) throws -> [BenchRow] {
        let frames = try options.integer("--frames", default: 20, in: 1...100_000)
        let sizes = options.has("--size") ? [try options.size(default: FrameSize(384, 216))] : [FrameSize(384, 216), FrameSize(512, 288), FrameSize(1280, 720)]
        let painters = try painters(options)
        return try sizes.flatMap { size in try painters.flatMap { make in rows(try make().measure(size, repetitions: frames)) } }
    }

    /// Made one at a time, so that none's memory is another's.
    private static func painters(_ options: Options) throws -> [() throws -> Painter] {
        let weights = try Places.weights(options.text("--weights")), place = try SessionOptions.painterPlace(options)
        var painters: [() throws -> Painter] = []
        if place != .gpu {
            painters += Set([1, workerCount]).sorted().flatMap { threads in
                ProcessorPrecision.available.map { precision in { try Painter(weights: weights, workers: Workers(threads), precision: precision) } }
            }
        }
        // Without a device the processor is all there is.
        guard place != .cpu, place == .gpu || GPUDevice.available().contains(where: { $0.lacks == nil }) else { return painters }
        let device = try GPUDevice(named: options.text("--device"))
        guard place.isDevice(device.info.kind) else { return painters }
        let products = ConvolutionKernels.Product.allCases.filter { $0 == .registers || device.limits.multipliesMatrices }
        return painters + products.map { product in { try Painter(weights: weights, device: device, product: product) } }
    }

    private static func rows(_ timing: PainterTiming) -> [BenchRow] {
        func row(_ metric: String, _ value: Double, _ unit: String = "ms") -> BenchRow {
            BenchRow(bench: "paint", name: "\(timing.size) on \(timing.place)", metric: metric, value: value, unit: unit)
        }
        return [
            row("frame", timing.medianMilliseconds), row("best frame", timing.bestMilliseconds), row("frame on all threads", timing.processorMilliseconds),
            row("rate", timing.gigaflopsPerSecond, "GFLOP/s"), row("memory", Double(timing.byteCount) / 1e6, "MB"),
            row("memory with history", Double(timing.byteCount + timing.historyByteCount) / 1e6, "MB"),
            row("growth", Double(timing.grownByteCount) / 1e6, "MB"),
        ] + timing.stages.filter { $0.milliseconds > 0.01 }.map { row("stage: \($0.name)", $0.milliseconds) }
    }
}
