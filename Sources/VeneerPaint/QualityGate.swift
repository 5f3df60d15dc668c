import CKernels
import VeneerFrame
import VeneerMath

/// Holds a painted frame against what the engine knows of it. Where the two disagree too much, the composite shows instead.
public struct QualityGate: Sendable {
    /// How far the painter's colours may be from the composite's over a block of eight by eight pixels, of white on a screen.
    public var colourBound: Float = 0.12
    /// How much steeper painted edges may be than anything near them that isn't painted: stops, the mean over a block.
    public var edgeBound: Float = 0.35

    public init() {}

    /// What a frame's blocks say, rows from the top: 1 and above is too much.
    public struct Verdict: Sendable {
        public let columns: Int
        /// In colour, and in edges.
        public let colours: [Float]
        public let edges: [Float]
        public var disagreements: [Float] { zip(colours, edges).map { max($0, $1) } }

        /// The root of their mean square, each at most twice what is too much.
        public var score: Float {
            let all = disagreements
            return (all.reduce(0) { $0 + min($1, 2) * min($1, 2) } / Float(max(1, all.count))).squareRoot()
        }
    }

    /// Adds `disagreement`, blends `.painted` into the composite by it, and adds by how much to `.fallback`.
    public func apply(to frame: inout Frame) {
        let verdict = judge(frame)
        frame.disagreement = verdict.score
        if !frame.has(.fallback) { frame[.fallback] = Plane(frame.size, componentCount: 1) }
        let isBad = verdict.disagreements.map { !($0 < 1) }
        guard isBad.contains(true) else { return }
        let shares = shares(isBad, columns: verdict.columns, frame.size)
        var painted = frame[.painted]
        painted.values.withUnsafeMutableBufferPointer { values in
            nonisolated(unsafe) let values = values.baseAddress!
            withKernel(of: frame) { gate in
                shares.withUnsafeBufferPointer { shares in
                    nonisolated(unsafe) let gate = gate, shares = shares.baseAddress!
                    parallelBands(frame.size.height, minimumPerBand: 16) { ck_gate_mix_rows(gate, values, shares, Int32($0.lowerBound), Int32($0.upperBound)) }
                }
            }
        }
        frame[.painted] = painted
        frame[.fallback].values = zip(frame[.fallback].values, shares).map { 1 - (1 - $0) * (1 - $1) }
    }

    public func judge(_ frame: Frame) -> Verdict {
        let edge = Int(CK_GATE_EDGE), columns = (frame.size.width + edge - 1) / edge, rows = (frame.size.height + edge - 1) / edge
        var blocks = [CkGateBlock](repeating: CkGateBlock(), count: columns * rows)
        blocks.withUnsafeMutableBufferPointer { blocks in
            nonisolated(unsafe) let blocks = blocks.baseAddress!
            withKernel(of: frame) { gate in
                nonisolated(unsafe) let gate = gate
                parallelBands(rows, minimumPerBand: 2) { ck_gate_rows(gate, blocks, Int32($0.lowerBound), Int32($0.upperBound)) }
            }
        }
        return Verdict(columns: columns, colours: blocks.map(colourDisagreement), edges: blocks.map { $0.unexpectedEdges / edgeBound })
    }

    private func colourDisagreement(_ block: CkGateBlock) -> Float {
        if block.brokenCount > 0 { return .infinity }
        let shown = DisplayTransform.encode(Vec3(block.painted.0, block.painted.1, block.painted.2))
        let known = DisplayTransform.encode(Vec3(block.composite.0, block.composite.1, block.composite.2)), apart = shown - known
        return max(abs(apart.x), max(abs(apart.y), abs(apart.z))) / colourBound
    }

    /// The composite's share of each pixel: all of it in bad blocks, nothing two blocks farther, smoothly between.
    private func shares(_ isBad: [Bool], columns: Int, _ size: FrameSize) -> [Float] {
        let rows = isBad.count / columns
        let wide = isBad.indices.map { block -> Float in
            let x = block % columns, y = block / columns
            for row in max(0, y - 1)...min(rows - 1, y + 1) {
                for column in max(0, x - 1)...min(columns - 1, x + 1) where isBad[row * columns + column] { return 1 }
            }
            return 0
        }
        let edge = Float(CK_GATE_EDGE)
        return (0..<size.pixelCount).map { pixel in
            let place = Vec2(Float(pixel % size.width) + 0.5, Float(pixel / size.width) + 0.5) / edge - 0.5, corner = place.rounded(.down), f = place - corner
            func at(_ x: Int, _ y: Int) -> Float { wide[min(max(y, 0), rows - 1) * columns + min(max(x, 0), columns - 1)] }
            let x = Int(corner.x), y = Int(corner.y)
            return mix(mix(at(x, y), at(x + 1, y), f.x), mix(at(x, y + 1), at(x + 1, y + 1), f.x), f.y)
        }
    }

    private func withKernel(of frame: Frame, _ body: (UnsafePointer<CkGate>) -> Void) {
        frame[.painted].values.withUnsafeBufferPointer { painted in
            frame[.composite].values.withUnsafeBufferPointer { composite in
                frame[.baseColour].values.withUnsafeBufferPointer { base in
                    frame[labels: .instance].values.withUnsafeBufferPointer { ids in
                        var gate = CkGate(
                            painted: painted.baseAddress!, composite: composite.baseAddress!, baseColour: base.baseAddress!, ids: ids.baseAddress!,
                            exposure: frame.exposure, width: Int32(frame.size.width), height: Int32(frame.size.height))
                        withUnsafePointer(to: &gate, body)
                    }
                }
            }
        }
    }
}
