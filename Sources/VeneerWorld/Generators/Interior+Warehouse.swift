import VeneerMath

extension Interior {
    /// Pallet racks in rows, goods on them and before them, a lane for the fork lift.
    mutating func furnishWarehouse(_ plan: inout FloorPlan) {
        let region = plan.region, bay: Float = 2.7, height = min(4.2, shell.size.z - 1.1)
        let levels: [Float] = height > 3.6 ? [1.6, 3.1] : [1.6], bays = b.random.pick([3, 4])
        let length = Float(bays) * bay, rows: [Float] = region.size.y > 11 ? [region.high.y - 0.9, region.low.y + 0.9] : [region.high.y - 0.9]
        let x0 = -length / 2 + (b.random.chance(0.5) ? -1 : 1) * min(1.5, (region.size.x - length) / 2 - 1)
        markLane(region)
        // Where people walk, and film from.
        let lane = FloorPlan.Rectangle(from: region.low + Vec2(0.6, rows.count == 2 ? 2.3 : 0.5), to: region.high - Vec2(0.6, 2.3))
        for (row, y) in rows.enumerated() {
            let facing: Float = y > 0 ? 0 : 180
            plan.taken.append(.init(centre: Vec2(x0 + length / 2, y), size: Vec2(length + 0.4, 1.5)))
            for index in 0..<bays {
                let pose = Pose(position: Vec3(x0 + (Float(index) + 0.5) * bay, y, 0), rotation: .yaw(facing))
                let isLast = facing == 0 ? index == bays - 1 : index == 0
                b.build("rack", at: pose) { $0.rackBay(width: bay, levels: levels, height: height, isLast: isLast) }
                for level in [0] + levels {
                    for side: Float in [-1, 1] where b.random.chance(row == 0 ? 0.85 : 0.7) {
                        store(at: pose * Pose(position: Vec3(side * 0.65, 0, level)))
                    }
                }
            }
        }
        for (index, y) in (rows + rows).enumerated() { focus.append((Vec2(x0 + length * (index < rows.count ? 0.3 : 0.75), y), lane)) }
        if let lift = b.item("fork lift") {
            let at = Vec2(b.random.uniform(-0.25, 0.25) * region.size.x, b.random.uniform(-0.12, 0.12) * region.size.y)
            let pose = Pose(position: Vec3(at.x, at.y, 0), rotation: .yaw(b.random.pick([-70, -35, 25, 60, 90, 115, 150, 200])))
            plan.taken.append(.init(centre: at, size: Vec2(4, 4)))
            b.build("fork lift", at: pose) { $0.stand(lift) }
            focus.append((at, lane))
        }
        scatter(&plan)
        highLamps(region)
    }

    private mutating func markLane(_ region: FloorPlan.Rectangle) {
        let yellow = b.material("lane marking", .painted, Vec3(0.55, 0.38, 0.03), Vec3(0.34, 0.33, 0.31), roughness: 0.6, feature: 0.04, wear: 0.5),
            reach = region.size.y * 0.5 - 2.3
        for y: Float in [-reach, reach] {
            b.build("lane", at: Pose(position: Vec3(0, y, 0)), semantic: "floor") { $0.box("", Vec3(region.size.x - 2, 0.1, 0.002), at: .zero, yellow) }
        }
    }

    /// In a rack: one or two large boxes, or rows of them, on a pallet, or on bearers where there is no model of one. Racks hold dozens, so each is of few pieces.
    private mutating func store(at pose: Pose) {
        var high: Float = 0.1
        let item = b.item("pallet")
        b.build("pallet", at: pose) { s in
            if let item { return high = s.stand(item)?.centre.z ?? high }
            let bearer = s.weatheredWood(.pine)
            for x: Float in [-0.45, 0.45] { s.crossbar("bearer", Vec3(0.1, 0.8, high), at: Vec3(x, 0, high / 2), bearer) }
        }
        let columns = b.random.pick([1, 1, 2, 2, 3]), layers = b.random.pick([1, 1, 2]), tall = b.random.uniform(0.45, 0.95) / Float(layers),
            wide = 1.12 / Float(columns)
        b.build("", at: pose) { s in
            for layer in 0..<layers {
                for column in 0..<columns where layer == 0 || s.random.chance(0.7) {
                    let x = (Float(column) + 0.5 - Float(columns) / 2) * wide, size = Vec3(wide - 0.015, s.random.uniform(0.66, 0.76), tall).rounded(to: 1000)
                    s.build("carton", at: Pose(position: Vec3(x, s.random.uniform(-0.01, 0.01), high + Float(layer) * size.z))) { $0.carton(size) }
                }
            }
        }
    }

    /// A pallet with loose cartons on it.
    private mutating func load(at pose: Pose) {
        var top = SceneBuilder.Top(centre: Vec3(0, 0, 0.122), size: Vec2(1.16, 0.78))
        b.build("pallet", at: pose) { top = $0.pallet() }
        let count = Vec2(Float(b.random.pick([2, 3])), 2), layers = b.random.pick([1, 2, 2, 3])
        let each = Vec3(1.14 / count.x, 0.76 / count.y, b.random.uniform(0.55, 0.85) / Float(layers)), z = top.centre.z
        b.build("", at: pose) { s in
            for layer in 0..<layers {
                for i in 0..<Int(count.x) {
                    for j in 0..<Int(count.y) where layer < layers - 1 || s.random.chance(0.8) {
                        let size = (each - Vec3(0.012, 0.012, 0)).rounded(to: 1000)
                        let at = Vec3((Float(i) + 0.5 - count.x / 2) * each.x, (Float(j) + 0.5 - count.y / 2) * each.y, z + Float(layer) * size.z)
                        s.build("carton", at: Pose(position: at, rotation: .yaw(s.random.uniform(-2, 2).rounded()))) {
                            $0.carton(size, massInKilograms: 6)
                        }
                    }
                }
            }
        }
    }

    private mutating func scatter(_ plan: inout FloorPlan) {
        for _ in 0..<4 {
            let at = Vec2(b.random.uniform(-0.42, 0.42) * plan.region.size.x, b.random.uniform(-0.3, 0.3) * plan.region.size.y)
            let pose = Pose(position: Vec3(at.x, at.y, 0), rotation: .yaw(b.random.pick([0, 90]) + b.random.uniform(-6, 6).rounded()))
            guard plan.claim(Pose(position: pose.position), size: Vec2(1.6, 1.6)) else { continue }
            load(at: pose)
            focus.append((at, plan.region))
        }
        for kind in b.some(6, of: ["drum", "drum", "crate", "pallet", "ammunition box", "plastic box", "crate", "step ladder"]) {
            against(&plan, kind, clear: 0.1, gap: 0.12)
        }
        against(&plan, "extinguisher", clear: 0.1)
        for _ in 0..<3 {
            let at = Vec2(b.random.uniform(-0.4, 0.4) * plan.region.size.x, b.random.uniform(-0.25, 0.25) * plan.region.size.y)
            stand(&plan, "cone", at: Pose(position: Vec3(at.x, at.y, 0)))
        }
        litter(&plan, ["carton", "carton", "carton"])
        heap(&plan, count: 4 + b.random.index(3))
    }

    private mutating func highLamps(_ region: FloorPlan.Rectangle) {
        let count = Int(region.size.x / 4)
        for index in 0..<count {
            for y: Float in [-0.22, 0.22] {
                let at = Vec3((Float(index) + 0.5) / Float(count) * region.size.x - region.size.x / 2, y * region.size.y, shell.size.z)
                b.build("high lamp", at: Pose(position: at), semantic: "lamp") { $0.highLamp(drop: 0.7) }
            }
        }
        // Trusses under the deck.
        let steel = b.material("truss", .painted, Vec3(0.30, 0.31, 0.32), Vec3(0.2, 0.2, 0.2), roughness: 0.5, wear: 0.2), wide = region.size.y
        for index in 0..<Int(region.size.x / 4) + 1 {
            let x = (Float(index) / Float(Int(region.size.x / 4)) - 0.5) * (region.size.x - 0.3)
            b.build("truss", at: Pose(position: Vec3(x, 0, shell.size.z))) {
                $0.crossbar("chord", Vec3(0.12, wide, 0.16), at: Vec3(0, 0, -0.08), steel)
                $0.crossbar("chord", Vec3(0.1, wide, 0.1), at: Vec3(0, 0, -0.5), steel)
            }
        }
    }
}
