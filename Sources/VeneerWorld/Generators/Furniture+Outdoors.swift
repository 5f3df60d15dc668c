import VeneerMath

/// What stands in yards; built around the origin on the ground, its back at +y.
extension SceneBuilder {
    /// The wall is at y = 0, from there the roof hangs over.
    mutating func eaves(width: Float, height: Float) {
        let tiles = material("roof tiles", .paving, Vec3(0.20, 0.10, 0.07), Vec3(0.06, 0.04, 0.035), roughness: 0.85, feature: 0.22, contrast: 0.9, wear: 0.3)
        let tilt = Quaternion.about(Vec3(1, 0, 0), 32)
        box("", Vec3(width, 2.2, 0.05), at: Vec3(0, 0.5, height + 0.42), tiles, turned: tilt)
        box("fascia", Vec3(width, 0.03, 0.18), at: Vec3(0, -0.4, height - 0.09), white())
        box("soffit", Vec3(width, 0.42, 0.02), at: Vec3(0, -0.2, height - 0.17), white())
        let zinc = material(
            "zinc", .brushed, Vec3(0.40, 0.41, 0.42), Vec3(0.3, 0.3, 0.3), roughness: 0.5, metallic: 1, feature: 0.001, wear: 0.35, seedIsOdd: true)
        cylinder("gutter", radius: 0.06, height: width, at: Vec3(0, -0.47, height - 0.07), zinc, turned: .about(Vec3(0, 1, 0), 90))
        cylinder("downpipe", radius: 0.04, height: height - 0.1, at: Vec3(width / 2 - 0.9, -0.06, height / 2 - 0.08), zinc)
    }

    mutating func fence(length: Float, height: Float) {
        let (early, late) = scheme.wood.colours
        let boards = material(
            "fence boards", .planks, mix(early, Vec3(0.27, 0.25, 0.22), 0.55), mix(late, Vec3(0.16, 0.145, 0.125), 0.55), roughness: 0.8, feature: 0.11,
            contrast: 0.8, wear: 0.6)
        let posts = weatheredWood(.greyed), count = max(2, Int((length / 1.8).rounded(.up)))
        // Rows of planks run along x of body space: stood up, and the other way round.
        box("boards", Vec3(height - 0.1, length, 0.022), at: Vec3(0, 0.06, height / 2), boards, turned: .yaw(90) * .about(Vec3(0, 1, 0), -90))
        for index in 0...count {
            post("post", Vec3(0.09, 0.09, height), at: Vec3(-length / 2 + length * Float(index) / Float(count), 0.01, height / 2 - 0.02), posts, bevel: 0.004)
        }
        for z in [0.3, height - 0.25] { box("rail", Vec3(length, 0.04, 0.09), at: Vec3(0, 0.03, z), posts) }
        box("cap", Vec3(length, 0.1, 0.03), at: Vec3(0, 0.05, height - 0.03), posts, bevel: 0.003)
    }

    mutating func gardenWall(length: Float, height: Float, isBrick: Bool) {
        let stone =
            isBrick
            ? material("garden brick", .brick, Vec3(0.28, 0.13, 0.085), Vec3(0.38, 0.35, 0.31), roughness: 0.9, feature: 0.225, contrast: 1, wear: 0.5)
            : material("garden render", .plaster, Vec3(0.56, 0.53, 0.47), Vec3(0.33, 0.31, 0.27), roughness: 0.92, feature: 0.2, contrast: 0.4, wear: 0.2)
        box("", Vec3(length + 0.4, 0.24, height), at: Vec3(0, 0.12, height / 2), stone)
        box("coping", Vec3(length + 0.4, 0.34, 0.055), at: Vec3(0, 0.12, height + 0.027), concrete(), bevel: 0.008)
        for x in [-length / 2 + 0.1, length / 2 - 0.1] { box("pier", Vec3(0.36, 0.36, height), at: Vec3(x, 0.1, height / 2), stone) }
    }

    mutating func bench(length: Float) {
        let slats = weatheredWood(random.pick([.teak, .greyed])), frame = random.chance(0.5) ? metal() : slats
        for side: Float in [-1, 1] {
            let x = side * (length / 2 - 0.12)
            post("front leg", Vec3(0.06, 0.06, 0.43), at: Vec3(x, -0.18, 0.215), frame, bevel: 0.004)
            post("back leg", Vec3(0.06, 0.06, 0.86), at: Vec3(x, 0.23, 0.42), frame, bevel: 0.004, lean: .about(Vec3(1, 0, 0), -9))
            crossbar("rail", Vec3(0.05, 0.4, 0.06), at: Vec3(x, 0, 0.4), frame)
            crossbar("arm", Vec3(0.06, 0.48, 0.03), at: Vec3(x, -0.02, 0.64), slats, bevel: 0.008)
            post("arm post", Vec3(0.05, 0.05, 0.2), at: Vec3(x, -0.19, 0.53), frame)
        }
        for index in 0..<4 { box("seat slat", Vec3(length, 0.095, 0.026), at: Vec3(0, -0.19 + 0.108 * Float(index), 0.443), slats, bevel: 0.005) }
        for index in 0..<3 {
            box(
                "back slat", Vec3(length, 0.024, 0.095), at: Vec3(0, 0.2 + 0.018 * Float(index), 0.57 + 0.125 * Float(index)), slats, bevel: 0.005,
                turned: .about(Vec3(1, 0, 0), -9))
        }
    }

    mutating func barrel() {
        let staves = weatheredWood(.oak), hoop = material("hoop", .painted, Vec3(0.06, 0.06, 0.06), Vec3(0.12, 0.055, 0.03), roughness: 0.55, wear: 0.5)
        turned(
            "",
            [
                Vec2(0, 0), Vec2(0.25, 0), Vec2(0.3, 0.22), Vec2(0.315, 0.43), Vec2(0.3, 0.64), Vec2(0.25, 0.86), Vec2(0.228, 0.86), Vec2(0.228, 0.83),
                Vec2(0, 0.83),
            ], on: .zero, staves)
        for (z, radius) in [(0.06, 0.268), (0.26, 0.308), (0.57, 0.31), (0.78, 0.272)] as [(Float, Float)] {
            cylinder("hoop", radius: radius, height: 0.04, at: Vec3(0, 0, z), hoop)
        }
    }

    mutating func crates() {
        let board = weatheredWood(random.pick([.pine, .greyed]))
        func crate(_ b: inout SceneBuilder, at base: Vec3, turn: Float) {
            b.build("crate", at: Pose(position: base, rotation: .yaw(turn))) { s in
                let w: Float = 0.56, d: Float = 0.38, h: Float = 0.32
                for row in 0..<3 {
                    let z = 0.055 + 0.105 * Float(row)
                    for side: Float in [-1, 1] {
                        s.box("side", Vec3(w, 0.014, 0.088), at: Vec3(0, side * (d / 2 - 0.007), z), board)
                        s.crossbar("end", Vec3(0.014, d - 0.03, 0.088), at: Vec3(side * (w / 2 - 0.024), 0, z), board)
                    }
                }
                for (x, y) in [(-1, -1), (1, -1), (-1, 1), (1, 1)] as [(Float, Float)] {
                    s.post("corner", Vec3(0.03, 0.03, h - 0.01), at: Vec3(x * (w / 2 - 0.035), y * (d / 2 - 0.03), h / 2), board)
                }
                s.box("bottom", Vec3(w - 0.04, d - 0.03, 0.012), at: Vec3(0, 0, 0.02), board)
            }
        }
        crate(&self, at: .zero, turn: random.uniform(-6, 6).rounded())
        if random.chance(0.7) { crate(&self, at: Vec3(0.02, 0.01, 0.32), turn: random.uniform(-9, 9).rounded()) }
    }

    mutating func brickStack() {
        let clay = material("loose brick", .plaster, Vec3(0.31, 0.125, 0.08), Vec3(0.22, 0.09, 0.065), roughness: 0.9, feature: 0.05, contrast: 1, wear: 0.2),
            pallet = weatheredWood(.pine)
        for y: Float in [-0.26, 0, 0.26] { box("pallet bearer", Vec3(0.84, 0.09, 0.08), at: Vec3(0, y, 0.04), pallet) }
        for index in 0..<5 { crossbar("pallet board", Vec3(0.1, 0.62, 0.02), at: Vec3(-0.36 + 0.18 * Float(index), 0, 0.09), pallet) }
        let pile = material("piled bricks", .brick, Vec3(0.31, 0.125, 0.08), Vec3(0.05, 0.03, 0.025), roughness: 0.9, feature: 0.216, contrast: 1, wear: 0.1),
            courses = random.pick([3, 5])
        box("courses", Vec3(0.648, 0.54, 0.072 * Float(courses)), at: Vec3(0, 0, 0.1 + 0.036 * Float(courses)), pile)
        for index in 0..<3 + random.index(4) {
            let at = Vec3(
                -0.21 + 0.222 * Float(index % 3), -0.19 + 0.13 * Float(index / 3) + random.uniform(-0.01, 0.01), 0.1 + 0.072 * Float(courses) + 0.0325)
            box("loose brick", Vec3(0.205, 0.1, 0.065), at: at, clay, turned: .yaw(random.uniform(-5, 5).rounded()))
        }
        box("loose brick", Vec3(0.205, 0.1, 0.065), at: Vec3(0.5, -0.1, 0.0325), clay, turned: .yaw(random.uniform(-60, 60).rounded()))
    }

    mutating func logPile(length: Float) {
        let bark = bark(), cut = weatheredWood(.pine)
        for row in 0..<3 {
            var x = -length / 2 + 0.1 + (row % 2 == 0 ? 0 : 0.07)
            while x < length / 2 - 0.08 {
                let radius = random.uniform(0.07, 0.092), centre = Vec3(x, random.uniform(-0.015, 0.015), 0.088 + 0.155 * Float(row))
                cylinder("log", radius: radius, height: 0.38, at: centre, bark, turned: .about(Vec3(1, 0, 0), 90))
                cylinder("cut end", radius: radius - 0.007, height: 0.384, at: centre, cut, turned: .about(Vec3(1, 0, 0), 90))
                x += 0.182
            }
        }
        for side: Float in [-1, 1] { post("stake", Vec3(0.05, 0.05, 0.75), at: Vec3(side * (length / 2 + 0.01), 0, 0.375), weatheredWood()) }
    }

    mutating func raisedBed(length: Float, depth: Float) {
        let sleeper = weatheredWood(.greyed), high: Float = 0.32
        for side: Float in [-1, 1] {
            for row in 0..<2 {
                box("sleeper", Vec3(length, 0.07, 0.155), at: Vec3(0, side * (depth / 2 - 0.035), 0.08 + 0.158 * Float(row)), sleeper, bevel: 0.006)
                crossbar("sleeper", Vec3(0.07, depth - 0.14, 0.155), at: Vec3(side * (length / 2 - 0.035), 0, 0.08 + 0.158 * Float(row)), sleeper, bevel: 0.006)
            }
        }
        box("earth", Vec3(length - 0.14, depth - 0.14, 0.25), at: Vec3(0, 0, 0.14), soil())
        for index in 0..<Int(length / 0.36) {
            let x = -length / 2 + 0.26 + 0.36 * Float(index), tall = random.uniform(0.24, 0.6),
                form = random.pick([LeafForm.tree, .tree, .fountain, .upright])
            let wide = form == .upright ? 0.25 : random.uniform(0.4, 0.6)
            leaves(
                "plant", Vec3(wide, wide, tall), count: form == .tree ? 380 : 15, form, on: Vec3(x, random.uniform(-0.05, 0.05), high - 0.07),
                greenery(random.index(4)), turned: .yaw(random.uniform(-180, 180).rounded()))
        }
    }

    /// Leans against the wall behind it.
    mutating func ladder() {
        let rail = weatheredWood(.pine), lean = Quaternion.about(Vec3(1, 0, 0), -14), long: Float = 2.5
        let middle = Vec3(0, 0.02, long / 2 * 0.97)
        for side: Float in [-1, 1] { post("rail", Vec3(0.03, 0.065, long), at: middle + Vec3(side * 0.2, 0, 0.01), rail, bevel: 0.003, lean: lean) }
        for index in 0..<8 {
            cylinder(
                "rung", radius: 0.015, height: 0.39, at: middle + lean.act(Vec3(0, 0, -long / 2 + 0.25 + 0.28 * Float(index))), rail,
                turned: .about(Vec3(0, 1, 0), 90))
        }
    }

    mutating func shed(width: Float, depth: Float) {
        let (early, late) = random.pick([Scheme.WoodTone.pine, .greyed, .teak, .blackened]).colours, high: Float = 1.95
        let boards = material("shed boards", .planks, early, late, roughness: 0.75, feature: 0.13, contrast: 0.8, wear: 0.45),
            trim = random.chance(0.5) ? white() : weatheredWood()
        let stand = Quaternion.about(Vec3(1, 0, 0), 90)
        box("front", Vec3(width, high, 0.03), at: Vec3(0, -depth / 2 + 0.015, high / 2), boards, turned: stand)
        box("back", Vec3(width, high, 0.03), at: Vec3(0, depth / 2 - 0.015, high / 2), boards, turned: stand)
        for side: Float in [-1, 1] {
            box("side", Vec3(depth - 0.06, high, 0.03), at: Vec3(side * (width / 2 - 0.015), 0, high / 2), boards, turned: .yaw(90) * stand)
            for y: Float in [-1, 1] {
                post("corner", Vec3(0.07, 0.07, high + 0.02), at: Vec3(side * (width / 2 - 0.01), y * (depth / 2 - 0.01), high / 2), trim)
            }
        }
        let roof = material("roofing felt", .asphalt, Vec3(0.05, 0.05, 0.053), Vec3(0.14, 0.14, 0.14), roughness: 0.9, feature: 0.004, contrast: 0.7, wear: 0.3)
        box("roof", Vec3(width + 0.24, depth + 0.34, 0.035), at: Vec3(0, 0, high + 0.13), roof, turned: .about(Vec3(1, 0, 0), -8))
        box("gable", Vec3(width - 0.01, depth - 0.02, 0.24), at: Vec3(0, 0, high - 0.01), boards, turned: .about(Vec3(1, 0, 0), -8))
        box("door", Vec3(0.8, 1.78, 0.024), at: Vec3(-width * 0.18, -depth / 2 - 0.012, 0.93), boards, turned: stand)
        for z: Float in [0.3, 1.55] { box("ledge", Vec3(0.76, 0.022, 0.1), at: Vec3(-width * 0.18, -depth / 2 - 0.034, z), trim) }
        box("hasp", Vec3(0.09, 0.02, 0.03), at: Vec3(-width * 0.18 + 0.34, -depth / 2 - 0.05, 0.98), steel())
        box("window frame", Vec3(0.5, 0.04, 0.5), at: Vec3(width * 0.28, -depth / 2 - 0.01, 1.35), trim, bevel: 0.003)
        box("window glass", Vec3(0.4, 0.01, 0.4), at: Vec3(width * 0.28, -depth / 2 - 0.028, 1.35), windowGlass())
    }

    mutating func shrub(height: Float) {
        grow(Vec3(height * random.uniform(0.85, 1.1), height * random.uniform(0.75, 0.95), height), leaves: 1100 + random.index(600), on: Vec3(0, 0, -0.05))
    }

    /// Boughs from a point of the current space up, and the leaves on them.
    private mutating func grow(_ size: Vec3, leaves count: Int, on base: Vec3) {
        let turn = Quaternion.yaw(random.uniform(-180, 180).rounded())
        leaves("boughs", size, count: count, .bare, on: base, bark(), turned: turn)
        leaves("leaves", size, count: count, .tree, on: base, greenery(random.index(4)), turned: turn)
    }

    private mutating func bark() -> Int {
        material("bark", .bark, Vec3(0.17, 0.13, 0.10), Vec3(0.05, 0.038, 0.03), roughness: 0.95, feature: 0.022, contrast: 0.9)
    }

    /// Clipped foliage, close enough to be a solid.
    mutating func clipped() -> Int {
        material("clipped box", .foliage, Vec3(0.045, 0.070, 0.022), Vec3(0.115, 0.145, 0.045), roughness: 0.6, feature: 0.034, contrast: 1)
    }

    mutating func boxTree() {
        let pot = terracotta(), r: Float = 0.17, high: Float = 0.3, ball = random.uniform(0.22, 0.27)
        turned(
            "pot",
            [
                Vec2(0, 0), Vec2(r * 0.75, 0), Vec2(r * 0.78, 0.006), Vec2(r, high - 0.05), Vec2(r + 0.012, high - 0.045), Vec2(r + 0.012, high),
                Vec2(r - 0.01, high), Vec2(r - 0.012, high - 0.05), Vec2(0, high - 0.05),
            ], on: .zero, pot)
        cylinder("earth", radius: r - 0.016, height: 0.012, at: Vec3(0, 0, high - 0.045), soil())
        cylinder("stem", radius: 0.02, height: 0.2, at: Vec3(0, 0, high), weatheredWood(.teak))
        sphere("", radius: ball, at: Vec3(0, 0, high + 0.05 + ball), clipped())
    }

    mutating func hedge(length: Float, height: Float) {
        let size = Vec3(length + 0.6, 0.6, height), leaf: Float = 0.06
        box("", size - Vec3(leaf, leaf, leaf / 2), at: Vec3(0, 0.32, height / 2 - 0.02 - leaf / 4), clipped(), bevel: 0.1)
        let count = min(9000, Int(80 * Shape.hedgeArea(size)))
        leaves("leaves", size, count: count, .hedge, on: Vec3(0, 0.32, -0.02), greenery(random.index(2) * 2))
    }

    mutating func tree(height: Float) {
        let wide = height * random.uniform(0.55, 0.8), bare = height * random.uniform(0.24, 0.34), crown = height - bare
        // As thick as the leader that grows on.
        let top = 0.0225 * wide
        turned(
            "trunk", [Vec2(0, 0), Vec2(top * 2.3, 0), Vec2(top * 1.55, 0.12), Vec2(top * 1.25, 0.4), Vec2(top, bare), Vec2(0, bare)], on: .zero, bark())
        grow(Vec3(wide, wide * random.uniform(0.85, 1), crown), leaves: 5400 + random.index(2400), on: Vec3(0, 0, bare - 0.02))
    }

    // MARK: - Houses and lamps

    /// Brick, render or whitewash.
    mutating func facade() -> Int {
        switch random.index(4) {
        case 0:
            return material("brickwork", .brick, Vec3(0.30, 0.115, 0.07), Vec3(0.42, 0.39, 0.34), roughness: 0.88, feature: 0.225, contrast: 0.9, wear: 0.3)
        case 1:
            return material("brickwork", .brick, Vec3(0.38, 0.27, 0.175), Vec3(0.46, 0.43, 0.38), roughness: 0.88, feature: 0.225, contrast: 0.75, wear: 0.2)
        case 2:
            return material(
                "render", .plaster, mix(scheme.wall, Vec3(0.66, 0.63, 0.57), 0.5), Vec3(0.42, 0.39, 0.35), roughness: 0.92, feature: 0.15, contrast: 0.3,
                wear: 0.3)
        default:
            return material("whitewash", .brick, Vec3(0.66, 0.65, 0.62), Vec3(0.6, 0.59, 0.56), roughness: 0.88, feature: 0.225, contrast: 0.3, wear: 0.5)
        }
    }

    /// Its bracket is on the wall at y = 0, at the origin's height.
    mutating func wallLamp() {
        let iron = paint("lamp iron", Vec3(0.03, 0.03, 0.032), roughness: 0.4)
        box("plate", Vec3(0.08, 0.02, 0.16), at: Vec3(0, -0.01, 0), iron, bevel: 0.004)
        box("arm", Vec3(0.02, 0.14, 0.02), at: Vec3(0, -0.08, 0.05), iron)
        turned(
            "hood", [Vec2(0.086, 0), Vec2(0.09, 0), Vec2(0.03, 0.07), Vec2(0, 0.075), Vec2(0, 0.07), Vec2(0.028, 0.065), Vec2(0.086, 0)], on: Vec3(0, -0.15, 0),
            iron)
        bulb(0.04, lumens: random.uniform(500, 800), at: Vec3(0, -0.15, -0.02))
    }

    /// A street's lamp: its arm reaches towards −y.
    mutating func streetLamp(height: Float) {
        let iron = material("lamp post", .painted, Vec3(0.055, 0.065, 0.06), Vec3(0.14, 0.10, 0.07), roughness: 0.45, wear: 0.2)
        turned(
            "post", [Vec2(0, 0), Vec2(0.11, 0), Vec2(0.11, 0.5), Vec2(0.075, 0.56), Vec2(0.045, height), Vec2(0, height)], on: .zero, iron)
        crossbar("arm", Vec3(0.05, 0.9, 0.05), at: Vec3(0, -0.42, height - 0.04), iron, bevel: 0.01)
        box("head", Vec3(0.26, 0.56, 0.09), at: Vec3(0, -0.9, height - 0.02), iron, bevel: 0.03)
        add(
            "light", .box(size: Vec3(0.2, 0.46, 0.012), bevel: 0), clean("opal panel", Vec3(0.78, 0.78, 0.76), roughness: 0.5),
            at: Pose(position: Vec3(0, -0.9, height - 0.07), rotation: .about(Vec3(1, 0, 0), 180)),
            emission: .lamp(luminousFluxInLumens: random.uniform(5500, 7500).rounded(), colour: Vec3(1, 0.80, 0.56)))
    }
}
