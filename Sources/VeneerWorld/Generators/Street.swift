import Foundation
import VeneerMath

/// A street of houses: pavement and houses at +y, road, and gardens across it. All of it follows from the seed.
struct Street {
    let seed: UInt64
    var b: SceneBuilder
    var plan: FloorPlan
    var interests: [Vec2] = []
    /// Along x; the houses' front is at y = 0, the pavement at z = 0.
    let length: Float
    private let pavement: Float
    private let road: Float
    static let kerb: Float = 0.11

    init(seed: UInt64, stock: FurnitureStock) {
        self.seed = seed
        b = SceneBuilder(seed: seed, theme: Theme.street.rawValue, stock: stock)
        length = b.random.uniform(22, 27).rounded(to: 1)
        pavement = b.random.uniform(2.6, 3.6).rounded(to: 10)
        road = b.random.uniform(5.6, 6.8).rounded(to: 10)
        plan = FloorPlan(region: .init(from: Vec2(-length / 2, -pavement), to: Vec2(length / 2, 0)), sides: [])
        b.litWindows = 0.3
    }

    private var farKerb: Float { -pavement - road }

    mutating func world() throws -> World {
        layGround()
        raiseHouses()
        closeEnds()
        plantAcross()
        furnishPavement()
        parkCars()
        lightStreet()
        if let refusal = b.refusal { throw refusal }
        let world = World(
            name: "street-\(seed)", seed: seed & 0xff_ffff, materials: b.materials, bodies: b.bodies,
            look: b.look(around: -.pi / 2, spread: 1.7, isIndoors: false),
            camera: CameraPath(
                keys: [.init(seconds: 0, eye: Vec3(0, -2, 1.6), target: Vec3(5, 0, 1.4))], verticalFieldOfViewInDegrees: b.random.uniform(36, 46).rounded()))
        let walk = FloorPlan.Rectangle(from: Vec2(-length / 2 + 2, -pavement), to: Vec2(length / 2 - 2, -0.3))
        let crossing = FloorPlan.Rectangle(from: Vec2(-length / 2 + 3, farKerb - 1.6), to: Vec2(length / 2 - 3, -pavement - 1))
        let places = interests.map { $0 } + [Vec2(-length / 2, -1), Vec2(length / 2, -1)]
        return world.filmed(
            by: CameraScout(
                world: world, regions: places.indices.map { $0 % 3 == 0 ? walk : crossing }, interests: places, heights: [1.6, 1.6, 1.4, 1.2]), &b.random)
    }

    // MARK: - Ground

    private mutating func layGround() {
        let length = length, pavement = pavement, road = road, far = farKerb
        let asphalt = b.material(
            "asphalt", .asphalt, Vec3(0.075, 0.075, 0.078), Vec3(0.17, 0.165, 0.16), roughness: 0.88, feature: 0.012, contrast: 0.7, wear: 0.4)
        let slabs =
            b.random.chance(0.5)
            ? b.material(
                "slabs", .tile, Vec3(0.36, 0.35, 0.33), Vec3(0.16, 0.15, 0.14), roughness: 0.85, feature: 0.45, contrast: 0.8, wear: 0.6, seedIsOdd: true)
            : b.material("setts", .paving, Vec3(0.27, 0.26, 0.25), Vec3(0.11, 0.10, 0.09), roughness: 0.85, feature: 0.14, contrast: 0.8, wear: 0.3)
        let stone = b.material("kerb stone", .concrete, Vec3(0.42, 0.41, 0.39), Vec3(0.3, 0.29, 0.28), roughness: 0.85, feature: 0.4, contrast: 0.6, wear: 0.3)
        let paint = b.material("road paint", .painted, Vec3(0.66, 0.66, 0.64), Vec3(0.12, 0.12, 0.12), roughness: 0.7, feature: 0.04, wear: 0.5)
        let grass = b.material("verge", .grass, Vec3(0.07, 0.1, 0.032), Vec3(0.16, 0.14, 0.068), roughness: 0.9, feature: 0.09, contrast: 0.9, wear: 0.1)
        b.build("ground") { $0.box("", Vec3(length + 40, 60, 0.2), at: Vec3(0, far, -Street.kerb - 0.12), grass) }
        b.build("road") { $0.box("", Vec3(length + 16, road, 0.2), at: Vec3(0, -pavement - road / 2, -Street.kerb - 0.1), asphalt) }
        for (y, deep) in [(-pavement / 2, pavement), (far - 1.2, 2.4)] as [(Float, Float)] {
            b.build("pavement") { $0.box("", Vec3(length + 12, deep, 0.2), at: Vec3(0, y, -0.1), slabs) }
        }
        for y in [-pavement + 0.06, far - 0.06] {
            b.build("kerb", semantic: "pavement") { $0.box("", Vec3(length + 12, 0.13, 0.24), at: Vec3(0, y, -0.117), stone, bevel: 0.015) }
        }
        for index in 0..<Int(length / 3.5) {
            let x = (Float(index) + 0.5) * 3.5 - length / 2
            b.build("marking", at: Pose(position: Vec3(x, -pavement - road / 2, -Street.kerb)), semantic: "road") {
                $0.box("", Vec3(1.8, 0.11, 0.004), at: .zero, paint)
            }
        }
        let iron = b.castIron()
        let hole = Vec2(b.random.uniform(-0.3, 0.3) * length, -pavement - road * 0.3)
        b.build("manhole", at: Pose(position: Vec3(hole.x, hole.y, -Street.kerb)), semantic: "road") {
            $0.cylinder("", radius: 0.31, height: 0.01, at: .zero, iron)
        }
    }

    // MARK: - Houses

    private mutating func raiseHouses() {
        var x = -length / 2 - 2, count = 0
        while x < length / 2 + 1 {
            let width = b.random.uniform(5.6, 7.8).rounded(to: 10), isShop = b.random.chance(0.3)
            let storey: Float = (b.random.uniform(2.7, 3.15) / 0.15).rounded() * 0.15
            house(
                at: x + width / 2, width: width, isShop: isShop, storeys: [3, storey] + (b.random.chance(0.3) ? [storey] : []),
                isSeen: abs(x + width / 2) < length / 2 - 1)
            x += width
            count += 1
        }
    }

    private mutating func house(at middle: Float, width: Float, isShop: Bool, storeys: [Float], isSeen: Bool) {
        let wall = b.facade(), trim = b.random.chance(0.65) ? b.white() : b.paint("window paint", b.scheme.accentWall, roughness: 0.4)
        let pose = Pose(position: Vec3(middle, 0, 0)), door = (width / 2 - 0.95) * b.random.pick([-1, 1] as [Float]),
            wide = b.random.pick([0.9, 1.05, 1.2] as [Float])
        var z: Float = 0
        let columns: [Float] = width > 6.6 ? [-0.33, 0, 0.33] : [-0.25, 0.25]
        for (level, high) in storeys.enumerated() {
            var side = RoomShell.Wall(worldFromWall: pose, length: width)
            side.material = wall
            if level == 0 {
                side.openings.append(.init(along: door.rounded(to: 100), width: 1, bottom: 0.02, top: 2.2, isWindow: false))
                let free = door > 0 ? -width * 0.13 : width * 0.13
                if isShop {
                    side.openings.append(
                        .init(along: free.rounded(to: 100), width: (width - 3.3).rounded(to: 10), bottom: 0.5, top: 2.5, isWindow: true, isOpen: true))
                } else {
                    for x in columns.map({ ($0 * width).rounded(to: 100) }) where abs(x - door) > 1.3 && abs(x) < width / 2 - 0.7 {
                        side.openings.append(.init(along: x, width: wide, bottom: 0.9, top: 2.3, isWindow: true, isDressed: isSeen))
                    }
                }
            } else {
                for x in columns {
                    side.openings.append(.init(along: (x * width).rounded(to: 100), width: wide, bottom: 0.75, top: 2.15, isWindow: true, isDressed: isSeen))
                }
            }
            let base = pose * Pose(position: Vec3(0, 0, z))
            b.build("house", at: base) { RoomShell.add(side, to: &$0, from: 0, to: 0.3, overhang: 0, height: high, trim: trim, isOutdoors: true) }
            for opening in side.openings where opening.isOpen { b.build("shop window", at: pose) { $0.apart { $0.display(opening) } } }
            if isSeen { dressWindows(side, at: base) }
            z += high
        }
        b.build("roof", at: pose) { $0.eaves(width: width + 0.02, height: z) }
        if isShop { shopFront(pose, width: width, door: door) }
        b.build("steps", at: pose * Pose(position: Vec3(door, 0, 0))) { s in
            let stone = s.concrete()
            s.box("", Vec3(1.3, 0.34, 0.02), at: Vec3(0, -0.17, 0.008), stone, bevel: 0.006)
        }
        b.build("wall lamp", at: pose * Pose(position: Vec3(door + (door > 0 ? -0.8 : 0.8), 0, 2.05)), semantic: "lamp") { $0.wallLamp() }
        plan.taken.append(.init(centre: Vec2(middle + door, -0.6), size: Vec2(1.3, 1.3)))
        interests.append(Vec2(middle, -0.4))
    }

    private mutating func dressWindows(_ wall: RoomShell.Wall, at pose: Pose) {
        for opening in wall.openings where opening.isWindow && !opening.isOpen && b.random.chance(0.3) {
            guard let box = b.item("flower box") else { return }
            b.build("flower box", at: pose * Pose(position: Vec3(opening.along, -0.02 - box.size.y / 2, opening.bottom - 0.02))) { s in
                let shelf = s.metal()
                s.stand(box)
                s.box("bracket", Vec3(box.size.x - 0.1, box.size.y, 0.012), at: Vec3(0, 0, -0.006), shelf)
            }
        }
    }

    /// A sign above and an awning out over the pavement.
    private mutating func shopFront(_ pose: Pose, width: Float, door: Float) {
        let tint = b.random.pick([b.scheme.accent, b.scheme.accentWall, Vec3(0.05, 0.075, 0.065), Vec3(0.04, 0.05, 0.08)])
        b.build("shop front", at: pose) { s in
            let board = s.paint("shop paint \(Int(tint.x * 1000))", tint, roughness: 0.35), cloth = s.cloth("awning \(Int(tint.x * 1000))", tint)
            s.box("sign", Vec3(width - 0.4, 0.06, 0.42), at: Vec3(0, -0.03, 2.8), board, bevel: 0.01)
            s.box("cornice", Vec3(width - 0.3, 0.12, 0.06), at: Vec3(0, -0.06, 3.03), board, bevel: 0.01)
            for x: Float in [-1, 1] { s.box("pilaster", Vec3(0.2, 0.05, 2.6), at: Vec3(x * (width / 2 - 0.25), -0.025, 1.3), board, bevel: 0.006) }
            let at: Float = door > 0 ? -width * 0.13 : width * 0.13, wide = width - 3.1
            s.box("awning", Vec3(wide, 1.15, 0.02), at: Vec3(at, -0.55, 2.36), cloth, turned: .about(Vec3(1, 0, 0), 20))
            s.box("valance", Vec3(wide, 0.012, 0.18), at: Vec3(at, -1.09, 2.08), cloth)
            for x: Float in [-1, 1] {
                s.crossbar("awning arm", Vec3(0.02, 1.1, 0.02), at: Vec3(at + x * (wide / 2 - 0.05), -0.55, 2.12), s.metal())
            }
        }
    }

    /// Houses of the next streets, so that one does not look out of the world.
    private mutating func closeEnds() {
        for side: Float in [-1, 1] {
            let wall = b.facade(), wide = road + pavement + 12, high = b.random.uniform(6, 8.5)
            let pose = Pose(position: Vec3(side * (length / 2 + 9), -pavement - road / 2, -Street.kerb), rotation: .yaw(side > 0 ? -90 : 90))
            farHouse("far house", at: pose, wide: wide, high: high, wall)
        }
    }

    /// Its front, with windows, is at y = 0 of its space and faces −y; nobody comes nearer than the road.
    private mutating func farHouse(_ name: String, at pose: Pose, wide: Float, high: Float, _ wall: Int) {
        b.build(name, at: pose, semantic: "house") { s in
            let glass = s.windowGlass(), trim = s.white(), linen = s.linen(),
                slate = s.material("slate", .paving, Vec3(0.12, 0.12, 0.13), Vec3(0.05, 0.05, 0.05), roughness: 0.8, feature: 0.25, contrast: 0.7)
            s.box("", Vec3(wide, 6, high), at: Vec3(0, 3, high / 2), wall)
            for side: Float in [-1, 1] {
                s.box("roof", Vec3(wide + 0.5, 4, 0.1), at: Vec3(0, 3 + side * 1.6, high + 1.1), slate, turned: .about(Vec3(1, 0, 0), -side * 35))
            }
            let apart: Float = 3.2
            for column in 0..<Int(wide / apart) {
                for row in 0..<Int(high / 2.6) {
                    let at = Vec3((Float(column) + 0.5 - Float(Int(wide / apart)) / 2) * apart, 0, 1.7 + 2.7 * Float(row))
                    s.box("window", Vec3(1.1, 0.03, 1.5), at: at + Vec3(0, -0.005, 0), trim)
                    var deep: Float = 0
                    s.apart(" \(column) \(row)") { if $0.random.chance(0.4) { deep = $0.random.uniform(0.3, 0.9).rounded(to: 10) } }
                    for side: Float in [-1, 1] {
                        s.box("glass", Vec3(0.45, 0.03, 1.34 - deep), at: at + Vec3(side * 0.25, -0.012, -deep / 2), glass)
                    }
                    if deep > 0 { s.box("blind", Vec3(0.95, 0.03, deep), at: at + Vec3(0, -0.011, 0.67 - deep / 2), linen) }
                }
            }
        }
    }

    private mutating func plantAcross() {
        let y = farKerb - 2.4, high = b.random.uniform(1.1, 1.9).rounded(to: 100), kind = b.random.index(3), length = length
        b.build(["garden wall", "hedge", "fence"][kind], at: Pose(position: Vec3(0, y, 0), rotation: .yaw(180))) {
            switch kind {
            case 0: $0.gardenWall(length: length + 12, height: high, isBrick: $0.random.chance(0.6))
            case 1: $0.hedge(length: length + 12, height: high)
            default: $0.fence(length: length + 12, height: high)
            }
        }
        for index in 0..<2 + b.random.index(3) {
            let x = (Float(index) - 1.5) * 6.5 + b.random.uniform(-1.6, 1.6), height = b.random.uniform(4, 6.5)
            b.build("tree", at: Pose(position: Vec3(x, y - b.random.uniform(1.2, 3.5), -0.12))) { $0.tree(height: height) }
        }
        let at = Vec3(b.random.uniform(-5, 5), y - 6, -0.1)
        farHouse("house across", at: Pose(position: at, rotation: .yaw(180)), wide: 11.2, high: 5.4, b.facade())
        interests.append(Vec2(0, y))
    }

    // MARK: - What stands about

    private mutating func furnishPavement() {
        let side = FloorPlan.Side(worldFromWall: Pose(), length: length - 3, openings: [])
        plan.sides = [side]
        for kind in b.some(5, of: ["bench", "bicycle", "dustbin", "bicycle", "park bench", "scooter", "dustbin", "plant", "boxes"]) {
            if kind == "boxes" { leaveCartons(); continue }
            guard let item = b.item(kind, within: Vec3(2.2, 1.8, 1.5)) else { continue }
            let isLong = item.size.y > 1.2 * item.size.x, size = isLong ? Vec2(item.size.y, item.size.x) : Vec2(item.size.x, item.size.y)
            guard let place = plan.place(width: size.x, depth: size.y, height: 0.8, clear: 0.2, gap: 0.12, &b.random) else { continue }
            b.build(kind, at: place.pose * Pose(rotation: .yaw(isLong ? b.random.pick([90, -90]) : 0))) { $0.stand(item) }
            interests.append(Vec2(place.pose.position.x, place.pose.position.y))
        }
        if b.random.chance(0.6) { layCafe() }
        // Along the kerb.
        for kind in b.some(3, of: ["hydrant", "letter box", "litter bin", "litter bin", "cone"]) {
            guard let item = b.item(kind) else { continue }
            let at = Vec2(b.random.uniform(-0.4, 0.4) * length, -pavement + 0.6)
            guard plan.claim(Pose(position: Vec3(at.x, at.y, 0)), size: Vec2(item.size.x, item.size.y)) else { continue }
            b.build(kind, at: Pose(position: Vec3(at.x, at.y, 0), rotation: .yaw(180))) { $0.stand(item) }
        }
        for x in [-0.3, 0.02, 0.34].map({ $0 * length + b.random.uniform(-1, 1) }) where b.random.chance(0.45) {
            let height = b.random.uniform(3.8, 5.2)
            guard plan.claim(Pose(position: Vec3(x, -pavement + 0.65, 0)), size: Vec2(0.7, 0.7)) else { continue }
            b.build("street tree", at: Pose(position: Vec3(x, -pavement + 0.65, -0.02)), semantic: "tree") { s in
                let earth = s.soil()
                s.box("earth", Vec3(0.9, 0.9, 0.06), at: Vec3(0, 0, 0), earth)
                s.tree(height: height)
            }
        }
        leaveCartons()
    }

    private mutating func leaveCartons() {
        for index in 0..<2 {
            guard let place = plan.place(width: 0.6, depth: 0.5, height: 0.4, gap: 0.08 + 0.1 * Float(index), &b.random) else { continue }
            b.build("carton", at: place.pose * Pose(rotation: .yaw(b.random.uniform(-12, 12).rounded()))) { $0.carton(massInKilograms: 3) }
        }
    }

    private mutating func layCafe() {
        for _ in 0..<3 {
            guard let table = b.piece("cafe table") ?? b.piece("round table", models: 0) else { return }
            let at = Vec2(b.random.uniform(-0.36, 0.36) * length, -b.random.uniform(1.1, 1.5))
            let pose = Pose(position: Vec3(at.x, at.y, 0))
            guard plan.claim(pose, size: Vec2(1.9, 1.7)) else { continue }
            if let top = b.put(table, "cafe table", at: pose) { b.build("", at: pose) { $0.lay(["cup", "cup", "flowers"], on: top) } }
            b.seat("garden chair", around: pose, table: Vec2(table.size.x, table.size.y), isRound: true, share: 0.85)
            interests.append(at)
        }
    }

    private mutating func parkCars() {
        for (y, turn, chance) in [(-pavement - 1.15, 90, 0.65), (farKerb + 1.15, -90, 0.45)] as [(Float, Float, Float)] {
            var x = -length / 2 + 2.5
            while x < length / 2 - 2 {
                let item = b.random.chance(chance) ? b.item(b.random.chance(0.12) ? "van" : "car") : nil
                if let item {
                    b.build(
                        item.kind,
                        at: Pose(
                            position: Vec3(x, y + b.random.uniform(-0.08, 0.08), -Street.kerb), rotation: .yaw((turn + b.random.uniform(-1.5, 1.5)).rounded()))
                    ) {
                        $0.stand(item)
                    }
                    interests.append(Vec2(x, y))
                }
                x += 5.6 + b.random.uniform(0, 1.2)
            }
        }
    }

    private mutating func lightStreet() {
        let count = 3
        for index in 0..<count {
            let x = (Float(index) + 0.5) / Float(count) * length - length / 2 + 0.8
            b.build("street lamp", at: Pose(position: Vec3(x, -pavement + 0.35, 0)), semantic: "lamp") { $0.streetLamp(height: 4.6) }
        }
        let far = farKerb - 0.35
        for x in [-0.35, 0.2] as [Float] {
            b.build("street lamp", at: Pose(position: Vec3(x * length, far, 0), rotation: .yaw(180)), semantic: "lamp") { $0.streetLamp(height: 4.6) }
        }
    }
}

extension SceneBuilder {
    /// What a shop shows: a lit box behind its window, with goods of one kind of shop on its floor and on stands.
    fileprivate mutating func display(_ opening: RoomShell.Opening) {
        let w = opening.width, low = opening.bottom, high = opening.top - low, deep: Float = 1, near: Float = 0.3, x = opening.along, far = near + deep
        let boards = random.chance(0.5) ? wood() : white(), wall = random.chance(0.5) ? wallPlaster("shop wall", scheme.accentWall) : white()
        box("floor", Vec3(w + 0.06, deep, 0.04), at: Vec3(x, near + deep / 2, low - 0.02), boards)
        box("back", Vec3(w + 0.06, 0.03, high + 0.04), at: Vec3(x, far + 0.015, low + high / 2), wall)
        for side: Float in [-1, 1] { box("side", Vec3(0.03, deep, high + 0.04), at: Vec3(x + side * (w + 0.03) / 2, near + deep / 2, low + high / 2), wall) }
        box("soffit", Vec3(w + 0.06, deep, 0.03), at: Vec3(x, near + deep / 2, opening.top + 0.015), white())
        add(
            "light", .box(size: Vec3(w * 0.8, 0.12, 0.02), bevel: 0), white(),
            at: Pose(position: Vec3(x, near + 0.2, opening.top - 0.012), rotation: .about(Vec3(1, 0, 0), 180)),
            emission: .lamp(luminousFluxInLumens: (w * 700).rounded(), colour: Vec3(1, 0.88, 0.72)))
        let goods = random.pick([
            ["plant", "flowers", "vase", "small plant", "plant"], ["vase", "jug", "teapot", "lantern", "table lamp"],
            ["teddy", "football", "radio", "teddy", "headphones"], ["radio", "camera", "television", "headphones", "computer"],
            ["armchair", "floor lamp", "vase", "stool", "table lamp"], ["mixer", "coffee machine", "teapot", "scales", "toaster oven"],
        ])
        var left = -w / 2 + 0.12
        while left < w / 2 - 0.3 {
            let kind = random.pick(goods), room = Vec3(min(1, w / 2 - 0.1 - left), 0.85, high - 0.15)
            guard let item = item(kind, within: room) else { left += 0.25; continue }
            // Small things stand on stands, large ones on the floor.
            let isSmall = item.size.z < 0.7, stand: Float = isSmall ? random.uniform(0.08, 0.6).rounded(to: 100) : 0
            let wide = max(item.size.x, item.size.y), at = Vec3(x + left + wide / 2, near + 0.08 + (deep - 0.16) / 2 + random.uniform(-0.1, 0.1), low)
            if isSmall {
                let size = wide + 0.1
                box("stand", Vec3(size, min(0.8, size), stand), at: at + Vec3(0, 0, stand / 2), random.chance(0.7) ? white() : boards, bevel: 0.004)
            }
            build("goods", at: Pose(position: at + Vec3(0, 0, stand), rotation: .yaw(random.uniform(-25, 25).rounded()))) { $0.stand(item) }
            left += wide + random.uniform(0.15, 0.4)
        }
    }
}
