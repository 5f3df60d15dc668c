import Foundation
import Testing
import VeneerFrame
import VeneerGPU
import VeneerMath
import VeneerRender
import VeneerWorld

private let size = FrameSize(192, 108)

private let shapes: [Shape] = [
    .box(size: Vec3(0.5, 0.3, 0.4), bevel: 0.05), .sphere(radius: 0.3), .cylinder(radius: 0.2, height: 0.5, bevel: 0.02),
    .lathe(profile: [Vec2(0, -0.25), Vec2(0.2, -0.2), Vec2(0.3, 0.1), Vec2(0.15, 0.2), Vec2(0.2, 0.25), Vec2(0, 0.2)]),
    .cushion(size: Vec3(0.6, 0.5, 0.2), fullness: 0.3), .cushion(size: Vec3(0.6, 0.5, 0.2), fullness: 0.3, folds: 8),
    .leaves(size: Vec3(0.6, 0.6, 0.7), count: 9, form: .stem),
]

private func world(_ shape: Shape) -> World {
    VeneerRenderTests.world([Body(name: "thing", shape: shape, materialIndex: 0, worldFromBody: .identity, semantic: "thing")])
}

@Test(arguments: shapes) func noLevelChangesAnOutlineByAPixel(shape: Shape) throws {
    let world = world(shape), mesh = shape.mesh(), state = world.initialState
    let renderer = try Renderer(device: sharedDevice(), world: world, size: size)
    var used = Set<Int>()
    for step in 0..<18 {
        let distance = 1.2 * exp2f(Float(step) * 0.4), camera = camera(eye: Vec3(0.3, -1, 0.4) * distance)
        let frame = try renderer.renderLabels(state: state, previous: state, camera: camera, previousCamera: camera, isCut: true)
        let fine = covered(by: mesh.positions, mesh.indices, camera, size)
        #expect(pixelsOffByMoreThanOne(frame, from: fine).isEmpty, "at \(distance) m")
        // Where it is large enough to have an inside, as many pixels are lost at its outline as are won, or nearly.
        let count = fine.count(where: { $0 }), shown = frame[labels: .instance].values.count { $0 == 1 }
        if count > 300 { #expect(abs(Float(shown) / Float(count) - 1) < 2 * LevelOfDetail.errorInPixels * outlineLength(fine) / Float(count)) }
        if let level = renderer.levels(in: state, camera: camera)[0] { used.insert(level) }
    }
    #expect(used.contains(shape.levels().count - 1))
}

/// With a budget that nothing keeps, each is as coarse as it may ever be.
@Test(arguments: shapes) func outlinesStayWithinAPixelHoweverManyTrianglesThereAre(shape: Shape) throws {
    let world = world(shape), mesh = shape.mesh(), state = world.initialState
    let renderer = try Renderer(device: sharedDevice(), world: world, size: size)
    let roomy = try Renderer(device: sharedDevice(), world: world, size: size)
    renderer.triangleBudget = 0
    var coarser = 0
    for step in 0..<18 {
        let distance = 1.2 * exp2f(Float(step) * 0.4), camera = camera(eye: Vec3(0.3, -1, 0.4) * distance)
        let frame = try renderer.renderLabels(state: state, previous: state, camera: camera, previousCamera: camera, isCut: true)
        // A leaf's tip that is thinner than a pixel shows in some pixels' middles only.
        let off = pixelsOffByMoreThanOne(frame, from: covered(by: mesh.positions, mesh.indices, camera, size))
        #expect(off.count <= 1, "at \(distance) m")
        if let level = renderer.levels(in: state, camera: camera)[0], let finer = roomy.levels(in: state, camera: camera)[0] {
            #expect(level >= finer)
            if level > finer { coarser += 1 }
        }
    }
    #expect(coarser > 0)
}

/// About how many pixels lie along it.
private func outlineLength(_ covered: [Bool]) -> Float {
    var count = 0
    for y in 0..<size.height {
        for x in 1..<size.width where covered[y * size.width + x] != covered[y * size.width + x - 1] { count += 1 }
    }
    for x in 0..<size.width {
        for y in 1..<size.height where covered[y * size.width + x] != covered[(y - 1) * size.width + x] { count += 1 }
    }
    return Float(count)
}

@Test(arguments: [Theme.room, .yard], [1, 2] as [UInt64]) func generatedWorldsKeepNearTheTriangleBudget(theme: Theme, seed: UInt64) throws {
    let world = try theme.world(seed: seed), state = world.initialState, size = FrameSize(512, 288)
    let renderer = try Renderer(device: sharedDevice(), world: world, size: size)
    for second in 0..<6 {
        let camera = world.camera.camera(at: Tick(second * Tick.perSecond))
        let frame = try renderer.start(
            .labels, state: state, previous: state, camera: camera, previousCamera: camera, look: noon, isCut: true)
        // Plants alone are more than the budget of some rooms, and nothing else may be far off for them.
        #expect((1...2 * LevelOfDetail.triangleBudget).contains(frame.triangleCount))
        _ = try renderer.finish(frame)
    }
}

/// What stands there is looked at, not what it stands on.
@Test(arguments: [Theme.warehouse, .workshop, .room], [1, 2, 3] as [UInt64]) func firstViewsAreNotMostlyFloor(theme: Theme, seed: UInt64) throws {
    let world = try theme.world(seed: seed), state = world.initialState, size = FrameSize(128, 72), camera = world.camera.camera(at: Tick(0))
    let renderer = try Renderer(device: sharedDevice(), world: world, size: size)
    let frame = try renderer.renderLabels(state: state, previous: state, camera: camera, previousCamera: camera, isCut: true)
    let floors = Set(world.bodies.indices.filter { world.bodies[$0].semantic == "floor" }.map { UInt32($0 + 1) })
    let share = Float(frame[labels: .instance].values.count { floors.contains(UInt32($0)) }) / Float(size.pixelCount)
    #expect(share < 0.4, "\(share) of \(world.name)")
}
