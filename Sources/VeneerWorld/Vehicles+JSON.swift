import VeneerMath

extension Vehicle {
    /// Those of `vehicles`, in their order.
    static func all(of root: FieldReader, bodies: [Body]) throws -> [Vehicle] {
        let names = bodies.map(\.name)
        return try (try root.array("vehicles") ?? []).enumerated().map {
            try Vehicle(try FieldReader($0.element, place: "vehicle \($0.offset)"), bodies: bodies, names: names)
        }
    }

    private init(_ fields: FieldReader, bodies: [Body], names: [String]) throws {
        let chassis = try fields.index("chassis", of: "body", among: names)
        guard bodies[chassis].massInKilograms > 0 else { throw fields.fail("\(fields.place).chassis: \"\(names[chassis])\" needs a mass") }
        let wheels = try (try fields.array("wheels") ?? []).map {
            try Wheel(try FieldReader($0, place: "\(fields.place) wheel"), chassis: chassis, bodies, names)
        }
        guard (1...16).contains(wheels.count) else { throw fields.fail("\(fields.place).wheels: a vehicle has 1 to 16 wheels; this one has \(wheels.count)") }
        let forward = try fields.vector("forward", default: Vec3(0, -1, 0))
        guard abs(length(forward) - 1) < 1e-3 else { throw fields.fail("\(fields.place).forward must have length 1") }
        // A car that sways 1.6 times a second, and stops swaying soon.
        let load = bodies[chassis].massInKilograms / Float(wheels.count), sway: Float = 2 * .pi * 1.6
        self.init(
            name: try fields.string("name"), chassis: chassis, wheels: wheels, forward: forward,
            topSpeedInMetresPerSecond: try fields.number("topSpeed", default: 15, in: 0.1...200),
            turnSpeedInRadiansPerSecond: try fields.number("turnSpeed", default: 0, in: 0...50),
            travelInMetres: try fields.number("travel", default: 0.1, in: 0.001...2),
            stiffness: try fields.number("stiffness", default: load * sway * sway, in: 1...1e8),
            damping: try fields.number("damping", default: load * sway, in: 0...1e7), friction: try fields.number("grip", default: 1, in: 0...10))
        try fields.finish()
    }

    func jsonText(bodies: [Body]) -> String {
        let wheelTexts = wheels.map {
            "{ \"body\": \(quoted(bodies[$0.body].name)), \"steer\": \($0.steerInRadians), \"drive\": \($0.driveForce), \"brake\": \($0.brakeForce), \"castor\": \($0.isCastor) }"
        }
        return "{ \"name\": \(quoted(name)), \"chassis\": \(quoted(bodies[chassis].name)), \"forward\": \(list(forward)), "
            + "\"topSpeed\": \(topSpeedInMetresPerSecond), \"turnSpeed\": \(turnSpeedInRadiansPerSecond), \"travel\": \(travelInMetres), \"stiffness\": \(stiffness), \"damping\": \(damping), "
            + "\"grip\": \(friction), \"wheels\": [\(wheelTexts.joined(separator: ", "))] }"
    }
}

extension Vehicle.Wheel {
    fileprivate init(_ fields: FieldReader, chassis: Int, _ bodies: [Body], _ names: [String]) throws {
        let body = try fields.index("body", of: "body", among: names)
        guard bodies[body].carrier == chassis else {
            throw fields.fail("\(fields.place).body: a wheel rides on its chassis; give \"\(names[body])\" the field \"on\": \"\(names[chassis])\"")
        }
        self.init(
            body: body, steerInRadians: try fields.number("steer", default: 0, in: -1.4...1.4), driveForce: try fields.number("drive", default: 0, in: 0...1e6),
            brakeForce: try fields.number("brake", default: 0, in: 0...1e6), isCastor: try fields.bool("castor", default: false))
        try fields.finish()
    }
}
