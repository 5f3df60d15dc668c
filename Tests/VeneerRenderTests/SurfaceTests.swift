import Foundation
import Testing
import VeneerFrame
import VeneerGPU
import VeneerMath
import VeneerRender
import VeneerWorld

/// What small pieces of very different tones make of a pixel takes four looks, each over a quarter of it.
private let speckled: Set<Material.Kind> = [.terrazzo, .carpet, .asphalt, .gravel, .soil, .granite, .cork, .chipboard]

/// Base colour, and roughness and metallic, of a pixel around a point, in body space.
private func looked(
    at point: Vec3, of material: Material, _ across: Vec3, _ down: Vec3, on shape: Shape, useSeed: UInt32 = 0
) -> (base: Vec3, surface: Vec2) {
    let isSpeckled = speckled.contains(material.kind), side: Float = isSpeckled ? 0.5 : 1
    let points =
        isSpeckled ? [Vec2(-0.25, -0.25), Vec2(0.25, -0.25), Vec2(-0.25, 0.25), Vec2(0.25, 0.25)].map { point + $0.x * across + $0.y * down } : [point]
    let extent = Vec3(abs(across.x) + abs(down.x), abs(across.y) + abs(down.y), abs(across.z) + abs(down.z))
    let footprint = Footprint(extent: side * extent, width: side * length(cross(across, down)).squareRoot())
    let (base, surface) = material.evaluate(positions: points.flatMap { [$0.x, $0.y, $0.z] }, footprint: footprint, on: shape, useSeed: useSeed)
    let count = Float(points.count)
    return points.indices.reduce((Vec3.zero, Vec2.zero)) { sum, k in
        (sum.0 + Vec3(base[3 * k], base[3 * k + 1], base[3 * k + 2]) / count, sum.1 + Vec2(surface[2 * k], surface[2 * k + 1]) / count)
    }
}

@Test(arguments: Material.Kind.allCases)
func materialsAgreeWithTheHosts(kind: Material.Kind) throws {
    let material = Material(
        name: kind.rawValue, kind: kind, colourA: Vec3(0.75, 0.5, 0.3), colourB: Vec3(0.2, 0.12, 0.35), roughness: 0.4, metallic: kind == .metal ? 1 : 0,
        featureSizeInMetres: 0.03, contrast: 0.9, wear: 0.2, bump: 0, seed: 91)
    let body = box(Vec3(0.8, 0.6, 0.5), at: Pose(position: Vec3(0.1, 0, 0.2), rotation: Quaternion(angleInRadians: 0.7, axis: Vec3(0.2, 0.1, 1))))
    let size = FrameSize(128, 96), camera = camera(eye: Vec3(0.5, -1.1, 0.9))
    let frame = try picture(world([body], materials: [material]), size, camera)
    // Where the rays through the pixel's sides meet the surface's plane.
    func sides(_ x: Int, _ y: Int) -> (across: Vec3, down: Vec3) {
        let normal = frame[.normal].colour(x, y), depth = frame[.depth][x, y]
        let middle = depth * camera.rayInWorld(throughPixel: Vec2(Float(x) + 0.5, Float(y) + 0.5), size: size)
        func side(_ dx: Float, _ dy: Float) -> Vec3 {
            let ray = camera.rayInWorld(throughPixel: Vec2(Float(x) + 0.5 + dx * 0.01, Float(y) + 0.5 + dy * 0.01), size: size)
            return (dot(middle, normal) / dot(ray, normal) * ray - middle) * 100
        }
        let rotation = body.worldFromBody.inverse.rotation
        return (rotation.act(side(1, 0)), rotation.act(side(0, 1)))
    }
    var colourError = 0.0, surfaceError = 0.0, spread = 0.0, count = 0.0
    forEachPixel(size) { x, y, centre in
        let depth = frame[.depth][x, y]
        guard depth > 0 else { return }
        let ray = camera.rayInWorld(throughPixel: centre, size: size)
        let point = body.worldFromBody.inverse.act(camera.worldFromCamera.position + depth * ray)
        let (across, down) = sides(x, y), (base, surface) = looked(at: point, of: material, across, down, on: body.shape)
        let difference = frame[.baseColour].colour(x, y) - base
        colourError += Double(dot(difference, difference)) / 3
        surfaceError += Double(pow(frame[.roughness][x, y] - surface.x, 2) + pow(frame[.metallic][x, y] - surface.y, 2)) / 2
        spread += Double(pow(base.x - material.colourA.x, 2))
        count += 1
    }
    #expect(count > 2000)
    #expect(-10 * log10(max(1e-12, colourError / count)) > 40)
    #expect(-10 * log10(max(1e-12, surfaceError / count)) > 40)
    if kind != .plain { #expect(spread / count > 1e-4, "the pattern shows at all") }
}

/// Seen from straight above, a pixel covers the same of a slab everywhere, so that the host can say what relief and use make of it.
@Test(arguments: Material.Kind.allCases.filter(\.hasRelief)) func reliefAndUseAgreeWithTheHosts(kind: Material.Kind) throws {
    let material = Material(
        name: kind.rawValue, kind: kind, colourA: Vec3(0.6, 0.5, 0.4), colourB: Vec3(0.2, 0.15, 0.1), roughness: 0.5, featureSizeInMetres: 0.05, contrast: 0.9,
        use: 0.7, bump: 1, seed: 12)
    let slab = box(Vec3(0.8, 0.8, 0.1), at: Pose(position: .zero, rotation: Quaternion(angleInRadians: 0.6, axis: Vec3(0, 0, 1))))
    let size = FrameSize(96, 96), distance: Float = 0.9
    let camera = camera(eye: Vec3(0, 0, 0.05 + distance), target: .zero, degrees: 30)
    let world = world([slab], materials: [material]), frame = try picture(world, size, camera)
    let pixel = distance / camera.focalLengthInPixels(size), turned = abs(cos(Float(0.6))) + abs(sin(Float(0.6)))
    let footprint = Footprint(extent: Vec3(pixel * turned, pixel * turned, 0), width: pixel)
    var colourError = 0.0, normalErrors: [Double] = [], tilt = 0.0, count = 0.0
    forEachPixel(size) { x, y, centre in
        let ray = camera.rayInWorld(throughPixel: centre, size: size)
        let point = slab.worldFromBody.inverse.act(camera.worldFromCamera.position + frame[.depth][x, y] * ray), at = [point.x, point.y, point.z]
        let unturned = slab.worldFromBody.inverse.rotation
        func side(_ dx: Float, _ dy: Float) -> Vec3 {
            unturned.act(frame[.depth][x, y] * (camera.rayInWorld(throughPixel: centre + Vec2(dx, dy), size: size) - ray))
        }
        let base = looked(at: point, of: material, side(1, 0), side(0, 1), on: slab.shape, useSeed: world.noiseSeed(ofBody: 0)).base
        let n = material.tilted(normals: [0, 0, 1], positions: at, footprint: footprint, on: slab.shape)
        let normal = slab.worldFromBody.rotation.act(Vec3(n[0], n[1], n[2])), seen = frame[.normal].colour(x, y)
        let difference = frame[.baseColour].colour(x, y) - base
        colourError += Double(dot(difference, difference)) / 3
        normalErrors.append(Double(dot(seen - normal, seen - normal)) / 3)
        tilt += Double(1 - seen.z)
        count += 1
    }
    #expect(-10 * log10(max(1e-12, colourError / count)) > 40)
    // Where one rod or leaf goes before another the height jumps, and rounding decides on which side a pixel is: a few in a thousand.
    let jumps = kind == .wicker || kind == .foliage ? normalErrors.count / 200 : 0
    let normalError = normalErrors.sorted().dropLast(jumps).reduce(0, +)
    #expect(-10 * log10(max(1e-12, normalError / count)) > 40)
    #expect(tilt / count > 1e-5, "it stands out at all")
}

@Test func noiseStaysOnTheSurfaceUnderAMovingAndRolledCamera() throws {
    // A face at a height where cells of every size begin.
    let floor = world([box(Vec3(16, 16, 1))]), size = FrameSize(128, 128)
    let first = camera(eye: Vec3(0.3, 0.2, 2.5), target: Vec3(0.3, 0.2, 0))
    let a = try picture(floor, size, first)[.noise]
    // Sideways by whole pixels of the face, 2 m away.
    let step = 2 / first.focalLengthInPixels(size), shift = 11
    var second = first
    second.worldFromCamera.position += Float(shift) * step * first.worldFromCamera.rotation.act(Vec3(1, 0, 0))
    let b = try picture(floor, size, second)[.noise]
    var rolled = first
    rolled.worldFromCamera.rotation = first.worldFromCamera.rotation * Quaternion(angleInRadians: .pi, axis: Vec3(0, 0, 1))
    let c = try picture(floor, size, rolled)[.noise]
    var same = 0, sameRolled = 0, count = 0
    for y in 0..<size.height {
        for x in 0..<size.width - shift {
            count += 1
            same += abs(a[x + shift, y] - b[x, y]) < 1e-2 ? 1 : 0
            sameRolled += abs(a[x, y] - c[size.width - 1 - x, size.height - 1 - y]) < 1e-2 ? 1 : 0
        }
    }
    #expect(same > count * 99 / 100)
    #expect(sameRolled > count * 99 / 100)
}

@Test(arguments: [1.0, 2.3, 4.9, 9.7] as [Float])
func noiseHasUnitVarianceAtEveryDistance(distance: Float) throws {
    let size = FrameSize(256, 256)
    let frame = try picture(world([box(Vec3(40, 40, 1))]), size, camera(eye: Vec3(0.1, 0.2, 0.5 + distance), target: Vec3(0.1, 0.2, 0)))
    let values = frame[.noise].values, count = Float(values.count)
    let mean = values.reduce(0, +) / count
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
    #expect(abs(mean) < 0.05)
    #expect(abs(variance - 1) < 0.08)
}

@Test func twoBodiesOfOneShapeHaveDifferentNoise() throws {
    let pose = { (x: Float) in Pose(position: Vec3(x, 0, 0)) }
    let size = FrameSize(128, 64)
    let frame = try picture(world([box(Vec3(1, 1, 1), at: pose(-0.5)), box(Vec3(1, 1, 1), at: pose(0.5))]), size, camera(eye: Vec3(0, 0, 2.5), target: .zero))
    var product: Float = 0, count: Float = 0
    let metre = Int(camera(eye: .zero, target: Vec3(0, 0, 1)).focalLengthInPixels(size) / 2)
    for y in 10..<54 {
        for x in 64 - metre + 2..<62 {
            product += frame[.noise][x, y] * frame[.noise][x + metre, y]
            count += 1
        }
    }
    #expect(abs(product / count) < 0.15)
}

@Test func lampsAndClassesFollowTheirBodies() throws {
    let lamp = Body(
        name: "lamp", shape: .sphere(radius: 0.2), materialIndex: 0, worldFromBody: Pose(position: Vec3(0, 0, 0.5)), semantic: "lamp",
        emission: .lamp(luminousFluxInLumens: 800, colour: Vec3(1, 0.8, 0.6)))
    let world = world([box(Vec3(1, 1, 0.2)), lamp]), size = FrameSize(80, 80)
    let frame = try picture(world, size, camera(eye: Vec3(0.5, -2, 1)))
    let luminance = lamp.luminance(under: noon)
    #expect(luminance.min() > 0)
    forEachPixel(size) { x, y, _ in
        let label = frame[labels: .instance][x, y]
        #expect(frame[.emission].colour(x, y) == (label == 2 ? luminance : .zero))
        #expect(frame[labels: .semantic][x, y] == (label == 0 ? 0 : world.semanticId(ofBody: Int(label) - 1)))
    }
    #expect(Set(frame[labels: .instance].values) == [0, 1, 2])
}

@Test func theTrivialPictureShowsHalfGreyAsMidGreyHeadOn() throws {
    let grey = Material(name: "grey", kind: .plain, colourA: Vec3(0.5, 0.5, 0.5), colourB: .zero, roughness: 0.5)
    let size = FrameSize(65, 65)
    var frame = try picture(world([box(Vec3(1, 1, 1))], materials: [grey]), size, camera(eye: Vec3(0, 0, 2), target: .zero))
    frame.exposure = 0.01
    let raster = Renderer.raster(frame)
    #expect(abs(raster[32, 32] * frame.exposure - 0.18) < 1e-4)
    #expect(raster[0, 0] == 0)
}
