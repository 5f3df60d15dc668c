import Foundation
import Testing
import VeneerExport
import VeneerFrame
import VeneerMath
import VeneerWorld

@Suite struct EpisodeTests {
    /// Spheres on a line, so many that the last ids don't fit eight bits.
    static let world: World = {
        let material = Material(name: "clay", kind: .plain, colourA: Vec3(0.5, 0.3, 0.2), colourB: .zero, roughness: 0.6)
        let bodies = (0..<300).map { i in
            Body(
                name: "ball \(i)", shape: .sphere(radius: 0.05), materialIndex: 0, worldFromBody: Pose(position: position(ofBall: i)),
                massInKilograms: 0.1, semantic: i % 2 == 0 ? "ball" : "odd ball")
        }
        return World(
            name: "balls", seed: .max - 1, materials: [material], bodies: bodies, look: Look(timeOfDayInHours: 12),
            camera: CameraPath(keys: [.init(seconds: 0, eye: Vec3(0.3, -2, 0.8), target: Vec3(0, 0, 0.2))]))
    }()

    static func position(ofBall i: Int) -> Vec3 { Vec3(Float(i % 20 - 10) * 0.12, Float(i / 20) * 0.4 - 1, Float(i % 7) * 0.07) }
    static let size = FrameSize(96, 64)
    static let machine = MachineNote(processor: "test", threads: 1, driver: "none")

    /// Exact rays against the spheres stand in for the raster.
    static func frame(_ state: WorldState) -> Frame {
        var frame = Frame(tick: state.tick, size: size, camera: world.camera.camera(at: state.tick), isCut: state.tick.index == 0)
        let drift = Vec3(0, Float(state.tick.seconds), 0)
        var depth = Plane(size, componentCount: 1), motion = Plane(size, componentCount: 2), ids = [UInt32](repeating: 0, count: size.pixelCount)
        let eye = frame.camera.worldFromCamera.position
        for y in 0..<size.height {
            for x in 0..<size.width {
                let ray = frame.camera.rayInWorld(throughPixel: Vec2(Float(x) + 0.5, Float(y) + 0.5), size: size)
                var nearest = Float.infinity
                for (index, body) in state.bodies.enumerated() {
                    let offset = eye - body.pose.position, b = dot(offset, ray), a = dot(ray, ray), c = dot(offset, offset) - 0.05 * 0.05
                    let discriminant = b * b - a * c
                    let t = discriminant > 0 ? (-b - discriminant.squareRoot()) / a : -1
                    if t > 0, t < nearest {
                        nearest = t
                        depth[x, y] = t
                        ids[y * size.width + x] = World.instanceId(ofBody: index)
                        // A frame ago everything was where it was without the drift.
                        if let before = frame.camera.project(eye + t * ray - drift, size: size)?.pixel {
                            (motion[x, y, 0], motion[x, y, 1]) = (before.x - Float(x) - 0.5, before.y - Float(y) - 0.5)
                        }
                    }
                }
            }
        }
        frame[.depth] = depth
        frame[.motion] = motion
        frame[labels: .instance] = LabelPlane(size, values: ids)
        frame.exposure = 1 / 3
        frame[.fallback] = Plane(size, componentCount: 1, values: (0..<size.pixelCount).map { Float($0 % 256) / 255 })
        frame.disagreement = 0.25
        return frame
    }

    static func state(_ tick: Tick) -> WorldState {
        let bodies = world.bodies.enumerated().map { i, body in
            let turn = Quaternion(angleInRadians: Float(i) * 0.1, axis: Vec3(1, 2, 3))
            let drift = Vec3(0, Float(tick.seconds), 0)
            return BodyState(
                pose: Pose(position: body.worldFromBody.position + drift, rotation: turn), linearVelocity: Vec3(0, 1, 0), angularVelocity: Vec3(0.1, 0.2, 0.3))
        }
        let contact = Contact(bodyA: 298, bodyB: 0, pointInWorld: Vec3(0.1, 0.2, 0.3), normalInWorld: Vec3(0, 0, 1), impulseInNewtonSeconds: 0.7)
        return WorldState(tick: tick, bodies: bodies, contacts: [contact])
    }

    static func write(to folder: TemporaryFolder) throws -> (URL, [Frame]) {
        var writer = try EpisodeWriter(
            dataset: folder.root, index: 1, configuration: .init(world: world, size: size, rate: .standard, machine: machine))
        let frames = (0..<2).map { frame(state(FrameRate.standard.tick(ofFrame: $0))) }
        for frame in frames { try writer.append(frame, state: state(frame.tick), picture: Picture(size, filledWith: RGB8(1, 2, 3))) }
        try writer.finish()
        return (folder.url("episode-000001"), frames)
    }

    @Test func depthAndPosesReprojectOntoTheBodiesTheIdsName() throws {
        let folder = try TemporaryFolder()
        let reader = try EpisodeReader(EpisodeTests.write(to: folder).0)
        var checked = 0, largestId: UInt32 = 0, wrongAxes = 0
        for index in 0..<reader.description.frames {
            let record = try reader.frame(index), depth = try reader.depthInMetres(index), ids = try reader.ids(index)
            for y in 0..<EpisodeTests.size.height {
                for x in 0..<EpisodeTests.size.width where ids[x, y] != 0 {
                    let point = record.pointInWorld(pixel: Vec2(Float(x) + 0.5, Float(y) + 0.5), depthInMetres: depth[x, y])
                    let body = try #require(record.bodies.first { $0.id == Int(ids[x, y]) })
                    let distance = length(body.worldFromBody.pose.inverse.act(point))
                    // Half a millimetre of depth is at most a little more along a slanted ray.
                    #expect(abs(distance - 0.05) < 0.001)
                    let mirrored = record.pointInWorld(pixel: Vec2(Float(y) + 0.5, Float(x) + 0.5), depthInMetres: depth[x, y])
                    if abs(length(body.worldFromBody.pose.inverse.act(mirrored)) - 0.05) > 0.001 { wrongAxes += 1 }
                    checked += 1
                    largestId = max(largestId, ids[x, y])
                }
            }
        }
        #expect(checked > 500)
        #expect(largestId > 255)
        #expect(wrongAxes > checked * 9 / 10, "this test would notice swapped axes")
    }

    @Test func labelsComeBackExactly() throws {
        let folder = try TemporaryFolder()
        let (url, frames) = try EpisodeTests.write(to: folder)
        let reader = try EpisodeReader(url)
        for (index, frame) in frames.enumerated() {
            let state = EpisodeTests.state(frame.tick), record = try reader.frame(index)
            #expect(try reader.ids(index) == frame[labels: .instance])
            #expect(record == EpisodeFrame(frame: frame, state: state, world: EpisodeTests.world))
            #expect(try reader.fallback(index) == frame[.fallback])
            let half = frame[.fallback].values.filter { $0 >= 0.5 }.count
            #expect(record.fallbackPixels == half && record.disagreement == 0.25)
            #expect(record.bodies.map(\.worldFromBody.pose) == state.bodies.map(\.pose))
            #expect(record.camera.worldFromCamera.pose == frame.camera.worldFromCamera)
            #expect(record.contacts.first?.a == 299 && record.contacts.first?.impulse == 0.7)
        }
        #expect(try reader.frame(1).tick == 10)
        #expect(try reader.picture(0) == Picture(EpisodeTests.size, filledWith: RGB8(1, 2, 3)))
        let description = EpisodeDescription(world: EpisodeTests.world, size: EpisodeTests.size, rate: .standard, frames: 2, machine: EpisodeTests.machine)
        #expect(reader.description == description)
        #expect(reader.description.instances[298].name == "ball 298" && reader.description.instances[297].semanticId == 2)
        #expect(reader.description.seed == UInt64.max - 1)
    }

    @Test func flowLeadsToWhereSurfacesGo() throws {
        let folder = try TemporaryFolder()
        let (url, frames) = try EpisodeTests.write(to: folder)
        let reader = try EpisodeReader(url)
        #expect(try reader.flow(1) == nil && reader.backwardFlow(0) == nil, "nothing comes after the last frame or before a cut")
        let forward = try #require(try reader.flow(0)), backward = try #require(try reader.backwardFlow(1))
        let drift = Vec3(0, Float(frames[1].tick.seconds), 0), camera = frames[0].camera
        var checked = 0, moved = 0
        for y in 0..<EpisodeTests.size.height {
            for x in 0..<EpisodeTests.size.width {
                let pixel = Vec2(Float(x) + 0.5, Float(y) + 0.5), ray = camera.rayInWorld(throughPixel: pixel, size: EpisodeTests.size)
                for (frame, flow, sign) in [(frames[0], forward, Float(1)), (frames[1], backward, -1)] {
                    let hit = frame[labels: .instance][x, y] != 0
                    #expect(flow.isKnown[y * EpisodeTests.size.width + x] == hit)
                    guard hit else { continue }
                    let there = camera.worldFromCamera.position + frame[.depth][x, y] * ray + sign * drift
                    let expected = try #require(camera.project(there, size: EpisodeTests.size)).pixel - pixel
                    #expect(abs(flow.flow[x, y, 0] - expected.x) < 0.01 && abs(flow.flow[x, y, 1] - expected.y) < 0.01)
                    checked += 1
                    if max(abs(expected.x), abs(expected.y)) > 0.2 { moved += 1 }
                }
            }
        }
        #expect(checked > 500 && moved > checked / 2)
    }

    @Test func pointCloudsComeBackAndACutOneIsRefused() throws {
        let returns = (0..<5).map { LidarReturn(point: Vec3(Float($0), -0.5, 1e-3), incidence: 0.25, ring: UInt16($0), instance: 300) }
        let file = PointCloudFile.encode(returns)
        #expect(try PointCloudFile.decode(file) == returns)
        #expect(throws: ExportError.self) { try PointCloudFile.decode(Array(file.dropLast())) }
        #expect(throws: ExportError.self) { try PointCloudFile.decode([UInt8]("ply\nformat ascii 1.0\n".utf8)) }
        #expect(try PointCloudFile.decode(PointCloudFile.encode([])).isEmpty)
    }

    @Test func boxesAndOcclusionSayWhatIsSeenOfABody() throws {
        // Two panels square to the camera, the near one before the left half of the far one; a third lies behind the camera.
        let size = FrameSize(120, 90), focal: Float = 60
        let camera = Camera(eye: Vec3(0, -2, 0), target: .zero, verticalFieldOfViewInRadians: 2 * atan(45 / focal))
        func panel(_ name: String, width: Float, at position: Vec3) -> Body {
            Body(
                name: name, shape: .box(size: Vec3(width, 0.02, 1), bevel: 0), materialIndex: 0, worldFromBody: Pose(position: position), massInKilograms: 1,
                semantic: "panel")
        }
        // Faces at depths 2 and 1: the far one is 30 pixels wide, the near one hides 15 of them.
        let bodies = [
            panel("far", width: 1, at: Vec3(0, 0.01, 0)), panel("near", width: 0.5, at: Vec3(-0.25, -0.99, 0)), panel("behind", width: 1, at: Vec3(0, -4, 0)),
        ]
        let world = World(
            name: "panels", seed: 1, materials: EpisodeTests.world.materials, bodies: bodies, look: Look(timeOfDayInHours: 12),
            camera: EpisodeTests.world.camera)
        var frame = Frame(tick: Tick(0), size: size, camera: camera, isCut: true)
        let far = (left: 45, right: 75, top: 30, bottom: 60), near = (left: 30, right: 60, top: 15, bottom: 75)
        var ids = [UInt32](repeating: 0, count: size.pixelCount)
        for (id, box) in [(UInt32(1), far), (2, near)] {
            for y in box.top..<box.bottom { for x in box.left..<box.right { ids[y * size.width + x] = id } }
        }
        frame[labels: .instance] = LabelPlane(size, values: ids)
        let records = EpisodeFrame(frame: frame, state: world.initialState, world: world).bodies
        #expect(records[0].tightBox == [60, 30, 75, 60] && records[1].tightBox == [30, 15, 60, 75] && records[2].tightBox == nil)
        #expect(records[0].visiblePixels == 450 && records[0].wholePixels == 900 && records[0].occlusion == 0.5)
        #expect(records[1].occlusion == 0 && records[1].wholePixels == 1800)
        #expect(records[2].looseBox == nil && records[2].wholePixels == 0 && records[2].occlusion == nil)
        for (box, expected) in zip([records[0].looseBox, records[1].looseBox], [[45, 30, 75, 60], [30, 15, 60, 75]] as [[Float]]) {
            let box = try #require(box)
            #expect(zip(box, expected).allSatisfy { abs($0 - $1) < 1e-3 })
        }
        let description = EpisodeDescription(world: world, size: size, rate: .standard, frames: 1, machine: EpisodeTests.machine)
        #expect(description.instances[1].halfExtents == [0.25, 0.01, 0.5])
    }

    @Test func depthRoundsToMillimetresAndSaturates() throws {
        let folder = try TemporaryFolder()
        let size = FrameSize(8, 1), state = EpisodeTests.state(Tick(0))
        let metres: [Float] = [0, 0.0001, 0.02, 1.2344, 1.2346, 65.534, 65.5349, 1000]
        var writer = try EpisodeWriter(
            dataset: folder.root, index: 7, configuration: .init(world: EpisodeTests.world, size: size, rate: .standard, machine: EpisodeTests.machine))
        var frame = Frame(tick: Tick(0), size: size, camera: EpisodeTests.world.camera.camera(at: Tick(0)), isCut: true)
        frame[.depth] = Plane(size, componentCount: 1, values: metres)
        frame[labels: .instance] = LabelPlane(size, values: Array(repeating: 1, count: 8))
        try writer.append(frame, state: state, picture: Picture(size))
        try writer.finish()
        let picture = try PNG.readGrey16(folder.url("episode-000007/depth/000000.png"))
        #expect(picture.samples == [0, 1, 20, 1234, 1235, 65534, 65535, 65535])
    }

    @Test func theSameEpisodeIsTheSameBytes() throws {
        let first = try TemporaryFolder(), second = try TemporaryFolder()
        let (a, _) = try EpisodeTests.write(to: first), (b, _) = try EpisodeTests.write(to: second)
        for file in ["episode.json", "frames/000001.json", "depth/000001.png", "ids/000000.png", "rgb/000000.png"] {
            #expect(try AtomicFile.read(a.appendingPathComponent(file)) == AtomicFile.read(b.appendingPathComponent(file)))
        }
    }

    @Test func aDamagedFrameIsAnErrorThatNamesItsFile() throws {
        let folder = try TemporaryFolder()
        let (url, _) = try EpisodeTests.write(to: folder)
        let file = url.appendingPathComponent("frames/000001.json")
        let text = String(decoding: try AtomicFile.read(file), as: UTF8.self)
        for damaged in [text.replacingOccurrences(of: "0.1, 0.2, 0.3]", with: "0.1, 0.2]"), String(text.dropLast(40))] {
            try #require(damaged != text)
            try AtomicFile.write(damaged, to: file)
            let error = #expect(throws: ExportError.self) { try EpisodeReader(url).frame(1) }
            #expect(error?.description.contains("frames/000001.json is damaged") == true)
        }
    }

    @Test func everyCameraHasAFolderOfItsOwn() throws {
        let folder = try TemporaryFolder(), other = try TemporaryFolder(), alone = try EpisodeTests.write(to: other).0
        var writer = try EpisodeWriter(
            dataset: folder.root, index: 1,
            configuration: .init(world: EpisodeTests.world, size: EpisodeTests.size, rate: .standard, machine: EpisodeTests.machine, cameras: ["left", "far"]))
        for index in 0..<2 {
            let state = EpisodeTests.state(FrameRate.standard.tick(ofFrame: index)), frame = EpisodeTests.frame(state)
            var other = Frame(
                tick: frame.tick, size: frame.size, camera: Camera(eye: Vec3(0, -9, 0), target: .zero, verticalFieldOfViewInRadians: 1), isCut: frame.isCut)
            other[.depth] = Plane(frame.size, componentCount: 1, repeating: 2)
            other[.motion] = frame[.motion]
            other[labels: .instance] = LabelPlane(frame.size, values: Array(repeating: 7, count: frame.size.pixelCount))
            try writer.append(frame, state: state, picture: Picture(EpisodeTests.size, filledWith: RGB8(1, 2, 3)), camera: 0)
            try writer.append(other, state: state, picture: Picture(EpisodeTests.size, filledWith: RGB8(9, 9, 9)), camera: 1)
        }
        try writer.finish()
        let url = folder.url("episode-000001"), left = try EpisodeReader(url), far = try EpisodeReader(url, camera: "far")
        #expect(left.description.cameras.map(\.name) == ["left", "far"] && left.description.frames == 2)
        #expect(try far.ids(1).values.allSatisfy { $0 == 7 } && far.picture(0) == Picture(EpisodeTests.size, filledWith: RGB8(9, 9, 9)))
        // What one camera saw is the same files as without the other.
        for file in ["frames/000001.json", "depth/000001.png", "ids/000000.png", "rgb/000000.png", "flow/000000.png", "backward/000001.png"] {
            #expect(try AtomicFile.read(url.appendingPathComponent("left/" + file)) == AtomicFile.read(alone.appendingPathComponent(file)))
        }
        let error = #expect(throws: ExportError.self) { try EpisodeReader(url, camera: "rihgt") }
        #expect(error?.description.contains("cameras: left, far") == true)
    }

    @Test func anotherFormatVersionIsRefusedByItsNumber() throws {
        let folder = try TemporaryFolder(), url = try EpisodeTests.write(to: folder).0, file = url.appendingPathComponent("episode.json")
        // As version 2 was: without cameras.
        let old = String(decoding: try AtomicFile.read(file), as: UTF8.self).replacingOccurrences(of: "\"cameras\": [", with: "\"none\": [")
        try AtomicFile.write(old.replacingOccurrences(of: "\"format_version\": 4", with: "\"format_version\": 3"), to: file)
        let error = #expect(throws: ExportError.self) { try EpisodeReader(url) }
        #expect(error?.description.contains("format version 3; this Veneer reads 4") == true, "\(error?.description ?? "")")
    }

    @Test func anAbandonedEpisodeLeavesNothing() throws {
        let folder = try TemporaryFolder()
        do {
            var writer = try EpisodeWriter(
                dataset: folder.root, index: 1,
                configuration: .init(world: EpisodeTests.world, size: EpisodeTests.size, rate: .standard, machine: EpisodeTests.machine))
            let state = EpisodeTests.state(Tick(0))
            try writer.append(EpisodeTests.frame(state), state: state, picture: Picture(EpisodeTests.size))
        }
        #expect(try folder.names().isEmpty)
    }
}
