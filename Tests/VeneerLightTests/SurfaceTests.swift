import Foundation
import Testing
import VeneerFrame
import VeneerLight
import VeneerMath
import VeneerWorld

/// What rays see, its surface drawn `deeper` than it is, as coarse levels of detail are here and there.
private func frame(_ illuminator: Illuminator, _ camera: Camera, _ size: FrameSize, deeper: Float) -> Frame {
    var frame = Frame(tick: Tick(0), size: size, camera: camera, isCut: true)
    var normal = Plane(size, componentCount: 3), depth = Plane(size, componentCount: 1), ids = [UInt32](repeating: 0, count: size.pixelCount)
    for y in 0..<size.height {
        for x in 0..<size.width {
            let ray = camera.rayInWorld(throughPixel: Vec2(Float(x) + 0.5, Float(y) + 0.5), size: size)
            guard let hit = illuminator.firstHit(from: camera.worldFromCamera.position, towards: normalize(ray)) else { continue }
            depth[x, y] = hit.distanceInMetres / length(ray) + deeper
            for c in 0..<3 { normal[x, y, c] = hit.normal[c] }
            ids[y * size.width + x] = UInt32(hit.bodyIndex) + 1
        }
    }
    (frame[.normal], frame[.depth], frame[labels: .instance]) = (normal, depth, LabelPlane(size, values: ids))
    frame[.baseColour] = Plane(size, componentCount: 3, repeating: 0.5)
    frame[.roughness] = Plane(size, componentCount: 1, repeating: 1)
    frame[.metallic] = Plane(size, componentCount: 1)
    frame[.emission] = Plane(size, componentCount: 3)
    return frame
}

@Test func coarseLevelsLieInNoShadeOfTheirOwn() throws {
    var room = Room()
    let paint = room.paint(0.5), size = FrameSize(64, 48)
    let profile = (0...40).map { Vec2(0.3 + 0.1 * sin(Float($0) * 0.6), Float($0) * 0.02) }
    room.bodies.append(
        Body(name: "vase", shape: .lathe(profile: profile), materialIndex: paint, worldFromBody: Pose(position: .zero), semantic: "vase"))
    room.look = Look(directionToSun: normalize(Vec3(0.3, -1, 0.2)), sunIlluminance: Vec3(repeating: 50_000), skyLuminance: .zero, lampScale: 1)
    let world = room.world, camera = Camera(eye: Vec3(0, -2, 0.5), target: Vec3(0, 0, 0.4), verticalFieldOfViewInRadians: 0.6)
    func direct(deeper: Float) throws -> [Float] {
        let illuminator = try Illuminator(world: world)
        illuminator.update(state: world.initialState, look: world.look, isCut: true)
        var seen = frame(illuminator, camera, size, deeper: deeper)
        illuminator.shade(&seen, look: world.look)
        return seen[.directDiffuse].values
    }
    let truth = try direct(deeper: 0), coarse = try direct(deeper: 0.02)
    #expect(truth.count { $0 > 0 } > 1000)
    for (a, b) in zip(truth, coarse) { #expect(abs(a - b) <= 1e-3 * max(a, b)) }
}

/// A wall's edge 12 m up leaves a penumbra of 11 cm; seen from close by, it is 25 pixels wide.
@Test func wideShadowEdgesAreWhole() throws {
    var room = Room()
    let paint = room.paint(0.5), size = FrameSize(96, 64), height: Float = 12
    room.addBox(from: Vec3(-4, -4, -0.1), to: Vec3(4, 4, 0), material: paint)
    room.addBox(from: Vec3(-4, -4, height), to: Vec3(0, 4, height + 0.1), material: paint)
    room.look = Look(directionToSun: Vec3(0, 0, 1), sunIlluminance: Vec3(repeating: 50_000), skyLuminance: .zero, lampScale: 1)
    let camera = Camera(eye: Vec3(0.0001, 0, 0.3), target: .zero, verticalFieldOfViewInRadians: 0.9), world = room.world
    let illuminator = try Illuminator(world: world)
    illuminator.update(state: world.initialState, look: world.look, isCut: true)
    var frame = floorFrame(size: size, camera: camera, reflectance: 0.5)
    illuminator.shade(&frame, look: world.look)
    let direct = frame[.directDiffuse], brightest = direct.values.max() ?? 0
    var errors: [Float] = [], partly = 0
    for y in 0..<size.height {
        for x in 0..<size.width {
            // How much of a disc stands beyond a straight edge.
            let s = min(1, max(-1, floorPoint(frame, x, y).x / (height * tan(0.0047))))
            let seen = 1 - (acos(s) - s * (1 - s * s).squareRoot()) / .pi
            if seen > 0.02 && seen < 0.98 { partly += 1 }
            errors.append(abs(direct[x, y] / brightest - seen))
        }
    }
    #expect(partly > 1000)
    #expect(errors.max()! < 0.2 && errors.reduce(0, +) / Float(errors.count) < 0.015, "\(errors.max()!), mean \(errors.reduce(0, +) / Float(errors.count))")
}
