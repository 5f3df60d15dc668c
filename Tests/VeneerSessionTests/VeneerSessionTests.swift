import Foundation
import Testing
import VeneerExport
import VeneerFrame
import VeneerMath
import VeneerPhysics
import VeneerSession
import VeneerWorld

private let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

private func configuration(framesPerSegment: Int = 240) -> Session.Configuration {
    var configuration = Session.Configuration()
    configuration.size = FrameSize(97, 66)
    configuration.weights = root.appendingPathComponent("Models/painter-s.safetensors")
    configuration.framesPerSegment = framesPerSegment
    return configuration
}

private func tabletop() throws -> World { try World(contentsOf: root.appendingPathComponent("Worlds/tabletop.jsonc")) }

private func pictures(_ session: Session, count: Int) throws -> [Frame] {
    var frames: [Frame] = []
    try session.export(frameCount: count) { frame, _, _ in
        frames.append(frame)
        return true
    }
    return frames
}

private func temporaryFolder() throws -> URL {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("veneer-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    return folder
}

@Suite(.serialized) struct SessionTests {
    @Test func twoRunsAndAReplayGiveTheSameStatesAndPaintedBytes() throws {
        let folder = try temporaryFolder()
        defer { try? FileManager.default.removeItem(at: folder) } // leavings in the temporary folder harm nobody
        let log = folder.appendingPathComponent("run.log")
        let first = try Run(world: try tabletop(), log: log), second = try Run(world: try tabletop())
        let a = try Session(.run(first), configuration: configuration()), b = try Session(.run(second), configuration: configuration())
        let framesA = try pictures(a, count: 5), framesB = try pictures(b, count: 5)
        try first.finish()
        #expect(first.state.hash == second.state.hash)
        let replay = try Replay(log: log)
        let again = try Session(.replay(replay), configuration: configuration())
        let framesC = try pictures(again, count: 5)
        #expect(replay.state.hash == first.state.hash && replay.mismatches.isEmpty)
        for ((x, y), z) in zip(zip(framesA, framesB), framesC) {
            #expect(x[.painted] == y[.painted] && x[.painted] == z[.painted])
            #expect(x[labels: .instance] == z[labels: .instance] && x.camera == z.camera && x.tick == z.tick)
        }
        #expect(framesA[0][.painted] != framesA[4][.painted])
    }

    @Test func aLooksOwnExposureShowsAtOnceAndWhiteStaysAsMetered() throws {
        var plain = configuration()
        plain.weights = nil
        let session = try Session(.run(try Run(world: try tabletop())), configuration: plain)
        let first = try session.capture()
        var look = session.look
        look.exposureEV100 = 9
        try session.apply(.look(look))
        try session.advance(ticks: 10)
        let next = try session.capture()
        #expect(!next.isCut && next.exposure == Look.exposure(ev100: 9) && first.exposure != next.exposure)
        #expect(next.whiteBalance == first.whiteBalance && first.whiteBalance != Vec3(repeating: 1))
    }

    @Test func aSegmentDoesNotDependOnWhatWasPaintedBeforeIt() throws {
        let whole = try pictures(try Session(.run(try Run(world: try tabletop())), configuration: configuration(framesPerSegment: 3)), count: 6)
        let late = try Session(.run(try Run(world: try tabletop())), configuration: configuration(framesPerSegment: 3))
        try late.advance(ticks: 3 * FrameRate.standard.ticksPerFrame)
        let part = try pictures(late, count: 3)
        for (x, y) in zip(whole[3...], part) {
            #expect(x.tick == y.tick)
            #expect(x[.painted] == y[.painted])
        }
        #expect(whole[3].isCut && !whole[4].isCut)
    }

    @Test func everyFrameIsOfItsExactTick() throws {
        let session = try Session(.run(try Run(world: try tabletop())), configuration: configuration())
        #expect(try pictures(session, count: 4).map(\.tick) == [0, 10, 20, 30].map(Tick.init))
    }

    @Test func thePictureNeverChangesTheWorld() throws {
        let bare = try Run(world: try tabletop()), seen = try Run(world: try tabletop())
        let session = try Session(.run(seen), configuration: configuration())
        try session.export(frameCount: 3) { _, _, _ in true }
        try bare.step(seen.tick.index)
        #expect(bare.state == seen.state)
    }

    @Test func anotherLookIsAnotherPictureOfTheSameState() throws {
        func frame(_ look: Look?) throws -> Frame {
            let session = try Session(.run(try Run(world: try tabletop())), configuration: configuration())
            if let look { try session.apply(.look(look)) }
            return try pictures(session, count: 1)[0]
        }
        let day = try frame(nil), night = try frame(Look(timeOfDayInHours: 22, lampScale: 1))
        #expect(day[labels: .instance] == night[labels: .instance] && day[.depth] == night[.depth])
        #expect(day[.painted] != night[.painted])
        #expect(night.exposure > day.exposure)
    }
}

@Suite(.serialized) struct ExportedFrameTests {
    /// Depth and camera give a point; the id beside them gives a body and its pose; the point lies on that body.
    @Test func idsAndDepthOfAnEpisodeAgreeWithItsPoses() throws {
        let folder = try temporaryFolder()
        defer { try? FileManager.default.removeItem(at: folder) } // leavings in the temporary folder harm nobody
        let world = try tabletop().varied(seed: 5)
        let session = try Session(.run(try Run(world: world)), configuration: configuration())
        var writer = try EpisodeWriter(
            dataset: folder, index: 0,
            configuration: .init(world: world, size: session.configuration.size, rate: .standard, machine: .current(driver: session.deviceName)))
        // After 12 frames things are flying and rolling.
        try session.advance(ticks: 120)
        try session.export(frameCount: 3) { frame, state, _ in
            try writer.append(frame, state: state, picture: ChannelPictures { DisplayTransform.encode($0, exposure: $1) }.picture(of: .painted, in: frame))
            return true
        }
        try writer.finish()
        let episode = try EpisodeReader(folder.appendingPathComponent(EpisodeWriter.name(ofEpisode: 0)))
        var checked = 0, off = 0
        for index in 0..<3 {
            let frame = try episode.frame(index), depth = try episode.depthInMetres(index), ids = try episode.ids(index)
            for y in 0..<depth.size.height {
                for x in 0..<depth.size.width where ids[x, y] != 0 {
                    let body = Int(ids[x, y]) - 1
                    let point = frame.pointInWorld(pixel: Vec2(Float(x) + 0.5, Float(y) + 0.5), depthInMetres: depth[x, y])
                    let local = frame.bodies[body].worldFromBody.pose.inverse.act(point)
                    checked += 1
                    if world.bodies[body].shape.distance(to: local) > 0.004 { off += 1 }
                }
            }
        }
        #expect(checked > 15_000)
        // Coarse meshes lie up to a millimetre or two inside their shapes, and depth is in whole millimetres along a slanted ray.
        #expect(Double(off) < 0.002 * Double(checked), "\(off) of \(checked) points are off their bodies")
    }
}

extension Shape {
    /// About how far a point is from the surface; other shapes are held against their hull's box only.
    fileprivate func distance(to p: Vec3) -> Float {
        let half = halfExtents
        let q = Vec3(abs(p.x), abs(p.y), abs(p.z)) - half
        switch self {
        case .sphere(let radius): return abs(length(p) - radius)
        case .box: return abs(q.max())
        case .cylinder(let radius, _, _):
            let side = (p.x * p.x + p.y * p.y).squareRoot() - radius
            return min(abs(max(side, q.z)), 1)
        default: return max(0, q.max())
        }
    }
}
