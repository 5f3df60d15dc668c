import Foundation
import Testing
import VeneerMath

/// OpenCV's documented formulas, term by term, in pixels.
private func openCV(_ lens: Lens, _ k: Intrinsics, _ p: Vec3) -> Vec2 {
    let x = Double(p.x) / Double(p.z), y = Double(p.y) / Double(p.z), c = lens.coefficients.map(Double.init)
    let u: Double, v: Double
    switch lens {
    case .brownConrady:
        let r2 = x * x + y * y, radial = 1 + c[0] * r2 + c[1] * pow(r2, 2) + c[4] * pow(r2, 3)
        u = x * radial + 2 * c[2] * x * y + c[3] * (r2 + 2 * x * x)
        v = y * radial + c[2] * (r2 + 2 * y * y) + 2 * c[3] * x * y
    case .fisheye:
        let r = (x * x + y * y).squareRoot(), t = atan(r)
        let bent = t * (1 + c[0] * pow(t, 2) + c[1] * pow(t, 4) + c[2] * pow(t, 6) + c[3] * pow(t, 8))
        (u, v) = (bent / r * x, bent / r * y)
    }
    return Vec2(Float(Double(k.focal.x) * u + Double(k.centre.x)), Float(Double(k.focal.y) * v + Double(k.centre.y)))
}

private let wide = Intrinsics(focal: Vec2(330, 350), centre: Vec2(310, 250), size: FrameSize(640, 480))
private let long = Intrinsics(focal: Vec2(600, 590), centre: Vec2(330.5, 236.25), size: FrameSize(640, 480))
private let lenses: [(Lens, Intrinsics)] = [
    (.brownConrady(k1: -0.28, k2: 0.09, p1: 0.0012, p2: -0.0007, k3: -0.012), long), (.brownConrady(k1: 0.12, k2: 0.03, p1: -0.002, p2: 0.001, k3: 0), long),
    (.brownConrady(k1: -0.05, k2: 0, p1: 0, p2: 0, k3: 0), wide), (.fisheye(k1: -0.02, k2: 0.004, k3: -0.001, k4: 0.0002), wide),
    (.fisheye(k1: 0.05, k2: 0, k3: 0, k4: 0), long),
]

private func camera(_ k: Intrinsics, _ lens: Lens?) -> Camera {
    let pose = Pose(eye: Vec3(1, -2, 1.5), target: Vec3(-0.3, 0.4, 0.7), rollInRadians: 0.1)
    return Camera(worldFromCamera: pose, projection: .intrinsics(k), lens: lens)
}

@Suite struct IntrinsicsTests {
    @Test func aPointLandsWhereKSays() throws {
        let camera = camera(long, nil), point = Vec3(0.4, -0.3, 2)
        let pixel = try #require(camera.project(camera.worldFromCamera.act(point), size: long.size)).pixel
        #expect(abs(pixel.x - (600 * 0.2 + 330.5)) < 1e-2 && abs(pixel.y - (590 * -0.15 + 236.25)) < 1e-2)
        // Half the picture has half of it all.
        let half = try #require(camera.project(camera.worldFromCamera.act(point), size: FrameSize(320, 240))).pixel
        #expect(abs(half.x - pixel.x / 2) < 1e-2 && abs(half.y - pixel.y / 2) < 1e-2)
        // Squeezed across only, only that is squeezed.
        let squeezed = try #require(camera.project(camera.worldFromCamera.act(point), size: FrameSize(320, 480))).pixel
        #expect(abs(squeezed.x - half.x) < 1e-2 && abs(squeezed.y - pixel.y) < 1e-2)
    }

    @Test func clipSpaceAgreesWithProjectionOffTheMiddle() throws {
        let camera = camera(long, nil), point = Vec3(-0.2, 0.3, 0.9), clip = camera.clipFromWorld(long.size) * Vec4(point, 1)
        let pixel = try #require(camera.project(point, size: long.size)).pixel
        #expect(abs((clip.x / clip.w + 1) / 2 * 640 - pixel.x) < 1e-2 && abs((clip.y / clip.w + 1) / 2 * 480 - pixel.y) < 1e-2)
    }

    @Test func aFieldOfViewIsTheSameCameraAsItsIntrinsics() {
        let size = FrameSize(97, 66), pose = Pose(eye: Vec3(1, 2, 3), target: .zero)
        let plain = Camera(worldFromCamera: pose, verticalFieldOfViewInRadians: 0.8)
        let calibrated = Camera(worldFromCamera: pose, projection: .intrinsics(plain.intrinsics(size)))
        #expect(plain.clipFromWorld(size) == calibrated.clipFromWorld(size))
        #expect(abs(calibrated.verticalFieldOfViewInRadians - 0.8) < 1e-6)
    }
}

@Suite struct LensTests {
    @Test(arguments: lenses) func pointsLandWhereOpenCVsFormulaSays(lens: Lens, k: Intrinsics) throws {
        let camera = camera(k, lens)
        var random = SeededRandom(seed: 3), farthest: Float = 0
        for _ in 0..<400 {
            let p = Vec3(random.uniform(-0.55, 0.55), random.uniform(-0.4, 0.4), 1) * random.uniform(0.2, 6)
            let pixel = try #require(camera.project(camera.worldFromCamera.act(p), size: k.size)).pixel, expected = openCV(lens, k, p)
            #expect(pointwiseMax(pixel - expected, expected - pixel).max() < 0.02)
            let straight = k.pixel(Vec2(p.x, p.y) / p.z)
            farthest = max(farthest, pointwiseMax(pixel - straight, straight - pixel).max())
        }
        #expect(farthest > 2, "this test would notice no lens at all")
    }

    @Test(arguments: lenses) func raysUndoTheProjectionOverTheWholePicture(lens: Lens, k: Intrinsics) throws {
        let camera = camera(k, lens), projection = PixelProjection(camera, k.size)
        for y in stride(from: Float(0), through: 480, by: 8) {
            for x in stride(from: Float(0), through: 640, by: 8) {
                let back = try #require(projection.pixel(ofPointInCamera: projection.ray(throughPixel: Vec2(x, y)) * 3))
                #expect(abs(back.x - x) < 2e-3 && abs(back.y - y) < 2e-3)
            }
        }
    }

    @Test(arguments: [
        (Lens.brownConrady(k1: -0.2, k2: 0, p1: 0, p2: 0, k3: 0), Float(1)), (.brownConrady(k1: 0.2, k2: 0, p1: 0, p2: 0, k3: 0), -1),
        (.fisheye(k1: 0, k2: 0, k3: 0, k4: 0), 1),
    ])
    func straightLinesBulgeOutwardsInABarrelAndInwardsInACushion(lens: Lens, sign: Float) throws {
        let camera = Camera(worldFromCamera: .identity, projection: .intrinsics(long), lens: lens)
        func row(_ x: Float) throws -> Float { try #require(camera.project(Vec3(x, 0.3, 1), size: long.size)).pixel.y - long.centre.y }
        let bow = try row(0) - (row(-0.4) + row(0.4)) / 2
        #expect(bow * sign > 1)
        // A line through the middle stays straight.
        #expect(abs(try #require(camera.project(Vec3(0.4, 0, 1), size: long.size)).pixel.y - long.centre.y) < 1e-3)
    }

    @Test func aLensThatBendsNothingIsNone() {
        let nothing = camera(long, .brownConrady(k1: 0, k2: 0, p1: 0, p2: 0, k3: 0))
        #expect(nothing == camera(long, nil))
        #expect(camera(long, .fisheye(k1: 0, k2: 0, k3: 0, k4: 0)) != camera(long, nil), "a fisheye without coefficients is still a fisheye")
    }

    @Test func whatFoldsBackIsNotSeen() {
        // r (1 − 0.3 r²) is farthest out at r = 1 / √0.9.
        let camera = Camera(worldFromCamera: .identity, projection: .intrinsics(long), lens: .brownConrady(k1: -0.3, k2: 0, p1: 0, p2: 0, k3: 0))
        #expect(camera.project(Vec3(1.0, 0, 1), size: long.size) != nil)
        #expect(camera.project(Vec3(1.1, 0, 1), size: long.size) == nil)
    }
}

@Suite struct PinholeBehindALensTests {
    @Test(arguments: lenses) func itSeesAllAndNowhereMoreCoarsely(lens: Lens, k: Intrinsics) throws {
        let camera = camera(k, lens), (pinhole, size) = try camera.pinhole(k.size), through = PixelProjection(camera, k.size)
        let behind = pinhole.intrinsics(size)
        func place(_ x: Int, _ y: Int) -> Vec2 {
            let ray = through.ray(throughPixel: Vec2(Float(x), Float(y)))
            return behind.pixel(Vec2(ray.x, ray.y))
        }
        for y in stride(from: 0, to: 480, by: 7) {
            for x in stride(from: 0, to: 640, by: 7) {
                let here = place(x, y), across = place(x + 1, y) - here, down = place(x, y + 1) - here
                #expect(here.min() >= 1 && here.x <= Float(size.width - 1) && here.y <= Float(size.height - 1))
                #expect((across * across).sum() > 0.98 && (down * down).sum() > 0.98)
            }
        }
        #expect(pinhole.lens == nil && pinhole.worldFromCamera == camera.worldFromCamera && pinhole.nearInMetres == camera.nearInMetres)
    }

    @Test func aCameraWithoutALensStandsForItself() throws {
        let camera = camera(long, nil), (pinhole, size) = try camera.pinhole(FrameSize(64, 48))
        #expect(pinhole == camera && size == FrameSize(64, 48))
    }

    @Test func whatOnePictureCannotHoldIsRefusedWithARemedy() {
        let cases: [(Camera, String)] = [
            (camera(Intrinsics(focal: Vec2(280, 280), centre: Vec2(320, 240), size: FrameSize(640, 480)), .fisheye(k1: 0, k2: 0, k3: 0, k4: 0)), "two cameras"),
            (camera(Intrinsics(focal: Vec2(200, 200), centre: Vec2(320, 240), size: FrameSize(640, 480)), .fisheye(k1: 0, k2: 0, k3: 0, k4: 0)), "two cameras"),
            (
                camera(
                    Intrinsics(focal: Vec2(300, 300), centre: Vec2(320, 240), size: FrameSize(640, 480)), .brownConrady(k1: -0.3, k2: 0, p1: 0, p2: 0, k3: 0)),
                "OpenCV's order"
            ),
        ]
        for (camera, remedy) in cases {
            let error = #expect(throws: LensError.self) { _ = try camera.pinhole(FrameSize(640, 480)) }
            #expect(error?.description.contains(remedy) == true)
        }
    }
}
