import Foundation
import VeneerAssets
import VeneerMath

/// A furnished room, or two with a doorway between them: all of it follows from the seed. Themes differ in shell, use and light.
struct Interior {
    enum Use: CaseIterable { case living, bedroom, dining, study, kitchen, office, workshop, warehouse, tabletop }

    let theme: Theme
    let seed: UInt64
    var b: SceneBuilder
    /// What a camera should look at, on the floor, by room.
    var focus: [(place: Vec2, region: FloorPlan.Rectangle)] = []
    /// Walls that are taken, by what hangs there or is too tall to hang things above.
    var hung: [FloorPlan.Rectangle] = []
    var shell: RoomShell
    var windowWall = 0
    /// Of the table that a tabletop is about.
    var tableTop: SceneBuilder.Top?

    init(_ theme: Theme, seed: UInt64, stock: FurnitureStock) {
        self.theme = theme
        self.seed = seed
        b = SceneBuilder(seed: seed, theme: theme.rawValue, stock: stock)
        let (low, high) = Interior.sizes(theme)
        shell = RoomShell(
            size: Vec3(b.random.uniform(low.x, high.x), b.random.uniform(low.y, high.y), b.random.uniform(low.z, high.z)).rounded(to: 100))
    }

    /// Of the room, inside: the least and the most.
    private static func sizes(_ theme: Theme) -> (Vec3, Vec3) {
        switch theme {
        case .kitchen: (Vec3(3.8, 3.4, 2.45), Vec3(5.4, 4.6, 2.9))
        case .office: (Vec3(6, 4.8, 2.7), Vec3(9.5, 6.8, 3.1))
        case .workshop: (Vec3(5, 4.2, 2.7), Vec3(7.5, 6, 3.4))
        case .warehouse: (Vec3(12, 9.5, 5.2), Vec3(17, 12.5, 6.6))
        case .tabletop: (Vec3(3.4, 3.2, 2.45), Vec3(4.8, 4.4, 2.8))
        default: (Vec3(3.6, 3.5, 2.45), Vec3(6.6, 5, 2.95))
        }
    }

    mutating func world() throws -> World {
        makeWalls()
        let whole = FloorPlan.Rectangle(centre: .zero, size: Vec2(shell.size.x, shell.size.y))
        var plans = [FloorPlan(region: whole, sides: shell.walls.map { .init(worldFromWall: $0.worldFromWall, length: $0.length, openings: $0.openings) })]
        if theme == .room, shell.size.x > 5.4, b.random.chance(0.55) { plans = divide(whole) }
        let uses = uses(plans.count)
        if theme != .warehouse, theme != .workshop { dressWindows(&plans) }
        for index in plans.indices {
            furnish(&plans[index], as: uses[index])
            if !hasLamp(in: plans[index].region) { ceilingLamp(over: plans[index].region.centre, chance: 1) }
        }
        leaveSomething(in: &plans[0])
        if let refusal = b.refusal { throw refusal }
        let angles: (Float, Float) = theme == .tabletop ? (30, 42) : theme == .warehouse ? (44, 54) : (42, 54)
        let world = World(
            name: "\(theme.rawValue)-\(seed)", seed: seed & 0xff_ffff, materials: b.materials, bodies: b.bodies, look: makeLook(),
            camera: CameraPath(
                keys: [.init(seconds: 0, eye: Vec3(0, 0, 1.5), target: Vec3(1, 0, 1.4))],
                verticalFieldOfViewInDegrees: b.random.uniform(angles.0, angles.1).rounded()))
        let scout =
            theme == .tabletop
            ? CameraScout(world: world, regions: focus.map(\.region), interests: focus.map(\.place), heights: [1.15, 1.25, 1.4], still: tableTop)
            : CameraScout(world: world, regions: focus.map(\.region), interests: focus.map(\.place), heights: [1.5, 1.6, 1.2, 1.35])
        return world.filmed(by: scout, &b.random)
    }

    /// Without one nothing is seen by night.
    private func hasLamp(in region: FloorPlan.Rectangle) -> Bool {
        b.bodies.contains { body in
            guard case .lamp = body.emission else { return false }
            let place = body.worldFromBody.position
            return region.holds(.init(centre: Vec2(place.x, place.y), size: .zero))
        }
    }

    private mutating func uses(_ count: Int) -> [Use] {
        switch theme {
        case .kitchen: [.kitchen]
        case .office: [.office]
        case .workshop: [.workshop]
        case .warehouse: [.warehouse]
        case .tabletop: [.tabletop]
        default:
            count == 2
                ? b.random.pick([[.living, .dining], [.living, .study], [.bedroom, .study], [.kitchen, .dining]])
                : [b.random.pick([.living, .living, .living, .bedroom, .bedroom, .dining, .study])]
        }
    }

    // MARK: - Light

    private mutating func makeLook() -> Look {
        let outward = shell.walls[windowWall].worldFromWall.rotation.act(Vec3(0, 1, 0))
        return b.look(around: atan2(outward.y, outward.x), spread: 0.95, isIndoors: true)
    }
}
