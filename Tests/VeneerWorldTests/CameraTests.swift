import Foundation
import Testing
import VeneerMath
import VeneerWorld

private let text = """
    { "veneer": 1, "name": "seen",
      "materials": { "grey": { "kind": "plain", "colour": [0.5, 0.5, 0.5] } },
      "bodies": [{ "name": "arm", "shape": { "box": [1, 1, 1] }, "material": "grey", "base": [0, 0, 0], "mass": 2 }],
      "look": { "timeOfDay": 10 },
      "camera": { "keys": [{ "eye": [2, 2, 2], "target": [0, 0, 0] }], "fov": 50 },
      "cameras": {
        "desk": { "eye": [1, 1, 1], "target": [0, 0, 0.2], "fov": 61 },
        "left": { "position": [0.1, -2, 1], "quaternion": [-0.7071068, 0, 0, 0.7071068], "intrinsics": { "focal": [600, 610], "centre": [322, 238], "size": [640, 480] }, "lens": { "brownConrady": [-0.2, 0.05, 0.001, 0.002] } },
        "right": { "rightOf": "left", "baseline": 0.12 },
        "wrist": { "on": "arm", "eye": [0, 0, 0.6], "target": [0, 0, 2], "intrinsics": { "focal": [500, 500], "size": [640, 480] }, "lens": { "fisheye": [0.01, 0, 0, 0] } },
        "around": { "orbit": { "centre": [0, 0, 0.5], "radius": 2, "height": 1, "seconds": 8, "start": 90 } },
        "walk": { "keys": [{ "eye": [3, 0, 1], "target": [0, 0, 0] }, { "at": 2, "eye": [3, 1, 1], "target": [0, 0, 0] }], "sway": 0.01 },
      },
    }
    """

@Suite struct WorldCameraTests {
    private let world: World
    init() throws { world = try World(jsonText: text, file: "seen.jsonc") }

    private func state(at pose: Pose, tick: Tick = Tick(0)) -> WorldState { WorldState(tick: tick, bodies: [BodyState(pose: pose)], contacts: []) }

    @Test func allKindsReadBackFromTheirText() throws {
        #expect(world.cameraNames == ["main", "desk", "left", "right", "wrist", "around", "walk"])
        #expect(try World(jsonText: world.jsonText(), file: "again") == world)
        for name in world.cameraNames { #expect(world.camera(named: name, in: world.initialState) != nil) }
        #expect(world.camera(named: "main", in: world.initialState) == world.camera.camera(at: Tick(0)))
        #expect(world.camera(named: "rite", in: world.initialState) == nil)
    }

    @Test func aPairIsRectified() throws {
        let left = try #require(world.camera(named: "left", in: world.initialState)), right = try #require(world.camera(named: "right", in: world.initialState))
        let size = FrameSize(640, 480)
        // Without the lens, which bends both alike, disparity is focal length times baseline over depth.
        let straight = [left, right].map { Camera(worldFromCamera: $0.worldFromCamera, projection: $0.projection) }
        for point in [Vec3(0, 0, 1), Vec3(0.3, 1, 1.4), Vec3(-0.4, 0.2, 0.8)] {
            let a = try #require(straight[0].project(point, size: size)), b = try #require(straight[1].project(point, size: size))
            #expect(abs(a.pixel.y - b.pixel.y) < 1e-2 && abs(a.depthInMetres - b.depthInMetres) < 1e-5)
            #expect(abs(a.pixel.x - b.pixel.x - 600 * 0.12 / a.depthInMetres) < 1e-2)
        }
        #expect(left.projection == right.projection && left.lens == right.lens && left.lens != nil)
    }

    @Test func aCameraOnABodyGoesWithIt() throws {
        let move = Pose(position: Vec3(1, -2, 0.3), rotation: Quaternion(angleInRadians: 0.7, axis: Vec3(1, 2, 0.5)))
        let before = try #require(world.camera(named: "wrist", in: state(at: .identity))),
            after = try #require(world.camera(named: "wrist", in: state(at: move)))
        #expect(length(before.worldFromCamera.position - Vec3(0, 0, 0.6)) < 1e-6 && dot(before.forwardInWorld, Vec3(0, 0, 1)) > 0.9999)
        // What is fixed to the body stands still in the picture.
        let onBody = Vec3(0.2, -0.1, 1.7), size = FrameSize(640, 480)
        let a = try #require(before.project(onBody, size: size)).pixel, b = try #require(after.project(move.act(onBody), size: size)).pixel
        #expect(pointwiseMax(a - b, b - a).max() < 0.01)
    }

    @Test func anOrbitGoesRoundAndLooksAtItsCentre() throws {
        let centre = Vec3(0, 0, 0.5)
        for (seconds, eye) in [(0, Vec3(0, 2, 1.5)), (2, Vec3(-2, 0, 1.5)), (8, Vec3(0, 2, 1.5))] {
            let camera = try #require(world.camera(named: "around", in: state(at: .identity, tick: Tick(seconds * Tick.perSecond))))
            #expect(length(camera.worldFromCamera.position - eye) < 1e-5)
            #expect(dot(camera.forwardInWorld, normalize(centre - eye)) > 0.99999)
        }
    }

    @Test func aRigKeepsItsShapeOnAnotherDay() throws {
        let other = world.varied(seed: 9)
        let (a, b) = (try #require(world.camera(named: "left", in: world.initialState)), try #require(world.camera(named: "desk", in: world.initialState)))
        let (c, d) = (try #require(other.camera(named: "left", in: other.initialState)), try #require(other.camera(named: "desk", in: other.initialState)))
        let apart = a.worldFromCamera.position - b.worldFromCamera.position, apartThen = c.worldFromCamera.position - d.worldFromCamera.position
        #expect(length(apart - apartThen) < 1e-5 && a.worldFromCamera.position != c.worldFromCamera.position)
    }

    @Test(arguments: [
        ("\"rightOf\": \"left\"", "\"rightOf\": \"lefd\"", 9, "did you mean \"left\""), ("\"on\": \"arm\"", "\"on\": \"ram\"", 10, "did you mean \"arm\""),
        ("\"baseline\"", "\"basline\"", 9, "lacks the field \"baseline\""), ("\"desk\"", "\"main\"", 7, "two cameras"),
        ("\"desk\"", "\"de/sk\"", 7, "letters, digits"), ("\"fov\": 61", "\"fow\": 61", 7, "did you mean \"fov\""),
        ("\"fov\": 61", "\"lens\": { \"fisheye\": [0, 0, 0, 0] }", 7, "goes with calibrated \"intrinsics\""),
        ("\"brownConrady\": [-0.2,", "\"brownConrady\": [-2,", 8, "OpenCV's order"),
        ("\"brownConrady\": [-0.2, 0.05,", "\"brownConrady\": [-0.2,", 8, "4 or 5 numbers"),
        ("\"fisheye\"", "\"fishaye\"", 10, "did you mean \"fisheye\""), ("[500, 500]", "[180, 180]", 10, "150°"), ("[600, 610]", "[600, -1]", 8, "positive"),
        ("\"size\": [640, 480] }, \"lens\": { \"brown", "\"size\": [640, 480] }, \"fov\": 40, \"lens\": { \"brown", 8, "leave one out"),
        ("\"eye\": [1, 1, 1], \"target\": [0, 0, 0.2], ", "", 7, "stands nowhere"), ("\"radius\": 2", "\"radius\": 0", 11, "camera \"around\".orbit.radius"),
    ])
    func anErrorNamesFileLineAndRemedy(correct: String, broken: String, line: Int, remedy: String) throws {
        try #require(text.contains(correct))
        let error = #expect(throws: WorldError.self) { try World(jsonText: text.replacingOccurrences(of: correct, with: broken), file: "seen.jsonc") }
        let said = error?.description ?? ""
        #expect(said.hasPrefix("seen.jsonc:\(line): ") && said.contains(remedy) && !said.contains("\n"), "\(said)")
    }
}
