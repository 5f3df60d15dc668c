import VeneerMath

/// Lamps, plants, pictures, textiles.
extension SceneBuilder {
    // MARK: - Lamps

    /// A shade open above and below, white inside as outside.
    private mutating func shade(low: Float, high: Float, height: Float, on base: Vec3, _ material: Int) {
        turned(
            "shade",
            [
                Vec2(low - 0.003, 0), Vec2(low, 0), Vec2(mix(low, high, 0.5), height / 2), Vec2(high, height), Vec2(high - 0.003, height),
                Vec2(mix(low, high, 0.5) - 0.003, height / 2), Vec2(low - 0.003, 0.0),
            ],
            on: base, material)
    }

    private mutating func shadeMaterial() -> Int {
        random.chance(0.7) ? cloth("lampshade", Vec3(0.74, 0.69, 0.59)) : cloth("coloured lampshade", scheme.secondTextile)
    }

    mutating func bulb(_ radius: Float, lumens: Float, at centre: Vec3) {
        sphere(
            "bulb", radius: radius, at: centre, clean("opal glass", Vec3(0.78, 0.77, 0.74), roughness: 0.4),
            emission: .lamp(luminousFluxInLumens: lumens.rounded(), colour: SceneBuilder.warmLight))
    }

    /// Its foot stands on the origin.
    mutating func tableLamp() {
        let foot = random.chance(0.7) ? ceramic(random.index(6)) : metal(), scale = random.uniform(0.9, 1.15)
        let profile: [Vec2] =
            random.chance(0.5)
            ? [Vec2(0, 0), Vec2(0.06, 0), Vec2(0.066, 0.012), Vec2(0.09, 0.09), Vec2(0.07, 0.18), Vec2(0.02, 0.225), Vec2(0.014, 0.26), Vec2(0, 0.26)]
            : [Vec2(0, 0), Vec2(0.075, 0), Vec2(0.075, 0.014), Vec2(0.02, 0.024), Vec2(0.014, 0.03), Vec2(0.014, 0.26), Vec2(0, 0.26)]
        turned("base", profile.map { $0 * scale }, on: .zero, foot)
        cylinder("stem", radius: 0.006, height: 0.1, at: Vec3(0, 0, 0.26 * scale + 0.05), metal())
        bulb(0.036, lumens: random.uniform(350, 600), at: Vec3(0, 0, 0.26 * scale + 0.13))
        shade(low: 0.15 * scale, high: 0.105 * scale, height: 0.2, on: Vec3(0, 0, 0.26 * scale + 0.03), shadeMaterial())
    }

    mutating func floorLamp() {
        let frame = metal(), height: Float = 1.38
        if random.chance(0.5) {
            turned("base", [Vec2(0, 0), Vec2(0.14, 0), Vec2(0.14, 0.012), Vec2(0.02, 0.022), Vec2(0, 0.022)], on: .zero, frame)
            cylinder("stem", radius: 0.011, height: height - 0.02, at: Vec3(0, 0, height / 2), frame)
        } else {
            let leg = wood()
            for turn in 0..<3 {
                let angle = Float(turn) * 120
                let lean = Quaternion.yaw(angle) * .about(Vec3(0, 1, 0), -11)
                post("leg", Vec3(0.026, 0.026, height), at: Quaternion.yaw(angle).act(Vec3(0.15, 0, 0)) + Vec3(0, 0, height * 0.49), leg, lean: lean)
            }
            cylinder("hub", radius: 0.035, height: 0.05, at: Vec3(0, 0, height - 0.03), frame)
        }
        bulb(0.045, lumens: random.uniform(600, 1000), at: Vec3(0, 0, height + 0.1))
        shade(low: 0.22, high: 0.16, height: 0.26, on: Vec3(0, 0, height - 0.02), shadeMaterial())
    }

    /// Hangs from the origin, which is at the ceiling.
    mutating func pendant(drop: Float, mayBePaper: Bool = true) {
        cylinder("rose", radius: 0.05, height: 0.024, at: Vec3(0, 0, -0.012), white(), bevel: 0.004)
        cylinder("cord", radius: 0.003, height: drop, at: Vec3(0, 0, -drop / 2), paint("cord", Vec3(0.05, 0.05, 0.05)))
        if mayBePaper, random.chance(0.35) {
            sphere(
                "paper globe", radius: 0.2, at: Vec3(0, 0, -drop - 0.19), paper(),
                emission: .lamp(luminousFluxInLumens: random.uniform(700, 1200).rounded(), colour: SceneBuilder.warmLight))
            return
        }
        let dome: [Vec2] = [
            Vec2(0.197, 0), Vec2(0.2, 0), Vec2(0.185, 0.06), Vec2(0.12, 0.13), Vec2(0.04, 0.165), Vec2(0.03, 0.2), Vec2(0.027, 0.2), Vec2(0.037, 0.162),
            Vec2(0.117, 0.127), Vec2(0.182, 0.058), Vec2(0.197, 0.0),
        ]
        turned("dome", dome, on: Vec3(0, 0, -drop - 0.19), random.pick([metal(), paint("lamp enamel", scheme.accentWall, roughness: 0.3), white()]))
        bulb(0.045, lumens: random.uniform(700, 1100), at: Vec3(0, 0, -drop - 0.11))
    }

    // MARK: - Plants

    mutating func plant(height: Float) {
        let potHeight = min(0.32, max(0.1, height * 0.3)), r = potHeight * 0.52
        let pot = random.chance(0.5) ? terracotta() : ceramic(random.index(6))
        turned(
            "pot",
            [
                Vec2(0, 0), Vec2(r * 0.72, 0), Vec2(r * 0.76, 0.006), Vec2(r, potHeight), Vec2(r * 0.93, potHeight), Vec2(r * 0.9, potHeight * 0.84),
                Vec2(0, potHeight * 0.84),
            ], on: .zero, pot)
        cylinder("soil", radius: r * 0.89, height: 0.012, at: Vec3(0, 0, potHeight * 0.85), soil())
        let green = foliage(random.index(4)), crown = height - potHeight, soilAt = Vec3(0, 0, potHeight * 0.84),
            turn = Quaternion.yaw(random.uniform(-180, 180).rounded())
        switch random.index(4) {
        case 0: leaves("leaves", Vec3(0.34 * crown + 0.08, 0.34 * crown + 0.08, crown), count: 7 + random.index(4), .upright, on: soilAt, green, turned: turn)
        case 1:
            cylinder("stem", radius: 0.009, height: crown * 0.86, at: soilAt + Vec3(0, 0, crown * 0.43), weatheredWood(.teak))
            leaves(
                "leaves", Vec3(0.62 * crown, 0.62 * crown, crown * 0.95), count: 12 + random.index(5), .stem, on: soilAt + Vec3(0, 0, crown * 0.05), green,
                turned: turn)
        case 2: leaves("leaves", Vec3(1.15 * crown, 1.15 * crown, crown), count: 16 + random.index(7), .fountain, on: soilAt, green, turned: turn)
        default:
            // A little tree: loose leaves right above the earth seem to float.
            let wood = weatheredWood(.teak), count = 380 + random.index(160), size = Vec3(0.85 * crown, 0.85 * crown, crown * 0.75),
                at = soilAt + Vec3(0, 0, crown * 0.25)
            cylinder("stem", radius: 0.0225 * size.x, height: crown * 0.27, at: soilAt + Vec3(0, 0, crown * 0.135), wood)
            leaves("boughs", size, count: count, .bare, on: at, wood, turned: turn)
            leaves("leaves", size, count: count, .tree, on: at, green, turned: turn)
        }
    }

    // MARK: - Walls and floors

    /// Its back at the origin's height, in the middle; the wall is at +y = 0.
    mutating func picture(_ size: Vec2) {
        let frame = random.chance(0.5) ? wood() : random.chance(0.5) ? metal() : wood(.blackened), bar: Float = 0.022
        box("frame", Vec3(size.x, 0.022, size.y), at: Vec3(0, -0.011, 0), frame, bevel: 0.003)
        box("mount", Vec3(size.x - 2 * bar, 0.008, size.y - 2 * bar), at: Vec3(0, -0.02, 0), paper())
        let inner = size * Vec2(0.62, 0.66), tones = [scheme.accent, scheme.accentWall, scheme.textile, scheme.secondTextile, Vec3(0.74, 0.71, 0.63)]
        func ink(_ builder: inout SceneBuilder, _ index: Int) -> Int {
            builder.material(
                "print \(index % tones.count + 1)", .plaster, tones[index % tones.count], tones[(index + 2) % tones.count], roughness: 0.8, feature: 0.09,
                contrast: 0.5)
        }
        let first = random.index(5)
        box("sheet", Vec3(inner.x, 0.004, inner.y), at: Vec3(0, -0.024, 0), ink(&self, first + 4))
        switch random.index(3) {
        case 0: // Land, sea and sun.
            let horizon = random.uniform(-0.2, 0.15) * inner.y, low = horizon + inner.y / 2
            box("land", Vec3(inner.x, 0.004, low), at: Vec3(0, -0.026, -inner.y / 2 + low / 2), ink(&self, first + 1))
            let radius = min(inner.x, inner.y) * random.uniform(0.09, 0.14)
            cylinder(
                "sun", radius: radius, height: 0.004, at: Vec3(random.uniform(-0.25, 0.25) * inner.x, -0.028, horizon + inner.y * 0.22), ink(&self, first),
                turned: .about(Vec3(1, 0, 0), 90))
        case 1: // Bands.
            var z = -inner.y / 2
            for index in 0..<4 where z < inner.y / 2 - 0.02 {
                let high = min(inner.y * random.uniform(0.12, 0.36), inner.y / 2 - z)
                box("band", Vec3(inner.x, 0.004, high), at: Vec3(0, -0.026, z + high / 2), ink(&self, first + index))
                z += high
            }
        default: // Two blocks, as a colour field.
            for side: Float in [-1, 1] {
                box("field", Vec3(inner.x * 0.86, 0.004, inner.y * 0.4), at: Vec3(0, -0.026, side * inner.y * 0.23), ink(&self, first + (side > 0 ? 1 : 2)))
            }
        }
    }

    mutating func wallMirror(radius: Float) {
        let stand = Quaternion.about(Vec3(1, 0, 0), 90)
        cylinder("frame", radius: radius + 0.015, height: 0.024, at: Vec3(0, -0.012, 0), metal(), bevel: 0.003, turned: stand)
        cylinder("glass", radius: radius, height: 0.004, at: Vec3(0, -0.026, 0), mirror(), turned: stand)
    }

    /// With a border of the darker yarn.
    mutating func rug(_ size: Vec2) {
        let ground = carpet("rug", mix(scheme.secondTextile, Vec3(0.5, 0.47, 0.42), 0.3)),
            border = carpet("rug border", mix(scheme.accentWall, scheme.textile, 0.5))
        if random.chance(0.35) {
            cylinder("", radius: min(size.x, size.y) / 2, height: 0.012, at: Vec3(0, 0, 0.006), ground, bevel: 0.004)
            return
        }
        box("", Vec3(size.x, size.y, 0.01), at: Vec3(0, 0, 0.005), border, bevel: 0.003)
        box("field", Vec3(size.x - 0.24, size.y - 0.24, 0.004), at: Vec3(0, 0, 0.01), ground)
        if random.chance(0.5) {
            box("inner field", Vec3(size.x - 0.5, size.y - 0.5, 0.004), at: Vec3(0, 0, 0.012), carpet("rug centre", scheme.secondTextile))
        }
    }

    /// Folds that hang from a rod over a window of this width and height; the wall is at +y = 0, the origin in the window's middle on the floor.
    mutating func curtains(width: Float, from bottom: Float, to top: Float) {
        let fabric = random.chance(0.5) ? linen() : random.chance(0.5) ? secondCloth() : cloth("curtain", scheme.accentWall)
        let rodHeight = top + 0.12, low = random.chance(0.7) ? 0.02 : max(0.02, bottom - 0.15), folds = 4
        let drape = Vec3(0.31, 0.1, rodHeight - low)
        cylinder("rod", radius: 0.011, height: width + 0.7, at: Vec3(0, -0.09, rodHeight), metal(), turned: .about(Vec3(0, 1, 0), 90))
        for side: Float in [-1, 1] {
            sphere("finial", radius: 0.022, at: Vec3(side * (width / 2 + 0.36), -0.09, rodHeight), metal())
            // As many turns of the dice as ever, so that the rest of the room stays what it was.
            let turns = (0..<folds).map { _ in random.uniform(-5, 5) }
            let shape = Shape.drape(size: drape, folds: folds + (turns[0] > 0 ? 1 : 0))
            add(side < 0 ? "left" : "right", shape, fabric, at: Pose(position: Vec3(side * (width / 2 + 0.178), -0.09, (rodHeight + low) / 2)))
        }
    }

    mutating func radiator(width: Float) {
        let paint = white(), ribs = Int(width / 0.1)
        box("panel", Vec3(width, 0.06, 0.5), at: Vec3(0, -0.07, 0.38), paint, bevel: 0.007)
        for rib in 0..<ribs { box("rib", Vec3(0.05, 0.008, 0.44), at: Vec3((Float(rib) - Float(ribs - 1) / 2) * 0.1, -0.102, 0.38), paint) }
        box("grille", Vec3(width - 0.03, 0.085, 0.012), at: Vec3(0, -0.065, 0.636), paint)
        for side: Float in [-1, 1] { cylinder("pipe", radius: 0.009, height: 0.14, at: Vec3(side * (width / 2 - 0.06), -0.07, 0.07), paint) }
    }

    mutating func screen(width: Float) {
        let black = paint("screen case", Vec3(0.02, 0.02, 0.021), roughness: 0.35)
        box("foot", Vec3(width * 0.35, 0.18, 0.012), at: Vec3(0, 0, 0.006), black, bevel: 0.003)
        box("stem", Vec3(0.05, 0.03, 0.1), at: Vec3(0, 0.02, 0.06), black)
        box("case", Vec3(width, 0.028, width * 0.58), at: Vec3(0, 0, 0.08 + width * 0.29), black, bevel: 0.004)
        box("glass", Vec3(width - 0.016, 0.004, width * 0.58 - 0.016), at: Vec3(0, -0.0155, 0.08 + width * 0.29), screenGlass())
    }

    /// Opened, its screen leaning back.
    mutating func laptop() {
        let shell = paint("laptop", random.chance(0.6) ? Vec3(0.42, 0.425, 0.43) : Vec3(0.05, 0.05, 0.053), roughness: 0.4),
            keys = paint("keys", Vec3(0.045, 0.045, 0.047), roughness: 0.5)
        box("", Vec3(0.33, 0.23, 0.016), at: Vec3(0, 0, 0.008), shell, bevel: 0.005)
        box("keys", Vec3(0.29, 0.1, 0.002), at: Vec3(0, 0.03, 0.0165), keys)
        let lean = Quaternion.about(Vec3(1, 0, 0), -16), hinge = Vec3(0, 0.112, 0.014)
        box("lid", Vec3(0.33, 0.009, 0.22), at: hinge + lean.act(Vec3(0, 0, 0.11)), shell, bevel: 0.004, turned: lean)
        box("glass", Vec3(0.31, 0.003, 0.2), at: hinge + lean.act(Vec3(0, -0.0045, 0.11)), screenGlass(), turned: lean)
    }
}
