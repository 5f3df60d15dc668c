import Foundation
import Testing
import VeneerMath
import VeneerPhysics
import VeneerWorld

private let fixtures = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Fixtures")

/// A robot of the fixtures over a floor, with what else is named.
private func world(_ urdf: String, _ fields: String = "", bodies: String = "", gravity: Float = 9.81) throws -> World {
    try World(
        jsonText: """
            { "veneer": 1, "name": "robot", "gravity": [0, 0, \(-gravity)], "materials": { "grey": { "kind": "plain", "colour": [0.5, 0.5, 0.5] } },
              "bodies": [{ "name": "floor", "shape": { "box": [4, 4, 0.2] }, "material": "grey", "position": [0, 0, -0.1] }, \(bodies)],
              "robots": [{ "name": "robot", "urdf": "\(urdf).urdf", \(fields) }],
              "look": { "timeOfDay": 10 }, "camera": { "keys": [{ "eye": [2, 2, 2], "target": [0, 0, 0] }] } }
            """, file: "robot.jsonc", folder: fixtures)
}

private func steps(_ simulation: Simulation, _ count: Int, _ each: (Simulation) -> Void = { _ in }) {
    for _ in 0..<count {
        simulation.step()
        each(simulation)
    }
}

struct RobotTests {
    @Test func aDescriptionBecomesLinksJointsAndBodies() throws {
        let world = try world("gripper", "\"position\": [0, 0, 0.6]"), robot = world.robots[0]
        #expect(robot.links.map(\.name) == ["mount", "palm", "left finger", "right finger"])
        #expect(world.jointNames == ["robot lift", "robot left", "robot right"])
        #expect(world.bodies.map(\.name) == ["floor", "robot mount", "robot palm", "robot left finger", "robot right finger"])
        #expect(robot.links[1].joint?.effort == 200 && robot.links[1].joint?.limits == -0.5...0.5)
        // An inertia with a product: principal moments 0.004 ± 0.001.
        let moments = robot.links[1].inertia
        #expect(abs(moments.min() - 0.003) < 1e-7 && abs(moments.max() - 0.005) < 1e-7)
        // The finger's centre of mass hangs 6 cm under its joint, which is 2 cm under the palm.
        #expect(length(world.bodies[3].worldFromBody.position - Vec3(-0.06, 0, 0.6 - 0.08)) < 1e-6)
        #expect(try World(jsonText: world.jsonText(), file: "again") == world)
    }

    /// Where Bullet puts links is where the joints' positions put them.
    @Test func kinematicsAreThoseOfTheSimulation() throws {
        let world = try world("arm", "\"start\": { \"shoulder\": 0.4, \"elbow\": -0.9, \"turn\": 1.2 }"), robot = world.robots[0]
        let simulation = try Simulation(world: world)
        for (body, pose) in zip(simulation.state.bodies[robot.bodies], robot.poses(at: robot.startPositions)) {
            #expect(length(body.pose.position - pose.position) < 1e-5)
        }
        steps(simulation, 240)
        let positions = simulation.state.joints.map(\.position)
        #expect(abs(positions[1] - 0.4) > 0.1)
        for (body, pose) in zip(simulation.state.bodies[robot.bodies], robot.poses(at: positions)) {
            #expect(length(body.pose.position - pose.position) < 1e-4)
            #expect(abs(dot(body.pose.rotation.vector, pose.rotation.vector)) > 0.99999)
        }
    }

    /// Without friction and damping, what a falling arm loses in height it gains in motion.
    @Test func aFallingArmKeepsItsEnergy() throws {
        let world = try world("arm", "\"start\": { \"shoulder\": 0.5, \"elbow\": 0.7, \"turn\": 0.3 }"), robot = world.robots[0]
        func energy(_ state: WorldState) -> Double {
            zip(robot.links, state.bodies[robot.bodies]).reduce(0.0) { sum, pair in
                let (link, body) = pair, spin = body.pose.rotation.inverse.act(body.angularVelocity)
                let motion = 0.5 * link.massInKilograms * dot(body.linearVelocity, body.linearVelocity) + 0.5 * dot(spin * spin, link.inertia)
                return sum + Double(motion + link.massInKilograms * 9.81 * body.pose.position.z)
            }
        }
        let simulation = try Simulation(world: world), start = energy(simulation.state)
        var lowest = Float.infinity, worst = 0.0
        steps(simulation, 80) {
            lowest = min(lowest, $0.state.bodies[robot.firstBody + 3].pose.position.z)
            worst = max(worst, abs(energy($0.state) - start))
        }
        let fallen = 9.81 * 2.5 * Double(0.78 - lowest)
        #expect(fallen > 1)
        #expect(worst < 0.05 * fallen, "\(worst) J of \(fallen)")
    }

    @Test func motorsBringJointsWhereTheyAreAsked() throws {
        let world = try world("arm"), simulation = try Simulation(world: world)
        for (joint, target) in [(0, Float(0.8)), (1, 0.5), (2, -1), (3, 0.3), (4, 0.6), (5, -0.4)] {
            #expect(simulation.apply(.drive(joint: joint, .position(target, maximumForce: 1000, maximumVelocity: 2))))
        }
        steps(simulation, 480)
        for (joint, target) in zip(simulation.state.joints, [Float(0.8), 0.5, -1, 0.3, 0.6, -0.4]) { #expect(abs(joint.position - target) < 0.01) }
        simulation.apply(.drive(joint: 0, .velocity(1, maximumForce: 1000)))
        steps(simulation, 120)
        #expect(abs(simulation.state.joints[0].velocity - 1) < 0.02)
        // Beyond its limit of 2 it doesn't go.
        simulation.apply(.drive(joint: 1, .position(2.5, maximumForce: 1000, maximumVelocity: 2)))
        steps(simulation, 480)
        #expect(abs(simulation.state.joints[1].position - 2) < 0.02)
    }

    @Test func aRobotIsPutBackAsItBegan() throws {
        let world = try world("arm"), simulation = try Simulation(world: world), start = simulation.state
        simulation.apply(.drive(joint: 0, .position(0.8, maximumForce: 1000, maximumVelocity: 2)))
        steps(simulation, 240)
        #expect(simulation.state.joints[0].position > 0.5)
        #expect(simulation.apply(.restart(robot: 0)) && !simulation.apply(.restart(robot: 1)))
        for (now, then) in zip(simulation.state.bodies, start.bodies) { #expect(length(now.pose.position - then.pose.position) < 1e-5) }
        #expect(simulation.state.joints.allSatisfy { $0.velocity == 0 } && simulation.state.joints[0].position == start.joints[0].position)
    }

    @Test func reachFindsJointsForAPoseAndSaysWhereThereAreNone() throws {
        let robot = try world("arm").robots[0], start: [Float] = [0.1, 0.4, 0.6, 0.1, 0.3, 0]
        let wanted: [Float] = [0.7, 0.6, 0.9, -0.4, 0.5, 0.3]
        let goal = robot.poses(at: wanted)[6]
        let found = try #require(robot.positions(bringing: "tool", to: goal, from: start))
        let reached = robot.poses(at: found)[6]
        #expect(length(reached.position - goal.position) < 0.001)
        #expect(abs(dot(reached.rotation.vector, goal.rotation.vector)) > 0.9999)
        #expect(robot.positions(bringing: "tool", to: Pose(position: Vec3(5, 0, 0)), from: start) == nil)
        #expect(robot.positions(bringing: "thumb", to: goal, from: start) == nil)
    }

    /// Held by friction alone: 2 μ N ≥ m (g + a), 2 · 0.6 · 20 = 24 N against 4.9 N.
    @Test func aGripperLiftsHalfAKilogramAndCarriesItThroughCheckpoints() throws {
        let load =
            "{ \"name\": \"load\", \"shape\": { \"box\": [0.05, 0.05, 0.1], \"bevel\": 0.002 }, \"material\": \"grey\", \"base\": [0, 0, 0], \"mass\": 0.5 }"
        let world = try world("gripper", "\"position\": [0, 0, 0.18]", bodies: load), simulation = try Simulation(world: world)
        var stream = EventStream(world: world, from: simulation.state), told: [Event] = []
        func steps(_ simulation: Simulation, _ count: Int) {
            for _ in 0..<count {
                simulation.step()
                told += stream.next(simulation.state, held: nil).filter { [.grasped(1), .released(1)].contains($0.kind) }
            }
        }
        simulation.apply(.drive(joint: 0, .position(0, maximumForce: 200, maximumVelocity: 1)))
        simulation.apply(.drive(joint: 1, .velocity(0.2, maximumForce: 20)))
        steps(simulation, 240)
        // The right finger follows the left one.
        #expect(abs(simulation.state.joints[1].position - simulation.state.joints[2].position) < 0.002)
        simulation.apply(.drive(joint: 0, .position(0.3, maximumForce: 200, maximumVelocity: 0.3)))
        steps(simulation, 480)
        #expect(simulation.state.bodies[1].pose.position.z > 0.3, "\(simulation.state.bodies[1].pose.position)")
        let held = simulation.state.bodies[1].pose.position.z - simulation.state.joints[0].position
        steps(simulation, 5 * 240)
        let after = simulation.state.bodies[1].pose.position.z - simulation.state.joints[0].position
        #expect(abs(after - held) < 0.003, "slipped \(held - after) m")
        #expect(simulation.state.contacts.contains { $0.bodyA == 1 && $0.bodyB == 4 })
        #expect(told.map(\.kind) == [.grasped(1)] && told[0].tick.index > 240 && told[0].tick.index < 300, "\(told)")
        let opened = simulation.tick.index
        simulation.apply(.drive(joint: 1, .velocity(-0.2, maximumForce: 20)))
        steps(simulation, 480)
        #expect(simulation.state.bodies[1].pose.position.z < 0.1)
        #expect(told.map(\.kind) == [.grasped(1), .released(1)] && told[1].tick.index < opened + 60, "\(told)")
    }

    @Test func aRobotsRunGoesOnFromItsCheckpoints() throws {
        let world = try world(
            "arm", "\"start\": { \"shoulder\": 0.5 }",
            bodies: "{ \"name\": \"ball\", \"shape\": { \"sphere\": 0.1 }, \"material\": \"grey\", \"base\": [0.5, 0, 0], \"mass\": 1 }")
        let simulation = try Simulation(world: world)
        simulation.apply(.drive(joint: 2, .position(1, maximumForce: 50, maximumVelocity: 1)))
        steps(simulation, 300)
        let checkpoint = try #require(simulation.checkpoint), again = try Simulation(world: world, from: checkpoint)
        steps(again, 60)
        #expect(again.state == simulation.state)
        steps(simulation, 400)
        steps(again, 400)
        #expect(again.state.hash == simulation.state.hash)
    }

    /// Where forward kinematics put the links, in that very tick; the finger that mimics follows whatever is said of it.
    @Test func measuredJointsStandThereAtOnce() throws {
        let world = try world("gripper", "\"position\": [0, 0, 0.6]"), simulation = try Simulation(world: world)
        steps(simulation, 100)
        #expect(simulation.apply(.injectRobot(PlacedRobot(robot: 0, positions: [0.2, 0.03, 0], velocities: [0.1, 0, 0]))))
        #expect(simulation.tick.index == 100 && simulation.state.joints.map(\.position) == [0.2, 0.03, 0.03])
        #expect(simulation.state.joints[0].velocity == 0.1)
        for (body, pose) in zip(simulation.state.bodies[world.robots[0].bodies], world.robots[0].poses(at: [0.2, 0.03, 0.03])) {
            #expect(length(body.pose.position - pose.position) < 1e-5)
        }
    }

    @Test func aRunWithMeasuredJointsReplaysToTheSameHash() throws {
        let world = try world("arm", "\"fixed\": false, \"position\": [0, 0, 0.5]"), scratch = ScratchLog()
        let run = try Run(world: world, log: scratch.url)
        try run.step(300)
        let before = run.state.bodies[1].pose
        let base = BodyState(pose: Pose(position: before.position + Vec3(0.2, 0, 0.4), rotation: before.rotation), linearVelocity: Vec3(0, 1, 0))
        let placed = PlacedRobot(robot: 0, positions: [0.3, -0.5, 1, 0, 0.2, 0], velocities: [0, 1, 0, 0, 0, -2], base: base)
        #expect(try run.apply(.injectRobot(placed)))
        #expect(run.state.joints.map(\.position) == placed.positions && run.state.joints.map(\.velocity) == placed.velocities)
        #expect(length(run.state.bodies[1].pose.position - base.pose.position) < 1e-6 && length(run.state.bodies[1].linearVelocity - Vec3(0, 1, 0)) < 1e-6)
        try run.step(500)
        try run.finish()
        let result = try Replay.run(log: scratch.url, verify: true)
        #expect(result.finalHash == run.state.hash && result.mismatches.isEmpty && result.checkedHashCount > 3)
    }

    @Test func jointsThatCannotStandSoAreRefused() throws {
        let world = try world("arm"), simulation = try Simulation(world: world), still = [Float](repeating: 0, count: 6)
        func refusal(_ placed: PlacedRobot) -> String {
            let before = simulation.state
            #expect(!simulation.apply(.injectRobot(placed)) && simulation.state == before)
            return world.fault(of: placed) ?? "none"
        }
        #expect(refusal(PlacedRobot(robot: 1, positions: still, velocities: still)).contains("no robot 1"))
        #expect(refusal(PlacedRobot(robot: 0, positions: [0], velocities: still)).contains("has 6 joints, but 1 positions"))
        #expect(refusal(PlacedRobot(robot: 0, positions: still, velocities: [])).contains("0 velocities"))
        #expect(refusal(PlacedRobot(robot: 0, positions: [0, 2.1, 0, 0, 0, 0], velocities: still)).contains("robot shoulder is at 2.1, outside its limits"))
        #expect(refusal(PlacedRobot(robot: 0, positions: [.nan, 0, 0, 0, 0, 0], velocities: still)).contains("robot turn is at nan"))
        #expect(refusal(PlacedRobot(robot: 0, positions: still, velocities: still, base: BodyState(pose: .identity))).contains("is fixed"))
        #expect(simulation.apply(.injectRobot(PlacedRobot(robot: 0, positions: [9, 2, 0, 0, 0, 0], velocities: still))))
    }

    @Test func measurementsAreReadByName() throws {
        let world = try world("arm"), state = try Simulation(world: world).state
        func read(_ text: String) throws -> [Intent] { try world.intents(measured: text, file: "real.json", over: state) }
        let intents = try read("{ \"joints\": { \"robot elbow\": { \"position\": 0.5, \"velocity\": -1 } } }")
        #expect(intents == [.injectRobot(PlacedRobot(robot: 0, positions: [0, 0, 0.5, 0, 0, 0], velocities: [0, 0, -1, 0, 0, 0]))])
        for (text, remedy) in [
            ("{ \"joints\": { \"robot elbo\": { \"position\": 0 } } }", "did you mean \"robot elbow\""),
            ("{ \"joints\": { \"robot elbow\": { \"position\": 3 } } }", "outside its limits"),
            ("{ \"joints\": { \"robot elbow\": { \"position\": null } } }", "must be a number"),
            ("{ \"joints\": { \"robot elbow\": { \"positon\": 0 } } }", "\"position\""),
            ("{ \"jonts\": {} }", "did you mean \"joints\""),
        ] {
            let error = #expect(throws: WorldError.self) { try read(text) }
            #expect(error?.description.hasPrefix("real.json:1: ") == true && error?.description.contains(remedy) == true, "\(error?.description ?? "none")")
        }
    }

    @Test(arguments: [
        ("type=\"revolute\"", "type=\"bevolute\"", "one of fixed, revolute"), ("link=\"upper\"/><child", "link=\"uper\"/><child", "did you mean \"upper\""),
        ("<mass value=\"3\"/>", "<mass value=\"-3\"/>", "negative"), ("<mass value=\"3\"/>", "<mass value=\"x\"/>", "no number"),
        ("<parent link=\"base\"/>", "<parent link=\"tool\"/>", "circle"), ("</robot>", "", "never closed"),
        ("lower=\"-2.6\" upper", "lower=\"9\" upper", "above upper"),
        ("xyz=\"0 0 0.36\"", "xyz=\"0 0.36\"", "three numbers"), ("name=\"spin\"", "name=\"nod\"", "two joints"),
        ("<robot name", "<robit name", "</robot> closes"),
        ("<sphere radius=\"0.045\"/>", "<mesh filename=\"none.stl\"/>", "is not there"),
        ("<link name=\"base\">", "<link name=\"base\"><visul/>", "did you mean <visual>"),
        ("<limit lower=\"-2.6\"", "<limits lower=\"-2.6\"", "did you mean <limit>"),
        ("<sphere radius=\"0.045\"/>", "<sphere/>", "lacks the attribute radius"),
    ])
    func whatIsWrongInADescriptionIsNamed(correct: String, broken: String, remedy: String) throws {
        let text = try String(contentsOf: fixtures.appendingPathComponent("arm.urdf"), encoding: .utf8)
        #expect(text.contains(correct))
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("veneer-urdf-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) } // nothing is lost where it is gone already
        let file = folder.appendingPathComponent("broken.urdf")
        try Data(text.replacingOccurrences(of: correct, with: broken).utf8).write(to: file)
        let error = #expect(throws: WorldError.self) { try World(robotFile: file) }
        #expect(error?.description.hasPrefix("broken.urdf:") == true && error?.description.contains(remedy) == true, "\(error?.description ?? "no error")")
    }
}
