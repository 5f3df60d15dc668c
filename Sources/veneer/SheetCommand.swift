import Foundation
import VeneerExport
import VeneerFrame
import VeneerGPU
import VeneerMath
import VeneerPaint
import VeneerPhysics
import VeneerSession
import VeneerWorld

/// Many generated worlds at a glance: one picture each, on one sheet.
enum SheetCommand {
    static let verb = Verb(
        name: "sheet", words: ["[THEME]"], summary: "a contact sheet of generated worlds, one picture each (themes: \(Theme.names))",
        options: [
            Option("--out", "F.png", "where to write (default sheet.png)"), Option("--first", "N", "the first seed (default 1)"),
            Option("--count", "N", "how many worlds (default 12)"),
            Option("--scenes", "FILE", "the scenes listed in a file instead: lines of a theme and a seed, as Training/heldout-scenes.txt"),
            Option("--materials", "WORLD", "the materials of a world instead (materials: every kind), each as ball, block and slab, near and far"),
            Option("--shapes", nil, "all shapes and solid pieces that are no models instead, each alone"),
            Option("--use", "U", "of --materials: with these traces of use, 0...1 (default: what each has)"),
            Option("--view", "K", "which key of the camera's path (default 0)"), Option("--columns", "N", "pictures in a row (default 4)"),
        ] + SessionOptions.picture, run: run)

    static func run(_ options: Options) throws {
        if let word = options.text("--materials") { return try showMaterials(of: try Places.world(word), options) }
        if options.has("--shapes") { return try showShapes(options) }
        let scenes = try options.text("--scenes").map { try SceneList(contentsOf: URL(fileURLWithPath: $0)).scenes } ?? counted(options)
        let columns = try options.integer("--columns", default: 4, in: 1...40), view = try options.integer("--view", default: 0, in: 0...100)
        let configuration = try SessionOptions.configuration(options), device = try GPUDevice(named: configuration.device)
        let painter = try configuration.weights.map { try Painter(weights: $0, at: configuration.painterPlace, device: device) }
        var rows: [ContactSheet.Row] = []
        var progress = ProgressLine("sheet", total: scenes.count, unit: "worlds")
        for (index, scene) in scenes.enumerated() where !Interrupt.isRequested {
            let world = try scene.theme.settledWorld(seed: scene.seed)
            let maker = try FrameMaker(world: world, size: configuration.size, device: device, painter: painter)
            maker.lightBudget = configuration.lightBudget
            let key = world.camera.keys[min(view, world.camera.keys.count - 1)]
            let picture = try picture(of: world, at: key, maker)
            if index % columns == 0 { rows.append(.init(label: "", pictures: [])) }
            rows[rows.count - 1].pictures.append(picture)
            rows[rows.count - 1].label += (index % columns == 0 ? "" : "   ") + "\(scene.theme.rawValue) \(scene.seed)"
            progress.advance(to: index + 1)
        }
        progress.finish()
        let made = rows.map(\.pictures.count).reduce(0, +)
        let out = URL(fileURLWithPath: options.text("--out") ?? "sheet.png")
        try AtomicFile.write(PNG.encode(ContactSheet(title: "\(made) worlds, \(configuration.size)", rows: rows).picture()), to: out)
        print(out.path)
    }

    /// As a viewer sees it who has looked for a moment.
    static func picture(of world: World, at key: CameraPath.Key, _ maker: FrameMaker) throws -> Picture {
        let camera = world.camera.camera(at: key.tick)
        var frame = try maker.make(state: world.initialState, camera: camera, look: world.look, isCut: true)
        for _ in 0..<framesBefore { frame = try maker.make(state: world.initialState, camera: camera, look: world.look, isCut: false) }
        return SessionOptions.pictures.picture(of: maker.painter == nil ? .composite : .painted, in: frame)
    }

    private static let framesBefore = 5

    private static func counted(_ options: Options) throws -> [SceneList.Scene] {
        guard let name = options.words.first else { throw CommandError("veneer sheet needs a theme (\(Theme.names)) or --scenes FILE") }
        let theme = try Theme.named(name), first = try options.integer("--first", default: 1, in: 0...9_999_999)
        return (first..<first + (try options.integer("--count", default: 12, in: 1...1000))).map { .init(theme: theme, seed: UInt64($0)) }
    }
}

/// A text file of scenes: a theme and a seed a line, # before comments.
struct SceneList {
    struct Scene {
        var theme: Theme
        var seed: UInt64
    }

    var scenes: [Scene]

    init(contentsOf url: URL) throws {
        guard let text = try? String(contentsOf: url, encoding: .utf8) else { // said as what to do
            throw CommandError("\(url.path) cannot be read; is the path right?")
        }
        scenes = try text.split(separator: "\n", omittingEmptySubsequences: false).enumerated().compactMap { index, line in
            let words = line.prefix { $0 != "#" }.split(separator: " ")
            if words.isEmpty { return nil }
            guard words.count == 2, let seed = UInt64(words[1]) else {
                throw CommandError("\(url.lastPathComponent):\(index + 1): a line is a theme and a seed, like: room 910000")
            }
            return Scene(theme: try Theme.named(String(words[0])), seed: seed)
        }
        guard !scenes.isEmpty else { throw CommandError("\(url.lastPathComponent) lists no scenes; a line is a theme and a seed, like: room 910000") }
    }
}
