import Foundation
import VeneerAssets
import VeneerExport
import VeneerFrame
import VeneerGPU
import VeneerMath
import VeneerRender
import VeneerWorld

/// Every installed model as the engine draws it, on numbered sheets: to choose from, and to see what is wrong.
enum ModelSheetsCommand {
    static let verb = Verb(
        name: "model-sheets", words: [], summary: "pictures of all furniture models on contact sheets, and a list of those that are refused",
        options: [
            Option("--out", "DIR", "the folder (default model-sheets)"), Option("--only", "TEXT", "models whose name, title or category contains it"),
            Option("--back", nil, "seen from behind"),
        ], run: run)

    private static let tile = FrameSize(176, 176), columns = 8, rows = 6

    static func run(_ options: Options) throws {
        let out = URL(fileURLWithPath: options.text("--out") ?? "model-sheets")
        let wanted = (options.text("--only") ?? "").lowercased()
        let entries = try ModelLibrary.catalogue().entries.filter { "\($0.name) \($0.title) \($0.category)".lowercased().contains(wanted) || wanted.isEmpty }
        try FileManager.default.createDirectory(at: out, withIntermediateDirectories: true)
        let device = try GPUDevice()
        var progress = ProgressLine("model-sheets", total: entries.count, unit: "models")
        var refused: [String] = [], listed: [String] = [], sheets = 0
        for start in stride(from: 0, to: entries.count, by: columns * rows) where !Interrupt.isRequested {
            var models: [Model] = []
            for (index, entry) in entries[start..<min(entries.count, start + columns * rows)].enumerated() {
                do { models.append(try ModelLibrary.model(named: entry.name)) } catch { refused.append("\(entry.name)\t\(error)\n") }
                progress.advance(to: start + index + 1)
            }
            sheets += 1
            let tiles = try pictures(of: models, device: device, fromBehind: options.has("--back"))
            try AtomicFile.write(PNG.encode(sheet(tiles)), to: out.appendingPathComponent("sheet-\(sheets < 10 ? "0" : "")\(sheets).png"))
            listed += models.map { line(for: $0, sheet: sheets) }
        }
        progress.finish()
        try AtomicFile.write(listed.joined(), to: out.appendingPathComponent("models.tsv"))
        try AtomicFile.write(refused.joined(), to: out.appendingPathComponent("refused.txt"))
        print("\(out.path): \(sheets) sheets, \(refused.count) models refused")
    }

    private static func line(for model: Model, sheet: Int) -> String {
        let levels = model.levels.map { "\($0.mesh.triangleCount)" }.joined(separator: ",")
        return "\(sheet)\t\(model.name)\t\(model.triangleCount)\t\(levels)\t\(model.hulls.count)\t\(model.remarks.joined(separator: "; "))\n"
    }

    private static func sheet(_ tiles: [Picture]) -> Picture {
        let label = 2 * 11 + 8
        let used = (tiles.count + columns - 1) / columns
        var sheet = Picture(FrameSize(columns * tile.width, used * (tile.height + label)), filledWith: RGB8(22, 23, 26))
        for (i, picture) in tiles.enumerated() { sheet.paste(picture, x: i % columns * tile.width, y: i / columns * (tile.height + label)) }
        return sheet
    }

    /// Each on a floor of its own, in even light from the camera's left; its name, size and triangles below.
    private static func pictures(of models: [Model], device: GPUDevice, fromBehind: Bool) throws -> [Picture] {
        let grey = Material(name: "floor", kind: .plain, colourA: Vec3(0.32, 0.33, 0.35), colourB: .zero, roughness: 0.9)
        let look = Look(timeOfDayInHours: 12), spacing: Float = 200
        var bodies: [Body] = [], cameras: [Camera] = []
        for (index, model) in models.enumerated() {
            let size = model.sizeInMetres, radius = length(size) / 2, place = Vec3(Float(index % columns), Float(index / columns), 0) * spacing
            bodies.append(
                Body(
                    name: "floor", shape: .box(size: Vec3(radius * 6, radius * 6, radius * 0.02), bevel: 0), materialIndex: 0,
                    worldFromBody: Pose(position: place - Vec3(0, 0, radius * 0.01 + 0.0005)), semantic: "floor"))
            bodies.append(Body(model: model, base: place))
            let centre = place + Vec3(0, 0, size.z / 2), way = normalize(Vec3(-0.5, fromBehind ? 0.8 : -0.8, 0.45))
            var camera = Camera(eye: centre + way * radius * 3.6, target: centre, verticalFieldOfViewInRadians: 0.56)
            camera.nearInMetres = min(0.02, radius)
            cameras.append(camera)
        }
        let world = World(
            name: "models", seed: 1, materials: [grey], bodies: bodies, look: look,
            camera: CameraPath(keys: [.init(seconds: 0, eye: Vec3(0, -1, 1), target: .zero)]))
        let renderer = try Renderer(device: device, world: world, size: tile), state = world.initialState
        return try zip(models, cameras).map { model, camera in
            let frame = try renderer.render(state: state, previous: state, camera: camera, previousCamera: camera, look: look, isCut: true)
            return labelled(lit(frame), model)
        }
    }

    private static func lit(_ frame: Frame) -> Picture {
        let light = normalize(frame.camera.worldFromCamera.rotation.act(Vec3(-0.5, -0.6, -0.6)))
        var plane = Plane(tile, componentCount: 3)
        for y in 0..<tile.height {
            for x in 0..<tile.width {
                let colour = frame[.baseColour].colour(x, y) * (0.3 + 0.7 * max(0, dot(frame[.normal].colour(x, y), light)))
                for c in 0..<3 { plane[x, y, c] = Float(SRGB.encoded(colour[c])) / 255 }
            }
        }
        return Picture(displayEncoded: plane)
    }

    private static func labelled(_ view: Picture, _ model: Model) -> Picture {
        let short = model.name.split(separator: "/").dropFirst().joined(separator: "/").replacingOccurrences(of: "BlendSwap-", with: "")
        let size = model.sizeInMetres
        let text = Picture(lines: [String(short.prefix(27)), String(format: "%.2fx%.2fx%.2f  %d", size.x, size.y, size.z, model.triangleCount)])
        var picture = Picture(FrameSize(tile.width, tile.height + 30), filledWith: RGB8(22, 23, 26))
        picture.paste(view, x: 0, y: 0)
        picture.paste(text, x: 0, y: tile.height)
        return picture
    }
}
