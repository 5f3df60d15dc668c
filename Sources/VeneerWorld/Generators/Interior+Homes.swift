import VeneerMath

/// Living rooms, bedrooms, dining rooms and studies.
extension Interior {
    mutating func furnishLiving(_ plan: inout FloorPlan) {
        let most = Vec3(min(2.5, plan.region.size.max() - 1.2), 1, 1.1)
        guard
            let sofa = against(&plan, "sofa", within: most, clear: 1.5, gap: 0.05, middle: true) ?? against(&plan, "sofa", within: most, clear: 1.1, gap: 0.05)
        else { return furnishStudy(&plan) }
        let width = sofa.size.x, tablePose = sofa.pose * Pose(position: Vec3(0, -sofa.size.y / 2 - 0.62, 0))
        let centre = Vec2(tablePose.position.x, tablePose.position.y)
        focus.append((centre, plan.region))
        b.build("rug", at: tablePose) { $0.rug(Vec2(max(2, width + 0.1), 1.5)) }
        if let table = b.piece("coffee table", within: Vec3(width - 0.3, 0.8, 0.6)),
            plan.region.holds(FloorPlan.rectangle(tablePose, x: 0, y: 0, size: Vec2(1.2, 0.7)))
        {
            plan.taken.append(FloorPlan.rectangle(tablePose, x: 0, y: 0, size: Vec2(table.size.x, table.size.y) + 0.1))
            let things = b.some(2 + b.random.index(3), of: ["book", "cup", "fruit", "flowers", "newspaper", "cup", "candle", "bowl"])
            if let top = b.put(table, "coffee table", at: tablePose) { b.build("", at: tablePose) { $0.lay(things, on: top) } }
        }
        // Armchairs face the table from its sides or from across.
        for (x, y, turn) in [(-width / 2 - 0.4, -1.1, -62), (width / 2 + 0.4, -1.1, 62), (0.5, -2.35, 170)].shuffled(using: &b.random)
            as [(Float, Float, Float)]
        where b.random.chance(0.7) {
            let pose = sofa.pose * Pose(position: Vec3(x, y, 0), rotation: .yaw(-turn))
            guard plan.claim(Pose(position: pose.position), size: Vec2(1.05, 1.05)), let chair = b.piece("armchair", alike: true) else { continue }
            b.put(chair, "armchair", at: pose)
        }
        for side: Float in [-1, 1] {
            let pose = sofa.pose * Pose(position: Vec3(side * (width / 2 + 0.32), 0.14, 0))
            guard plan.claim(pose, size: Vec2(0.46, 0.5)) else { continue }
            if b.random.chance(0.55) {
                var top: SceneBuilder.Top?
                b.build("side table", at: pose) { top = $0.sideTable() }
                dress(Stood(pose: pose, size: Vec3(0.44, 0.4, 0.5), top: top, side: 0), lamp: 0.75, b.random.chance(0.5) ? ["book"] : ["cup"])
            } else if let lamp = b.piece("floor lamp", models: 0.2) {
                b.put(lamp, "floor lamp", at: pose, semantic: "lamp")
            }
        }
        // What one looks at from the sofa: across from it, where there is a wall.
        let across = (sofa.side + 2) % 4
        if plan.sides.count == 4, b.random.chance(0.55),
            let stand = against(&plan, "sideboard", within: Vec3(1.8, 0.6, 0.9), clear: 0.6, on: [across], middle: true)
        {
            dress(stand, lamp: 0, ["television"] + b.some(1, of: ["small plant", "photo", "book"]))
        }
        storage(&plan, count: 2)
        ceilingLamp(over: centre)
    }

    /// Bookcases and sideboards with things on them.
    mutating func storage(_ plan: inout FloorPlan, count: Int) {
        var cases = 0
        for _ in 0..<count where b.bodies.count < Interior.enoughBodies {
            if cases == 0, theme != .kitchen, b.random.chance(0.55) {
                cases += 1
                against(&plan, "bookcase", clear: 0.5, models: 0.4)
            } else if let board = against(&plan, "sideboard", within: Vec3(1.9, 0.6, 1), clear: 0.6) {
                dress(board, lamp: 0.6, b.some(3, of: ["vase", "book", "bowl", "photo", "jug", "candle", "small plant", "radio", "flowers"]))
            }
        }
    }

    mutating func furnishBedroom(_ plan: inout FloorPlan) {
        let most = Vec3(plan.region.size.min() > 3.2 ? 1.8 : 1.5, 2.3, 1.3)
        guard let bed = against(&plan, "bed", within: most, clear: 0.5, gap: 0.04, middle: true) ?? against(&plan, "bed", within: most, clear: 0.1, gap: 0.04)
        else { return furnishStudy(&plan) }
        let width = bed.size.x
        focus.append((Vec2(bed.pose.position.x, bed.pose.position.y), plan.region))
        let rugPose = bed.pose * Pose(position: Vec3(0, -0.75, 0))
        if plan.region.holds(FloorPlan.rectangle(rugPose, x: 0, y: 0, size: Vec2(width + 1, 1.5))) {
            b.build("rug", at: rugPose) { $0.rug(Vec2(width + 1, 1.5)) }
        }
        for side: Float in [-1, 1] {
            let pose = bed.pose * Pose(position: Vec3(side * (width / 2 + 0.31), bed.size.y / 2 - 0.26, 0))
            guard let table = stand(&plan, "bedside table", at: pose, within: Vec3(0.52, 0.5, 0.6), alike: true) else { continue }
            dress(table, lamp: 0.85, [b.random.pick(["book", "glasses", "photo", "cup"])])
        }
        against(&plan, "wardrobe", clear: 0.6)
        if let board = against(&plan, "sideboard", within: Vec3(1.8, 0.6, 1), clear: 0.6) {
            dress(board, lamp: 0.3, b.some(3, of: ["photo", "vase", "book", "small plant", "candle", "teddy"]))
        }
        against(&plan, "armchair", within: Vec3(1, 1, 1.1), clear: 0.4, gap: 0.22)
        ceilingLamp(over: plan.region.centre)
    }

    mutating func furnishDining(_ plan: inout FloorPlan, at wanted: Vec2) {
        let turned = plan.region.size.y > plan.region.size.x, space = (turned ? plan.region.size.y : plan.region.size.x) - 1.7
        let kind = b.random.chance(0.35) || space < 1.3 ? "round table" : "dining table"
        guard let table = b.piece(kind, within: Vec3(max(1.25, space), 1.3, 0.8)) else { return }
        let size = Vec2(table.size.x, table.size.y), isRound = kind == "round table"
        let pose = Pose(position: Vec3(wanted.x, wanted.y, 0), rotation: .yaw(turned ? 90 : 0))
        plan.taken.append(FloorPlan.rectangle(pose, x: 0, y: 0, size: size + 1.1))
        focus.append((wanted, plan.region))
        if b.random.chance(0.45), plan.region.holds(FloorPlan.rectangle(pose, x: 0, y: 0, size: size + 1)) {
            b.build("rug", at: pose) { $0.rug(size + 0.9) }
        }
        if let top = b.put(table, kind, at: pose, semantic: "table") {
            let meals = [
                ["plate", "plate", "cup", "cup", "bottle", "salad", "bread"], ["flowers", "fruit", "book", "cup"],
                ["teapot", "cup", "cup", "sugar", "creamer", "fruit"],
                ["vase", "fruit", "newspaper", "cup", "cup"], ["laptop", "cup", "book", "fruit", "glasses"],
            ]
            let things = b.random.pick(meals).prefix(3 + Int(size.x * 1.8))
            b.build("", at: pose) { $0.lay(Array(things), on: top) }
        }
        b.seat("chair", around: pose, table: size, isRound: isRound)
        storage(&plan, count: 2)
        ceilingLamp(over: wanted, chance: 0.85, height: 1.85)
    }

    mutating func furnishStudy(_ plan: inout FloorPlan) {
        if let desk = against(&plan, "desk", within: Vec3(1.7, 1, 0.8), clear: 0.85, gap: 0.04) {
            focus.append((Vec2(desk.pose.position.x, desk.pose.position.y), plan.region))
            work(at: desk)
        } else {
            focus.append((plan.region.centre, plan.region))
        }
        storage(&plan, count: 3)
        if let chair = against(&plan, "armchair", clear: 0.4, gap: 0.25) {
            let lamp = chair.pose * Pose(position: Vec3(chair.size.x / 2 + 0.26, 0.12, 0))
            stand(&plan, "floor lamp", at: lamp, within: Vec3(0.6, 0.6, 2), models: 0.2, semantic: "lamp")
        }
        ceilingLamp(over: plan.region.centre)
    }

    /// What is on a desk, and the chair before it.
    mutating func work(at desk: Stood, things: [String]? = nil, lamp chance: Float = 0.6) {
        let isLaptop = b.random.chance(0.3), wide = b.random.uniform(0.5, 0.6), x: Float = b.random.pick([-1, 1]) * (desk.size.x / 2 - 0.26)
        let lamp = b.random.chance(chance) ? b.piece("table lamp", within: Vec3(0.36, 0.36, 0.6), alike: true, models: 0.4) : nil
        let other =
            things
            ?? b.some(
                3 + b.random.index(2), of: ["book", "cup", "pens", "phone", "papers", "small plant", "calendar", "photo", "papers", "stapler", "glasses"])
        let chair = b.piece("office chair", alike: true), skew = b.random.uniform(-30, 30)
        let back = desk.size.y / 2, drawn = b.random.uniform(0.02, 0.16)
        b.build("", at: desk.pose) { s in
            if let top = desk.top {
                var taken: [(centre: Vec2, radius: Float)] = [(Vec2(0, 0.12), isLaptop ? 0.2 : 0.16)]
                if isLaptop {
                    s.build("laptop", at: Pose(position: top.centre + Vec3(0, -0.06, 0))) { $0.laptop() }
                    taken = [(Vec2(0, -0.06), 0.22)]
                } else {
                    s.build("screen", at: Pose(position: top.centre + Vec3(0, back - 0.2, 0))) { $0.screen(width: wide) }
                    s.build("keyboard", at: Pose(position: top.centre + Vec3(0, -0.06, 0))) { $0.keyboard() }
                    taken = [(Vec2(0, back - 0.2), 0.17), (Vec2(-0.14, -0.06), 0.12), (Vec2(0.14, -0.06), 0.14), (Vec2(0.3, -0.06), 0.06)]
                }
                if let lamp {
                    s.put(lamp, "table lamp", at: Pose(position: top.centre + Vec3(x, 0.1, 0)), semantic: "lamp")
                    taken.append((Vec2(x, 0.1), 0.18))
                }
                s.lay(other, on: top, taken: taken)
            }
            if let chair {
                s.put(
                    chair, "office chair", at: Pose(position: Vec3(0.03, -back - drawn - chair.size.y * 0.15, 0), rotation: .yaw((180 + skew).rounded())),
                    semantic: "chair")
            }
        }
    }
}
