import Foundation
import Testing
import VeneerFrame
import VeneerMath
import VeneerPhysics
import VeneerSession
import VeneerWorld

private let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
private let geometry: [Channel] = [.depth, .normal, .baseColour, .roughness, .metallic, .noise, .emission]

/// A frame maker that stops at the composite, and the states of a run to make frames of.
private struct Scene {
    let world: World
    let states: [WorldState]

    init() throws {
        world = try World(contentsOf: root.appendingPathComponent("Worlds/tabletop.jsonc"))
        let run = try Run(world: world)
        states = try (0..<6).map { _ in
            try run.step(20)
            return run.state
        }
    }

    func maker() throws -> FrameMaker {
        var configuration = Session.Configuration()
        configuration.size = FrameSize(97, 66)
        let maker = try Session(.run(try Run(world: world)), configuration: configuration).frameMaker
        maker.contents = .composite
        return maker
    }

    func camera(_ state: WorldState) -> Camera { world.camera.camera(at: state.tick) }

    /// What one who knows nothing of before makes of a state.
    func fromNothing(_ state: WorldState, look: Look? = nil) throws -> Frame {
        try maker().make(state: state, camera: camera(state), look: look ?? world.look, isCut: true)
    }
}

private func mean(_ plane: Plane) -> Double { plane.values.reduce(0) { $0 + Double($1) } / Double(plane.values.count) }

@Suite(.serialized) struct FrameExactnessTests {
    /// A reset goes back to the first state, a seek anywhere: both cut.
    @Test(arguments: [0, 3]) func afterACutTheFrameIsThatOfItsStateAlone(target: Int) throws {
        let scene = try Scene(), maker = try scene.maker()
        for state in scene.states { _ = try maker.make(state: state, camera: scene.camera(state), look: scene.world.look, isCut: false) }
        let state = scene.states[target]
        let frame = try maker.make(state: state, camera: scene.camera(state), look: scene.world.look, isCut: true), expected = try scene.fromNothing(state)
        #expect(frame.planes == expected.planes && frame.labels == expected.labels && frame.exposure == expected.exposure)
        #expect(frame[.motion].values.allSatisfy { $0 == 0 })
    }

    @Test func afterATeleportTheFrameIsOfTheNewPlace() throws {
        let scene = try Scene(), maker = try scene.maker(), state = scene.states[2], camera = scene.camera(state)
        for _ in 0..<3 { _ = try maker.make(state: state, camera: camera, look: scene.world.look, isCut: false) }
        let ids = try scene.fromNothing(state)[labels: .instance].values, movers = scene.world.bodies.indices.filter { !scene.world.bodies[$0].isStatic }
        let pixels = movers.map { body in ids.count { $0 == World.instanceId(ofBody: body) } }
        let body = try #require(zip(movers, pixels).max { $0.1 < $1.1 }).0
        var bodies = state.bodies
        bodies[body].pose.position += Vec3(0.06, -0.02, 0.04)
        let moved = WorldState(tick: state.tick, bodies: bodies, contacts: [])
        // No cut: the world goes on, a body is elsewhere.
        let frame = try maker.make(state: moved, camera: camera, look: scene.world.look, isCut: false), expected = try scene.fromNothing(moved)
        for channel in geometry { #expect(frame[channel] == expected[channel], "\(channel.rawValue)") }
        #expect(frame.labels == expected.labels)
        #expect(try frame.labels != scene.fromNothing(state).labels)
        // Its pixels know where they came from.
        let id = World.instanceId(ofBody: body)
        let moves = frame[labels: .instance].values.indices.filter { frame[labels: .instance].values[$0] == id }.map { frame[.motion].values[2 * $0] }
        #expect(!moves.isEmpty && moves.allSatisfy { abs($0) > 2 })
    }

    /// Without a cut, as when one walks out of a door.
    @Test func exposureFollowsTheLightAndComesBack() throws {
        let scene = try Scene(), maker = try scene.maker(), state = scene.states[5], camera = scene.camera(state)
        let dim = Look(timeOfDayInHours: 22, lampScale: 0.2), bright = Look(timeOfDayInHours: 22, lampScale: 5)
        func exposures(_ look: Look, frames: Int, isCut: Bool = false) throws -> [Float] {
            try (0..<frames).map { try maker.make(state: state, camera: camera, look: look, isCut: isCut && $0 == 0).exposure }
        }
        let before = try exposures(dim, frames: 6, isCut: true), after = try exposures(bright, frames: 60), back = try exposures(dim, frames: 80)
        #expect(before.allSatisfy { $0 == before[0] })
        #expect(after[0] > 0.4 * before[0] && after[59] < 0.25 * before[0])
        #expect(back[79] == before[0])
        var fixed = bright
        fixed.exposureEV100 = 4
        #expect(try exposures(fixed, frames: 1)[0] == Look.exposure(ev100: 4))
    }

    @Test func aLampSwitchedOnShowsInItsOwnFrame() throws {
        let scene = try Scene(), maker = try scene.maker(), state = scene.states[5], camera = scene.camera(state)
        let dark = Look(timeOfDayInHours: 22, lampScale: 0), lit = Look(timeOfDayInHours: 22, lampScale: 1)
        var before = 0.0, settled = 0.0
        for index in 0..<6 { before = mean(try maker.make(state: state, camera: camera, look: dark, isCut: index == 0)[.composite]) }
        let first = mean(try maker.make(state: state, camera: camera, look: lit, isCut: false)[.composite])
        for _ in 0..<24 { settled = mean(try maker.make(state: state, camera: camera, look: lit, isCut: false)[.composite]) }
        #expect(settled > 3 * before)
        #expect(abs((first - before) / (settled - before) - 1) <= 0.1, "\((first - before) / (settled - before)) of the change")
    }

    @Test func everyStateHasItsOwnBytes() throws {
        let scene = try Scene()
        let a = try scene.fromNothing(scene.states[0]), b = try scene.fromNothing(scene.states[0]), c = try scene.fromNothing(scene.states[1])
        func hashes(_ frame: Frame) -> [String] { frame.planeHashes.map { "\($0.channel) \($0.hash.hexadecimal)" } }
        #expect(hashes(a) == hashes(b) && hashes(a).count == Set(a.planes.keys).count + a.labels.count)
        #expect(hashes(a) != hashes(c))
    }
}
