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
        ("type=\"slide\" axis=\"0 1 0\"", "type=\"ball\"", "use three hinges"), ("damping=\"5\"", "armature=\"0.1\"", "armature has no counterpart"),
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
}
