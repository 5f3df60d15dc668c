import Foundation
import VeneerAssets
import VeneerMath

/// Reads a URDF.
struct URDFReader {
    private(set) var description = RobotDescription()
    private let fields: URDFFields
    private var meshes: RobotMeshes
    private var colours: [String: Vec3] = [:]

    init(_ root: XMLElement, _ fields: URDFFields) throws {
        self.fields = fields
        meshes = RobotMeshes(fields: fields)
        guard root.name == "robot" else { throw fields.fail("the file holds a <\(root.name)>, not a <robot>; is it a URDF?", at: root) }
        for material in root.all("material") { if let name = material["name"], let colour = try fields.colour(material) { colours[name] = colour } }
        try fields.refuseMisspelt(in: root, ["link", "joint", "material", "transmission", "gazebo", "sensor"])
        let elements = root.all("link"), joints = root.all("joint")
        guard elements.count <= RobotDescription.mostLinks else {
            throw fields.fail("has \(elements.count) links; at most \(RobotDescription.mostLinks) are possible", at: root)
        }
        var links: [String: XMLElement] = [:]
        for link in elements {
            let name = try fields.text("name", of: link)
            guard links.updateValue(link, forKey: name) == nil else { throw fields.fail("two links are called \"\(name)\"", at: link) }
        }
        var below: [String: [XMLElement]] = [:], carried: Set<String> = [], names: Set<String> = []
        for joint in joints {
            let name = try fields.text("name", of: joint), parent = try fields.link(joint, "parent", among: links),
                child = try fields.link(joint, "child", among: links)
            guard names.insert(name).inserted else { throw fields.fail("two joints are called \"\(name)\"", at: joint) }
            guard carried.insert(child).inserted else { throw fields.fail("link \"\(child)\" hangs on two joints; a robot is a tree", at: joint) }
            below[parent, default: []].append(joint)
        }
        let bases = try elements.map { try fields.text("name", of: $0) }.filter { !carried.contains($0) }
        guard bases.count == 1, let base = bases.first, let baseElement = links[base] else {
            let problem =
                bases.isEmpty
                ? "no link is the base: its joints go in a circle"
                : "\(bases.count) links hang on no joint (\(bases.prefix(3).joined(separator: ", "))); one is the base"
            throw fields.fail(problem, at: root)
        }
        let inertial = try fields.inertial(baseElement)
        description.robotFromBase = inertial.frame
        try add(baseElement, inertial: inertial, joint: nil)
        try walk(from: 0, linkFromBody: inertial.frame, joints: below[base] ?? [], below: below, links: links)
        guard description.links.count == elements.count else { throw fields.fail("some joints go in a circle; a robot is a tree", at: root) }
        if let problem = description.mimicProblem { throw fields.fail(problem, at: root) }
        description.meshes = meshes.all
    }

    private mutating func walk(
        from parent: Int, linkFromBody: Pose, joints: [XMLElement], below: [String: [XMLElement]], links: [String: XMLElement]
    ) throws {
        for element in joints {
            let child = try fields.link(element, "child", among: links)
            guard let link = links[child] else { preconditionFailure("was just looked up") }
            let inertial = try fields.inertial(link)
            let joint = try fields.joint(element, parent: parent, parentLinkFromBody: linkFromBody, childFrame: inertial.frame)
            if joint.kind != .fixed, inertial.mass <= 0, below[child] == nil {
                throw fields.fail("link \"\(child)\" moves and has no mass; give it an <inertial>", at: link)
            }
            try add(link, inertial: inertial, joint: joint)
            try walk(from: description.links.count - 1, linkFromBody: inertial.frame, joints: below[child] ?? [], below: below, links: links)
        }
    }

    private mutating func add(_ element: XMLElement, inertial: URDFFields.Inertial, joint: RobotJoint?) throws {
        try fields.refuseMisspelt(in: element, ["inertial", "visual", "collision", "contact"])
        var colour: Vec3?, name: String?
        let seen = try element.all("visual").map { visual in
            if let material = visual.first("material") {
                let own = try fields.colour(material), named = material["name"].flatMap { colours[$0] }
                if colour == nil { colour = own ?? named }
                if name == nil { name = material["name"] }
            }
            return try part(visual, inertial.frame)
        }
        let touched = try element.all("collision").map { try part($0, inertial.frame) }
        // A frame without a body is a grain.
        let shape: Shape = seen.isEmpty ? touched.isEmpty ? .sphere(radius: 0.001) : .compound(touched) : .compound(seen)
        let link = Robot.Link(
            name: try fields.text("name", of: element), massInKilograms: inertial.mass, inertia: inertial.moments,
            collision: touched.isEmpty ? nil : .compound(touched), joint: joint)
        description.links.append(RobotDescription.Part(link: link, shape: shape, colour: colour ?? RobotDescription.grey, material: name))
    }

    private mutating func part(_ element: XMLElement, _ linkFromBody: Pose) throws -> ShapePart {
        guard let geometry = element.first("geometry"), let form = geometry.children.first else {
            throw fields.fail("<\(element.name)> lacks a <geometry> with a box, cylinder, sphere, capsule or mesh", at: element)
        }
        let shape = try shape(form)
        guard shape.halfExtents.min() > 0 else { throw fields.fail("<\(form.name)>: sizes must be above 0", at: form) }
        return ShapePart(shape, bodyFromPart: linkFromBody.inverse * (try fields.origin(element)))
    }

    private mutating func shape(_ form: XMLElement) throws -> Shape {
        switch form.name {
        case "box": return .box(size: try fields.vector("size", of: form), bevel: 0)
        case "sphere": return .sphere(radius: try fields.number("radius", of: form))
        case "cylinder": return .cylinder(radius: try fields.number("radius", of: form), height: try fields.number("length", of: form), bevel: 0)
        case "capsule":
            let radius = try fields.number("radius", of: form)
            return .capsule(radius: radius, height: try fields.number("length", of: form) + 2 * radius)
        case "mesh":
            let name = try fields.text("filename", of: form), scale = try fields.vector("scale", of: form, default: Vec3(1, 1, 1))
            guard scale.min() != 0 || scale.max() != 0, scale.x != 0, scale.y != 0, scale.z != 0 else {
                throw fields.fail("<mesh>: its scale must not be 0", at: form)
            }
            return .mesh(try meshes.mesh(name, scale: scale, at: form))
        default: throw fields.fail("<\(form.name)> is no shape; one of box, cylinder, sphere, capsule, mesh", at: form)
        }
    }
}
