import VeneerMath

/// The household things of tabletops: turned and bevelled shapes at their real sizes.
struct TabletopThing {
    var name: String
    var shape: Shape
    var densityInKilogramsPerCubicMetre: Float
    var materials: [Material.Kind]

    static let kinds = [
        "mug", "bowl", "vase", "bottle", "plate", "jar", "candle", "tin", "book", "block", "carton", "ball", "fruit", "tray", "egg cup", "pot", "die",
    ]

    static func make(_ kind: String, _ random: inout SeededRandom) -> TabletopThing {
        func turned(_ points: [(Float, Float)], scale: Vec2) -> Shape {
            .lathe(profile: Shape.centred(points.map { Vec2($0.0, $0.1) * scale }))
        }
        let s = random.uniform(0.85, 1.2), wide = random.uniform(0.85, 1.15)
        let scale = Vec2(s * wide, s)
        switch kind {
        case "mug":
            let shape = turned(
                [(0, 0), (0.034, 0), (0.039, 0.006), (0.041, 0.05), (0.041, 0.094), (0.0375, 0.094), (0.0365, 0.05), (0.033, 0.009), (0, 0.007)], scale: scale)
            return TabletopThing(name: kind, shape: shape, densityInKilogramsPerCubicMetre: 700, materials: [.glaze, .glaze, .plain])
        case "bowl":
            let shape = turned(
                [(0, 0), (0.035, 0), (0.038, 0.008), (0.06, 0.024), (0.078, 0.06), (0.0755, 0.061), (0.056, 0.027), (0.032, 0.012), (0, 0.01)], scale: scale)
            return TabletopThing(name: kind, shape: shape, densityInKilogramsPerCubicMetre: 500, materials: [.glaze, .wood, .metal, .marble])
        case "vase":
            let neck = random.uniform(0.018, 0.03), belly = random.uniform(0.045, 0.07), height = random.uniform(0.16, 0.28)
            let shape = turned(
                [
                    (0, 0), (0.036, 0), (0.04, 0.008), (belly, height * 0.38), (neck, height * 0.8), (neck + 0.008, height), (neck + 0.004, height),
                    (neck - 0.004, height * 0.8), (neck - 0.006, height * 0.6), (0, height * 0.55),
                ], scale: scale)
            return TabletopThing(name: kind, shape: shape, densityInKilogramsPerCubicMetre: 600, materials: [.glaze, .marble, .plaster, .plain])
        case "bottle":
            let shape = turned(
                [
                    (0, 0), (0.034, 0), (0.037, 0.006), (0.037, 0.14), (0.03, 0.175), (0.0145, 0.205), (0.0145, 0.255), (0.017, 0.257), (0.017, 0.272),
                    (0, 0.272),
                ],
                scale: scale)
            return TabletopThing(name: kind, shape: shape, densityInKilogramsPerCubicMetre: 900, materials: [.plain, .glaze])
        case "plate":
            let shape = turned(
                [(0, 0), (0.06, 0), (0.065, 0.004), (0.1, 0.016), (0.118, 0.021), (0.118, 0.025), (0.1, 0.02), (0.066, 0.009), (0, 0.008)], scale: scale)
            return TabletopThing(name: kind, shape: shape, densityInKilogramsPerCubicMetre: 1200, materials: [.glaze, .glaze, .wood, .marble])
        case "jar":
            let shape = turned(
                [
                    (0, 0), (0.046, 0), (0.05, 0.006), (0.052, 0.1), (0.046, 0.112), (0.046, 0.116), (0.054, 0.116), (0.054, 0.13), (0.02, 0.138),
                    (0.012, 0.142),
                    (0.016, 0.16), (0.01, 0.168), (0, 0.169),
                ], scale: scale)
            return TabletopThing(name: kind, shape: shape, densityInKilogramsPerCubicMetre: 800, materials: [.glaze, .wood, .metal, .plain])
        case "egg cup":
            let shape = turned(
                [(0, 0), (0.022, 0), (0.024, 0.004), (0.009, 0.02), (0.01, 0.028), (0.024, 0.045), (0.026, 0.062), (0.023, 0.062), (0.02, 0.046), (0, 0.036)],
                scale: scale)
            return TabletopThing(name: kind, shape: shape, densityInKilogramsPerCubicMetre: 900, materials: [.glaze, .wood, .metal])
        case "pot":
            let shape = turned(
                [(0, 0), (0.05, 0), (0.052, 0.004), (0.068, 0.1), (0.074, 0.1), (0.075, 0.125), (0.067, 0.125), (0.064, 0.108), (0, 0.104)], scale: scale)
            return TabletopThing(name: kind, shape: shape, densityInKilogramsPerCubicMetre: 900, materials: [.plaster, .glaze])
        case "candle":
            let shape = Shape.cylinder(radius: random.uniform(0.02, 0.04), height: random.uniform(0.06, 0.16), bevel: 0.004)
            return TabletopThing(name: kind, shape: shape, densityInKilogramsPerCubicMetre: 900, materials: [.plain])
        case "tin":
            let shape = Shape.cylinder(radius: 0.037 * s * wide, height: 0.11 * s, bevel: 0.003)
            return TabletopThing(name: kind, shape: shape, densityInKilogramsPerCubicMetre: 900, materials: [.metal, .metal, .plain])
        case "book":
            let size = Vec3(random.uniform(0.11, 0.17), random.uniform(0.17, 0.24), random.uniform(0.014, 0.045))
            return TabletopThing(name: kind, shape: .box(size: size, bevel: 0.0025), densityInKilogramsPerCubicMetre: 650, materials: [.plain, .weave, .weave])
        case "block":
            let edge = random.uniform(0.035, 0.06)
            let size = edge * Vec3(random.pick([1, 1, 2, 3]), 1, random.pick([1, 1, 0.5]))
            return TabletopThing(name: kind, shape: .box(size: size, bevel: 0.003), densityInKilogramsPerCubicMetre: 600, materials: [.wood, .wood, .plain])
        case "carton":
            let size = Vec3(random.uniform(0.08, 0.2), random.uniform(0.06, 0.16), random.uniform(0.05, 0.14))
            return TabletopThing(name: kind, shape: .box(size: size, bevel: 0.0015), densityInKilogramsPerCubicMetre: 150, materials: [.plaster, .plain])
        case "ball":
            return TabletopThing(
                name: kind, shape: .sphere(radius: random.uniform(0.02, 0.055)), densityInKilogramsPerCubicMetre: 400,
                materials: [.plain, .wood, .metal, .marble, .weave])
        case "fruit":
            return TabletopThing(
                name: kind, shape: .sphere(radius: random.uniform(0.032, 0.044)), densityInKilogramsPerCubicMetre: 900, materials: [.glaze, .plaster])
        case "tray":
            let size = Vec3(random.uniform(0.2, 0.34), random.uniform(0.15, 0.24), random.uniform(0.012, 0.02))
            return TabletopThing(name: kind, shape: .box(size: size, bevel: 0.005), densityInKilogramsPerCubicMetre: 600, materials: [.wood, .marble, .metal])
        default:
            let edge = random.uniform(0.03, 0.05)
            return TabletopThing(
                name: kind, shape: .box(size: Vec3(repeating: edge), bevel: edge * 0.12), densityInKilogramsPerCubicMetre: 800,
                materials: [.plain, .marble, .wood, .metal])
        }
    }

    /// About: the box around it, three fifths full.
    var massInKilograms: Float {
        let size = shape.halfExtents * 2
        return max(0.02, size.x * size.y * size.z * 0.6 * densityInKilogramsPerCubicMetre)
    }
}

/// Colours that people choose, scene-linear.
enum TabletopPalette {
    static let walls: [Vec3] = [
        Vec3(0.78, 0.75, 0.70), Vec3(0.80, 0.79, 0.77), Vec3(0.72, 0.68, 0.60), Vec3(0.62, 0.64, 0.60), Vec3(0.55, 0.60, 0.62), Vec3(0.70, 0.58, 0.50),
        Vec3(0.30, 0.36, 0.31), Vec3(0.18, 0.24, 0.31), Vec3(0.50, 0.26, 0.19), Vec3(0.66, 0.62, 0.66), Vec3(0.74, 0.66, 0.48),
    ]
    static let woods: [(Vec3, Vec3)] = [
        (Vec3(0.52, 0.34, 0.19), Vec3(0.28, 0.15, 0.07)), (Vec3(0.60, 0.44, 0.28), Vec3(0.40, 0.26, 0.14)), (Vec3(0.24, 0.13, 0.075), Vec3(0.10, 0.05, 0.028)),
        (Vec3(0.42, 0.20, 0.10), Vec3(0.20, 0.08, 0.035)), (Vec3(0.68, 0.56, 0.42), Vec3(0.50, 0.38, 0.25)), (Vec3(0.36, 0.30, 0.25), Vec3(0.20, 0.16, 0.13)),
    ]
    static let glazes: [Vec3] = [
        Vec3(0.82, 0.80, 0.75), Vec3(0.75, 0.70, 0.60), Vec3(0.12, 0.22, 0.36), Vec3(0.16, 0.30, 0.26), Vec3(0.42, 0.13, 0.08), Vec3(0.62, 0.40, 0.12),
        Vec3(0.06, 0.07, 0.08), Vec3(0.35, 0.44, 0.46), Vec3(0.60, 0.30, 0.24), Vec3(0.28, 0.34, 0.16),
    ]
    static let paints: [Vec3] = [
        Vec3(0.78, 0.76, 0.72), Vec3(0.55, 0.09, 0.06), Vec3(0.08, 0.16, 0.38), Vec3(0.70, 0.46, 0.08), Vec3(0.10, 0.24, 0.13), Vec3(0.05, 0.05, 0.055),
        Vec3(0.40, 0.42, 0.44), Vec3(0.62, 0.32, 0.26), Vec3(0.30, 0.48, 0.52), Vec3(0.24, 0.12, 0.20),
    ]
    static let cloths: [Vec3] = [
        Vec3(0.30, 0.34, 0.38), Vec3(0.45, 0.12, 0.10), Vec3(0.12, 0.20, 0.26), Vec3(0.58, 0.52, 0.42), Vec3(0.20, 0.26, 0.16), Vec3(0.55, 0.38, 0.14),
    ]
    static let metals: [Vec3] = [Vec3(0.72, 0.71, 0.69), Vec3(0.85, 0.62, 0.30), Vec3(0.80, 0.45, 0.30), Vec3(0.45, 0.44, 0.43)]
    static let fruits: [Vec3] = [Vec3(0.70, 0.26, 0.03), Vec3(0.52, 0.05, 0.04), Vec3(0.38, 0.46, 0.07), Vec3(0.72, 0.52, 0.08)]

    static func material(_ kind: Material.Kind, thing: String, name: String, _ random: inout SeededRandom) -> Material {
        let seed = UInt32(random.next() & 0xffff)
        func shade(_ c: Vec3) -> Vec3 { (c * random.uniform(0.85, 1.12)).clamped(lowerBound: Vec3(repeating: 0.01), upperBound: Vec3(repeating: 0.86)) }
        switch kind {
        case .wood, .planks:
            let (light, dark) = random.pick(woods)
            return Material(
                name: name, kind: kind, colourA: shade(light), colourB: shade(dark), roughness: random.uniform(0.28, 0.6),
                featureSizeInMetres: kind == .planks ? random.uniform(0.09, 0.16) : random.uniform(0.005, 0.012), contrast: random.uniform(0.6, 1), seed: seed)
        case .marble:
            let dark = random.chance(0.3)
            return Material(
                name: name, kind: kind, colourA: shade(dark ? Vec3(0.07, 0.075, 0.08) : Vec3(0.76, 0.75, 0.72)),
                colourB: shade(dark ? Vec3(0.55, 0.53, 0.5) : Vec3(0.30, 0.29, 0.28)), roughness: random.uniform(0.12, 0.35),
                featureSizeInMetres: random.uniform(0.06, 0.2), contrast: random.uniform(0.5, 0.95), seed: seed)
        case .plaster:
            let base =
                thing == "wall"
                ? random.pick(walls)
                : thing == "fruit" ? random.pick(fruits) : random.pick([Vec3(0.5, 0.36, 0.24), Vec3(0.56, 0.26, 0.15), Vec3(0.6, 0.57, 0.52)])
            return Material(
                name: name, kind: kind, colourA: shade(base), colourB: shade(base) * 0.78, roughness: random.uniform(0.7, 0.95),
                featureSizeInMetres: thing == "wall" ? 0.12 : 0.03, contrast: thing == "wall" ? random.uniform(0.15, 0.5) : random.uniform(0.4, 0.9), seed: seed
            )
        case .glaze:
            let fruit = thing == "fruit"
            return Material(
                name: name, kind: kind, colourA: shade(random.pick(fruit ? fruits : glazes)), colourB: shade(random.pick(glazes)),
                roughness: random.uniform(0.12, 0.4), featureSizeInMetres: random.uniform(0.04, 0.09), contrast: fruit || random.chance(0.5) ? 0 : 1, seed: seed
            )
        case .metal:
            let base = random.pick(metals)
            return Material(
                name: name, kind: kind, colourA: base, colourB: base * 0.55, roughness: random.uniform(0.2, 0.5), metallic: 1,
                featureSizeInMetres: random.uniform(0.002, 0.006), contrast: random.uniform(0, 0.8), seed: seed)
        case .weave:
            let base = shade(random.pick(cloths))
            return Material(
                name: name, kind: kind, colourA: base, colourB: base * random.uniform(0.5, 1.5), roughness: random.uniform(0.75, 0.95),
                featureSizeInMetres: random.uniform(0.0015, 0.004), contrast: random.uniform(0.4, 1), seed: seed)
        default:
            return Material(
                name: name, kind: kind, colourA: shade(random.pick(paints)), colourB: Vec3(repeating: 0.2), roughness: random.uniform(0.2, 0.75),
                featureSizeInMetres: 0.02, contrast: 0, seed: seed)
        }
    }
}
