import Foundation
import VeneerAssets
import VeneerMath

extension Shape {
    /// Also where the origin went that its fields count from: a compound's goes to its centre of mass.
    static func read(_ fields: FieldReader, folder: URL?) throws -> (shape: Shape, centre: Vec3) {
        guard let elements = try fields.array("compound") else {
            let shape = try Shape(fields, folder: folder)
            try fields.finish()
            return (shape, .zero)
        }
        guard (1...64).contains(elements.count) else { throw fields.fail("\(fields.place).compound has 1 to 64 parts; this one has \(elements.count)") }
        let parts = try elements.map { element -> ShapePart in
            let part = try FieldReader(element, place: "\(fields.place) part")
            let shape = try Shape(part, folder: folder)
            if shape.isLandscape { throw part.fail("\(part.place): a landscape can't be part of a compound; make it a body of its own") }
            if shape.model != nil { throw part.fail("\(part.place): a model can't be part of a compound; let it ride on the body with \"on\"") }
            let pose = Pose(position: try part.vector("position", default: .zero), rotation: try part.rotation())
            try part.finish()
            return ShapePart(shape, bodyFromPart: pose)
        }
        try fields.finish()
        let (centred, centre) = Shape.centred(parts)
        return (.compound(centred), centre)
    }

    /// A shape has one of these fields.
    private static let kinds = [
        "box", "sphere", "cylinder", "capsule", "cone", "lathe", "cushion", "leaves", "drape", "cover", "rock", "sweep", "compound", "mesh", "heights", "model",
    ]

    /// Doesn't finish: those of a part's place may follow.
    private init(_ fields: FieldReader, folder: URL?) throws {
        let named = Shape.kinds.filter(fields.has)
        guard named.count <= 1 else { throw fields.fail("\(fields.place) has \"\(named[0])\" and \"\(named[1])\"; a shape is one of them") }
        if let box = fields.value("box") {
            let v = try fields.numbers(box, key: "box", count: 3)
            self = .box(size: Vec3(v[0], v[1], v[2]), bevel: try fields.number("bevel", default: 0, in: 0...100))
        } else if fields.value("sphere") != nil {
            self = .sphere(radius: try fields.number("sphere"))
        } else if let cylinder = fields.value("cylinder") {
            let v = try fields.numbers(cylinder, key: "cylinder", count: 2)
            self = .cylinder(radius: v[0], height: v[1], bevel: try fields.number("bevel", default: 0, in: 0...100))
        } else if let capsule = fields.value("capsule") {
            let v = try fields.numbers(capsule, key: "capsule", count: 2)
            guard v[1] >= 2 * v[0] else { throw fields.fail("\(fields.place).capsule is [radius, height]; its height must hold two radii", at: capsule) }
            self = .capsule(radius: v[0], height: v[1])
        } else if let cone = fields.value("cone") {
            let v = try fields.numbers(cone, key: "cone", count: 2)
            guard v.min() ?? 0 > 0 else { throw fields.fail("\(fields.place).cone is [radius, height], both above 0", at: cone) }
            self = .cone(radius: v[0], height: v[1])
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
        } else if fields.value("mesh") != nil {
            let name = try fields.string("mesh")
            var scale = Vec3(1, 1, 1)
            if let value = fields.value("scale") {
                if case .number(let number) = value.content { scale *= Float(number) } else { scale = try fields.vector("scale") }
            }
            do {
                let url = WrittenPath.found(name, in: folder), mesh = try SolidMesh(file: url, name: url.path, scale: scale)
                guard try fields.value("hash") == nil || fields.string("hash") == String(mesh.contentHash, radix: 16) else {
                    throw fields.fail(
                        "\(fields.place).mesh: \(name) is not what it was when this was written; put it back, or take \"hash\" out to use it as it is now")
                }
                self = .mesh(mesh)
            } catch let error as WorldError {
                throw error
            } catch { throw fields.fail("\(fields.place).mesh: \(error)") }
        } else if let heights = fields.value("heights") {
            do {
                self = .mesh(try SolidMesh(try HeightField(heights, fields), size: try fields.vector("size"), folder: folder))
            } catch let error as AssetError { throw fields.fail("\(fields.place).heights: \(error)") }
        } else if fields.value("model") != nil {
            try self.init(model: try fields.string("model"), fields, folder: folder)
        } else if let cushion = fields.value("cushion") {
            let v = try fields.numbers(cushion, key: "cushion", count: 3)
            self = .cushion(
                size: Vec3(v[0], v[1], v[2]), fullness: try fields.number("fullness", default: 0.5, in: 0...1),
                folds: Int(try fields.number("folds", default: 0, in: 1...60)))
        } else if fields.value("leaves") != nil {
            let name = try fields.string("form", default: LeafForm.bush.rawValue)
            guard let form = LeafForm(rawValue: name) else {
                throw fields.fail("\(fields.place).form is \"\(name)\"; one of \(LeafForm.allCases.map(\.rawValue).joined(separator: ", "))")
            }
            self = .leaves(size: try fields.vector("size"), count: Int(try fields.number("leaves", in: form.leafCounts)), form: form)
        } else {
            try fields.refuseMisspelt(among: Shape.kinds)
            throw fields.fail("\(fields.place) must have one of \(Shape.kinds.map(quoted).joined(separator: ", "))")
        }
        guard halfExtents.min() > 0.0005 else { throw fields.fail("\(fields.place): sizes must be larger than a millimetre") }
    }

    /// A profile that stands on z = 0 is moved down by half its height; others are left alone.
    public static func centred(_ profile: [Vec2]) -> [Vec2] {
        guard let low = profile.map(\.y).min(), let high = profile.map(\.y).max(), low == 0 else { return profile }
        return profile.map { Vec2($0.x, $0.y - high / 2) }
    }
}

extension HeightField {
    fileprivate init(_ value: JSONValue, _ fields: FieldReader) throws {
        let size = try fields.vector("size")
        guard size.min() > 0.001, size.max() < 1000 else {
            throw fields.fail("\(fields.place).size: each edge of a landscape is a millimetre to a kilometre long")
        }
        if case .string(let name) = value.content {
            self = .picture(name: name)
            return
        }
        let hills = try FieldReader(value, place: "\(fields.place).heights"),
            cells = try hills.number("cells", default: 96, in: 2...Float(HeightField.mostCells))
        self = .hills(
            seed: UInt32(try hills.number("seed", default: 0, in: World.seeds)), featureInMetres: try hills.number("feature", in: 0.01...1000),
            cells: Int(cells))
        try hills.finish()
    }

    /// As it is said beside the size.
    var jsonText: String {
        switch self {
        case .picture(let name): quoted(name)
        case .hills(let seed, let feature, let cells): "{ \"seed\": \(seed), \"feature\": \(feature), \"cells\": \(cells) }"
        }
    }
}

extension Shape {
    /// Has no inside, and so no weight.
    var isLandscape: Bool { if case .mesh(let solid) = self { solid.heights != nil } else { false } }
}
