import Foundation
import VeneerExport
import VeneerMath
import VeneerPhysics
import VeneerWorld

/// Scenes for the teacher: random worlds, settled, with a few views each.
enum ExportScenesCommand {
    static let verb = Verb(name: "export-scenes", words: [], summary: "scenes for the teacher's path tracer (training)", options: options, run: run)

    private static let options =
        [
            Option("--out", "DIR", "the data folder; scenes/ is made in it"),
            Option("--first", "N", "number of the first scene, which is its seed too (default 0)"),
            Option("--count", "N", "how many scenes, or moments of a world (default 10)"),
            Option("--theme", "THEME", "what to generate: \(Theme.names) (default tabletop)"),
            Option("--scenes", "FILE", "the scenes listed in a file instead: lines of a theme and a seed, which numbers the scene"),
            Option("--world", "FILE", "a world file instead of random ones: --count moments of its first --seconds, seen along its camera's path"),
            Option("--seconds", "S", "how long that world runs (default 10)"),
        ] + SessionOptions.look + [
            SessionOptions.noiseSeed,
            Option("--follow", nil, "the views follow each other as a clip's frames do, along the camera's path"),
            Option("--views", "N", "frames of each scene, 1...4 (default 4)"),
            Option("--size", "WxH", "size of the teacher's pictures (default 256x144)"),
            Option("--again", nil, "instead, the scenes that are there, from their own world files: after materials changed, or from what pictures were kept"),
        ]

    static func run(_ options: Options) throws {
        let out = URL(fileURLWithPath: options.text("--out") ?? ".veneer/training")
        if options.has("--again") { return try bakeAgain(out) }
        let first = try options.integer("--first", default: 0, in: 0...9_999_999), count = try options.integer("--count", default: 10, in: 1...1_000_000)
        let views = try options.integer("--views", default: 4, in: 1...4)
        let size = try options.size(default: FrameSize(256, 144))
        let theme = try options.text("--theme").map(Theme.named) ?? .tabletop
        let scenes =
            try options.text("--scenes").map { try SceneList(contentsOf: URL(fileURLWithPath: $0)).scenes }
            ?? (first..<first + count).map { .init(theme: theme, seed: UInt64($0)) }
        for (index, scene) in scenes.enumerated() {
            let folder = out.appendingPathComponent("scenes").appendingPathComponent(String(format: "%06d", Int(scene.seed)))
            if FileManager.default.fileExists(atPath: folder.appendingPathComponent("scene.json").path) { continue }
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            var world = try options.text("--world").map { try moment(index, of: scenes.count, in: $0, options) } ?? trainingWorld(scene)
            world.look = try SessionOptions.look(options, of: world)
            try SessionOptions.seedNoise(of: &world, options)
            if options.has("--follow") { world.camera = world.camera.consecutive(views) }
            let state = world.initialState
            let cameras = world.camera.keys.prefix(views).map { world.camera.camera(at: $0.tick) }
            guard world.camera.optics.lens == nil else {
                throw CommandError("world \(world.name): the teacher looks through pinholes; leave \"lens\" out of its \"camera\"")
            }
            try AtomicFile.write(world.jsonText(), to: folder.appendingPathComponent("world.json"))
            try TeacherScene(world: world, state: state, look: world.look, cameras: cameras, size: size).write(to: folder)
        }
    }

    /// What is described in their scene files stays: views, size, light.
    private static func bakeAgain(_ out: URL) throws {
        let folders = try SceneFolder.all(in: out)
        var progress = ProgressLine("export-scenes", total: folders.count, unit: "scenes")
        for (index, folder) in folders.enumerated() where !Interrupt.isRequested {
            let scene = try SceneFolder(folder), state = scene.world.initialState
            try TeacherScene(world: scene.world, state: state, look: scene.world.look, cameras: (0..<scene.viewCount).map(scene.camera), size: scene.size)
                .write(to: folder)
            progress.advance(to: index + 1)
        }
        progress.finish()
    }

    /// A random world whose things have come to rest, or, in every fifth, are still falling.
    private static func trainingWorld(_ scene: SceneList.Scene) throws -> World {
        var random = SeededRandom(seed: scene.seed, stream: "settling")
        return try random.chance(0.2)
            ? Simulation.settled(scene.theme.world(seed: scene.seed), seconds: random.uniform(0.05, 0.3)) : scene.theme.settledWorld(seed: scene.seed)
    }

    /// A world as it is at one of so many moments, spread over its time. Its camera shows that moment from where it stands, and from a little before and after.
    private static func moment(_ index: Int, of count: Int, in path: String, _ options: Options) throws -> World {
        let source = try World(contentsOf: URL(fileURLWithPath: path))
        let length = try Float(options.number("--seconds", default: 10, in: 0...600))
        let interval = length / Float(count), seconds = (Float(index) + 0.5) * interval
        var world = try Simulation.settled(source, seconds: seconds)
        world.camera.swayInMetres = 0
        world.camera.keys = [0, -0.33, 0.33].map { (offset: Float) -> CameraPath.Key in
            let time = seconds + offset * interval
            let camera = source.camera.camera(at: Tick(Int(time * Float(Tick.perSecond)))), eye = camera.worldFromCamera.position
            return CameraPath.Key(seconds: abs(offset) + (offset > 0 ? 1 : 0), eye: eye, target: eye + camera.forwardInWorld)
        }
        return world
    }
}

extension CameraPath {
    /// So many moments of the path, a frame of a clip apart, each a key of its own.
    fileprivate func consecutive(_ count: Int) -> CameraPath {
        let first = keys[0].tick, length = keys[keys.count - 1].tick.index - first.index
        var path = self
        path.swayInMetres = 0
        path.keys = (0..<count).map { index in
            let camera = camera(at: first + length / 8 + index * FrameRate.standard.ticksPerFrame), eye = camera.worldFromCamera.position
            return Key(seconds: Float(index), eye: eye, target: eye + camera.forwardInWorld)
        }
        return path
    }
}
