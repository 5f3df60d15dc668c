import VeneerMath

/// Loose things for table tops and the floor, at their real sizes and weights; each stands at the current origin.
struct Ware {
    var radius: Float
    /// It has a front, which is at −y.
    var faces = false
    var place: (inout SceneBuilder) -> Void

    static let solidKinds = [
        "cup", "bowl", "vase", "jug", "bottle", "plate", "candle", "tin", "box", "carton", "apple", "bucket", "ball", "book", "papers", "toolbox", "jar",
        "tape measure",
    ]

    /// A model where the stock has one, or of solids; nil where there is neither.
    static func make(_ kind: String, _ builder: inout SceneBuilder) -> Ware? {
        let isSolid = solidKinds.contains(kind)
        if !isSolid || builder.random.chance(0.65), let item = builder.item(kind, alike: kind == "cup" || kind == "plate") { return Ware(item) }
        return isSolid ? solid(kind, &builder) : nil
    }

    private init(_ item: FurnitureStock.Item) {
        let half = Vec2(item.size.x, item.size.y) / 2
        faces = item.front != .round
        radius = faces ? (half * half).sum().squareRoot() : max(half.x, half.y) * (half.min() > 0.8 * half.max() ? 1 : 1.15)
        let mass = item.massInKilograms
        // What is loose falls a little way, as physics finds it on its hulls.
        place = { $0.stand(item, massInKilograms: mass, lifted: mass > 0 ? 0.003 : 0) }
    }

    init(radius: Float, place: @escaping (inout SceneBuilder) -> Void) {
        self.radius = radius
        self.place = place
    }

    private static func solid(_ kind: String, _ builder: inout SceneBuilder) -> Ware {
        let s = builder.random.uniform(0.9, 1.12)
        func points(_ p: [(Float, Float)]) -> [Vec2] { p.map { Vec2($0.0, $0.1) * s } }
        let glaze = builder.ceramic(builder.random.index(6))
        func ware(_ profile: [Vec2], _ material: Int, mass: Float) -> Ware {
            Ware(radius: profile.map(\.x).max() ?? 0.1) { $0.turned("", profile, on: Vec3(0, 0, 0.001), material, massInKilograms: mass) }
        }
        switch kind {
        case "cup":
            return ware(
                points([(0, 0), (0.026, 0), (0.029, 0.004), (0.038, 0.03), (0.041, 0.075), (0.038, 0.075), (0.035, 0.03), (0.026, 0.008), (0, 0.007)]), glaze,
                mass: 0.25)
        case "bowl":
            let wide = builder.random.uniform(0.8, 1.5), material = builder.random.chance(0.3) ? builder.wood() : glaze
            return ware(
                points([(0, 0), (0.05, 0), (0.053, 0.006), (0.085, 0.03), (0.11, 0.072), (0.106, 0.073), (0.08, 0.034), (0.05, 0.013), (0, 0.011)]).map {
                    $0 * Vec2(wide, 1)
                },
                material, mass: 0.6)
        case "vase":
            let belly = builder.random.uniform(0.055, 0.085), neck = builder.random.uniform(0.018, 0.032), h = builder.random.uniform(0.17, 0.3)
            return ware(
                points([
                    (0, 0), (0.042, 0), (0.046, 0.008), (belly, h * 0.4), (neck, h * 0.82), (neck + 0.01, h), (neck + 0.006, h), (neck - 0.004, h * 0.82),
                    (neck - 0.006, h * 0.6), (0, h * 0.55),
                ]), glaze, mass: 0.8)
        case "jug":
            return ware(
                points([
                    (0, 0), (0.05, 0), (0.054, 0.006), (0.066, 0.07), (0.05, 0.15), (0.048, 0.19), (0.054, 0.205), (0.05, 0.205), (0.044, 0.19), (0.046, 0.15),
                    (0.06, 0.07), (0, 0.02),
                ]), glaze, mass: 0.8)
        case "bottle":
            let material = builder.clean("bottle glass", Vec3(0.02, 0.045, 0.022), roughness: 0.07)
            return ware(
                points([
                    (0, 0), (0.034, 0), (0.037, 0.005), (0.037, 0.17), (0.03, 0.2), (0.0145, 0.225), (0.0145, 0.285), (0.017, 0.287), (0.017, 0.3), (0, 0.3),
                ]), material, mass: 0.9)
        case "plate":
            return ware(
                points([(0, 0), (0.07, 0), (0.074, 0.004), (0.1, 0.012), (0.13, 0.02), (0.13, 0.024), (0.1, 0.017), (0.072, 0.009), (0, 0.008)]),
                builder.ceramic(0), mass: 0.5)
        case "candle":
            let wax = builder.clean("wax", Vec3(0.74, 0.70, 0.58), roughness: 0.55), radius = builder.random.uniform(0.03, 0.042),
                high = builder.random.uniform(0.09, 0.16)
            return Ware(radius: radius) {
                $0.add("", .cylinder(radius: radius, height: high, bevel: 0.004), wax, at: Pose(position: Vec3(0, 0, high / 2 + 0.001)), massInKilograms: 0.3)
            }
        case "tin":
            let steel = builder.steel()
            return Ware(radius: 0.045) {
                $0.add("", .cylinder(radius: 0.042, height: 0.11, bevel: 0.003), steel, at: Pose(position: Vec3(0, 0, 0.056)), massInKilograms: 0.4)
            }
        case "box":
            let size = Vec3(builder.random.uniform(0.12, 0.2), builder.random.uniform(0.09, 0.14), builder.random.uniform(0.05, 0.09))
            let material = builder.random.chance(0.5) ? builder.wood() : builder.cardboard()
            return Ware(radius: 0.12) { $0.box("", size, at: Vec3(0, 0, size.z / 2 + 0.001), material, bevel: 0.003, massInKilograms: 0.4) }
        case "carton":
            let size = Vec3(builder.random.uniform(0.32, 0.5), builder.random.uniform(0.28, 0.38), builder.random.uniform(0.24, 0.36)),
                material = builder.cardboard()
            return Ware(radius: 0.31) { $0.box("", size, at: Vec3(0, 0, size.z / 2 + 0.001), material, bevel: 0.003, massInKilograms: 3) }
        case "apple":
            let material = builder.material(
                "apple", .metal, Vec3(0.40, 0.06, 0.035), Vec3(0.45, 0.36, 0.09), roughness: 0.35, feature: 0.004, contrast: 0.5, use: 0)
            // Flat enough below to stay.
            return ware(
                points([(0, 0.004), (0.012, 0), (0.026, 0.008), (0.037, 0.034), (0.034, 0.056), (0.02, 0.068), (0.008, 0.066), (0, 0.06)]), material, mass: 0.18
            )
        case "bucket":
            let material =
                builder.random.chance(0.6)
                ? builder.steel() : builder.material("enamel", .painted, Vec3(0.66, 0.66, 0.63), Vec3(0.14, 0.06, 0.03), roughness: 0.3, wear: 0.25)
            return ware(
                points([(0, 0), (0.1, 0), (0.105, 0.006), (0.14, 0.25), (0.146, 0.255), (0.146, 0.265), (0.138, 0.262), (0.1, 0.02), (0, 0.016)]), material,
                mass: 1.2)
        case "toolbox":
            let coat = builder.material(
                "toolbox", .painted, builder.random.pick([Vec3(0.33, 0.05, 0.04), Vec3(0.05, 0.12, 0.25)]), Vec3(0.2, 0.2, 0.2), roughness: 0.4, wear: 0.3)
            return Ware(radius: 0.25) {
                $0.box("", Vec3(0.44, 0.2, 0.18), at: Vec3(0, 0, 0.091), coat, bevel: 0.012, massInKilograms: 5)
            }
        case "jar":
            let tint = builder.clean("jar glass", Vec3(0.16, 0.15, 0.13), roughness: 0.1)
            return ware(
                points([(0, 0), (0.044, 0), (0.047, 0.005), (0.047, 0.1), (0.04, 0.112), (0.043, 0.113), (0.043, 0.13), (0, 0.131)]), tint, mass: 0.5)
        case "tape measure":
            let shell = builder.paint("tape case", Vec3(0.56, 0.38, 0.03), roughness: 0.4)
            return Ware(radius: 0.05) {
                $0.box("", Vec3(0.075, 0.035, 0.07), at: Vec3(0, 0, 0.036), shell, bevel: 0.014, massInKilograms: 0.3)
            }
        case "papers": return Ware(radius: 0.19) { $0.papers() }
        case "ball":
            let leather = builder.material("ball", .leather, builder.scheme.accent, builder.scheme.accent * 1.4, roughness: 0.5, feature: 0.003, wear: 0.4)
            return Ware(radius: 0.12) { $0.add("", .sphere(radius: 0.11), leather, at: Pose(position: Vec3(0, 0, 0.1101)), massInKilograms: 0.4) }
        default:
            // A book, or two.
            let size = Vec3(builder.random.uniform(0.19, 0.26), builder.random.uniform(0.14, 0.19), builder.random.uniform(0.018, 0.04))
            let covers = [builder.bookCover(builder.random.index(9)), builder.bookCover(builder.random.index(9))],
                twist = builder.random.uniform(-20, 20).rounded(), two = builder.random.chance(0.6)
            return Ware(radius: 0.15) {
                $0.box("", size, at: Vec3(0, 0, size.z / 2 + 0.001), covers[0], massInKilograms: 0.7)
                if two {
                    $0.box(
                        "on top", size * Vec3(0.85, 0.9, 0.8), at: Vec3(0, 0, size.z + size.z * 0.4 + 0.002), covers[1], turned: .yaw(twist),
                        massInKilograms: 0.5)
                }
            }
        }
    }
}
