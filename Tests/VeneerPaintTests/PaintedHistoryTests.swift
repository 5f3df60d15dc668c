import Testing
import VeneerFrame
import VeneerMath
import VeneerPaint
import VeneerTensor

@Suite struct PaintedHistoryTests {
    static let size = FrameSize(70, 40)

    /// A wall that moves by so much from picture to picture, painted as its colours say.
    static func frame(motion: Vec2 = Vec2(1, 0), isCut: Bool = false, roughness: Float = 0.6, id: UInt32 = 3, _ colour: (_ x: Int, _ y: Int) -> Float) -> Frame
    {
        var frame = Frame(tick: Tick(0), size: size, camera: Camera(eye: Vec3(3, 1, 2), target: .zero, verticalFieldOfViewInRadians: 1), isCut: isCut)
        frame.exposure = 0.01
        frame[labels: .instance] = LabelPlane(size, values: [UInt32](repeating: id, count: size.pixelCount))
        frame[.roughness] = Plane(size, componentCount: 1, repeating: roughness)
        var normal = Plane(size, componentCount: 3, repeating: 0), moved = Plane(size, componentCount: 2, repeating: 0)
        var painted = Plane(size, componentCount: 3, repeating: 0)
        for y in 0..<size.height {
            for x in 0..<size.width {
                normal[x, y, 2] = 1
                (moved[x, y, 0], moved[x, y, 1]) = (motion.x, motion.y)
                for c in 0..<3 { painted[x, y, c] = colour(x, y) }
            }
        }
        (frame[.normal], frame[.motion], frame[.painted]) = (normal, moved, painted)
        return frame
    }

    /// What is shown of the last of these frames.
    static func shown(_ frames: [Frame], workers: Int = 2) -> Plane {
        let history = PaintedHistory(), workers = Workers(workers)
        var last = frames[0]
        for frame in frames {
            last = frame
            history.join(&last, workers: workers)
        }
        return last[.painted]
    }

    static func grain(_ seed: Int) -> (Int, Int) -> Float {
        { x, y in 50 * (0.9 + 0.2 * Float((x &* 7919 ^ y &* 104_729 ^ seed &* 1_299_709) &* 2_654_435_761 >> 7 & 1023) / 1023) }
    }

    static func spread(_ plane: Plane) -> Float {
        let values = (8..<62).flatMap { x in (8..<32).map { plane[x, $0, 0] } }, mean = values.reduce(0, +) / Float(values.count)
        return (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Float(values.count)).squareRoot()
    }

    @Test func grainOfAMovingPictureEvensOut() {
        let frames = (0..<6).map { Self.frame(isCut: $0 == 0, Self.grain($0)) }
        #expect(Self.spread(Self.shown(frames)) < 0.75 * Self.spread(frames[5][.painted]))
        #expect(Self.shown(frames) == Self.shown(frames, workers: 1))
    }

    @Test func whatGoesWithItsSurfaceStaysSharp() {
        // Stripes four pixels wide that move with the wall, by whole pixels and by halves.
        for step in [Float(1), 0.5] {
            let frames = (0..<8).map { index in
                Self.frame(motion: Vec2(step, 0), isCut: index == 0) { x, _ in
                    let place = Float(x) + step * Float(index), inStripe = place - 8 * (place / 8).rounded(.down)
                    return 20 + 60 * min(1, max(0, min(inStripe, 4.5 - inStripe)))
                }
            }
            let shown = Self.shown(frames), off = (8..<60).map { abs(shown[$0, 20, 0] - frames[7][.painted][$0, 20, 0]) }.max() ?? .infinity
            #expect(off < (step == 1 ? 0.01 : 8), "by \(step)")
        }
    }

    @Test func whatTheFrameContradictsIsDropped() {
        let dark = Self.frame(isCut: true) { _, _ in 5 }, lit = Self.frame { _, _ in 80 }
        #expect(Self.shown([dark, lit]).values.allSatisfy { abs($0 - 80) < 0.5 })
    }

    @Test func nothingIsCarriedOverACutOntoOtherSurfacesMirrorsOrWhatStays() {
        let first = Self.frame(isCut: true, Self.grain(1))
        for next in [
            Self.frame(isCut: true, Self.grain(2)), Self.frame(id: 4, Self.grain(2)), Self.frame(roughness: 0.04, Self.grain(2)),
            Self.frame(motion: .zero, Self.grain(2)), Self.frame(motion: Vec2(200, 0), Self.grain(2)),
        ] {
            #expect(Self.shown([first, next]) == next[.painted])
        }
    }

    @Test func afterAFrameWithoutItNothingIsJoined() {
        let history = PaintedHistory(), workers = Workers(2)
        var first = Self.frame(isCut: true, Self.grain(1)), next = Self.frame(Self.grain(2))
        let own = next[.painted]
        history.join(&first, workers: workers)
        history.forget()
        history.join(&next, workers: workers)
        #expect(next[.painted] == own)
        history.join(&next, workers: workers)
        #expect(next[.painted] != own)
    }

    @Test func whatIsNoNumberStaysAlone() {
        let broken = Self.frame(isCut: true) { x, y in x == 30 && y == 20 ? .nan : 50 }, whole = Self.frame { _, _ in 50 }
        #expect(Self.shown([broken, broken]).values.filter { !$0.isFinite }.count == 3)
        #expect(Self.shown([broken, whole]).values.allSatisfy { abs($0 - 50) < 0.01 })
    }
}
