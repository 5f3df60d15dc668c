import VeneerFrame
import VeneerGPU
import VeneerMath
import VeneerTensor

/// The network on the processor's kernels.
final class ProcessorEngine: PainterEngine {
    let network: PainterNetwork<Convolution>
    let workers: Workers
    let precision: ProcessorPrecision
    private let weightByteCount: Int
    private var buffers: PainterBuffers?

    var configuration: PainterConfiguration { network.configuration }
    var place: String { "\(workers.count) thread\(workers.count == 1 ? "" : "s")\(precision.suffix)" }
    var byteCount: Int { weightByteCount + (buffers?.byteCount ?? 0) }

    init(_ network: PainterNetwork<ConvolutionWeights>, workers: Workers, precision: ProcessorPrecision) {
        var byteCount = 0
        func layer(_ weights: ConvolutionWeights) -> Convolution {
            let layer = Convolution(weights, precision: precision)
            byteCount += layer.byteCount
            return layer
        }
        self.network = network.map(layer, expand: { $0.map(layer) })
        weightByteCount = byteCount
        self.workers = workers
        self.precision = precision
    }

    func prepare(for size: FrameSize) { _ = buffers(for: size) }

    func paint(_ frame: Frame, onDevice pictures: DevicePictures?, steps: Int, observer: StageObserver?) -> Plane {
        let buffers = buffers(for: frame.size)
        var painted = Plane(frame.size, componentCount: 3)
        withAssembly(of: frame, into: buffers) { assembly in
            for step in 0..<steps {
                let time = 1 - Float(step) / Float(steps), next = 1 - Float(step + 1) / Float(steps)
                for (layer, gain, offset) in network.modulation(lookFeatures: frame.lookFeatures, time: time) { layer.modulate(gain: gain, offset: offset) }
                if step + 1 < steps {
                    advance(buffers, assembly, assembling: step == 0, keep: next / time, observer: observer)
                } else {
                    arrive(buffers, assembly, assembling: step == 0, painted: &painted, observer: observer)
                }
            }
        }
        return painted
    }

    /// Wall time from one stage's end to the next one's; input assembly is the first's, decoding the last's.
    func stageTimes(_ frame: Frame) -> [(name: String, milliseconds: Double)] {
        var times: [(name: String, milliseconds: Double)] = [], last = ContinuousClock.now
        _ = paint(frame, onDevice: nil, steps: 1) { name, _ in
            let now = ContinuousClock.now
            times.append((name, (now - last) / .milliseconds(1)))
            last = now
        }
        return times
    }

    private func buffers(for size: FrameSize) -> PainterBuffers {
        if let buffers, buffers.size == size { return buffers }
        let made = PainterBuffers(size, configuration)
        buffers = made
        return made
    }
}

extension ProcessorPrecision {
    fileprivate var suffix: String {
        switch self {
        case .single: ""
        case .bfloat: ", bfloat16"
        case .tiles: ", bfloat16 in tiles"
        }
    }
}
