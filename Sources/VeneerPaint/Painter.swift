import Foundation
import VeneerFrame
import VeneerMath
import VeneerTensor

/// Paints the frames of one segment, in their order. One thread at a time calls it; it spreads the work itself.
public final class Painter {
    public static let stepRange = 1...8

    public var configuration: PainterConfiguration { network.configuration }
    /// The weights file's name.
    public let name: String
    let network: PainterNetwork
    let workers: Workers
    private var buffers: PainterBuffers?

    /// - Throws: `TensorError` where the file is damaged or for another engine.
    public init(weights: URL, workers: Workers = Workers()) throws {
        let file = try SafetensorsFile(weights)
        name = file.name
        network = try PainterNetwork(file)
        self.workers = workers
    }

    /// Adds `.painted`. More steps walk the bridge more slowly, at that many times the cost; one is enough for most uses.
    ///
    /// This model looks at one frame alone. Models with a history will depend on the order of frames, and `frame.isCut` starts them afresh.
    public func paint(_ frame: inout Frame, steps: Int = 1, observer: StageObserver? = nil) throws {
        guard Self.stepRange.contains(steps) else { throw PaintError("the painter takes 1 to 8 steps, not \(steps)") }
        try check(frame)
        let buffers = buffers(for: frame.size)
        var painted = Plane(frame.size, componentCount: 3)
        withAssembly(of: frame, into: buffers) { assembly in
            for step in 0..<steps {
                let time = 1 - Float(step) / Float(steps), next = 1 - Float(step + 1) / Float(steps)
                network.modulate(lookFeatures: frame.lookFeatures, time: time)
                if step + 1 < steps {
                    advance(buffers, assembly, assembling: step == 0, keep: next / time, observer: observer)
                } else {
                    arrive(buffers, assembly, assembling: step == 0, painted: &painted, observer: observer)
                }
            }
        }
        frame[.painted] = painted
    }

    /// Floating-point operations of one evaluation; a multiply-add is two.
    public func operationCount(_ size: FrameSize) -> Int {
        network.operationCount(pixelCount: buffers(for: size).paddedPixelCount)
    }

    private func buffers(for size: FrameSize) -> PainterBuffers {
        if let buffers, buffers.size == size { return buffers }
        let made = PainterBuffers(size, configuration)
        buffers = made
        return made
    }

    private func check(_ frame: Frame) throws {
        guard frame.size.width >= 64, frame.size.height >= 64 else { throw PaintError("a frame of \(frame.size) is too small to paint; 64x64 is the least") }
        let needed = configuration.inputs.compactMap(\.source) + [.noise]
        if let missing = needed.first(where: { !frame.has($0) }) {
            throw PaintError("\(name) reads '\(missing.rawValue)', which this frame doesn't have")
        }
        guard frame.lookFeatures.count == configuration.lookFeatureCount else {
            throw PaintError("\(name) reads \(configuration.lookFeatureCount) numbers of the look; this frame has \(frame.lookFeatures.count)")
        }
    }
}
