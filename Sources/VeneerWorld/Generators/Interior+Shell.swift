import VeneerMath

extension Interior {
    mutating func makeWalls() {
        let plain = wallFinish()
        for index in shell.walls.indices { shell.walls[index].material = plain }
        windowWall = theme == .warehouse ? b.random.pick([0, 2]) : b.random.index(4)
        let accentWall = (windowWall + 1 + b.random.index(3)) % 4
        shell.walls[accentWall].material = accentFinish(plain)
        placeWindows()
        // A door in a wall without windows, near a corner.
        let doorWall = (0..<4).filter { shell.walls[$0].openings.isEmpty }.shuffled(using: &b.random)[0]
        let along = (shell.walls[doorWall].length / 2 - 0.75) * b.random.pick([-1, 1])
        shell.walls[doorWall].openings.append(.init(along: along.rounded(to: 100), width: 0.9, bottom: 0, top: 2.06, isWindow: false))
        let ceiling =
            switch theme {
            case .warehouse: b.material("deck", .painted, Vec3(0.52, 0.53, 0.53), Vec3(0.3, 0.3, 0.3), roughness: 0.6, wear: 0.1)
            case .workshop: b.random.chance(0.5) ? b.floorboards(width: 0.14) : b.wallPlaster("ceiling", Vec3(0.74, 0.73, 0.70), use: 0)
            default: b.wallPlaster("ceiling", Vec3(0.80, 0.795, 0.78), use: 0)
            }
        let floor = makeFloor()
        shell.build(&b, floor: floor, ceiling: ceiling)
    }

    private mutating func brick(_ name: String, whitewashed: Bool) -> Int {
        b.material(
            name, .brick, whitewashed ? Vec3(0.62, 0.61, 0.58) : Vec3(0.29, 0.125, 0.08), Vec3(0.5, 0.48, 0.44), roughness: 0.9, feature: 0.225,
            contrast: whitewashed ? 0.35 : 0.6, wear: 0.3)
    }

    private mutating func wallFinish() -> Int {
        switch theme {
        case .office: b.wallPlaster("wall plaster", mix(b.scheme.wall, Vec3(0.76, 0.755, 0.74), 0.6))
        case .workshop: b.random.chance(0.6) ? brick("whitewashed brick", whitewashed: true) : b.wallPlaster("wall plaster", Vec3(0.62, 0.60, 0.55))
        case .warehouse: b.random.chance(0.5) ? b.concrete() : b.wallPlaster("painted blocks", Vec3(0.60, 0.60, 0.585))
        default: b.wallPlaster("wall plaster", b.scheme.wall)
        }
    }

    private mutating func accentFinish(_ plain: Int) -> Int {
        switch theme {
        case .warehouse: return plain
        case .workshop: return b.random.chance(0.5) ? brick("bare brick", whitewashed: false) : plain
        case .office: return b.random.chance(0.4) ? b.wallPlaster("accent plaster", b.scheme.accentWall) : plain
        default:
            if b.random.chance(0.12) { return brick("bare brick", whitewashed: b.random.chance(0.5)) }
            return b.random.chance(0.4) ? b.wallPlaster("accent plaster", b.scheme.accentWall) : plain
        }
    }

    // MARK: - Windows

    private mutating func placeWindows() {
        let length = shell.walls[windowWall].length, high = shell.size.z
        switch theme {
        case .office: row(of: Int(length / 2), on: windowWall, width: 1.35, bottom: 0.85, top: high - 0.3)
        case .workshop:
            row(of: Int(length / 2.4), on: windowWall, width: b.random.uniform(1.1, 1.5), bottom: 1.1, top: min(2.35, high - 0.3))
            if b.random.chance(0.4) { row(of: 1, on: (windowWall + 1) % 4, width: 1.2, bottom: 1.1, top: 2.2) }
        case .warehouse:
            // A band of light under the roof, along both long walls.
            for wall in [0, 2] { row(of: Int(length / 3), on: wall, width: 2.2, bottom: high - 1.7, top: high - 0.5) }
        default:
            addWindows(to: windowWall, count: length > 3.8 && b.random.chance(0.55) ? 2 : 1)
            if b.random.chance(0.45) { addWindows(to: (windowWall + (b.random.chance(0.5) ? 1 : 3)) % 4, count: b.random.chance(0.3) ? 2 : 1) }
        }
    }

    private mutating func row(of count: Int, on wall: Int, width: Float, bottom: Float, top: Float) {
        let count = max(1, count), each = shell.walls[wall].length / Float(count), width = min(width, each - 0.5).rounded(to: 100)
        for index in 0..<count {
            let along = (each * (Float(index) + 0.5) - shell.walls[wall].length / 2).rounded(to: 100)
            shell.walls[wall].openings.append(
                .init(along: along, width: width, bottom: bottom.rounded(to: 100), top: top.rounded(to: 100), isWindow: true))
        }
    }

    private mutating func addWindows(to wall: Int, count: Int) {
        let length = shell.walls[wall].length, tall = b.random.chance(0.25), bottom: Float = tall ? 0.3 : b.random.uniform(0.85, 0.98).rounded(to: 100)
        let top = min(shell.size.z - 0.18, b.random.uniform(2.05, 2.35)).rounded(to: 100)
        let width = count == 2 ? b.random.uniform(0.85, min(1.25, length / 2 - 0.9)) : b.random.uniform(1.1, min(2.3, length - 1.5))
        let spread = count == 2 ? length / 4 : 0, shift = count == 1 ? b.random.uniform(-0.25, 0.25) * (length - width - 1.4) : 0
        for index in 0..<count {
            let along = (count == 2 ? (index == 0 ? -spread : spread) : shift).rounded(to: 100)
            shell.walls[wall].openings.append(.init(along: along, width: width.rounded(to: 100), bottom: bottom, top: top, isWindow: true))
        }
    }

    private mutating func makeFloor() -> Int {
        switch theme {
        case .warehouse: return b.concrete()
        case .workshop: return b.random.chance(0.65) ? b.concrete() : b.floorboards(width: 0.16)
        case .office:
            return b.random.chance(0.55)
                ? b.carpet("carpet tiles", mix(Vec3(0.17, 0.18, 0.195), b.scheme.textile, 0.25))
                : b.random.chance(0.6) ? b.floorboards(width: 0.12) : b.concrete()
        case .kitchen where b.random.chance(0.5): return tiles()
        default: break
        }
        switch b.random.index(8) {
        case 0...4: return b.floorboards(width: b.random.pick([0.09, 0.12, 0.16]))
        case 5:
            return tiles()
        case 6: return b.terrazzo()
        default: return b.carpet("fitted carpet", Vec3(0.40, 0.375, 0.335))
        }
    }

    private mutating func tiles() -> Int {
        b.material(
            "floor tiles", .tile, Vec3(0.42, 0.395, 0.36), Vec3(0.25, 0.24, 0.22), roughness: 0.35, feature: b.random.pick([0.3, 0.45]), contrast: 0.8,
            wear: 0.2)
    }

    /// A wall across the house with a doorway in it.
    mutating func divide(_ whole: FloorPlan.Rectangle) -> [FloorPlan] {
        let thickness: Float = 0.11, at = (shell.size.x * b.random.uniform(0.06, 0.14)).rounded(to: 100)
        var wall = RoomShell.Wall(worldFromWall: Pose(position: Vec3(at, 0, 0), rotation: .yaw(-90)), length: shell.size.y)
        // Not where a window is in the way of the wall's end.
        for index in [0, 2] {
            for opening in shell.walls[index].openings.indices {
                let x = shell.walls[index].worldFromWall.act(Vec3(shell.walls[index].openings[opening].along, 0, 0)).x
                if abs(x - at) < shell.walls[index].openings[opening].width / 2 + 0.3 {
                    return [
                        FloorPlan(region: whole, sides: shell.walls.map { .init(worldFromWall: $0.worldFromWall, length: $0.length, openings: $0.openings) })
                    ]
                }
            }
        }
        wall.material = shell.walls[0].material
        let along = (b.random.uniform(-0.3, 0.3) * (shell.size.y - 1.6)).rounded(to: 100)
        wall.openings = [.init(along: along, width: b.random.pick([0.9, 1.3]), bottom: 0, top: 2.06, isWindow: false)]
        let trim = b.white(), height = shell.size.z
        b.build("inner wall", at: wall.worldFromWall) {
            RoomShell.add(wall, to: &$0, from: -thickness / 2, to: thickness / 2, overhang: 0, height: height, trim: trim)
        }
        return [true, false].map { isLeft in
            let x0 = isLeft ? -shell.size.x / 2 : at + thickness / 2, x1 = isLeft ? at - thickness / 2 : shell.size.x / 2
            let region = FloorPlan.Rectangle(from: Vec2(x0, -shell.size.y / 2), to: Vec2(x1, shell.size.y / 2))
            var sides: [FloorPlan.Side] = []
            for (index, outer) in shell.walls.enumerated() {
                if index == (isLeft ? 3 : 1) { continue }
                guard index % 2 == 0 else { sides.append(.init(worldFromWall: outer.worldFromWall, length: outer.length, openings: outer.openings)); continue }
                // The part of a long wall that bounds this room.
                let shift = outer.worldFromWall.inverse.act(Vec3(region.centre.x, 0, 0)).x
                let pose = outer.worldFromWall * Pose(position: Vec3(shift, 0, 0))
                let openings = outer.openings.map {
                    var o = $0; o.along -= shift; return o
                }.filter { abs($0.along) < region.size.x / 2 }
                sides.append(.init(worldFromWall: pose, length: region.size.x, openings: openings))
            }
            let face =
                isLeft
                ? Pose(position: Vec3(at - thickness / 2, 0, 0), rotation: .yaw(-90)) : Pose(position: Vec3(at + thickness / 2, 0, 0), rotation: .yaw(90))
            let opening = wall.openings.map {
                var o = $0; o.along = isLeft ? o.along : -o.along; return o
            }
            sides.append(.init(worldFromWall: face, length: shell.size.y, openings: opening))
            return FloorPlan(region: region, sides: sides)
        }
    }

    mutating func dressWindows(_ plans: inout [FloorPlan]) {
        let curtained = theme != .office && theme != .kitchen && b.random.chance(0.65)
        for wall in shell.walls {
            for window in wall.openings where window.isWindow {
                let place = wall.worldFromWall * Pose(position: Vec3(window.along, 0, 0))
                if curtained {
                    b.build("curtain", at: place) { $0.curtains(width: window.width, from: window.bottom, to: window.top) }
                    for index in plans.indices {
                        for side: Float in [-1, 1] {
                            plans[index].taken.append(FloorPlan.rectangle(place, x: side * (window.width / 2 + 0.17), y: -0.08, size: Vec2(0.4, 0.16)))
                        }
                    }
                }
                if window.bottom > 0.7, b.random.chance(0.8) {
                    b.build("radiator", at: place) { $0.radiator(width: min(window.width - 0.1, 1.2)) }
                    for index in plans.indices {
                        plans[index].taken.append(FloorPlan.rectangle(place, x: 0, y: -0.09, size: Vec2(min(window.width, 1.3), 0.2)))
                    }
                }
            }
        }
    }
}
