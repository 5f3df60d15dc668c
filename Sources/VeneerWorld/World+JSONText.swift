import Foundation
import VeneerMath

extension World {
    /// The expanded world as text that reads back to an equal world; floats are written so that they round-trip. Files are named as seen from
    /// `folder`, where the text will stand.
    public func jsonText(in folder: URL? = nil) -> String {
        let paths = WrittenPath(from: folder)
        var lines = [
            "{",
            "  \"veneer\": \(World.formatVersion), \"name\": \(quoted(name)), \"seed\": \(seed), "
                + (noiseSeed.map { "\"noiseSeed\": \($0), " } ?? "") + "\"gravity\": \(list(gravity)),", "  \"materials\": {",
        ]
        lines += materials.map { "    \(quoted($0.name)): \($0.jsonText)," }
        lines += ["  },", "  \"bodies\": ["]
        lines += bodies.filter { !$0.isLink }.map {
            "    \($0.jsonText(material: materials[$0.materialIndex].name, carrier: $0.carrier.map { bodies[$0].name }, paths)),"
        }
        lines.append("  ],")
        if !joints.isEmpty { lines += ["  \"joints\": ["] + joints.map { "    \($0.jsonText(bodies: bodies))," } + ["  ],"] }
        if !robots.isEmpty { lines += ["  \"robots\": ["] + robots.map { "    \($0.jsonText(paths))," } + ["  ],"] }
        if !vehicles.isEmpty { lines += ["  \"vehicles\": ["] + vehicles.map { "    \($0.jsonText(bodies: bodies))," } + ["  ],"] }
        if !walkers.isEmpty { lines += ["  \"walkers\": ["] + walkers.map { "    \($0.jsonText)," } + ["  ],"] }
        for (key, members) in [
            ("areas", areas.map { ($0.name, $0.jsonText) }), ("gates", gates.map { ($0.name, $0.jsonText) }),
            ("openings", openings.map { ($0.name, $0.jsonText) }),
            ("sensors", sensors.map { ($0.name, $0.jsonText(self)) }),
        ] where !members.isEmpty {
            lines += ["  \"\(key)\": {"] + members.map { "    \(quoted($0.0)): \($0.1)," } + ["  },"]
        }
        lines += ["  \"look\": \(look.jsonText),", "  \"camera\": \(camera.jsonText),"]
        if !cameras.isEmpty {
            lines += ["  \"cameras\": {"] + cameras.map { "    \(quoted($0.name)): \($0.jsonText(self))," } + ["  },"]
        }
        lines.append("}")
        return lines.joined(separator: "\n") + "\n"
    }
}

public func quoted(_ text: String) -> String {
    "\"" + text.replacingOccurrences(of: "\\", with: "\\\\").replacingOccurrences(of: "\"", with: "\\\"").replacingOccurrences(of: "\n", with: "\\n") + "\""
}

func list(_ v: Vec3) -> String { "[\(v.x), \(v.y), \(v.z)]" }

extension Material {
    fileprivate var jsonText: String {
        "{ \"kind\": \"\(kind.rawValue)\", \"colour\": \(list(colourA)), \"second\": \(list(colourB)), \"roughness\": \(roughness), \"metallic\": \(metallic), "
            + "\"feature\": \(featureSizeInMetres), \"contrast\": \(contrast), \"wear\": \(wear), "
            + (use == 0 ? "" : "\"use\": \(use), ") + (bump == (kind.standsOut ? 1 : 0) ? "" : "\"bump\": \(bump), ") + "\"seed\": \(seed) }"
    }
}

extension Body {
    /// What has its default value is left out.
    fileprivate func jsonText(material: String, carrier: String?, _ paths: WrittenPath) -> String {
        var text = "{ \"name\": \(quoted(name))" + (semantic == shape.model?.semantic ?? name ? "" : ", \"semantic\": \(quoted(semantic))")
        text += ", \"shape\": \(shape.jsonText(paths))" + (shape.model == nil ? ", \"material\": \(quoted(material))" : "")
        text += place
        text += worldFromBody.rotation.jsonText
        if isHollow { text += ", \"hollow\": true" }
        if isSpare { text += ", \"spare\": true" }
        if let carrier { text += ", \"on\": \(quoted(carrier))" }
        if massInKilograms != 0 { text += ", \"mass\": \(massInKilograms)" }
        if friction != 0.6 { text += ", \"friction\": \(friction)" }
        if angularDamping != 0.05 { text += ", \"spinDamping\": \(angularDamping)" }
        if restitution != 0.15 { text += ", \"restitution\": \(restitution)" }
        switch emission {
        case nil: break
        case .sky: text += ", \"emission\": \"sky\""
        case .lamp(let flux, let colour): text += ", \"emission\": { \"lumens\": \(flux), \"colour\": \(list(colour)) }"
        }
        return text + " }"
    }
}

extension Body {
    /// Models are written by what they stand on, where that is whole millimetres and reads back as the same bits.
    fileprivate var place: String {
        let half = Vec3(0, 0, shape.heightOverBase(worldFromBody.rotation)), base = (worldFromBody.position - half).rounded(to: 1000)
        guard shape.model != nil, base + half == worldFromBody.position else { return ", \"position\": \(list(worldFromBody.position))" }
        return ", \"base\": \(list(base))"
    }
}

extension Quaternion {
    /// Nothing, a yaw in whole degrees where that reads back as the same bits, or the four numbers.
    fileprivate var jsonText: String {
        if self == .identity { return "" }
        let yaw = (2 * atan2(vector.z, vector.w) * 180 / .pi).rounded()
        if Quaternion(angleInRadians: yaw * .pi / 180, axis: Vec3(0, 0, 1)) * .identity == self { return ", \"yaw\": \(Int(yaw))" }
        return ", \"quaternion\": [\(vector.x), \(vector.y), \(vector.z), \(vector.w)]"
    }
}

extension Shape {
    fileprivate func jsonText(_ paths: WrittenPath) -> String {
        switch self {
        case .model(let model): Shape.jsonText(of: model)
        case .compound(let parts):
            "{ \"compound\": [\(parts.map { "{ \($0.shape.jsonFields(paths)), \($0.bodyFromPart.jsonFields) }" }.joined(separator: ", "))] }"
        default: "{ \(jsonFields(paths)) }"
        }
    }

    /// Of those that can be parts.
    private func jsonFields(_ paths: WrittenPath) -> String {
        switch self {
        case .box(let size, let bevel): "\"box\": \(list(size)), \"bevel\": \(bevel)"
        case .sphere(let radius): "\"sphere\": \(radius)"
        case .cylinder(let radius, let height, let bevel): "\"cylinder\": [\(radius), \(height)], \"bevel\": \(bevel)"
        case .capsule(let radius, let height): "\"capsule\": [\(radius), \(height)]"
        case .lathe(let profile): "\"lathe\": [\(profile.map { "[\($0.x), \($0.y)]" }.joined(separator: ", "))]"
        case .cushion(let size, let fullness, let folds):
            "\"cushion\": \(list(size)), \"fullness\": \(fullness)" + (folds > 0 ? ", \"folds\": \(folds)" : "")
        case .leaves(let size, let count, let form): "\"leaves\": \(count), \"size\": \(list(size)), \"form\": \"\(form.rawValue)\""
        case .drape(let size, let folds): "\"drape\": \(list(size)), \"folds\": \(folds)"
        case .cover(let size, let folds): "\"cover\": \(list(size)), \"folds\": \(folds)"
        case .rock(let size, let seed): "\"rock\": \(list(size)), \"seed\": \(seed)"
        case .sweep(let path, let radius): "\"sweep\": [\(path.map { "[\($0.x), \($0.y), \($0.z)]" }.joined(separator: ", "))], \"radius\": \(radius)"
        case .mesh(let solid) where solid.heights != nil: "\"heights\": \(solid.heights?.jsonText ?? ""), \"size\": \(list(solid.scale))"
        case .mesh(let solid):
            "\"mesh\": \(quoted(paths.text(solid.name))), \"scale\": \(list(solid.scale)), \"hash\": \"\(String(solid.contentHash, radix: 16))\""
        case .model, .compound: ""
        }
    }
}

extension Look {
    public var jsonText: String {
        "{ \"directionToSun\": \(list(directionToSun)), \"sunIlluminance\": \(list(sunIlluminance)), \"skyLuminance\": \(list(skyLuminance)), "
            + "\"lamps\": \(lampScale)" + (exposureEV100.map { ", \"ev100\": \($0)" } ?? "") + " }"
    }
}
