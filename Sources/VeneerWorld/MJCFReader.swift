import Foundation
import VeneerAssets
import VeneerMath

/// Reads what of an MJCF describes one robot: its tree of bodies, their geoms, joints and inertias, and the motors of its joints. What a robot here
/// can't be is refused with its line; what is the world's, such as light, gravity and sensors, is remarked upon.
struct MJCFReader {
    private(set) var description = RobotDescription()
    private let fields: URDFFields
    private let compiler: MJCFCompiler
    private let defaults: MJCFDefaults
    private let materials: [String: Vec3], motors: [String: Float]
    private var mimics: [String: RobotJoint.Mimic]
    private var assets: [String: XMLElement] = [:]
    private var meshes: RobotMeshes
    private var names: Set<String> = [], jointNames: Set<String> = []
    private var hasArmature = false
    private static let leftToTheWorld = ["option", "size", "visual", "statistic", "sensor", "keyframe", "custom", "contact"]

    init(_ root: XMLElement, _ fields: URDFFields) throws {
        self.fields = fields
        var includes = MJCFIncludes(fields)
        let root = try includes.merged(root)
        description.included = includes.texts
        guard root.name == "mujoco" else { throw fields.fail("the file holds a <\(root.name)>, not a <mujoco>; is it an MJCF?", at: root) }
        let sections = ["compiler", "default", "asset", "worldbody", "actuator", "equality"]
        for section in root.children where !sections.contains(section.name) && !MJCFReader.leftToTheWorld.contains(section.name) {
            throw fields.fail("<\(section.name)> has no counterpart here; take it out", at: section)
        }
        compiler = try MJCFCompiler(root.all("compiler"), fields)
        defaults = try MJCFDefaults(root.all("default"), fields)
        let assets = root.all("asset").flatMap(\.children)
        var materials: [String: Vec3] = [:]
        for element in assets where element.name == "material" {
            let material = try defaults.complete(element, nil)
            if let name = material["name"] { materials[name] = try fields.rgba(material) }
        }
        self.materials = materials
        motors = try MJCFReader.motors(root, defaults, fields)
        mimics = try MJCFReader.mimics(root, defaults, fields)
        meshes = RobotMeshes(fields: fields)
        for element in assets where element.name == "mesh" {
            let mesh = try defaults.complete(element, nil)
            try fields.know(mesh, ["name", "class", "file", "scale", "inertia", "content_type", "smoothnormal", "maxhullvert"])
            let file = try fields.text("file", of: mesh)
            self.assets[mesh["name"] ?? ((file as NSString).lastPathComponent as NSString).deletingPathExtension] = mesh
        }
        try read(root)
        for (name, _) in mimics { throw fields.fail("<equality> names a joint \"\(name)\" that isn't there", at: root) }
        if let problem = description.mimicProblem { throw fields.fail(problem, at: root) }
        description.meshes = meshes.all
        if hasArmature { description.remarks.append("armature counts as its link's own inertia about the axis; what carries the link feels it, too") }
        let left = MJCFReader.leftToTheWorld.filter { root.first($0) != nil }
        if !left.isEmpty { description.remarks.append("left to the world: \(left.joined(separator: ", "))") }
        if !motors.isEmpty { description.remarks.append("of actuators the force counts, not the gains: a motor here goes where it shall at a speed") }
    }

    private mutating func read(_ root: XMLElement) throws {
        let worlds = root.all("worldbody"), parts = worlds.flatMap(\.children), bodies = parts.filter { $0.name == "body" },
            geoms = parts.filter { $0.name == "geom" }
        guard let world = worlds.first, !bodies.isEmpty else { throw fields.fail("has no <worldbody> with a <body> in it", at: root) }
        let free = bodies.first { isFree($0) }
        if let free {
            guard bodies.count == 1 else {
                throw fields.fail("body \"\(free["name"] ?? "")\" moves freely beside others: a robot is one tree; give each a file of its own", at: free)
            }
            if let geom = geoms.first { throw fields.fail("a <geom> of the world beside a robot that moves freely: put it into the world file", at: geom) }
        }
        for part in parts { try checkPart(part, of: "worldbody") }
        description.isFree = free != nil
        guard free == nil, bodies.count > 1 || !geoms.isEmpty || bodies[0].children.contains(where: { $0.name == "joint" }) else {
            // It needs no world to hang on.
            let frame = try inertia(of: bodies[0], nil)
            description.robotFromBase = try fields.pose(bodies[0], compiler) * frame.frame
            try add(bodies[0], className: bodies[0]["childclass"], inertial: frame, joints: [], parentBodyFromLink: .identity, parent: -1)
            return
        }
        try addLink(name: "world", inertial: .init(mass: 0, frame: .identity, moments: .zero), joint: nil, geoms: geoms, className: nil, at: world)
        for body in bodies { try walk(body, className: nil, parent: 0, parentBodyFromParentLink: .identity) }
    }

    private func isFree(_ body: XMLElement) -> Bool { body.children.contains { $0.name == "freejoint" || ($0.name == "joint" && $0["type"] == "free") } }

    private func checkPart(_ part: XMLElement, of place: String) throws {
        let known = ["inertial", "joint", "freejoint", "geom", "body", "site", "camera", "light"]
        guard known.contains(part.name) else { throw fields.fail("<\(part.name)> in <\(place)> has no counterpart here", at: part) }
    }

    private mutating func walk(_ body: XMLElement, className: String?, parent: Int, parentBodyFromParentLink: Pose) throws {
        let className = body["childclass"] ?? className
        guard !isFree(body) else { throw fields.fail("a free joint below another body has no counterpart here; give it a file of its own", at: body) }
        let joints = try body.all("joint").map { try defaults.complete($0, className) }
        try add(
            body, className: className, inertial: try inertia(of: body, className), joints: joints,
            parentBodyFromLink: parentBodyFromParentLink * (try fields.pose(body, compiler)), parent: parent)
    }

    /// A body with several joints is a chain of links, all but the last without mass.
    private mutating func add(
        _ body: XMLElement, className: String?, inertial: URDFFields.Inertial, joints: [XMLElement], parentBodyFromLink: Pose, parent: Int
    ) throws {
        try fields.know(body, ["name", "childclass", "pos", "quat", "euler", "axisangle", "xyaxes", "zaxis", "user"], zero: ["gravcomp"], isFalse: ["mocap"])
        for part in body.children { try checkPart(part, of: "body") }
        let name = body["name"] ?? "body \(description.links.count)"
        var parent = parent, start = parentBodyFromLink
        for (index, element) in joints.enumerated() where index < joints.count - 1 {
            let inertial = try withArmature(.init(mass: 0, frame: .identity, moments: .zero), of: element)
            let joint = try joint(element, index, of: name, parent: parent, parentBodyFromLink: start, childFrame: inertial.frame)
            try addLink(name: "\(name) \(joint.name)", inertial: inertial, joint: joint, geoms: [], className: nil, at: body)
            (parent, start) = (description.links.count - 1, inertial.frame.inverse)
        }
        var last: RobotJoint?, inertial = inertial
        if let element = joints.last {
            inertial = try withArmature(inertial, of: element)
            last = try joint(element, joints.count - 1, of: name, parent: parent, parentBodyFromLink: start, childFrame: inertial.frame)
            if inertial.mass <= 0, body.first("body") == nil {
                throw fields.fail("body \"\(name)\" moves and has no mass; give it an <inertial> or geoms", at: body)
            }
        } else if parent >= 0 {
            last = RobotJoint(
                name: "\(name) fixed", kind: .fixed, parent: parent, parentBodyFromJoint: start, jointFromChildBody: inertial.frame, axis: Vec3(0, 0, 1),
                limits: nil, effort: 0, maximumVelocity: 0, damping: 0, friction: 0, mimic: nil)
        }
        try addLink(name: name, inertial: inertial, joint: last, geoms: body.all("geom"), className: className, at: body)
        let own = description.links.count - 1
        for child in body.all("body") { try walk(child, className: className, parent: own, parentBodyFromParentLink: inertial.frame.inverse) }
    }

    private mutating func addLink(
        name: String, inertial: URDFFields.Inertial, joint: RobotJoint?, geoms: [XMLElement], className: String?, at element: XMLElement
    ) throws {
        guard names.insert(name).inserted else { throw fields.fail("two bodies are called \"\(name)\"", at: element) }
        guard description.links.count < RobotDescription.mostLinks else { throw fields.fail("has more than \(RobotDescription.mostLinks) links", at: element) }
        var seen: [ShapePart] = [], touched: [ShapePart] = [], colour: Vec3?
        for element in geoms {
            let geom = try defaults.complete(element, className)
            let part = try part(geom, linkFromBody: inertial.frame, isOfWorld: joint == nil)
            let touches = try ["contype", "conaffinity"].contains { try fields.number($0, of: geom, default: 1) != 0 }
            if try fields.number("group", of: geom, default: 0) <= 2 {
                seen.append(part)
                colour = try colour ?? fields.rgba(geom) ?? geom["material"].flatMap { materials[$0] }
            }
            if touches { touched.append(part) }
        }
        let shape: Shape = seen.isEmpty ? touched.isEmpty ? .sphere(radius: 0.001) : .compound(touched) : .compound(seen)
        let link = Robot.Link(
            name: name, massInKilograms: inertial.mass, inertia: inertial.moments, collision: touched.isEmpty ? nil : .compound(touched), joint: joint)
        description.links.append(.init(link: link, shape: shape, colour: colour ?? RobotDescription.grey, material: nil))
    }

    // MARK: - Geoms

    private mutating func part(_ geom: XMLElement, linkFromBody: Pose, isOfWorld: Bool) throws -> ShapePart {
        try fields.know(
            geom,
            [
                "name", "class", "type", "size", "pos", "quat", "euler", "axisangle", "xyaxes", "zaxis", "fromto", "rgba", "material", "mass", "density",
                "contype",
                "conaffinity", "group", "mesh", "friction", "condim", "priority", "margin", "gap", "solref", "solimp", "solmix", "user",
            ])
        let (form, pose) = try MJCFForm.read(geom, fields, compiler)
        let shape: Shape
        switch form {
        case .solid(let solid): shape = solid
        case .plane(let half):
            guard isOfWorld else { throw fields.fail("a plane on a body that moves; only the world has planes", at: geom) }
            shape = .box(size: Vec3(2 * half.x, 2 * half.y, 1), bevel: 0)
            return ShapePart(shape, bodyFromPart: linkFromBody.inverse * pose * Pose(position: Vec3(0, 0, -0.5)))
        case .mesh(let name):
            guard let asset = assets[name] else {
                let near = Nearest.to(name, among: assets.keys.sorted())
                throw fields.fail("no mesh \"\(name)\" among the assets" + (near.map { "; did you mean \"\($0)\"?" } ?? ""), at: geom)
            }
            let file = compiler.meshFolder + (try fields.text("file", of: asset))
            shape = .mesh(try meshes.mesh(file, scale: try fields.vector("scale", of: asset, default: Vec3(1, 1, 1)), at: asset))
        }
        guard shape.halfExtents.min() > 0 else { throw fields.fail("<geom>: its sizes must be above 0", at: geom) }
        return ShapePart(shape, bodyFromPart: linkFromBody.inverse * pose)
    }

    private func inertia(of body: XMLElement, _ className: String?) throws -> URDFFields.Inertial {
        let className = body["childclass"] ?? className
        if let element = body.first("inertial"), compiler.inertiaFromGeoms != true { return try fields.mjcfInertial(element, compiler) }
        guard compiler.inertiaFromGeoms != false else { throw fields.fail("body \"\(body["name"] ?? "")\" lacks an <inertial>", at: body) }
        var sum = MJCFMass()
        for element in body.all("geom") {
            let geom = try defaults.complete(element, className), (form, pose) = try MJCFForm.read(geom, fields, compiler)
            let given = geom["mass"] == nil ? nil : try fields.number("mass", of: geom), density = try fields.number("density", of: geom, default: 1000)
            guard given != 0, given != nil || density != 0 else { continue }
            guard case .solid(let solid) = form else {
                throw fields.fail(
                    "the mass of body \"\(body["name"] ?? "")\" would come of a mesh; give the body an <inertial>, or the geom mass=\"0\"", at: geom)
            }
            sum.add(solid, mass: given ?? density * Float(MJCFMass.volume(solid)), at: pose)
        }
        return sum.inertial
    }

    // MARK: - Joints and their motors

    /// What turns faster with a joint than its link does, the motor's rotor, as inertia of the link itself.
    private mutating func withArmature(_ inertial: URDFFields.Inertial, of joint: XMLElement) throws -> URDFFields.Inertial {
        let armature = try fields.number("armature", of: joint, default: 0)
        guard armature != 0 else { return inertial }
        guard armature > 0 else { throw fields.fail("<joint>: armature must not be negative", at: joint) }
        hasArmature = true
        var inertial = inertial
        switch joint["type"] ?? "hinge" {
        case "ball": inertial.moments += Vec3(repeating: armature)
        case "hinge":
            let axis = try fields.vector("axis", of: joint, default: Vec3(0, 0, 1))
            guard length(axis) > 1e-6 else { return inertial } // is refused where the joint is read
            let m = inertial.moments, u = inertial.frame.rotation.inverse.act(normalize(axis))
            func part(_ i: Int, _ k: Int) -> Double { Double(armature * u[i] * u[k]) }
            let (moments, axes) = SymmetricTensor(
                xx: Double(m.x) + part(0, 0), yy: Double(m.y) + part(1, 1), zz: Double(m.z) + part(2, 2), xy: part(0, 1), xz: part(0, 2), yz: part(1, 2)
            ).principal
            inertial.moments = moments
            inertial.frame.rotation = inertial.frame.rotation * axes
        default: throw fields.fail("<joint>: the armature of a slide has no counterpart here; take it out, or add it to the body's mass", at: joint)
        }
        return inertial
    }

    private mutating func joint(
        _ element: XMLElement, _ index: Int, of body: String, parent: Int, parentBodyFromLink: Pose, childFrame: Pose
    ) throws -> RobotJoint {
        try fields.know(
            element,
            [
                "name", "class", "type", "pos", "axis", "range", "limited", "damping", "frictionloss", "actuatorfrcrange", "actuatorfrclimited", "group",
                "solreflimit", "solimplimit", "solreffriction", "solimpfriction", "margin", "user", "armature",
            ], zero: ["stiffness", "springref", "ref"], isFalse: ["actuatorgravcomp"])
        let name = element["name"] ?? "\(body) joint \(index)", type = element["type"] ?? "hinge"
        guard ["hinge", "slide", "ball"].contains(type) else {
            throw fields.fail("joint \"\(name)\" is of type \"\(type)\"; one of hinge, slide, ball", at: element)
        }
        guard jointNames.insert(name).inserted else { throw fields.fail("two joints are called \"\(name)\"", at: element) }
        if type == "ball" {
            return try ball(name, element, of: body, parent: parent, parentBodyFromLink: parentBodyFromLink, childFrame: childFrame)
        }
        let axis = try fields.vector("axis", of: element, default: Vec3(0, 0, 1))
        guard length(axis) > 1e-6 else { throw fields.fail("joint \"\(name)\": its axis must not be zero", at: element) }
        var limits: ClosedRange<Float>?
        if try isOn("limited", given: "range", of: element) {
            let range = try fields.list("range", of: element, counts: 2...2), unit = type == "hinge" ? compiler.radiansPerUnit : 1
            guard range[0] <= range[1] else { throw fields.fail("joint \"\(name)\": its range is upside down", at: element) }
            limits = range[0] * unit...range[1] * unit
        }
        var effort = motors[name] ?? 0
        if try isOn("actuatorfrclimited", given: "actuatorfrcrange", of: element) {
            effort = min(effort, try fields.list("actuatorfrcrange", of: element, counts: 2...2).map(abs).max() ?? 0)
        }
        let anchor = Pose(position: try fields.vector("pos", of: element, default: .zero)), mimic = mimics.removeValue(forKey: name)
        return RobotJoint(
            name: name, kind: type == "slide" ? .prismatic : limits == nil ? .continuous : .revolute, parent: parent,
            parentBodyFromJoint: parentBodyFromLink * anchor, jointFromChildBody: anchor.inverse * childFrame, axis: normalize(axis), limits: limits,
            effort: mimic == nil ? effort : max(effort, MJCFReader.unlimited), maximumVelocity: 100,
            damping: try positive("damping", name, element), friction: try positive("frictionloss", name, element), mimic: mimic)
    }

    private func positive(_ key: String, _ joint: String, _ element: XMLElement) throws -> Float {
        let value = try fields.number(key, of: element, default: 0)
        guard value >= 0 else { throw fields.fail("joint \"\(joint)\": \(key) must not be negative", at: element) }
        return value
    }

    private func ball(
        _ name: String, _ element: XMLElement, of body: String, parent: Int, parentBodyFromLink: Pose, childFrame: Pose
    ) throws -> RobotJoint {
        guard try !isOn("limited", given: "range", of: element) else {
            throw fields.fail("joint \"\(name)\": a ball's range has no counterpart here; take it out, or use three hinges with theirs", at: element)
        }
        guard try positive("frictionloss", name, element) == 0 else {
            throw fields.fail("joint \"\(name)\": a ball's frictionloss has no counterpart here; use damping", at: element)
        }
        guard motors[name] == nil else { throw fields.fail("joint \"\(name)\": nothing drives a ball here; use three hinges, each with a motor", at: element) }
        let anchor = Pose(position: try fields.vector("pos", of: element, default: .zero))
        return RobotJoint(
            name: name, kind: .ball, parent: parent, parentBodyFromJoint: parentBodyFromLink * anchor, jointFromChildBody: anchor.inverse * childFrame,
            axis: Vec3(0, 0, 1), limits: nil, effort: 0, maximumVelocity: 100, damping: try positive("damping", name, element), friction: 0, mimic: nil)
    }

    /// What MuJoCo calls auto: limited where a range is given.
    private func isOn(_ key: String, given range: String, of element: XMLElement) throws -> Bool {
        switch element[key] ?? "auto" {
        case "true": return true
        case "false": return false
        case "auto":
            guard element[range] == nil || compiler.limitsByRange else {
                throw fields.fail("<\(element.name)>: \(range) needs \(key)=\"true\" here", at: element)
            }
            return element[range] != nil
        case let other: throw fields.fail("<\(element.name)>: \(key)=\"\(other.prefix(20))\"; one of true, false, auto", at: element)
        }
    }

    private static let unlimited: Float = 1000

    /// The strongest force or torque on each joint that has a motor.
    private static func motors(_ root: XMLElement, _ defaults: MJCFDefaults, _ fields: URDFFields) throws -> [String: Float] {
        var motors: [String: Float] = [:]
        for element in root.all("actuator").flatMap(\.children) {
            guard ["motor", "position", "velocity"].contains(element.name) else {
                throw fields.fail("<\(element.name)> has no counterpart here; actuators are motor, position and velocity", at: element)
            }
            let actuator = try defaults.complete(element, nil)
            try fields.know(
                actuator,
                [
                    "name", "class", "joint", "gear", "forcerange", "forcelimited", "ctrlrange", "ctrllimited", "kp", "kv", "dampratio", "inheritrange",
                    "group", "user",
                ])
            let joint = try fields.text("joint", of: actuator)
            let gears = try actuator["gear"] == nil ? [1] : fields.list("gear", of: actuator, counts: 1...6)
            guard gears.dropFirst().allSatisfy({ $0 == 0 }), gears[0] != 0 else {
                throw fields.fail("<\(actuator.name)>: gear must be one number, not 0", at: actuator)
            }
            func bound(_ range: String, _ limited: String) throws -> Float? {
                guard actuator[range] != nil, actuator[limited] != "false" else { return nil }
                return try fields.list(range, of: actuator, counts: 2...2).map(abs).max()
            }
            let force = try bound("forcerange", "forcelimited"), control = actuator.name == "motor" ? try bound("ctrlrange", "ctrllimited") : nil
            let strongest = [force, control].compactMap { $0 }.min().map { $0 * abs(gears[0]) } ?? unlimited
            guard motors.updateValue(strongest, forKey: joint) == nil else { throw fields.fail("joint \"\(joint)\" has two actuators", at: actuator) }
        }
        return motors
    }

    private static func mimics(_ root: XMLElement, _ defaults: MJCFDefaults, _ fields: URDFFields) throws -> [String: RobotJoint.Mimic] {
        var mimics: [String: RobotJoint.Mimic] = [:]
        for element in root.all("equality").flatMap(\.children) {
            guard element.name == "joint" else { throw fields.fail("<\(element.name)> in <equality> has no counterpart here; joint has", at: element) }
            let equality = try defaults.complete(element, nil, as: "equality")
            try fields.know(equality, ["name", "class", "joint1", "joint2", "polycoef", "solref", "solimp", "active"])
            let terms = try equality["polycoef"] == nil ? [0, 1] : fields.list("polycoef", of: equality, counts: 1...5)
            guard terms.count > 1, terms.dropFirst(2).allSatisfy({ $0 == 0 }), equality["active"] != "false" else {
                throw fields.fail("<equality>: a joint follows another by polycoef=\"offset factor 0 0 0\" only, and always", at: equality)
            }
            let follower = try fields.text("joint1", of: equality)
            mimics[follower] = .init(joint: try fields.text("joint2", of: equality), multiplier: terms[1], offset: terms[0])
        }
        return mimics
    }
}
