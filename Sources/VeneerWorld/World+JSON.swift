import Foundation
import VeneerMath

extension World {
    public init(contentsOf url: URL) throws {
        guard let data = FileManager.default.contents(atPath: url.path) else {
            throw WorldError(file: url.lastPathComponent, message: "cannot be read; is the path right?")
        }
        guard let text = String(data: data, encoding: .utf8) else {
            throw WorldError(file: url.lastPathComponent, message: "is not UTF-8 text; a world is a .jsonc file")
        }
        try self.init(jsonText: text, file: url.lastPathComponent, folder: url.deletingLastPathComponent())
    }

    /// Reads a world; `room` and `table` are expanded to bodies, before those of `bodies`. Models' files are
    /// looked for in `folder`.
    public init(jsonText: String, file: String, folder: URL? = nil) throws {
        let root = try FieldReader(try JSONValue.parse(jsonText, file: file), file: file, place: "the world")
        let version = try root.number("veneer")
        guard version == Float(World.formatVersion) else {
            throw root.fail("\"veneer\" is \(Int(version)); this program reads version \(World.formatVersion)")
        }
        var materials: [Material] = []
        guard let palette = root.value("materials"), case .object(let members) = palette.content, !members.isEmpty else {
            throw root.fail("the world lacks \"materials\"")
        }
        for member in members {
            materials.append(try Material(try FieldReader(member.value, file: file, place: "material \"\(member.key)\""), name: member.key))
        }
        var bodies: [Body] = []
        if let room = try root.object("room") { bodies += try RoomTemplate(room, materials: materials).expanded() }
        if let table = try root.object("table") { bodies += try TableTemplate(table, materials: materials).expanded() }
        for (index, element) in (try root.array("bodies") ?? []).enumerated() {
            let body = try Body(try FieldReader(element, file: file, place: "body \(index)"), materials: materials, folder: folder)
            guard !bodies.contains(where: { $0.name == body.name }) else {
                throw root.fail("two bodies are called \"\(body.name)\"; names must differ", at: element)
            }
            bodies.append(body)
        }
        guard let look = try root.object("look") else { throw root.fail("the world lacks \"look\"") }
        guard let camera = try root.object("camera") else { throw root.fail("the world lacks \"camera\"") }
        self.init(
            name: try root.string("name"), seed: UInt64(try root.number("seed", default: 0, in: 0...16_777_215)), materials: materials, bodies: bodies,
            look: try Look(look), camera: try CameraPath(camera))
        gravity = try root.vector("gravity", default: gravity)
        cameras = try WorldCamera.all(of: root, bodies: bodies)
        try root.finish()
        guard !bodies.isEmpty, bodies.count <= 4000 else { throw root.fail("a world has 1 to 4000 bodies; this one has \(bodies.count)") }
    }
}

extension Material {
    fileprivate init(_ fields: FieldReader, name: String) throws {
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
    fileprivate func material(_ key: String, of materials: [Material], default fallback: String? = nil) throws -> Int {
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
            windows: try (try fields.array("windows") ?? []).map { try Window(try FieldReader($0, file: fields.file, place: "window")) })
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

extension Body {
    fileprivate init(_ fields: FieldReader, materials: [Material], folder: URL?) throws {
        let name = try fields.string("name")
        guard let shapeFields = try fields.object("shape") else { throw fields.fail("\(fields.place) lacks the field \"shape\"") }
        let shape = try Shape(shapeFields, folder: folder), model = shape.model
        var pose = Pose()
        if let base = fields.value("base") {
            let v = try fields.numbers(base, key: "base", count: 3)
            pose.position = Vec3(v[0], v[1], v[2] + shape.halfExtents.z)
        } else {
            pose.position = try fields.vector("position")
        }
        let q = try fields.numbers("quaternion", count: 4, default: [0, 0, 0, 1])
        let yaw = try fields.number("yaw", default: 0) * .pi / 180
        let given = Quaternion(vector: Vec4(q[0], q[1], q[2], q[3]))
        pose.rotation = yaw == 0 ? given : Quaternion(angleInRadians: yaw, axis: Vec3(0, 0, 1)) * given
        guard abs(dot(pose.rotation.vector, pose.rotation.vector) - 1) < 1e-3 else {
            throw fields.fail("\(fields.place).quaternion must have length 1 (x y z w)")
        }
        self.init(
            name: name, shape: shape, materialIndex: model == nil ? try fields.material("material", of: materials) : 0, worldFromBody: pose,
            massInKilograms: try fields.number("mass", default: 0, in: 0...100_000), friction: try fields.number("friction", default: 0.6, in: 0...10),
            restitution: try fields.number("restitution", default: 0.15, in: 0...1), semantic: try fields.string("semantic", default: model?.semantic ?? name))
        if let value = fields.value("emission") {
            if case .string(let text) = value.content {
                guard text == "sky" else { throw fields.fail("\(fields.place).emission is \"\(text)\"; \"sky\" or { \"lumens\": … }", at: value) }
                emission = .sky
            } else {
                let lamp = try FieldReader(value, file: fields.file, place: "\(fields.place).emission")
                emission = .lamp(luminousFluxInLumens: try lamp.number("lumens", in: 0...1e7), colour: try lamp.vector("colour", default: Vec3(1, 1, 1)))
                try lamp.finish()
            }
            switch shape {
            case .sphere, .box: break
            default: throw fields.fail("\(fields.place): only spheres and boxes may emit light", at: value)
            }
        }
        try fields.finish()
    }
}

extension Shape {
    fileprivate init(_ fields: FieldReader, folder: URL?) throws {
        if let box = fields.value("box") {
            let v = try fields.numbers(box, key: "box", count: 3)
            self = .box(size: Vec3(v[0], v[1], v[2]), bevel: try fields.number("bevel", default: 0, in: 0...100))
        } else if fields.value("sphere") != nil {
            self = .sphere(radius: try fields.number("sphere"))
        } else if let cylinder = fields.value("cylinder") {
            let v = try fields.numbers(cylinder, key: "cylinder", count: 2)
            self = .cylinder(radius: v[0], height: v[1], bevel: try fields.number("bevel", default: 0, in: 0...100))
        } else if let points = try fields.array("lathe") {
            let profile = try points.map { point -> Vec2 in
                let v = try fields.numbers(point, key: "lathe", count: 2)
                return Vec2(v[0], v[1])
            }
            guard profile.count >= 3, profile.allSatisfy({ $0.x >= 0 }) else {
                throw fields.fail("\(fields.place).lathe needs three or more [radius, height] pairs, radii not negative")
            }
            self = .lathe(profile: Shape.centred(profile))
        } else if fields.value("drape") != nil {
            self = .drape(size: try fields.vector("drape"), folds: Int(try fields.number("folds", default: 6, in: 1...60)))
        } else if fields.value("cover") != nil {
            self = .cover(size: try fields.vector("cover"), folds: Int(try fields.number("folds", default: 14, in: 4...100)))
        } else if fields.value("rock") != nil {
            self = .rock(size: try fields.vector("rock"), seed: UInt32(try fields.number("seed", default: 0, in: 0...16_777_215)))
        } else if let points = try fields.array("sweep") {
            let path = try points.map { point -> Vec3 in
                let v = try fields.numbers(point, key: "sweep", count: 3)
                return Vec3(v[0], v[1], v[2])
            }
            guard path.count >= 2, zip(path, path.dropFirst()).allSatisfy({ length($1 - $0) > 0.001 }) else {
                throw fields.fail("\(fields.place).sweep needs two or more points [x, y, z], each more than a millimetre from the one before")
            }
            self = .sweep(path: Shape.centred(path: path), radius: try fields.number("radius", in: 0.0005...10))
        } else if fields.value("model") != nil {
            try self.init(model: try fields.string("model"), fields, folder: folder)
        } else if let cushion = fields.value("cushion") {
            let v = try fields.numbers(cushion, key: "cushion", count: 3)
            self = .cushion(size: Vec3(v[0], v[1], v[2]), fullness: try fields.number("fullness", default: 0.5, in: 0...1))
        } else if fields.value("leaves") != nil {
            let name = try fields.string("form", default: LeafForm.bush.rawValue)
            guard let form = LeafForm(rawValue: name) else {
                throw fields.fail("\(fields.place).form is \"\(name)\"; one of \(LeafForm.allCases.map(\.rawValue).joined(separator: ", "))")
            }
            self = .leaves(size: try fields.vector("size"), count: Int(try fields.number("leaves", in: form.leafCounts)), form: form)
        } else {
            throw fields.fail(
                "\(fields.place) must have one of \"box\", \"sphere\", \"cylinder\", \"lathe\", \"cushion\", \"leaves\", \"drape\", \"cover\", "
                    + "\"rock\", \"sweep\", \"model\"")
        }
        try fields.finish()
        guard halfExtents.min() > 0.0005 else { throw fields.fail("\(fields.place): sizes must be larger than a millimetre") }
    }

    /// A profile that stands on z = 0 is moved down by half its height; others are left alone.
    public static func centred(_ profile: [Vec2]) -> [Vec2] {
        guard let low = profile.map(\.y).min(), let high = profile.map(\.y).max(), low == 0 else { return profile }
        return profile.map { Vec2($0.x, $0.y - high / 2) }
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
