import Foundation
import Testing
import VeneerFrame
import VeneerMath
import VeneerPaint

/// Boards of three colours with a thing before them, and light that falls off: what a sound painter gives back nearly as it is.
private func scene(_ size: FrameSize = FrameSize(101, 75)) -> Frame {
    var frame = Frame(tick: Tick(0), size: size, camera: Camera(eye: Vec3(0, -1, 0), target: .zero, verticalFieldOfViewInRadians: 1), isCut: true)
    var base = Plane(size, componentCount: 3), composite = base, painted = base, ids: [UInt32] = []
    for y in 0..<size.height {
        for x in 0..<size.width {
            let isThing = (30..<60).contains(x) && (20..<50).contains(y), board = Float((x / 9) % 3)
            ids.append(isThing ? 2 : 1)
            for c in 0..<3 {
                base[x, y, c] = isThing ? 0.5 : 0.2 + 0.15 * board * (c == 0 ? 1 : 0.6)
                composite[x, y, c] = base[x, y, c] * (150 + Float(y))
                // Finer than the composite, and a little warmer.
                painted[x, y, c] = composite[x, y, c] * (c == 0 ? 1.08 : 1) * (1 + 0.05 * sin(Float(x * 3 + y * 5)))
            }
        }
    }
    frame.exposure = 1 / 200
    (frame[.baseColour], frame[.composite], frame[.painted]) = (base, composite, painted)
    frame[labels: .instance] = LabelPlane(size, values: ids)
    return frame
}

private func gated(_ frame: Frame) -> Frame {
    var frame = frame
    QualityGate().apply(to: &frame)
    return frame
}

@Suite struct QualityGateTests {
    @Test(arguments: [FrameSize(64, 64), FrameSize(101, 75), FrameSize(65, 128)]) func soundPaintPassesUntouched(size: FrameSize) throws {
        let frame = scene(size), result = gated(frame)
        #expect(result[.painted] == frame[.painted] && result.fallbackCount == 0)
        #expect(result[.fallback].values.allSatisfy { $0 == 0 })
        #expect(try #require(result.disagreement) < 0.5)
    }

    /// One pixel is enough, and no neighbour's colour is spoilt by it.
    @Test(arguments: [Float.nan, .infinity, -.infinity]) func whatIsNoColourFallsBack(value: Float) {
        var frame = scene()
        frame[.painted][40, 33, 1] = value
        let result = gated(frame)
        #expect(result[.painted].values.allSatisfy { $0.isFinite })
        #expect(result[.painted].colour(40, 33) == frame[.composite].colour(40, 33))
        #expect(result[.fallback][40, 33] == 1 && result[.fallback][90, 70] == 0)
        #expect(result[.painted].colour(90, 70) == frame[.painted].colour(90, 70))
    }

    @Test func aStainFallsBackWhereItIsWithASoftRim() throws {
        var frame = scene()
        for y in 24..<40 { for x in 64..<80 { for c in 0..<3 { frame[.painted][x, y, c] *= c == 2 ? 6 : 0.4 } } }
        let result = gated(frame), shares = result[.fallback]
        for y in 24..<40 {
            for x in 64..<80 {
                #expect(shares[x, y] == 1)
                #expect(length(result[.painted].colour(x, y) - frame[.composite].colour(x, y)) < 1e-3)
            }
        }
        #expect(shares.values.contains { $0 > 0.1 && $0 < 0.9 })
        // No step: what a pixel falls back, its neighbour nearly does.
        for y in 0..<75 { for x in 1..<101 { #expect(abs(shares[x, y] - shares[x - 1, y]) <= 0.126) } }
        #expect(shares[10, 70] == 0 && result[.painted].colour(10, 70) == frame[.painted].colour(10, 70))
        #expect(try #require(result.fallbackCount) < 32 * 40)
    }

    @Test func edgesThatNothingKnowsOfFallBack() throws {
        var shifted = scene(), checkered = scene()
        let painted = shifted[.painted]
        for y in 0..<75 {
            for x in 0..<101 {
                for c in 0..<3 {
                    shifted[.painted][x, y, c] = painted[max(0, x - 5), y, c]
                    // The same mean over every block: only its edges give it away.
                    checkered[.painted][x, y, c] = painted[x, y, c] * ((x / 2 + y / 2) % 2 == 0 ? 0.5 : 1.5)
                }
            }
        }
        #expect(try #require(gated(shifted).fallbackCount) > 101 * 75 / 10)
        #expect(try #require(gated(checkered).fallbackCount) > 101 * 75 * 9 / 10)
    }

    /// What base colour or ids show may be painted, though the composite hides it.
    @Test func knownEdgesMayBePainted() {
        var frame = scene()
        frame[.composite].values = frame[.composite].values.map { _ in 60 }
        for i in frame[.painted].values.indices { frame[.painted].values[i] = 60 + 25 * (frame[.baseColour].values[i] - 0.35) }
        #expect(gated(frame).fallbackCount == 0)
    }

    @Test func itsScoreGrowsWithTheFault() throws {
        let scores = try [1, 1.5, 2.2, 4].map { (gain: Float) in
            var frame = scene()
            frame[.painted].values = frame[.painted].values.map { $0 * gain }
            return try #require(gated(frame).disagreement)
        }
        #expect(scores == scores.sorted() && scores[3] > 1 && scores[0] < 0.5)
    }

    @Test func damagedWeightsAreCaught() throws {
        var weights = try EditableWeights(Fixture.weights)
        try weights.zero("head1.weight")
        try weights.zero("head1.bias")
        let sound = try weights.write(), offsets = try weights.entry("head1.bias").offsets
        // Every bias of the last layer 2.0 in halves: four times too bright, and more.
        for at in stride(from: offsets[0], to: offsets[1], by: 2) { weights.data.replaceSubrange(at..<at + 2, with: [0x00, 0x40]) }
        let damaged = try weights.write()
        defer { for url in [sound, damaged] { try? FileManager.default.removeItem(at: url) } } // A temporary file left behind harms nothing.
        func share(_ url: URL) throws -> Double {
            var frame = scene()
            for channel: Channel in [
                .normal, .depth, .roughness, .metallic, .emission, .directDiffuse, .directSpecular, .irradiance, .reflection, .occlusion, .noise,
            ] {
                frame[channel] = Plane(frame.size, componentCount: channel.componentCount, repeating: 0.4)
            }
            frame.lookFeatures = Array(repeating: 0.3, count: 10)
            try Painter(weights: url).paint(&frame)
            QualityGate().apply(to: &frame)
            return Double(try #require(frame.fallbackCount)) / Double(frame.size.pixelCount)
        }
        #expect(try share(sound) == 0)
        #expect(try share(damaged) > 0.95)
    }
}
