import Testing
import VeneerFrame
import VeneerLight
import VeneerMath
import VeneerWorld

/// A globe and a tilted tile over a floor that ends within the picture.
private func scene() -> (World, Camera) {
    var room = Room()
    let paint = room.paint(0.5)
    room.addBox(from: Vec3(-1, -0.7, -0.1), to: Vec3(1, 0.7, 0), material: paint)
    room.addGlobe(at: Vec3(0.3, 0.1, 0.4), radius: 0.3, lumens: 100, material: paint)
    room.bodies.append(
        Body(
            name: "tile", shape: .box(size: Vec3(0.7, 0.5, 0.02), bevel: 0), materialIndex: paint,
            worldFromBody: Pose(position: Vec3(-0.4, 0, 0.5), rotation: Quaternion(angleInRadians: 0.6, axis: Vec3(1, 0.4, 0.2))), semantic: "box"))
    return (room.world, Camera(eye: Vec3(0.4, -1.9, 1.5), target: Vec3(0, 0, 0.2), verticalFieldOfViewInRadians: 0.9))
}

/// What a raster would give, and one colour a body, from rays through `samples`² places of each pixel.
private func colours(_ illuminator: Illuminator, _ camera: Camera, _ size: FrameSize, samples: Int) -> Frame {
    var frame = Frame(tick: Tick(0), size: size, camera: camera, isCut: true)
    var normal = Plane(size, componentCount: 3), depth = Plane(size, componentCount: 1), colour = Plane(size, componentCount: 3)
    var ids = LabelPlane(size, values: Array(repeating: 0, count: size.pixelCount))
    for y in 0..<size.height {
        for x in 0..<size.width {
            for k in 0..<samples * samples {
                let place = (Vec2(Float(k % samples), Float(k / samples)) + 0.5) / Float(samples)
                let ray = camera.rayInWorld(throughPixel: Vec2(Float(x), Float(y)) + place, size: size)
                guard let hit = illuminator.firstHit(from: camera.worldFromCamera.position, towards: normalize(ray)) else { continue }
                colour[x, y, hit.bodyIndex] += 1 / Float(samples * samples)
                depth[x, y] = hit.distanceInMetres / length(ray)
                for c in 0..<3 { normal[x, y, c] = hit.normal[c] }
                ids.values[y * size.width + x] = UInt32(hit.bodyIndex) + 1
            }
        }
    }
    (frame[.normal], frame[.depth], frame[.composite], frame[labels: .instance]) = (normal, depth, colour, ids)
    return frame
}

@Test func edgesTakeWhatLiesWithinTheirPixels() throws {
    let (world, camera) = scene(), size = FrameSize(97, 61)
    let illuminator = try Illuminator(world: world)
    let truth = colours(illuminator, camera, size, samples: 16)[.composite], once = colours(illuminator, camera, size, samples: 1)
    var smoothed = once
    illuminator.smoothEdges(of: .composite, in: &smoothed)
    var before: Float = 0, after: Float = 0, plain = 0
    for (i, exact) in truth.values.enumerated() {
        before += (once[.composite].values[i] - exact) * (once[.composite].values[i] - exact)
        after += (smoothed[.composite].values[i] - exact) * (smoothed[.composite].values[i] - exact)
        if exact == 0 || exact == 1 { plain += 1; #expect(abs(smoothed[.composite].values[i] - exact) <= 0.25) }
    }
    #expect(plain > size.pixelCount * 2)
    // Eight places leave about an eighth of a pixel's worth of doubt; one leaves half.
    #expect(after < before / 12, "squared error \(after), was \(before)")
}

@Test func whereNothingMeetsNothingChanges() throws {
    let (world, camera) = scene(), size = FrameSize(64, 48)
    let illuminator = try Illuminator(world: world)
    var frame = colours(illuminator, camera, size, samples: 1)
    // Another colour for each pixel: only pixels at edges may take their neighbours'.
    for i in frame[.composite].values.indices { frame[.composite].values[i] = Float(i) }
    let before = frame[.composite], ids = frame[labels: .instance], normals = frame[.normal]
    illuminator.smoothEdges(of: .composite, in: &frame)
    var inside = 0
    for y in 1..<size.height - 1 {
        for x in 1..<size.width - 1 {
            let around = (0..<9).map { (x + $0 % 3 - 1, y + $0 / 3 - 1) }
            let isFlat = around.allSatisfy { ids[$0.0, $0.1] == ids[x, y] && dot(normals.colour($0.0, $0.1), normals.colour(x, y)) > 0.999 }
            guard isFlat, ids[x, y] != 2 else { continue }
            inside += 1
            #expect(frame[.composite].colour(x, y) == before.colour(x, y))
        }
    }
    #expect(inside > 500)
}

/// A cord and a bar that pass between the middles of all pixels are seen all the same, where nothing stands before them.
@Test(arguments: [Vec3(0.004, 0.004, 1), Vec3(0.8, 0.2, 0.004)]) func whatFallsBetweenPixelsIsSeen(extents: Vec3) throws {
    var room = Room()
    let paint = room.paint(0.5)
    room.addBox(from: Vec3(-2, 1, -2), to: Vec3(2, 1.1, 2), material: paint)
    // A pixel is 8.7 mm wide there, and its middle half of that off the axis.
    room.addBox(from: -extents / 2, to: extents / 2, material: paint)
    room.addBox(from: Vec3(-0.1, -0.3, -0.1), to: Vec3(0.1, -0.25, 0.1), material: paint)
    let size = FrameSize(128, 96), camera = Camera(eye: Vec3(0, -1, 0), target: .zero, verticalFieldOfViewInRadians: 0.8)
    let illuminator = try Illuminator(world: room.world)
    let truth = colours(illuminator, camera, size, samples: 16)[.composite], once = colours(illuminator, camera, size, samples: 1)
    var smoothed = once
    illuminator.smoothEdges(of: .composite, in: &smoothed)
    /// What no pixel shows gets a light of its own: how much of the others it hides tells how much of it is seen.
    func hidden(_ plane: Plane) -> Float { stride(from: 0, to: plane.values.count, by: 3).reduce(0) { $0 + 1 - plane.values[$1] - plane.values[$1 + 2] } }
    let all = hidden(truth)
    #expect(all > 20 && hidden(once[.composite]) == 0)
    #expect(abs(hidden(smoothed[.composite]) / all - 1) < 0.15, "\(hidden(smoothed[.composite])) of \(all)")
    for i in stride(from: 0, to: truth.values.count, by: 3) where truth.values[i] == 1 { #expect(smoothed[.composite].values[i] == 1) }
}

/// Ribs as narrow as pixels are lit as they are in the mean, and evenly: not by where pixels' middles meet them.
@Test func ribsNarrowerThanPixelsAreLitEvenly() throws {
    var room = Room()
    let paint = room.paint(0.5), pitch: Float = 0.005
    let ribs = (-90..<90).map { k in
        ShapePart(
            .box(size: Vec3(1.1 * pitch, 1, 0.001), bevel: 0),
            bodyFromPart: Pose(
                position: Vec3((Float(k) + 0.5) * pitch, 0, 0), rotation: Quaternion(angleInRadians: k % 2 == 0 ? 0.4 : -0.4, axis: Vec3(0, 1, 0))))
    }
    room.bodies.append(Body(name: "ribs", shape: .compound(ribs), materialIndex: paint, worldFromBody: .identity, semantic: "wall"))
    room.look = Look(directionToSun: normalize(Vec3(1, 0, 1.4)), sunIlluminance: Vec3(repeating: 10_000), skyLuminance: .zero, lampScale: 1)
    let world = room.world, illuminator = try Illuminator(world: world), size = FrameSize(64, 48)
    illuminator.update(state: world.initialState, look: world.look, isCut: true)
    /// Of the middle row.
    func sunlight(scale: Int) -> [Float] {
        let size = FrameSize(scale * size.width, scale * size.height)
        var frame = colours(illuminator, Camera(eye: Vec3(0, 0, 1), target: .zero, verticalFieldOfViewInRadians: 0.7), size, samples: 1)
        for (channel, value) in [(Channel.baseColour, 0.5), (.roughness, 0.6), (.metallic, 0), (.emission, 0)] as [(Channel, Float)] {
            frame[channel] = Plane(size, componentCount: channel.componentCount, repeating: value)
        }
        illuminator.shade(&frame, look: world.look)
        return (scale * 8..<size.width - scale * 8).map { frame[.directDiffuse][$0, size.height / 2, 1] }
    }
    let once = sunlight(scale: 1), fine = sunlight(scale: 8)
    let truth = fine.reduce(0, +) / Float(fine.count), mean = once.reduce(0, +) / Float(once.count)
    let grain = (once.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / Float(once.count)).squareRoot()
    #expect(truth > 100 && abs(mean / truth - 1) < 0.1, "\(mean), in the mean \(truth)")
    #expect(grain < 0.2 * truth, "\(grain / truth)")
}
