import Foundation
import Testing
import VeneerMath
import VeneerPhysics
import VeneerViewer
import VeneerWorld

extension WindowTests {
    /// Someone stands before a step and a box, with a spare ball in reach.
    private static let world = """
        { "veneer": 1, "name": "walk", "materials": { "grey": { "kind": "plain", "colour": [0.5, 0.5, 0.5] } },
          "bodies": [{ "name": "floor", "shape": { "box": [40, 40, 0.2] }, "material": "grey", "position": [0, 0, -0.1] },
                     { "name": "ball", "shape": { "sphere": 0.1 }, "material": "grey", "position": [0, 0, 5], "mass": 1, "spare": true },
                     { "name": "box", "shape": { "box": [1, 1, 1] }, "material": "grey", "base": [3, 0, 0], "mass": 5 }],
          "walkers": [{ "name": "visitor", "position": [0, 0, 0], "pitch": -45, "firstPerson": true }],
          "look": { "timeOfDay": 12 }, "camera": { "keys": [{ "eye": [0, -5, 3], "target": [0, 0, 0] }] } }
        """

    @Test func aPersonWalksTakesAwayAndGoesBack() throws {
        let desktop = try Desktop(["world.jsonc", "--no-paint", "--size", "\(WindowTests.size)", "--scale", "\(WindowTests.scale)"], world: WindowTests.world)
        let first = try desktop.waitForFrame("the first")
        try desktop.act("search", "--name", "Veneer", "windowfocus", "--sync")
        // It begins in the walker's place, whose eyes are 1.63 m up, and walks on the ground although it looks down.
        #expect(length(first.eye - Vec3(0, 0, 1.63)) < 0.01 && first.way.x > 0.7)
        try desktop.act("keydown", "w")
        let walked = try desktop.waitForFrame("walked") { $0.eye.x > 1 }
        #expect(abs(walked.eye.z - 1.63) < 0.02 && abs(walked.eye.y) < 0.02)
        try desktop.act("keyup", "w")

        // The box in front is taken hold of and taken away; B throws the spare ball in.
        try desktop.act("mousemove", "384", "216", "mousedown", "1")
        #expect(try desktop.waitForFrame("taken") { $0.held != nil }.held == 2)
        try desktop.act("key", "Delete")
        try desktop.waitForFrame("taken away") { $0.held == nil }
        try desktop.act("mouseup", "1", "key", "b")
        let thrown = try desktop.waitForFrame("thrown")
        try desktop.waitForFrame("a second later") { $0.tick > thrown.tick + Tick.perSecond }

        // G flies, P stops; a second back, a tick on; R puts all back.
        try desktop.act("key", "g", "keydown", "e")
        let risen = try desktop.waitForFrame("risen") { $0.eye.z > 1.8 }
        try desktop.act("keyup", "e", "key", "bracketleft")
        let back = try desktop.waitForFrame("back") { $0.tick < risen.tick - Tick.perSecond / 2 }
        try desktop.act("key", "period")
        try desktop.waitForFrame("a tick on") { $0.tick == back.tick + 1 }
        try desktop.act("key", "r", "key", "p")
        try desktop.waitForFrame("going on") { $0.tick > back.tick + 60 }
        try desktop.act("key", "Escape")
        #expect(try desktop.waitForEnd() == 0)

        let result = try Replay.run(log: desktop.log, verify: true)
        #expect(result.isComplete && result.mismatches.isEmpty)
        let intents = try LogReader(url: desktop.log).records.compactMap { record -> TimedIntent? in
            guard case .intent(let timed) = record else { return nil }
            return timed
        }
        let removed = try #require(intents.first { $0.intent == .remove(body: 2) }), replay = try Replay(log: desktop.log)
        let spawned = try #require(intents.first { if case .spawn(let placed) = $0.intent { placed.body == 1 } else { false } })
        replay.advance(to: removed.tick + 1)
        #expect(!replay.state.bodies[2].isPresent && !replay.state.bodies[1].isPresent)
        replay.advance(to: spawned.tick + 1)
        #expect(replay.state.bodies[1].isPresent && length(replay.state.bodies[1].linearVelocity) > 3)
        replay.finish()
        // As in the beginning: the box is there, the ball isn't, and the person stands where it stood.
        #expect(replay.state.bodies[2].isPresent && !replay.state.bodies[1].isPresent)
        #expect(length(replay.state.bodies[2].pose.position - Vec3(3, 0, 0.5)) < 0.01 && length(replay.state.walkers[0].feetInWorld) < 0.01)
    }
}
