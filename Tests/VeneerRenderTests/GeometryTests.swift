import Testing
import VeneerFrame
import VeneerGPU
import VeneerMath
import VeneerRender
import VeneerWorld

@Test(arguments: [FrameSize(65, 67), FrameSize(128, 72)])
func depthsAndIdsOfBoxesAreThoseOfRays(size: FrameSize) throws {
    var random = SeededRandom(seed: 5)
    var bodies = (0..<12).map { _ in box(Vec3(random.uniform(0.1, 0.5), 0.3, 0.2), at: randomPose(&random, within: 0.7)) }
    bodies.append(box(Vec3(9, 9, 0.1), at: Pose(position: Vec3(0, 0, -1))))
    let world = world(bodies), camera = camera(eye: Vec3(1.2, -2, 0.8))
    let frame = try picture(world, size, camera)
    var compared = 0
    forEachPixel(size) { x, y, centre in
        guard let label = clearLabel(world, camera, size, centre) else { return }
        compared += 1
        #expect(frame[labels: .instance][x, y] == label)
        let depth = firstHit(world, camera.worldFromCamera.position, camera.rayInWorld(throughPixel: centre, size: size))?.distance ?? 0
        #expect(abs(frame[.depth][x, y] - depth) <= 1e-4 * depth)
    }
    #expect(compared > size.pixelCount * 8 / 10)
}

@Test func aSphereIsRoundToWithinItsFacets() throws {
    let radius: Float = 0.4, size = FrameSize(101, 97)
    let world = world([
        Body(name: "ball", shape: .sphere(radius: radius), materialIndex: 0, worldFromBody: Pose(position: Vec3(0.1, 0.2, 0.3)), semantic: "ball")
    ])
    let camera = camera(eye: Vec3(1, -2, 1))
    let frame = try picture(world, size, camera)
    var seen = 0
    forEachPixel(size) { x, y, centre in
        let depth = frame[.depth][x, y]
        guard depth > 0 else { return }
        seen += 1
        let ray = camera.rayInWorld(throughPixel: centre, size: size)
        let fromCentre = camera.worldFromCamera.position + depth * ray - world.bodies[0].worldFromBody.position
        // Facets of ten to a face turn by at most 13° from one to the next.
        #expect(length(fromCentre) <= radius * 1.0001 && length(fromCentre) > radius * 0.987)
        let normal = frame[.normal].colour(x, y)
        #expect(abs(length(normal) - 1) < 1e-4)
        #expect(dot(normal, ray) <= 1e-3)
        if dot(normal, normalize(ray)) < -0.3 { #expect(dot(normal, normalize(fromCentre)) > 0.995) }
    }
    // Its disc covers about that many pixels.
    let focal = camera.focalLengthInPixels(size), distance = length(camera.worldFromCamera.position - Vec3(0.1, 0.2, 0.3))
    let expected = Float.pi * radius * radius * focal * focal / (distance * distance - radius * radius)
    #expect(abs(Float(seen) / expected - 1) < 0.05)
}

@Test func culledBodiesAreNotVisibleAndManyBodiesKeepTheirMaterials() throws {
    // More than there are stencil values, in all directions, some around and behind the camera.
    var random = SeededRandom(seed: 11)
    let materials = (0..<7).map { i in
        let level = 0.1 * Float(i + 1)
        return Material(name: "m\(i)", kind: .plain, colourA: Vec3(level, 0.5, 0.3), colourB: .zero, roughness: level)
    }
    var bodies: [Body] = []
    for index in 0..<900 {
        var pose = randomPose(&random, within: 3)
        // Most of them spread over the picture.
        if index > 150 { pose.position = Vec3(0.3, 1, 0.1) * random.uniform(2, 5) + 0.6 * pose.position }
        bodies.append(box(Vec3(random.uniform(0.03, 0.12), 0.1, 0.06), at: pose, material: index % 7))
    }
    bodies.append(box(Vec3(40, 40, 1), at: Pose(position: Vec3(0, 0, -4))))
    bodies.append(box(Vec3(0.5, 30, 0.5), at: Pose(position: Vec3(1.2, 0, 0.2))))
    let world = world(bodies, materials: materials), size = FrameSize(96, 64), camera = camera(eye: Vec3(0, 0, 0), target: Vec3(0.3, 1, 0.1), degrees: 70)
    let frame = try picture(world, size, camera)
    forEachPixel(size) { x, y, centre in
        guard let label = clearLabel(world, camera, size, centre), label > 0 else { return }
        #expect(frame[labels: .instance][x, y] == label)
        guard frame[labels: .instance][x, y] == label else { return }
        let material = materials[bodies[Int(label) - 1].materialIndex]
        let difference = frame[.baseColour].colour(x, y) - material.colourA
        #expect(dot(difference, difference) < 1e-9)
        #expect(abs(frame[.roughness][x, y] - material.roughness) < 1e-5)
    }
    #expect(Set(frame[labels: .instance].values).count > 255)
}

@Test func motionLeadsToWhereTheSurfaceWas() throws {
    let size = FrameSize(160, 90)
    var random = SeededRandom(seed: 3)
    let world = world([box(Vec3(0.6, 0.5, 0.4)), box(Vec3(5, 5, 0.2), at: Pose(position: Vec3(0, 0, -0.6)))])
    let before = world.initialState
    let moved = Pose(position: Vec3(0.05, -0.03, 0.02), rotation: Quaternion(angleInRadians: 0.06, axis: Vec3(random.uniform(-1, 1), 0.4, 1)))
    let now = WorldState(tick: Tick(10), bodies: [BodyState(pose: moved), before.bodies[1]], contacts: [])
    let camera = camera(eye: Vec3(1.2, -1.6, 0.8)), previousCamera = VeneerRenderTests.camera(eye: Vec3(1.15, -1.65, 0.85), target: Vec3(0.02, 0, 0))
    let renderer = try Renderer(device: sharedDevice(), world: world, size: size)
    let frame = try renderer.render(state: now, previous: before, camera: camera, previousCamera: previousCamera, look: noon, isCut: false)
    var longest: Float = 0
    try forEachPixel(size) { x, y, centre in
        let depth = frame[.depth][x, y], label = Int(frame[labels: .instance][x, y])
        guard label > 0 else { return }
        let point = camera.worldFromCamera.position + depth * camera.rayInWorld(throughPixel: centre, size: size)
        let wasAt = before.bodies[label - 1].pose.act(now.bodies[label - 1].pose.inverse.act(point))
        let expected = try #require(previousCamera.project(wasAt, size: size)).pixel - centre
        let motion = Vec2(frame[.motion][x, y, 0], frame[.motion][x, y, 1])
        longest = max(longest, pointwiseMax(motion, -motion).max())
        #expect(pointwiseMax(motion - expected, expected - motion).max() < 0.01)
    }
    #expect(longest > 2)
    // Labels alone are the same labels.
    let labels = try renderer.renderLabels(state: now, previous: before, camera: camera, previousCamera: previousCamera, isCut: false)
    #expect(labels.labels == frame.labels && labels[.depth] == frame[.depth])
    for (channel, tolerance) in [(Channel.normal, Float(1e-4)), (.motion, 0.01)] {
        #expect(zip(labels[channel].values, frame[channel].values).allSatisfy { abs($0 - $1) < tolerance }, "\(channel.rawValue)")
    }
    let cut = try renderer.render(state: now, previous: before, camera: camera, previousCamera: previousCamera, look: noon, isCut: true)
    #expect(cut[.motion].values.allSatisfy { $0 == 0 })
}

@Test func nothingSeenIsZeroInEveryPlane() throws {
    let size = FrameSize(64, 64)
    let frame = try picture(world([box(Vec3(1, 1, 1))]), size, camera(eye: Vec3(0, -3, 0), target: Vec3(0, -9, 0)))
    for channel in [Channel.baseColour, .normal, .depth, .roughness, .metallic, .motion, .noise, .emission] {
        #expect(frame[channel].values.allSatisfy { $0 == 0 }, "\(channel.rawValue)")
    }
    #expect(frame[labels: .instance].values.allSatisfy { $0 == 0 } && frame[labels: .semantic].values.allSatisfy { $0 == 0 })
}

@Test func theSameStateGivesTheSameBytes() throws {
    let world = World.tabletop(seed: 4), size = FrameSize(97, 65), camera = world.camera.camera(at: Tick(0))
    let a = try picture(world, size, camera), b = try picture(world, size, camera)
    #expect(a.planes == b.planes && a.labels == b.labels)
}
