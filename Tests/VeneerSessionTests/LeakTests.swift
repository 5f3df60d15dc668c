import Testing
import VeneerFrame
import VeneerMath
import VeneerPhysics
import VeneerSession
import VeneerWorld

/// Two rooms without windows, walls 10 cm thick, a lamp in the one at +x; a door fills the way between them, and a block stands by the lamp.
private struct Rooms {
    static let size = FrameSize(96, 64)
    let world: World
    private let door: Int, block: Int

    init() {
        let paint = Material(name: "paint", kind: .plain, colourA: Vec3(0.7, 0.7, 0.7), colourB: .zero, roughness: 0.9, contrast: 0)
        var bodies: [Body] = []
        func add(_ name: String, _ low: Vec3, _ high: Vec3, mass: Float = 0) {
            bodies.append(
                Body(
                    name: "\(name) \(bodies.count)", shape: .box(size: high - low, bevel: 0), materialIndex: 0, worldFromBody: Pose(position: (low + high) / 2),
                    massInKilograms: mass, semantic: name))
        }
        add("floor", Vec3(-4.1, -2.1, -0.1), Vec3(4.1, 2.1, 0))
        add("ceiling", Vec3(-4.1, -2.1, 2.4), Vec3(4.1, 2.1, 2.5))
        for side: Float in [-1, 1] {
            add("wall", Vec3(side > 0 ? 4 : -4.1, -2.1, 0), Vec3(side > 0 ? 4.1 : -4, 2.1, 2.4))
            add("wall", Vec3(-4, side > 0 ? 2 : -2.1, 0), Vec3(4, side > 0 ? 2.1 : -2, 2.4))
            add("wall", Vec3(-0.05, side > 0 ? 0.45 : -2, 0), Vec3(0.05, side > 0 ? 2 : -0.45, 2.4))
        }
        add("lintel", Vec3(-0.05, -0.45, 2), Vec3(0.05, 0.45, 2.4))
        door = bodies.count
        add("door", Vec3(-0.05, -0.45, 0), Vec3(0.05, 0.45, 2), mass: 30)
        block = bodies.count
        add("block", Vec3(0.8, -0.3, 0), Vec3(1.4, 0.3, 1.2), mass: 50)
        bodies.append(
            Body(
                name: "lamp", shape: .sphere(radius: 0.1), materialIndex: 0, worldFromBody: Pose(position: Vec3(2, 0.6, 2)), semantic: "lamp",
                emission: .lamp(luminousFluxInLumens: 2000, colour: Vec3(1, 1, 1))))
        world = World(
            name: "rooms", seed: 1, materials: [paint], bodies: bodies,
            look: Look(directionToSun: Vec3(0, 0, 1), sunIlluminance: .zero, skyLuminance: .zero, lampScale: 1),
            camera: CameraPath(keys: [.init(seconds: 0, eye: Vec3(-3.8, -1.8, 1.6), target: Vec3(0, 0.4, 1))]))
    }

    /// The door slides along the wall; the block along the room.
    func state(doorOpenBy open: Float = 0, blockAt along: Float = 0) -> WorldState {
        var bodies = world.initialState.bodies
        // In the lit room, so that an open door leaves the way clear.
        if open > 0 { bodies[door].pose.position += Vec3(0.2, open, 0) }
        bodies[block].pose.position.y = along
        return WorldState(tick: Tick(0), bodies: bodies, contacts: [])
    }

    func maker() throws -> FrameMaker {
        var configuration = Session.Configuration()
        configuration.size = Rooms.size
        let maker = try Session(.run(try Run(world: world)), configuration: configuration).frameMaker
        maker.contents = .composite
        return maker
    }

    /// From a corner of the dark room towards the wall that parts them, and as much from the other side.
    var dark: Camera { Camera(eye: Vec3(-3.8, -1.8, 1.6), target: Vec3(0, 0.4, 1), verticalFieldOfViewInRadians: 1) }
    var bright: Camera { Camera(eye: Vec3(3.8, -1.8, 1.6), target: Vec3(0, 0.4, 1), verticalFieldOfViewInRadians: 1) }

    func frame(_ maker: FrameMaker, _ state: WorldState, _ camera: Camera, isCut: Bool) throws -> Frame {
        try maker.make(state: state, camera: camera, look: world.look, isCut: isCut)
    }
}

private func mean(_ plane: Plane) -> Float { plane.values.reduce(0, +) / Float(plane.values.count) }

@Suite(.serialized) struct LeakTests {
    private let rooms = Rooms()

    @Test func aThinWallAndItsShutDoorHoldLightBack() throws {
        let maker = try rooms.maker()
        let bright = try rooms.frame(maker, rooms.state(), rooms.bright, isCut: true), dark = try rooms.frame(maker, rooms.state(), rooms.dark, isCut: true)
        let most = dark[.composite].values.sorted()[dark[.composite].values.count * 99 / 100]
        #expect(mean(bright[.composite]) > 1)
        #expect(mean(dark[.composite]) < 0.002 * mean(bright[.composite]), "\(mean(dark[.composite])) of \(mean(bright[.composite]))")
        #expect(most < 0.01 * mean(bright[.composite]), "\(most)")
    }

    @Test func aDoorThatOpensLetsLightInAndShutAgainKeepsItOut() throws {
        let maker = try rooms.maker()
        let shut = rooms.state(), open = rooms.state(doorOpenBy: 0.95)
        let bright = mean(try rooms.frame(maker, shut, rooms.bright, isCut: true)[.composite])
        _ = try rooms.frame(maker, shut, rooms.dark, isCut: true)
        func after(_ frames: Int, _ state: WorldState) throws -> Float {
            var last: Float = 0
            for _ in 0..<frames { last = mean(try rooms.frame(maker, state, rooms.dark, isCut: false)[.composite]) }
            return last
        }
        let lit = try after(64, open), left = try after(96, shut)
        #expect(lit > 0.01 * bright)
        // Three rounds of all probes, each a bounce on paint that gives back seven tenths and a little: what came in has died down by as much.
        #expect(left < 0.75 * 0.75 * 0.75 * lit + 0.002 * bright, "\(left) of \(lit) is left")
    }

    /// What stands still changes as fast as the light on it, however near to probes the block passes.
    @Test func nothingPopsWhileABodyPassesProbes() throws {
        let maker = try rooms.maker(), steps = 48
        func state(_ step: Int) -> WorldState { rooms.state(blockAt: mix(-1.6, 1.6, Float(step) / Float(steps - 1))) }
        var frames: [Plane] = [], ids: [[UInt32]] = []
        for step in 0..<steps {
            let frame = try rooms.frame(maker, state(step), rooms.bright, isCut: step == 0)
            frames.append(frame[.irradiance])
            ids.append(frame[labels: .instance].values)
        }
        let block = World.instanceId(ofBody: rooms.world.bodies.firstIndex { $0.semantic == "block" } ?? 0)
        var worst: Float = 0
        for (before, after) in zip(0..<steps, 1..<steps) {
            var change: Float = 0, all: Float = 0
            for pixel in 0..<Rooms.size.pixelCount where ids[before][pixel] != block && ids[after][pixel] != block {
                change += abs(frames[after].values[3 * pixel] - frames[before].values[3 * pixel])
                all += frames[before].values[3 * pixel]
            }
            worst = max(worst, change / all)
        }
        // The block hides and shows a twentieth of the room's light over two seconds; noise of what is gathered anew comes on top.
        #expect(worst < 0.03, "\(worst)")
    }
}
