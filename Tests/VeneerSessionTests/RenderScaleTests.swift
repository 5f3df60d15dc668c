import Foundation
import Testing
import VeneerFrame
import VeneerMath
import VeneerPhysics
import VeneerSession
import VeneerWorld

private let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

private func frame(scale: Float, lens: Lens? = nil, size: FrameSize = FrameSize(202, 150)) throws -> Frame {
    var world = try World(contentsOf: root.appendingPathComponent("Worlds/tabletop.jsonc"))
    let k = Intrinsics(focal: Vec2(520, 520), centre: Vec2(320, 240), size: FrameSize(640, 480))
    world.camera.optics = Optics(.intrinsics(k), lens: lens)
    var configuration = Session.Configuration()
    (configuration.size, configuration.renderScale, configuration.lightBudget) = (size, scale, .high)
    return try Session(.run(try Run(world: world)), configuration: configuration).capture()
}

private func shown(_ frame: Frame) -> Plane { DisplayTransform.encode(frame[.composite], exposure: frame.exposure) }

private func meanDifference(_ a: Plane, _ b: Plane) -> Float {
    zip(a.values, b.values).reduce(0) { $0 + abs($1.0 - $1.1) } / Float(a.values.count)
}

@Suite(.serialized) struct RenderScaleTests {
    @Test(arguments: [nil, Lens.fisheye(k1: -0.01, k2: 0, k3: 0, k4: 0)]) func labelsAreThoseOfTheWholeSize(lens: Lens?) throws {
        let whole = try frame(scale: 1, lens: lens), scaled = try frame(scale: 0.4, lens: lens)
        #expect(scaled.size == whole.size && scaled.labels == whole.labels && scaled[.depth] == whole[.depth] && scaled.camera == whole.camera)
        #expect(scaled.has(.composite) && scaled[.baseColour] == whole[.baseColour] && scaled[.normal] == whole[.normal])
    }

    @Test func itIsNearerToTheWholePictureThanALinearBlend() throws {
        let whole = shown(try frame(scale: 1)), half = try frame(scale: 0.5)
        var blend = Plane(whole.size, componentCount: 3)
        let small = shown(try frame(scale: 1, size: FrameSize(101, 75)))
        for y in 0..<whole.size.height {
            for x in 0..<whole.size.width {
                let p = Vec2((Float(x) + 0.5) / 2 - 0.5, (Float(y) + 0.5) / 2 - 0.5), corner = p.rounded(.down), f = p - corner
                func at(_ dx: Int, _ dy: Int) -> Vec3 { small.colour(min(max(Int(corner.x) + dx, 0), 100), min(max(Int(corner.y) + dy, 0), 74)) }
                let colour = mix(mix(at(0, 0), at(1, 0), f.x), mix(at(0, 1), at(1, 1), f.x), f.y)
                for c in 0..<3 { blend[x, y, c] = colour[c] }
            }
        }
        let ours = meanDifference(shown(half), whole), theirs = meanDifference(blend, whole)
        #expect(ours < 0.6 * theirs, "\(ours) against \(theirs)")
    }
}
