import Testing
import VeneerFrame
import VeneerMath
import VeneerRender
import VeneerWorld

private let size = FrameSize(120, 90)
/// Pixels that aren't square, and a principal point far off the middle.
private func calibrated(eye: Vec3, target: Vec3 = .zero) -> Camera {
    Camera(
        worldFromCamera: Pose(eye: eye, target: target, rollInRadians: 0.2),
        projection: .intrinsics(Intrinsics(focal: Vec2(230, 300), centre: Vec2(90, 330), size: FrameSize(480, 360))))
}

@Test func anOffCentreCameraSeesWhatItsRaysMeet() throws {
    var random = SeededRandom(seed: 5)
    var bodies = (0..<60).map { _ in box(Vec3(random.uniform(0.1, 0.4), 0.2, 0.2), at: randomPose(&random, within: 1.6)) }
    // Some around and behind the camera: what is culled must not have been seen.
    bodies.append(box(Vec3(9, 9, 0.1), at: Pose(position: Vec3(0, 0, -2))))
    bodies.append(box(Vec3(0.1, 8, 0.1), at: Pose(position: Vec3(0.9, -0.5, 0.9))))
    let world = world(bodies), camera = calibrated(eye: Vec3(1.2, -2, 0.8)), frame = try picture(world, size, camera)
    var compared = 0
    forEachPixel(size) { x, y, centre in
        guard let label = clearLabel(world, camera, size, centre) else { return }
        compared += 1
        #expect(frame[labels: .instance][x, y] == label)
        let ray = camera.rayInWorld(throughPixel: centre, size: size)
        let depth = firstHit(world, camera.worldFromCamera.position, ray)?.distance ?? 0
        #expect(abs(frame[.depth][x, y] - depth) <= 1e-4 * depth)
        // The surface pass has rays of its own: what faces away would be wrong there.
        if label > 0 { #expect(dot(frame[.normal].colour(x, y), ray) < 1e-3) }
    }
    #expect(compared > size.pixelCount * 8 / 10)
}

@Test func anOffCentreCamerasMotionLeadsToWhereTheSurfaceWas() throws {
    let world = world([box(Vec3(0.6, 0.5, 0.4)), box(Vec3(5, 5, 0.2), at: Pose(position: Vec3(0, 0, -0.6)))]), before = world.initialState
    let moved = Pose(position: Vec3(0.05, -0.03, 0.02), rotation: Quaternion(angleInRadians: 0.06, axis: Vec3(0.3, 0.4, 1)))
    let now = WorldState(tick: Tick(10), bodies: [BodyState(pose: moved), before.bodies[1]], contacts: [])
    let camera = calibrated(eye: Vec3(1.2, -1.6, 0.8)), previousCamera = calibrated(eye: Vec3(1.15, -1.65, 0.85), target: Vec3(0.02, 0, 0))
    let renderer = try Renderer(device: sharedDevice(), world: world, size: size)
    let full = try renderer.render(state: now, previous: before, camera: camera, previousCamera: previousCamera, look: noon, isCut: false)
    let labels = try renderer.renderLabels(state: now, previous: before, camera: camera, previousCamera: previousCamera, isCut: false)
    var seen = 0
    for frame in [full, labels] {
        try forEachPixel(size) { x, y, centre in
            let label = Int(frame[labels: .instance][x, y])
            guard label > 0 else { return }
            seen += 1
            let point = camera.worldFromCamera.position + frame[.depth][x, y] * camera.rayInWorld(throughPixel: centre, size: size)
            let wasAt = before.bodies[label - 1].pose.act(now.bodies[label - 1].pose.inverse.act(point))
            let expected = try #require(previousCamera.project(wasAt, size: size)).pixel - centre
            let motion = Vec2(frame[.motion][x, y, 0], frame[.motion][x, y, 1])
            #expect(pointwiseMax(motion - expected, expected - motion).max() < 0.01)
        }
    }
    #expect(seen > 3000)
}
