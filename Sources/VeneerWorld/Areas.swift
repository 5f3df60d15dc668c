import VeneerMath

/// A box in the world, along its axes. Who enters and leaves it is told; things may be put there by chance.
public struct Area: Sendable, Equatable {
    public var name: String
    public var low: Vec3
    public var high: Vec3

    public init(name: String, low: Vec3, high: Vec3) {
        self.name = name
        self.low = low
        self.high = high
    }

    public func holds(_ point: Vec3) -> Bool { (0..<3).allSatisfy { (low[$0]...high[$0]).contains(point[$0]) } }
}

/// A disc that bodies cross, or a whole plane.
public struct Gate: Sendable, Equatable {
    public var name: String
    public var centre: Vec3
    /// Of length 1; what crosses along it goes forwards.
    public var normal: Vec3
    /// Nil: without end.
    public var radius: Float?

    public init(name: String, centre: Vec3, normal: Vec3, radius: Float? = nil) {
        self.name = name
        self.centre = centre
        self.normal = normal
        self.radius = radius
    }

    /// Whether a way from one point to another goes through: +1 forwards, -1 back.
    public func crossing(from a: Vec3, to b: Vec3) -> Int? {
        let before = dot(a - centre, normal), after = dot(b - centre, normal)
        guard (before < 0) != (after < 0) else { return nil }
        if let radius, length(a + (b - a) * (before / (before - after)) - centre) > radius { return nil }
        return after < 0 ? -1 : 1
    }
}

extension Area {
    static func all(of root: FieldReader) throws -> [Area] {
        try root.members("areas").map { member in
            let fields = try FieldReader(member.value, place: "area \"\(member.key)\"")
            let area = Area(name: member.key, low: try fields.vector("low"), high: try fields.vector("high"))
            guard (0..<3).allSatisfy({ area.low[$0] <= area.high[$0] }) else { throw fields.fail("\(fields.place): low must not be above high") }
            try fields.finish()
            return area
        }
    }

    var jsonText: String { "{ \"low\": \(list(low)), \"high\": \(list(high)) }" }
}

extension Gate {
    static func all(of root: FieldReader) throws -> [Gate] {
        try root.members("gates").map { member in
            let fields = try FieldReader(member.value, place: "gate \"\(member.key)\"")
            let normal = try fields.vector("facing")
            guard length(normal) > 1e-3 else { throw fields.fail("\(fields.place).facing must not be zero") }
            let gate = Gate(
                name: member.key, centre: try fields.vector("at"), normal: abs(length(normal) - 1) < 1e-6 ? normal : normalize(normal),
                radius: fields.value("radius") == nil ? nil : try fields.number("radius", in: 0.001...1000))
            try fields.finish()
            return gate
        }
    }

    var jsonText: String { "{ \"at\": \(list(centre)), \"facing\": \(list(normal))" + (radius.map { ", \"radius\": \($0) }" } ?? " }") }
}
