import Foundation
import VeneerMath

/// Tables, and what stands on them. Tops are returned, so that things can be put there.
extension SceneBuilder {
    /// A level surface in the current space: centre and free size.
    struct Top {
        var centre: Vec3
        var size: Vec2
    }

    mutating func coffeeTable() -> Top {
        switch random.index(4) {
        case 0:
            let size = Vec3(random.uniform(0.95, 1.25), random.uniform(0.5, 0.65), 0.36), material = wood()
            box("top", Vec3(size.x, size.y, 0.032), at: Vec3(0, 0, size.z - 0.016), material, bevel: 0.006)
            legs(Vec2(size.x - 0.08, size.y - 0.06), height: size.z - 0.032, thickness: 0.042, random.chance(0.4) ? metal() : material)
            box("shelf", Vec3(size.x - 0.14, size.y - 0.12, 0.018), at: Vec3(0, 0, 0.14), material, bevel: 0.003)
            turnedBooks(at: Vec3(random.uniform(-0.2, 0.2), 0, 0.15), count: 2)
            return Top(centre: Vec3(0, 0, size.z), size: Vec2(size.x - 0.06, size.y - 0.06))
        case 1:
            let radius = random.uniform(0.38, 0.48), stone = random.pick([marble(), marble(dark: true), terrazzo()])
            cylinder("top", radius: radius, height: 0.026, at: Vec3(0, 0, 0.367), stone, bevel: 0.005)
            turned(
                "foot", [Vec2(0, 0), Vec2(0.2, 0), Vec2(0.2, 0.012), Vec2(0.05, 0.03), Vec2(0.032, 0.12), Vec2(0.04, 0.33), Vec2(0.12, 0.354), Vec2(0, 0.354)],
                on: .zero, metal())
            return Top(centre: Vec3(0, 0, 0.38), size: Vec2(radius * 1.3, radius * 1.3))
        case 2:
            // A larger and a smaller round table, side by side.
            let material = wood(), frame = metal()
            for (x, radius, height) in [(-0.22, 0.38, 0.42), (0.3, 0.27, 0.33)] as [(Float, Float, Float)] {
                cylinder("top", radius: radius, height: 0.022, at: Vec3(x, x < 0 ? 0 : -0.12, height - 0.011), material, bevel: 0.004)
                for turn in 0..<3 {
                    let angle = Float(turn) * 2.094 + 0.5
                    let foot = Vec3(x + cos(angle) * radius * 0.72, (x < 0 ? 0 : -0.12) + sin(angle) * radius * 0.72, (height - 0.022) / 2)
                    cylinder("leg", radius: 0.012, height: height - 0.022, at: foot, frame)
                }
            }
            return Top(centre: Vec3(-0.22, 0, 0.42), size: Vec2(0.5, 0.5))
        default:
            let size = Vec3(random.uniform(0.8, 1.1), random.uniform(0.55, 0.8), 0.34), frame = metal(), stone = random.chance(0.5) ? darkGlass() : marble()
            box("top", Vec3(size.x, size.y, 0.02), at: Vec3(0, 0, size.z - 0.01), stone, bevel: 0.003)
            legs(Vec2(size.x, size.y), height: size.z - 0.02, thickness: 0.022, frame)
            for side: Float in [-1, 1] {
                box("rail", Vec3(size.x - 0.04, 0.02, 0.02), at: Vec3(0, side * (size.y / 2 - 0.011), size.z - 0.031), frame)
                box("foot rail", Vec3(0.02, size.y - 0.04, 0.02), at: Vec3(side * (size.x / 2 - 0.011), 0, 0.011), frame)
            }
            return Top(centre: Vec3(0, 0, size.z), size: Vec2(size.x - 0.05, size.y - 0.05))
        }
    }

    private mutating func turnedBooks(at base: Vec3, count: Int) {
        var z = base.z
        for index in 0..<count {
            let high = random.uniform(0.018, 0.035)
            box(
                "book", Vec3(random.uniform(0.2, 0.28), random.uniform(0.15, 0.2), high), at: Vec3(base.x, base.y, z + high / 2), bookCover(random.index(9)),
                turned: .yaw(random.uniform(-12, 12)))
            z += high
            if index > 4 { break }
        }
    }

    /// Length along x.
    mutating func diningTable(length: Float, width: Float, round: Bool) -> Top {
        let material = wood(), height: Float = 0.75
        if round {
            let stone = random.chance(0.3)
            cylinder("top", radius: length / 2, height: 0.032, at: Vec3(0, 0, height - 0.016), stone ? marble() : material, bevel: 0.008)
            turned(
                "pedestal",
                [
                    Vec2(0, 0), Vec2(0.3, 0), Vec2(0.3, 0.02), Vec2(0.1, 0.06), Vec2(0.055, 0.2), Vec2(0.07, 0.5), Vec2(0.16, 0.7), Vec2(0.16, 0.718),
                    Vec2(0, 0.718),
                ],
                on: .zero, stone ? metal() : material)
            return Top(centre: Vec3(0, 0, height), size: Vec2(length * 0.6, length * 0.6))
        }
        box("top", Vec3(length, width, 0.036), at: Vec3(0, 0, height - 0.018), material, bevel: 0.007)
        if random.chance(0.3) {
            let frame = metal()
            for side: Float in [-1, 1] {
                let x = side * (length / 2 - 0.22)
                for y: Float in [-1, 1] {
                    post("leg", Vec3(0.06, 0.03, height - 0.036), at: Vec3(x, y * (width / 2 - 0.1), (height - 0.036) / 2), frame, bevel: 0.003)
                }
                crossbar("foot", Vec3(0.06, width - 0.14, 0.03), at: Vec3(x, 0, 0.016), frame, bevel: 0.003)
            }
        } else {
            legs(Vec2(length - 0.1, width - 0.1), height: height - 0.036, thickness: 0.062, material)
            for side: Float in [-1, 1] {
                box("apron", Vec3(length - 0.24, 0.02, 0.08), at: Vec3(0, side * (width / 2 - 0.08), height - 0.077), material)
                crossbar("apron", Vec3(0.02, width - 0.24, 0.08), at: Vec3(side * (length / 2 - 0.08), 0, height - 0.077), material)
            }
        }
        return Top(centre: Vec3(0, 0, height), size: Vec2(length - 0.16, width - 0.16))
    }

    mutating func sideTable() -> Top {
        if random.chance(0.5) {
            let radius: Float = 0.22, height = random.uniform(0.48, 0.56)
            cylinder("top", radius: radius, height: 0.02, at: Vec3(0, 0, height - 0.01), random.chance(0.5) ? wood() : marble(), bevel: 0.004)
            turned(
                "stem",
                [
                    Vec2(0, 0), Vec2(0.15, 0), Vec2(0.15, 0.01), Vec2(0.016, 0.024), Vec2(0.014, height - 0.04), Vec2(0.06, height - 0.02),
                    Vec2(0, height - 0.02),
                ], on: .zero, metal())
            return Top(centre: Vec3(0, 0, height), size: Vec2(0.3, 0.3))
        }
        let material = wood(), height: Float = 0.5
        box("top", Vec3(0.44, 0.4, 0.022), at: Vec3(0, 0, height - 0.011), material, bevel: 0.004)
        box("drawer", Vec3(0.4, 0.36, 0.13), at: Vec3(0, 0.01, height - 0.09), material, bevel: 0.003)
        sphere("knob", radius: 0.012, at: Vec3(0, -0.185, height - 0.09), metal())
        legs(Vec2(0.42, 0.38), height: height - 0.022, thickness: 0.032, material)
        return Top(centre: Vec3(0, 0, height), size: Vec2(0.36, 0.32))
    }

    mutating func desk() -> Top {
        let material = wood(), height: Float = 0.74, size = Vec2(random.uniform(1.2, 1.5), 0.66)
        box("top", Vec3(size.x, size.y, 0.028), at: Vec3(0, 0, height - 0.014), material, bevel: 0.005)
        if random.chance(0.5) {
            legs(Vec2(size.x - 0.06, size.y - 0.06), height: height - 0.028, thickness: 0.045, random.chance(0.5) ? metal() : material)
        } else {
            let side: Float = random.pick([-1, 1])
            box("drawers", Vec3(0.4, size.y - 0.06, 0.66), at: Vec3(side * (size.x / 2 - 0.22), 0.01, 0.37), material, bevel: 0.003)
            for i in 0..<3 {
                let z = 0.15 + 0.22 * Float(i)
                box("drawer front", Vec3(0.39, 0.018, 0.205), at: Vec3(side * (size.x / 2 - 0.22), -size.y / 2 + 0.03, z), material, bevel: 0.002)
                box("handle", Vec3(0.12, 0.012, 0.01), at: Vec3(side * (size.x / 2 - 0.22), -size.y / 2 + 0.014, z + 0.05), metal())
            }
            for y: Float in [-1, 1] {
                post(
                    "leg", Vec3(0.045, 0.045, height - 0.028), at: Vec3(-side * (size.x / 2 - 0.05), y * (size.y / 2 - 0.05), (height - 0.028) / 2), material,
                    bevel: 0.003)
            }
        }
        return Top(centre: Vec3(0, 0, height), size: Vec2(size.x - 0.1, size.y - 0.1))
    }

    // MARK: - On tops

    /// Loose things, upright and clear of each other; `taken` are discs that are in use already.
    mutating func lay(_ kinds: [String], on top: Top, taken: [(centre: Vec2, radius: Float)] = []) {
        var taken = taken
        for kind in kinds {
            guard let thing = Ware.make(kind, &self) else { continue }
            let radius = thing.radius
            let reach = top.size / 2 - radius
            guard reach.min() > 0 else { continue }
            for _ in 0..<30 {
                let place = Vec2(random.uniform(-reach.x, reach.x), random.uniform(-reach.y, reach.y))
                guard
                    taken.allSatisfy({
                        let d = $0.centre - place; return (d * d).sum().squareRoot() > $0.radius + radius + 0.012
                    })
                else { continue }
                taken.append((place, radius))
                let pose = Pose(
                    position: top.centre + Vec3(place.x, place.y, 0), rotation: .yaw((random.uniform(-180, 180) * (thing.faces ? 0.1 : 1)).rounded()))
                build(kind, at: pose) { thing.place(&$0) }
                break
            }
        }
    }
}
