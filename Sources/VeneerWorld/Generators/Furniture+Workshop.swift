import VeneerMath

/// What stands in workshops, stores and offices; backs at +y.
extension SceneBuilder {
    /// A timber bench with a vice, drawers and a shelf below.
    mutating func workbench(length: Float) -> Top {
        let timber = weatheredWood(random.pick([.pine, .oak, .ash])), high: Float = 0.9, depth: Float = 0.66
        box("top", Vec3(length, depth, 0.06), at: Vec3(0, 0, high - 0.03), timber, bevel: 0.005)
        legs(Vec2(length - 0.16, depth - 0.08), height: high - 0.06, thickness: 0.09, timber)
        for y: Float in [-1, 1] { box("rail", Vec3(length - 0.3, 0.035, 0.12), at: Vec3(0, y * (depth / 2 - 0.1), high - 0.12), timber, bevel: 0.003) }
        box("shelf", Vec3(length - 0.22, depth - 0.1, 0.025), at: Vec3(0, 0, 0.2), timber)
        for index in 0..<3 {
            let x = -length / 2 + 0.35 + 0.42 * Float(index), size = Vec3(random.uniform(0.28, 0.38), 0.4, random.uniform(0.16, 0.34))
            guard x + size.x / 2 < length / 2 - 0.12, random.chance(0.7) else { continue }
            let material = random.pick([cardboard(), paint("tool chest", scheme.accent, roughness: 0.4), weatheredWood(.pine)])
            box("stored box", size, at: Vec3(x, 0, 0.2125 + size.z / 2), material, bevel: 0.006)
        }
        let x = length / 2 - 0.3, iron = castIron()
        box("vice", Vec3(0.13, 0.2, 0.09), at: Vec3(x, -depth / 2 + 0.08, high + 0.045), iron, bevel: 0.008)
        box("vice jaw", Vec3(0.15, 0.035, 0.06), at: Vec3(x, -depth / 2 + 0.02, high + 0.11), iron, bevel: 0.003)
        box("vice jaw", Vec3(0.15, 0.035, 0.06), at: Vec3(x, -depth / 2 - 0.045, high + 0.11), iron, bevel: 0.003)
        box("vice slide", Vec3(0.07, 0.12, 0.05), at: Vec3(x, -depth / 2 - 0.04, high + 0.05), iron, bevel: 0.004)
        cylinder("vice bar", radius: 0.008, height: 0.22, at: Vec3(x, -depth / 2 - 0.13, high + 0.05), steel(), turned: .about(Vec3(0, 1, 0), 90))
        cylinder("vice screw", radius: 0.013, height: 0.12, at: Vec3(x, -depth / 2 - 0.1, high + 0.05), steel(), turned: .about(Vec3(1, 0, 0), 90))
        return Top(centre: Vec3(-0.2, 0.05, high), size: Vec2(length - 0.75, depth - 0.16))
    }

    mutating func castIron() -> Int {
        material("cast iron", .painted, Vec3(0.07, 0.10, 0.11), Vec3(0.10, 0.055, 0.03), roughness: 0.5, wear: 0.45)
    }

    /// A board of tools on the wall; its lower edge is at the origin's height, the wall at y = 0.
    mutating func toolBoard(width: Float) {
        let high: Float = 0.72, handle = wood(.ash), iron = steel(), grip = paint("tool grip", scheme.accent, roughness: 0.5)
        box("", Vec3(width, 0.018, high), at: Vec3(0, -0.009, high / 2), paint("pegboard", Vec3(0.52, 0.43, 0.31), roughness: 0.8))
        let flat = Quaternion.about(Vec3(1, 0, 0), 90)
        var x = -width / 2 + 0.1, kind = random.index(5)
        while x < width / 2 - 0.08 {
            let z = high - 0.2 - random.uniform(0, 0.06)
            switch kind % 5 {
            case 0: // A hammer.
                cylinder("hammer shaft", radius: 0.013, height: 0.3, at: Vec3(x, -0.034, z - 0.06), handle)
                box("hammer head", Vec3(0.12, 0.028, 0.03), at: Vec3(x, -0.034, z + 0.1), iron, bevel: 0.004)
                x += 0.17
            case 1: // Screwdrivers.
                for index in 0..<3 {
                    let long = 0.24 - 0.04 * Float(index), at = x + 0.05 * Float(index)
                    cylinder("screwdriver", radius: 0.012, height: 0.1, at: Vec3(at, -0.032, z + 0.06), grip, bevel: 0.004)
                    cylinder("screwdriver blade", radius: 0.0035, height: long - 0.1, at: Vec3(at, -0.032, z + 0.01 - (long - 0.1) / 2), iron)
                }
                x += 0.19
            case 2: // A saw.
                box("saw blade", Vec3(0.11, 0.002, 0.42), at: Vec3(x + 0.03, -0.03, z - 0.14), iron, turned: .about(Vec3(0, 1, 0), 4))
                box("saw grip", Vec3(0.12, 0.022, 0.1), at: Vec3(x + 0.03, -0.03, z + 0.11), handle, bevel: 0.01)
                x += 0.2
            case 3: // Spanners by size.
                for index in 0..<4 {
                    let long = 0.26 - 0.035 * Float(index), at = x + 0.042 * Float(index)
                    box("spanner", Vec3(0.014, 0.006, long), at: Vec3(at, -0.026, z + 0.1 - long / 2), iron, bevel: 0.002)
                    for end: Float in [0, 1] {
                        cylinder("spanner end", radius: 0.017, height: 0.007, at: Vec3(at, -0.026, z + 0.1 - end * long), iron, turned: flat)
                    }
                }
                x += 0.2
            default: // Pliers.
                for side: Float in [-1, 1] {
                    post(
                        "pliers grip", Vec3(0.014, 0.012, 0.13), at: Vec3(x + side * 0.017, -0.03, z - 0.02), grip, bevel: 0.004,
                        lean: .about(Vec3(0, 1, 0), side * 8))
                }
                box("pliers jaw", Vec3(0.026, 0.012, 0.06), at: Vec3(x, -0.03, z + 0.075), iron, bevel: 0.003)
                x += 0.13
            }
            kind += 1
        }
    }

    /// Open steel shelves with boxes and tins on them.
    mutating func shelving(width: Float, depth: Float = 0.42, height: Float = 1.9) {
        let frame = random.chance(0.5) ? metal() : castIron(), board = random.chance(0.5) ? weatheredWood(.pine) : frame
        for (x, y) in [(-1, -1), (1, -1), (-1, 1), (1, 1)] as [(Float, Float)] {
            post("post", Vec3(0.035, 0.035, height), at: Vec3(x * (width / 2 - 0.018), y * (depth / 2 - 0.018), height / 2), frame)
        }
        for level in 0..<4 {
            let z = 0.12 + (height - 0.2) / 3 * Float(level)
            box("shelf", Vec3(width - 0.02, depth - 0.02, 0.025), at: Vec3(0, 0, z), board)
            guard level < 3 else { continue }
            stock(from: -width / 2 + 0.06, to: width / 2 - 0.06, z: z + 0.0125, clear: (height - 0.2) / 3 - 0.08)
        }
    }

    private mutating func stock(from left: Float, to right: Float, z: Float, clear: Float) {
        var x = left
        while x < right - 0.12 {
            switch random.index(5) {
            case 0, 1:
                let size = Vec3(random.uniform(0.22, 0.4), random.uniform(0.26, 0.34), random.uniform(0.15, min(0.32, clear)))
                guard x + size.x < right else { x = right; break }
                box("stored carton", size, at: Vec3(x + size.x / 2, random.uniform(-0.02, 0.02), z + size.z / 2), cardboard())
                x += size.x + random.uniform(0.01, 0.05)
            case 2:
                let size = Vec3(0.26, 0.34, 0.16)
                guard x + size.x < right else { x = right; break }
                let tint = random.pick([Vec3(0.10, 0.17, 0.30), Vec3(0.35, 0.07, 0.05), Vec3(0.22, 0.22, 0.22)])
                box("storage bin", size, at: Vec3(x + size.x / 2, 0, z + size.z / 2), paint("bin \(Int(tint.x * 100))", tint, roughness: 0.5), bevel: 0.012)
                x += size.x + 0.02
            case 3:
                for _ in 0..<2 + random.index(2) where x + 0.18 < right {
                    tin(at: Vec3(x + 0.09, random.uniform(-0.06, 0.06), z))
                    x += 0.19
                }
            default: x += random.uniform(0.08, 0.2)
            }
        }
    }

    /// A tin of paint with a band of its colour.
    mutating func tin(at base: Vec3) {
        let tint = random.pick([scheme.accent, scheme.accentWall, scheme.textile, Vec3(0.7, 0.69, 0.66)])
        cylinder("tin", radius: 0.08, height: 0.18, at: base + Vec3(0, 0, 0.09), steel(), bevel: 0.003)
        cylinder("tin label", radius: 0.081, height: 0.11, at: base + Vec3(0, 0, 0.085), paint("paint \(Int(tint.x * 1000))", tint, roughness: 0.5))
    }

    mutating func drum() {
        let tint = random.pick([Vec3(0.05, 0.12, 0.28), Vec3(0.34, 0.06, 0.04), Vec3(0.10, 0.16, 0.11), Vec3(0.42, 0.30, 0.05)])
        let coat = material("drum \(Int(tint.x * 100))", .painted, tint, Vec3(0.12, 0.06, 0.03), roughness: 0.4, wear: 0.35)
        turned(
            "",
            [
                Vec2(0, 0), Vec2(0.28, 0), Vec2(0.292, 0.01), Vec2(0.285, 0.03), Vec2(0.285, 0.28), Vec2(0.296, 0.3), Vec2(0.285, 0.32), Vec2(0.285, 0.57),
                Vec2(0.296, 0.59), Vec2(0.285, 0.61), Vec2(0.285, 0.85), Vec2(0.292, 0.87), Vec2(0.28, 0.89), Vec2(0.27, 0.87), Vec2(0, 0.87),
            ], on: .zero, coat)
    }

    mutating func pallet() -> Top {
        let board = weatheredWood(.pine)
        for y: Float in [-0.35, 0, 0.35] { box("bearer", Vec3(1.2, 0.1, 0.1), at: Vec3(0, y, 0.05), board) }
        for index in 0..<7 { crossbar("board", Vec3(0.12, 0.8, 0.022), at: Vec3(-0.54 + 0.18 * Float(index), 0, 0.111), board) }
        return Top(centre: Vec3(0, 0, 0.122), size: Vec2(1.16, 0.78))
    }

    mutating func carton(_ size: Vec3? = nil, massInKilograms: Float = 0) {
        let size = size ?? Vec3(random.uniform(0.38, 0.52), random.uniform(0.3, 0.4), random.uniform(0.26, 0.38)).rounded(to: 100)
        box("", size, at: Vec3(0, 0, size.z / 2), cardboard(), massInKilograms: massInKilograms)
    }

    mutating func sawhorse() {
        let board = weatheredWood(.pine)
        box("beam", Vec3(0.9, 0.09, 0.05), at: Vec3(0, 0, 0.69), board, bevel: 0.003)
        for (x, y) in [(-1, -1), (1, -1), (-1, 1), (1, 1)] as [(Float, Float)] {
            post("leg", Vec3(0.07, 0.035, 0.69), at: Vec3(x * 0.34, y * 0.15, 0.335), board, bevel: 0.002, lean: .about(Vec3(1, 0, 0), y * 16))
        }
    }

    /// Planks that lean at the wall behind.
    mutating func leaningPlanks() {
        let tones: [Scheme.WoodTone] = [.pine, .oak, .ash]
        for index in 0..<3 + random.index(3) {
            let long = random.uniform(1.7, 2.3), lean = Quaternion.about(Vec3(1, 0, 0), -random.uniform(8, 11))
            let at = Vec3(-0.25 + 0.13 * Float(index), -0.02 - 0.012 * Float(index % 2), long / 2 * 0.985)
            post("plank", Vec3(0.11, 0.022, long), at: at, random.chance(0.6) ? wood(random.pick(tones)) : weatheredWood(), lean: lean)
        }
    }

    mutating func filingCabinet() -> Top {
        let coat = paint("filing cabinet", random.pick([Vec3(0.30, 0.31, 0.31), Vec3(0.56, 0.55, 0.51), Vec3(0.14, 0.15, 0.16)]), roughness: 0.45),
            high: Float = 1.02
        box("body", Vec3(0.46, 0.6, high), at: Vec3(0, 0.01, high / 2), coat, bevel: 0.004)
        for index in 0..<3 {
            let z = 0.18 + 0.33 * Float(index)
            box("drawer", Vec3(0.43, 0.02, 0.31), at: Vec3(0, -0.3, z), coat, bevel: 0.004)
            box("handle", Vec3(0.14, 0.02, 0.018), at: Vec3(0, -0.318, z + 0.08), steel(), bevel: 0.004)
        }
        return Top(centre: Vec3(0, 0, high), size: Vec2(0.4, 0.5))
    }

    /// Sheets of paper, not quite on top of each other.
    mutating func papers() {
        let sheet = paper()
        for index in 0..<2 + random.index(2) {
            let high = random.uniform(0.004, 0.012)
            box(
                "sheet", Vec3(0.21, 0.297, high), at: Vec3(0, 0, 0.012 * Float(index) + high / 2), sheet, turned: .yaw(random.uniform(-9, 9).rounded()))
        }
    }

    /// Light from a panel in the ceiling, which is at the origin's height.
    mutating func ceilingPanel(_ size: Vec2, lumens: Float) {
        box("frame", Vec3(size.x + 0.04, size.y + 0.04, 0.03), at: Vec3(0, 0, -0.012), white())
        add(
            "", .box(size: Vec3(size.x, size.y, 0.01), bevel: 0), clean("opal panel", Vec3(0.78, 0.78, 0.76), roughness: 0.5),
            at: Pose(position: Vec3(0, 0, -0.028), rotation: .about(Vec3(1, 0, 0), 180)),
            emission: .lamp(luminousFluxInLumens: lumens.rounded(), colour: Vec3(1, 0.95, 0.87)))
    }

    /// A bay of pallet racking: the posts of its right side belong to the next one, unless it is the last.
    mutating func rackBay(width: Float, levels: [Float], height: Float, isLast: Bool) {
        let blue = material("rack blue", .painted, Vec3(0.035, 0.085, 0.22), Vec3(0.16, 0.16, 0.16), roughness: 0.45, wear: 0.25)
        let orange = material("rack orange", .painted, Vec3(0.55, 0.17, 0.025), Vec3(0.18, 0.17, 0.16), roughness: 0.45, wear: 0.25)
        for x in isLast ? [-width / 2, width / 2] : [-width / 2] {
            for y: Float in [-0.5, 0.5] { post("post", Vec3(0.09, 0.08, height), at: Vec3(x, y, height / 2), blue) }
            var z: Float = 0.3
            while z < height - 0.9 {
                crossbar("brace", Vec3(0.03, 0.92, 0.04), at: Vec3(x, 0, z), blue)
                box("brace", Vec3(1.28, 0.03, 0.035), at: Vec3(x, 0, z + 0.45), blue, turned: .yaw(90) * .about(Vec3(0, 1, 0), 44))
                z += 0.9
            }
        }
        for z in levels {
            for y: Float in [-0.5, 0.5] { box("beam", Vec3(width - 0.08, 0.05, 0.12), at: Vec3(0, y, z - 0.06), orange) }
        }
    }

    /// A bay lamp on a rod; the deck is at the origin's height.
    mutating func highLamp(drop: Float) {
        cylinder("rod", radius: 0.012, height: drop, at: Vec3(0, 0, -drop / 2), steel())
        turned(
            "reflector",
            [
                Vec2(0.235, 0), Vec2(0.24, 0), Vec2(0.2, 0.16), Vec2(0.09, 0.26), Vec2(0.08, 0.34), Vec2(0, 0.34), Vec2(0, 0.335), Vec2(0.075, 0.335),
                Vec2(0.085, 0.255), Vec2(0.195, 0.155), Vec2(0.235, 0),
            ], on: Vec3(0, 0, -drop - 0.34), steel())
        bulb(0.07, lumens: random.uniform(6500, 8500), at: Vec3(0, 0, -drop - 0.2))
    }

    /// Stands on the origin, its near edge towards −y.
    mutating func keyboard() {
        let body = paint("keyboard", Vec3(0.05, 0.05, 0.053), roughness: 0.45), keys = paint("keys", Vec3(0.11, 0.11, 0.115), roughness: 0.5)
        box("", Vec3(0.44, 0.135, 0.016), at: Vec3(0, 0, 0.008), body, bevel: 0.004)
        for row in 0..<4 { box("keys", Vec3(0.42, 0.024, 0.006), at: Vec3(0, -0.045 + 0.03 * Float(row), 0.018), keys, bevel: 0.002) }
        box("mouse", Vec3(0.06, 0.1, 0.03), at: Vec3(0.3, -0.01, 0.015), body, bevel: 0.012)
    }
}
