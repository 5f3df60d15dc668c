import VeneerMath
import VeneerPhysics
import VeneerWorld

/// Names the bodies by their place, as a world file wants them to differ.
func scene(_ bodies: [Body]) -> World {
    var bodies = bodies
    for index in bodies.indices { bodies[index].name = "body \(index)" }
    let grey = Vec3(repeating: 0.5)
    return World(
        name: "scene", seed: 1, materials: [Material(name: "grey", kind: .plain, colourA: grey, colourB: grey, roughness: 0.5)], bodies: bodies,
        look: Look(timeOfDayInHours: 12), camera: CameraPath(keys: [.init(seconds: 0, eye: Vec3(2, 0, 1), target: .zero)]))
}

func body(_ shape: Shape, at position: Vec3, kilograms: Float = 0, rotation: Quaternion = .identity) -> Body {
    Body(
        name: "", shape: shape, materialIndex: 0, worldFromBody: Pose(position: position, rotation: rotation), massInKilograms: kilograms,
        semantic: "thing")
}

/// Its top is at z = 0.
let floor = body(.box(size: Vec3(10, 10, 0.2), bevel: 0), at: Vec3(0, 0, -0.1))
/// 2 cm thick, its top at z = 0.
let tabletop = body(.box(size: Vec3(1, 1, 0.02), bevel: 0.003), at: Vec3(0, 0, -0.01))
let block = Shape.box(size: Vec3(0.06, 0.06, 0.06), bevel: 0.003)
/// A centred, solid, turned thing: a cylinder with a chamfer, 10 cm high.
let turned = Shape.lathe(profile: [Vec2(0, -0.05), Vec2(0.035, -0.05), Vec2(0.04, -0.045), Vec2(0.04, 0.045), Vec2(0.035, 0.05), Vec2(0, 0.05)])

/// Thirty things of every shape, dropped in a loose heap on a table.
func clutter() -> World {
    var random = SeededRandom(seed: 30, stream: "clutter")
    var bodies = [floor]
    for index in 0..<30 {
        let shapes: [Shape] = [block, .sphere(radius: 0.035), .cylinder(radius: 0.03, height: 0.1, bevel: 0.003), turned]
        let position = Vec3(random.uniform(-0.25, 0.25), random.uniform(-0.25, 0.25), 0.1 + Float(index) * 0.06)
        let rotation = Quaternion(angleInRadians: random.uniform(0, 3), axis: Vec3(random.normal(), random.normal(), random.normal()))
        bodies.append(body(shapes[index % 4], at: position, kilograms: 0.2, rotation: rotation))
    }
    return scene(bodies)
}
