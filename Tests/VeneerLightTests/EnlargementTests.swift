import Testing
import VeneerFrame
import VeneerLight
import VeneerMath
import VeneerWorld

private let small = FrameSize(64, 48), large = FrameSize(192, 144)
private let camera = Camera(eye: Vec3(0.0001, -0.4, 0.8), target: .zero, verticalFieldOfViewInRadians: 0.9)

/// A floor, and a board over half of it.
private func room(sun: Vec3, reflectance: Float) -> Room {
    var room = Room()
    let paint = room.paint(reflectance)
    room.addBox(from: Vec3(-4, -4, -0.1), to: Vec3(4, 4, 0), material: paint)
    room.addBox(from: Vec3(-4, -4, 0.3), to: Vec3(-0.2, 4, 0.4), material: paint)
    room.look = Look(directionToSun: normalize(sun), sunIlluminance: Vec3(repeating: 50_000), skyLuminance: Vec3(repeating: 2000), lampScale: 1)
    return room
}

private func floorPoint(_ frame: Frame, _ x: Float, _ y: Float) -> Vec3 {
    let eye = frame.camera.worldFromCamera.position, ray = frame.camera.rayInWorld(throughPixel: Vec2(x, y), size: frame.size)
    return eye - ray * (eye.z / ray.z)
}

/// The floor from close by, shaded; finished as if what is painted were a tenth brighter. `colour` of each pixel.
private func shaded(
    _ illuminator: Illuminator, _ look: Look, _ size: FrameSize, isMirror: Bool, colour: (Vec3) -> Float
) -> (frame: Frame, surfaces: Illuminator.Surfaces) {
    var frame = floorFrame(size: size, camera: camera, reflectance: 0.5)
    if isMirror {
        frame[.roughness] = Plane(size, componentCount: 1, repeating: 0.03)
        frame[.metallic] = Plane(size, componentCount: 1, repeating: 1)
    }
    for (x, y) in size.pixels {
        // What a pixel covers, in the mean.
        let colours = (0..<64).map { k in colour(floorPoint(frame, Float(x) + (Float(k % 8) + 0.5) / 8, Float(y) + (Float(k / 8) + 0.5) / 8)) }
        for c in 0..<3 { frame[.baseColour][x, y, c] = colours.reduce(0, +) / 64 }
    }
    let surfaces = illuminator.surfaces(of: &frame)
    illuminator.shade(&frame, of: surfaces, look: look)
    Composite.compose(&frame)
    frame.exposure = 0.18 / 5000
    frame[.painted] = frame[.composite]
    frame[.painted].values = frame[.composite].values.map { 1.1 * $0 }
    return (frame, surfaces)
}

extension FrameSize {
    fileprivate var pixels: [(Int, Int)] { (0..<height).flatMap { y in (0..<width).map { ($0, y) } } }
}

/// One that is as large from the start, an enlarged one, and what that was made from.
private func pictures(sun: Vec3, isMirror: Bool = false, colour: (Vec3) -> Float) throws -> (whole: Frame, enlarged: Frame, small: Frame) {
    let room = room(sun: sun, reflectance: isMirror ? 0.02 : 0.5), world = room.world, illuminator = try Illuminator(world: world)
    illuminator.budget = isMirror ? .live : .high
    illuminator.update(state: world.initialState, look: world.look, isCut: true)
    let whole = shaded(illuminator, world.look, large, isMirror: isMirror, colour: colour).frame
    let (frame, surfaces) = shaded(illuminator, world.look, small, isMirror: isMirror, colour: colour)
    let enlarged = illuminator.enlarge(frame, of: surfaces, onto: whole, smoothNormals: whole[.normal], coarse: [])
    return (whole, enlarged, frame)
}

/// Of both pictures: their mean, and how far they are apart in the mean.
private func compared(sun: Vec3, colour: (Vec3) -> Float) throws -> (mean: Float, apart: Float, blended: Float, ratio: Float) {
    let (whole, enlarged, small) = try pictures(sun: sun, colour: colour)
    let truth = whole[.composite].values, ours = enlarged[.composite].values
    let blend = small[.composite].resized(to: large).values
    func apart(_ a: [Float]) -> Float { zip(a, truth).reduce(0) { $0 + abs($1.0 - $1.1) } / Float(truth.count) }
    let mean = truth.reduce(0, +) / Float(truth.count)
    // Edges are smoothed in what was painted only.
    return (mean, apart(ours), apart(blend), enlarged[.painted].values.reduce(0, +) / ours.reduce(0, +))
}

@Test func colourIsAsFineAsTheLargePicture() throws {
    // Stripes 5 mm wide, half a small pixel.
    let found = try compared(sun: Vec3(0.5, 0, 1)) { 0.1 + 0.6 * Float(Int(($0.x * 200).rounded(.down)) & 1) }
    #expect(found.apart < 0.03 * found.mean && found.blended > 0.2 * found.mean, "\(found)")
    #expect(abs(found.ratio - 1.1) < 0.01, "\(found)")
}

@Test func theSunsShadowsAreAsSharpAsTheLargePicture() throws {
    let found = try compared(sun: Vec3(-0.6, 0.2, 1)) { _ in 0.5 }
    #expect(found.apart < 0.35 * found.blended && found.blended > 0, "\(found)")
    #expect(abs(found.ratio - 1.1) < 0.01, "\(found)")
}

/// The board's edge before the sky.
@Test func whatMirrorsShowIsAsSharpAsTheLargePicture() throws {
    let (whole, enlarged, _) = try pictures(sun: Vec3(0.5, 0, 1), isMirror: true) { _ in 0.9 }
    let shown = whole[.composite], ours = enlarged[.composite]
    let edges = large.pixels.filter { x, y in x > 0 && x < large.width - 1 && abs(shown[x + 1, y, 1] - shown[x - 1, y, 1]) > 1000 }
    let apart = edges.reduce(0) { $0 + abs(ours[$1.0, $1.1, 1] - shown[$1.0, $1.1, 1]) } / Float(edges.count)
    // 86 of some 4,000; as blurred as the small picture 171.
    #expect(edges.count > large.height && apart < 115, "\(apart) at \(edges.count) pixels")
}
