import VeneerMath

extension Joint {
    /// Those of `joints`, in their order.
    static func all(of root: FieldReader, bodies: [Body]) throws -> [Joint] {
        let names = bodies.map(\.name)
        var joints: [Joint] = []
        for (index, element) in (try root.array("joints") ?? []).enumerated() {
            let joint = try Joint(try FieldReader(element, place: "joint \(index)"), bodies: bodies, names: names)
            guard !joints.contains(where: { $0.name == joint.name }) else {
                throw root.fail("two joints are called \"\(joint.name)\"; names must differ", at: element)
            }
            joints.append(joint)
        }
        return joints
    }

    private init(_ fields: FieldReader, bodies: [Body], names: [String]) throws {
        let kindName = try fields.string("kind")
        guard let kind = Kind(rawValue: kindName) else {
            throw fields.fail("\(fields.place): unknown kind \"\(kindName)\"; one of \(Kind.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        let child = try fields.index("child", of: "body", among: names)
        let parent = fields.value("parent") == nil ? nil : try fields.index("parent", of: "body", among: names)
        guard bodies[child].massInKilograms > 0 else { throw fields.fail("\(fields.place).child: \"\(names[child])\" has no mass, so no joint can move it") }
        guard child != parent else {
            throw fields.fail("\(fields.place): a joint needs two bodies; leave \"parent\" out to hold \"\(names[child])\" to the world")
        }
        if let parent, bodies[parent].carrier != nil { throw fields.fail("\(fields.place).parent: \"\(names[parent])\" rides on another body; name that one") }
        self.init(
            name: try fields.string("name"), kind: kind, parent: parent, child: child,
            worldFromJoint: Pose(position: try fields.vector("at"), rotation: try Joint.rotation(fields)))
        guard worldFromJoint.position.isInReach else {
            throw fields.fail("\(fields.place).at lies over 100 km away, where things are lost; put it where its bodies meet", at: fields.value("at"))
        }
        if kind == .generic {
            try readAxes(fields)
        } else if let drivenAxis, let limits = fields.value("limits") {
            ranges[drivenAxis.rawValue] = try Joint.range(limits, fields, "limits")
        }
        if let drivenAxis {
            friction = try fields.number("friction", default: 0, in: 0...1e6)
            damping = try fields.number("damping", default: 0, in: 0...1e6)
            if let motor = try fields.object("motor") { drive = try JointDrive(motor) }
            if case .locked = ranges[drivenAxis.rawValue] { throw fields.fail("\(fields.place): the axis that is driven must not be locked") }
        }
        collides = try fields.bool("collides", default: false)
        try fields.finish()
    }

    /// `axis` becomes the frame's x; `quaternion` is the frame itself.
    private static func rotation(_ fields: FieldReader) throws -> Quaternion {
        guard fields.value("axis") != nil else { return try fields.rotation() }
        let axis = try fields.vector("axis")
        guard length(axis) > 1e-3, length(axis).isFinite else { throw fields.fail("\(fields.place).axis must not be zero") }
        let x = normalize(axis), y = normalize(cross(abs(x.z) < 0.9 ? Vec3(0, 0, 1) : Vec3(0, 1, 0), x))
        return Quaternion(columns: x, y, cross(x, y))
    }

    private mutating func readAxes(_ fields: FieldReader) throws {
        for (key, first) in [("linear", 0), ("angular", 3)] {
            guard let value = fields.value(key) else { continue }
            guard case .array(let elements) = value.content, elements.count == 3 else {
                throw fields.fail("\(fields.place).\(key) must be three of \"locked\", \"free\" or [low, high]", at: value)
            }
            for (index, element) in elements.enumerated() { ranges[first + index] = try Joint.range(element, fields, key) }
        }
        guard fields.value("driven") != nil else { return }
        drivenAxis = Axis.allCases[try fields.index("driven", of: "axis", among: Axis.allCases.map(\.name))]
    }

    private static func range(_ value: JSONValue, _ fields: FieldReader, _ key: String) throws -> Range {
        switch value.content {
        case .string("locked"): return .locked
        case .string("free"): return .free
        case .array:
            let v = try fields.numbers(value, key: key, count: 2)
            guard v[0] <= v[1], abs(v[0]) < 1e4, abs(v[1]) < 1e4 else { throw fields.fail("\(fields.place).\(key) must be [low, high], low first", at: value) }
            return v[0] == v[1] ? .locked : .within(v[0]...v[1])
        default: throw fields.fail("\(fields.place).\(key) must be \"locked\", \"free\" or [low, high]", at: value)
        }
    }
}

extension JointDrive {
    private static let strongest: ClosedRange<Float> = 0...1e7

    init(_ fields: FieldReader) throws {
        let kinds = ["velocity", "position", "torque"].filter { fields.value($0) != nil }
        guard kinds.count == 1 else { throw fields.fail("\(fields.place) has one of \"velocity\", \"position\" and \"torque\"") }
        switch kinds[0] {
        case "velocity": self = .velocity(try fields.number("velocity", in: -1e4...1e4), maximumForce: try fields.number("force", in: JointDrive.strongest))
        case "position":
            self = .position(
                try fields.number("position", in: -1e4...1e4), maximumForce: try fields.number("force", in: JointDrive.strongest),
                maximumVelocity: try fields.number("speed", default: 10, in: 1e-4...1e4))
        default: self = .force(try fields.number("torque", in: -1e7...1e7))
        }
        try fields.finish()
    }

    var jsonText: String? {
        switch self {
        case .free: nil
        case .velocity(let velocity, let force): "{ \"velocity\": \(velocity), \"force\": \(force) }"
        case .position(let position, let force, let speed): "{ \"position\": \(position), \"force\": \(force), \"speed\": \(speed) }"
        case .force(let force): "{ \"torque\": \(force) }"
        }
    }
}

extension Joint.Axis {
    /// As world files call it.
    public var name: String {
        switch self {
        case .x: "x"
        case .y: "y"
        case .z: "z"
        case .aboutX: "aboutX"
        case .aboutY: "aboutY"
        case .aboutZ: "aboutZ"
        }
    }
}

extension Joint {
    func jsonText(bodies: [Body]) -> String {
        var text = "{ \"name\": \(quoted(name)), \"kind\": \"\(kind.rawValue)\""
        if let parent { text += ", \"parent\": \(quoted(bodies[parent].name))" }
        let q = worldFromJoint.rotation.vector
        text += ", \"child\": \(quoted(bodies[child].name)), \"at\": \(list(worldFromJoint.position)), \"quaternion\": [\(q.x), \(q.y), \(q.z), \(q.w)]"
        if kind == .generic {
            text +=
                ", \"linear\": [\(ranges[..<3].map(\.jsonText).joined(separator: ", "))], \"angular\": [\(ranges[3...].map(\.jsonText).joined(separator: ", "))]"
            if let drivenAxis { text += ", \"driven\": \"\(drivenAxis.name)\"" }
        } else if let drivenAxis {
            text += ", \"limits\": \(ranges[drivenAxis.rawValue].jsonText)"
        }
        if friction != 0 { text += ", \"friction\": \(friction)" }
        if damping != 0 { text += ", \"damping\": \(damping)" }
        if let motor = drive.jsonText { text += ", \"motor\": \(motor)" }
        return text + (collides ? ", \"collides\": true }" : " }")
    }
}

extension Joint.Range {
    fileprivate var jsonText: String {
        switch self {
        case .locked: "\"locked\""
        case .free: "\"free\""
        case .within(let range): "[\(range.lowerBound), \(range.upperBound)]"
        }
    }
}
