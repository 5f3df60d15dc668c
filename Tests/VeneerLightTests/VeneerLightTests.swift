import Foundation
import Testing
import VeneerFrame
import VeneerLight
import VeneerMath
import VeneerWorld

/// The floor from 3 m above, under one lamp or the sun; the light itself stays out of the camera's way.
private func floorRoom() -> (Room, Camera) {
    var room = Room()
    let dark = room.paint(0.0)
    room.addBox(from: Vec3(-4, -4, -0.1), to: Vec3(4, 4, 0), material: dark)
    return (room, Camera(eye: Vec3(0.01, 0, 3), target: Vec3(0, 0, 0), verticalFieldOfViewInRadians: 0.9))
}

private func shade(_ room: Room, _ camera: Camera, size: FrameSize = FrameSize(96, 64), reflectance: Float = 0.5) throws -> Frame {
    let world = room.world
    let illuminator = try Illuminator(world: world)
    illuminator.update(state: world.initialState, look: world.look, isCut: true)
    var frame = floorFrame(size: size, camera: camera, reflectance: reflectance)
    illuminator.shade(&frame, look: world.look)
    return frame
}

private let places = [(48, 32), (10, 8), (80, 50), (30, 60)]

@Test func sphereLampLightsAPlaneAsItsFluxSays() throws {
    var (room, camera) = floorRoom()
    let at = Vec3(0.8, 0.5, 1.6), lumens: Float = 700, paint = room.paint(0.5)
    room.addGlobe(at: at, radius: 0.12, lumens: lumens, material: paint)
    let frame = try shade(room, camera)
    for (x, y) in places {
        let p = floorPoint(frame, x, y), d = at - p
        // A sphere shines like a point of intensity flux / 4π.
        let e = Double(lumens) / (4 * .pi) * Double(d.z) / pow(Double(length(d)), 3)
        let expected = 0.5 / .pi * e * diffuseFactor(normalize(d), normalize(camera.worldFromCamera.position - p), Vec3(0, 0, 1))
        #expect(abs(Double(frame[.directDiffuse][x, y]) / expected - 1) < 0.02, "at \(p)")
    }
}

@Test func rectangleLampLightsAPlaneAsItsSurfaceIntegralSays() throws {
    var (room, camera) = floorRoom()
    let paint = room.paint(0.5), size = Vec3(1.2, 0.7, 0.02), centre = Vec3(-1.5, 0.4, 1.2), lumens: Float = 2000
    // Tilted, shining down and sideways.
    let rotation = Quaternion(angleInRadians: 2.4, axis: Vec3(0.2, 1, 0))
    room.bodies.append(
        Body(
            name: "panel", shape: .box(size: size, bevel: 0), materialIndex: paint, worldFromBody: Pose(position: centre, rotation: rotation), semantic: "lamp",
            emission: .lamp(luminousFluxInLumens: lumens, colour: Vec3(repeating: 1))))
    let frame = try shade(room, camera)
    let luminance = Double(lumens) / (.pi * Double(size.x * size.y)), normal = rotation.act(Vec3(0, 0, 1)), steps = 200
    for (x, y) in places {
        let p = floorPoint(frame, x, y), view = normalize(camera.worldFromCamera.position - p)
        var expected = 0.0
        for i in 0..<steps {
            for j in 0..<steps {
                let local = Vec3((Float(i) + 0.5) / Float(steps) - 0.5, (Float(j) + 0.5) / Float(steps) - 0.5, 0.5) * size
                let d = centre + rotation.act(local) - p, l = normalize(d)
                let cosines = max(0, l.z) * max(0, -dot(l, normal)) / dot(d, d)
                expected += Double(cosines) * luminance * 0.5 / .pi * (l.z > 0 ? diffuseFactor(l, view, Vec3(0, 0, 1)) : 0)
            }
        }
        expected *= Double(size.x * size.y) / Double(steps * steps)
        #expect(expected > 1)
        #expect(abs(Double(frame[.directDiffuse][x, y]) / expected - 1) < 0.02, "at \(p)")
    }
}

@Test func sunShadowsLieWhereGeometryPutsThem() throws {
    var (room, camera) = floorRoom()
    let paint = room.paint(0.5)
    // A tile half a metre up throws its outline along the sun's direction.
    room.addBox(from: Vec3(-0.3, -0.3, 0.5), to: Vec3(0.3, 0.3, 0.51), material: paint)
    room.look.directionToSun = normalize(Vec3(1, 0, 1))
    room.look.sunIlluminance = Vec3(repeating: 10_000)
    let frame = try shade(room, camera)
    let lit = 0.5 / Float.pi * 10_000 * Float(0.5).squareRoot()
    var shadowed = 0, sunny = 0
    for y in 0..<frame.size.height {
        for x in 0..<frame.size.width {
            let p = floorPoint(frame, x, y), margin: Float = 0.06
            // The tile's shadow is moved by half a metre towards −x.
            let fromEdge = max(abs(p.x + 0.5) - 0.3, abs(p.y) - 0.3)
            let value = frame[.directDiffuse][x, y]
            if fromEdge < -margin { shadowed += 1; #expect(value < (fromEdge < -0.1 ? 0.001 : 0.02) * lit, "shadow at \(p)") }
            if fromEdge > margin { sunny += 1; #expect(value > 0.8 * lit, "sun at \(p)") }
        }
    }
    #expect(shadowed > 20 && sunny > 1000)
}

@Test(arguments: [Float(0.3), 0.6]) func aClosedRoomKeepsItsEnergy(reflectance: Float) throws {
    var room = Room()
    let paint = room.paint(reflectance), lumens: Float = 1000
    let low = Vec3(-1.5, -1.2, 0), high = Vec3(1.5, 1.2, 2.2)
    room.addShell(low: low, high: high, material: paint)
    room.addGlobe(at: Vec3(0.1, 0, 1.2), radius: 0.1, lumens: lumens, material: paint)
    let world = room.world, illuminator = try Illuminator(world: world)
    illuminator.update(state: world.initialState, look: world.look, isCut: true)
    // Mean indirect irradiance over the walls: all bounces give back a · Φ / (1 − a); a includes the specular lobe's share.
    var sum = 0.0, area = 0.0
    let steps = 12
    for axis in 0..<3 {
        for side in [false, true] {
            let u = (axis + 1) % 3, v = (axis + 2) % 3
            let patch = Double((high[u] - low[u]) * (high[v] - low[v])) / Double(steps * steps)
            for i in 0..<steps {
                for j in 0..<steps {
                    var p = Vec3.zero, n = Vec3.zero
                    p[axis] = side ? high[axis] : low[axis]
                    n[axis] = side ? -1 : 1
                    p[u] = mix(low[u], high[u], (Float(i) + 0.5) / Float(steps))
                    p[v] = mix(low[v], high[v], (Float(j) + 0.5) / Float(steps))
                    sum += Double(illuminator.indirectIrradianceOverPi(at: p, normal: n).y) * .pi * patch
                    area += patch
                }
            }
        }
    }
    // At roughness 1 the diffuse lobe gives back 6.5% more than Lambert's, and the specular one adds 1% to 4%.
    let least = Double(reflectance) * 1.065 + 0.01, most = Double(reflectance) * 1.065 + 0.04
    let mean = sum / area, flux = Double(lumens) / area
    #expect(mean > 0.92 * flux * least / (1 - least))
    #expect(mean < 1.08 * flux * most / (1 - most))
}

@Test func aDarkRoomBesideALitOneStaysDark() throws {
    var room = Room()
    let paint = room.paint(0.7)
    room.addShell(low: Vec3(-2, -1.5, 0), high: Vec3(2, 1.5, 2.4), material: paint)
    room.addBox(from: Vec3(-0.05, -1.5, 0), to: Vec3(0.05, 1.5, 2.4), material: paint)
    room.addGlobe(at: Vec3(1.2, 0, 1.3), radius: 0.1, lumens: 1000, material: paint)
    let world = room.world, illuminator = try Illuminator(world: world)
    illuminator.update(state: world.initialState, look: world.look, isCut: true)
    var bright: Float = 0, darkest: Float = 0
    for i in 0..<20 {
        for j in 0..<20 {
            let y = mix(-1.4, 1.4, Float(i) / 19), z = mix(0.1, 2.3, Float(j) / 19)
            bright += illuminator.indirectIrradianceOverPi(at: Vec3(0.05, y, z), normal: Vec3(1, 0, 0)).y
            darkest += illuminator.indirectIrradianceOverPi(at: Vec3(-0.05, y, z), normal: Vec3(-1, 0, 0)).y
        }
    }
    #expect(bright > 0)
    #expect(darkest < 0.03 * bright)
}

@Test func theSameFramesGiveTheSameBytes() throws {
    let world = World.tabletop(seed: 3)
    func planes() throws -> [Plane] {
        let illuminator = try Illuminator(world: world)
        illuminator.update(state: world.initialState, look: world.look, isCut: true)
        for _ in 0..<3 { illuminator.update(state: world.initialState, look: world.look, isCut: false) }
        let camera = world.camera.camera(at: Tick(0))
        var frame = floorFrame(
            size: FrameSize(96, 64),
            camera: Camera(eye: Vec3(0, 0, 2), target: Vec3(0.1, 0, 0), verticalFieldOfViewInRadians: camera.verticalFieldOfViewInRadians), reflectance: 0.5)
        illuminator.shade(&frame, look: world.look)
        return [.directDiffuse, .directSpecular, .irradiance, .reflection, .occlusion].map { frame[$0] }
    }
    let first = try planes()
    #expect(try planes() == first)
    #expect(first[0].values.contains { $0 > 0 } && first[2].values.contains { $0 > 0 })
    #expect(first.allSatisfy { $0.values.allSatisfy { $0.isFinite && $0 >= 0 } })
}

@Test(arguments: [Lidar.spinning, .solidState]) func aLidarMeasuresARoomsWalls(lidar: Lidar) throws {
    var room = Room()
    let paint = room.paint(0.5), low = Vec3(-2, -3, -1), high = Vec3(4, 2.5, 1.8)
    room.addShell(low: low, high: high, material: paint)
    let illuminator = try Illuminator(world: room.world)
    let sensor = Pose(position: Vec3(0.2, -0.4, 0.3), rotation: Quaternion(angleInRadians: 0.7, axis: Vec3(0.1, 0.2, 1)))
    let returns = illuminator.scan(lidar, from: sensor)
    #expect(returns.count == lidar.rings * lidar.columns, "a closed room answers every ray")
    var walls: Set<UInt16> = []
    for (index, hit) in returns.enumerated() {
        // The nearest of the six planes along the ray, and which one.
        let ray = sensor.rotation.act(normalize(hit.point))
        var nearest = (distance: Float.infinity, id: 0)
        for axis in 0..<3 {
            let distance = ((ray[axis] > 0 ? high[axis] : low[axis]) - sensor.position[axis]) / ray[axis]
            if distance < nearest.distance { nearest = (distance, 2 * axis + (ray[axis] > 0 ? 1 : 0) + 1) }
        }
        walls.insert(hit.instance)
        #expect(abs(length(hit.point) / nearest.distance - 1) < 1e-4)
        #expect(Int(hit.instance) == nearest.id && Int(hit.ring) == index / lidar.columns)
    }
    #expect(walls.count >= (lidar == .spinning ? 4 : 1))
    var short = lidar
    short.rangeInMetres = 0.1...2
    #expect(illuminator.scan(short, from: sensor) == returns.filter { length($0.point) <= 2 })
}

@Test func raysEndOnTheBodyInTheirWay() throws {
    var room = Room()
    let paint = room.paint(0.5)
    room.addBox(from: Vec3(-1, -1, -0.1), to: Vec3(1, 1, 0), material: paint)
    room.addBox(from: Vec3(0.2, 0.2, 0), to: Vec3(0.4, 0.4, 0.3), material: paint)
    let illuminator = try Illuminator(world: room.world)
    let hit = try #require(illuminator.firstHit(from: Vec3(0.3, 0.3, 2), towards: Vec3(0, 0, -2)))
    #expect(hit.bodyIndex == 1 && abs(hit.distanceInMetres - 1.7) < 1e-5 && hit.normal == Vec3(0, 0, 1))
    #expect(illuminator.firstHit(from: Vec3(0, 0, 2), towards: Vec3(0, 0, 1)) == nil)
}

/// Probes stand where things do: land around a house, however wide, takes none from its rooms.
@Test func wideGroundLeavesRoomsTheirProbes() throws {
    func light(groundReach: Float) throws -> [Float] {
        var room = Room()
        let paint = room.paint(0.6)
        room.addShell(low: Vec3(-2, -1.5, 0), high: Vec3(2, 1.5, 2.4), material: paint)
        room.addBox(from: Vec3(-0.4, -0.4, 0.7), to: Vec3(0.4, 0.4, 0.75), material: paint)
        room.addGlobe(at: Vec3(0.2, 0.1, 1.6), radius: 0.1, lumens: 1000, material: paint)
        room.addBox(from: Vec3(-groundReach, -groundReach, -0.3), to: Vec3(groundReach, groundReach, -0.1), material: paint)
        let world = room.world, illuminator = try Illuminator(world: world)
        illuminator.update(state: world.initialState, look: world.look, isCut: true)
        return (0..<100).map { k in
            let place = Vec3(mix(-1.9, 1.9, Float(k % 10) / 9), mix(-1.4, 1.4, Float(k / 10) / 9), 0)
            return illuminator.indirectIrradianceOverPi(at: place, normal: Vec3(0, 0, 1)).y
        }
    }
    let near = try light(groundReach: 2.1), wide = try light(groundReach: 60)
    let off = zip(near, wide).map { abs($0 - $1) }.reduce(0, +) / near.reduce(0, +)
    #expect(near.reduce(0, +) > 0 && off < 0.04, "\(off) of the floor's light is another")
}
