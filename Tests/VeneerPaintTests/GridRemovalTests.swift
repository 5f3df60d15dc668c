import Testing
import VeneerFrame
import VeneerMath
import VeneerPaint
import VeneerTensor

@Suite struct GridRemovalTests {
    static let size = FrameSize(70, 66)

    /// How the painted picture differs from an even composite, before and after; `ratio` of a place, and of colour 0...2.
    static func change(_ ratio: (_ x: Int, _ y: Int, _ c: Int) -> Float) -> (before: Plane, after: Plane) {
        var frame = Frame(tick: Tick(0), size: size, camera: Camera(eye: Vec3(3, 1, 2), target: .zero, verticalFieldOfViewInRadians: 1), isCut: true)
        frame.exposure = 0.01
        frame[.composite] = Plane(size, componentCount: 3, repeating: 50)
        var painted = frame[.composite]
        for y in 0..<size.height { for x in 0..<size.width { for c in 0..<3 { painted[x, y, c] *= ratio(x, y, c) } } }
        frame[.painted] = painted
        GridRemoval().apply(to: &frame, workers: Workers(2))
        return (painted, frame[.painted])
    }

    static func difference(_ a: Plane, _ b: Plane) -> Float { zip(a.values, b.values).reduce(0) { max($0, abs($1.0 - $1.1)) } / 50 }

    @Test func whatRepeatsEveryFourPixelsIsTakenOut() {
        let pattern: [Float] = [0.012, -0.004, 0.007, -0.015]
        let (before, after) = Self.change { x, y, c in 0.9 + pattern[(x + c) % 4] * (y % 4 == 1 ? 1 : -0.3) }
        let even = Plane(Self.size, componentCount: 3, repeating: 45)
        #expect(Self.difference(before, even) > 0.014)
        // Its mean over the squares is no grid.
        #expect(Self.difference(after, even) < 0.0025)
    }

    @Test func soIsAStrongGrid() {
        let (before, after) = Self.change { x, y, c in x % 4 == 2 && y % 4 != 0 ? 0.8 : 1 }
        let steps = { (plane: Plane) in (20..<40).map { abs(plane[$0, 30, 0] - plane[$0 + 1, 30, 0]) }.max() ?? 0 }
        #expect(steps(before) > 9)
        #expect(steps(after) < 0.5)
    }

    @Test func otherChangesStay() {
        let slope = Self.change { x, y, _ in 0.8 + 0.004 * Float(x) + 0.002 * Float(y) }
        #expect(Self.difference(slope.before, slope.after) < 0.002)
        let edge = Self.change { x, _, _ in x < 33 ? 0.8 : 1.3 }
        #expect(Self.difference(edge.before, edge.after) < 0.009, "of a step of a half")
        let line = Self.change { x, y, _ in x + 2 * y == 90 ? 0.5 : 1 }
        #expect(Self.difference(line.before, line.after) < 0.009)
    }

    @Test func whatIsNoNumberStaysAlone() {
        let (_, after) = Self.change { x, y, _ in x == 30 && y == 30 ? .nan : 1 }
        #expect(after.values.indices.filter { !after.values[$0].isFinite }.count == 3)
        #expect(after[30, 30, 0].isNaN)
    }
}
