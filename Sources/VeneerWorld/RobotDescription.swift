import Foundation
import VeneerAssets
import VeneerMath

/// A robot's file, read: links in the order of a walk through the tree, base first, each with what is seen of it.
struct RobotDescription {
    struct Part {
        var link: Robot.Link
        var shape: Shape
        var colour: Vec3
        /// What it calls the material: one of the world's by that name counts instead of the colour.
        var material: String?
    }

    var links: [Part] = []
    var robotFromBase = Pose.identity
    /// Whether the file says that nothing holds its base.
    var isFree = false
    /// What the file says besides, which is left to the world.
    var remarks: [String] = []
    var meshes: [SolidMesh] = []
    /// What the files say that it includes.
    var included: [String] = []
    private(set) var hash: UInt64 = 0
    var hashText: String { String(hash, radix: 16) }

    static let mostLinks = 500
    static let grey = Vec3(0.5, 0.5, 0.5)

    init() {}

    init(_ text: String, _ format: Robot.Format, file: String, folder: URL) throws {
        let fields = URDFFields(file: file, folder: folder), root = try fields.root(of: text)
        self =
            switch format {
            case .urdf: try URDFReader(root, fields).description
            case .mjcf: try MJCFReader(root, fields).description
            }
        var hash = StableHash()
        hash.combine(text)
        for text in included { hash.combine(text) }
        for mesh in meshes { hash.combine(mesh.contentHash) }
        self.hash = hash.value
    }

    /// Nil: each mimic follows a joint that moves by itself.
    var mimicProblem: String? {
        let joints = links.compactMap(\.link.joint)
        for joint in joints {
            guard let mimic = joint.mimic else { continue }
            guard let leader = joints.first(where: { $0.name == mimic.joint }), leader.name != joint.name, leader.mimic == nil, leader.kind.hasPosition else {
                return "joint \"\(joint.name)\" mimics \"\(mimic.joint)\", which is no joint that moves by itself"
            }
        }
        return nil
    }
}

/// Those that a robot's file names, each read once.
struct RobotMeshes {
    let fields: URDFFields
    private var known: [String: SolidMesh] = [:]

    init(fields: URDFFields) { self.fields = fields }

    /// In a stable order.
    var all: [SolidMesh] { known.sorted { $0.key < $1.key }.map(\.value) }

    mutating func mesh(_ name: String, scale: Vec3, at element: XMLElement) throws -> SolidMesh {
        let key = "\(name) \(scale.x) \(scale.y) \(scale.z)"
        if let mesh = known[key] { return mesh }
        guard let url = fields.place(of: name) else {
            throw fields.fail("mesh \(name) is not there; it is looked for beside the robot's file and in the folders above", at: element)
        }
        do {
            let mesh = try SolidMesh(file: url, name: url.path, scale: scale)
            known[key] = mesh
            return mesh
        } catch { throw fields.fail("mesh \(error)", at: element) }
    }
}
