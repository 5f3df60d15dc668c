import VeneerMath

extension Interior {
    mutating func furnishKitchen(_ plan: inout FloorPlan) {
        let free = plan.sides.indices.filter { side in !plan.sides[side].openings.contains { $0.bottom < 0.95 } }
        let family = b.random.pick(b.stock.isEmpty ? ["built"] : ["built", "oak", "oak", "white", "white"])
        for count in [5, 4, 3] {
            let modules = cabinets(family, count), width = modules.map(\.width).reduce(0, +)
            guard let run = plan.place(width: width, depth: 0.64, height: 0.9, clear: 1, on: free.isEmpty ? nil : free, middle: true, &b.random) else {
                continue
            }
            let x = plan.sides[run.side].worldFromWall.inverse.act(run.pose.position).x
            let windows = plan.sides[run.side].openings.filter { $0.isWindow && abs($0.along - x) < ($0.width + width) / 2 }
            cover(run.pose, width: width)
            if family == "built" {
                var top: SceneBuilder.Top?
                b.build("kitchen", at: run.pose) { top = $0.kitchen(modules: count, windowAbove: !windows.isEmpty) }
                let things = b.some(3, of: ["jug", "bowl", "box", "fruit", "utensils", "coffee machine"])
                if let top { b.build("", at: run.pose) { $0.lay(things, on: top) } }
            } else {
                build(modules, family, width: width, at: run.pose) { along in windows.contains { abs($0.along - x - along) < $0.width / 2 + 0.5 } }
            }
            for side: Float in [-1, 1] {
                guard let fridge = b.piece("fridge", within: Vec3(1, 1, shell.size.z - 0.3), models: 0.5) else { break }
                let pose = run.pose * Pose(position: Vec3(side * (width / 2 + fridge.size.x / 2 + 0.02), 0.32 - fridge.size.y / 2, 0))
                guard plan.claim(pose, size: Vec2(fridge.size.x, fridge.size.y)) else { continue }
                b.put(fridge, "fridge", at: pose)
                cover(pose, width: fridge.size.x)
                break
            }
            focus.append((Vec2(run.pose.position.x, run.pose.position.y), plan.region))
            // The table stands on the other side of the room.
            let away = run.pose.act(Vec3(0, -min(2.4, plan.region.size.min() * 0.6), 0))
            furnishDining(&plan, at: Vec2(away.x, away.y) * 0.7 + plan.region.centre * 0.3)
            return
        }
        furnishDining(&plan, at: plan.region.centre)
    }

    private struct Cabinet {
        var kind: String
        var width: Float
        var work: String?
    }

    /// What stands side by side, in an order that cooks would have it.
    private func cabinets(_ family: String, _ count: Int) -> [Cabinet] {
        switch family {
        case "oak":
            let all = [
                Cabinet(kind: "oak drawers", width: 0.6, work: "free"), Cabinet(kind: "oak sink", width: 0.6),
                Cabinet(kind: "oak lower", width: 0.6, work: "free"),
                Cabinet(kind: "oak drawers", width: 0.6, work: "cooktop"), Cabinet(kind: "oak lower", width: 0.6, work: "free"),
            ]
            return Array(all.dropFirst(5 - count))
        case "white":
            let all = [
                Cabinet(kind: "white drawers", width: 0.442, work: "free"), Cabinet(kind: "white sink", width: 0.976),
                Cabinet(kind: "white drawers", width: 0.442, work: "free"), Cabinet(kind: "white stove", width: 1.04),
                Cabinet(kind: "white drawers", width: 0.442, work: "free"),
            ]
            return Array(all.dropFirst(5 - count))
        default: return (0..<count).map { _ in Cabinet(kind: "", width: 0.6) }
        }
    }

    /// A run of cabinets, tiles behind, cupboards above where there is no window.
    private mutating func build(_ modules: [Cabinet], _ family: String, width: Float, at pose: Pose, isWindow: (Float) -> Bool) {
        let back: Float = 0.32, mirrored = b.random.chance(0.5), appliance = b.random.pick(["coffee machine", "microwave", "mixer", "toaster oven"])
        var small = b.some(
            6, of: ["utensils", "knives", "fruit", "paper towels", "chopping board", "scales", "bread", "spices", "jug", "small plant", "milk"])
        var x = -width / 2, isFirst = true
        let high: Float = shell.size.z > 2.55 ? 1.5 : 1.44
        let tiles = b.material(
            "wall tiles", .tile, b.random.chance(0.7) ? Vec3(0.72, 0.72, 0.70) : b.scheme.accentWall, Vec3(0.55, 0.53, 0.5), roughness: 0.16,
            feature: b.random.pick([0.1, 0.15]), contrast: 0.7, seedIsOdd: true)
        let isAnyWindow = modules.indices.contains { index in
            isWindow(-width / 2 + modules[..<index].map(\.width).reduce(0, +) + modules[index].width / 2)
        }
        let splash: Float = isAnyWindow ? 0.1 : high - 0.86
        b.build("splash back", at: pose, semantic: "wall") {
            $0.box("", Vec3(width, splash, 0.01), at: Vec3(0, back - 0.006, 0.88 + splash / 2), tiles, turned: .about(Vec3(1, 0, 0), 90))
        }
        for module in mirrored ? modules.reversed() : modules {
            let at = pose * Pose(position: Vec3(x + module.width / 2, 0, 0)), isBlocked = isWindow(x + module.width / 2)
            defer { x += module.width }
            guard let item = b.item(module.kind) else { continue }
            var top: SceneBuilder.Top?
            // Fronts are in line, whatever the depth.
            b.build("cabinet", at: at * Pose(position: Vec3(0, back - item.size.y / 2 - 0.012, 0))) { top = $0.stand(item) }
            if let top, module.work == "cooktop", let hob = b.item("cooktop") {
                b.build("", at: at) { s in s.build("cooktop", at: Pose(position: Vec3(0, -0.01, top.centre.z - 0.015))) { $0.stand(hob) } }
            } else if let top {
                let things = isFirst ? [appliance] : Array(small.prefix(2))
                if !isFirst { small = Array(small.dropFirst(2)) }
                isFirst = false
                b.build("", at: at) { $0.lay(things, on: SceneBuilder.Top(centre: top.centre + Vec3(0, 0.06, 0), size: Vec2(module.width - 0.02, 0.46))) }
            }
            let isStove = module.work == "cooktop" || module.kind == "white stove"
            guard !isBlocked, let upper = b.item(isStove ? "\(family) hood" : "\(family) upper", within: Vec3(isStove ? 2 : module.width + 0.12, 1, 1)) else {
                continue
            }
            b.build(isStove ? "hood" : "wall cupboard", at: at * Pose(position: Vec3(0, back - upper.size.y / 2 - 0.012, isStove ? high + 0.12 : high))) {
                $0.stand(upper)
            }
        }
    }
}
