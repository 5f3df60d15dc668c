import Foundation
import Testing
import VeneerExport
import VeneerFrame
import VeneerGPU
import VeneerMath
import VeneerPhysics
import VeneerSession
import VeneerWorld

private let size = FrameSize(160, 120)
private let calibrated = FrameSize(640, 480)
private let lenses: [(Lens, Intrinsics)] = [
    (.brownConrady(k1: -0.25, k2: 0.07, p1: 0.001, p2: -0.002, k3: 0), Intrinsics(focal: Vec2(480, 500), centre: Vec2(330, 225), size: calibrated)),
    (.fisheye(k1: -0.01, k2: 0.002, k3: 0, k4: 0), Intrinsics(focal: Vec2(350, 350), centre: Vec2(322, 238), size: calibrated)),
]

/// Balls over a floor and before a wall.
private let balls: [(centre: Vec3, radius: Float)] = [
    (Vec3(0, 0.5, 0.4), 0.3), (Vec3(-0.8, 0.7, 0.5), 0.25), (Vec3(0.7, 0.3, 0.2), 0.2), (Vec3(0.2, 1.2, 1.2), 0.3), (Vec3(-0.5, 0.2, 1.1), 0.15),
]
private let world: World = {
    let clay = Material(name: "clay", kind: .plain, colourA: Vec3(0.5, 0.3, 0.2), colourB: .zero, roughness: 0.6)
    var bodies = balls.enumerated().map { i, ball in
        Body(
            name: "ball \(i)", shape: .sphere(radius: ball.radius), materialIndex: 0, worldFromBody: Pose(position: ball.centre), massInKilograms: 1,
            semantic: "ball")
    }
    for (name, extent, place) in [("floor", Vec3(60, 60, 0.2), Vec3(0, 0, -0.1)), ("wall", Vec3(60, 0.2, 60), Vec3(0, 3.1, 0))] {
        bodies.append(
            Body(name: name, shape: .box(size: extent, bevel: 0), materialIndex: 0, worldFromBody: Pose(position: place), semantic: name))
    }
    return World(
        name: "balls", seed: 1, materials: [clay], bodies: bodies, look: Look(timeOfDayInHours: 12),
        camera: CameraPath(keys: [.init(seconds: 0, eye: Vec3(0, -2, 1), target: Vec3(0, 1, 0.6))]))
}()

private func camera(_ lens: Lens, _ k: Intrinsics, eye: Vec3 = Vec3(0.2, -1.4, 0.9)) -> Camera {
    Camera(worldFromCamera: Pose(eye: eye, target: Vec3(0, 0.6, 0.55), rollInRadians: 0.05), projection: .intrinsics(k), lens: lens)
}

/// Id and depth of what a ray meets. `swelling`: balls that much larger; facets lie inside.
private func seen(_ camera: Camera, _ pixel: Vec2, in state: WorldState, swelling: Float = 1) -> (id: UInt32, depth: Float) {
    let eye = camera.worldFromCamera.position, ray = camera.rayInWorld(throughPixel: pixel, size: size)
    var found: (id: UInt32, depth: Float) = (0, .infinity)
    for (index, ball) in balls.enumerated() {
        let o = eye - state.bodies[index].pose.position, a = dot(ray, ray), b = dot(o, ray), c = dot(o, o) - ball.radius * ball.radius * swelling * swelling
        let discriminant = b * b - a * c
        if discriminant > 0, (-b - discriminant.squareRoot()) / a < found.depth { found = (UInt32(index + 1), (-b - discriminant.squareRoot()) / a) }
    }
    if ray.z < 0, -eye.z / ray.z < found.depth { found = (6, -eye.z / ray.z) }
    if ray.y > 0, (3 - eye.y) / ray.y < found.depth { found = (7, (3 - eye.y) / ray.y) }
    return found
}

/// Nil near an edge.
private func clear(_ camera: Camera, _ pixel: Vec2, in state: WorldState) -> (id: UInt32, depth: Float)? {
    let middle = seen(camera, pixel, in: state), offsets = [Vec2(0, 0), Vec2(1.2, 0), Vec2(-1.2, 0), Vec2(0, 1.2), Vec2(0, -1.2)]
    return offsets.allSatisfy { o in [1, 0.985].allSatisfy { seen(camera, pixel + o, in: state, swelling: $0).id == middle.id } } ? middle : nil
}

private func maker(_ contents: FrameMaker.Contents) throws -> FrameMaker {
    let maker = try FrameMaker(world: world, size: size, device: GPUDevice(), painter: nil)
    maker.contents = contents
    return maker
}

@Suite(.serialized) struct LensFrameTests {
    @Test(arguments: lenses) func idsAndDepthsAreThoseOfBentRays(lens: Lens, k: Intrinsics) throws {
        let camera = camera(lens, k), state = world.initialState
        for contents in [FrameMaker.Contents.labels, .raster] {
            let frame = try maker(contents).make(state: state, camera: camera, look: world.look, isCut: true)
            #expect(frame.size == size && frame.camera == camera)
            var clearPixels = 0, balls = 0
            for y in 0..<size.height {
                for x in 0..<size.width {
                    guard let expected = clear(camera, Vec2(Float(x) + 0.5, Float(y) + 0.5), in: state) else { continue }
                    clearPixels += 1
                    #expect(frame[labels: .instance][x, y] == expected.id)
                    let depth = frame[.depth][x, y]
                    if expected.id > 5 {
                        #expect(abs(depth - expected.depth) < 1e-4 * expected.depth, "planes are exact")
                    } else {
                        balls += 1
                        #expect(abs(depth - expected.depth) < 0.02)
                    }
                }
            }
            #expect(clearPixels > size.pixelCount * 7 / 10 && balls > 500)
        }
    }

    @Test(arguments: lenses) func motionLeadsThroughBothEndsLenses(lens: Lens, k: Intrinsics) throws {
        let before = world.initialState, drift = Vec3(0.06, 0.02, 0.03)
        let now = WorldState(
            tick: Tick(10), bodies: before.bodies.enumerated().map { BodyState(pose: Pose(position: $1.pose.position + ($0 < 5 ? drift : .zero))) },
            contacts: [])
        let cameras = [camera(lens, k), camera(lens, k, eye: Vec3(0.25, -1.38, 0.92))], maker = try maker(.labels)
        let first = try maker.make(state: before, camera: cameras[0], look: world.look, isCut: true)
        let second = try maker.make(state: now, camera: cameras[1], look: world.look, isCut: false)
        #expect(first[.motion].values.allSatisfy { $0 == 0 })
        let forward = OpticalFlow.forward(from: first, state: before, to: now, camera: cameras[1])
        var compared = 0, longest: Float = 0
        for y in 0..<size.height {
            for x in 0..<size.width {
                let centre = Vec2(Float(x) + 0.5, Float(y) + 0.5)
                for (frame, from, to, sign, plane) in [
                    (second, cameras[1], cameras[0], Float(-1), second[.motion]), (first, cameras[0], cameras[1], 1, forward.flow),
                ] {
                    let id = frame[labels: .instance][x, y]
                    guard id > 0 else { continue }
                    let point = from.worldFromCamera.position + frame[.depth][x, y] * from.rayInWorld(throughPixel: centre, size: size)
                    guard let there = to.project(point + (id < 6 ? sign * drift : .zero), size: size)?.pixel else { continue }
                    let motion = Vec2(plane[x, y, 0], plane[x, y, 1])
                    #expect(pointwiseMax(motion - (there - centre), there - centre - motion).max() < 0.01)
                    compared += 1
                    longest = max(longest, pointwiseMax(motion, -motion).max())
                }
            }
        }
        #expect(compared > size.pixelCount && longest > 3)
    }

    @Test(arguments: lenses) func boxesAndOcclusionAreThoseBehindTheLens(lens: Lens, k: Intrinsics) throws {
        let camera = camera(lens, k), state = world.initialState
        let frame = try maker(.labels).make(state: state, camera: camera, look: world.look, isCut: true)
        let record = EpisodeFrame(frame: frame, state: state, world: world)
        for (index, ball) in balls.enumerated() {
            // The outline of a ball: where rays touch it, found by its points.
            var low = Vec2(repeating: .infinity), high = -low
            for i in 0..<200 {
                for j in 0..<100 {
                    let a = Float(i) * .pi / 100, b = Float(j) * .pi / 99
                    let p = ball.centre + ball.radius * Vec3(sin(b) * cos(a), sin(b) * sin(a), cos(b))
                    let pixel = try #require(camera.project(p, size: size)).pixel
                    (low, high) = (pointwiseMin(low, pixel), pointwiseMax(high, pixel))
                }
            }
            let body = record.bodies[index], loose = try #require(body.looseBox)
            // Facets cut up to 1.3% off a radius.
            let slack = 0.05 + 0.013 * (high - low).max()
            for (got, expected) in zip(loose, [low.x, low.y, high.x, high.y]) { #expect(abs(got - expected) < slack, "\(world.bodies[index].name)") }
            let tight = try #require(body.tightBox)
            #expect(Float(tight[0]) > low.x - 1.5 && Float(tight[1]) > low.y - 1.5 && Float(tight[2]) < high.x + 1.5 && Float(tight[3]) < high.y + 1.5)
            #expect(body.visiblePixels <= body.wholePixels)
        }
        // The first ball stands free.
        #expect(try #require(record.bodies[0].occlusion) < 0.01)
        #expect(record.bodies[0].wholePixels > 300)
        // The floor goes on behind what stands on it.
        #expect(try #require(record.bodies[5].occlusion) > 0.02)
        #expect(record.camera.lens?.lens == lens)
        // What a reader of the files gets back is where the ball is.
        let centre = try #require(camera.project(balls[0].centre, size: size)).pixel, depth = frame[.depth][Int(centre.x), Int(centre.y)]
        #expect(abs(length(record.pointInWorld(pixel: centre, depthInMetres: depth) - balls[0].centre) - balls[0].radius) < 0.01)
    }

    @Test func coloursBehindALensAreThoseOfTheSurfaces() throws {
        // A wall of one colour and one light has that colour through any lens, to the picture's corners.
        let (lens, k) = lenses[1], camera = Camera(worldFromCamera: Pose(eye: Vec3(0, 2, 1), target: Vec3(0, 3, 1)), projection: .intrinsics(k), lens: lens)
        let frame = try maker(.raster).make(state: world.initialState, camera: camera, look: world.look, isCut: true)
        for y in 0..<size.height {
            for x in 0..<size.width where frame[labels: .instance][x, y] == 7 {
                let difference = frame[.baseColour].colour(x, y) - Vec3(0.5, 0.3, 0.2)
                #expect(dot(difference, difference) < 1e-9)
                #expect(abs(frame[.normal].colour(x, y).y + 1) < 1e-5)
            }
        }
    }

    @Test func aCameraThatAPlaneCannotHoldIsRefusedByName() throws {
        let wide = camera(.fisheye(k1: 0, k2: 0, k3: 0, k4: 0), Intrinsics(focal: Vec2(250, 250), centre: Vec2(320, 240), size: calibrated))
        let error = #expect(throws: CameraError.self) {
            _ = try maker(.labels).make(state: world.initialState, camera: wide, look: world.look, isCut: true, view: "dome")
        }
        #expect(error?.description.hasPrefix("camera \"dome\" sees") == true)
    }
}
