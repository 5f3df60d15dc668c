import VeneerMath

/// Every shape and solid piece that worlds are made of without any model, each alone on grey ground in the sun: to look at, and to see what is ugly.
public enum ShapeSamples {
    /// Named by what each shows.
    public static var worlds: [World] {
        shapes.map { name, material, shape in
            world(name) {
                let material = material(&$0), half = shape.halfExtents
                $0.add("", shape, material, at: Pose(position: Vec3(0, 0, half.z)))
            }
        } + pieces.map { name, build in world(name, build) }
            + Piece.solidKinds.sorted().map { kind in world(kind) { _ = $0.piece(kind, models: 0)?.build(&$0) } }
            + (0..<4).map { design in
                world("chair of design \(design + 1)") {
                    let seat = $0.wood(), frame = $0.metal()
                    $0.chair(design: design, seat: seat, frame: frame)
                }
            }
    }

    private static let vase = [Vec2(0, -0.16), Vec2(0.07, -0.16), Vec2(0.11, -0.02), Vec2(0.045, 0.1), Vec2(0.06, 0.16), Vec2(0.05, 0.16), Vec2(0, 0.02)]
    private static let hook = [Vec3(0, 0, -0.15), Vec3(0, -0.08, -0.18), Vec3(0, -0.12, -0.08), Vec3(0, -0.04, 0.02), Vec3(0, 0.02, 0.18)]

    private static let shapes: [(String, @Sendable (inout SceneBuilder) -> Int, Shape)] = [
        ("bevelled box", { $0.wood() }, .box(size: Vec3(0.4, 0.3, 0.25), bevel: 0.02)), ("ball", { $0.ceramic(1) }, .sphere(radius: 0.2)),
        ("cylinder", { $0.metal() }, .cylinder(radius: 0.12, height: 0.3, bevel: 0.01)), ("capsule", { $0.rubber() }, .capsule(radius: 0.08, height: 0.4)),
        ("lathe", { $0.ceramic(2) }, .lathe(profile: vase)), ("sweep", { $0.steel() }, .sweep(path: Shape.centred(path: hook), radius: 0.012)),
        ("cushion", { $0.accentCloth() }, .cushion(size: Vec3(0.45, 0.45, 0.16), fullness: 0.4)),
        ("drape", { $0.linen() }, .drape(size: Vec3(0.5, 0.1, 1.4), folds: 5)), ("cover", { $0.linen() }, .cover(size: Vec3(1.3, 0.9, 0.28), folds: 14)),
        ("rock", { $0.concrete() }, .rock(size: Vec3(0.5, 0.4, 0.3), seed: 3)),
        ("leaves upright", { $0.foliage() }, .leaves(size: Vec3(0.4, 0.4, 0.6), count: 15, form: .upright)),
        ("leaves fountain", { $0.foliage() }, .leaves(size: Vec3(0.8, 0.8, 0.5), count: 24, form: .fountain)),
        ("leaves stem", { $0.foliage() }, .leaves(size: Vec3(0.6, 0.6, 0.9), count: 12, form: .stem)),
        ("leaves bush", { $0.foliage() }, .leaves(size: Vec3(0.7, 0.7, 0.6), count: 60, form: .bush)),
        ("leaves crown", { $0.greenery() }, .leaves(size: Vec3(2, 2, 1.8), count: 1800, form: .crown)),
        ("leaves tree", { $0.greenery() }, .leaves(size: Vec3(2, 2, 1.8), count: 5000, form: .tree)),
        ("leaves bare", { $0.weatheredWood(.teak) }, .leaves(size: Vec3(2, 2, 1.8), count: 5000, form: .bare)),
        ("leaves turf", { $0.greenery() }, .leaves(size: Vec3(0.8, 0.07, 0.07), count: 110, form: .turf)),
    ]

    private static let pieces: [(String, @Sendable (inout SceneBuilder) -> Void)] = [
        ("tree", { $0.tree(height: 3.6) }), ("tall tree", { $0.tree(height: 5.5) }), ("shrub", { $0.shrub(height: 0.9) }), ("box tree", { $0.boxTree() }),
        ("hedge", { $0.hedge(length: 3, height: 1.6) }), ("raised bed", { $0.raisedBed(length: 2, depth: 0.8) }),
        ("fence", { $0.fence(length: 3.6, height: 1.8) }),
        ("brick wall", { $0.gardenWall(length: 2.5, height: 1.2, isBrick: true) }),
        ("rendered wall", { $0.gardenWall(length: 2.5, height: 1.2, isBrick: false) }),
        ("brick stack", { $0.brickStack() }), ("log pile", { $0.logPile(length: 1.4) }), ("ladder", { $0.ladder() }),
        ("shed", { $0.shed(width: 1.8, depth: 1.4) }),
        ("street lamp", { $0.streetLamp(height: 4.6) }), ("sawhorse", { $0.sawhorse() }), ("leaning planks", { $0.leaningPlanks() }),
        ("tool board", { s in s.build("board", at: Pose(position: Vec3(0, 0, 1.3))) { $0.toolBoard(width: 1.4) } }),
        ("picture", { s in s.build("picture", at: Pose(position: Vec3(0, 0, 0.4))) { $0.picture(Vec2(0.6, 0.5)) } }), ("rug", { $0.rug(Vec2(2, 1.4)) }),
        ("curtains", { $0.curtains(width: 1.4, from: 0.9, to: 2.1) }), ("radiator", { $0.radiator(width: 1.1) }), ("screen", { $0.screen(width: 0.55) }),
        ("laptop", { $0.laptop() }), ("kitchen", { _ = $0.kitchen(modules: 4, windowAbove: false) }),
        ("rack bay", { $0.rackBay(width: 2.7, levels: [1.4, 2.8], height: 3.6, isLast: true) }),
    ]

    private static func world(_ name: String, _ build: (inout SceneBuilder) -> Void) -> World {
        var b = SceneBuilder(seed: 2, theme: "shapes", stock: .none)
        b.build(name) { build(&$0) }
        let things = b.bodies.map { ShapePart($0.shape, bodyFromPart: $0.worldFromBody).bounds }
        let low = things.map(\.low).reduce(Vec3(repeating: .infinity)) { pointwiseMin($0, $1) }
        let high = things.map(\.high).reduce(-Vec3(repeating: .infinity)) { pointwiseMax($0, $1) }
        let ground = b.material("ground", .plain, Vec3(0.3, 0.3, 0.3), roughness: 0.9)
        b.build("floor") { $0.box("", Vec3(60, 60, 0.2), at: Vec3(0, 0, min(0, low.z) - 0.1), ground) }
        let centre = (low + high) / 2, distance = 1.75 * length(high - low), way = normalize(Vec3(-0.5, -0.86, 0.4))
        let look = Look(
            directionToSun: Vec3(-0.62, -0.3, 0.73), sunIlluminance: Vec3(80_000, 74_000, 62_000), skyLuminance: Vec3(3600, 4300, 5600), lampScale: 1)
        return World(
            name: name, seed: 2, materials: b.materials, bodies: b.bodies, look: look,
            camera: CameraPath(keys: [.init(seconds: 0, eye: centre + way * distance, target: centre)], verticalFieldOfViewInDegrees: 36))
    }
}
