import Foundation
import VeneerFrame
import VeneerGPU
import VeneerMath
import VeneerTensor

/// Paints the frames of one segment, in their order. One thread at a time calls it; it spreads the work itself.
public final class Painter {
    public static let stepRange = 1...8

    public let configuration: PainterConfiguration
    /// The weights file's name.
    public let name: String
    /// Of one evaluation over a square of 32 pixels, the smallest that all levels divide.
    private let operationsPerSquare: Int
    let engine: any PainterEngine
    private let retouching = Retouching()

    /// On the processor; precision is `ProcessorPrecision.chosen` where none is given.
    /// - Throws: `TensorError` where the file is damaged or for another engine.
    public convenience init(weights: URL, workers: Workers = Workers(), precision: ProcessorPrecision? = nil) throws {
        let precision = try precision ?? .chosen()
        try self.init(weights) { ProcessorEngine($0, workers: workers, precision: precision) }
    }

    /// On a Vulkan device, planes crossing in strips of so many bytes at most. Maps and weights are halves or singles there; where products may be summed by matrix units, they are.
    public convenience init(
        weights: URL, device: GPUDevice, precision: DevicePrecision = .half, product: ConvolutionKernels.Product? = nil, stripByteCount: Int = 8 << 20
    ) throws {
        let product = product ?? (precision == .half && device.limits.multipliesMatrices ? .matrices : .registers)
        try self.init(weights) { try DeviceEngine($0, device: device, precision: precision, product: product, stripByteCount: stripByteCount) }
    }

    private init(_ weights: URL, _ makeEngine: (PainterNetwork<ConvolutionWeights>) throws -> any PainterEngine) throws {
        let file = try SafetensorsFile(weights), network = try PainterNetwork(file), multiple = PainterConfiguration.paddingMultiple
        name = file.name
        configuration = network.configuration
        operationsPerSquare = network.operationCount(pixelCount: multiple * multiple)
        engine = try makeEngine(network)
    }

    /// Adds `.painted`. More steps walk the bridge more slowly, at that many times the cost; one is enough for most uses.
    ///
    /// The network looks at one frame alone; with a `history` what earlier frames of this view showed joins it.
    /// `pictures`: planes of the frame that the painter's device, if it works on one, needn't be handed.
    public func paint(
        _ frame: inout Frame, onDevice pictures: DevicePictures? = nil, steps: Int = 1, history: PaintedHistory? = nil, observer: StageObserver? = nil
    ) throws {
        guard Self.stepRange.contains(steps) else { throw PaintError("the painter takes 1 to 8 steps, not \(steps)") }
        try check(frame)
        frame[.painted] = try engine.paint(frame, onDevice: pictures, steps: steps, observer: observer)
        retouching.apply(to: &frame, workers: engine.workers)
        history?.join(&frame, workers: engine.workers)
        Self.keepWhatShines(in: &frame)
    }

    /// A pixel that shows the sky, a pane or a lamp and nothing else is known exactly: a network's last bits would be a grid of dots on a window by night.
    private static func keepWhatShines(in frame: inout Frame) {
        guard frame.has(.emission) else { return }
        var painted = frame[.painted]
        frame[.composite].values.withUnsafeBufferPointer { composite in
            frame[.emission].values.withUnsafeBufferPointer { emission in
                painted.values.withUnsafeMutableBufferPointer { painted in
                    for i in stride(from: 0, to: painted.count, by: 3) {
                        let light = emission[i] + emission[i + 1] + emission[i + 2]
                        guard light > 0 else { continue }
                        let other = abs(composite[i] - emission[i]) + abs(composite[i + 1] - emission[i + 1]) + abs(composite[i + 2] - emission[i + 2])
                        guard other < mostOther * light else { continue }
                        for c in i..<i + 3 { painted[c] = composite[c] }
                    }
                }
            }
        }
        frame[.painted] = painted
    }

    private static let mostOther: Float = 0.002

    /// Takes the memory that frames of a size need, so that the first one needn't.
    public func prepare(for size: FrameSize) throws { try engine.prepare(for: size) }

    /// Where it paints: a number of threads, or a device.
    public var place: String { engine.place }

    /// Of the maps and weights that the last size painted took, where it paints.
    public var byteCount: Int { engine.byteCount }

    /// Floating-point operations of one evaluation; a multiply-add is two.
    public func operationCount(_ size: FrameSize) -> Int {
        operationsPerSquare * (size.padded.pixelCount / (PainterConfiguration.paddingMultiple * PainterConfiguration.paddingMultiple))
    }

    private func check(_ frame: Frame) throws {
        guard frame.size.width >= 64, frame.size.height >= 64 else { throw PaintError("a frame of \(frame.size) is too small to paint; 64x64 is the least") }
        if let missing = configuration.planesRead.first(where: { !frame.has($0) }) {
            throw PaintError("\(name) reads '\(missing.rawValue)', which this frame doesn't have")
        }
        guard frame.lookFeatures.count == configuration.lookFeatureCount else {
            throw PaintError("\(name) reads \(configuration.lookFeatureCount) numbers of the look; this frame has \(frame.lookFeatures.count)")
        }
    }
}
