import Foundation
import Testing
import VeneerMath
import VeneerPhysics
import VeneerWorld

private let text = """
    { "veneer": 1, "name": "spare", "materials": { "grey": { "kind": "plain", "colour": [0.5, 0.5, 0.5] } },
      "bodies": [{ "name": "floor", "shape": { "box": [4, 4, 0.2] }, "material": "grey", "position": [0, 0, -0.1] },
                 { "name": "ball", "shape": { "sphere": 0.1 }, "material": "grey", "position": [0, 0, 0.1], "mass": 1, "spare": true },
                 { "name": "cap", "shape": { "box": [0.02, 0.02, 0.02] }, "material": "grey", "position": [0, 0, 0.21], "on": "ball" },
                 { "name": "low", "shape": { "box": [0.2, 0.2, 0.1], "bevel": 0.005 }, "material": "grey", "base": [1, 0, 0], "mass": 1 },
                 { "name": "high", "shape": { "box": [0.2, 0.2, 0.1], "bevel": 0.005 }, "material": "grey", "base": [1, 0, 0.1], "mass": 1 },
                 { "name": "door", "shape": { "box": [0.2, 0.2, 0.1] }, "material": "grey", "base": [-1, 0, 1], "mass": 1 }],
      "joints": [{ "name": "pin", "kind": "ball", "child": "door", "at": [-1, 0, 1.2] }],
      "look": { "timeOfDay": 12 }, "camera": { "keys": [{ "eye": [2, 2, 2], "target": [0, 0, 0] }] } }
    """
private let there = PlacedBody(body: 1, state: BodyState(pose: Pose(position: Vec3(0, 0, 1)), linearVelocity: Vec3(0.5, 0, 0)))

@Suite struct SpareTests {
    /// What falls for two and a half minutes is 100 km down: it is taken out at the next rebuild, and the run goes on.
    @Test func whatIsLostIsTakenOut() throws {
        let world = scene([floor, body(block, at: Vec3(20, 0, 0), kilograms: 1), body(block, at: Vec3(0, 0, 0.03), kilograms: 1)])
        let simulation = try Simulation(world: world)
        simulation.step(50 * 240)
        simulation.apply(.setBody(body: 1, pose: Pose(position: Vec3(20, 0, -99_000)), linearVelocity: Vec3(0, 0, -1000), angularVelocity: .zero))
        #expect(!simulation.apply(.setBody(body: 2, pose: Pose(position: Vec3(1e30, 0, 0)), linearVelocity: .zero, angularVelocity: .zero)))
        #expect(!simulation.apply(.impulse(body: 2, newtonSeconds: Vec3(1e30, 0, 0), pointInWorld: .zero)))
        var stream = EventStream(world: world, from: simulation.state)
        simulation.step(2 * 240)
        #expect(stream.next(simulation.state, held: nil).contains { $0.kind == .vanished(1) })
        #expect(!simulation.state.bodies[1].isPresent && simulation.state.bodies[2].isPresent)
        let again = try Simulation(world: world, from: try #require(simulation.checkpoint))
        #expect(again.state.hash == simulation.state.hash)
    }

    /// A robot whose joints a force without measure has torn apart starts anew, rather than ending the run.
    @Test func whatCannotGoStartsAnew() throws {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Fixtures/arm.urdf")
        let simulation = try Simulation(world: try World(robotFile: file))
        simulation.apply(.drive(joint: 0, .force(1e30)))
        simulation.step(239)
        simulation.apply(.drive(joint: 0, .free))
        simulation.step(241)
        #expect(simulation.state.joints.allSatisfy { abs($0.position) < 1e5 && $0.velocity.isFinite }, "\(simulation.state.joints)")
    }

    @Test func aSpareBodyComesGoesAndComesAgain() throws {
        let simulation = try Simulation(world: try World(jsonText: text, file: "spare"))
        #expect(simulation.state.bodies.map(\.isPresent) == [true, false, false, true, true, true])
        #expect(!simulation.apply(.grab(body: 1, pointInWorld: .zero)) && !simulation.apply(.remove(body: 1)))
        #expect(simulation.castRay(from: Vec3(0, 0, 3), direction: Vec3(0, 0, -1), maximumDistance: 9)?.body == 0)
        #expect(simulation.apply(.spawn(there)) && !simulation.apply(.spawn(there)))
        simulation.step(480)
        // It fell, rolls, and its cap with it.
        let ball = simulation.state.bodies[1]
        let place: Vec3 = ball.pose.position
        #expect(ball.isPresent && simulation.state.bodies[2].isPresent)
        #expect(abs(place.z - 0.1) < 0.002)
        #expect(place.x > 0.3)
        #expect(simulation.state.contacts.contains { $0.bodyA == 0 && $0.bodyB == 1 })
        #expect(simulation.apply(.remove(body: 1)))
        simulation.step(10)
        #expect(!simulation.state.bodies[1].isPresent && !simulation.state.contacts.contains { $0.bodyB == 1 })
        #expect(simulation.apply(.spawn(there)))
        #expect(length(simulation.state.bodies[1].pose.position - Vec3(0, 0, 1)) < 1e-6)
    }

    /// What stood on it falls, even from sleep; what a joint holds can't be taken.
    @Test func whatIsTakenAwayCarriesNothing() throws {
        let simulation = try Simulation(world: try World(jsonText: text, file: "spare"))
        simulation.step(480)
        #expect(abs(simulation.state.bodies[4].pose.position.z - 0.15) < 0.002)
        #expect(simulation.apply(.remove(body: 3)))
        simulation.step(240)
        #expect(abs(simulation.state.bodies[4].pose.position.z - 0.05) < 0.002)
        for body in [2, 5, 17, -1] { #expect(!simulation.apply(.remove(body: body))) }
    }

    @Test func aRunWithComingsAndGoingsIsReplayedAndGoesOnFromItsCheckpoints() throws {
        let log = FileManager.default.temporaryDirectory.appendingPathComponent("veneer-spare-\(UUID().uuidString).log")
        defer { try? FileManager.default.removeItem(at: log) } // leavings in the temporary folder harm nobody
        let run = try Run(world: try World(jsonText: text, file: "spare"), log: log)
        try run.step(100)
        try run.apply(.spawn(there))
        try run.step(200)
        let checkpoint = try #require(run.checkpoint)
        try run.apply(.remove(body: 4))
        try run.step(300)
        try run.finish()
        let result = try Replay.run(log: log, verify: true)
        #expect(result.finalHash == run.state.hash && result.mismatches.isEmpty && result.isComplete)
        let again = try Simulation(world: run.world, from: checkpoint)
        #expect(again.state.bodies[1].isPresent && again.state.bodies[4].isPresent)
        again.step(60)
        again.apply(.remove(body: 4))
        again.step(300)
        #expect(again.state.hash == run.state.hash)
    }

    @Test func whatAJointHoldsIsNoSpare() throws {
        let broken = text.replacingOccurrences(of: "\"base\": [-1, 0, 1], \"mass\": 1", with: "\"base\": [-1, 0, 1], \"mass\": 1, \"spare\": true")
        let error = #expect(throws: WorldError.self) { try World(jsonText: broken, file: "spare") }
        #expect(error?.message.contains("held by \"pin\"") == true)
    }
}
