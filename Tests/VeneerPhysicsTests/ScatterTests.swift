import Foundation
import Testing
import VeneerMath
import VeneerPhysics
import VeneerWorld

/// A car, a wheeled base, a walker, robots with and without a ball joint, all kinds of joints and a stack.
private let crowd = """
    { "veneer": 1, "name": "crowd", "materials": { "grey": { "kind": "plain", "colour": [0.5, 0.5, 0.5] } },
      "templates": { "box": { "shape": { "box": [0.3, 0.3, 0.3] }, "material": "grey", "mass": 2 },
                     "wheel": { "shape": { "cylinder": [0.3, 0.2] }, "material": "grey", "pitch": 90 } },
      "bodies": [
        { "name": "floor", "shape": { "box": [40, 40, 0.2] }, "material": "grey", "position": [0, 0, -0.1] },
        { "name": "stack", "template": "box", "base": [0, 0, 0], "array": { "count": [1, 1, 4], "step": [0, 0, 0.3] } },
        { "name": "bowl", "shape": { "lathe": [[0, 0], [0.2, 0.1], [0.18, 0.1], [0, 0.02]] }, "material": "grey", "base": [1, 0, 0], "mass": 1, "hollow": true },
        { "name": "door", "template": "box", "base": [2, 0, 1] }, { "name": "lift", "template": "box", "base": [3, 0, 1] },
        { "name": "bob", "template": "box", "base": [4, 0, 1] }, { "name": "loose", "template": "box", "base": [5, 0, 1] },
        { "name": "chassis", "shape": { "box": [1.4, 3, 0.5] }, "material": "grey", "position": [0, 6, 0.7], "mass": 900 },
        { "name": "left", "template": "wheel", "position": [0.8, 5, 0.3], "on": "chassis" }, { "name": "right", "template": "wheel", "position": [-0.8, 5, 0.3], "on": "chassis" },
        { "name": "back", "template": "wheel", "position": [0, 7, 0.3], "on": "chassis" },
        { "name": "base", "shape": { "box": [0.8, 0.8, 0.3] }, "material": "grey", "position": [5, 6, 0.5], "mass": 30 },
        { "name": "port", "template": "wheel", "position": [5.5, 6, 0.3], "on": "base" }, { "name": "starboard", "template": "wheel", "position": [4.5, 6, 0.3], "on": "base" } ],
      "joints": [
        { "name": "door", "kind": "hinge", "child": "door", "at": [2, 0, 1.2], "axis": [0, 0, 1], "limits": [-1, 1] }, { "name": "lift", "kind": "slider", "child": "lift", "at": [3, 0, 1.2], "axis": [0, 0, 1] },
        { "name": "bob", "kind": "ball", "child": "bob", "at": [4, 0, 2] }, { "name": "loose", "kind": "generic", "parent": "bob", "child": "loose", "at": [4.5, 0, 1.2], "linear": ["free", "locked", [-1, 1]], "driven": "x" } ],
      "vehicles": [
        { "name": "car", "chassis": "chassis", "wheels": [{ "body": "left", "steer": 0.5 }, { "body": "right", "steer": 0.5 }, { "body": "back", "drive": 4000, "brake": 4000 }] },
        { "name": "base", "chassis": "base", "turnSpeed": 2, "wheels": [{ "body": "port", "drive": 200 }, { "body": "starboard", "drive": 200 }] } ],
      "robots": [{ "name": "crane", "mjcf": "crane.xml", "position": [-4, 0, 0], "holds": true }, { "name": "arm", "urdf": "arm.urdf", "position": [-4, 4, 0], "fixed": false }],
      "walkers": [{ "name": "visitor", "position": [-2, -2, 0] }],
      "sensors": { "imu": { "kind": "imu", "on": "loose" }, "eye": { "kind": "range", "on": "stack 1", "rays": 5, "spread": 90 }, "way": { "kind": "odometry", "of": "base" },
                   "touch": { "kind": "contact", "on": "bowl" }, "arm": { "kind": "joints", "of": "arm" } },
      "look": { "timeOfDay": 12 }, "camera": { "keys": [{ "eye": [2, 2, 2], "target": [0, 0, 0] }] } }
    """

@Suite struct ScatterTests {
    /// Whatever is sent wherever, as fast as may be: the run goes on past its next checkpoint, all is somewhere, and the checkpoint is the run.
    @Test(.timeLimit(.minutes(2)), arguments: 0..<4)
    func whatIsSentFarAndFastEndsNoRun(stream: Int) throws {
        let fixtures = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Fixtures")
        let world = try World(jsonText: crowd, file: "crowd.jsonc", folder: fixtures)
        for seed in 0..<6 {
            var random = SeededRandom(seed: UInt64(6 * stream + seed), stream: "scatter")
            let simulation = try Simulation(world: world)
            for _ in 0..<2 {
                simulation.scatter(&random)
                simulation.step(Simulation.ticksBetweenCheckpoints)
                #expect(simulation.state.isFinite, "seed \(seed) of stream \(stream)")
            }
            let again = try Simulation(world: world, from: try #require(simulation.checkpoint))
            simulation.step(20)
            again.step(20)
            #expect(again.state.hash == simulation.state.hash, "seed \(seed) of stream \(stream)")
        }
    }

    /// What rides tens of kilometres off what turns is faster than anything may be by itself.
    @Test func whatRidesFarOffWhatTurnsEndsNoRun() throws {
        let text = """
            { "veneer": 1, "name": "far", "materials": { "grey": { "kind": "plain", "colour": [0.5, 0.5, 0.5] } },
              "bodies": [
                { "name": "hub", "shape": { "box": [0.4, 0.6, 0.2] }, "material": "grey", "position": [-65536, 0, 900], "mass": 20 },
                { "name": "rim", "shape": { "sphere": 0.1 }, "material": "grey", "position": [0, 0, 900], "on": "hub" } ],
              "look": { "timeOfDay": 12 }, "camera": { "keys": [{ "eye": [2, 2, 2], "target": [0, 0, 0] }] } }
            """
        let world = try World(jsonText: text, file: "far.jsonc"), simulation = try Simulation(world: world)
        simulation.apply(
            .setBody(body: 0, pose: world.bodies[0].worldFromBody, linearVelocity: .zero, angularVelocity: Vec3(0, 0, 500)))
        simulation.step(Simulation.ticksBetweenCheckpoints)
        #expect(simulation.state.isFinite && length(simulation.state.bodies[1].linearVelocity) > 1e6)
        let again = try Simulation(world: world, from: try #require(simulation.checkpoint))
        #expect(again.state.hash == simulation.state.hash)
    }

    /// At the end of an arm that is kilometres long a slow joint is a fast link.
    @Test func aRobotWithAnArmOfKilometresEndsNoRun() throws {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("long-\(ProcessInfo.processInfo.processIdentifier).urdf")
        defer { try? FileManager.default.removeItem(at: file) } // a leaving in the temporary folder harms nobody
        let link = "<inertial><mass value='1'/><inertia ixx='0.02' iyy='0.02' izz='0.02'/></inertial>"
        try """
        <robot name="long"><link name="base"/><link name="upper">\(link)</link><link name="slide">\(link)</link>
        <joint name="swing" type="revolute"><parent link="base"/><child link="upper"/><axis xyz="0 1 0"/><limit lower="-2" upper="2" effort="50" velocity="3"/></joint>
        <joint name="push" type="prismatic"><parent link="upper"/><child link="slide"/><origin xyz="-98765.5 0 0.4"/><axis xyz="0 0 1"/>
        <limit lower="0" upper="0.2" effort="20" velocity="1"/></joint></robot>
        """.write(to: file, atomically: true, encoding: .utf8)
        let world = try World(robotFile: file)
        for seed in 0..<20 {
            var random = SeededRandom(seed: UInt64(seed), stream: "long")
            let simulation = try Simulation(world: world)
            simulation.scatter(&random)
            simulation.step(Simulation.ticksBetweenCheckpoints)
            #expect(simulation.state.isFinite, "seed \(seed)")
        }
    }
}
