import Testing
import VeneerFrame
import VeneerMath
import VeneerRender
import VeneerWorld

private let size = FrameSize(128, 73)

/// Boxes and balls on a floor before a wall.
private func scene(moved move: Pose = .identity) -> World {
    var random = SeededRandom(seed: 21)
    var bodies = (0..<6).map { _ in
        box(Vec3(random.uniform(0.2, 0.5), 0.3, 0.25), at: randomPose(&random, within: 0.6))
    }
    bodies += (0..<3).map { index in
        Body(
            name: "ball", shape: .sphere(radius: 0.15), materialIndex: 0,
            worldFromBody: Pose(position: Vec3(0.5 * Float(index) - 0.5, -0.8, 0.1 * Float(index))), semantic: "ball")
    }
    // What stands doesn't move with the others.
    for index in bodies.indices { bodies[index].worldFromBody = move * bodies[index].worldFromBody }
    bodies.append(box(Vec3(12, 12, 0.1), at: Pose(position: Vec3(0, 0, -0.9))))
    bodies.append(box(Vec3(12, 0.1, 12), at: Pose(position: Vec3(0, 3, 0), rotation: Quaternion(angleInRadians: 0.3, axis: Vec3(0, 0, 1)))))
    return world(bodies)
}

private let eye = Vec3(0.7, -2.6, 0.9)
private let here = camera(eye: eye)

private func turned(_ radians: Float, about axis: Vec3) -> Pose { Pose(position: .zero, rotation: Quaternion(angleInRadians: radians, axis: axis)) }

/// What moves between a frame and the one before, and how.
enum Motion: String, CaseIterable {
    case nothing, cameraShifts, cameraTurns, bodiesShift, bodiesTurn, everything

    fileprivate var moment: Moment {
        var (before, previousCamera) = (scene(), here)
        let shift = Pose(position: Vec3(0.05, -0.03, 0.02)), turn = turned(0.06, about: Vec3(0.3, 0.2, 1))
        if [.cameraShifts, .everything].contains(self) { previousCamera.worldFromCamera.position += Vec3(-0.06, 0.02, 0.03) }
        if [.cameraTurns, .everything].contains(self) {
            previousCamera.worldFromCamera.rotation = previousCamera.worldFromCamera.rotation * Quaternion(angleInRadians: 0.03, axis: Vec3(0.2, 1, 0.5))
        }
        if self == .bodiesShift { before = scene(moved: shift) }
        if self == .bodiesTurn { before = scene(moved: turn) }
        if self == .everything { before = scene(moved: shift * turn) }
        return Moment(now: scene(), before: before, camera: here, previousCamera: previousCamera)
    }
}

@Test(arguments: Motion.allCases, [Renderer.Contents.labels, .everything])
func channelsAreThoseOfRays(motion: Motion, contents: Renderer.Contents) throws {
    let moment = motion.moment
    let check = try RayCheck(moment.frame(contents, size), of: moment)
    #expect(check.comparedPixels > size.pixelCount * 9 / 10)
    #expect(check.wrongIds == 0)
    #expect(check.worstDepth <= 1e-4)
    #expect(check.worstMotionInPixels <= 0.02)
    #expect(motion == .nothing ? check.longestMotionInPixels < 1e-3 : check.longestMotionInPixels > 2)
    // A ball's normal is blended over facets of about nine degrees.
    #expect(check.worstNormal < 1e-3)
}

@Test(arguments: [Vec2(0.5, 0), Vec2(0, 0.5), Vec2(-0.5, 0), Vec2(0, -0.5)])
func halfAPixelOffIsFound(offset: Vec2) throws {
    let moment = Motion.everything.moment, focal = here.focalLengthInPixels(size)
    var shifted = here
    // Turned until the picture's middle shows what was half a pixel beside it.
    let turn = Quaternion(angleInRadians: -offset.y / focal, axis: Vec3(1, 0, 0)) * Quaternion(angleInRadians: offset.x / focal, axis: Vec3(0, 1, 0))
    shifted.worldFromCamera.rotation = here.worldFromCamera.rotation * turn
    let check = try RayCheck(moment.frame(.labels, size, seenBy: shifted), of: moment)
    #expect(check.wrongIds > 20)
    #expect(check.worstDepth > 1e-4)
    #expect(check.worstMotionInPixels > 0.4)
}
