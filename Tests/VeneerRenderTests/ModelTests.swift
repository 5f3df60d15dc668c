import Foundation
import Testing
import VeneerAssets
import VeneerFrame
import VeneerMath
import VeneerRender
import VeneerWorld

private let fixtures = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Fixtures")

private func model(_ file: URL) throws -> Model {
    try ModelLibrary.model(named: "file:\(file.path)", cache: ModelCache(folder: FileManager.default.temporaryDirectory.appendingPathComponent("veneer-tests")))
}

/// Parts, textures and levels of detail of models.
struct ModelTests {
    private static let size = FrameSize(160, 120)

    @Test(arguments: [Vec3(0.4, -1.9, 0.3), Vec3(-0.5, 1.7, 0.2)]) func pictureShowsItsTextureAndTheStripItsColour(eye: Vec3) throws {
        let poster = try model(fixtures.appendingPathComponent("poster.obj")), texture = try #require(poster.textures.first)
        let body = Body(model: poster, base: Vec3(0, 0, -0.55))
        let frame = try picture(world([body]), Self.size, camera(eye: eye))
        var error = 0.0, count = 0.0, strips = 0
        forEachPixel(Self.size) { x, y, centre in
            guard frame[labels: .instance][x, y] == 1 else { return }
            let view = frame.camera.rayInWorld(throughPixel: centre, size: Self.size), normal = frame[.normal].colour(x, y)
            #expect(dot(view, normal) < 0, "both sides show, and face the camera")
            let place = eye + view * frame[.depth][x, y]
            if frame[labels: .part][x, y] == 2 {
                strips += 1
                #expect(place.z < -0.44 && frame[.baseColour].colour(x, y).x > 0.8 && frame[.baseColour].colour(x, y).y < 0.02)
                return
            }
            #expect(frame[labels: .part][x, y] == 1)
            // The file's texture coordinates run from 0 to 2 over the square of a metre above the strip.
            func texel(_ dx: Float, _ dz: Float) -> Vec3 {
                let u = (place.x + dx + 0.5) * 2, v = (place.z + dz + 0.45) * 2
                let column = min(texture.width - 1, Int((u - u.rounded(.down)) * Float(texture.width)))
                let row = min(texture.height - 1, Int((1 - v - (1 - v).rounded(.down)) * Float(texture.height)))
                let i = (row * texture.width + column) * 4
                return Vec3(SRGB.linear[Int(texture.pixels[i])], SRGB.linear[Int(texture.pixels[i + 1])], SRGB.linear[Int(texture.pixels[i + 2])])
            }
            var mean = Vec3.zero
            for i in -2...2 { for j in -2...2 { mean += texel(Float(i) * 0.003, Float(j) * 0.003) / 25 } }
            // Away from the picture's hard borders.
            let near = [texel(0.02, 0), texel(-0.02, 0), texel(0, 0.02), texel(0, -0.02)].map { abs($0.z - mean.z) }.max() ?? 0
            guard near < 0.01 else { return }
            let difference = frame[.baseColour].colour(x, y) - mean
            error += Double(dot(difference, difference)) / 3
            count += 1
        }
        #expect(count > 1000 && strips > 50)
        #expect(-10 * log10(error / count) > 36)
    }

    @Test func labelsAloneAreThose() throws {
        let body = Body(model: try model(fixtures.appendingPathComponent("poster.obj")), base: Vec3(0, 0, -0.5)),
            world = world([body, box(Vec3(0.2, 0.2, 0.2))])
        let renderer = try Renderer(device: sharedDevice(), world: world, size: Self.size), state = world.initialState, camera = camera(eye: Vec3(0.3, -2, 0.4))
        let whole = try renderer.render(state: state, previous: state, camera: camera, previousCamera: camera, look: noon, isCut: true)
        let labels = try renderer.renderLabels(state: state, previous: state, camera: camera, previousCamera: camera, isCut: true)
        for channel in [Channel.instance, .semantic, .part] { #expect(whole[labels: channel] == labels[labels: channel]) }
        #expect(Set(whole[labels: .instance].values) == [0, 1, 2] && Set(whole[labels: .part].values) == [0, 1, 2])
    }

    @Test func otherBodiesLookTheSameBesideAModel() throws {
        let alone = world([box(Vec3(0.4, 0.4, 0.4))]), camera = camera(eye: Vec3(1.1, -1.6, 0.9))
        let beside = world(alone.bodies + [Body(model: try model(fixtures.appendingPathComponent("table.obj")), base: Vec3(0, 40, 0))])
        let a = try picture(alone, Self.size, camera), b = try picture(beside, Self.size, camera)
        for channel in [Channel.baseColour, .normal, .depth, .roughness, .metallic] { #expect(a[channel] == b[channel]) }
        #expect(a[labels: .instance] == b[labels: .instance])
    }

    @Test(arguments: [2.5, 9, 30] as [Float]) func coarseOutlineIsWithinAPixelOfTheFineOne(distance: Float) throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("veneer-ball-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) } // leavings in the temporary folder harm nobody
        try Data(ball(rows: 100, columns: 120).utf8).write(to: folder.appendingPathComponent("ball.obj"))
        let ball = try model(folder.appendingPathComponent("ball.obj")), full = try ball.fullMesh(), camera = camera(eye: Vec3(0.2, -distance, 0.4))
        let frame = try picture(world([Body(model: ball, base: Vec3(0, 0, -ball.sizeInMetres.z / 2))]), Self.size, camera)
        let fine = covered(by: full.positions, full.indices, camera, Self.size)
        #expect(fine.contains(true))
        #expect(pixelsOffByMoreThanOne(frame, from: fine).isEmpty)
    }

    @Test func levelsFitTheBudgetAndDependOnWhatIsSeenAlone() {
        var random = SeededRandom(seed: 2)
        let plain = LevelOfDetail.Candidate(triangleCounts: [3000], errorsInMetres: [0], pixelsPerMetre: 100, sizeInPixels: 500)
        let candidates = (0..<40).map { _ in
            let off = random.uniform(0.002, 0.08)
            return LevelOfDetail.Candidate(
                triangleCounts: [8000, 2000, 500, 120], errorsInMetres: [0.001, 0.004, 0.015, 0.06].map { $0 * off }, pixelsPerMetre: 100, sizeInPixels: 80)
        }
        let levels = LevelOfDetail.choose(candidates + [plain])
        #expect(levels == LevelOfDetail.choose(candidates + [plain]))
        #expect(zip(candidates + [plain], levels).reduce(0) { $0 + $1.0.triangleCounts[$1.1] } <= LevelOfDetail.triangleBudget)
        // With room for all, each is the coarsest that is good enough.
        for (candidate, level) in zip(candidates, LevelOfDetail.choose(candidates, budget: .max)) {
            #expect(candidate.errorInPixels(level) <= LevelOfDetail.errorInPixels || level == 0)
            if level < 3 { #expect(candidate.errorInPixels(level + 1) > LevelOfDetail.errorInPixels) }
        }
        // Where nothing fits, all are as coarse as can be, but none is far off.
        #expect(LevelOfDetail.choose(candidates, budget: 0) == Array(repeating: 3, count: 40))
        let near = LevelOfDetail.Candidate(triangleCounts: [800, 400, 100], errorsInMetres: [0, 0.004, 0.006], pixelsPerMetre: 100, sizeInPixels: 80)
        #expect(LevelOfDetail.choose([near], budget: 0) == [1])
    }

    private func ball(rows: Int, columns: Int) -> String {
        var text = "s 1\n"
        for row in 0...rows {
            for column in 0..<columns {
                let along = Float(column) / Float(columns) * 2 * .pi, up = Float(row) / Float(rows) * .pi
                let radius = 0.5 + 0.03 * sinf(7 * along) * sinf(3 * up)
                text += "v \(radius * sinf(up) * cosf(along)) \(-radius * cosf(up)) \(radius * sinf(up) * sinf(along))\n"
            }
        }
        for row in 0..<rows {
            for column in 0..<columns {
                let a = row * columns + column + 1, b = row * columns + (column + 1) % columns + 1
                text += "f \(a) \(a + columns) \(b + columns) \(b)\n"
            }
        }
        return text
    }
}
