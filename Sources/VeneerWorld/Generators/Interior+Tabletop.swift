import VeneerMath

extension Interior {
    /// One table and what is on it, seen from close by; the room is its background.
    mutating func furnishTabletop(_ plan: inout FloorPlan) {
        let kind = b.random.pick(["dining table", "round table", "coffee table", "desk", "sideboard", "workbench"])
        let most = Vec3(1.9, 1.3, 1), isFree = kind.hasSuffix("table")
        let stood: Stood?
        if isFree {
            let centre = plan.region.centre + Vec2(b.random.uniform(-0.2, 0.2), b.random.uniform(-0.2, 0.2)) * plan.region.size
            stood = stand(
                &plan, kind, at: Pose(position: Vec3(centre.x, centre.y, 0), rotation: .yaw(b.random.pick([0, 0, 90]))), within: most, semantic: "table")
        } else {
            stood = against(&plan, kind, within: most, clear: 1.2, middle: true, semantic: "table")
        }
        guard let table = stood, let top = table.top else { return furnishDining(&plan, at: plan.region.centre) }
        tableTop = .init(centre: table.pose.act(top.centre), size: top.size)
        focus.append((Vec2(table.pose.position.x, table.pose.position.y), plan.region))
        if kind == "desk" { work(at: table, things: set(for: kind)) } else { dress(table, lamp: 0.35, set(for: kind)) }
        if kind != "desk", b.random.chance(0.4) {
            let fallen = b.some(2 + b.random.index(2), of: ["apple", "apple", "apple", "box", "candle", "jar"])
            b.build("", at: table.pose) { $0.tumble(fallen, over: .init(centre: top.centre, size: top.size * 0.6)) }
        }
        if kind == "dining table" || kind == "round table" {
            b.seat("chair", around: table.pose, table: Vec2(table.size.x, table.size.y), isRound: kind == "round table", share: 0.5)
        }
        storage(&plan, count: 2)
        if isFree, let sofa = against(&plan, "sofa", within: Vec3(2.2, 1, 1.1), clear: 0.3) { cover(sofa.pose, width: 0) }
        let over = table.pose.position
        if isFree { ceilingLamp(over: Vec2(over.x, over.y), chance: 0.5, height: table.size.z + 1.1) }
    }

    /// Things that belong together, more of them than a tidy person leaves.
    private mutating func set(for kind: String) -> [String] {
        switch kind {
        case "desk":
            return b.some(11, of: ["book", "cup", "pens", "papers", "phone", "photo", "stapler", "camera", "headphones", "book", "tin", "small plant"])
        case "workbench":
            return b.some(
                13,
                of: [
                    "toolbox", "jar", "jar", "tin", "box", "tape measure", "torch", "spray bottle", "cup", "box", "bottle", "radio", "lantern", "bolt cutter",
                    "candle",
                ])
        case "sideboard": return b.some(11, of: ["vase", "photo", "book", "bowl", "candle", "jug", "small plant", "flowers", "radio", "box", "fruit", "photo"])
        default:
            let breakfast = [
                "bread", "milk", "teapot", "cup", "cup", "sugar", "creamer", "plate", "plate", "bowl", "apple", "newspaper", "chopping board", "jug", "flowers",
            ]
            let supper = [
                "bottle", "salad", "bread", "plate", "plate", "bowl", "candle", "cup", "fruit", "chopping board", "jug", "apple", "apple", "bowl", "bottle",
            ]
            let evening = [
                "book", "cup", "fruit", "candle", "newspaper", "flowers", "bowl", "cup", "vase", "apple", "cup", "book", "small plant", "box",
            ]
            return b.some(11 + b.random.index(3), of: b.random.pick([breakfast, supper, evening]))
        }
    }
}
