import Foundation
import VeneerMath

extension World {
    /// A furnished room that no one has seen before, or two with a doorway between them: all of it follows from the seed.
    public static func room(seed: UInt64) -> World {
        var builder = RoomBuilder(seed: seed)
        return builder.build()
    }
}

struct RoomBuilder {
    enum Use: CaseIterable { case living, bedroom, dining, study, kitchen }

    let seed: UInt64
    var b: SceneBuilder
    /// What a camera should look at, on the floor, by room.
    var focus: [(place: Vec2, region: FloorPlan.Rectangle)] = []
    var hung: [FloorPlan.Rectangle] = []
    var shell: RoomShell
    var windowWall = 0

    init(seed: UInt64) {
        self.seed = seed
        b = SceneBuilder(seed: seed, theme: "room")
        let size = Vec3(b.random.uniform(3.6, 6.6), b.random.uniform(3.5, 5), b.random.uniform(2.45, 2.95)).rounded(to: 100)
        shell = RoomShell(size: size)
    }

    mutating func build() -> World {
        let divided = shell.size.x > 5.4 && b.random.chance(0.6)
        makeWalls()
        let whole = FloorPlan.Rectangle(centre: .zero, size: Vec2(shell.size.x, shell.size.y))
        var plans: [FloorPlan]
        if divided {
            plans = divide(whole)
        } else {
            plans = [FloorPlan(region: whole, sides: shell.walls.map { .init(worldFromWall: $0.worldFromWall, length: $0.length, openings: $0.openings) })]
        }
        let uses: [Use] =
            divided
            ? [[.living, .dining], [.living, .study], [.bedroom, .study], [.kitchen, .dining]][b.random.index(4)]
            : [b.random.pick(Use.allCases + [.living, .living])]
        dressWindows(&plans)
        for index in plans.indices { furnish(&plans[index], as: uses[index]) }
        leaveSomething(in: &plans[0])
        let look = makeLook()
        let name = "room-\(seed)"
        let world = World(
            name: name, seed: seed & 0xff_ffff, materials: b.materials, bodies: b.bodies, look: look,
            camera: CameraPath(
                keys: [.init(seconds: 0, eye: Vec3(0, 0, 1.5), target: Vec3(1, 0, 1.4))], verticalFieldOfViewInDegrees: b.random.uniform(48, 60).rounded()))
        return world.filmed(
            by: CameraScout(world: world, regions: focus.map(\.region), interests: focus.map(\.place), heights: [1.5, 1.6, 1.15, 1.35]), &b.random)
    }

    // MARK: - Shell

    private mutating func makeWalls() {
        let scheme = b.scheme, plain = b.wallPlaster("wall plaster", scheme.wall)
        let bare = b.random.chance(0.12)
        let accent =
            bare
            ? b.material(
                "bare brick", .brick, b.random.chance(0.5) ? Vec3(0.62, 0.61, 0.58) : Vec3(0.29, 0.125, 0.08), Vec3(0.5, 0.48, 0.44), roughness: 0.9,
                feature: 0.225,
                contrast: 0.6, wear: 0.3)
            : b.random.chance(0.4) ? b.wallPlaster("accent plaster", scheme.accentWall) : plain
        for index in shell.walls.indices { shell.walls[index].material = plain }
        windowWall = b.random.index(4)
        let accentWall = (windowWall + 1 + b.random.index(3)) % 4
        shell.walls[accentWall].material = accent
        addWindows(to: windowWall, count: shell.walls[windowWall].length > 3.8 && b.random.chance(0.55) ? 2 : 1)
        if b.random.chance(0.45) { addWindows(to: (windowWall + (b.random.chance(0.5) ? 1 : 3)) % 4, count: b.random.chance(0.3) ? 2 : 1) }
        // A door in a wall without windows, near a corner.
        let doorWall = (0..<4).filter { shell.walls[$0].openings.isEmpty }.shuffled(using: &b.random)[0]
        let along = (shell.walls[doorWall].length / 2 - 0.75) * b.random.pick([-1, 1])
        shell.walls[doorWall].openings.append(.init(along: along.rounded(to: 100), width: 0.9, bottom: 0, top: 2.06, isWindow: false))
        let floor = makeFloor()
        shell.build(&b, floor: floor, ceiling: b.wallPlaster("ceiling", Vec3(0.80, 0.795, 0.78)))
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
        switch b.random.index(8) {
        case 0...4: return b.floorboards(width: b.random.pick([0.09, 0.12, 0.16]))
        case 5:
            return b.material(
                "floor tiles", .tile, Vec3(0.42, 0.395, 0.36), Vec3(0.25, 0.24, 0.22), roughness: 0.35, feature: b.random.pick([0.3, 0.45]), contrast: 0.8,
                wear: 0.2)
        case 6: return b.terrazzo()
        default: return b.carpet("fitted carpet", Vec3(0.40, 0.375, 0.335))
        }
    }

    /// A wall across the house with a doorway in it.
    private mutating func divide(_ whole: FloorPlan.Rectangle) -> [FloorPlan] {
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

    private mutating func dressWindows(_ plans: inout [FloorPlan]) {
        let curtained = b.random.chance(0.65)
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

    // MARK: - Light

    private mutating func makeLook() -> Look {
        let kind = b.random.uniform(), lamps = b.random.chance(0.7) ? b.random.uniform(0.7, 1.2).rounded(to: 100) : 0
        if kind < 0.14 { return Look(timeOfDayInHours: 22, lampScale: b.random.uniform(0.8, 1.3).rounded(to: 100)) }
        let outward = shell.walls[windowWall].worldFromWall.rotation.act(Vec3(0, 1, 0))
        let azimuth = atan2(outward.y, outward.x) + b.random.uniform(-0.95, 0.95)
        let elevation = kind < 0.32 ? b.random.uniform(0.1, 0.24) : b.random.uniform(0.38, 0.9)
        let clouds: Float = kind > 0.78 ? 1 : b.random.uniform(0, 0.35)
        let sun = Vec3(cos(azimuth) * cos(elevation), sin(azimuth) * cos(elevation), sin(elevation))
        return Look(sunTowards: sun, cloudCover: clouds, lampScale: lamps).tidied
    }
}

extension Look {
    /// Whole lux and cd/m², three digits of direction.
    var tidied: Look {
        Look(
            directionToSun: directionToSun.rounded(to: 1000), sunIlluminance: sunIlluminance.rounded(to: 1), skyLuminance: skyLuminance.rounded(to: 1),
            lampScale: lampScale.rounded(to: 100), exposureEV100: exposureEV100)
    }
}
