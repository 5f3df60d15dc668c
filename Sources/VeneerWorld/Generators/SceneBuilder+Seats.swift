import VeneerMath

extension SceneBuilder {
    /// So many of these, in an order of their own.
    mutating func some(_ count: Int, of things: [String]) -> [String] { Array(things.shuffled(using: &random).prefix(count)) }

    /// Chairs around a table, drawn up to it and facing it, not too neatly.
    mutating func seat(_ kind: String, around pose: Pose, table: Vec2, isRound: Bool, share: Float = 0.9) {
        guard let sample = piece(kind, alike: true) else { return }
        let depth = sample.size.y
        func chair(_ s: inout SceneBuilder, x: Float, y: Float, turn: Float) {
            guard s.random.chance(share), let piece = s.piece(kind, alike: true) else { return }
            let out = Quaternion.yaw(turn).act(Vec3(0, s.random.uniform(-0.04, 0.12), 0)), skew = s.random.uniform(-9, 9)
            s.put(piece, kind, at: pose * Pose(position: Vec3(x, y, 0) + out, rotation: .yaw((turn + skew).rounded())))
        }
        // A third of the seat is under the table.
        let reach = depth * 0.2
        if isRound {
            let count = table.x > 1.15 ? 4 : 3, first = random.uniform(0, 90)
            for index in 0..<count {
                let angle = 360 / Float(count) * Float(index) + first, out = Quaternion.yaw(angle).act(Vec3(0, table.x / 2 + reach, 0))
                chair(&self, x: out.x, y: out.y, turn: angle)
            }
            return
        }
        let each = table.x > 1.9 ? 3 : table.x > 1.3 ? 2 : 1
        for side: Float in [-1, 1] {
            for index in 0..<each {
                chair(&self, x: (Float(index) - Float(each - 1) / 2) * table.x * 0.9 / Float(each), y: side * (table.y / 2 + reach), turn: side > 0 ? 0 : 180)
            }
            if table.x < 2.1, random.chance(0.4) { chair(&self, x: side * (table.x / 2 + reach), y: 0, turn: side > 0 ? -90 : 90) }
        }
    }

    /// Things let fall in a heap, any way up: physics says how they come to lie.
    mutating func tumble(_ kinds: [String], over top: Top) {
        for (index, kind) in kinds.enumerated() {
            guard let ware = Ware.make(kind, &self) else { continue }
            let aside = Vec3(random.uniform(-0.3, 0.3) * top.size.x, random.uniform(-0.3, 0.3) * top.size.y, ware.radius * (1.1 + 1.4 * Float(index)))
            let turn = Quaternion.yaw(random.uniform(-180, 180).rounded()) * .about(Vec3(1, 0, 0), (random.pick([-1, 1]) * random.uniform(15, 50)).rounded())
            build(kind, at: Pose(position: top.centre + aside, rotation: turn)) { ware.place(&$0) }
        }
    }
}
