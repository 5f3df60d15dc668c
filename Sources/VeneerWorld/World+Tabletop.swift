import Foundation
import VeneerMath

extension World {
    /// A tabletop in a room that no one has seen before: all of it follows from the seed. Its things hang above the table; physics settles them.
    public static func tabletop(seed: UInt64) -> World {
        var builder = TabletopBuilder(seed: seed)
        return builder.build()
    }
}

private struct TabletopBuilder {
    let seed: UInt64
    var random: SeededRandom
    var materials: [Material] = []
    var bodies: [Body] = []

    init(seed: UInt64) {
        self.seed = seed
        random = SeededRandom(seed: seed, stream: "tabletop")
    }

    mutating func material(_ kind: Material.Kind, thing: String) -> Int {
        materials.append(TabletopPalette.material(kind, thing: thing, name: "\(thing) \(materials.count)", &random))
        return materials.count - 1
    }

    mutating func build() -> World {
        let room = makeRoom()
        let table = makeTable(room)
        bodies += room.expanded() + table.expanded()
        addFurniture(room, table)
        addLamps(room, table)
        addThings(table)
        return World(
            name: "tabletop-\(seed)", seed: seed & 0xff_ffff, materials: materials, bodies: bodies, look: makeLook(room), camera: makeCamera(room, table))
    }

    mutating func makeRoom() -> RoomTemplate {
        let size = Vec3(random.uniform(3.2, 5.2), random.uniform(3, 4.8), random.uniform(2.4, 2.9))
        let white = Vec3(repeating: random.uniform(0.7, 0.84))
        materials.append(Material(name: "ceiling", kind: .plain, colourA: white, colourB: white, roughness: 0.9, contrast: 0))
        let trim = random.chance(0.7) ? material(.plain, thing: "trim") : material(.wood, thing: "trim")
        if materials[trim].kind == .plain { materials[trim].colourA = white }
        let floor = material(random.pick([.planks, .planks, .planks, .marble, .weave, .plaster]), thing: "floor")
        var windows: [RoomTemplate.Window] = []
        let count = random.chance(0.35) ? 2 : 1
        for wall in RoomTemplate.Wall.allCases.shuffled(using: &random).prefix(count) {
            let length = wall == .plusX || wall == .minusX ? size.y : size.x
            let width = random.uniform(0.9, min(2.2, length - 0.8)), height = random.uniform(0.9, min(1.6, size.z - 1.05))
            let bottom = random.uniform(0.7, size.z - height - 0.2)
            let shift = (length - width) / 2 - 0.3
            windows.append(.init(wall: wall, centre: Vec2(random.uniform(-shift, shift), bottom + height / 2), size: Vec2(width, height)))
        }
        return RoomTemplate(
            size: size, wallMaterial: material(random.chance(0.85) ? .plaster : .plain, thing: "wall"), floorMaterial: floor, ceilingMaterial: 0,
            trimMaterial: trim, windows: windows)
    }

    mutating func makeTable(_ room: RoomTemplate) -> TableTemplate {
        let size = Vec3(random.uniform(0.9, 1.6), random.uniform(0.6, 0.95), random.uniform(0.45, 0.78))
        let reach = Vec2(room.size.x - size.x, room.size.y - size.y) / 2 - 0.15
        let top = material(random.pick([.wood, .wood, .wood, .marble, .plain]), thing: "table")
        let legs = random.chance(0.6) ? top : material(random.pick([.plain, .metal, .wood]), thing: "table")
        // Mostly near a wall or a corner, as tables stand.
        let centre = Vec2(random.uniform(-1, 1), random.uniform(-1, 1)) * reach * 0.85
        return TableTemplate(centre: centre, size: size, topMaterial: top, legMaterial: legs)
    }

    mutating func add(_ name: String, _ shape: Shape, _ material: Int, at position: Vec3, semantic: String) {
        bodies.append(
            Body(name: "\(name) \(bodies.count)", shape: shape, materialIndex: material, worldFromBody: Pose(position: position), semantic: semantic))
    }

    /// Pictures, a shelf with things on it, and a cupboard, where the walls are free.
    mutating func addFurniture(_ room: RoomTemplate, _ table: TableTemplate) {
        let windowed = Set(room.windows.map(\.wall))
        for wall in RoomTemplate.Wall.allCases where !windowed.contains(wall) {
            let alongX = wall == .plusY || wall == .minusY
            let sign: Float = wall == .plusY || wall == .plusX ? 1 : -1
            let length = alongX ? room.size.x : room.size.y
            let face = sign * (alongX ? room.size.y : room.size.x) / 2
            func at(_ along: Float, _ out: Float, _ z: Float) -> Vec3 { alongX ? Vec3(along, face - sign * out, z) : Vec3(face - sign * out, along, z) }
            func size(_ along: Float, _ out: Float, _ high: Float) -> Vec3 { alongX ? Vec3(along, out, high) : Vec3(out, along, high) }
            let along = random.uniform(-0.25, 0.25) * length
            switch random.index(4) {
            case 0:
                let w = random.uniform(0.3, 0.8), h = random.uniform(0.3, 0.7), z = random.uniform(1.35, 1.6)
                let frame = material(random.pick([.wood, .plain]), thing: "picture")
                let canvas = material(random.pick([.marble, .plaster, .plain, .weave]), thing: "picture")
                add("picture frame", .box(size: size(w, 0.025, h), bevel: 0.004), frame, at: at(along, 0.0125, z), semantic: "picture")
                add("picture", .box(size: size(w - 0.07, 0.008, h - 0.07), bevel: 0), canvas, at: at(along, 0.026, z), semantic: "picture")
            case 1:
                let w = random.uniform(0.7, 1.3), z = random.uniform(1.2, 1.6)
                add("shelf", .box(size: size(w, 0.22, 0.028), bevel: 0.003), material(.wood, thing: "shelf"), at: at(along, 0.11, z), semantic: "shelf")
                var x = along - w / 2 + 0.05
                while x < along + w / 2 - 0.08 {
                    let thick = random.uniform(0.018, 0.045), high = random.uniform(0.17, 0.25)
                    if random.chance(0.75) {
                        let book = Shape.box(size: size(thick, random.uniform(0.12, 0.17), high), bevel: 0.002)
                        add(
                            "book", book, material(random.pick([.plain, .weave]), thing: "book"), at: at(x + thick / 2, 0.1, z + 0.014 + high / 2),
                            semantic: "book")
                        x += thick + 0.001
                    } else if x < along + w / 2 - 0.2 {
                        let thing = TabletopThing.make(random.pick(["vase", "pot", "jar"]), &random)
                        let half = thing.shape.halfExtents
                        add(
                            thing.name, thing.shape, material(random.pick(thing.materials), thing: thing.name),
                            at: at(x + half.x + 0.02, 0.11, z + 0.014 + half.z), semantic: thing.name)
                        x += half.x * 2 + 0.05
                    } else {
                        x += 0.08
                    }
                    if bodies.count > 60 { break }
                }
            case 2:
                let w = random.uniform(0.6, 1.2), h = random.uniform(0.5, 0.95), out = random.uniform(0.35, 0.45)
                let centre = at(along, out / 2 + 0.02, h / 2)
                let clearance = Vec2(abs(centre.x - table.centre.x), abs(centre.y - table.centre.y))
                let needed = Vec2(table.size.x, table.size.y) / 2 + Vec2(alongX ? w : out, alongX ? out : w) / 2
                guard clearance.x > needed.x || clearance.y > needed.y else { continue }
                let wood = material(random.pick([.wood, .plain]), thing: "cupboard")
                add("cupboard", .box(size: size(w, out, h), bevel: 0.004), wood, at: centre, semantic: "cupboard")
                for side: Float in [-1, 1] {
                    let door = Shape.box(size: size(w / 2 - 0.03, 0.018, h - 0.1), bevel: 0.004)
                    add("door", door, wood, at: at(along + side * w / 4, out + 0.026, h / 2), semantic: "cupboard")
                    add("knob", .sphere(radius: 0.014), material(.metal, thing: "knob"), at: at(along + side * 0.04, out + 0.05, h * 0.6), semantic: "cupboard")
                }
            default: break
            }
        }
    }

    mutating func addLamps(_ room: RoomTemplate, _ table: TableTemplate) {
        let warm = random.pick([Vec3(1, 0.78, 0.52), Vec3(1, 0.86, 0.68), Vec3(1, 0.95, 0.88)])
        func globe(_ name: String, radius: Float, lumens: Float, at position: Vec3) {
            materials.append(
                Material(
                    name: "\(name) \(materials.count)", kind: .plain, colourA: Vec3(0.8, 0.78, 0.74), colourB: Vec3(0.8, 0.8, 0.8), roughness: 0.5, contrast: 0)
            )
            bodies.append(
                Body(
                    name: name, shape: .sphere(radius: radius), materialIndex: materials.count - 1, worldFromBody: Pose(position: position), semantic: "lamp",
                    emission: .lamp(luminousFluxInLumens: lumens, colour: warm)))
        }
        if random.chance(0.6) {
            // A lamp at the back of the table: a foot, a stem and a globe.
            let brass = material(.metal, thing: "lamp")
            let corner = Vec2(random.pick([-1, 1]) * (table.size.x / 2 - 0.12), random.pick([-1, 1]) * (table.size.y / 2 - 0.12))
            let foot = Vec3(table.centre.x + corner.x, table.centre.y + corner.y, table.size.z)
            let height = random.uniform(0.22, 0.4), radius = random.uniform(0.05, 0.085)
            add("lamp foot", .cylinder(radius: 0.06, height: 0.014, bevel: 0.004), brass, at: foot + Vec3(0, 0, 0.007), semantic: "lamp")
            add("lamp stem", .cylinder(radius: 0.009, height: height, bevel: 0.001), brass, at: foot + Vec3(0, 0, 0.014 + height / 2), semantic: "lamp")
            globe("table lamp", radius: radius, lumens: random.uniform(250, 900), at: foot + Vec3(0, 0, 0.012 + height + radius))
        }
        if random.chance(0.4) {
            let position = Vec3(random.uniform(-0.2, 0.2) * room.size.x, random.uniform(-0.2, 0.2) * room.size.y, room.size.z - random.uniform(0.25, 0.6))
            let cord = room.size.z - position.z
            add(
                "cord", .cylinder(radius: 0.004, height: cord, bevel: 0), material(.plain, thing: "cord"), at: position + Vec3(0, 0, cord / 2), semantic: "lamp"
            )
            globe("pendant", radius: random.uniform(0.09, 0.16), lumens: random.uniform(500, 1600), at: position)
        }
    }

    mutating func addThings(_ table: TableTemplate) {
        let count = 8 + random.index(14)
        var taken: [(centre: Vec2, radius: Float)] = bodies.filter { $0.name.hasPrefix("lamp foot") }
            .map { (Vec2($0.worldFromBody.position.x, $0.worldFromBody.position.y), 0.09) }
        let hangs = random.chance(0.3)
        for _ in 0..<count {
            let kind = random.pick(TabletopThing.kinds)
            let thing = TabletopThing.make(kind, &random)
            let half = thing.shape.halfExtents
            let radius = (half.x * half.x + half.y * half.y).squareRoot() * (half.x == half.y ? 0.72 : 0.95)
            let spread = Vec2(table.size.x, table.size.y) / 2 - radius - 0.02
            var rotation = Quaternion(angleInRadians: random.uniform(-.pi, .pi), axis: Vec3(0, 0, 1))
            let lies = random.chance(0.1) && kind != "plate" && kind != "tray"
            if lies { rotation = rotation * Quaternion(angleInRadians: .pi / 2, axis: Vec3(1, 0, 0)) }
            for _ in 0..<24 {
                let centre = table.centre + Vec2(random.uniform(-spread.x, spread.x), random.uniform(-spread.y, spread.y))
                let blocking = taken.filter {
                    let d = $0.centre - centre; return (d * d).sum().squareRoot() < $0.radius + radius
                }
                let stacked = !blocking.isEmpty
                if stacked && !(random.chance(0.06) && half.z < 0.07) { continue }
                let base = table.size.z + (lies ? max(half.x, half.y) : half.z)
                let height = base + 0.004 + (stacked ? random.uniform(0.25, 0.4) : hangs ? random.uniform(0, 0.35) : 0)
                let materialIndex = material(random.pick(thing.materials), thing: kind)
                bodies.append(
                    Body(
                        name: "\(kind) \(bodies.count)", shape: thing.shape, materialIndex: materialIndex,
                        worldFromBody: Pose(position: Vec3(centre.x, centre.y, height), rotation: rotation), massInKilograms: thing.massInKilograms,
                        semantic: kind))
                taken.append((centre, radius))
                break
            }
        }
    }

    mutating func makeLook(_ room: RoomTemplate) -> Look {
        let lamps = bodies.contains { $0.emission != nil && $0.emission != .sky }
        if lamps && random.chance(0.2) { return Look(timeOfDayInHours: 22, lampScale: random.uniform(0.7, 1.5)) }
        let outward: [RoomTemplate.Wall: Float] = [.plusX: 0, .plusY: .pi / 2, .minusX: .pi, .minusY: -.pi / 2]
        let towardsWindow = outward[room.windows[0].wall] ?? 0
        let azimuth = random.chance(0.7) ? towardsWindow + random.uniform(-1.1, 1.1) : random.uniform(-.pi, .pi)
        let elevation = random.uniform(0.15, 1)
        let sun = Vec3(cos(azimuth) * cos(elevation), sin(azimuth) * cos(elevation), sin(elevation))
        let clouds = random.chance(0.35) ? random.uniform(0.85, 1) : random.uniform(0, 0.5)
        return Look(sunTowards: sun, cloudCover: clouds > 0.97 ? 1 : clouds, lampScale: random.chance(0.6) ? random.uniform(0.6, 1.6) : 0)
    }

    /// A few views of the table, from standing and sitting height, inside the room and away from what stands there.
    mutating func makeCamera(_ room: RoomTemplate, _ table: TableTemplate) -> CameraPath {
        let fov = random.uniform(34, 58)
        let inside = room.size / 2 - 0.2
        var keys: [CameraPath.Key] = []
        for second in 0..<4 {
            var key = CameraPath.Key(seconds: Float(second), eye: Vec3(0, 0, 1.4), target: Vec3(table.centre.x, table.centre.y, table.size.z))
            for _ in 0..<40 {
                // From the side that has more room, mostly.
                let away = Vec2(-table.centre.x, -table.centre.y)
                let angle = atan2(away.y, away.x) + random.uniform(-1.2, 1.2)
                let distance = random.uniform(0.55, 2.3)
                let eye = Vec3(table.centre.x + cos(angle) * distance, table.centre.y + sin(angle) * distance, table.size.z + random.uniform(0.15, 0.9))
                let target = Vec3(
                    table.centre.x + random.uniform(-0.3, 0.3) * table.size.x, table.centre.y + random.uniform(-0.3, 0.3) * table.size.y,
                    table.size.z + random.uniform(-0.05, 0.15))
                guard abs(eye.x) < inside.x, abs(eye.y) < inside.y, eye.z < inside.z * 2 - 0.2 else { continue }
                let free = bodies.allSatisfy { body in
                    let local = body.worldFromBody.inverse.act(eye)
                    let half = body.shape.halfExtents + 0.12
                    return abs(local.x) > half.x || abs(local.y) > half.y || abs(local.z) > half.z
                }
                guard free else { continue }
                key.eye = eye
                key.target = target
                break
            }
            keys.append(key)
        }
        return CameraPath(keys: keys, verticalFieldOfViewInDegrees: fov)
    }
}
