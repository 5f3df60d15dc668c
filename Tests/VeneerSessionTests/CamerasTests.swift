import Foundation
import Testing
import VeneerExport
import VeneerFrame
import VeneerMath
import VeneerPhysics
import VeneerSession
import VeneerWorld

private let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
private let k = Intrinsics(focal: Vec2(520, 540), centre: Vec2(330, 230), size: FrameSize(640, 480))

private func seen() throws -> World {
    var world = try World(contentsOf: root.appendingPathComponent("Worlds/tabletop.jsonc"))
    let pose = Pose(eye: Vec3(0.3, -0.3, 1.35), target: Vec3(-0.8, 1.04, 0.86))
    let block = world.bodies.firstIndex { !$0.isStatic } ?? 0
    world.cameras = [
        WorldCamera(name: "left", mount: .fixed(worldFromCamera: pose), optics: Optics(.intrinsics(k))),
        WorldCamera(name: "right", mount: .rightOf(camera: "left", baselineInMetres: 0.1), optics: Optics(.intrinsics(k))),
        WorldCamera(
            name: "bent", mount: .fixed(worldFromCamera: pose), optics: Optics(.intrinsics(k), lens: .brownConrady(k1: -0.2, k2: 0.04, p1: 0, p2: 0.001, k3: 0))
        ),
        WorldCamera(
            name: "none", mount: .fixed(worldFromCamera: pose), optics: Optics(.intrinsics(k), lens: .brownConrady(k1: 0, k2: 0, p1: 0, p2: 0, k3: 0))),
        WorldCamera(
            name: "rider", mount: .onBody(index: block, bodyFromCamera: Pose(position: Vec3(0, 0, 0.2))), optics: Optics(.fieldOfView(verticalInDegrees: 70))),
    ]
    return world
}

private func session() throws -> Session {
    var configuration = Session.Configuration()
    configuration.size = FrameSize(96, 72)
    return try Session(.run(try Run(world: try seen())), configuration: configuration)
}

private func frames(_ names: [String], count: Int) throws -> [[Frame]] {
    var all: [[Frame]] = []
    try session().export(frameCount: count, cameras: names) { frames, _, _ in
        all.append(frames)
        return true
    }
    return all
}

@Suite(.serialized) struct CamerasTests {
    @Test func aCameraShowsTheSameAloneAndAmongOthers() throws {
        let names = ["main", "left", "right", "bent", "rider"], together = try frames(names, count: 3)
        for (place, name) in names.enumerated() where name != "left" {
            for (index, alone) in try frames([name], count: 3).enumerated() {
                let shared = together[index][place]
                #expect(alone[0].planes == shared.planes && alone[0].labels == shared.labels && alone[0].exposure == shared.exposure, "\(name), frame \(index)")
                #expect(alone[0].camera == shared.camera && alone[0].isCut == (index == 0))
            }
        }
        #expect(Set(together[0].map(\.exposure)).count > 2, "each meters what it sees")
    }

    @Test func aLensThatBendsNothingGivesTheSameBytes() throws {
        for frame in try frames(["left", "none"], count: 2) {
            #expect(frame[0].planes == frame[1].planes && frame[0].labels == frame[1].labels)
        }
    }

    @Test func oneCameraOfAClipIsTheSameThroughItsLog() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("veneer-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) } // leavings in the temporary folder harm nobody
        var configuration = Session.Configuration()
        (configuration.size, configuration.camera) = (FrameSize(96, 72), "bent")
        let run = try Run(world: try seen(), log: folder.appendingPathComponent("run.log"))
        var first: [Frame] = [], again: [Frame] = []
        try Session(.run(run), configuration: configuration).export(frameCount: 3) { frame, _, _ in
            first.append(frame); return true
        }
        try run.finish()
        configuration.camera = "main"
        let replay = try Session(.replay(try Replay(log: folder.appendingPathComponent("run.log"))), configuration: configuration)
        try replay.export(frameCount: 3) { frame, _, _ in
            again.append(frame); return true
        }
        for (a, b) in zip(first, again) { #expect(a.camera == b.camera && a.camera.lens != nil && a.planes == b.planes) }
    }

    @Test func aPairsPicturesAgreeByDisparity() throws {
        let pair = try frames(["left", "right"], count: 1)[0], size = pair[0].size, focal = k.scaled(to: size).focal.x
        var compared = 0, agree = 0
        for y in 0..<size.height {
            for x in 0..<size.width {
                let depth = pair[0][.depth][x, y], there = Float(x) + 0.5 - focal * 0.1 / depth
                guard depth > 0, there >= 0 else { continue }
                compared += 1
                if abs(pair[1][.depth][Int(there), y] - depth) < 0.05 * depth { agree += 1 }
            }
        }
        // The rest is hidden from one of the two.
        #expect(compared > 3000 && Double(agree) > 0.9 * Double(compared), "\(agree) of \(compared)")
    }
}
