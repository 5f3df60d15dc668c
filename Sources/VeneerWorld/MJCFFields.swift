import Foundation
import VeneerAssets
import VeneerMath

/// What `<compiler>` says of how the others are meant.
struct MJCFCompiler {
    var radiansPerUnit = Float.pi / 180
    var eulerAxes = "xyz"
    var limitsByRange = true
    /// Nil: where a body has no inertial.
    var inertiaFromGeoms: Bool?
    var meshFolder = ""

    init(_ elements: [XMLElement], _ fields: URDFFields) throws {
        for element in elements {
            try fields.know(
                element,
                [
                    "angle", "eulerseq", "autolimits", "inertiafromgeom", "meshdir", "assetdir", "texturedir", "discardvisual", "usethread", "saveinertial",
                    "alignfree",
                    "convexhull", "coordinate", "strippath",
                ], zero: ["boundmass", "boundinertia", "settotalmass"], isFalse: ["balanceinertia", "fusestatic", "fitaabb"])
            func choice(_ key: String, _ allowed: [String]) throws -> String? {
                guard let value = element[key] else { return nil }
                guard allowed.contains(value) else {
                    throw fields.fail("<compiler>: \(key)=\"\(value.prefix(20))\"; one of \(allowed.joined(separator: ", "))", at: element)
                }
                return value
            }
            if let angle = try choice("angle", ["degree", "radian"]) { radiansPerUnit = angle == "radian" ? 1 : .pi / 180 }
            if let limits = try choice("autolimits", ["true", "false"]) { limitsByRange = limits == "true" }
            if let inertia = try choice("inertiafromgeom", ["true", "false", "auto"]) { inertiaFromGeoms = ["true": true, "false": false][inertia] }
            _ = (try choice("coordinate", ["local"]), try choice("strippath", ["false"]))
            if let axes = element["eulerseq"] {
                guard axes.count == 3, axes.allSatisfy({ "xyzXYZ".contains($0) }) else {
                    throw fields.fail("<compiler>: eulerseq must be three of xyzXYZ", at: element)
                }
                eulerAxes = axes
            }
            if let folder = element["meshdir"] ?? element["assetdir"] { meshFolder = folder.hasSuffix("/") ? folder : folder + "/" }
        }
    }
}

/// Attributes by class and element; a class has those of the one around it.
struct MJCFDefaults {
    private var classes: [String: [String: [String: String]]] = ["main": [:]]
    private let fields: URDFFields

    init(_ elements: [XMLElement], _ fields: URDFFields) throws {
        self.fields = fields
        for element in elements { try read(element, around: classes["main"] ?? [:], name: element["class"] ?? "main") }
    }

    private mutating func read(_ element: XMLElement, around: [String: [String: String]], name: String) throws {
        var own = around
        for child in element.children where child.name != "default" {
            for (key, value) in child.attributes { own[child.name, default: [:]][key] = value }
        }
        classes[name] = own
        if name != "main", classes["main"]?.isEmpty == true, around.isEmpty { classes["main"] = own } // the outermost may have another name
        for child in element.all("default") { try read(child, around: own, name: try fields.text("class", of: child)) }
    }

    /// With the attributes that its class gives it; `kind` where defaults call it otherwise.
    func complete(_ element: XMLElement, _ childClass: String?, as kind: String? = nil) throws -> XMLElement {
        let name = element["class"] ?? childClass ?? "main"
        guard let attributes = classes[name] else {
            let near = Nearest.to(name, among: classes.keys.sorted())
            throw fields.fail("no class \"\(name)\" among the defaults" + (near.map { "; did you mean \"\($0)\"?" } ?? ""), at: element)
        }
        var whole = element
        whole.attributes += (attributes[kind ?? element.name] ?? [:]).filter { element[$0.key] == nil }.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
        return whole
    }
}

extension URDFFields {
    /// Attributes that are read, or say nothing that matters here; `zero` and `isFalse` say what we haven't where they say anything else.
    func know(_ element: XMLElement, _ known: [String], zero: [String] = [], isFalse: [String] = []) throws {
        for (key, value) in element.attributes where !known.contains(key) {
            let isNothing =
                zero.contains(key) && value.split(whereSeparator: \.isWhitespace).allSatisfy { Float($0) == 0 } || isFalse.contains(key) && value == "false"
            guard !isNothing else { continue }
            if zero.contains(key) || isFalse.contains(key) { throw fail("<\(element.name)>: \(key) has no counterpart here; take it out", at: element) }
            let near = Nearest.to(key, among: known)
            throw fail("<\(element.name)>: the attribute \(key) is not read here" + (near.map { "; did you mean \($0)?" } ?? ""), at: element)
        }
    }

    func list(_ key: String, of element: XMLElement, counts: ClosedRange<Int>) throws -> [Float] {
        let text = try text(key, of: element), numbers = text.split(whereSeparator: \.isWhitespace).map { Float($0) ?? .nan }
        guard counts.contains(numbers.count), numbers.allSatisfy({ $0.isFinite && abs($0) < 1e6 }) else {
            let wanted = counts.count == 1 ? "\(counts.lowerBound)" : "\(counts.lowerBound) to \(counts.upperBound)"
            throw fail("<\(element.name)>: \(key)=\"\(text.prefix(40))\" must be \(wanted) numbers", at: element)
        }
        return numbers
    }

    func rgba(_ element: XMLElement) throws -> Vec3? {
        guard element["rgba"] != nil else { return nil }
        let c = try list("rgba", of: element, counts: 4...4)
        guard c.allSatisfy({ (0...1).contains($0) }) else { throw fail("<\(element.name)>: rgba must be four numbers of 0...1", at: element) }
        return linear(c)
    }

    /// Where an element of an MJCF stands, in what carries it.
    func pose(_ element: XMLElement, _ compiler: MJCFCompiler) throws -> Pose {
        Pose(position: try vector("pos", of: element, default: .zero), rotation: try rotation(element, compiler))
    }

    private func rotation(_ element: XMLElement, _ compiler: MJCFCompiler) throws -> Quaternion {
        let said = ["quat", "euler", "axisangle", "xyaxes", "zaxis"].filter { element[$0] != nil }
        guard said.count <= 1 else { throw fail("<\(element.name)> is turned by \(said.joined(separator: " and by ")); one is enough", at: element) }
        func unit(_ v: Vec3) throws -> Vec3 {
            guard length(v) > 1e-6 else { throw fail("<\(element.name)>: \(said[0]) must not be zero", at: element) }
            return normalize(v)
        }
        switch said.first {
        case "quat":
            let q = try list("quat", of: element, counts: 4...4), vector = Vec4(q[1], q[2], q[3], q[0])
            guard dot(vector, vector) > 1e-12 else { throw fail("<\(element.name)>: quat must not be zero", at: element) }
            return Quaternion(vector: vector).normalized
        case "euler":
            let angles = try list("euler", of: element, counts: 3...3)
            return zip(compiler.eulerAxes, angles).reduce(.identity) { turned, next in
                let axis = ["x": Vec3(1, 0, 0), "y": Vec3(0, 1, 0)][next.0.lowercased()] ?? Vec3(0, 0, 1)
                let turn = Quaternion(angleInRadians: next.1 * compiler.radiansPerUnit, axis: axis)
                return next.0.isLowercase ? turned * turn : turn * turned
            }
        case "axisangle":
            let v = try list("axisangle", of: element, counts: 4...4)
            return Quaternion(angleInRadians: v[3] * compiler.radiansPerUnit, axis: try unit(Vec3(v[0], v[1], v[2])))
        case "xyaxes":
            let v = try list("xyaxes", of: element, counts: 6...6), x = try unit(Vec3(v[0], v[1], v[2])), y = Vec3(v[3], v[4], v[5])
            let upright = try unit(y - x * dot(x, y))
            return Quaternion(columns: x, upright, cross(x, upright))
        case "zaxis": return Quaternion.turning(Vec3(0, 0, 1), to: try unit(try vector("zaxis", of: element)))
        default: return .identity
        }
    }

    func mjcfInertial(_ element: XMLElement, _ compiler: MJCFCompiler) throws -> Inertial {
        try know(element, ["pos", "quat", "euler", "axisangle", "xyaxes", "zaxis", "mass", "diaginertia", "fullinertia"])
        let mass = try number("mass", of: element)
        guard mass >= 0 else { throw fail("<inertial>: its mass \(mass) is negative", at: element) }
        var frame = try pose(element, compiler), moments: Vec3
        if element["fullinertia"] != nil {
            let f = try list("fullinertia", of: element, counts: 6...6).map { Double($0) }
            let (principal, axes) = SymmetricTensor(xx: f[0], yy: f[1], zz: f[2], xy: f[3], xz: f[4], yz: f[5]).principal
            moments = principal
            frame.rotation = frame.rotation * axes
        } else {
            moments = try vector("diaginertia", of: element)
        }
        guard moments.min() >= 0 else { throw fail("<inertial>: its moments about its own axes are \(moments); none may be negative", at: element) }
        return Inertial(mass: mass, frame: frame, moments: moments)
    }
}

extension Quaternion {
    /// The shortest way from one direction to another.
    static func turning(_ a: Vec3, to b: Vec3) -> Quaternion {
        let c = dot(a, b)
        guard c > -0.999_999 else { return Quaternion(angleInRadians: .pi, axis: abs(a.x) < 0.9 ? cross(a, Vec3(1, 0, 0)) : cross(a, Vec3(0, 1, 0))) }
        return Quaternion(vector: Vec4(cross(a, b), 1 + c)).normalized
    }
}

/// What a geom is.
enum MJCFForm {
    case solid(Shape)
    /// Half its sides.
    case plane(Vec2)
    case mesh(String)

    static func read(_ geom: XMLElement, _ fields: URDFFields, _ compiler: MJCFCompiler) throws -> (MJCFForm, Pose) {
        let type = geom["type"] ?? (geom["mesh"] == nil ? "sphere" : "mesh")
        var pose = try fields.pose(geom, compiler)
        func sizes(_ counts: ClosedRange<Int>) throws -> [Float] {
            let sizes = try fields.list("size", of: geom, counts: 1...3)
            guard sizes.count >= counts.lowerBound else { throw fields.fail("<geom>: a \(type) needs \(counts.lowerBound) sizes", at: geom) }
            return sizes
        }
        if geom["mesh"] != nil, type != "mesh" { throw fields.fail("<geom>: a \(type) fitted to a mesh has no counterpart here; give its size", at: geom) }
        var half: Float?
        if geom["fromto"] != nil {
            guard ["capsule", "cylinder", "box"].contains(type) else { throw fields.fail("<geom>: fromto is for capsules, cylinders and boxes", at: geom) }
            let v = try fields.list("fromto", of: geom, counts: 6...6), a = Vec3(v[0], v[1], v[2]), b = Vec3(v[3], v[4], v[5])
            guard length(b - a) > 1e-6 else { throw fields.fail("<geom>: fromto leads nowhere", at: geom) }
            pose = Pose(position: (a + b) / 2, rotation: Quaternion.turning(Vec3(0, 0, 1), to: normalize(a - b)))
            half = length(b - a) / 2
        }
        switch type {
        case "sphere": return (.solid(.sphere(radius: try sizes(1...1)[0])), pose)
        case "box":
            let s = try sizes((half == nil ? 3 : 2)...3)
            return (.solid(.box(size: 2 * Vec3(s[0], s[1], half ?? s[2]), bevel: 0)), pose)
        case "capsule":
            let s = try sizes((half == nil ? 2 : 1)...2), length = half ?? s[1]
            return (.solid(.capsule(radius: s[0], height: 2 * (length + s[0]))), pose)
        case "cylinder":
            let s = try sizes((half == nil ? 2 : 1)...2), length = half ?? s[1]
            return (.solid(.cylinder(radius: s[0], height: 2 * length, bevel: 0)), pose)
        case "plane":
            let s = try fields.list("size", of: geom, counts: 3...3)
            return (.plane(Vec2(s[0] > 0 ? s[0] : 50, s[1] > 0 ? s[1] : 50)), pose)
        case "mesh": return (.mesh(try fields.text("mesh", of: geom)), pose)
        default: throw fields.fail("<geom>: a \(type.prefix(20)) has no counterpart here; one of box, sphere, capsule, cylinder, plane, mesh", at: geom)
        }
    }
}

/// Solids of even density, joined.
struct MJCFMass {
    private var parts: [(mass: Double, pose: Pose, moments: Vec3)] = []

    static func volume(_ shape: Shape) -> Double {
        switch shape {
        case .sphere(let r): 4 / 3 * .pi * Double(r * r * r)
        case .box(let size, _): Double(size.x * size.y * size.z)
        case .cylinder(let r, let height, _): .pi * Double(r * r * height)
        case .capsule(let r, let height): .pi * Double(r * r * (height - 2 * r)) + 4 / 3 * .pi * Double(r * r * r)
        default: 0
        }
    }

    mutating func add(_ shape: Shape, mass: Float, at pose: Pose) {
        let m = Double(mass), moments: Vec3
        switch shape {
        case .sphere(let r): moments = Vec3(repeating: 0.4 * mass * r * r)
        case .box(let size, _):
            let s = size * size
            moments = mass / 12 * Vec3(s.y + s.z, s.x + s.z, s.x + s.y)
        case .cylinder(let r, let height, _): moments = mass * Vec3(r * r / 4 + height * height / 12, r * r / 4 + height * height / 12, r * r / 2)
        case .capsule(let r, let height):
            // A cylinder and two half balls, each 3/8 of the radius beyond its end.
            let l = height - 2 * r, ball = mass * 4 * r / (4 * r + 3 * l), tube = mass - ball
            let across = tube * (r * r / 4 + l * l / 12) + ball * (0.4 * r * r + l * l / 4 + 0.375 * l * r)
            moments = Vec3(across, across, tube * r * r / 2 + ball * 0.4 * r * r)
        default: moments = .zero
        }
        parts.append((m, pose, moments))
    }

    var inertial: URDFFields.Inertial {
        let mass = parts.reduce(0) { $0 + $1.mass }
        guard mass > 0 else { return .init(mass: 0, frame: .identity, moments: .zero) }
        if parts.count == 1 { return .init(mass: Float(mass), frame: parts[0].pose, moments: parts[0].moments) }
        let centre = parts.reduce(Vec3.zero) { $0 + Float($1.mass / mass) * $1.pose.position }
        var sum = SymmetricTensor(xx: 0, yy: 0, zz: 0, xy: 0, xz: 0, yz: 0)
        for part in parts {
            let axes = [Vec3(1, 0, 0), Vec3(0, 1, 0), Vec3(0, 0, 1)].map { part.pose.rotation.act($0) }, d = part.pose.position - centre
            func entry(_ i: Int, _ j: Int) -> Double {
                let own = (0..<3).reduce(0.0) { $0 + Double(part.moments[$1]) * Double(axes[$1][i]) * Double(axes[$1][j]) }
                return own + part.mass * ((i == j ? Double(dot(d, d)) : 0) - Double(d[i]) * Double(d[j]))
            }
            sum.xx += entry(0, 0)
            sum.yy += entry(1, 1)
            sum.zz += entry(2, 2)
            sum.xy += entry(0, 1)
            sum.xz += entry(0, 2)
            sum.yz += entry(1, 2)
        }
        let (moments, axes) = sum.principal
        return .init(mass: Float(mass), frame: Pose(position: centre, rotation: axes), moments: moments)
    }
}
