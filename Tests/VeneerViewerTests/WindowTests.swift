import Foundation
import Testing
import VeneerMath
import VeneerPhysics
import VeneerViewer
import VeneerWorld

/// The real program in a real window, under a real keyboard and mouse.
@Suite(.serialized, .enabled(if: Desktop.missing == nil, Comment(rawValue: Desktop.missing ?? ""))) struct WindowTests {
    static let size = FrameSize(192, 108)
    static let scale = 4

    static func desktop() throws -> Desktop {
        let desktop = try Desktop(["tabletop", "--no-paint", "--size", "\(size)", "--scale", "\(scale)"])
        try desktop.waitForFrame("the first")
        try desktop.act("search", "--name", "Veneer", "windowfocus", "--sync")
        return desktop
    }

    /// Where a body is on the window in the newest frame, by the log alone.
    static func place(of body: Int, on desktop: Desktop) throws -> (x: Int, y: Int) {
        let frame = try #require(try desktop.shown().last)
        let replay = try Replay(log: desktop.log)
        replay.advance(to: Tick(frame.tick))
        let camera = replay.world.camera.optics.camera(worldFromCamera: Pose(eye: frame.eye, target: frame.eye + frame.way))
        let pixel = try #require(camera.project(replay.state.bodies[body].pose.position, size: size)).pixel * Float(scale)
        return (Int(pixel.x), Int(pixel.y))
    }

    @Test func aPersonFliesLooksTakesAndThrows() throws {
        let desktop = try WindowTests.desktop()
        let first = try #require(try desktop.shown().first)
        #expect(first.window == [768, 432] && first.held == nil && first.channel == "composite")

        // W flies along the view.
        try desktop.act("keydown", "w")
        let flown = try desktop.waitForFrame("flown") { length($0.eye - first.eye) > 0.05 }
        try desktop.act("keyup", "w")
        #expect(dot(normalize(flown.eye - first.eye), first.way) > 0.999 && flown.way == first.way)

        // A drag with the right button turns the view, and further frames find the camera at rest.
        try desktop.act("mousemove", "300", "200", "mousedown", "3", "mousemove", "360", "200", "mouseup", "3")
        let turned = try desktop.waitForFrame("turned") { length($0.way - first.way) > 0.01 }
        #expect(cross(first.way, turned.way).z < 0 && abs(turned.way.z - first.way.z) < 1e-5)
        var before = turned
        try desktop.waitForFrame("at rest") { frame in
            defer { before = frame }
            return frame.eye == before.eye && frame.way == before.way
        }

        // The left button takes what is under the pointer, the mouse lifts it, F throws it.
        let world = try Replay(log: desktop.log).world
        let book = try #require(world.bodies.firstIndex { $0.name == "red book" })
        let place = try WindowTests.place(of: book, on: desktop)
        try desktop.act("mousemove", "\(place.x)", "\(place.y)", "mousedown", "1")
        let taken = try desktop.waitForFrame("taken") { $0.held != nil }
        #expect(taken.held == book)
        try desktop.act("mousemove", "\(place.x)", "\(place.y - 90)")
        try desktop.waitForFrame("lifted") { $0.tick > taken.tick + Tick.perSecond }
        try desktop.act("key", "f")
        let thrown = try desktop.waitForFrame("thrown") { $0.held == nil }
        try desktop.act("mouseup", "1")
        try desktop.waitForFrame("flying") { $0.tick > thrown.tick + Tick.perSecond / 4 }

        // Esc ends it, and the log holds all of it.
        try desktop.act("key", "Escape")
        #expect(try desktop.waitForEnd() == 0)
        try WindowTests.check(log: desktop.log, book: book, taken: Tick(taken.tick))
    }

    private static func check(log: URL, book: Int, taken: Tick) throws {
        let result = try Replay.run(log: log, verify: true)
        #expect(result.isComplete && result.mismatches.isEmpty && result.checkedHashCount > 1)
        let throwAway = try #require(
            LogReader(url: log).records.compactMap { record -> (tick: Tick, velocity: Vec3)? in
                guard case .intent(let timed) = record, case .release(let velocity) = timed.intent else { return nil }
                return (timed.tick, velocity)
            }.first)
        #expect(abs(length(throwAway.velocity) - 6) < 1e-3)
        let replay = try Replay(log: log)
        replay.advance(to: taken)
        let onTable = replay.state.bodies[book].pose.position
        replay.advance(to: throwAway.tick)
        let lifted = replay.state.bodies[book].pose.position
        #expect(lifted.z > onTable.z + 0.1)
        replay.advance(to: throwAway.tick + 1)
        #expect(length(replay.state.bodies[book].linearVelocity - throwAway.velocity) < 0.5)
        // Three steps at 6 m/s are 0.075 m; what stands behind may be little further away than that.
        replay.advance(to: throwAway.tick + 3)
        #expect(dot(replay.state.bodies[book].pose.position - lifted, normalize(throwAway.velocity)) > 0.05)
    }

    @Test func keysChooseWhatIsShown() throws {
        let desktop = try WindowTests.desktop()
        for (key, channel) in [("4", "depth"), ("6", "ids"), ("3", "raster"), ("5", "normal"), ("2", "composite")] {
            try desktop.act("key", key)
            try desktop.waitForFrame(channel) { $0.channel == channel }
        }
        // No painter was asked for: 1 leaves the picture as it is, and the window open.
        try desktop.act("key", "1", "key", "l")
        #expect(try desktop.waitForFrame("morning") { $0.look == "morning" }.channel == "composite")
        // The wipe's line stands under the pointer.
        try desktop.act("mousemove", "192", "100", "key", "v")
        let wiped = try desktop.waitForFrame("wipe") { $0.wipe != nil }
        #expect(abs((wiped.wipe ?? 0) - 0.25) < 0.01)
        try desktop.act("key", "v")
        try desktop.waitForFrame("no wipe") { $0.wipe == nil }
        // Time stands still, and goes on.
        try desktop.act("key", "p")
        var before = wiped
        let paused = try desktop.waitForFrame("paused") { frame in
            defer { before = frame }
            return frame.tick == before.tick
        }
        try desktop.act("key", "p")
        try desktop.waitForFrame("going on") { $0.tick > paused.tick }
        try desktop.act("key", "F12", "key", "r")
        try desktop.waitForFrame("after the reset")
        try desktop.waitForFrame("after the reset")
        try desktop.act("key", "ctrl+q")
        #expect(try desktop.waitForEnd() == 0)
        #expect(try desktop.files.contains { $0.hasPrefix("tabletop-") && $0.hasSuffix("-composite.png") })
        let result = try Replay.run(log: desktop.log, verify: true)
        #expect(result.isComplete && result.mismatches.isEmpty)
        try WindowTests.checkReset(log: desktop.log)
    }

    /// What was in the air at the start had fallen, and is in the air again.
    private static func checkReset(log: URL) throws {
        let reset = try #require(
            LogReader(url: log).records.compactMap { record -> Tick? in
                guard case .intent(let timed) = record, case .setBody = timed.intent else { return nil }
                return timed.tick
            }.first)
        let replay = try Replay(log: log), start = replay.world.initialState.bodies.map(\.pose.position)
        let apple = try #require(replay.world.bodies.firstIndex { $0.name == "apple" })
        replay.advance(to: reset)
        #expect(replay.state.bodies[apple].pose.position.z < start[apple].z - 0.05)
        replay.advance(to: reset + 1)
        // All but the arm, which stays as its motors have it.
        let loose = replay.world.bodies.indices.filter { !replay.world.bodies[$0].isLink }
        #expect(loose.count > 50 && loose.allSatisfy { length(replay.state.bodies[$0].pose.position - start[$0]) < 0.001 })
    }

    @Test func theWindowFollowsItsSize() throws {
        let desktop = try WindowTests.desktop()
        for (width, height) in [(500, 500), (900, 300)] {
            try desktop.act("search", "--name", "Veneer", "windowsize", "\(width)", "\(height)")
            try desktop.waitForFrame("\(width)x\(height)") { $0.window == [width, height] }
        }
        try desktop.act("key", "Escape")
        #expect(try desktop.waitForEnd() == 0)
    }
}
