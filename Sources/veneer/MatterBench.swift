import VeneerAssets
import VeneerFrame
import VeneerGPU
import VeneerMath
import VeneerPhysics
import VeneerSession
import VeneerWorld

/// What a hundred models cost: to furnish with and let settle, and to draw.
enum MatterBench {
    static func rows(_ size: FrameSize, device: String?) throws -> [BenchRow] {
        // The second time, models have been read.
        var world: World?, costs: [Cost] = []
        for _ in 0..<2 {
            let started = Cost.now
            world = try Showroom.world(models: 100).map(Simulation.atRest)
            costs.append(Cost.now - started)
        }
        guard let world else { throw CommandError("matter: \(FurnitureStock.howToGet)") }
        let maker = try FrameMaker(world: world, size: size, device: GPUDevice(named: device), painter: nil)
        maker.contents = .raster
        var most = 0, raster = 0.0
        for key in world.camera.keys {
            // The first frame of a view pays for pipelines and buffers.
            for _ in 0..<2 { _ = try maker.make(state: world.initialState, camera: world.camera.camera(at: key.tick), look: world.look, isCut: true) }
            let before = maker.costs[.raster]
            for _ in 0..<framesTimed {
                _ = try maker.make(state: world.initialState, camera: world.camera.camera(at: key.tick), look: world.look, isCut: true)
            }
            raster = max(raster, (maker.costs[.raster] - before).processorSeconds / Double(framesTimed))
            most = max(most, maker.triangleCount)
        }
        func row(_ metric: String, _ value: Double, _ unit: String) -> BenchRow {
            BenchRow(bench: "matter", name: "100 models \(size)", metric: metric, value: value, unit: unit)
        }
        return [
            row("generated and settled, first", costs[0].processorSeconds, "s of processor time"),
            row("and again", costs[1].processorSeconds, "s of processor time"),
            row("bodies", Double(world.bodies.count), ""), row("of them loose", Double(world.bodies.filter { !$0.isStatic }.count), ""),
            row("triangles of all", Double(world.bodies.map { $0.shape.mesh().triangleCount }.reduce(0, +)), ""),
            row("drawn, at most", Double(most), "triangles"), row("raster, at most", raster * 1000, "ms of processor time"),
        ]
    }

    private static let framesTimed = 12
}
