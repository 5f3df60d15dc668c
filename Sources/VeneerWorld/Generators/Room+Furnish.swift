import VeneerMath

extension RoomBuilder {
    /// From here on nothing is added that a room can do without.
    private static let enoughBodies = 170

    mutating func furnish(_ plan: inout FloorPlan, as use: Use) {
        switch use {
        case .living: furnishLiving(&plan)
        case .bedroom: furnishBedroom(&plan)
        case .dining: furnishDining(&plan, at: plan.region.centre)
        case .study: furnishStudy(&plan)
        case .kitchen: furnishKitchen(&plan)
        }
        hangThings(&plan)
        for _ in 0..<2 where b.random.chance(0.6) {
            let height = b.random.uniform(0.7, 1.5)
            guard let place = plan.place(width: 0.5, depth: 0.5, height: 0.3, clear: 0.05, gap: 0.06, &b.random) else { continue }
            b.build("plant", at: place.pose) { $0.plant(height: height) }
        }
    }

    private mutating func lampStands(_ top: SceneBuilder.Top, on pose: Pose, things: [String]) {
        let lamp = b.random.chance(0.75), x: Float = b.random.pick([-1, 1]) * max(0, top.size.x / 2 - 0.16)
        b.build("", at: pose) { s in
            if lamp { s.build("table lamp", at: Pose(position: top.centre + Vec3(x, 0.02, 0)), semantic: "lamp") { $0.tableLamp() } }
            s.lay(things, on: top, taken: lamp ? [(Vec2(x, 0.02), Float(0.17))] : [])
        }
    }

    private mutating func furnishLiving(_ plan: inout FloorPlan) {
        let seats = plan.region.size.max() > 4.2 ? 3 : 2
        var width = b.random.uniform(Float(seats) * 0.62 + 0.36, Float(seats) * 0.7 + 0.4)
        var found = plan.place(width: width, depth: 0.92, height: 0.85, clear: 1.55, gap: 0.04, middle: true, &b.random)
        if found == nil {
            width = 1.7
            found = plan.place(width: width, depth: 0.92, height: 0.85, clear: 1.2, gap: 0.04, &b.random)
        }
        guard let sofa = found else { return furnishStudy(&plan) }
        let cushions = width < 1.8 ? 2 : seats
        b.build("sofa", at: sofa.pose) { $0.sofa(width: width, seats: cushions) }
        let tablePose = sofa.pose * Pose(position: Vec3(0, -1.02, 0))
        let centre = Vec2(tablePose.position.x, tablePose.position.y)
        focus.append((centre, plan.region))
        b.build("rug", at: tablePose) { $0.rug(Vec2(max(2, width + 0.1), 1.5)) }
        if plan.region.holds(FloorPlan.rectangle(tablePose, x: 0, y: 0, size: Vec2(1.2, 0.7))) {
            plan.taken.append(FloorPlan.rectangle(tablePose, x: 0, y: 0, size: Vec2(1.3, 0.8)))
            let things = ["book", "cup", "bowl", "candle", "vase", "cup"].shuffled(using: &b.random).prefix(2 + b.random.index(3))
            b.build("coffee table", at: tablePose) { s in
                let top = s.coffeeTable()
                s.lay(Array(things), on: top)
            }
        }
        // Armchairs face the table from its sides or from across.
        for (x, y, turn) in [(-1.35, -1.1, -62), (1.35, -1.1, 62), (0.5, -2.25, 170)].shuffled(using: &b.random) as [(Float, Float, Float)]
        where b.random.chance(0.7) {
            let pose = sofa.pose * Pose(position: Vec3(x, y, 0), rotation: .yaw(-turn))
            guard plan.claim(Pose(position: pose.position), size: Vec2(1, 1)) else { continue }
            b.build("armchair", at: pose) { $0.armchair() }
        }
        for side: Float in [-1, 1] {
            let pose = sofa.pose * Pose(position: Vec3(side * (width / 2 + 0.32), 0.14, 0))
            guard plan.claim(pose, size: Vec2(0.46, 0.5)) else { continue }
            if b.random.chance(0.55) {
                var top = SceneBuilder.Top(centre: .zero, size: .zero)
                b.build("side table", at: pose) { top = $0.sideTable() }
                lampStands(top, on: pose, things: b.random.chance(0.5) ? ["book"] : ["cup"])
            } else {
                b.build("floor lamp", at: pose, semantic: "lamp") { $0.floorLamp() }
            }
        }
        storage(&plan, count: 2)
        ceilingLamp(over: centre)
    }

    private mutating func storage(_ plan: inout FloorPlan, count: Int) {
        var cases = 0
        for _ in 0..<count where b.bodies.count < RoomBuilder.enoughBodies {
            if cases == 0, b.random.chance(0.55) {
                cases += 1
                let width = b.random.uniform(0.8, 1.3), height = b.random.uniform(1.7, 2.1)
                guard let place = plan.place(width: width, depth: 0.3, height: height, clear: 0.5, &b.random) else { continue }
                b.build("bookcase", at: place.pose) { $0.bookcase(width: width, height: height) }
                hung.append(FloorPlan.rectangle(place.pose, x: 0, y: 0, size: Vec2(width, 0.5)))
            } else {
                let width = b.random.uniform(1.2, 1.8)
                guard let place = plan.place(width: width, depth: 0.44, height: 0.8, clear: 0.6, &b.random) else { continue }
                var top = SceneBuilder.Top(centre: .zero, size: .zero)
                b.build("sideboard", at: place.pose) { top = $0.sideboard(width: width) }
                lampStands(top, on: place.pose, things: Array(["vase", "book", "bowl", "box", "jug", "candle"].shuffled(using: &b.random).prefix(3)))
            }
        }
    }

    /// A parcel on the floor where nothing else is loose: there is always something to move.
    mutating func leaveSomething(in plan: inout FloorPlan) {
        guard b.bodies.allSatisfy(\.isStatic), let place = plan.place(width: 0.6, depth: 0.6, height: 0.4, gap: 0.05, &b.random) else { return }
        let carton = Ware.make("carton", &b)
        b.build("carton", at: place.pose) { carton.place(&$0) }
    }

    private mutating func ceilingLamp(over centre: Vec2) {
        guard b.random.chance(0.6) else { return }
        let height = shell.size.z
        b.build("pendant", at: Pose(position: Vec3(centre.x, centre.y, height)), semantic: "lamp") { $0.pendant(drop: max(0.3, height - 2.15)) }
    }

    private mutating func furnishBedroom(_ plan: inout FloorPlan) {
        let width: Float = plan.region.size.min() > 3 ? b.random.pick([1.4, 1.6]) : 0.95
        guard
            let bed = plan.place(width: width + 0.1, depth: 2.14, height: 1.1, clear: 0.5, gap: 0.04, middle: true, &b.random)
                ?? plan.place(width: width + 0.1, depth: 2.14, height: 1.1, gap: 0.04, &b.random)
        else { return furnishStudy(&plan) }
        b.build("bed", at: bed.pose) { $0.bed(width: width) }
        focus.append((Vec2(bed.pose.position.x, bed.pose.position.y), plan.region))
        let rugPose = bed.pose * Pose(position: Vec3(0, -0.75, 0))
        if plan.region.holds(FloorPlan.rectangle(rugPose, x: 0, y: 0, size: Vec2(width + 1, 1.5))) {
            b.build("rug", at: rugPose) { $0.rug(Vec2(width + 1, 1.5)) }
        }
        for side: Float in [-1, 1] {
            let pose = bed.pose * Pose(position: Vec3(side * (width / 2 + 0.33), 0.82, 0))
            guard plan.claim(pose, size: Vec2(0.46, 0.44)) else { continue }
            var top = SceneBuilder.Top(centre: .zero, size: .zero)
            b.build("bedside table", at: pose) { top = $0.sideTable() }
            lampStands(top, on: pose, things: ["book"])
        }
        let wide = b.random.pick([1, 1.5, 1.8] as [Float])
        if let place = plan.place(width: wide, depth: 0.62, height: 2.1, clear: 0.6, &b.random) {
            b.build("wardrobe", at: place.pose) { $0.wardrobe(width: wide) }
            hung.append(FloorPlan.rectangle(place.pose, x: 0, y: 0, size: Vec2(wide, 0.8)))
        }
        if let place = plan.place(width: 0.85, depth: 0.85, height: 0.7, clear: 0.4, gap: 0.25, &b.random) {
            b.build("armchair", at: place.pose) { $0.armchair() }
        }
        storage(&plan, count: 1)
        ceilingLamp(over: plan.region.centre)
    }

    private mutating func furnishDining(_ plan: inout FloorPlan, at wanted: Vec2) {
        let round = b.random.chance(0.35)
        var length: Float = round ? b.random.uniform(1, 1.3) : b.random.uniform(1.4, 2), width: Float = round ? length : 0.9
        let turned = plan.region.size.y > plan.region.size.x
        let space = (turned ? plan.region.size.y : plan.region.size.x) - 1.8
        length = min(length, max(0.9, space))
        width = round ? length : width
        let pose = Pose(position: Vec3(wanted.x, wanted.y, 0), rotation: .yaw(turned ? 90 : 0))
        _ = plan.claim(pose, size: Vec2(length + 1.1, width + 1.1))
        focus.append((wanted, plan.region))
        if b.random.chance(0.5), plan.region.holds(FloorPlan.rectangle(pose, x: 0, y: 0, size: Vec2(length + 0.9, width + 1.1))) {
            b.build("rug", at: pose) { $0.rug(Vec2(length + 0.8, width + 1)) }
        }
        var top = SceneBuilder.Top(centre: .zero, size: .zero)
        b.build("dining table", at: pose) { top = $0.diningTable(length: length, width: width, round: round) }
        let things: [String] =
            b.random.chance(0.4) ? ["plate", "plate", "cup", "cup", "bottle", "bowl"] : ["vase", "bowl", "apple", "apple", "candle", "book"]
        b.build("", at: pose) { $0.lay(Array(things.prefix(3 + Int(length * 1.4))), on: top) }
        let design = b.random.index(4), frame = design == 2 ? b.metal() : b.wood(), seat = design == 2 && b.random.chance(0.5) ? b.accentCloth() : b.wood()
        func chair(_ b: inout SceneBuilder, x: Float, y: Float, turn: Float) {
            let drawn = b.random.uniform(-0.06, 0.1), skew = b.random.uniform(-9, 9)
            let out = Quaternion.yaw(turn).act(Vec3(0, drawn, 0))
            b.build("chair", at: pose * Pose(position: Vec3(x, y, 0) + out, rotation: .yaw((turn + skew).rounded()))) {
                $0.chair(design: design, seat: seat, frame: frame)
            }
        }
        if round {
            let count = length > 1.15 ? 4 : 3
            for index in 0..<count {
                let angle = 360 / Float(count) * Float(index) + 20, out = Quaternion.yaw(angle).act(Vec3(0, length / 2 + 0.12, 0))
                chair(&b, x: out.x, y: out.y, turn: angle)
            }
        } else {
            let each = length > 1.5 ? 2 : 1
            for side: Float in [-1, 1] {
                for index in 0..<each {
                    let x = each == 1 ? 0 : (Float(index) - 0.5) * length * 0.46
                    chair(&b, x: x, y: side * (width / 2 + 0.1), turn: side > 0 ? 0 : 180)
                }
                if b.random.chance(0.6) { chair(&b, x: side * (length / 2 + 0.12), y: 0, turn: side > 0 ? -90 : 90) }
            }
        }
        storage(&plan, count: 2)
        let height = shell.size.z
        b.build("pendant", at: Pose(position: Vec3(wanted.x, wanted.y, height)), semantic: "lamp") { $0.pendant(drop: max(0.4, height - 1.85)) }
    }

    private mutating func furnishStudy(_ plan: inout FloorPlan) {
        if let desk = plan.place(width: 1.5, depth: 0.68, height: 0.76, clear: 0.85, gap: 0.04, &b.random) {
            var top = SceneBuilder.Top(centre: .zero, size: .zero)
            b.build("desk", at: desk.pose) { top = $0.desk() }
            focus.append((Vec2(desk.pose.position.x, desk.pose.position.y), plan.region))
            let wide = b.random.uniform(0.5, 0.62), x: Float = b.random.pick([-1, 1]) * 0.42
            b.build("", at: desk.pose) { s in
                s.build("screen", at: Pose(position: top.centre + Vec3(0, 0.16, 0))) { $0.screen(width: wide) }
                s.build("table lamp", at: Pose(position: top.centre + Vec3(x, 0.12, 0)), semantic: "lamp") { $0.tableLamp() }
                s.lay(
                    ["book", "cup", "tin"], on: top, taken: [(Vec2(0, 0.16), 0.2), (Vec2(x, 0.12), 0.17), (Vec2(0.2, 0.16), 0.12), (Vec2(-0.2, 0.16), 0.12)])
                s.build("chair", at: Pose(position: Vec3(0.05, -0.52, 0), rotation: .yaw(168))) { s in
                    let seat = s.leather(), frame = s.metal()
                    s.chair(design: 2, seat: seat, frame: frame)
                }
            }
        } else {
            focus.append((plan.region.centre, plan.region))
        }
        storage(&plan, count: 3)
        if let place = plan.place(width: 0.85, depth: 0.85, height: 0.7, clear: 0.4, gap: 0.25, &b.random) {
            b.build("armchair", at: place.pose) { $0.armchair() }
            let lamp = place.pose * Pose(position: Vec3(0.62, 0.12, 0))
            if plan.claim(lamp, size: Vec2(0.46, 0.46)) { b.build("floor lamp", at: lamp, semantic: "lamp") { $0.floorLamp() } }
        }
        ceilingLamp(over: plan.region.centre)
    }

    private mutating func furnishKitchen(_ plan: inout FloorPlan) {
        let longest = plan.sides.indices.filter { !plan.sides[$0].openings.contains { $0.bottom < 0.9 } }
        for modules in [5, 4, 3] {
            let width = Float(modules) * 0.6
            guard let run = plan.place(width: width, depth: 0.62, height: 0.9, clear: 1, on: longest.isEmpty ? nil : longest, middle: true, &b.random) else {
                continue
            }
            let x = plan.sides[run.side].worldFromWall.inverse.act(run.pose.position).x
            let under = plan.sides[run.side].openings.contains { $0.isWindow && abs($0.along - x) < ($0.width + width) / 2 }
            var top = SceneBuilder.Top(centre: .zero, size: .zero)
            b.build("kitchen", at: run.pose) { top = $0.kitchen(modules: modules, windowAbove: under) }
            b.build("", at: run.pose) { $0.lay(["jug", "bowl", "box"], on: top) }
            hung.append(FloorPlan.rectangle(run.pose, x: 0, y: 0, size: Vec2(width, 0.8)))
            for side: Float in [-1, 1] {
                let pose = run.pose * Pose(position: Vec3(side * (width / 2 + 0.33), 0, 0))
                guard plan.claim(pose, size: Vec2(0.62, 0.6)) else { continue }
                b.build("fridge", at: pose) { $0.fridge() }
                hung.append(FloorPlan.rectangle(pose, x: 0, y: 0, size: Vec2(0.7, 0.8)))
                break
            }
            // The table stands on the other side of the room.
            let away = run.pose.act(Vec3(0, -min(2.3, plan.region.size.min() * 0.58), 0))
            furnishDining(&plan, at: mix2(Vec2(away.x, away.y), plan.region.centre, 0.35))
            return
        }
        furnishDining(&plan, at: plan.region.centre)
    }

    private func mix2(_ a: Vec2, _ b: Vec2, _ t: Float) -> Vec2 { a + (b - a) * t }

    /// Pictures at eye height, alone or in pairs, and sometimes a mirror.
    private mutating func hangThings(_ plan: inout FloorPlan) {
        let isPair = b.random.chance(0.4)
        for index in 0..<(b.bodies.count < RoomBuilder.enoughBodies ? 3 : 1) {
            let size = Vec2(b.random.uniform(0.4, 0.85), b.random.uniform(0.5, 0.8)), pair = isPair && index == 0
            guard let place = plan.hangingPlace(width: pair ? size.x * 2 + 0.1 : size.x, from: 1.1, to: 2, hung: hung, &b.random) else { continue }
            hung.append(place.mark)
            let height: Float = 1.52
            if index == 2, b.random.chance(0.5) {
                b.build("mirror", at: place.pose * Pose(position: Vec3(0, 0, height))) { $0.wallMirror(radius: 0.3) }
            } else {
                for x in pair ? [-(size.x + 0.06) / 2, (size.x + 0.06) / 2] : [0] {
                    b.build("picture", at: place.pose * Pose(position: Vec3(x, 0, height))) { $0.picture(size) }
                }
            }
        }
    }
}
