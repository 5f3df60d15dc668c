import Foundation
import VeneerFrame
import VeneerGPU
import VeneerMath
import VeneerRender
import VeneerWorld

let noon = Look(timeOfDayInHours: 12)
let plain = Material(name: "plain", kind: .plain, colourA: Vec3(0.6, 0.3, 0.1), colourB: .zero, roughness: 0.4)

/// One device for all tests; whatever the validation layer has to say about a test's submissions makes it throw.
func sharedDevice() throws -> GPUDevice { try device.get() }
private let device = Result { try GPUDevice(validate: true) }

func world(_ bodies: [Body], materials: [Material] = [plain]) -> World {
    World(
        name: "test", seed: 7, materials: materials, bodies: bodies, look: noon,
        camera: CameraPath(keys: [.init(seconds: 0, eye: Vec3(1, -2, 1), target: .zero)]))
}

func box(_ size: Vec3, at pose: Pose = .identity, material: Int = 0) -> Body {
    Body(name: "box", shape: .box(size: size, bevel: 0), materialIndex: material, worldFromBody: pose, semantic: "box")
}

/// One picture of a world at rest.
func picture(_ world: World, _ size: FrameSize, _ camera: Camera) throws -> Frame {
    let renderer = try Renderer(device: sharedDevice(), world: world, size: size)
    let state = world.initialState
    return try renderer.render(state: state, previous: state, camera: camera, previousCamera: camera, look: noon, isCut: true)
}

func camera(eye: Vec3, target: Vec3 = .zero, degrees: Float = 45) -> Camera {
    Camera(eye: eye, target: target, verticalFieldOfViewInRadians: degrees * .pi / 180)
}

/// Calls `body` with every pixel and its centre.
func forEachPixel(_ size: FrameSize, _ body: (Int, Int, Vec2) throws -> Void) rethrows {
    for y in 0..<size.height {
        for x in 0..<size.width { try body(x, y, Vec2(Float(x) + 0.5, Float(y) + 0.5)) }
    }
}

func randomPose(_ random: inout SeededRandom, within reach: Float) -> Pose {
    Pose(
        position: Vec3(random.uniform(-reach, reach), random.uniform(-reach, reach), random.uniform(-reach, reach)),
        rotation: Quaternion(angleInRadians: random.uniform(0, 6), axis: Vec3(random.uniform(-1, 1), random.uniform(-1, 1), 1)))
}

// MARK: - Rays

/// What a ray meets first: the body's index, and the distance in lengths of the direction. Only boxes and spheres.
func firstHit(_ world: World, _ origin: Vec3, _ direction: Vec3) -> (body: Int, distance: Float)? {
    var first: (body: Int, distance: Float)?
    for (index, body) in world.bodies.enumerated() {
        let pose = body.worldFromBody.inverse
        let o = pose.act(origin), d = pose.rotation.act(direction)
        let distance: Float?
        switch body.shape {
        case .box(let size, _): distance = rayBox(o, d, half: size / 2)
        case .sphere(let radius): distance = raySphere(o, d, radius: radius)
        default: preconditionFailure("only boxes and spheres")
        }
        if let distance, distance < first?.distance ?? .infinity { first = (index, distance) }
    }
    return first
}

/// Where a ray enters an axis-aligned box around the origin; nil where it misses or starts inside.
func rayBox(_ origin: Vec3, _ direction: Vec3, half: Vec3) -> Float? {
    var near = -Float.infinity, far = Float.infinity
    for axis in 0..<3 {
        let a = (-half[axis] - origin[axis]) / direction[axis], b = (half[axis] - origin[axis]) / direction[axis]
        near = max(near, min(a, b))
        far = min(far, max(a, b))
    }
    return near < far && near > 0 ? near : nil
}

func raySphere(_ origin: Vec3, _ direction: Vec3, radius: Float) -> Float? {
    let a = dot(direction, direction), b = dot(origin, direction), c = dot(origin, origin) - radius * radius
    let discriminant = b * b - a * c
    return discriminant > 0 ? (-b - discriminant.squareRoot()) / a : nil
}

/// The body that a whole neighbourhood of a pixel's centre shows: nil on an edge, where rounding decides; 0 for nothing, else index + 1.
func clearLabel(_ world: World, _ camera: Camera, _ size: FrameSize, _ centre: Vec2) -> UInt32? {
    let labels = [Vec2(0, 0), Vec2(0.03, 0), Vec2(-0.03, 0), Vec2(0, 0.03), Vec2(0, -0.03)].map { offset in
        let hit = firstHit(world, camera.worldFromCamera.position, camera.rayInWorld(throughPixel: centre + offset, size: size))
        return UInt32((hit?.body ?? -1) + 1)
    }
    return Set(labels).count == 1 ? labels[0] : nil
}

// MARK: - Outlines

/// Pixels whose centres a mesh covers.
func covered(by positions: [Vec3], _ indices: [UInt32], _ camera: Camera, _ size: FrameSize) -> [Bool] {
    var covered = [Bool](repeating: false, count: size.pixelCount)
    let points = positions.map { camera.project($0, size: size)?.pixel ?? Vec2(-1, -1) }
    func side(_ a: Vec2, _ b: Vec2, _ p: Vec2) -> Float { (b.x - a.x) * (p.y - a.y) - (b.y - a.y) * (p.x - a.x) }
    for t in stride(from: 0, to: indices.count, by: 3) {
        let (a, b, c) = (points[Int(indices[t])], points[Int(indices[t + 1])], points[Int(indices[t + 2])]), area = side(a, b, c)
        guard area != 0 else { continue }
        for y in max(0, Int(min(a.y, b.y, c.y)))...min(size.height - 1, max(0, Int(max(a.y, b.y, c.y)))) {
            for x in max(0, Int(min(a.x, b.x, c.x)))...min(size.width - 1, max(0, Int(max(a.x, b.x, c.x)))) {
                let p = Vec2(Float(x) + 0.5, Float(y) + 0.5)
                if side(a, b, p) * area >= 0, side(b, c, p) * area >= 0, side(c, a, p) * area >= 0 { covered[y * size.width + x] = true }
            }
        }
    }
    return covered
}

/// Places where body 1 is shown and shouldn't be, or the other way about, and no neighbour makes up for it.
func pixelsOffByMoreThanOne(_ frame: Frame, from outline: [Bool]) -> [Vec2] {
    let size = frame.size
    var off: [Vec2] = []
    forEachPixel(size) { x, y, centre in
        guard (frame[labels: .instance][x, y] == 1) != outline[y * size.width + x] else { return }
        let around = (max(0, y - 1)...min(size.height - 1, y + 1)).flatMap { v in
            (max(0, x - 1)...min(size.width - 1, x + 1)).map { outline[v * size.width + $0] }
        }
        if !(around.contains(true) && around.contains(false)) { off.append(centre) }
    }
    return off
}
