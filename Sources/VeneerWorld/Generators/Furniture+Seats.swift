import VeneerMath

/// Sofas, chairs and beds. Each is built around the current origin on the floor and faces −y.
extension SceneBuilder {
    /// Four legs under the corners of a rectangle.
    mutating func legs(_ size: Vec2, height: Float, thickness: Float, _ material: Int, round: Bool = false, under z: Float = 0) {
        for (x, y) in [(-1, -1), (1, -1), (-1, 1), (1, 1)] as [(Float, Float)] {
            let centre = Vec3(x * (size.x - thickness) / 2, y * (size.y - thickness) / 2, z + height / 2)
            if round {
                cylinder("leg", radius: thickness / 2, height: height, at: centre, material)
            } else {
                post("leg", Vec3(thickness, thickness, height), at: centre, material, bevel: 0.002)
            }
        }
    }

    /// Down the side of a sofa or a bed: its length along y, how far it hangs, its thickness.
    mutating func hanging(_ part: String, _ size: Vec3, at centre: Vec3, _ material: Int) {
        cushion(part, size, at: centre, material, fullness: 0.9, turned: .yaw(90) * .about(Vec3(1, 0, 0), 90))
    }

    mutating func sofa(width: Float, depth: Float = 0.92, seats: Int) {
        let cover = random.chance(0.25) ? leather() : upholstery(), feet = random.chance(0.5) ? wood() : metal()
        let armWidth: Float = random.pick([0.12, 0.16, 0.2]), armHeight = random.uniform(0.54, 0.64), seatTop: Float = 0.43
        legs(Vec2(width - 0.1, depth - 0.12), height: 0.12, thickness: 0.04, feet, round: random.chance(0.6))
        box("base", Vec3(width, depth - 0.04, 0.15), at: Vec3(0, 0, 0.195), cover, bevel: 0.02)
        box("back", Vec3(width - 2 * armWidth + 0.02, 0.17, 0.52), at: Vec3(0, depth / 2 - 0.105, 0.53), cover, bevel: 0.045)
        for side: Float in [-1, 1] {
            cushion(
                "arm", Vec3(armWidth, depth - 0.02, armHeight - 0.12), at: Vec3(side * (width - armWidth) / 2, 0, 0.12 + (armHeight - 0.12) / 2), cover,
                fullness: 1)
        }
        let inner = width - 2 * armWidth, each = inner / Float(seats)
        for index in 0..<seats {
            let x = -inner / 2 + each * (Float(index) + 0.5)
            cushion("seat", Vec3(each - 0.006, depth - 0.22, 0.2), at: Vec3(x, -0.09, seatTop - 0.07), cover, fullness: 0.85)
            let lean = Quaternion.about(Vec3(1, 0, 0), 76 + random.uniform(-2, 2)) * .yaw(random.uniform(-2, 2))
            cushion("back cushion", Vec3(each - 0.012, 0.46, 0.2), at: Vec3(x, depth / 2 - 0.245, seatTop + 0.215), cover, fullness: 0.6, turned: lean)
        }
        for side: Float in [-1, 1] where random.chance(0.75) {
            let pillow = random.pick([secondCloth(), accentCloth(), linen()])
            let lean = Quaternion.yaw(side * random.uniform(8, 24)) * .about(Vec3(1, 0, 0), random.uniform(60, 68)) * .yaw(random.uniform(-7, 7))
            let edge = random.uniform(0.4, 0.48)
            cushion("pillow", Vec3(edge, edge, 0.15), at: Vec3(side * (inner / 2 - 0.26), -0.01, seatTop + 0.225), pillow, fullness: 0.1, turned: lean)
        }
        if random.chance(0.35) {
            // A blanket over the arm.
            let side: Float = random.pick([-1, 1]), x = side * (width - armWidth) / 2
            cushion("blanket", Vec3(armWidth + 0.05, 0.42, 0.035), at: Vec3(x, -0.12, armHeight + 0.012), knitted(), fullness: 0.9)
            hanging("blanket side", Vec3(0.41, 0.3, 0.026), at: Vec3(x + side * (armWidth / 2 + 0.014), -0.12, armHeight - 0.15), knitted())
        }
    }

    mutating func armchair() {
        let cover = random.pick([accentCloth(), secondCloth(), leather(), upholstery()])
        if random.chance(0.5) {
            // A wooden frame with loose cushions.
            let frame = wood(), width: Float = 0.7, depth: Float = 0.74
            for side: Float in [-1, 1] {
                let x = side * (width / 2 - 0.02)
                post("front leg", Vec3(0.038, 0.045, 0.6), at: Vec3(x, -depth / 2 + 0.04, 0.3), frame, bevel: 0.006)
                post("back leg", Vec3(0.038, 0.045, 0.78), at: Vec3(x, depth / 2 - 0.03, 0.385), frame, bevel: 0.006, lean: .about(Vec3(1, 0, 0), -9))
                crossbar("arm", Vec3(0.06, depth + 0.02, 0.028), at: Vec3(x, 0, 0.612), frame, bevel: 0.01)
                crossbar("rail", Vec3(0.028, depth - 0.1, 0.06), at: Vec3(x, 0, 0.3), frame, bevel: 0.004)
            }
            box("front rail", Vec3(width - 0.06, 0.03, 0.07), at: Vec3(0, -depth / 2 + 0.06, 0.31), frame, bevel: 0.004)
            box("back rail", Vec3(width - 0.06, 0.03, 0.06), at: Vec3(0, depth / 2 + 0.01, 0.71), frame, bevel: 0.004)
            cushion("seat", Vec3(width - 0.09, 0.64, 0.15), at: Vec3(0, -0.02, 0.4), cover, fullness: 0.75, turned: .about(Vec3(1, 0, 0), -3))
            cushion("back", Vec3(width - 0.1, 0.54, 0.15), at: Vec3(0, depth / 2 - 0.1, 0.69), cover, fullness: 0.6, turned: .about(Vec3(1, 0, 0), 78))
        } else {
            let width: Float = 0.82
            legs(Vec2(width - 0.12, 0.66), height: 0.15, thickness: 0.036, random.chance(0.5) ? wood() : metal(), round: true)
            box("base", Vec3(width - 0.04, 0.76, 0.14), at: Vec3(0, 0, 0.22), cover, bevel: 0.03)
            cushion("back", Vec3(width - 0.06, 0.56, 0.16), at: Vec3(0, 0.33, 0.53), cover, fullness: 0.9, turned: .about(Vec3(1, 0, 0), 83))
            for side: Float in [-1, 1] {
                cushion("arm", Vec3(0.13, 0.72, 0.42), at: Vec3(side * (width / 2 - 0.065), -0.03, 0.38), cover, fullness: 1)
            }
            cushion("seat", Vec3(width - 0.27, 0.6, 0.18), at: Vec3(0, -0.08, 0.37), cover, fullness: 0.8)
        }
    }

    /// Four designs, of wood or of metal and wood; one room has one design.
    mutating func chair(design: Int, seat: Int, frame: Int) {
        let w: Float = 0.43, d: Float = 0.42, seatHeight: Float = 0.45
        let round = design == 2
        for side: Float in [-1, 1] {
            let splay = Quaternion.about(Vec3(0, 1, 0), design == 1 ? side * -5 : 0)
            if round {
                cylinder("front leg", radius: 0.011, height: seatHeight, at: Vec3(side * (w / 2 - 0.02), -d / 2 + 0.03, seatHeight / 2), frame)
                cylinder(
                    "back leg", radius: 0.011, height: 0.84, at: Vec3(side * (w / 2 - 0.02), d / 2 + 0.01, 0.418), frame, turned: .about(Vec3(1, 0, 0), -6))
            } else {
                post(
                    "front leg", Vec3(0.032, 0.032, seatHeight), at: Vec3(side * (w / 2 - 0.025), -d / 2 + 0.03, seatHeight / 2), frame, bevel: 0.003,
                    lean: splay)
                post(
                    "back leg", Vec3(0.03, 0.034, 0.86), at: Vec3(side * (w / 2 - 0.02), d / 2 + 0.012, 0.428), frame, bevel: 0.003,
                    lean: .about(Vec3(1, 0, 0), -6))
            }
        }
        box("seat", Vec3(w, d, 0.03), at: Vec3(0, -0.005, seatHeight), seat, bevel: 0.01)
        let lean = Quaternion.about(Vec3(1, 0, 0), -8)
        switch design {
        case 0:
            for (index, z) in [Float(0.58), 0.68, 0.78].enumerated() {
                box("back slat", Vec3(w - 0.06, 0.014, 0.055), at: Vec3(0, d / 2 + 0.004 + 0.014 * Float(index), z), frame, bevel: 0.003, turned: lean)
            }
        case 1:
            box("back board", Vec3(w - 0.03, 0.02, 0.13), at: Vec3(0, d / 2 + 0.042, 0.79), seat, bevel: 0.008, turned: lean)
        case 2:
            box("back rest", Vec3(w - 0.02, 0.022, 0.2), at: Vec3(0, d / 2 + 0.03, 0.72), seat, bevel: 0.01, turned: lean)
        default:
            box("top rail", Vec3(w - 0.02, 0.022, 0.07), at: Vec3(0, d / 2 + 0.047, 0.82), frame, bevel: 0.006, turned: lean)
            for x in [Float(-0.13), -0.065, 0, 0.065, 0.13] {
                post("spindle", Vec3(0.014, 0.014, 0.34), at: Vec3(x, d / 2 + 0.015, 0.63), frame, lean: lean)
            }
        }
        if design == 0 { cushion("seat cushion", Vec3(w - 0.03, d - 0.03, 0.05), at: Vec3(0, -0.01, seatHeight + 0.032), secondCloth(), fullness: 0.6) }
    }

    /// The head is at +y.
    mutating func bed(width: Float) {
        let long: Float = 2.06, frame = wood()
        legs(Vec2(width - 0.06, long - 0.1), height: 0.2, thickness: 0.05, frame)
        box("frame", Vec3(width, long, 0.12), at: Vec3(0, 0, 0.24), frame, bevel: 0.006)
        if random.chance(0.5) {
            box("headboard", Vec3(width + 0.06, 0.045, 0.85), at: Vec3(0, long / 2 + 0.01, 0.575), frame, bevel: 0.006)
        } else {
            let cover = random.chance(0.5) ? upholstery() : secondCloth(), panels = 3
            for i in 0..<panels {
                let w = (width + 0.06) / Float(panels)
                cushion(
                    "headboard panel", Vec3(w - 0.004, 0.62, 0.12), at: Vec3((Float(i) - 1) * w, long / 2, 0.8), cover, fullness: 0.9,
                    turned: .about(Vec3(1, 0, 0), 90))
            }
            box("headboard", Vec3(width + 0.06, 0.03, 0.95), at: Vec3(0, long / 2 + 0.04, 0.6), cover, bevel: 0.006)
        }
        box("mattress", Vec3(width - 0.04, long - 0.06, 0.2), at: Vec3(0, -0.01, 0.39), linen(), bevel: 0.05)
        let duvet = random.pick([linen(), secondCloth(), cloth("bed linen", mix(scheme.wall, Vec3(0.75, 0.74, 0.72), 0.5))])
        cushion("duvet", Vec3(width + 0.06, 1.45, 0.17), at: Vec3(0, -0.31, 0.515), duvet, fullness: 0.75)
        for side: Float in [-1, 1] {
            hanging("duvet side", Vec3(1.42, 0.27, 0.06), at: Vec3(side * (width / 2 + 0.018), -0.31, 0.405), duvet)
        }
        let places: [Float] = width > 1.2 ? [-width / 4, width / 4] : [0]
        for x in places {
            cushion(
                "pillow", Vec3(0.66, 0.44, 0.17), at: Vec3(x, 0.76, 0.55), linen(), fullness: 0.25,
                turned: .yaw(random.uniform(-4, 4)) * .about(Vec3(1, 0, 0), 14))
            if random.chance(0.7) {
                cushion(
                    "cushion", Vec3(0.44, 0.44, 0.14), at: Vec3(x, 0.6, 0.66), random.chance(0.5) ? accentCloth() : upholstery(), fullness: 0.1,
                    turned: .about(Vec3(1, 0, 0), 58))
            }
        }
        if random.chance(0.65) {
            cushion("throw", Vec3(width + 0.1, 0.5, 0.04), at: Vec3(0, -0.7, 0.598), random.chance(0.5) ? knitted() : accentCloth(), fullness: 0.95)
        }
    }
}
