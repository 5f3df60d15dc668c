import Testing
import VeneerFrame
import VeneerGPU
import VeneerMath
import VeneerRender
import VeneerWorld

private let size = FrameSize(97, 65)

/// A box that moves to the right in front of another.
private let moments: [WorldState] = (0..<4).map { index in
    let bodies = [Pose(position: Vec3(0.05 * Float(index), 0, 0)), Pose(position: Vec3(0, 1, 0))].map { BodyState(pose: $0) }
    return WorldState(tick: Tick(10 * index), bodies: bodies, contacts: [])
}
private let boxes = world([box(Vec3(0.3, 0.3, 0.3)), box(Vec3(2, 0.2, 1))])

@Test(arguments: [Renderer.Contents.labels, .surfaces, .everything]) func twoFramesUnderWayAreThoseMadeOneByOne(contents: Renderer.Contents) throws {
    let camera = camera(eye: Vec3(0.2, -2, 0.5))
    func start(_ renderer: Renderer, _ index: Int) throws -> Renderer.PendingFrame {
        try renderer.start(
            contents, state: moments[index], previous: moments[max(0, index - 1)], camera: camera, previousCamera: camera, look: noon, isCut: index == 0)
    }
    let alone = try Renderer(device: sharedDevice(), world: boxes, size: size), batch = try Renderer(device: sharedDevice(), world: boxes, size: size)
    let expected = try moments.indices.map { try alone.finish(start(alone, $0)) }
    var frames: [Frame] = []
    var pending = try start(batch, 0)
    for index in 1..<moments.count {
        let next = try start(batch, index)
        frames.append(try batch.finish(pending))
        pending = next
    }
    frames.append(try batch.finish(pending))
    for (frame, alone) in zip(frames, expected) {
        #expect(frame.tick == alone.tick && frame.planes == alone.planes && frame.labels == alone.labels)
    }
    #expect(frames[0][.depth] != frames[3][.depth] && frames[1][.motion].values.contains { $0 != 0 })
}

@Test func passesAreTimedWhenAskedFor() throws {
    let renderer = try Renderer(device: sharedDevice(), world: boxes, size: size), camera = camera(eye: Vec3(0.2, -2, 0.5))
    func frameSeconds() throws -> Double {
        let started = ContinuousClock.now
        _ = try renderer.render(state: moments[0], previous: moments[0], camera: camera, previousCamera: camera, look: noon, isCut: true)
        return (ContinuousClock.now - started) / .seconds(1)
    }
    _ = try frameSeconds()
    #expect(renderer.passTimes.isEmpty)
    renderer.timesPasses = true
    let seconds = try frameSeconds()
    #expect(renderer.passTimes.map(\.name) == ["geometry", "surfaces", "copy", "read"])
    #expect(renderer.passTimes.allSatisfy { $0.seconds > 0 })
    #expect(renderer.passTimes.reduce(0) { $0 + $1.seconds } < seconds)
    _ = try renderer.renderLabels(state: moments[0], previous: moments[0], camera: camera, previousCamera: camera, isCut: true)
    #expect(renderer.passTimes.map(\.name) == ["geometry", "copy", "read"])
}

@Test func surfacesAndPicturesOfOtherSizesAreTheSame() throws {
    let brick = Material(
        name: "brick", kind: .brick, colourA: Vec3(0.6, 0.3, 0.1), colourB: Vec3(0.5, 0.5, 0.5), roughness: 0.4, featureSizeInMetres: 0.2, bump: 1)
    let bricks = world([box(Vec3(0.3, 0.3, 0.3), material: 1), box(Vec3(2, 0.2, 1))], materials: [plain, brick]), camera = camera(eye: Vec3(0.2, -2, 0.5))
    let own = try Renderer(device: sharedDevice(), world: bricks, size: size)
    let sharing = try Renderer(Renderer(device: sharedDevice(), world: bricks, size: FrameSize(40, 30)), size: size)
    func frame(_ renderer: Renderer, _ contents: Renderer.Contents) throws -> Frame {
        try renderer.finish(
            renderer.start(contents, state: moments[1], previous: moments[0], camera: camera, previousCamera: camera, look: noon, isCut: false))
    }
    let whole = try frame(own, .everything), surfaces = try frame(sharing, .surfaces), labels = try frame(own, .labels)
    #expect(try frame(sharing, .everything).planes == whole.planes && surfaces.labels == whole.labels)
    for channel in [Channel.depth, .normal, .baseColour] { #expect(surfaces[channel] == whole[channel], "\(channel.rawValue)") }
    #expect(surfaces[.motion] == labels[.motion] && sharing.smoothNormals == labels[.normal] && sharing.smoothNormals != whole[.normal])
}
