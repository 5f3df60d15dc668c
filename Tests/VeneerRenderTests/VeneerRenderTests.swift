import Foundation
import Testing
import VeneerFrame
import VeneerGPU
import VeneerMath
import VeneerRender
import VeneerWorld

@Test func smoke() throws {
    let device = try GPUDevice()
    let world = World.tabletop(seed: 3), size = FrameSize(384, 216)
    let state = world.initialState
    print(GPUDevice.available(), world.bodies.count, world.bodies.map { $0.shape.mesh().triangleCount }.reduce(0, +))
    let clock = ContinuousClock()
    var start = clock.now
    let renderer = try Renderer(device: device, world: world, size: size)
    print("init", clock.now - start)
    let camera = world.camera.camera(at: Tick(0))
    start = clock.now
    var frame = try renderer.still(state, camera)
    print("first", clock.now - start)
    var best = Duration.seconds(9)
    for _ in 0..<60 {
        start = clock.now
        frame = try renderer.still(state, camera)
        best = min(best, clock.now - start)
    }
    print("best", best)
    print(device.validationMessages)
    if let out = ProcessInfo.processInfo.environment["OUT"] {
        try writePPM(frame[.baseColour], out + "/base.ppm")
        try writePPM(frame[.normal], out + "/normal.ppm", scale: 0.5, offset: 0.5)
        try writePPM(frame[.noise], out + "/noise.ppm", scale: 0.2, offset: 0.5)
        try writePPM(frame[.depth], out + "/depth.ppm", scale: 0.2)
        try writePPM(Renderer.raster(frame), out + "/raster.ppm", scale: 1)
    }
}
