import Foundation
import VeneerMath

/// A paved yard or a garden behind a house, walled or fenced in: all of it follows from the seed. The house stands at +y.
struct Outdoors {
    let theme: Theme
    let seed: UInt64
    var b: SceneBuilder
    var size: Vec2
    var plan: FloorPlan
    var interests: [Vec2] = []
    let terraceDepth: Float
    private let houseHeight: Float

    init(_ theme: Theme, seed: UInt64, stock: FurnitureStock) {
        self.theme = theme
        self.seed = seed
        b = SceneBuilder(seed: seed, theme: theme.rawValue, stock: stock)
        let isGarden = theme == .garden
        size = Vec2(b.random.uniform(isGarden ? 9.5 : 7.5, isGarden ? 14 : 11), b.random.uniform(isGarden ? 10 : 7, isGarden ? 14 : 9.5)).rounded(to: 10)
        terraceDepth = (isGarden ? b.random.uniform(2.8, 3.6) : size.y * b.random.uniform(0.4, 1.02)).rounded(to: 10)
        // Courses of brick are 75 mm: heights in twice that keep them level across the pieces of a wall.
        houseHeight = (b.random.uniform(2.9, 5.2) / 0.15).rounded() * 0.15
        plan = FloorPlan(region: .init(centre: .zero, size: size), sides: [])
    }

    /// The terrace, before the house.
    var paved: FloorPlan.Rectangle { .init(from: Vec2(-size.x / 2, size.y / 2 - terraceDepth), to: size / 2) }

    mutating func world() throws -> World {
        layGround()
        let sides = enclose()
        plan = FloorPlan(region: .init(centre: .zero, size: size), sides: sides)
        if theme == .garden { furnishGarden() } else { furnishYard() }
        if let refusal = b.refusal { throw refusal }
        let world = World(
            name: "\(theme.rawValue)-\(seed)", seed: seed & 0xff_ffff, materials: b.materials, bodies: b.bodies,
            look: b.look(around: -.pi / 2 + 0.1, spread: 1.5, isIndoors: false, knowsNight: false),
            camera: CameraPath(
                keys: [.init(seconds: 0, eye: Vec3(0, 0, 1.5), target: Vec3(1, 0, 1.4))], verticalFieldOfViewInDegrees: b.random.uniform(40, 50).rounded()))
        let region = FloorPlan.Rectangle(centre: .zero, size: size - 0.6)
        return world.filmed(
            by: CameraScout(world: world, regions: interests.map { _ in region }, interests: interests, heights: [1.6, 1.6, 1.35, 1.2]), &b.random)
    }

    // MARK: - Ground and bounds

    private mutating func layGround() {
        let outer = size + 5, size = size, terraceDepth = terraceDepth
        let lawn = b.material(
            "lawn", .grass, Vec3(0.07, 0.1, 0.032), Vec3(0.16, 0.14, 0.068), roughness: 0.9, feature: 0.09, contrast: 0.9, wear: b.random.uniform(0, 0.25))
        let gravel = b.material("gravel", .gravel, Vec3(0.42, 0.38, 0.325), Vec3(0.21, 0.19, 0.165), roughness: 0.92, feature: 0.018, contrast: 1)
        let isLawn = theme == .garden || b.random.chance(0.75)
        b.build(isLawn ? "lawn" : "gravel", semantic: "ground") { $0.box("", Vec3(outer.x, outer.y, 0.2), at: Vec3(0, 0, -0.13), isLawn ? lawn : gravel) }
        let stone: Int
        switch b.random.index(4) {
        case 0:
            stone = b.material(
                "flags", .paving, Vec3(0.35, 0.33, 0.30), Vec3(0.10, 0.095, 0.07), roughness: 0.85, feature: b.random.uniform(0.3, 0.5), contrast: 0.85,
                wear: 0.4)
        case 1:
            stone = b.material(
                "slabs", .tile, Vec3(0.36, 0.345, 0.32), Vec3(0.16, 0.15, 0.13), roughness: 0.85, feature: 0.4, contrast: 1, wear: 0.7, seedIsOdd: true)
        case 2: stone = b.material("setts", .paving, Vec3(0.27, 0.255, 0.24), Vec3(0.11, 0.10, 0.08), roughness: 0.85, feature: 0.13, contrast: 0.9, wear: 0.3)
        default:
            stone =
                b.random.chance(0.5)
                ? b.concrete()
                : b.material("clinker", .paving, Vec3(0.30, 0.145, 0.095), Vec3(0.14, 0.12, 0.10), roughness: 0.88, feature: 0.11, contrast: 0.8, wear: 0.3)
        }
        b.build("terrace", semantic: "ground") { $0.box("", Vec3(size.x, terraceDepth, 0.1), at: Vec3(0, size.y / 2 - terraceDepth / 2, -0.05), stone) }
    }

    private mutating func enclose() -> [FloorPlan.Side] {
        var shell = RoomShell(size: Vec3(size.x, size.y, houseHeight))
        let doorAt = (b.random.uniform(-0.3, 0.3) * size.x).rounded(to: 100)
        shell.walls[0].openings.append(.init(along: doorAt, width: 1, bottom: 0.15, top: 2.25, isWindow: false))
        for x in [-0.36, -0.12, 0.14, 0.37].map({ ($0 * size.x).rounded(to: 100) }) where abs(x - doorAt) > 1.35 && b.random.chance(0.8) {
            shell.walls[0].openings.append(.init(along: x, width: b.random.pick([0.9, 1.1, 1.3]), bottom: 0.9, top: 2.25, isWindow: true))
        }
        shell.walls[0].material = b.facade()
        let house = shell.walls[0], height = houseHeight, trim = b.random.chance(0.6) ? b.white() : b.paint("window paint", b.scheme.accentWall, roughness: 0.4)
        b.build("house", at: house.worldFromWall) {
            RoomShell.add(house, to: &$0, from: 0, to: 0.3, overhang: 0.6, height: height, trim: trim, isOutdoors: true)
        }
        for opening in house.openings {
            // A lamp beside the door.
            guard !opening.isWindow else { continue }
            b.build("wall lamp", at: house.worldFromWall * Pose(position: Vec3(opening.along + 0.75, 0, 1.95)), semantic: "lamp") { $0.wallLamp() }
        }
        b.build("roof", at: house.worldFromWall) { $0.eaves(width: house.length + 1.2, height: height) }
        b.build("steps", at: house.worldFromWall * Pose(position: Vec3(doorAt, 0, 0))) {
            let stone = $0.concrete()
            $0.box("", Vec3(1.5, 0.36, 0.15), at: Vec3(0, -0.18, 0.075), stone, bevel: 0.008)
            $0.box("lower", Vec3(1.5, 0.68, 0.076), at: Vec3(0, -0.34, 0.038), stone, bevel: 0.008)
        }
        let kinds = (0..<3).map { _ in b.random.index(4) }, high = b.random.uniform(1.85, 2.25).rounded(to: 100)
        for index in 1...3 {
            let wall = shell.walls[index], kind = kinds[index - 1]
            b.build(["fence", "garden wall", "garden wall", "hedge"][kind], at: wall.worldFromWall) {
                switch kind {
                case 0: $0.fence(length: wall.length, height: high)
                case 3: $0.hedge(length: wall.length, height: high)
                default: $0.gardenWall(length: wall.length, height: high, isBrick: kind == 1)
                }
            }
        }
        growBehind(high)
        var sides = shell.walls.map { FloorPlan.Side(worldFromWall: $0.worldFromWall, length: $0.length, openings: $0.openings) }
        for index in sides[0].openings.indices where !sides[0].openings[index].isWindow { sides[0].openings[index].bottom = 0 }
        return sides
    }

    /// Trees of the neighbours look over.
    private mutating func growBehind(_ height: Float) {
        for _ in 0..<1 + b.random.index(3) {
            let side = b.random.index(3), along = b.random.uniform(-0.45, 0.45), out = b.random.uniform(1, 2.2)
            let at =
                side == 0
                ? Vec3(-size.x / 2 - out, along * size.y, 0)
                : side == 1 ? Vec3(size.x / 2 + out, along * size.y, 0) : Vec3(along * size.x, -size.y / 2 - out, 0)
            b.build("tree behind", at: Pose(position: at + Vec3(0, 0, -0.1)), semantic: "tree") { $0.tree(height: height + $0.random.uniform(0.8, 2.2)) }
        }
    }
}
