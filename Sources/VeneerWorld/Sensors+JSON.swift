import VeneerMath

extension Sensor {
    private static let kinds = ["imu", "contact", "range", "odometry", "joints"]

    /// Those of `sensors`, an object by name.
    static func all(of root: FieldReader, world: World) throws -> [Sensor] {
        try root.members("sensors").map { try Sensor(try FieldReader($0.value, place: "sensor \"\($0.key)\""), name: $0.key, world) }
    }

    private init(_ fields: FieldReader, name: String, _ world: World) throws {
        let kind = try Sensor.kind(fields, world), rate = try fields.number("rate", default: Float(Tick.perSecond), in: 1...Float(Tick.perSecond))
        let ticks = Int((Float(Tick.perSecond) / rate).rounded())
        guard Float(ticks) * rate == Float(Tick.perSecond) else {
            throw fields.fail("\(fields.place).rate is \(rate) readings a second; it must divide \(Tick.perSecond), so that each falls on a tick")
        }
        self.init(name: name, kind: kind, ticksBetweenReadings: ticks)
        switch kind {
        case .imu, .range: bodyFromSensor = Pose(position: try fields.vector("position", default: .zero), rotation: try fields.rotation())
        case .contact, .odometry, .joints: break
        }
        dropout = try fields.number("dropout", default: 0, in: 0...1)
        if let quantities = try fields.object("noise") {
            for quantity in kind.quantities {
                guard let noise = try quantities.object(quantity) else { continue }
                self.noise[quantity] = Noise(
                    bias: try noise.number("bias", default: 0, in: 0...1e6), deviation: try noise.number("deviation", default: 0, in: 0...1e6),
                    step: try noise.number("step", default: 0, in: 0...1e6))
                try noise.finish()
            }
            try quantities.finish()
        }
        try fields.finish()
    }

    private static func kind(_ fields: FieldReader, _ world: World) throws -> Kind {
        func body() throws -> Int { try fields.index("on", of: "body", among: world.bodies.map(\.name)) }
        let kind = try fields.string("kind")
        switch kind {
        case "imu": return .imu(body: try body())
        case "contact":
            let body = try body()
            guard world.bodies[body].carrier == nil else {
                throw fields.fail("\(fields.place).on: \"\(world.bodies[body].name)\" rides on another, and touches nothing")
            }
            return .contact(body: body)
        case "range":
            let rays = try fields.number("rays", default: 1, in: 1...1440)
            guard rays == rays.rounded() else { throw fields.fail("\(fields.place).rays must be a whole number") }
            return .range(
                body: try body(), rays: Int(rays), spreadInRadians: try fields.number("spread", default: 0, in: 0...360) * .pi / 180,
                reachInMetres: try fields.number("reach", default: 10, in: 0.01...500))
        case "odometry": return .odometry(vehicle: try fields.index("of", of: "vehicle", among: world.vehicles.map(\.name)))
        case "joints":
            let names = world.jointNames
            if let robot = fields.value("of") {
                let index = try fields.index("of", of: "robot", among: world.robots.map(\.name)), name = world.robots[index].name
                if let both = fields.value("joints") { throw fields.fail("\(fields.place) has both \"of\" and \"joints\"; leave one out", at: both) }
                let joints = world.robots[index].movingJoints.compactMap { names.firstIndex(of: "\(name) \($0.name)") }
                guard !joints.isEmpty else { throw fields.fail("\(fields.place).of: no joint of \"\(name)\" moves", at: robot) }
                return .joints(joints)
            }
            let joints = try (try fields.array("joints") ?? []).map { element -> Int in
                guard case .string(let name) = element.content, let index = names.firstIndex(of: name) else {
                    throw fields.fail(
                        "\(fields.place).joints: names of joints, in double quotes; here are \(names.prefix(8).map(quoted).joined(separator: ", "))",
                        at: element)
                }
                return index
            }
            guard !joints.isEmpty else { throw fields.fail("\(fields.place) needs \"of\", a robot, or \"joints\", a list of names") }
            return .joints(joints)
        default:
            let near = Nearest.to(kind, among: kinds)
            throw fields.fail(
                "\(fields.place): no kind \"\(kind)\"" + (near.map { "; did you mean \"\($0)\"?" } ?? "; one of \(kinds.joined(separator: ", "))"))
        }
    }

    func jsonText(_ world: World) -> String {
        func on(_ body: Int) -> String { "\"on\": \(quoted(world.bodies[body].name))" }
        let about =
            switch kind {
            case .imu(let body): "\"kind\": \"imu\", \(on(body)), \(bodyFromSensor.jsonFields)"
            case .contact(let body): "\"kind\": \"contact\", \(on(body))"
            case .range(let body, let rays, let spread, let reach):
                "\"kind\": \"range\", \(on(body)), \(bodyFromSensor.jsonFields), \"rays\": \(rays), \"spread\": \(spread * 180 / .pi), \"reach\": \(reach)"
            case .odometry(let vehicle): "\"kind\": \"odometry\", \"of\": \(quoted(world.vehicles[vehicle].name))"
            case .joints(let joints): "\"kind\": \"joints\", \"joints\": [\(joints.map { quoted(world.jointNames[$0]) }.joined(separator: ", "))]"
            }
        let noises = kind.quantities.compactMap { quantity in
            noise[quantity].map { "\(quoted(quantity)): { \"bias\": \($0.bias), \"deviation\": \($0.deviation), \"step\": \($0.step) }" }
        }
        return "{ \(about), \"rate\": \(Tick.perSecond / ticksBetweenReadings)" + (dropout == 0 ? "" : ", \"dropout\": \(dropout)")
            + (noises.isEmpty ? " }" : ", \"noise\": { \(noises.joined(separator: ", ")) } }")
    }
}
