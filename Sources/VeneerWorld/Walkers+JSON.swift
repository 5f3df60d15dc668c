import VeneerMath

extension Walker {
    /// Those of `walkers`, in their order.
    static func all(of root: FieldReader) throws -> [Walker] {
        let elements = try root.array("walkers") ?? []
        guard elements.count <= 64 else { throw root.fail("a world has at most 64 walkers; this one has \(elements.count)") }
        return try elements.enumerated().map { try Walker(try FieldReader($0.element, place: "walker \($0.offset)")) }
    }

    private init(_ fields: FieldReader) throws {
        let height = try fields.number("height", default: 1.75, in: 0.3...3), radius = try fields.number("radius", default: 0.25, in: 0.05...1)
        let step = try fields.number("step", default: 0.3, in: 0.02...1)
        guard height - step > 2 * radius else {
            throw fields.fail("\(fields.place): its height less its step must be above twice its radius; make it taller, or step lower")
        }
        self.init(
            name: try fields.string("name"), startInWorld: try fields.vector("position"),
            headingInDegrees: try fields.number("yaw", default: 0, in: -360...360),
            pitchInDegrees: try fields.number("pitch", default: 0, in: -85...85), heightInMetres: height, radiusInMetres: radius,
            eyesInMetres: try fields.number("eyes", default: height - 0.12, in: 0.1...3), massInKilograms: try fields.number("mass", default: 75, in: 1...500),
            speed: try fields.number("speed", default: 1.4, in: 0.05...20), runningSpeed: try fields.number("run", default: 3.5, in: 0.05...20),
            stepInMetres: step, slopeInDegrees: try fields.number("slope", default: 45, in: 0...80),
            jumpInMetres: try fields.number("jump", default: 0.4, in: 0...3), grip: try fields.number("grip", default: 1.5, in: 0...10),
            isFirstPerson: try fields.bool("firstPerson", default: false),
            moves: try (try fields.array("moves") ?? []).map { try WalkerMove(try FieldReader($0, place: "\(fields.place) move")) })
        try fields.finish()
    }

    var jsonText: String {
        "{ \"name\": \(quoted(name)), \"position\": \(list(startInWorld)), \"yaw\": \(headingInDegrees), "
            + "\"pitch\": \(pitchInDegrees), \"height\": \(heightInMetres), \"radius\": \(radiusInMetres), \"eyes\": \(eyesInMetres), "
            + "\"mass\": \(massInKilograms), \"speed\": \(speed), \"run\": \(runningSpeed), \"step\": \(stepInMetres), "
            + "\"slope\": \(slopeInDegrees), \"jump\": \(jumpInMetres), \"grip\": \(grip), \"firstPerson\": \(isFirstPerson), "
            + "\"moves\": [\(moves.map(\.jsonText).joined(separator: ", "))] }"
    }
}

extension WalkerMove {
    fileprivate init(_ fields: FieldReader) throws {
        let goal = try fields.numbers("to", count: 2)
        self.init(
            tick: Tick(Int((try fields.number("at", in: 0...100_000) * Float(Tick.perSecond)).rounded())), goal: Vec2(goal[0], goal[1]),
            isFast: try fields.bool("fast", default: false))
        try fields.finish()
    }

    fileprivate var jsonText: String { "{ \"at\": \(Float(tick.seconds)), \"to\": [\(goal.x), \(goal.y)], \"fast\": \(isFast) }" }
}
