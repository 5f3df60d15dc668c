import VeneerMath

/// Rules that rooms of every use share.
extension Interior {
    /// From here on nothing is added that a room can do without.
    static let enoughBodies = 200

    struct Stood {
        var pose: Pose
        var size: Vec3
        var top: SceneBuilder.Top?
        var side: Int
    }

    mutating func furnish(_ plan: inout FloorPlan, as use: Use) {
        switch use {
        case .living: furnishLiving(&plan)
        case .bedroom: furnishBedroom(&plan)
        case .dining: furnishDining(&plan, at: plan.region.centre)
        case .study: furnishStudy(&plan)
        case .kitchen: furnishKitchen(&plan)
        case .office: furnishOffice(&plan)
        case .workshop: return furnishWorkshop(&plan)
        case .warehouse: return furnishWarehouse(&plan)
        case .tabletop: furnishTabletop(&plan)
        }
        hangPictures(&plan)
        for _ in 0..<2 where b.random.chance(0.7) { against(&plan, "plant", within: Vec3(1.1, 1.1, 2), clear: 0.05, gap: 0.06, corner: true) }
    }

    // MARK: - Standing

    /// Stands a piece of this kind with its back to a wall, where there is room for it.
    @discardableResult mutating func against(
        _ plan: inout FloorPlan, _ kind: String, within most: Vec3? = nil, clear: Float = 0.5, gap: Float = 0.03, on sides: [Int]? = nil, middle: Bool = false,
        corner: Bool = false, models: Float = 0.75, semantic: String? = nil
    ) -> Stood? {
        guard let piece = b.piece(kind, within: most ?? Vec3(9, 9, shell.size.z - 0.2), models: models) else { return nil }
        guard
            let place = plan.place(
                width: piece.size.x, depth: piece.size.y, height: piece.size.z, clear: clear, gap: gap, on: sides, middle: middle, corner: corner, &b.random)
        else { return nil }
        let top = b.put(piece, kind, at: place.pose, semantic: semantic)
        if piece.size.z > 1.1 { cover(place.pose, width: piece.size.x) }
        return Stood(pose: place.pose, size: piece.size, top: top, side: place.side)
    }

    /// Stands a piece right there, if the floor is free.
    @discardableResult mutating func stand(
        _ plan: inout FloorPlan, _ kind: String, at pose: Pose, within most: Vec3? = nil, alike: Bool = false, models: Float = 0.75, semantic: String? = nil
    ) -> Stood? {
        guard let piece = b.piece(kind, within: most, alike: alike, models: models), plan.claim(pose, size: Vec2(piece.size.x, piece.size.y) + 0.02) else {
            return nil
        }
        return Stood(pose: pose, size: piece.size, top: b.put(piece, kind, at: pose, semantic: semantic), side: 0)
    }

    /// Nothing hangs where something tall stands.
    mutating func cover(_ pose: Pose, width: Float) { hung.append(FloorPlan.rectangle(pose, x: 0, y: 0.2, size: Vec2(width + 0.1, 1.1))) }

    // MARK: - On tops

    /// A lamp to one side, mostly, and things beside it.
    mutating func dress(_ stood: Stood, lamp chance: Float, _ things: [String]) {
        guard let top = stood.top else { return }
        let withLamp = b.random.chance(chance), x: Float = b.random.pick([-1, 1]) * max(0, top.size.x / 2 - 0.17)
        let lamp = withLamp ? b.piece("table lamp", within: Vec3(0.36, 0.36, 0.6), alike: true, models: 0.4) : nil
        b.build("", at: stood.pose) { s in
            if let lamp { s.put(lamp, "table lamp", at: Pose(position: top.centre + Vec3(x, 0.02, 0)), semantic: "lamp") }
            s.lay(things, on: top, taken: lamp == nil ? [] : [(Vec2(x, 0.02), Float(0.18))])
        }
    }

    // MARK: - Walls and ceilings

    mutating func ceilingLamp(over centre: Vec2, chance: Float = 0.6, height: Float = 2.1) {
        guard b.random.chance(chance) else { return }
        let high = shell.size.z, isHome = theme != .workshop && theme != .office
        b.build("pendant", at: Pose(position: Vec3(centre.x, centre.y, high)), semantic: "lamp") {
            $0.pendant(drop: max(0.3, high - height), mayBePaper: isHome)
        }
    }

    /// Panels of light in rows, as in offices.
    mutating func ceilingPanels(spacing: Float, size: Vec2, lumens: Float) {
        let high = shell.size.z, across = max(1, Int(shell.size.x / spacing)), along = max(1, Int(shell.size.y / spacing))
        for i in 0..<across {
            for j in 0..<along {
                let x = (Float(i) + 0.5) / Float(across) - 0.5, y = (Float(j) + 0.5) / Float(along) - 0.5
                b.build("ceiling light", at: Pose(position: Vec3(x * shell.size.x, y * shell.size.y, high)), semantic: "lamp") {
                    $0.ceilingPanel(size, lumens: lumens)
                }
            }
        }
    }

    /// Pictures at eye height, alone or in pairs, and sometimes a mirror.
    private mutating func hangPictures(_ plan: inout FloorPlan) {
        let isPair = b.random.chance(0.4)
        for index in 0..<(b.bodies.count < Interior.enoughBodies ? 3 : 1) {
            let size = Vec2(b.random.uniform(0.4, 0.85), b.random.uniform(0.5, 0.8)), pair = isPair && index == 0
            guard let place = plan.hangingPlace(width: pair ? size.x * 2 + 0.1 : size.x, from: 1.1, to: 2, hung: hung, &b.random) else { continue }
            hung.append(place.mark)
            let height: Float = 1.52
            if index == 2, b.random.chance(0.4) {
                b.build("mirror", at: place.pose * Pose(position: Vec3(0, 0, height))) { $0.wallMirror(radius: 0.3) }
            } else {
                for x in pair ? [-(size.x + 0.06) / 2, (size.x + 0.06) / 2] : [0] {
                    b.build("picture", at: place.pose * Pose(position: Vec3(x, 0, height))) { $0.picture(size) }
                }
            }
        }
    }

    /// A parcel on the floor where nothing else is loose: there is always something to move.
    mutating func leaveSomething(in plan: inout FloorPlan) {
        guard b.bodies.allSatisfy(\.isStatic) else { return }
        for width in [0.6, 0.44, 0.3] as [Float] {
            guard let place = plan.place(width: width, depth: width, height: 0.3, gap: 0.04, &b.random) else { continue }
            b.build("carton", at: place.pose) { $0.carton(Vec3(width * 0.8, width * 0.7, width * 0.5), massInKilograms: 4) }
            return
        }
    }
}
