import VeneerMath

/// Which floor is taken, and where along its walls a region still has room. Rectangles are axis-aligned, in world space.
struct FloorPlan {
    struct Rectangle {
        var low: Vec2
        var high: Vec2

        init(centre: Vec2, size: Vec2) {
            low = centre - size / 2
            high = centre + size / 2
        }

        init(from a: Vec2, to b: Vec2) {
            low = pointwiseMin(a, b)
            high = pointwiseMax(a, b)
        }

        var centre: Vec2 { (low + high) / 2 }
        var size: Vec2 { high - low }
        func meets(_ o: Rectangle) -> Bool { low.x < o.high.x && high.x > o.low.x && low.y < o.high.y && high.y > o.low.y }
        func holds(_ o: Rectangle) -> Bool { o.low.x >= low.x && o.low.y >= low.y && o.high.x <= high.x && o.high.y <= high.y }
    }

    /// A stretch of wall as seen from the region: its pose is wall space (see RoomShell).
    struct Side {
        var worldFromWall: Pose
        var length: Float
        var openings: [RoomShell.Opening]
    }

    var region: Rectangle
    var sides: [Side]
    var taken: [Rectangle] = []

    /// Keeps the floor before doors free.
    init(region: Rectangle, sides: [Side]) {
        self.region = region
        self.sides = sides
        for side in sides {
            for door in side.openings where door.bottom < 0.05 {
                taken.append(FloorPlan.rectangle(side.worldFromWall, x: door.along, y: -0.5, size: Vec2(door.width + 0.16, 1)))
            }
        }
    }

    static func rectangle(_ pose: Pose, x: Float, y: Float, size: Vec2) -> Rectangle {
        func corner(_ sx: Float, _ sy: Float) -> Vec2 {
            let p = pose.act(Vec3(x + sx * size.x / 2, y + sy * size.y / 2, 0))
            return Vec2(p.x, p.y)
        }
        return Rectangle(from: corner(-1, -1), to: corner(1, 1))
    }

    func isFree(_ rectangle: Rectangle) -> Bool { region.holds(rectangle) && !taken.contains { $0.meets(rectangle) } }

    /// A free place with its back to a wall, and that side; it is taken then. `clear`: floor that must be free in front, and stays so.
    /// Things higher than a window's sill don't stand before it.
    mutating func place(
        width: Float, depth: Float, height: Float, clear: Float = 0, gap: Float = 0.02, on wanted: [Int]? = nil, middle: Bool = false,
        corner: Bool = false, _ random: inout SeededRandom
    ) -> (pose: Pose, side: Int)? {
        for _ in 0..<40 {
            let index = wanted.map { random.pick($0) } ?? random.index(sides.count)
            guard sides.indices.contains(index) else { continue }
            let side = sides[index]
            let reach = (side.length - width) / 2 - 0.05
            guard reach > 0 else { continue }
            let x =
                middle
                ? random.uniform(-0.12, 0.12) * side.length
                : corner || random.chance(0.5) ? random.pick([-1, 1]) * reach * random.uniform(0.88, 1) : random.uniform(-reach, reach)
            guard abs(x) <= reach else { continue }
            let blocked = side.openings.contains { abs($0.along - x) < ($0.width + width) / 2 + ($0.isWindow ? 0.1 : 0.1) && $0.bottom < height + 0.02 }
            guard !blocked else { continue }
            let y = -depth / 2 - gap
            let wants = FloorPlan.rectangle(side.worldFromWall, x: x, y: y - clear / 2, size: Vec2(width, depth + clear - 0.01))
            guard isFree(wants) else { continue }
            taken.append(FloorPlan.rectangle(side.worldFromWall, x: x, y: y - min(clear, 0.3) / 2, size: Vec2(width + 0.04, depth + min(clear, 0.3))))
            return (side.worldFromWall * Pose(position: Vec3(x, y, 0)), index)
        }
        return nil
    }

    mutating func claim(_ pose: Pose, size: Vec2) -> Bool {
        let wants = FloorPlan.rectangle(pose, x: 0, y: 0, size: size)
        guard isFree(wants) else { return false }
        taken.append(wants)
        return true
    }

    /// A free stretch of wall for something flat at this height; nothing tall may stand before it, which `above` tells.
    func hangingPlace(width: Float, from bottom: Float, to top: Float, hung: [Rectangle], _ random: inout SeededRandom) -> (pose: Pose, mark: Rectangle)? {
        for _ in 0..<20 {
            let side = sides[random.index(sides.count)], reach = (side.length - width) / 2 - 0.2
            guard reach > 0 else { continue }
            let x = random.uniform(-reach, reach)
            guard
                !side.openings.contains(where: {
                    abs($0.along - x) < ($0.width + width) / 2 + ($0.isWindow ? 0.45 : 0.15) && $0.bottom < top && $0.top > bottom
                })
            else { continue }
            let mark = FloorPlan.rectangle(side.worldFromWall, x: x, y: -0.05, size: Vec2(width + 0.2, 0.3))
            guard !hung.contains(where: { $0.meets(mark) }) else { continue }
            return (side.worldFromWall * Pose(position: Vec3(x, 0, 0)), mark)
        }
        return nil
    }
}
