import VeneerMath

/// A hall full of different models, as in a furniture store, with things laid on them: a world as crowded as any, to measure what models cost.
public enum Showroom {
    /// Nil where the stock holds too few.
    public static func world(models count: Int, stock: FurnitureStock = .installed) throws -> World? {
        var b = SceneBuilder(seed: 1, theme: "showroom", stock: stock), rest = stock.items.filter { $0.stands == .floor || $0.stands == .wall }[...]
        let floor = b.concrete(), wide: Float = 16
        b.build("floor") { $0.box("", Vec3(40, 60, 0.2), at: Vec3(0, 10, -0.1), floor) }
        var y: Float = 0, known: Set<String> = []
        while known.count < count {
            // A row across the hall, as deep as its deepest piece.
            var x = -wide / 2, deep: Float = 0
            while let item = rest.first, x + item.size.x < wide / 2, known.count < count {
                rest.removeFirst()
                guard known.insert(item.model).inserted else { continue }
                let pose = Pose(position: Vec3(x + item.size.x / 2, y + item.size.y / 2, 0))
                b.build(item.kind, at: pose) { s in
                    guard let top = s.stand(item) else { return }
                    s.lay(s.some(3, of: ["cup", "book", "vase", "fruit", "photo", "jug", "teapot", "small plant", "bottle"]), on: top)
                }
                x += item.size.x + 0.3
                deep = max(deep, item.size.y)
            }
            guard deep > 0 else { return nil }
            y += deep + 0.5
        }
        if let refusal = b.refusal { throw refusal }
        let keys = [(-4, -3, 1.7), (0, -2, 1.7), (5, 4, 1.6)] as [(Float, Float, Float)]
        return World(
            name: "showroom", seed: 1, materials: b.materials, bodies: b.bodies, look: Look(timeOfDayInHours: 14),
            camera: CameraPath(
                keys: keys.enumerated().map { .init(seconds: 4 * Float($0), eye: Vec3($1.0, $1.1, $1.2), target: Vec3($1.0 / 4, $1.1 + 6, 0.6)) },
                verticalFieldOfViewInDegrees: 50))
    }
}
