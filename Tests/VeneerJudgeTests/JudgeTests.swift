import Foundation
import Testing
import VeneerFrame
import VeneerGPU
import VeneerJudge
import VeneerMath
import VeneerPaint
import VeneerWorld

private let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

private func picture(_ size: FrameSize, _ colour: (_ x: Int, _ y: Int) -> Float) -> Display {
    var plane = Plane(size, componentCount: 3)
    for y in 0..<size.height {
        for x in 0..<size.width { for c in 0..<3 { plane[x, y, c] = colour(x, y) } }
    }
    return Display(encoded: plane)
}

@Suite struct MeasureTests {
    @Test func psnrIsThatOfTheMeanSquare() {
        let size = FrameSize(8, 8), grey = picture(size) { _, _ in 0.5 }
        #expect(abs(grey.psnr(picture(size) { _, _ in 0.6 }) - 20) < 1e-4)
        #expect(abs(grey.colourShift(from: picture(size) { x, _ in x < 4 ? 0.5 : 0.6 }) - 0.05) < 1e-6)
    }

    @Test func whatIsNoNumberMissesItsBar() {
        #expect(Figure("x", "m", .nan, "dB", bar: .atLeast(1)).isMissed && Figure("x", "m", .nan, "dB", bar: .atMost(1)).isMissed)
        #expect(!Figure("x", "m", 1, "dB", bar: .atLeast(1)).isMissed && Figure("x", "m", 0.99, "dB", bar: .atLeast(1)).isMissed)
        #expect(!Figure("x", "m", 5, "dB").isMissed)
    }

    @Test func reducingKeepsTheMean() {
        let plane = picture(FrameSize(8, 6)) { x, y in Float(x * 7 + y) }.plane, small = plane.reduced(by: 2)
        #expect(small.size == FrameSize(4, 3))
        #expect(small[1, 2] == (plane[2, 4] + plane[3, 4] + plane[2, 5] + plane[3, 5]) / 4)
    }

    /// A picture that has gone a third of the way responds by a third; noise where nothing changes doesn't count.
    @Test func responseIsTheShareOfTheWay() throws {
        let size = FrameSize(32, 32)
        let before = picture(size) { _, _ in 0.2 }, after = picture(size) { x, _ in x < 8 ? 0.8 : 0.21 }
        let now = picture(size) { x, y in x < 8 ? 0.4 : Float(y % 2) * 0.2 }
        #expect(abs(try #require(Response.share(before: before, now: now, after: after)) - 1.0 / 3) < 1e-4)
        #expect(abs(try #require(Response.share(before: before, now: after, after: after)) - 1) < 1e-4)
        #expect(Response.share(before: before, now: now, after: before) == nil)
    }

    /// Two surfaces that meet in the middle, brighter to the right.
    private let size = FrameSize(40, 20)
    private func alignment(_ painted: Display, of teacher: Display) -> Double {
        let ids = LabelPlane(size, values: (0..<size.pixelCount).map { $0 % 40 < 20 ? 1 : 2 })
        var alignment = EdgeAlignment()
        alignment.add(ids: ids, teacher: teacher, ["painted": painted])
        return alignment.share("painted")
    }

    @Test(arguments: [(0, 1.0), (1, 1), (-1, 1), (2, 0), (-2, 0), (3, 0)]) func edgesCountWithinAPixel(shift: Int, share: Double) {
        let teacher = picture(size) { x, _ in x < 20 ? 0.2 : 0.6 }
        #expect(alignment(picture(size) { x, _ in x < 20 + shift ? 0.2 : 0.6 }, of: teacher) == share)
    }

    @Test func flatPicturesHaveNoEdgesAndFlatTeachersAskForNone() {
        let flat = picture(size) { _, _ in 0.4 }, step = picture(size) { x, _ in x < 20 ? 0.2 : 0.6 }
        #expect(alignment(flat, of: step) == 0)
        var alignment = EdgeAlignment()
        alignment.add(ids: LabelPlane(size, values: (0..<size.pixelCount).map { $0 % 40 < 20 ? 1 : 2 }), teacher: flat, ["painted": step])
        #expect(alignment.boundary == 0)
    }
}

@Suite struct WarpingTests {
    private let size = FrameSize(32, 16)

    /// A wall that moves to the left by a pixel and a half a frame.
    private func frame(isCut: Bool) -> Frame {
        var frame = Frame(tick: Tick(0), size: size, camera: Camera(eye: Vec3(0, -1, 0), target: .zero, verticalFieldOfViewInRadians: 1), isCut: isCut)
        frame[.motion] = Plane(size, componentCount: 2, values: (0..<size.pixelCount).flatMap { _ in [Float(1.5), 0] })
        frame[.normal] = Plane(size, componentCount: 3, values: (0..<size.pixelCount).flatMap { _ in [Float(0), -1, 0] })
        frame[labels: .instance] = LabelPlane(size, values: Array(repeating: 1, count: size.pixelCount))
        return frame
    }

    private func error(movedBy pixels: Float) throws -> Double {
        var warping = Warping()
        let paint = { (moved: Float) in picture(size) { x, _ in 0.02 * (Float(x) + moved) } }
        warping.add(frame(isCut: true), ["own": paint(0)])
        warping.add(frame(isCut: false), ["own": paint(pixels)])
        return try #require(warping.error("own"))
    }

    @Test func whatMovesWithItsSurfaceHasNoError() throws {
        #expect(try error(movedBy: 1.5) < 1e-6)
        // A picture that stays behind is off by its slope times the way.
        #expect(abs(try error(movedBy: 0) - 0.03) < 1e-5)
    }

    @Test func cutsHaveNothingBefore() {
        var warping = Warping()
        for _ in 0..<2 { warping.add(frame(isCut: true), ["own": picture(size) { x, _ in Float(x) }]) }
        #expect(warping.error("own") == nil)
    }
}

@Suite(.serialized) struct CutTests {
    /// Two closed rooms of opposite colours; the camera's path goes from the red into the green.
    private static func rooms() throws -> World {
        func material(_ name: String, _ colour: String) -> String { "\"\(name)\": { \"kind\": \"plain\", \"colour\": \(colour), \"roughness\": 0.6 }" }
        func room(_ x: Float, _ paint: String) -> String {
            let slabs: [(String, String)] = [
                ("[4, 4, 0.1]", "[\(x), 0, -0.05]"), ("[4, 4, 0.1]", "[\(x), 0, 2.45]"), ("[0.1, 4, 2.5]", "[\(x - 2), 0, 1.2]"),
                ("[0.1, 4, 2.5]", "[\(x + 2), 0, 1.2]"), ("[4, 0.1, 2.5]", "[\(x), -2, 1.2]"), ("[4, 0.1, 2.5]", "[\(x), 2, 1.2]"),
                ("[0.5, 0.5, 0.5]", "[\(x), 0.6, 0.25]"),
            ]
            let walls = slabs.enumerated().map { index, slab in
                "{ \"name\": \"\(paint) \(index)\", \"shape\": { \"box\": \(slab.0) }, \"material\": \"\(paint)\", \"position\": \(slab.1) }"
            }
            let lamp =
                "{ \"name\": \"\(paint) lamp\", \"shape\": { \"sphere\": 0.1 }, \"material\": \"\(paint)\", \"position\": [\(x + 0.4), -0.4, 2.0], "
                + "\"emission\": { \"lumens\": 1500, \"colour\": [1, 1, 1] } }"
            return (walls + [lamp]).joined(separator: ",\n")
        }
        return try World(
            jsonText: """
                { "veneer": 1, "name": "rooms", "materials": { \(material("red", "[0.8, 0.05, 0.05]")), \(material("green", "[0.05, 0.8, 0.05]")) },
                  "bodies": [ \(room(0, "red")), \(room(10, "green")) ], "look": { "timeOfDay": 22, "lamps": 1 },
                  "camera": { "fov": 60, "keys": [
                    { "at": 0, "eye": [0, -1.6, 1.2], "target": [0, 1, 0.8] }, { "at": 1, "eye": [10, -1.6, 1.2], "target": [10, 1, 0.8] } ] } }
                """, file: "rooms")
    }

    @Test func nothingOfTheOldSceneShowsAfterACut() throws {
        let world = try Self.rooms(), red = world.camera.camera(at: Tick(0)), green = world.camera.camera(at: Tick(240))
        let settings = JudgeSettings(
            size: FrameSize(96, 64), device: try GPUDevice(), painter: try Painter(weights: root.appendingPathComponent("Models/painter-s.safetensors")))
        let seen = try Rollout(world, settings), unseen = try Rollout(world, settings)
        let before = try seen.settled(red, fromCut: true), after = try seen.frame(green, isCut: true), fresh = try unseen.frame(green, isCut: true)
        let (redder, greener) = (Display(.painted, of: before).meanColour, Display(.painted, of: after).meanColour)
        #expect(redder.x > redder.y + 0.2 && greener.y > greener.x + 0.2, "the rooms should look red and green: \(redder) \(greener)")
        #expect(after[.painted] == fresh[.painted] && after[.composite] == fresh[.composite])
        // The painter itself is shared by both: what it painted before must not show either.
        let again = try Rollout(world, settings).frame(green, isCut: true)
        #expect(again[.painted] == fresh[.painted])
    }
}

@Suite struct DollyTests {
    private func values(_ changes: [(own: Double, truth: Double)]) -> [String: Figure] {
        Dictionary(uniqueKeysWithValues: Dolly.figures("x", changes).filter { $0.bar != nil }.map { ($0.metric, $0) })
    }

    @Test func aPopIsFoundWhereTheMeanHardlyRises() throws {
        var changes = Array(repeating: (own: 0.02, truth: 0.02), count: 95)
        #expect(values(changes).values.allSatisfy { abs($0.value - 1) < 1e-12 && !$0.isMissed })
        changes[40].own = 0.05
        let found = values(changes)
        #expect(abs(try #require(found["dolly_pop"]).value - 2.5) < 1e-12 && found["dolly_pop"]?.isMissed == true && found["dolly_shimmer"]?.isMissed == false)
        // What nobody sees is no shimmer.
        #expect(values([(own: 0.003, truth: 0.0001)])["dolly_shimmer"]?.value == 1)
    }

    /// Bricks and leaves change where their edges move between pixels, and hardly more than finer ones averaged; in no frame much more.
    @Test(arguments: ["brick", "foliage"]) func whatIsMadeOfPiecesNeitherShimmersNorPops(kind: String) throws {
        let settings = JudgeSettings(
            size: FrameSize(128, 72), device: try GPUDevice(), painter: try Painter(weights: root.appendingPathComponent("Models/painter-s.safetensors")))
        let samples = try World(contentsOf: root.appendingPathComponent("Worlds/materials.jsonc")).sampled
        let figures = try Dolly.figures(of: try #require(samples.first { $0.name == kind }), settings), change = figures.filter { $0.metric == "dolly_change" }
        #expect(change.count == 2 && change.allSatisfy { (0.004...0.2).contains($0.value) }, "\(change.map(\.value))")
        let judged = figures.filter { $0.bar != nil }
        #expect(judged.count == 2 && judged.allSatisfy { !$0.isMissed }, "\(judged.map(\.value))")
    }
}
