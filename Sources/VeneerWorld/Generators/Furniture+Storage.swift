import VeneerMath

/// Bookcases, sideboards, wardrobes, kitchens: with their backs at +y, against a wall.
extension SceneBuilder {
    mutating func bookcase(width: Float, height: Float, depth: Float = 0.3) {
        let material = random.chance(0.3) ? white() : wood(), board: Float = 0.024
        for side: Float in [-1, 1] { post("side", Vec3(board, depth, height), at: Vec3(side * (width - board) / 2, 0, height / 2), material, bevel: 0.002) }
        box("back", Vec3(width - 2 * board, 0.008, height - 0.08), at: Vec3(0, depth / 2 - 0.004, height / 2 + 0.03), material)
        box("plinth", Vec3(width - 2 * board, 0.018, 0.06), at: Vec3(0, -depth / 2 + 0.03, 0.03), material)
        let count = Int((height - 0.1) / 0.42), gap = (height - 0.07 - board) / Float(count)
        for level in 0...count {
            let z = 0.07 + gap * Float(level)
            box("shelf", Vec3(width - 2 * board, depth - 0.01, board), at: Vec3(0, -0.004, z + board / 2 - (level == count ? 0.001 : 0)), material)
            if level < count { fillShelf(from: -width / 2 + board + 0.01, to: width / 2 - board - 0.01, y: 0.03, z: z + board, clear: gap - board - 0.02) }
        }
    }

    /// Books in groups, some lying, with a pot or a box between them.
    mutating func fillShelf(from left: Float, to right: Float, y: Float, z: Float, clear: Float) {
        var x = left
        while x < right - 0.05 {
            switch random.index(10) {
            case 0...4:
                let count = 3 + random.index(3), tall = min(clear, random.uniform(0.19, 0.27)), cover = random.index(9)
                for index in 0..<count {
                    let thick = random.uniform(0.022, 0.055), high = min(clear, tall * random.uniform(0.82, 1))
                    guard x + thick < right else { break }
                    let deep = random.uniform(0.13, 0.19)
                    box(
                        "book", Vec3(thick, deep, high), at: Vec3(x + thick / 2, y - deep / 2 + 0.08, z + high / 2),
                        bookCover(index % 3 == 0 ? random.index(9) : cover + index))
                    x += thick + 0.001
                }
                x += random.uniform(0.01, 0.09)
            case 5, 6:
                var top = z
                for _ in 0..<2 + random.index(2) {
                    let size = Vec3(random.uniform(0.18, 0.24), 0.16, random.uniform(0.02, 0.035))
                    guard x + size.x < right else { break }
                    box("book", size, at: Vec3(x + 0.12, y, top + size.z / 2), bookCover(random.index(9)))
                    top += size.z
                }
                x += 0.27
            case 7, 8:
                let scale = min(1, clear / 0.26)
                guard x + 0.15 < right else { x = right; break }
                if random.chance(0.5) {
                    turned(
                        "vase",
                        [
                            Vec2(0, 0), Vec2(0.036, 0), Vec2(0.04, 0.006), Vec2(0.062, 0.08), Vec2(0.03, 0.16), Vec2(0.024, 0.2), Vec2(0.032, 0.22),
                            Vec2(0, 0.21),
                        ].map { $0 * scale }, on: Vec3(x + 0.08, y, z), ceramic(random.index(6)))
                } else {
                    box(
                        "box", Vec3(0.13, 0.2, 0.12 * scale), at: Vec3(x + 0.08, y - 0.02, z + 0.06 * scale), random.chance(0.5) ? accentCloth() : cardboard(),
                        bevel: 0.002)
                }
                x += 0.18
            default: x += random.uniform(0.08, 0.2)
            }
        }
    }

    mutating func sideboard(width: Float) -> Top {
        let material = wood(), height = random.uniform(0.66, 0.78), depth: Float = 0.42, foot: Float = 0.14, body = height - foot
        legs(Vec2(width - 0.16, depth - 0.08), height: foot, thickness: 0.034, random.chance(0.5) ? metal() : material, round: true)
        box("body", Vec3(width, depth - 0.022, body), at: Vec3(0, 0.011, foot + body / 2), material, bevel: 0.003)
        let doors = width > 1.3 ? 4 : 3, each = (width - 0.012) / Float(doors), bar = metal(), style = random.index(3)
        for index in 0..<doors {
            let x = -width / 2 + 0.006 + each * (Float(index) + 0.5)
            let front = style == 2 && index == doors - 1
            if front || style == 1 {
                for row in 0..<3 {
                    let h = (body - 0.012) / 3, z = foot + 0.006 + h * (Float(row) + 0.5)
                    box("drawer", Vec3(each - 0.004, 0.02, h - 0.004), at: Vec3(x, -depth / 2 + 0.01, z), material, bevel: 0.002)
                    sphere("knob", radius: 0.011, at: Vec3(x, -depth / 2 - 0.008, z), bar)
                }
            } else {
                post("door", Vec3(each - 0.004, 0.02, body - 0.012), at: Vec3(x, -depth / 2 + 0.01, foot + body / 2), material, bevel: 0.002)
                let inner: Float = index % 2 == 0 ? 1 : -1
                box("handle", Vec3(0.01, 0.014, 0.12), at: Vec3(x + inner * (each / 2 - 0.03), -depth / 2 - 0.007, foot + body * 0.62), bar)
            }
        }
        return Top(centre: Vec3(0, 0, height), size: Vec2(width - 0.1, depth - 0.08))
    }

    mutating func wardrobe(width: Float, height: Float = 2.1) {
        let material = random.chance(0.5) ? white() : wood(), depth: Float = 0.6
        box("body", Vec3(width, depth - 0.024, height), at: Vec3(0, 0.012, height / 2), material)
        let doors = max(2, Int(width / 0.5)), each = width / Float(doors)
        for index in 0..<doors {
            let x = -width / 2 + each * (Float(index) + 0.5)
            post("door", Vec3(each - 0.005, 0.02, height - 0.1), at: Vec3(x, -depth / 2 + 0.012, height / 2 + 0.04), material, bevel: 0.002)
            box("panel", Vec3(each - 0.16, 0.008, height - 0.3), at: Vec3(x, -depth / 2, height / 2 + 0.04), material, bevel: 0.002)
            box("handle", Vec3(0.012, 0.02, 0.2), at: Vec3(x + (index % 2 == 0 ? 1 : -1) * (each / 2 - 0.04), -depth / 2 - 0.012, 1.02), metal())
        }
    }

    /// Base cabinets in modules of 0.6 m, worktop, tiles behind, hob and sink, a shelf above; a fridge at the right end.
    mutating func kitchen(modules: Int, windowAbove: Bool) -> Top {
        let width = Float(modules) * 0.6, depth: Float = 0.6, front = random.pick([white(), wood(), paint("cabinet paint", scheme.accentWall, roughness: 0.4)])
        let stone = random.pick([marble(), terrazzo(), wood(), marble(dark: true)]), bar = metal()
        box("carcass", Vec3(width, depth - 0.08, 0.76), at: Vec3(0, 0.03, 0.48), front)
        box("plinth", Vec3(width, depth - 0.14, 0.1), at: Vec3(0, 0.05, 0.05), paint("plinth", Vec3(0.06, 0.06, 0.06)))
        for index in 0..<modules {
            let x = -width / 2 + 0.6 * (Float(index) + 0.5)
            let rows: [(Float, Float)] = index % 3 == 1 ? [(0.245, 0.28), (0.525, 0.26), (0.765, 0.18)] : [(0.48, 0.75)]
            for (z, high) in rows {
                box("front", Vec3(0.594, 0.02, high), at: Vec3(x, -depth / 2 + 0.04, z), front, bevel: 0.002)
                box("handle", Vec3(0.16, 0.016, 0.012), at: Vec3(x, -depth / 2 + 0.02, z + high / 2 - 0.05), bar)
            }
        }
        box("worktop", Vec3(width + 0.02, depth, 0.036), at: Vec3(0, 0, 0.878), stone, bevel: 0.003)
        let tiles = material(
            "wall tiles", .tile, random.chance(0.6) ? Vec3(0.72, 0.72, 0.70) : scheme.accentWall, Vec3(0.55, 0.53, 0.5), roughness: 0.16, feature: 0.1,
            contrast: 0.7, seedIsOdd: true)
        let splash: Float = windowAbove ? 0.18 : 0.55
        // The pattern lies in x and y of body space: stood up.
        box("tiles", Vec3(width, splash, 0.012), at: Vec3(0, depth / 2 - 0.006, 0.896 + splash / 2), tiles, turned: .about(Vec3(1, 0, 0), 90))
        let sinkX = -width / 2 + 0.9, hobX = width / 2 - 0.5
        box("sink", Vec3(0.5, 0.4, 0.008), at: Vec3(sinkX, -0.02, 0.898), steel(), bevel: 0.003)
        box("basin", Vec3(0.42, 0.32, 0.008), at: Vec3(sinkX, -0.02, 0.901), paint("basin", Vec3(0.10, 0.10, 0.10), roughness: 0.25))
        cylinder("tap", radius: 0.013, height: 0.28, at: Vec3(sinkX, 0.22, 1.036), chrome())
        crossbar("spout", Vec3(0.018, 0.2, 0.018), at: Vec3(sinkX, 0.13, 1.17), chrome(), bevel: 0.006)
        box("hob", Vec3(0.56, 0.48, 0.008), at: Vec3(hobX, -0.02, 0.9), darkGlass(), bevel: 0.002)
        turned(
            "pot",
            [
                Vec2(0, 0), Vec2(0.1, 0), Vec2(0.105, 0.005), Vec2(0.105, 0.13), Vec2(0.11, 0.135), Vec2(0.06, 0.15), Vec2(0.012, 0.155), Vec2(0.016, 0.175),
                Vec2(0, 0.178),
            ], on: Vec3(hobX - 0.13, 0.08, 0.905), steel())
        if !windowAbove {
            let shelf = wood()
            box("shelf", Vec3(width - 0.3, 0.22, 0.028), at: Vec3(-0.1, depth / 2 - 0.11, 1.52), shelf, bevel: 0.003)
            var x = -width / 2 + 0.15
            while x < width / 2 - 0.4 {
                let kind = random.index(3), scale = random.uniform(0.8, 1.1)
                let profile: [Vec2] =
                    kind == 0
                    ? [Vec2(0, 0), Vec2(0.045, 0), Vec2(0.05, 0.005), Vec2(0.05, 0.13), Vec2(0.053, 0.135), Vec2(0.053, 0.15), Vec2(0, 0.155)]
                    : kind == 1
                        ? [Vec2(0, 0), Vec2(0.05, 0), Vec2(0.09, 0.04), Vec2(0.1, 0.08), Vec2(0.096, 0.08), Vec2(0.085, 0.045), Vec2(0, 0.02)]
                        : [Vec2(0, 0), Vec2(0.035, 0), Vec2(0.04, 0.09), Vec2(0.037, 0.09), Vec2(0, 0.02)]
                turned("jar", profile.map { $0 * scale }, on: Vec3(x, depth / 2 - 0.11, 1.534), ceramic(random.index(6)))
                x += random.uniform(0.13, 0.26)
            }
        }
        return Top(centre: Vec3((sinkX + hobX) / 2, -0.02, 0.896), size: Vec2(max(0.3, hobX - sinkX - 0.7), 0.4))
    }

    mutating func fridge() {
        let body = steel(), size = Vec3(0.6, 0.6, 1.86)
        box("body", Vec3(size.x, size.y - 0.05, size.z), at: Vec3(0, 0.025, size.z / 2), paint("fridge side", Vec3(0.35, 0.35, 0.35)), bevel: 0.004)
        for (z, high) in [(0.36, 0.7), (1.29, 1.13)] as [(Float, Float)] {
            post("door", Vec3(size.x - 0.004, 0.05, high), at: Vec3(0, -size.y / 2 + 0.023, z), body, bevel: 0.01)
            cylinder("handle", radius: 0.011, height: min(0.5, high * 0.6), at: Vec3(-0.24, -size.y / 2 - 0.03, z), chrome())
        }
    }
}
