import VeneerMath

extension Outdoors {
    /// Lawn between beds, a path across it, trees, and what people do there.
    mutating func furnishGarden() {
        placeTable()
        plantBeds()
        layPath()
        placeFeature()
        let lawn = FloorPlan.Rectangle(from: Vec2(-size.x / 2, -size.y / 2), to: Vec2(size.x / 2, size.y / 2 - terraceDepth))
        for _ in 0..<1 + b.random.index(3) {
            let at = somewhere(in: lawn, margin: 1.4), height = b.random.uniform(2.8, 4.4)
            guard plan.claim(Pose(position: Vec3(at.x, at.y, 0)), size: Vec2(1.2, 1.2)) else { continue }
            b.build("tree", at: Pose(position: Vec3(at.x, at.y, -0.03))) { $0.tree(height: height) }
            tufts(around: at)
        }
        for kind in b.some(
            5, of: ["bench", "bench", "lounger", "wheelbarrow", "summer house", "dog house", "firewood", "hammock", "bicycle", "deck chair", "sandpit"])
        {
            place(kind)
        }
        for kind in b.some(4, of: ["rock", "stone lantern", "rock", "chicken", "chicken", "mower", "football", "cat", "rock", "deck chair", "lounger"]) {
            let at = somewhere(in: lawn, margin: 0.9)
            drop(kind, at: at)
        }
        strew()
    }

    /// Grass that has grown long, around a trunk.
    private mutating func tufts(around place: Vec2) {
        b.build("long grass", at: Pose(position: Vec3(place.x, place.y, Outdoors.lawnTop)), semantic: "ground") {
            $0.apart { s in
                for _ in 0..<6 {
                    let turn = s.random.uniform(-180, 180).rounded(), out = Quaternion.yaw(turn).act(Vec3(s.random.uniform(0.08, 0.2), 0, 0))
                    s.longGrass(Vec3(0.18, 0.14, 0.07), count: 40, on: out, turned: turn)
                }
            }
        }
    }

    /// The same along what no mower gets close to: the x axis of a pose.
    private mutating func fringe(along pose: Pose, length: Float) {
        b.build("long grass", at: pose * Pose(position: Vec3(0, 0, Outdoors.lawnTop)), semantic: "ground") {
            $0.apart { s in
                let count = Int(length / 0.8)
                for index in 0..<count where s.random.chance(0.8) {
                    let x = (Float(index) + 0.5 - Float(count) / 2) * length / Float(count) + s.random.uniform(-0.1, 0.1)
                    s.longGrass(Vec3(0.8, 0.07, s.random.pick([0.05, 0.07])), count: 110, on: Vec3(x, 0, 0), turned: s.random.pick([0, 180]))
                }
            }
        }
    }

    private static let lawnTop: Float = -0.035

    func within(_ rectangle: FloorPlan.Rectangle, _ u: Float, _ v: Float, margin: Float) -> Vec2 {
        let inner = rectangle.size - 2 * margin
        return rectangle.low + margin + Vec2(u, v) * inner
    }

    private mutating func somewhere(in rectangle: FloorPlan.Rectangle, margin: Float) -> Vec2 {
        within(rectangle, b.random.uniform(), b.random.uniform(), margin: margin)
    }

    /// Free-standing, turned as it comes.
    private mutating func drop(_ kind: String, at place: Vec2) {
        guard let item = b.item(kind) else { return }
        let reach = max(item.size.x, item.size.y), ground: Float = place.y > size.y / 2 - terraceDepth ? 0 : -0.03
        guard plan.claim(Pose(position: Vec3(place.x, place.y, 0)), size: Vec2(reach, reach)) else { return }
        b.build(kind, at: Pose(position: Vec3(place.x, place.y, ground), rotation: .yaw(b.random.uniform(-180, 180).rounded()))) {
            $0.stand(item, massInKilograms: item.massInKilograms, lifted: item.massInKilograms > 0 ? 0.003 : 0)
        }
        interests.append(place)
    }

    /// Earth along fences and walls, with shrubs behind and flowers before.
    private mutating func plantBeds() {
        for index in [1, 2, 3] where b.random.chance(0.85) {
            let side = plan.sides[index], depth: Float = b.random.uniform(0.8, 1.3).rounded(to: 10), inset: Float = index == 2 ? 0.3 : 0
            // Not on the terrace, which is at the house's end of the side walls.
            let length = side.length - (index == 2 ? 0.6 : terraceDepth + 0.6), along: Float = index == 2 ? 0 : (index == 1 ? -1 : 1) * terraceDepth / 2
            let pose = side.worldFromWall * Pose(position: Vec3(along, -depth / 2 - inset, 0))
            plan.taken.append(FloorPlan.rectangle(pose, x: 0, y: 0, size: Vec2(length, depth)))
            b.build("bed", at: pose, semantic: "ground") { s in
                let earth = s.soil(), edge = s.weatheredWood()
                s.box("earth", Vec3(length, depth, 0.08), at: Vec3(0, 0, -0.02), earth, bevel: 0.02)
                s.box("edging", Vec3(length, 0.03, 0.09), at: Vec3(0, -depth / 2, 0.005), edge, bevel: 0.004)
            }
            fringe(along: pose * Pose(position: Vec3(0, -depth / 2 - 0.035, 0)), length: length - 0.2)
            let count = Int(length / 1.05)
            for place in 0..<count {
                let x = (Float(place) + 0.5 - Float(count) / 2) * length / Float(count) + b.random.uniform(-0.2, 0.2)
                let height = b.random.uniform(0.7, 1.5)
                if place % 2 == 0 || b.stock.isEmpty {
                    b.build("shrub", at: pose * Pose(position: Vec3(x, 0.1, 0))) { $0.shrub(height: height) }
                } else if let hedge = b.item("clipped hedge"), b.random.chance(0.4) {
                    b.build(hedge.kind, at: pose * Pose(position: Vec3(x, 0.12, 0))) { $0.stand(hedge) }
                } else {
                    b.build("clipped ball", at: pose * Pose(position: Vec3(x, 0.1, 0)), semantic: "shrub") { s in
                        let green = s.clipped(), radius = s.random.uniform(0.28, 0.42)
                        s.sphere("", radius: radius * 0.93, at: Vec3(0, 0, radius * 0.75), green)
                        s.leaves("leaves", Vec3(repeating: 2 * radius), count: 700, .crown, on: Vec3(0, 0, -radius * 0.25), s.greenery(2))
                    }
                }
                guard place % 2 == 1 else { continue }
                b.build("flowers", at: pose * Pose(position: Vec3(x + 0.35, -depth * 0.28, 0))) { $0.blossoms() }
            }
            let middle = pose.position * 0.85
            interests.append(Vec2(middle.x, middle.y))
        }
    }

    /// Stepping stones from the terrace to the far end.
    private mutating func layPath() {
        let stone = b.material(
            "stepping stone", .paving, Vec3(0.36, 0.34, 0.31), Vec3(0.2, 0.19, 0.17), roughness: 0.88, feature: 0.6, contrast: 0.6, wear: 0.4)
        let from = Vec2(b.random.uniform(-0.25, 0.25) * size.x, size.y / 2 - terraceDepth - 0.35),
            to = Vec2(b.random.uniform(-0.3, 0.3) * size.x, -size.y / 2 + 1.7)
        let count = Int(((to - from) * (to - from)).sum().squareRoot() / 0.62), sway = b.random.uniform(-0.7, 0.7)
        for index in 0...count {
            let t = Float(index) / Float(count), at = from + (to - from) * t + Vec2(sway * sinBump(t), 0)
            b.build("stepping stone", at: Pose(position: Vec3(at.x, at.y, 0), rotation: .yaw(b.random.uniform(-14, 14).rounded())), semantic: "ground") {
                let size = Vec3($0.random.uniform(0.42, 0.52), $0.random.uniform(0.36, 0.44), 0.05)
                $0.box("", size, at: Vec3(0, 0, -0.042), stone, bevel: 0.02)
                $0.apart { s in
                    for turn in [0, 90, 180, 270] as [Float] where s.random.chance(0.7) {
                        let isAcross = turn == 90 || turn == 270, away = (isAcross ? size.x : size.y) / 2 + 0.004
                        s.longGrass(Vec3(0.36, 0.05, 0.035), count: 50, on: Quaternion.yaw(turn).act(Vec3(0, away, Outdoors.lawnTop)), turned: turn)
                    }
                }
            }
        }
    }

    private func sinBump(_ t: Float) -> Float { 4 * t * (1 - t) }

    /// A fountain, a pond or a round bed in the middle.
    private mutating func placeFeature() {
        let at = Vec2(b.random.uniform(-0.2, 0.2) * size.x, -b.random.uniform(0.05, 0.22) * size.y)
        guard b.random.chance(0.7), plan.claim(Pose(position: Vec3(at.x, at.y, 0)), size: Vec2(2.4, 2.4)) else { return }
        interests.append(at)
        let pose = Pose(position: Vec3(at.x, at.y, -0.03))
        if b.random.chance(0.35) {
            b.build("fountain", at: pose) { $0.fountain() }
            return
        }
        let isPond = b.random.chance(0.5), radius = b.random.uniform(0.8, 1.15)
        b.build(isPond ? "pond" : "round bed", at: pose) { s in
            let water = s.clean("water", Vec3(0.012, 0.018, 0.016), roughness: 0.04), earth = s.soil()
            s.cylinder(isPond ? "water" : "earth", radius: radius, height: 0.06, at: Vec3(0, 0, 0.01), isPond ? water : earth)
            let stone = s.material(
                "kerb stone", .concrete, Vec3(0.40, 0.385, 0.36), Vec3(0.27, 0.26, 0.24), roughness: 0.85, feature: 0.2, contrast: 0.8, wear: 0.3)
            let count = Int(2 * Float.pi * radius / 0.32)
            for index in 0..<count {
                let turn = Float(index) / Float(count) * 360 + s.random.uniform(-2, 2), out = Quaternion.yaw(turn).act(Vec3(radius + 0.06, 0, 0.04))
                s.box(
                    "kerb", Vec3(0.2, 0.29, s.random.uniform(0.1, 0.15)), at: out, stone, bevel: 0.035, turned: .yaw((turn + s.random.uniform(-7, 7)).rounded())
                )
            }
        }
        guard !isPond else { return }
        b.build("shrub", at: pose) { $0.shrub(height: 1.1) }
        for turn in [30, 100, 170, 250, 320] as [Float] {
            let out = Quaternion.yaw(turn).act(Vec3(radius * 0.6, 0, 0.03))
            b.build("flowers", at: pose * Pose(position: out)) { $0.blossoms() }
        }
    }
}

extension SceneBuilder {
    /// A bowl on a foot in a basin, full to the brim.
    fileprivate mutating func fountain() {
        let stone = material(
            "fountain stone", .concrete, Vec3(0.44, 0.42, 0.38), Vec3(0.26, 0.25, 0.22), roughness: 0.85, feature: 0.3, contrast: 0.8, wear: 0.5)
        let water = clean("water", Vec3(0.012, 0.018, 0.016), roughness: 0.04), wide = random.uniform(0.75, 1)
        turned(
            "basin",
            [
                Vec2(0, 0), Vec2(wide, 0), Vec2(wide, 0.34), Vec2(wide + 0.05, 0.36), Vec2(wide + 0.05, 0.42), Vec2(wide - 0.1, 0.42), Vec2(wide - 0.1, 0.12),
                Vec2(0, 0.12),
            ], on: .zero, stone)
        cylinder("water", radius: wide - 0.101, height: 0.02, at: Vec3(0, 0, 0.36), water)
        turned(
            "foot",
            [
                Vec2(0, 0.1), Vec2(0.16, 0.1), Vec2(0.16, 0.4), Vec2(0.09, 0.46), Vec2(0.07, 0.7), Vec2(0.12, 0.86), Vec2(0.36, 0.97), Vec2(0.38, 1.02),
                Vec2(0.35, 1.02), Vec2(0.3, 0.99), Vec2(0.05, 0.95), Vec2(0.03, 1.1), Vec2(0, 1.13),
            ].map { $0 - Vec2(0, 0.1) }, on: Vec3(0, 0, 0.1), stone)
        cylinder("bowl of water", radius: 0.32, height: 0.012, at: Vec3(0, 0, 0.996), water)
    }

    fileprivate mutating func longGrass(_ size: Vec3, count: Int, on base: Vec3, turned degrees: Float) {
        let green = material(
            "long grass", .plaster, Vec3(0.19, 0.255, 0.085), Vec3(0.30, 0.28, 0.13), roughness: 0.7, feature: 0.2, contrast: 1, use: 0)
        leaves("grass", size, count: count, .turf, on: base, green, turned: .yaw(degrees))
    }

    /// A clump of leaves with flowers over it.
    mutating func blossoms() {
        let tint = random.pick([Vec3(0.62, 0.10, 0.12), Vec3(0.66, 0.50, 0.05), Vec3(0.68, 0.64, 0.60), Vec3(0.34, 0.14, 0.42), Vec3(0.62, 0.26, 0.34)])
        let petal = clean("petals \(Int(tint.x * 100))", tint, roughness: 0.6), wide = random.uniform(0.3, 0.5), tall = random.uniform(0.22, 0.42)
        leaves(
            "leaves", Vec3(wide, wide, tall), count: 12, .fountain, on: Vec3(0, 0, 0), greenery(random.index(4)),
            turned: .yaw(random.uniform(-180, 180).rounded()))
        leaves(
            "petals", Vec3(wide * 0.85, wide * 0.85, tall * 0.5), count: 10, .bush, on: Vec3(0, 0, tall * 0.62), petal,
            turned: .yaw(random.uniform(-180, 180).rounded()))
    }
}
