import Foundation
import VeneerMath

extension World {
    public init(contentsOf url: URL, seed: UInt64? = nil) throws {
        guard let data = FileManager.default.contents(atPath: url.path) else {
            throw WorldError(file: url.lastPathComponent, message: "cannot be read; is the path right?")
        }
        guard let text = String(data: data, encoding: .utf8) else {
            throw WorldError(file: url.lastPathComponent, message: "is not UTF-8 text; a world is a .jsonc file")
        }
        try self.init(jsonText: text, file: url.lastPathComponent, folder: url.deletingLastPathComponent(), seed: seed)
    }

    /// Reads a world; `room` and `table` are expanded to bodies, before those of `bodies`. Models' files and
    /// those that are included are looked for in `folder`. `seed` counts in place of the file's own.
    public init(jsonText: String, file: String, folder: URL? = nil, seed seedInstead: UInt64? = nil) throws {
        let text = try JSONValue.parse(jsonText, file: file), place = "the world"
        let seed = try seedInstead ?? UInt64(try FieldReader(text, place: place).number("seed", default: 0, in: World.seeds)), chance = Chance(seed: seed)
        let root = try FieldReader(try chance.drawn(text, place: place, except: ["seed", "materials", "templates", "bodies"]), place: place)
        _ = (try root.string("$schema", default: ""), root.value("seed"))
        let version = try root.number("veneer")
        guard version == Float(World.formatVersion) else {
            throw root.fail("\"veneer\" is \(Int(version)); this program reads version \(World.formatVersion)")
        }
        let shared = try Includes(root, chance: chance, folder: folder)
        var materials = shared.materials
        guard !materials.isEmpty else { throw root.lacks("materials") }
        let areas = try Area.all(of: root)
        var reader = BodyReader(materials: materials, templates: shared.templates, areas: areas, chance: chance, folder: folder)
        if let room = try root.object("room") { reader.add(try RoomTemplate(room, materials: materials).expanded(), from: room) }
        if let table = try root.object("table") { reader.add(try TableTemplate(table, materials: materials).expanded(), from: table) }
        for (index, element) in (try root.array("bodies") ?? []).enumerated() { try reader.read(element, place: "body \(index)") }
        var bodies = try reader.resolved()
        let robots = try Robot.all(of: root, materials: &materials, bodies: &bodies, folder: folder)
        guard !bodies.isEmpty else { throw root.fail("a world has 1 to \(World.mostBodies) bodies; this one has none") }
        guard let look = try root.object("look") else { throw root.lacks("look") }
        guard let camera = try root.object("camera") else { throw root.lacks("camera") }
        self.init(name: try root.string("name"), seed: seed, materials: materials, bodies: bodies, look: try Look(look), camera: try CameraPath(camera))
        if root.value("noiseSeed") != nil { noiseSeed = UInt64(try root.number("noiseSeed", in: World.noiseSeeds)) }
        gravity = try root.vector("gravity", default: gravity)
        self.robots = robots
        joints = try Joint.all(of: root, bodies: bodies)
        vehicles = try Vehicle.all(of: root, bodies: bodies)
        walkers = try Walker.all(of: root)
        cameras = try WorldCamera.all(of: root, bodies: bodies, walkers: walkers.map(\.name))
        self.areas = areas
        gates = try Gate.all(of: root)
        openings = try Opening.all(of: root)
        sensors = try Sensor.all(of: root, world: self)
        try reader.checkJoined(by: self)
        try root.finish()
    }

    /// What a file's seed may be: whole numbers that a `Float` holds.
    public static let seeds: ClosedRange<Float> = 0...16_777_215
    public static let mostBodies = 4000
    /// What a float holds exactly.
    public static let noiseSeeds: ClosedRange<Float> = 0...16_777_215
}

extension Material {
    init(_ fields: FieldReader, name: String) throws {
        let kindName = try fields.string("kind")
        guard let kind = Kind(rawValue: kindName) else {
            throw fields.fail("\(fields.place): unknown kind \"\(kindName)\"; one of \(Kind.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        let colour = try fields.vector("colour")
        self.init(
            name: name, kind: kind, colourA: colour, colourB: try fields.vector("second", default: colour * 0.5),
            roughness: try fields.number("roughness", default: 0.5, in: 0.03...1), metallic: try fields.number("metallic", default: 0, in: 0...1),
            featureSizeInMetres: try fields.number("feature", default: 0.02, in: 0.0001...10), contrast: try fields.number("contrast", default: 1, in: 0...1),
            wear: try fields.number("wear", default: 0, in: 0...1), use: try fields.number("use", default: 0, in: 0...1),
            bump: try fields.number("bump", default: kind.standsOut ? 1 : 0, in: 0...3), seed: UInt32(try fields.number("seed", default: 0, in: 0...16_777_215))
        )
        try fields.finish()
    }
}

extension FieldReader {
    func material(_ key: String, of materials: [Material], default fallback: String? = nil) throws -> Int {
        let name = try string(key, default: fallback)
        guard let index = materials.firstIndex(where: { $0.name == name }) else {
            let near = Nearest.to(name, among: materials.map(\.name))
            throw fail("\(place).\(key): no material \"\(name)\"" + (near.map { "; did you mean \"\($0)\"?" } ?? ""))
        }
        return index
    }
}

extension RoomTemplate {
    fileprivate init(_ fields: FieldReader, materials: [Material]) throws {
        let wall = try fields.string("wall")
        self.init(
            size: try fields.vector("size"), wallMaterial: try fields.material("wall", of: materials),
            floorMaterial: try fields.material("floor", of: materials), ceilingMaterial: try fields.material("ceiling", of: materials, default: wall),
            trimMaterial: try fields.material("trim", of: materials, default: wall),
            windows: try (try fields.array("windows") ?? []).map { try Window(try FieldReader($0, place: "window")) })
        try fields.finish()
        guard Set(windows.map(\.wall)).count == windows.count else { throw fields.fail("the room has two windows in one wall; one a wall is possible") }
        guard size.min() > 0.5 else { throw fields.fail("the room must be at least half a metre each way") }
    }
}

extension RoomTemplate.Window {
    fileprivate init(_ fields: FieldReader) throws {
        let name = try fields.string("wall")
        guard let wall = RoomTemplate.Wall(rawValue: name) else {
            throw fields.fail("window.wall is \"\(name)\"; one of \(RoomTemplate.Wall.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        let centre = try fields.numbers("centre", count: 2), size = try fields.numbers("size", count: 2)
        self.init(wall: wall, centre: Vec2(centre[0], centre[1]), size: Vec2(size[0], size[1]))
        try fields.finish()
    }
}

extension TableTemplate {
    fileprivate init(_ fields: FieldReader, materials: [Material]) throws {
        let centre = try fields.numbers("centre", count: 2, default: [0, 0])
        let top = try fields.string("material")
        self.init(
            centre: Vec2(centre[0], centre[1]), size: try fields.vector("size"), topMaterial: try fields.material("material", of: materials),
            legMaterial: try fields.material("legs", of: materials, default: top))
        try fields.finish()
    }
}

extension Look {
    fileprivate init(_ fields: FieldReader) throws {
        let ev = fields.value("ev100") == nil ? nil : try fields.number("ev100", in: -10...24)
        if fields.value("timeOfDay") != nil {
            self.init(
                timeOfDayInHours: try fields.number("timeOfDay", in: 0...24), cloudCover: try fields.number("clouds", default: 0, in: 0...1),
                lampScale: try fields.number("lamps", default: 1, in: 0...100))
        } else {
            guard fields.has("directionToSun") else {
                try fields.refuseMisspelt(among: ["timeOfDay", "directionToSun"])
                throw fields.fail("\(fields.place) needs \"timeOfDay\" (hours), or \"directionToSun\", \"sunIlluminance\" and \"skyLuminance\"")
            }
            let direction = try fields.vector("directionToSun")
            guard length(direction) > 1e-3 else { throw fields.fail("look.directionToSun must not be zero") }
            self.init(
                directionToSun: direction, sunIlluminance: try fields.vector("sunIlluminance"), skyLuminance: try fields.vector("skyLuminance"),
                lampScale: try fields.number("lamps", default: 1, in: 0...100))
        }
        exposureEV100 = ev
        try fields.finish()
    }
}
