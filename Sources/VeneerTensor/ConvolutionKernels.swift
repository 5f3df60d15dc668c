import ShaderTypes
import Shaders
import VeneerGPU

/// Convolutions on a device: pipelines for the windows and tiles that are asked for, made when they first are. For one thread at a time.
public final class ConvolutionKernels {
    /// How products are summed.
    public enum Product: Sendable, CaseIterable {
        /// In each invocation's registers: every device can.
        case registers
        /// By matrix units, of halves.
        case matrices
    }

    /// How results are laid into their map.
    public enum Spread: Sendable {
        case plain
        /// Every result is added to 2×2 pixels of the residual.
        case doubled
        /// Results are 4×4 pixels side by side, row by row.
        case shuffled

        var code: Int32 {
            switch self {
            case .plain: VN_SPREAD_PLAIN
            case .doubled: VN_SPREAD_DOUBLED
            case .shuffled: VN_SPREAD_SHUFFLED
            }
        }

        /// Pixels along a side of what one result covers.
        var side: Int {
            switch self {
            case .plain: 1
            case .doubled: 2
            case .shuffled: 4
            }
        }
    }

    private let device: GPUDevice
    private let precision: DevicePrecision
    private let product: Product
    private var kernels: [[UInt32]: Kernel] = [:]

    private final class Kernel {
        let pipeline: ComputePipeline
        init(_ pipeline: consuming ComputePipeline) { self.pipeline = pipeline }
    }

    public init(_ device: GPUDevice, precision: DevicePrecision, product: Product) {
        precondition(product == .registers || precision == .half && device.limits.multipliesMatrices, "this device can't multiply matrices")
        (self.device, self.precision, self.product) = (device, precision, product)
    }

    /// - Parameters:
    ///   - table: scale and shift, from `DeviceConvolution.write`; `firstEntry` is where this evaluation's begin, in fours.
    ///   - rows: only so many of the results, from the top.
    ///   - residual: of the output's shape, added before `rectifies` clamps negatives; may be the output itself.
    public func run(
        _ c: DeviceConvolution, _ sources: [DeviceMap], to output: DeviceMap, spread: Spread = .plain, rows: Int? = nil, residual: DeviceMap? = nil,
        rectifies: Bool,
        weights: borrowing Buffer, table: borrowing Buffer, firstEntry: Int = 0, in recording: borrowing Recording
    ) throws(GPUError) {
        let first = sources[0], second = sources[sources.count - 1], width = output.width / spread.side
        precondition(sources.map(\.octetCount) == c.sourceOctets, "a convolution needs its sources")
        precondition(output.octetCount * (spread == .shuffled ? 16 : 1) == c.outputOctets, "a convolution's output needs its channels")
        precondition(first.width == width * c.window.stride, "a convolution's output needs its sources' size")
        let pixelCount = width * min(rows ?? .max, output.height / spread.side)
        let tile = tile(octetCount: c.outputOctets, pixelCount: pixelCount), kernel = try kernel(c, spread, tile)
        let constants = VnConvolution(
            source: VnUInt4(
                x: UInt32(first.width), y: UInt32(first.height), z: UInt32(first.octetCount), w: UInt32(sources.count > 1 ? second.octetCount : 0)),
            target: VnUInt4(x: UInt32(width), y: UInt32(pixelCount), z: UInt32(c.outputOctets), w: UInt32(output.octetCount)),
            weights: VnUInt4(
                x: UInt32(c.firstWeight), y: UInt32(c.rowOctets), z: UInt32(firstEntry + c.firstEntry),
                w: UInt32((rectifies ? VN_RECTIFIES : 0) | (residual == nil ? 0 : VN_ADDS_RESIDUAL))))
        recording.run(
            kernel.pipeline, groups: ((pixelCount + tile.pixels - 1) / tile.pixels, (c.outputOctets + tile.octets - 1) / tile.octets), constants,
            // Bindings that aren't used need a buffer all the same.
            [first.buffer.read, second.buffer.read, weights.read, table.read, residual?.buffer.read ?? weights.read, output.buffer.written])
    }

    // MARK: - Tiles

    /// What one group of invocations makes, and the shader's constants for it.
    private struct Tile {
        var pixels: Int, octets: Int
        var constants: [Int]
    }

    private func tile(octetCount: Int, pixelCount: Int) -> Tile {
        func largestDivisor(_ count: Int, upTo limit: Int) -> Int { (1...limit).last { count % $0 == 0 } ?? 1 }
        switch product {
        case .matrices:
            let subgroups = 4, across = largestDivisor((octetCount + 1) / 2, upTo: 4), lanes = subgroups * device.limits.subgroupSize
            return Tile(pixels: 32 * subgroups, octets: 2 * across, constants: [lanes, lanes, subgroups, across])
        case .registers:
            func tile(across: Int, down: Int, quads: Int) -> Tile {
                Tile(pixels: 4 * down * quads, octets: across, constants: [across * down, across, down, quads])
            }
            let across = largestDivisor(octetCount, upTo: 8)
            // Around 128 invocations, whatever the channels; eight pixels' sums fill the registers.
            let large = tile(across: across, down: across > 4 ? 16 : across > 2 ? 32 : 64, quads: across > 2 ? 2 : 1)
            // Where that leaves most of a large device idle, smaller ones.
            let groups = (pixelCount + large.pixels - 1) / large.pixels * octetCount / across
            return groups >= 256 ? large : tile(across: largestDivisor(octetCount, upTo: 4), down: 8, quads: 1)
        }
    }

    private func kernel(_ c: DeviceConvolution, _ spread: Spread, _ tile: Tile) throws(GPUError) -> Kernel {
        let constants =
            [precision.rawValue, UInt32(c.window.size), UInt32(c.window.stride), UInt32(c.window.padding), UInt32(spread.code)]
            + tile.constants.map(UInt32.init)
        if let made = kernels[constants] { return made }
        let description = ComputePipelineDescription(
            shader: product == .matrices ? SPIRV.convolutionMatrixComp : SPIRV.convolutionComp, resources: Array(repeating: .storage, count: 6),
            constantByteCount: MemoryLayout<VnConvolution>.size, variants: [constants])
        let made = Kernel(try ComputePipeline(device, description))
        kernels[constants] = made
        return made
    }
}
