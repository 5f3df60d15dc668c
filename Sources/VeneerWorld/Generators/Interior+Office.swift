import VeneerMath

extension Interior {
    /// Desks in pairs across the floor, storage along the walls, panels of light above.
    mutating func furnishOffice(_ plan: inout FloorPlan) {
        guard let desk = b.piece("desk", within: Vec3(1.7, 0.95, 0.8), alike: true, models: 0.85) else { return }
        let size = desk.size, alongX = plan.region.size.x > plan.region.size.y
        let long = max(plan.region.size.x, plan.region.size.y) - 2.6, wide = min(plan.region.size.x, plan.region.size.y)
        let count = max(1, min(3, Int(long / (size.x + 0.2))))
        let faces: [Float] = wide > 2 * size.y + 3 ? [0, 180] : [0]
        for index in 0..<count {
            for turn in faces {
                let x = (Float(index) - Float(count - 1) / 2) * (size.x + 0.04),
                    y = faces.count == 2 ? (turn == 0 ? -size.y / 2 - 0.012 : size.y / 2 + 0.012) : 0
                let place = Quaternion.yaw(alongX ? 0 : 90).act(Vec3(x, y, 0))
                let pose = Pose(position: place + Vec3(plan.region.centre.x, plan.region.centre.y, 0), rotation: .yaw((alongX ? 0 : 90) + turn))
                // The chair needs its place, too.
                plan.taken.append(FloorPlan.rectangle(pose, x: 0, y: -0.45, size: Vec2(size.x, size.y + 0.95)))
                guard let piece = b.piece("desk", within: Vec3(1.7, 0.95, 0.8), alike: true, models: 0.85) else { continue }
                work(at: Stood(pose: pose, size: piece.size, top: b.put(piece, "desk", at: pose), side: 0), lamp: 0.25)
            }
        }
        focus.append((plan.region.centre, plan.region))
        focus.append((plan.region.centre + Vec2(b.random.uniform(-1, 1), b.random.uniform(-0.6, 0.6)), plan.region))
        for kind in b.some(5, of: ["office cupboard", "bookcase", "filing cabinet", "filing cabinet", "whiteboard", "water cooler", "bookcase"])
        where b.bodies.count < Interior.enoughBodies {
            guard let stood = against(&plan, kind, clear: 0.4, models: kind == "bookcase" ? 0.4 : 0.75) else { continue }
            if stood.top != nil { dress(stood, lamp: 0, b.some(2, of: ["small plant", "papers", "box", "radio"])) }
        }
        against(&plan, "extinguisher", clear: 0.1)
        if b.random.chance(0.5), let sofa = against(&plan, "sofa", within: Vec3(2, 1, 1), clear: 0.5, gap: 0.06) {
            focus.append((Vec2(sofa.pose.position.x, sofa.pose.position.y), plan.region))
        }
        for _ in 0..<2 { against(&plan, "waste bin", clear: 0.05, gap: 0.1) }
        if b.random.chance(0.65) {
            ceilingPanels(spacing: 2.3, size: b.random.pick([Vec2(1.2, 0.3), Vec2(0.6, 0.6)]), lumens: b.random.uniform(2600, 3400))
        } else {
            ceilingLamp(over: plan.region.centre + Vec2(-1, 0), chance: 1, height: 1.95)
            ceilingLamp(over: plan.region.centre + Vec2(1, 0), chance: 1, height: 1.95)
        }
    }
}
