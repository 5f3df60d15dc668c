import VeneerMath

extension Interior {
    /// A bench under tools, something being made in the middle, stores around it.
    mutating func furnishWorkshop(_ plan: inout FloorPlan) {
        placeBench(&plan)
        placeWork(&plan)
        // Strip lights: by a shaded lamp or two alone, the rest of a workshop is black at night.
        ceilingPanels(spacing: 3, size: Vec2(1.2, 0.14), lumens: 1800)
        let makers: [(name: String, size: Vec3, build: (inout SceneBuilder) -> Void)] = [
            ("planks", Vec3(0.9, 0.35, 2.2), { $0.leaningPlanks() }), ("ladder", Vec3(0.6, 0.75, 2.5), { $0.ladder() }),
        ]
        for maker in makers where b.random.chance(0.8) {
            guard let place = plan.place(width: maker.size.x, depth: maker.size.y, height: maker.size.z, clear: 0.2, gap: 0.02, &b.random) else { continue }
            b.build(maker.name, at: place.pose) { maker.build(&$0) }
            cover(place.pose, width: maker.size.x)
        }
        for kind in ["shelving", "shelving"]
            + b.some(5, of: ["bicycle", "bicycle", "crate", "barrel", "drum", "step ladder", "ammunition box", "motorcycle", "crate", "firewood"])
        where b.bodies.count < 260 {
            // Cycles stand along the wall.
            if kind == "bicycle" || kind == "motorcycle" { park(kind, &plan) } else { against(&plan, kind, clear: 0.15, gap: 0.05) }
        }
        against(&plan, "stool", clear: 0.1, gap: 0.3)
        litter(&plan, ["carton", "bucket", "tin", "carton", "toolbox", "bucket"])
        if b.random.chance(0.5) { heap(&plan, count: 3) }
        hangBoard(&plan)
    }

    private mutating func placeBench(_ plan: inout FloorPlan) {
        // Under the windows, where the light is; else anywhere.
        guard
            let bench = against(&plan, "workbench", within: Vec3(2.6, 0.8, 1), clear: 0.9, on: [windowWall], middle: true)
                ?? against(&plan, "workbench", clear: 0.7)
        else { return }
        focus.append((Vec2(bench.pose.position.x, bench.pose.position.y), plan.region))
        dress(
            bench, lamp: 0,
            b.some(
                8,
                of: ["tin", "jar", "toolbox", "box", "tape measure", "torch", "spray bottle", "radio", "bottle", "cup", "box", "tin", "lantern", "bolt cutter"])
        )
        let over = bench.pose.act(Vec3(0, -0.25, 0))
        ceilingLamp(over: Vec2(over.x, over.y), chance: 1, height: 1.95)
        guard let second = against(&plan, "workbench", clear: 0.8) else { return }
        dress(second, lamp: 0, b.some(6, of: ["tin", "toolbox", "jar", "box", "tape measure", "spray bottle", "torch", "book"]))
    }

    /// A table or two trestles with timber on them, in the middle of the floor.
    private mutating func placeWork(_ plan: inout FloorPlan) {
        let centre = plan.region.centre + Vec2(b.random.uniform(-0.3, 0.3), b.random.uniform(-0.2, 0.2))
        let pose = Pose(position: Vec3(centre.x, centre.y, 0), rotation: .yaw(b.random.uniform(-14, 14).rounded()))
        plan.taken.append(.init(centre: centre, size: Vec2(2.3, 1.5)))
        focus.append((centre, plan.region))
        if b.random.chance(0.45), let table = b.item("trestle table") {
            var top: SceneBuilder.Top?
            b.build("trestle table", at: pose) { top = $0.stand(table) }
            let things = b.some(6, of: ["tape measure", "box", "tin", "toolbox", "spray bottle", "bolt cutter", "cup", "jar", "radio"])
            if let top { b.build("", at: pose) { $0.lay(things, on: top) } }
        } else {
            let tone = b.wood(b.random.pick([.pine, .oak, .ash]))
            for x: Float in [-0.65, 0.65] { b.build("saw horse", at: pose * Pose(position: Vec3(x, 0, 0), rotation: .yaw(90))) { $0.sawhorse() } }
            let widths: [Float] = [0.2, 0.14, 0.17]
            var y: Float = -0.3
            for width in widths {
                let length = b.random.uniform(1.75, 2.2)
                b.build("plank", at: pose * Pose(position: Vec3(b.random.uniform(-0.06, 0.06), y + width / 2, 0.715))) {
                    $0.box("", Vec3(length, width, 0.03), at: Vec3(0, 0, 0.015), tone, bevel: 0.002, massInKilograms: 5)
                }
                y += width + 0.03
            }
            b.build("", at: pose) { s in
                s.lay(["tin"], on: .init(centre: Vec3(0, 0, 0.746), size: Vec2(0.5, 0.3)))
            }
        }
        ceilingLamp(over: centre, chance: 1, height: 2.1)
    }

    /// Its side to the wall.
    mutating func park(_ kind: String, _ plan: inout FloorPlan) {
        guard let item = b.item(kind) else { return }
        guard let place = plan.place(width: item.size.y, depth: item.size.x, height: 0.9, clear: 0.2, gap: 0.05, &b.random) else { return }
        b.build(kind, at: place.pose * Pose(rotation: .yaw(b.random.chance(0.5) ? 90 : -90))) { $0.stand(item) }
    }

    /// Loose things on the floor near the walls.
    mutating func litter(_ plan: inout FloorPlan, _ kinds: [String]) {
        for kind in kinds {
            guard let ware = Ware.make(kind, &b) else { continue }
            let wide = ware.radius * 2
            guard let place = plan.place(width: wide, depth: wide, height: 0.4, gap: 0.06, &b.random) else { continue }
            b.build(kind, at: place.pose * Pose(rotation: .yaw(b.random.uniform(-25, 25).rounded()))) { ware.place(&$0) }
        }
    }

    /// Cartons that someone threw down.
    mutating func heap(_ plan: inout FloorPlan, count: Int) {
        guard let place = plan.place(width: 1.5, depth: 1.3, height: 0.9, gap: 0.15, &b.random) else { return }
        let cartons = Array(repeating: "carton", count: count)
        b.build("", at: place.pose) { $0.tumble(cartons, over: .init(centre: .zero, size: Vec2(0.9, 0.7))) }
        focus.append((Vec2(place.pose.position.x, place.pose.position.y), plan.region))
    }

    private mutating func hangBoard(_ plan: inout FloorPlan) {
        for width in [1.8, 1.2, 0.9] as [Float] {
            guard let place = plan.hangingPlace(width: width, from: 1.1, to: 2, hung: hung, &b.random) else { continue }
            hung.append(place.mark)
            b.build("tool board", at: place.pose * Pose(position: Vec3(0, 0, 1.2))) { $0.toolBoard(width: width) }
            focus.append((Vec2(place.pose.position.x, place.pose.position.y) * 0.8, plan.region))
            return
        }
    }
}
