import Foundation
import Testing
import VeneerFrame
import VeneerMath
import VeneerPaint
import VeneerTensor

@Suite struct RetouchingTests {
    static let size = FrameSize(70, 66)

    /// How the painted picture differs from an even composite, before and after; `ratio` of a place, and of colour 0...2.
    static func change(_ ratio: (_ x: Int, _ y: Int, _ c: Int) -> Float) -> (before: Plane, after: Plane) {
        let (before, after, fallback) = retouched(ratio)
        #expect(fallback.values.allSatisfy { $0 == 0 })
        return (before, after)
    }

    static func retouched(_ ratio: (_ x: Int, _ y: Int, _ c: Int) -> Float) -> (before: Plane, after: Plane, fallback: Plane) {
        var frame = Frame(tick: Tick(0), size: size, camera: Camera(eye: Vec3(3, 1, 2), target: .zero, verticalFieldOfViewInRadians: 1), isCut: true)
        frame.exposure = 0.01
        frame[.composite] = Plane(size, componentCount: 3, repeating: 50)
        var painted = frame[.composite]
        for y in 0..<size.height { for x in 0..<size.width { for c in 0..<3 { painted[x, y, c] *= ratio(x, y, c) } } }
        frame[.painted] = painted
        Retouching().apply(to: &frame, workers: Workers(2))
        return (painted, frame[.painted], frame[.fallback])
    }

    static func difference(_ a: Plane, _ b: Plane) -> Float { zip(a.values, b.values).reduce(0) { max($0, abs($1.0 - $1.1)) } / 50 }

    @Test func whatRepeatsEveryFourPixelsIsTakenOut() {
        let pattern: [Float] = [0.012, -0.004, 0.007, -0.015]
        let (before, after) = Self.change { x, y, c in 0.99 + pattern[(x + c) % 4] * (y % 4 == 1 ? 1 : -0.3) }
        let even = Plane(Self.size, componentCount: 3, repeating: 49.5)
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
        let slope = Self.change { x, y, _ in 0.985 + 0.0003 * Float(x) + 0.00015 * Float(y) }
        #expect(Self.difference(slope.before, slope.after) < 0.002)
        let edges = Self.change { x, _, _ in x / 6 % 2 == 0 ? 0.75 : 1.25 }
        #expect(Self.difference(edges.before, edges.after) < 0.1, "of steps of a half")
        let line = Self.change { x, y, _ in x + 2 * y == 90 ? 0.5 : 1 }
        #expect(Self.difference(line.before, line.after) < 0.012)
    }

    @Test func theLightStaysTheComposites() {
        let cloud = { (x: Int, y: Int) -> Float in 1 - 0.3 * exp(-Float((x - 35) * (x - 35) + (y - 33) * (y - 33)) / 1500) }
        let smooth = Self.change { x, y, _ in cloud(x, y) }
        #expect(smooth.before[35, 33, 1] < 36)
        #expect(smooth.after.values.allSatisfy { $0 > 44 && $0 < 51 })
        #expect(smooth.after[35, 33, 1] < 49, "a little of it may be the painter's")
        // What is finer lies on it as before.
        let stripes = { (x: Int) -> Float in x % 5 < 2 ? 1.12 : 0.92 }
        let striped = Self.change { x, y, _ in cloud(x, y) * stripes(x) }
        for x in 30..<40 { #expect(abs(striped.after[x, 33, 1] / smooth.after[x, 33, 1] / stripes(x) - 1) < 0.03) }
    }

    @Test func whereTheLightIsFarOffTheCompositeShows() {
        let (_, after, fallback) = Self.retouched { x, _, _ in x < 35 ? 4 : 1.05 }
        for x in 0..<25 { #expect(fallback[x, 30] == 1 && abs(after[x, 30, 1] - 50) < 0.05) }
        for x in 50..<70 { #expect(fallback[x, 30] == 0 && after[x, 30, 1] > 51.5) }
        #expect(fallback.values.contains { $0 > 0.1 && $0 < 0.9 })
    }

    @Test func whatIsNoNumberStaysAlone() {
        let (_, after) = Self.change { x, y, _ in x == 30 && y == 30 ? .nan : 1 }
        #expect(after.values.indices.filter { !after.values[$0].isFinite }.count == 3)
        #expect(after[30, 30, 0].isNaN)
    }
}
