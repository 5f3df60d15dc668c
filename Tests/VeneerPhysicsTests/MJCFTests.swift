import Foundation
import Testing
import VeneerMath
import VeneerPhysics
import VeneerWorld

private let crane = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Fixtures/crane.xml")

/// `Benches/physics_peers.py` holds the same file against MuJoCo.
struct MJCFTests {
    private let robot: Robot

    init() throws { robot = try World(robotFile: crane).robots[0] }

    private func link(_ name: String) throws -> Robot.Link { try #require(robot.links.first { $0.name == name }) }

    @Test func bodiesBecomeLinksAndJoints() throws {
        #expect(robot.links.map(\.name) == ["world", "carriage", "mast pan", "mast", "boom", "hand", "left finger", "right finger"])
        #expect(robot.isFixed && robot.movingJoints.map(\.name) == ["rail", "pan", "tilt", "elbow", "left", "right"])
        #expect(robot.movingJoints.map(\.kind) == [.prismatic, .revolute, .revolute, .continuous, .prismatic, .prismatic])
        let degree = Float.pi / 180, limits = robot.movingJoints.map(\.limits)
        for (limit, expected) in zip(
            limits, [-1...1, -170 * degree...170 * degree, -30 * degree...60 * degree, nil, 0...0.03, 0...0.03] as [ClosedRange<Float>?])
        {
            #expect((limit == nil) == (expected == nil))
            if let limit, let expected { #expect(abs(limit.lowerBound - expected.lowerBound) < 1e-6 && abs(limit.upperBound - expected.upperBound) < 1e-6) }
        }
        // forcerange; gear 10 × ctrlrange 3; the larger of -80 and 60; nobody drives the elbow.
        #expect(robot.movingJoints.map(\.effort) == [200, 30, 80, 0, 12, 1000])
        #expect(robot.movingJoints.map(\.damping) == [5, 0.2, 0.2, 0.2, 2, 2] && robot.movingJoints[2].friction == 0.1)
        let mimic = try #require(robot.movingJoints[5].mimic)
        #expect(mimic.joint == "left" && mimic.multiplier == 1 && mimic.offset == 0)
    }

    /// A bed of 0.4 × 0.6 × 0.1 m at 800 kg/m³; what is only seen weighs nothing. A capsule and a box of 0.3 kg balance where they balance.
    @Test func massesComeOfGeomsWhereNoneIsGiven() throws {
        let bed = try link("carriage")
        #expect(abs(bed.massInKilograms - 19.2) < 1e-4)
        #expect(length(bed.inertia - 19.2 / 12 * Vec3(0.36 + 0.01, 0.16 + 0.01, 0.16 + 0.36)) < 1e-4)
        #expect(try link("mast").massInKilograms == 4 && link("mast pan").massInKilograms == 0)
        let rod: Float = 800 * .pi * (0.0009 * 0.5 + 4 / 3 * 0.000027), boom = try link("boom")
        #expect(abs(boom.massInKilograms - rod - 0.3) < 1e-4)
        let finger = try link("left finger").inertia
        #expect(length(finger - 0.04 / 12 * Vec3(0.02 * 0.02 + 0.06 * 0.06, 0.01 * 0.01 + 0.06 * 0.06, 0.01 * 0.01 + 0.02 * 0.02)) < 1e-8, "\(finger)")
    }

    /// The mast stands on the carriage turned by a right angle, so that the boom, 45° down from level, points along y; the hand sits at its end.
    @Test func framesAreThoseOfTheFile() throws {
        let world = try World(robotFile: crane), hand = try #require(world.bodies.first { $0.name == "crane hand" })
        let s = Float(0.5).squareRoot(), pivot = Vec3(0, 0, 0.75)
        #expect(length(hand.worldFromBody.position - pivot - 0.55 * Vec3(0, s, -s)) < 1e-5, "\(hand.worldFromBody.position)")
        // The tilt turns about a line 10 cm over the mast's foot: half a radian moves the boom's pivot on a circle of 0.5 m.
        let joints = robot.movingJoints.map { $0.name == "tilt" ? Float(0.5) : 0 }, boom = robot.poses(at: joints)[4]
        let still = robot.poses(at: joints.map { _ in 0 })[4], axis = Vec3(-1, 0, 0), centre = Vec3(0, 0, 0.25)
        let turned = centre + Quaternion(angleInRadians: 0.5, axis: axis).act(still.position - centre)
        #expect(length(boom.position - turned) < 1e-5, "\(boom.position), not \(turned)")
    }

    @Test func itRunsHoldsAndReadsBack() throws {
        let text = """
            { "veneer": 1, "name": "crane", "materials": { "grey": { "kind": "plain", "colour": [0.5, 0.5, 0.5] } },
              "robots": [{ "name": "crane", "mjcf": "crane.xml", "start": { "tilt": 0.2 } }],
              "look": { "timeOfDay": 10 }, "camera": { "keys": [{ "eye": [2, 2, 2], "target": [0, 0, 0] }] } }
            """
        let world = try World(jsonText: text, file: "crane", folder: crane.deletingLastPathComponent())
        #expect(try World(jsonText: world.jsonText(), file: "again") == world)
        let simulation = try Simulation(world: world)
        simulation.apply(.drive(joint: 0, .position(0.4, maximumForce: 200, maximumVelocity: 0.5)))
        simulation.apply(.drive(joint: 4, .position(0.02, maximumForce: 12, maximumVelocity: 0.1)))
        simulation.step(480)
        let joints = simulation.state.joints.map(\.position)
        #expect(abs(joints[0] - 0.4) < 0.01 && abs(joints[4] - 0.02) < 0.002 && abs(joints[5] - joints[4]) < 0.002, "\(joints)")
        let checkpoint = try #require(simulation.checkpoint), again = try Simulation(world: world, from: checkpoint)
        simulation.step(100)
        again.step(100)
        #expect(again.state.hash == simulation.state.hash)
    }

    @Test(arguments: [
        ("type=\"slide\" axis=\"0 1 0\"", "type=\"ball\"", "a ball's range"), ("damping=\"5\"", "armature=\"0.1\"", "the armature of a slide"),
        ("type=\"slide\" axis=\"0 1 0\" range=\"-1 1\"", "type=\"ball\"", "nothing drives a ball here"),
        ("type=\"slide\" axis=\"0 1 0\"", "type=\"screw\"", "one of hinge"),
        ("name=\"elbow\" axis=\"0 1 0\"", "name=\"elbow\" type=\"ball\" frictionloss=\"1\"", "use damping"),
        ("name=\"elbow\" axis", "name=\"elbow\" armature=\"-1\" axis", "must not be negative"),
        ("<light pos=\"0 0 3\"/>", "<include file=\"none.xml\"/>", "is the name right?"),
        ("name=\"elbow\"", "name=\"elbow\" stiffness=\"3\"", "stiffness has no"),
        ("<motor joint=\"pan\"", "<muscle joint=\"pan\"", "<muscle> has no counterpart"),
        ("type=\"cylinder\"", "type=\"ellipsoid\"", "a ellipsoid has no counterpart"),
        ("<option", "<tendon", "<tendon> has no counterpart"), ("class=\"pad\"/>", "class=\"pda\"/>", "did you mean \"pad\""),
        ("joint2=\"left\"", "joint2=\"rail\" solref=\"1\" joint3=\"a\"", "joint3 is not read"),
        ("quat=\"0.9238795 0 0.3826834 0\"", "quat=\"0 0 0 0\"", "must not be zero"),
        ("range=\"-30 60\"", "range=\"60 -30\"", "upside down"), ("<joint name=\"elbow\"", "<freejoint/><joint name=\"elbow\"", "free joint below"),
        ("mass=\"0.3\"", "mass=\"0.3\" armchair=\"1\"", "is not read here"), ("size=\"0.05 0.3\"", "size=\"0.05\"", "needs 2 sizes"),
        ("fromto=\"0 0 0 0.5 0 0\"", "fromto=\"0 0 0 0 0 0\"", "leads nowhere"), ("name=\"hand\"", "name=\"boom\"", "two bodies"),
        ("<mujoco model", "<robot model", "</mujoco> closes"),
    ])
    func whatHasNoCounterpartIsNamedWithItsLine(correct: String, other: String, remedy: String) throws {
        let text = try String(contentsOf: crane, encoding: .utf8)
        #expect(text.contains(correct))
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("veneer-mjcf-\(UUID().uuidString).xml")
        defer { try? FileManager.default.removeItem(at: file) } // nothing is lost where it is gone already
        try Data(text.replacingOccurrences(of: correct, with: other).utf8)
            .write(to: file)
        let error = #expect(throws: WorldError.self) { try World(robotFile: file) }
        #expect(error?.line != nil && error?.description.contains(remedy) == true, "\(error?.description ?? "no error")")
    }

    /// One free body is a robot that nothing holds.
    @Test func aFreeBodyFalls() throws {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("veneer-mjcf-\(UUID().uuidString).xml")
        defer { try? FileManager.default.removeItem(at: file) } // nothing is lost where it is gone already
        let text = """
            <mujoco><compiler angle="radian"/><worldbody><body name="torso" pos="0 0 2"><freejoint/><geom type="box" size="0.1 0.1 0.1"/>
              <body name="leg" pos="0 0 -0.1"><joint name="hip" axis="0 1 0" range="-1 1"/><geom type="capsule" fromto="0 0 0 0 0 -0.3" size="0.03"/></body></body></worldbody></mujoco>
            """
        try Data(text.utf8).write(to: file)
        let simulation = try Simulation(world: try World(robotFile: file))
        simulation.step(120)
        // Half a second: g t² / 2, in steps of 1/240 s a step's share more.
        #expect(abs(simulation.state.bodies[0].pose.position.z - (2 - 9.81 / 8)) < 0.02)
    }

    /// A bob on a ball joint, let go at ten degrees towards a corner: it swings in that plane as a pendulum of its moment does, the rebuild each second included.
    @Test func aBallJointSwingsAsAPendulumDoes() throws {
        let simulation = try Simulation(
            world: try world(
                """
                <mujoco><worldbody><body name="bob" pos="0 0 2" axisangle="1 1 0 10"><joint type="ball"/><geom type="sphere" size="0.05" pos="0 0 -0.5" mass="1"/></body></worldbody></mujoco>
                """))
        #expect(simulation.world.robots[0].movingJoints.isEmpty && simulation.world.robots[0].links[1].joint?.kind == .ball)
        let plane = normalize(Vec3(1, -1, 0)), across = normalize(Vec3(1, 1, 0)), index = simulation.world.robots[0].firstBody + 1
        var crossings: [Float] = [], last: Float = 0, largest: Float = 0, aside: Float = 0
        for tick in 1...2400 {
            simulation.step()
            let place = simulation.state.bodies[index].pose.position, now = dot(place, plane)
            if last * now < 0 { crossings.append((Float(tick) - now / (now - last)) / 240) }
            if tick > 1920 { largest = max(largest, abs(now)) }
            aside = max(aside, abs(dot(place, across)))
            last = now
        }
        let moment: Float = 0.25 + 0.4 * 0.0025, amplitude: Float = 10 * .pi / 180
        let period = 2 * .pi * (moment / (9.81 * 0.5)).squareRoot() * (1 + amplitude * amplitude / 16)
        let measured = 2 * (crossings[crossings.count - 1] - crossings[0]) / Float(crossings.count - 1)
        #expect(abs(measured / period - 1) < 0.005, "\(measured) s, not \(period)")
        #expect(aside < 0.001 && abs(largest / (0.5 * sin(amplitude)) - 1) < 0.05, "\(aside) \(largest)")
        let again = try Simulation(world: simulation.world, from: try #require(simulation.checkpoint))
        simulation.step(100)
        again.step(100)
        #expect(again.state.hash == simulation.state.hash)
        #expect(simulation.apply(.restart(robot: 0)) && abs(dot(simulation.state.bodies[index].pose.position, plane)) > 0.08)
    }

    /// A block of 0.04 kg m² whose rotor has 0.06 gathers 5 rad/s in a second under half a newton metre, about an axis that is none of its own too.
    @Test(arguments: ["0 0 1", "1 1 1"])
    func armatureIsInertia(axis: String) throws {
        let simulation = try Simulation(
            world: try world(
                """
                <mujoco><worldbody><body name="block" pos="0 0 1"><joint name="turn" axis="\(axis)" armature="0.06"/><geom type="box" size="0.1 0.1 0.1" mass="6"/></body></worldbody>
                <actuator><motor joint="turn" ctrlrange="-10 10"/></actuator></mujoco>
                """))
        #expect(simulation.apply(.drive(joint: 0, .force(0.5))))
        simulation.step(240)
        #expect(abs(simulation.state.joints[0].velocity - 5) < 0.02, "\(simulation.state.joints[0].velocity)")
        #expect(simulation.world.robots[0].remarks.contains { $0.hasPrefix("armature") })
    }

    private func world(_ text: String) throws -> World { try withFiles(["robot.xml": text]) { try World(robotFile: $0.appendingPathComponent("robot.xml")) } }

    private func withFiles<T>(_ files: [String: String], _ body: (URL) throws -> T) throws -> T {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("veneer-mjcf-\(UUID().uuidString)", isDirectory: true)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) } // leavings in the temporary folder harm nobody
        for (name, text) in files { try Data(text.utf8).write(to: folder.appendingPathComponent(name)) }
        return try body(folder)
    }

    private static let main = """
        <mujoco><include file="defaults.xml"/><worldbody><geom type="plane" size="1 1 1"/>
          <body name="leg"><joint name="hip" axis="0 1 0"/><geom size="0.1"/><include file="foot.xml"/></body></worldbody></mujoco>
        """

    @Test func includesAreReadInTheirPlace() throws {
        let files = [
            "robot.xml": MJCFTests.main, "defaults.xml": "<mujoco><default><joint damping=\"3\"/></default></mujoco>",
            "foot.xml":
                "<mujocoinclude>\n<body name=\"foot\" pos=\"0 0 -1\"><joint name=\"ankle\" axis=\"0 1 0\"/><geom size=\"0.05\"/></body>\n</mujocoinclude>",
        ]
        let robot = try withFiles(files) { try World(robotFile: $0.appendingPathComponent("robot.xml")).robots[0] }
        #expect(robot.links.map(\.name) == ["world", "leg", "foot"] && robot.movingJoints.map(\.damping) == [3, 3])
        let other = files.merging(["foot.xml": files["foot.xml", default: ""] + " "]) { $1 }
        #expect(try withFiles(other) { try World(robotFile: $0.appendingPathComponent("robot.xml")).robots[0] }.contentHash != robot.contentHash)
    }

    @Test(arguments: [
        (
            "<mujocoinclude>\n<body name=\"foot\"><joint axis=\"0 0 0\"/><geom size=\"0.1\"/></body></mujocoinclude>", "foot.xml:2: ",
            "its axis must not be zero"
        ),
        ("<mujoco>\n\n<include file=\"robot.xml\"/></mujoco>", "foot.xml:3: ", "includes itself"), ("<mujoco>", "foot.xml:1: ", "is never closed"),
        ("<robot/>", "foot.xml:1: ", "<mujocoinclude>"), ("<mujoco><include/></mujoco>", "foot.xml:1: ", "lacks the attribute file"),
    ])
    func whatIsWrongInAnIncludeNamesItsFileAndLine(foot: String, place: String, remedy: String) throws {
        let files = ["robot.xml": MJCFTests.main, "defaults.xml": "<mujoco/>", "foot.xml": foot]
        let error = try withFiles(files) { folder in #expect(throws: WorldError.self) { try World(robotFile: folder.appendingPathComponent("robot.xml")) } }
        #expect(error?.description.hasPrefix(place) == true && error?.description.contains(remedy) == true, "\(error?.description ?? "no error")")
    }
}
