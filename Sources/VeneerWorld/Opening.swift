import VeneerMath

/// A hole in a building's wall or roof without a pane: a gate, a door that stands open. Light comes in there, and is looked for there.
public struct Opening: Sendable, Equatable {
    public var name: String
    public var centre: Vec3
    /// Into the building.
    public var facing: Vec3
    public var width: Float
    public var height: Float

    public init(name: String, centre: Vec3, facing: Vec3, width: Float, height: Float) {
        self.name = name
        self.centre = centre
        self.facing = facing
        self.width = width
        self.height = height
    }

    /// In world space, with indoors towards `cross(across, up)`. It stands upright; a level one is as wide along x.
    public var halfEdges: (across: Vec3, up: Vec3) {
        let normal = normalize(facing), across = normalize(cross(abs(normal.z) > 0.99 ? Vec3(0, 1, 0) : Vec3(0, 0, 1), normal))
        return (across * (width / 2), cross(normal, across) * (height / 2))
    }
}

extension Opening {
    static func all(of root: FieldReader) throws -> [Opening] {
        try root.members("openings").map { member in
            let fields = try FieldReader(member.value, place: "opening \"\(member.key)\"")
            let facing = try fields.vector("facing"), size = try fields.numbers("size", count: 2)
            guard length(facing) > 1e-3 else { throw fields.fail("\(fields.place).facing must not be zero") }
            guard size.allSatisfy({ (0.01...1000).contains($0) }) else { throw fields.fail("\(fields.place).size must be 0.01...1000 m each") }
            let opening = Opening(name: member.key, centre: try fields.vector("at"), facing: facing, width: size[0], height: size[1])
            try fields.finish()
            return opening
        }
    }

    var jsonText: String { "{ \"at\": \(list(centre)), \"facing\": \(list(facing)), \"size\": [\(width), \(height)] }" }
}
