import Foundation
import Testing
import VeneerFrame
import VeneerLight
import VeneerMath
import VeneerWorld

private let size = FrameSize(96, 64)

private func litFloor(_ camera: Camera) throws -> Frame {
    var room = Room()
    let dark = room.paint(0)
    room.addBox(from: Vec3(-6, -6, -0.1), to: Vec3(6, 6, 0), material: dark)
    room.addGlobe(at: Vec3(0.8, 0.5, 1.6), radius: 0.12, lumens: 700, material: dark)
    let world = room.world, illuminator = try Illuminator(world: world)
    illuminator.update(state: world.initialState, look: world.look, isCut: true)
    var frame = floorFrame(size: size, camera: camera, reflectance: 0.5)
    illuminator.shade(&frame, look: world.look)
    return frame
}

@Test func anOffCentreCameraIsLitWhereItLooks() throws {
    let pose = Pose(eye: Vec3(0.01, 0, 3), target: .zero)
    let k = Intrinsics(focal: Vec2(60, 80), centre: Vec2(20, 52), size: size)
    let frame = try litFloor(Camera(worldFromCamera: pose, projection: .intrinsics(k)))
    for (x, y) in [(48, 32), (10, 8), (80, 50), (30, 60), (5, 60)] {
        // A small sphere shines like a point of intensity flux / 4π.
        let p = floorPoint(frame, x, y), d = Vec3(0.8, 0.5, 1.6) - p
        let illuminance = Double(700) / (4 * .pi) * Double(d.z) / pow(Double(length(d)), 3)
        let expected = illuminance * 0.5 / .pi * diffuseFactor(normalize(d), normalize(pose.position - p), Vec3(0, 0, 1))
        #expect(abs(Double(frame[.directDiffuse][x, y]) / expected - 1) < 0.03, "at \(p)")
    }
}

@Test func viewsRememberApartFromEachOther() throws {
    var room = Room()
    let grey = room.paint(0.6)
    room.addShell(low: Vec3(-1.5, -1.5, 0), high: Vec3(1.5, 1.5, 2), material: grey)
    room.addGlobe(at: Vec3(0.3, 0.2, 1.4), radius: 0.1, lumens: 500, material: grey)
    let world = room.world
    let cameras = [Vec3(0.01, 0, 1.9), Vec3(0.4, -0.3, 1.5)].map { Camera(eye: $0, target: .zero, verticalFieldOfViewInRadians: 0.8) }
    /// The last of four pictures of the first camera, the others' between them or not.
    func last(with others: Bool) throws -> Frame {
        let illuminator = try Illuminator(world: world)
        var frame = floorFrame(size: size, camera: cameras[0], reflectance: 0.6)
        for index in 0..<4 {
            illuminator.update(state: world.initialState, look: world.look, isCut: index == 0)
            for (view, camera) in cameras.enumerated() where view == 0 || others {
                var picture = Frame(tick: Tick(index), size: size, camera: camera, isCut: index == 0)
                let floor = floorFrame(size: size, camera: camera, reflectance: 0.6)
                for (channel, plane) in floor.planes { picture[channel] = plane }
                picture[labels: .instance] = floor[labels: .instance]
                picture[.motion] = Plane(size, componentCount: 2)
                illuminator.shade(&picture, look: world.look, view: view)
                if view == 0 { frame = picture }
            }
        }
        return frame
    }
    let alone = try last(with: false), together = try last(with: true)
    for channel in [Channel.directDiffuse, .irradiance, .reflection, .occlusion] { #expect(alone[channel] == together[channel], "\(channel.rawValue)") }
}
