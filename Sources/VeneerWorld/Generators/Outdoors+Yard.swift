import VeneerMath

extension Outdoors {
    mutating func furnishYard() {
        placeTable()
        var makers: [(name: String, width: Float, depth: Float, height: Float, build: (inout SceneBuilder) -> Void)] = [
            ("shed", 2.2, 1.5, 2.3, { $0.shed(width: 2.1, depth: 1.4) }), ("bench", 1.5, 0.62, 0.9, { $0.bench(length: 1.4) }),
            ("log pile", 1.3, 0.45, 0.9, { $0.logPile(length: 1.2) }), ("barrel", 0.72, 0.72, 0.95, { $0.barrel() }),
            ("raised bed", 1.9, 0.85, 1.1, { $0.raisedBed(length: 1.8, depth: 0.75) }), ("bricks", 0.9, 0.7, 0.6, { $0.brickStack() }),
            ("crates", 0.8, 0.5, 0.9, { $0.crates() }), ("ladder", 0.6, 0.75, 2.6, { $0.ladder() }),
            ("raised bed", 1.5, 0.8, 1.1, { $0.raisedBed(length: 1.4, depth: 0.7) }),
            ("planter", 0.55, 0.55, 1.2, { $0.plant(height: $0.random.uniform(0.8, 1.3)) }),
            ("planter", 0.5, 0.5, 0.9, { $0.plant(height: $0.random.uniform(0.5, 0.9)) }),
            ("planter", 0.45, 0.45, 0.8, { $0.plant(height: $0.random.uniform(0.4, 0.7)) }),
            ("shrub", 1, 0.9, 1.2, { $0.shrub(height: $0.random.uniform(0.7, 1.3)) }),
            ("shrub", 1.3, 1.1, 1.6, { $0.shrub(height: $0.random.uniform(1.1, 1.7)) }), ("box tree", 0.55, 0.55, 1, { $0.boxTree() }),
        ]
        makers = Array(makers[0..<2]) + makers[2...].shuffled(using: &b.random)
        for (index, maker) in makers.prefix(8 + b.random.index(4)).enumerated() where index > 0 || b.random.chance(0.55) {
            guard
                let place = plan.place(
                    width: maker.width, depth: maker.depth, height: maker.height, clear: 0.3, gap: maker.name == "ladder" ? 0.02 : 0.06,
                    on: maker.name == "shed" ? [1, 2, 3] : nil, &b.random)
            else { continue }
            b.build(maker.name, at: place.pose) { maker.build(&$0) }
            if maker.name != "ladder" { interests.append(Vec2(place.pose.position.x, place.pose.position.y)) }
        }
        for kind in b.some(3, of: ["bench", "bicycle", "wheelbarrow", "lounger", "deck chair", "dustbin", "firewood", "barrel", "cat"]) { place(kind) }
        if b.random.chance(0.5) {
            let edge = Vec2(b.random.pick([-1, 1]) * (size.x / 2 - 1.2), -(size.y / 2 - 1.2))
            if plan.claim(Pose(position: Vec3(edge.x, edge.y, 0)), size: Vec2(0.9, 0.9)) {
                b.build("tree", at: Pose(position: Vec3(edge.x, edge.y, -0.03))) { $0.tree(height: $0.random.uniform(2.8, 3.8)) }
            }
        }
        strew()
    }

    /// A model with its back to a wall or hedge, where there is room; long things stand along it.
    @discardableResult mutating func place(_ kind: String, gap: Float = 0.08) -> Pose? {
        guard let item = b.item(kind) else { return nil }
        let isLong = item.size.y > 1.3 * item.size.x && item.size.z < 1.3
        let size = isLong ? Vec3(item.size.y, item.size.x, item.size.z) : item.size
        guard let place = plan.place(width: size.x, depth: size.y, height: size.z, clear: 0.3, gap: gap, &b.random) else { return nil }
        b.build(kind, at: place.pose * Pose(rotation: .yaw(isLong ? b.random.pick([90, -90]) : 0))) { $0.stand(item) }
        interests.append(Vec2(place.pose.position.x, place.pose.position.y))
        return place.pose
    }

    /// A table with chairs on the terrace, laid.
    mutating func placeTable() {
        let isRound = b.random.chance(0.35), kind = isRound ? "round table" : "dining table"
        guard let table = b.piece(kind, within: Vec3(2, 1.3, 0.8), models: 0.25) else { return }
        let across = Vec2(table.size.x, table.size.y), centre = Vec2(b.random.uniform(-0.2, 0.2) * size.x, size.y / 2 - min(2.6, size.y * 0.32))
        let pose = Pose(position: Vec3(centre.x, centre.y, 0), rotation: .yaw(b.random.uniform(-12, 12).rounded()))
        plan.taken.append(.init(centre: centre, size: across + 1.4))
        interests.append(centre)
        let things = b.random.pick([
            ["jug", "cup", "cup", "bowl", "apple", "book"], ["bottle", "plate", "plate", "bread", "salad"], ["teapot", "cup", "cup", "fruit", "newspaper"],
            ["flowers", "fruit", "cup"],
        ])
        if let top = b.put(table, "garden table", at: pose) { b.build("", at: pose) { $0.lay(things, on: top) } }
        b.seat("garden chair", around: pose, table: across, isRound: isRound)
        if !isRound, b.random.chance(0.3), let shade = b.item("parasol") {
            let at = pose * Pose(position: Vec3(across.x / 2 + 0.75, 0.4, 0))
            if plan.claim(at, size: Vec2(0.5, 0.5)) { b.build("parasol", at: at) { $0.stand(shade) } }
        }
    }

    /// Loose things on the paved part.
    mutating func strew() {
        for kind in ["bucket", "ball", "carton", "carton", "bucket", "tin"].shuffled(using: &b.random).prefix(3 + b.random.index(3)) {
            guard let ware = Ware.make(kind, &b) else { continue }
            for _ in 0..<12 {
                let place = Vec2(b.random.uniform(-0.42, 0.42) * size.x, b.random.uniform(0.05, 0.45) * size.y)
                let pose = Pose(position: Vec3(place.x, place.y, 0), rotation: .yaw(b.random.uniform(-180, 180).rounded()))
                guard place.y > paved.low.y + 0.4, plan.claim(Pose(position: pose.position), size: Vec2(repeating: 2 * ware.radius + 0.05)) else { continue }
                b.build(kind, at: pose) { ware.place(&$0) }
                break
            }
        }
    }
}
