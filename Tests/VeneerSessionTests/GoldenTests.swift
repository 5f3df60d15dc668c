import Foundation
import Testing
import VeneerExport
import VeneerFrame
import VeneerMath
import VeneerPhysics
import VeneerSession
import VeneerWorld

// Pictures of every shipped world's G-buffer on the software rasteriser, a PNG for each channel in Tests/Fixtures/goldens/WORLD. After a change
// that is meant, make them again, look at what git shows, and commit them with it:
//
//     VENEER_GOLDENS=write ./veneer test --filter GoldenTests

private let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
private let goldens = root.appendingPathComponent("Tests/Fixtures/goldens")
private let size = FrameSize(96, 54)
private let environment = ProcessInfo.processInfo.environment

/// Those that need no furniture fetched.
private let worlds = ((try? FileManager.default.contentsOfDirectory(atPath: root.appendingPathComponent("Worlds").path)) ?? []) // none: a test says so
    .filter { $0.hasSuffix(".jsonc") }
    .filter { name in
        let text = try? String(contentsOf: root.appendingPathComponent("Worlds/\(name)"), encoding: .utf8) // unreadable: fails below
        return text?.contains("pack:") != true
    }
    .map { String($0.dropLast(6)) }.sorted()

private func session(_ world: String) throws -> Session {
    var configuration = Session.Configuration()
    configuration.size = size
    return try Session(.run(try Run(world: try World(contentsOf: root.appendingPathComponent("Worlds/\(world).jsonc")))), configuration: configuration)
}

/// A world before its first step, seen by a camera on its way.
private func frame(_ session: Session) throws -> Frame {
    let maker = session.frameMaker, world = session.world
    maker.contents = .raster
    _ = try maker.make(state: world.initialState, camera: world.camera.camera(at: Tick(0)), look: world.look, isCut: true)
    return try maker.make(state: world.initialState, camera: world.camera.camera(at: Tick(10)), look: world.look, isCut: false)
}

private func isSoftware() -> Bool { (try? session(worlds[0]))?.deviceName.contains("llvmpipe") ?? false } // no device is no software device

@Suite(.serialized) struct GoldenTests {
    @Test(.enabled("goldens are those of the software rasteriser: VENEER_DEVICE=llvmpipe", isSoftware), arguments: worlds)
    func channelsAreThoseOfTheGoldens(world: String) throws {
        let frame = try frame(session(world)), folder = goldens.appendingPathComponent(world)
        let pictures = FileManager.default.temporaryDirectory.appendingPathComponent("veneer-goldens-\(world)")
        for golden in Golden.all {
            let file = folder.appendingPathComponent("\(golden.channel.rawValue).png"), values = Golden.values(of: golden.channel, in: frame)
            if environment["VENEER_GOLDENS"] == "write" {
                try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
                try AtomicFile.write(golden.encoded(values, size), to: file)
            }
            let failure = try golden.failure(values, expected: try AtomicFile.read(file), size, named: golden.channel.rawValue, picturesIn: pictures)
            #expect(failure == nil)
        }
    }

    @Test func everyGoldenHasItsWorldAndAllTogetherAreSmall() throws {
        #expect(!worlds.isEmpty)
        #expect(try FileManager.default.contentsOfDirectory(atPath: goldens.path).sorted() == worlds)
        let files = try worlds.flatMap { world in
            let folder = goldens.appendingPathComponent(world)
            return try FileManager.default.contentsOfDirectory(atPath: folder.path).map { folder.appendingPathComponent($0) }
        }
        let byteCount = try files.reduce(0) { try $0 + AtomicFile.read($1).count }
        #expect(files.count == worlds.count * Golden.all.count && byteCount < 1_000_000)
    }

    @Test(arguments: Golden.all.map(\.channel)) func aGoldenFindsWhatIsOff(channel: Channel) throws {
        let golden = try #require(Golden.all.first { $0.channel == channel }), size = FrameSize(64, 64)
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("veneer-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) } // leavings in the temporary folder harm nobody
        var random = SeededRandom(seed: 3)
        let isLabel = channel == .instance || channel == .semantic
        let components = isLabel ? 1 : channel == .motion ? 3 : channel.componentCount
        let values = (0..<size.pixelCount * components).map { _ in isLabel ? Float(random.index(60_000)) : random.uniform(0.1, 0.9) }
        let file = golden.encoded(values, size)
        func failure(_ values: [Float]) throws -> String? { try golden.failure(values, expected: file, size, named: channel.rawValue, picturesIn: folder) }
        #expect(try failure(values) == nil)
        // One more pixel than may fail is off by twice what it may be, one id by one.
        let count = Int(golden.maxFailingPixelsFraction * Double(size.pixelCount)) + 1
        var off = values
        for pixel in 0..<count { off[pixel * 7 * components] += isLabel ? 1 : 2 * golden.maxAbsDiff + 12 / 255 }
        #expect(try failure(off)?.contains(folder.path) == true)
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() == ["actual", "diff", "expected"].map { "\(channel.rawValue)-\($0).png" })
    }
}
