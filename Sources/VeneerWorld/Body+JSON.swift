import Foundation
import VeneerMath

extension Body {
    init(_ fields: FieldReader, materials: [Material], folder: URL?) throws {
        let name = try fields.string("name")
        guard let shapeFields = try fields.object("shape") else { throw fields.lacks("shape") }
        let (shape, centre) = try Shape.read(shapeFields, folder: folder), model = shape.model
        var pose = Pose(rotation: try fields.rotation())
        if let area = fields.value("within") {
            for key in ["position", "base"] where fields.value(key) != nil {
                throw fields.fail("\(fields.place) has both \"within\" and \"\(key)\"; leave one out", at: area)
            }
        } else if let base = fields.value("base") {
            let v = try fields.numbers(base, key: "base", count: 3)
            pose.position = Vec3(v[0], v[1], v[2] + shape.heightOverBase(pose.rotation))
            if centre != .zero { pose.position += pose.rotation.act(centre) * Vec3(1, 1, 0) }
        } else {
            pose.position = try fields.vector("position")
            if centre != .zero { pose.position += pose.rotation.act(centre) }
        }
        self.init(
            name: name, shape: shape, materialIndex: model == nil ? try fields.material("material", of: materials) : 0, worldFromBody: pose,
            massInKilograms: try fields.number("mass", default: 0, in: 0...100_000), friction: try fields.number("friction", default: 0.6, in: 0...10),
            restitution: try fields.number("restitution", default: 0.15, in: 0...1), semantic: try fields.string("semantic", default: model?.semantic ?? name))
        guard massInKilograms == 0 || massInKilograms >= 1e-6 else {
            throw fields.fail("\(fields.place).mass is \(massInKilograms); what moves weighs a milligram or more, what stands still 0")
        }
        if shape.isLandscape, massInKilograms > 0 { throw fields.fail("\(fields.place): a landscape stays where it is; leave \"mass\" out") }
        isHollow = try fields.bool("hollow", default: false)
        guard !isHollow || shape.hasTurnedHollow else {
            throw fields.fail(
                "\(fields.place).hollow is for a \"lathe\" whose profile goes back down inside; meshes and models keep their hollows without it",
                at: fields.value("hollow"))
        }
        isSpare = try fields.bool("spare", default: false)
        angularDamping = try fields.number("spinDamping", default: 0.05, in: 0...1)
        if let value = fields.value("emission") {
            if case .string(let text) = value.content {
                guard text == "sky" else { throw fields.fail("\(fields.place).emission is \"\(text)\"; \"sky\" or { \"lumens\": … }", at: value) }
                emission = .sky
            } else {
                let lamp = try FieldReader(value, place: "\(fields.place).emission")
                emission = .lamp(luminousFluxInLumens: try lamp.number("lumens", in: 0...1e7), colour: try lamp.vector("colour", default: Vec3(1, 1, 1)))
                try lamp.finish()
            }
            switch shape {
            case .sphere, .box: break
            default: throw fields.fail("\(fields.place): only spheres and boxes may emit light", at: value)
            }
        }
    }
}
