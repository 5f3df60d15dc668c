import VeneerMath

extension World {
    /// The intents that put the world as a file of states says, which is as `run --states` writes one: bodies and joints by name, those left out staying
    /// as `state` has them. Links follow their robot's joints, and joints between bodies follow those.
    public func intents(measured text: String, file: String, over state: WorldState) throws -> [Intent] {
        let fields = try FieldReader(try JSONValue.parse(text, file: file), place: "states")
        for ignored in ["tick", "sensors"] { _ = fields.value(ignored) }
        var placed = robots.indices.map { index in
            let joints = state.joints[firstJoint(ofRobot: index)...].prefix(robots[index].movingJoints.count)
            return PlacedRobot(robot: index, positions: joints.map(\.position), velocities: joints.map(\.velocity))
        }
        var touched: [Int: JSONValue] = [:], free: [PlacedBody] = []
        for (name, value) in try fields.members("bodies") {
            let body = try named(name, "body", among: bodies.map(\.name), at: value), read = try BodyState(measured: value, place: "bodies.\(name)")
            guard read.isSound else { throw fields.fail("bodies.\(name) needs numbers within 100 km and 100 km/s", at: value) }
            if let robot = robots.firstIndex(where: { $0.bodies.contains(body) }) {
                guard body == robots[robot].firstBody, !robots[robot].isFixed else { continue }
                placed[robot].base = read
                touched[robot] = touched[robot] ?? value
            } else if bodies[body].carrier == nil, state.bodies[body].isPresent {
                free.append(PlacedBody(body: body, state: read))
            }
        }
        for (name, value) in try fields.members("joints") {
            let joint = try named(name, "joint", among: jointNames, at: value), reader = try FieldReader(value, place: "joints.\(name)")
            let position = try reader.number("position"), velocity = try reader.number("velocity", default: 0)
            try reader.finish()
            guard let robot = robots.indices.last(where: { firstJoint(ofRobot: $0) <= joint }) else { continue }
            placed[robot].positions[joint - firstJoint(ofRobot: robot)] = position
            placed[robot].velocities[joint - firstJoint(ofRobot: robot)] = velocity
            touched[robot] = value
        }
        try fields.finish()
        for (robot, value) in touched.sorted(by: { $0.key < $1.key }) {
            if let fault = fault(of: placed[robot]) { throw fields.fail(fault, at: value) }
        }
        return (free.isEmpty ? [] : [.inject(free)]) + touched.keys.sorted().map { .injectRobot(placed[$0]) }
    }

    /// Among `jointNames`.
    public func firstJoint(ofRobot index: Int) -> Int { joints.count + robots[..<index].reduce(0) { $0 + $1.movingJoints.count } }

    private func named(_ name: String, _ what: String, among names: [String], at value: JSONValue) throws -> Int {
        if let index = names.firstIndex(of: name) { return index }
        let near = Nearest.to(name, among: names).map { "; did you mean \"\($0)\"?" } ?? ""
        throw WorldError(file: value.file, line: value.line, message: "the world \(self.name) has no \(what) \"\(name)\"\(near)")
    }
}

extension BodyState {
    fileprivate init(measured value: JSONValue, place: String) throws {
        let fields = try FieldReader(value, place: place)
        self.init(
            pose: Pose(position: try fields.vector("position"), rotation: try fields.rotation()), linearVelocity: try fields.vector("velocity", default: .zero),
            angularVelocity: try fields.vector("spin", default: .zero))
        try fields.finish()
    }
}
