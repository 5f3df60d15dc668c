import Foundation
import VeneerFrame
import VeneerGPU
import VeneerMath
import VeneerPhysics
import VeneerSession
import VeneerWorld

/// How fast labels and channels come, what each pass of theirs costs, and what one more body, pixel or lamp adds. Everything is read back.
struct GBufferBench {
    var device: GPUDevice
    var frameCount: Int
    var sizes: [FrameSize]
    /// Frames with light and composite, too: many times the cost of the others.
    var isLit: Bool
    /// Without what one more body or lamp adds: minutes in large worlds.
    var isBrief: Bool

    fileprivate enum Kind: String, CaseIterable {
        case labels, full
        case lit = "full with light"

        var contents: FrameMaker.Contents {
            switch self {
            case .labels: .labels
            case .full: .raster
            case .lit: .composite
            }
        }
    }

    /// A state and the camera that sees it.
    private typealias Moment = (state: WorldState, camera: Camera)

    private struct FrameCost {
        /// In batches: the device draws the next frame while the host reads one.
        var perFrame: Cost
        var passes: [(name: String, seconds: Double)]
        /// In the frame that has most.
        var triangles: Int?
    }

    func rows(_ world: World, _ name: String) throws -> [BenchRow] {
        let moments = try moments(of: world, count: frameCount + 1)
        var rows: [BenchRow] = []
        var costs: [Kind: [(pixels: Double, seconds: Double)]] = [:]
        for size in sizes {
            for kind in Kind.allCases where kind != .lit || isLit {
                let cost = try cost(world, moments, size, kind), place = "\(name) \(size) \(kind.rawValue)"
                costs[kind, default: []].append((Double(size.pixelCount), cost.perFrame.wallSeconds))
                rows.append(BenchRow(bench: "gbuffer", name: place, metric: "frames_per_s", value: 1 / cost.perFrame.wallSeconds, unit: "1/s"))
                rows.append(BenchRow(bench: "gbuffer", name: place, metric: "on all threads", value: cost.perFrame.processorSeconds * 1000, unit: "ms"))
                rows += cost.passes.map { BenchRow(bench: "gbuffer", name: place, metric: $0.name, value: $0.seconds * 1000, unit: "ms") }
                if let count = cost.triangles {
                    rows.append(BenchRow(bench: "gbuffer", name: place, metric: "at most", value: Double(count), unit: "triangles"))
                }
            }
        }
        for kind in Kind.allCases {
            guard let points = costs[kind], points.count > 1 else { continue }
            let slope = leastSquaresSlope(points.map { ($0.pixels / 1000, $0.seconds) })
            rows.append(BenchRow(bench: "gbuffer", name: "\(name) \(kind.rawValue)", metric: "per_1000_pixels", value: slope * 1e6, unit: "us"))
        }
        return isBrief ? rows : try rows + marginals(world, name, moments)
    }

    // MARK: - Measuring

    private func moments(of world: World, count: Int) throws -> [Moment] {
        let simulation = try Simulation(world: world)
        return (0..<count).map { _ in
            defer { simulation.step(FrameRate.standard.ticksPerFrame) }
            return (simulation.state, world.camera.camera(at: simulation.state.tick))
        }
    }

    private func cost(_ world: World, _ moments: [Moment], _ size: FrameSize, _ kind: Kind) throws -> FrameCost {
        let maker = try FrameMaker(world: world, size: size, device: device, painter: nil)
        maker.contents = kind.contents
        // The first frames pay for pipelines, buffers and the light's field.
        try run(maker, moments.prefix(3), look: world.look)
        let before = maker.costs, started = Cost.now
        try run(maker, moments[...], look: world.look)
        let perFrame = (Cost.now - started) / Double(moments.count)
        guard kind == .lit else {
            let (passes, triangles) = try passes(maker, moments, world.look)
            return FrameCost(perFrame: perFrame, passes: passes, triangles: triangles)
        }
        let stages = [FrameMaker.Stage.light, .composite].map { ($0.rawValue, (maker.costs[$0] - before[$0]).wallSeconds / Double(moments.count)) }
        return FrameCost(perFrame: perFrame, passes: stages)
    }

    /// As batches are made: one frame is read while the device draws the next.
    private func run(_ maker: FrameMaker, _ moments: ArraySlice<Moment>, look: Look) throws {
        guard let first = moments.first else { return }
        var pending = try maker.start(state: first.state, camera: first.camera, look: look, isCut: true)
        for moment in moments.dropFirst() {
            let next = try maker.start(state: moment.state, camera: moment.camera, look: look, isCut: false)
            _ = try maker.finish(pending)
            pending = next
        }
        _ = try maker.finish(pending)
    }

    /// One frame at a time, so that no pass waits for another frame's.
    private func passes(_ maker: FrameMaker, _ moments: [Moment], _ look: Look) throws -> ([(name: String, seconds: Double)], triangles: Int) {
        maker.timesPasses = true
        defer { maker.timesPasses = false }
        var names: [String] = [], seconds: [String: [Double]] = [:], triangles = 0
        for moment in moments {
            _ = try maker.make(state: moment.state, camera: moment.camera, look: look, isCut: false)
            triangles = max(triangles, maker.triangleCount)
            names = maker.passTimes.map(\.name)
            for pass in maker.passTimes { seconds[pass.name, default: []].append(pass.seconds) }
        }
        return (names.map { ($0, median(seconds[$0] ?? [])) }, triangles)
    }

    // MARK: - What one more costs

    private func marginals(_ world: World, _ name: String, _ moments: [Moment]) throws -> [BenchRow] {
        let place = "\(name) \(FrameSize(384, 216))", few = Array(moments.prefix(9))
        func rows(_ title: String, _ metric: String, _ slope: Cost) -> [BenchRow] {
            [("", slope.wallSeconds), (" on all threads", slope.processorSeconds)].map {
                BenchRow(bench: "gbuffer", name: "\(place) \(title)", metric: metric + $0.0, value: $0.1 * 1e6, unit: "us")
            }
        }
        return try [Kind.labels, .full].flatMap { kind in
            rows(kind.rawValue, "per_body", try slope([0, 128, 256, 512], of: .bodies, world, moments, kind, stage: .raster))
        } + rows("light", "per_lamp", try slope([0, 4, 8], of: .lamps, world, few, .lit, stage: .light))
    }

    /// What one more adds to a stage of a frame. The worlds take turns frame by frame, so that whatever else the machine does strikes all alike.
    private func slope(
        _ counts: [Int], of addition: World.Addition, _ world: World, _ moments: [Moment], _ kind: Kind, stage: FrameMaker.Stage
    ) throws -> Cost {
        let makers = try counts.map { count in
            let maker = try FrameMaker(world: world.with(count, addition), size: FrameSize(384, 216), device: device, painter: nil)
            maker.contents = kind.contents
            return maker
        }
        var spent: [[Cost]] = counts.map { _ in [] }
        for (index, moment) in moments.enumerated() {
            for (which, maker) in makers.enumerated() {
                let state = moment.state.with(maker.world.bodies.dropFirst(world.bodies.count)), before = maker.costs[stage]
                _ = try maker.make(state: state, camera: moment.camera, look: world.look, isCut: index == 0)
                if index > 0 { spent[which].append(maker.costs[stage] - before) }
            }
        }
        func slope(_ seconds: (Cost) -> Double) -> Double { leastSquaresSlope(zip(counts, spent).map { (Double($0), median($1.map(seconds))) }) }
        return Cost(wallSeconds: slope(\.wallSeconds), processorSeconds: slope(\.processorSeconds))
    }
}

extension World {
    fileprivate enum Addition { case bodies, lamps }

    /// With small things spread over the picture, close to the first camera.
    fileprivate func with(_ count: Int, _ addition: Addition) -> World {
        var world = self
        let camera = camera.camera(at: Tick(0)), columns = 32, size = FrameSize(32, 18)
        for index in 0..<count {
            // A step that shares no factor with the number of cells spreads any count evenly.
            let cell = index * 233 % size.pixelCount
            let ray = camera.rayInWorld(throughPixel: Vec2(Float(cell % columns) + 0.5, Float(cell / columns) + 0.5), size: size)
            let pose = Pose(position: camera.worldFromCamera.position + 0.4 * ray)
            var body = Body(
                name: "more \(index)", shape: .box(size: Vec3(repeating: 0.006), bevel: 0), materialIndex: index % materials.count, worldFromBody: pose,
                semantic: "more")
            if addition == .lamps {
                body.shape = .sphere(radius: 0.003)
                body.emission = .lamp(luminousFluxInLumens: 20, colour: Vec3(1, 0.9, 0.7))
            }
            world.bodies.append(body)
        }
        return world
    }
}

extension WorldState {
    fileprivate func with(_ more: ArraySlice<Body>) -> WorldState {
        WorldState(tick: tick, bodies: bodies + more.map { BodyState(pose: $0.worldFromBody) }, contacts: contacts, walkers: walkers)
    }
}

/// Of the straight line with the least squares through the points.
private func leastSquaresSlope(_ points: [(x: Double, y: Double)]) -> Double {
    let count = Double(points.count), x = points.reduce(0) { $0 + $1.x } / count, y = points.reduce(0) { $0 + $1.y } / count
    return points.reduce(0) { $0 + ($1.x - x) * ($1.y - y) } / points.reduce(0) { $0 + ($1.x - x) * ($1.x - x) }
}

private func median(_ values: [Double]) -> Double { values.isEmpty ? 0 : values.sorted()[values.count / 2] }
