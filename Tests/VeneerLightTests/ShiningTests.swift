import Testing
import VeneerFrame
import VeneerLight
import VeneerMath
import VeneerWorld

/// A lamp that shines is lit by others, and by itself not at all.
@Test func whatShinesIsLitToo() throws {
    let size = FrameSize(48, 32), camera = Camera(eye: Vec3(0, -0.9, 1), target: Vec3(0, 0.1, 0), verticalFieldOfViewInRadians: 0.5)
    func light(shines: Bool, sun: Float) throws -> (direct: Float, around: Float) {
        var room = Room()
        let paint = room.paint(0.6)
        room.bodies.append(
            Body(
                name: "panel", shape: .box(size: Vec3(3, 3, 0.02), bevel: 0), materialIndex: paint, worldFromBody: Pose(position: Vec3(0, 0, -0.01)),
                semantic: "lamp", emission: shines ? .lamp(luminousFluxInLumens: 9000, colour: Vec3(repeating: 1)) : nil))
        room.look = Look(directionToSun: Vec3(0, 0, 1), sunIlluminance: Vec3(repeating: sun), skyLuminance: Vec3(repeating: sun / 10), lampScale: 1)
        let world = room.world, illuminator = try Illuminator(world: world)
        illuminator.update(state: world.initialState, look: world.look, isCut: true)
        var frame = floorFrame(size: size, camera: camera, reflectance: 0.6)
        frame[.emission] = Plane(size, componentCount: 3, repeating: shines ? 300 : 0)
        illuminator.shade(&frame, look: world.look)
        func mean(_ channel: Channel) -> Float { frame[channel].values.reduce(0, +) / Float(frame[channel].values.count) }
        return (mean(.directDiffuse), mean(.irradiance))
    }
    let lamp = try light(shines: true, sun: 20_000), floor = try light(shines: false, sun: 20_000), alone = try light(shines: true, sun: 0)
    #expect(floor.direct > 1000 && abs(lamp.direct / floor.direct - 1) < 0.01, "\(lamp.direct) and \(floor.direct) lux of the sun")
    #expect(floor.around > 1000 && abs(lamp.around / floor.around - 1) < 0.01, "\(lamp.around) and \(floor.around) lux of the sky")
    #expect(alone.direct == 0 && alone.around == 0)
}

/// By day a window lights the room and shows the sky. By night it mirrors the room, unless there is no lamp: then it's all the light there is.
@Test func windowsMirrorByNight() throws {
    var room = Room()
    let paint = room.paint(0.6), size = FrameSize(48, 32)
    room.addShell(low: Vec3(-2, -2, 0), high: Vec3(2, 2, 2.5), material: paint)
    room.addGlobe(at: Vec3(-1.1, 1, 1.8), radius: 0.1, lumens: 900, material: paint)
    room.bodies.append(
        Body(
            name: "window", shape: .box(size: Vec3(3, 3, 0.02), bevel: 0), materialIndex: paint, worldFromBody: Pose(position: Vec3(0, 0, -0.01)),
            semantic: "window", emission: .sky))
    let camera = Camera(eye: Vec3(0, -0.9, 1), target: Vec3(0, 0.1, 0), verticalFieldOfViewInRadians: 0.5)
    func reflection(sky: Float, lamps: Float, shows: Float) throws -> (mean: Float, lights: Int) {
        room.look = Look(directionToSun: Vec3(0, 0, 1), sunIlluminance: .zero, skyLuminance: Vec3(repeating: sky), lampScale: lamps)
        let world = room.world, illuminator = try Illuminator(world: world)
        illuminator.update(state: world.initialState, look: world.look, isCut: true)
        var frame = floorFrame(size: size, camera: camera, reflectance: Material.pane.colourA.x)
        frame[.roughness] = Plane(size, componentCount: 1, repeating: Material.pane.roughness)
        frame[.metallic] = Plane(size, componentCount: 1, repeating: Material.pane.metallic)
        frame[.emission] = Plane(size, componentCount: 3, repeating: shows)
        frame[labels: .instance] = LabelPlane(size, values: Array(repeating: UInt32(world.bodies.count), count: size.pixelCount))
        illuminator.shade(&frame, look: world.look)
        let values = frame[.reflection].values
        return (values.reduce(0, +) / Float(values.count), world.lights(in: world.initialState, look: world.look).count)
    }
    let night = try reflection(sky: 0.03, lamps: 1, shows: 0.03), mirror = try reflection(sky: 0.03, lamps: 1, shows: 0)
    #expect(night.lights == 1 && night.mean > 1 && night.mean == mirror.mean, "\(night.mean) and \(mirror.mean) cd/m²")
    let day = try reflection(sky: 3000, lamps: 1, shows: 3000)
    #expect(day.lights == 2 && day.mean == 0)
    let dark = try reflection(sky: 0.03, lamps: 0, shows: 0.03)
    #expect(dark.lights == 1 && dark.mean == 0)
}
