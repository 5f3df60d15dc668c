import VeneerMath

/// A furnished-to-be room: its floor is at z = 0 around the origin; it expands to static bodies.
public struct RoomTemplate: Sendable, Equatable {
    public enum Wall: String, CaseIterable, Sendable {
        case minusX = "-x"
        case plusX = "+x"
        case minusY = "-y"
        case plusY = "+y"
    }

    public struct Window: Sendable, Equatable {
        public var wall: Wall
        /// Along the wall from its middle, and above the floor.
        public var centre: Vec2
        public var size: Vec2

        public init(wall: Wall, centre: Vec2, size: Vec2) {
            self.wall = wall
            self.centre = centre
            self.size = size
        }
    }

    /// Inside: width along x, depth along y, height.
    public var size: Vec3
    public var wallMaterial: Int
    public var floorMaterial: Int
    public var ceilingMaterial: Int
    public var trimMaterial: Int
    public var windows: [Window]

    public init(size: Vec3, wallMaterial: Int, floorMaterial: Int, ceilingMaterial: Int, trimMaterial: Int, windows: [Window]) {
        self.size = size
        self.wallMaterial = wallMaterial
        self.floorMaterial = floorMaterial
        self.ceilingMaterial = ceilingMaterial
        self.trimMaterial = trimMaterial
        self.windows = windows
    }

    static let wallThickness: Float = 0.16

    public func expanded() -> [Body] {
        let t = RoomTemplate.wallThickness
        var bodies = [
            Body(
                name: "floor", shape: .box(size: Vec3(size.x + 2 * t, size.y + 2 * t, t), bevel: 0), materialIndex: floorMaterial,
                worldFromBody: Pose(position: Vec3(0, 0, -t / 2)), semantic: "floor"),
            Body(
                name: "ceiling", shape: .box(size: Vec3(size.x + 2 * t, size.y + 2 * t, t), bevel: 0), materialIndex: ceilingMaterial,
                worldFromBody: Pose(position: Vec3(0, 0, size.z + t / 2)), semantic: "ceiling"),
        ]
        for wall in Wall.allCases { bodies += expanded(wall) }
        return bodies
    }

    /// Wall space: x along the wall, y out of the room, z up; its origin is at the floor, in the middle of the wall's inner face.
    private func worldFromWall(_ wall: Wall) -> (pose: Pose, length: Float) {
        let quarter = Float.pi / 2
        func pose(_ position: Vec3, _ turns: Float) -> Pose {
            Pose(position: position, rotation: Quaternion(angleInRadians: turns * quarter, axis: Vec3(0, 0, 1)))
        }
        switch wall {
        case .plusY: return (pose(Vec3(0, size.y / 2, 0), 0), size.x)
        case .minusX: return (pose(Vec3(-size.x / 2, 0, 0), 1), size.y)
        case .minusY: return (pose(Vec3(0, -size.y / 2, 0), 2), size.x)
        case .plusX: return (pose(Vec3(size.x / 2, 0, 0), 3), size.y)
        }
    }

    private func expanded(_ wall: Wall) -> [Body] {
        let (worldFromWall, length) = worldFromWall(wall)
        let t = RoomTemplate.wallThickness, outer = length + 2 * t
        var bodies: [Body] = []

        func add(_ name: String, _ semantic: String, _ material: Int, from low: Vec3, to high: Vec3, bevel: Float = 0) {
            guard (high - low).min() > 1e-4 else { return }
            bodies.append(
                Body(
                    name: "wall \(wall.rawValue) \(name)", shape: .box(size: high - low, bevel: bevel), materialIndex: material,
                    worldFromBody: worldFromWall * Pose(position: (low + high) / 2), semantic: semantic))
        }

        add("skirting", "trim", trimMaterial, from: Vec3(-length / 2, -0.014, 0), to: Vec3(length / 2, 0, 0.08), bevel: 0.004)
        guard let window = windows.first(where: { $0.wall == wall }) else {
            add("", "wall", wallMaterial, from: Vec3(-outer / 2, 0, 0), to: Vec3(outer / 2, t, size.z))
            return bodies
        }
        let left = window.centre.x - window.size.x / 2, right = left + window.size.x
        let bottom = window.centre.y - window.size.y / 2, top = bottom + window.size.y
        add("left", "wall", wallMaterial, from: Vec3(-outer / 2, 0, 0), to: Vec3(left, t, size.z))
        add("right", "wall", wallMaterial, from: Vec3(right, 0, 0), to: Vec3(outer / 2, t, size.z))
        add("below", "wall", wallMaterial, from: Vec3(left, 0, 0), to: Vec3(right, t, bottom))
        add("above", "wall", wallMaterial, from: Vec3(left, 0, top), to: Vec3(right, t, size.z))

        let bar: Float = 0.05, near = t * 0.55, far = near + 0.05
        let frame = "window-frame"
        add("sill", frame, trimMaterial, from: Vec3(left - 0.05, -0.05, bottom - 0.03), to: Vec3(right + 0.05, t, bottom), bevel: 0.004)
        add("frame left", frame, trimMaterial, from: Vec3(left, near, bottom), to: Vec3(left + bar, far, top), bevel: 0.004)
        add("frame right", frame, trimMaterial, from: Vec3(right - bar, near, bottom), to: Vec3(right, far, top), bevel: 0.004)
        add("frame bottom", frame, trimMaterial, from: Vec3(left + bar, near, bottom), to: Vec3(right - bar, far, bottom + bar), bevel: 0.004)
        add("frame top", frame, trimMaterial, from: Vec3(left + bar, near, top - bar), to: Vec3(right - bar, far, top), bevel: 0.004)
        add(
            "mullion", frame, trimMaterial, from: Vec3(window.centre.x - 0.02, near, bottom + bar), to: Vec3(window.centre.x + 0.02, far, top - bar),
            bevel: 0.004)

        // The pane's +z looks into the room; turning about x sends z to −y of wall space.
        let paneInWall = Pose(
            position: Vec3(window.centre.x, far + 0.025, window.centre.y), rotation: Quaternion(angleInRadians: .pi / 2, axis: Vec3(1, 0, 0)))
        bodies.append(
            Body(
                name: "window \(wall.rawValue)", shape: .box(size: Vec3(window.size.x, window.size.y, 0.02), bevel: 0), materialIndex: trimMaterial,
                worldFromBody: worldFromWall * paneInWall, semantic: "window", emission: .sky))
        return bodies
    }
}

/// A table: a bevelled top on four legs.
public struct TableTemplate: Sendable, Equatable {
    public var centre: Vec2
    /// Length along x, depth along y, height of the top's upper face.
    public var size: Vec3
    public var topMaterial: Int
    public var legMaterial: Int

    public init(centre: Vec2, size: Vec3, topMaterial: Int, legMaterial: Int) {
        self.centre = centre
        self.size = size
        self.topMaterial = topMaterial
        self.legMaterial = legMaterial
    }

    public func expanded() -> [Body] {
        let thickness: Float = 0.034, leg: Float = 0.055, inset: Float = 0.06
        let top = Body(
            name: "table top", shape: .box(size: Vec3(size.x, size.y, thickness), bevel: 0.005), materialIndex: topMaterial,
            worldFromBody: Pose(position: Vec3(centre.x, centre.y, size.z - thickness / 2)), friction: 0.7, semantic: "table")
        let legHeight = size.z - thickness
        return [top]
            + [(-1, -1), (1, -1), (-1, 1), (1, 1)].map { (sx: Float, sy: Float) in
                let x = centre.x + sx * (size.x / 2 - inset), y = centre.y + sy * (size.y / 2 - inset)
                // Wood grows along x of body space, so a leg is a post turned upright.
                let upright = Quaternion(angleInRadians: -.pi / 2, axis: Vec3(0, 1, 0))
                return Body(
                    name: "table leg \(sx > 0 ? "+x" : "-x")\(sy > 0 ? "+y" : "-y")", shape: .box(size: Vec3(legHeight, leg, leg), bevel: 0.006),
                    materialIndex: legMaterial, worldFromBody: Pose(position: Vec3(x, y, legHeight / 2), rotation: upright), semantic: "table")
            }
    }
}
