import Foundation
import VeneerExport
import VeneerMath
import VeneerPhysics
import VeneerWorld

/// Scenes for the teacher: random tabletops, settled, with a few views each.
enum ExportScenesCommand {
    static let verb = Verb(name: "export-scenes", words: [], summary: "scenes for the teacher's path tracer (training)", options: options, run: run)

    private static let options = [
        Option("--out", "DIR", "the data folder; scenes/ is made in it"),
        Option("--first", "N", "number of the first scene, which is its seed too (default 0)"),
        Option("--count", "N", "how many scenes (default 10)"),
        Option("--world", "FILE", "a world file instead of random tabletops, at rest after --seconds"),
        Option("--seconds", "S", "how long that world runs first (default 2)"),
        Option("--views", "N", "frames of each scene, 1...4 (default 4)"),
        Option("--size", "WxH", "size of the teacher's pictures (default 256x144)"),
    ]

    static func run(_ options: Options) throws {
        let out = URL(fileURLWithPath: options.text("--out") ?? ".veneer/training")
        let first = try options.integer("--first", default: 0, in: 0...9_999_999), count = try options.integer("--count", default: 10, in: 1...1_000_000)
        let views = try options.integer("--views", default: 4, in: 1...4)
        let size = try options.size(default: FrameSize(256, 144))
        for number in first..<first + count {
            let folder = out.appendingPathComponent("scenes").appendingPathComponent(String(format: "%06d", number))
            if FileManager.default.fileExists(atPath: folder.appendingPathComponent("scene.json").path) { continue }
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            let world = try options.text("--world").map { try settled($0, options) } ?? trainingWorld(number)
            let state = world.initialState
            let cameras = world.camera.keys.indices.prefix(views).map { world.camera.camera(at: Tick($0 * Tick.perSecond)) }
            guard world.camera.optics.lens == nil else {
                throw CommandError("world \(world.name): the teacher looks through pinholes; leave \"lens\" out of its \"camera\"")
            }
            try AtomicFile.write(world.jsonText(), to: folder.appendingPathComponent("world.json"))
            try TeacherScene(world: world, state: state, look: world.look, cameras: cameras, size: size).write(to: folder)
        }
    }

    /// A random tabletop whose things have come to rest, or, in every fifth, are still falling.
    static func trainingWorld(_ number: Int) throws -> World {
        var random = SeededRandom(seed: UInt64(number), stream: "settling")
        return try Simulation.settled(World.tabletop(seed: UInt64(number)), seconds: random.chance(0.2) ? random.uniform(0.05, 0.3) : 1.5)
    }

    private static func settled(_ path: String, _ options: Options) throws -> World {
        try Simulation.settled(World(contentsOf: URL(fileURLWithPath: path)), seconds: Float(options.number("--seconds", default: 2, in: 0...600)))
    }
}
