import Foundation
import VeneerExport
import VeneerFrame
import VeneerGPU
import VeneerLight
import VeneerMath
import VeneerPaint
import VeneerSession
import VeneerWorld

/// The engine's own frames of exported scenes: what the painter will see at run time is what it is trained on.
enum ExportFramesCommand {
    static let verb = Verb(
        name: "export-frames", words: [], summary: "the engine's frames of exported scenes, beside the teacher's (training)",
        options: [
            Option("--data", "DIR", "the data folder (default .veneer/training)"),
            SessionOptions.light, SessionOptions.device,
            Option("--again", nil, "make frames again that are there, after the engine changed"),
            Option("--pictures", "CHANNEL", "also write each frame's channel as PNG"),
            Option("--paint", "NAME", "paint the frames that are there instead, into NAME-K.safetensors: for Training/evaluate.py --painted"),
            Option("--weights", "FILE", "the painter's weights (default: the shipped ones)"), SessionOptions.painterPlace,
            Option("--finer", "N", "the raster alone at N times the size instead, as fine-K: what a pixel holds, for Training/parity.py"),
        ], run: run)

    static func run(_ options: Options) throws {
        let data = URL(fileURLWithPath: options.text("--data") ?? ".veneer/training")
        let shown = try options.text("--pictures").map { try Channel.list($0, painting: false) } ?? []
        let folders = try SceneFolder.all(in: data)
        let device = try GPUDevice(named: options.text("--device")), budget = try SessionOptions.light(options)
        let finer = options.has("--finer") ? try options.integer("--finer", default: 4, in: 2...8) : nil
        let painter = try options.text("--paint").map { _ in
            try Painter(weights: try Places.weights(options.text("--weights")), at: try SessionOptions.painterPlace(options), device: device)
        }
        var progress = ProgressLine("export-frames", total: folders.count, unit: "scenes")
        for (index, folder) in folders.enumerated() where !Interrupt.isRequested {
            if let painter, let name = options.text("--paint") {
                try paint(folder, with: painter, into: name)
            } else if let finer {
                try exportRaster(folder, device: device, finer: finer)
            } else {
                try export(folder, device: device, budget: budget, again: options.has("--again"), shown: shown)
            }
            progress.advance(to: index + 1)
        }
        progress.finish()
    }

    /// Exposed light, as `TrainingFrame` has it.
    private static func paint(_ folder: URL, with painter: Painter, into name: String) throws {
        let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
        for url in files where url.lastPathComponent.hasPrefix("frame-") && url.pathExtension == "safetensors" {
            var frame = try Frame(trainingFrame: url, reads: painter.configuration.planesRead)
            try painter.paint(&frame)
            let size = frame.size
            let painted = SafetensorsFile(tensors: ["painted": .init(frame[.painted].values, shape: [size.height, size.width, 3])])
            try AtomicFile.write(painted.encoded(), to: folder.appendingPathComponent(url.lastPathComponent.replacing("frame-", with: "\(name)-")))
        }
    }

    private static let framesBeforeSettledView = 6

    private static func export(_ folder: URL, device: GPUDevice, budget: Illuminator.Budget, again: Bool, shown: [Channel]) throws {
        let scene = try SceneFolder(folder), world = scene.world
        let files = (0..<scene.viewCount).map { folder.appendingPathComponent("frame-\($0).safetensors") }
        guard again || !files.allSatisfy({ FileManager.default.fileExists(atPath: $0.path) }) else { return }
        let maker = try FrameMaker(world: world, size: scene.size, device: device, painter: nil)
        maker.lightBudget = budget
        for (index, file) in files.enumerated() {
            let camera = scene.camera(index)
            // One field serves all views. Every second one has been looked at for a while, as most frames of a clip have; the others are
            // what a cut shows.
            var frame = try maker.make(state: world.initialState, camera: camera, look: world.look, isCut: true, keepsField: index > 0)
            for _ in 0..<(index % 2) * framesBeforeSettledView {
                frame = try maker.make(state: world.initialState, camera: camera, look: world.look, isCut: false)
            }
            try AtomicFile.write(TrainingFrame.encoded(frame).encoded(), to: file)
            for channel in shown {
                let picture = SessionOptions.plainPictures.picture(of: channel, in: frame)
                try AtomicFile.write(PNG.encode(picture), to: folder.appendingPathComponent("\(channel.rawValue)-\(index).png"))
            }
        }
    }

    private static func exportRaster(_ folder: URL, device: GPUDevice, finer: Int) throws {
        let scene = try SceneFolder(folder), world = scene.world
        let size = FrameSize(scene.size.width * finer, scene.size.height * finer)
        let maker = try FrameMaker(world: world, size: size, device: device, painter: nil)
        maker.contents = .raster
        for index in 0..<scene.viewCount {
            let frame = try maker.make(state: world.initialState, camera: scene.camera(index), look: world.look, isCut: true)
            let tensors = [Channel.baseColour, .normal, .depth].map { channel in
                (channel.rawValue, SafetensorsFile.Tensor(frame[channel].values, shape: [size.height, size.width, frame[channel].componentCount]))
            }
            let file = SafetensorsFile(tensors: Dictionary(uniqueKeysWithValues: tensors))
            try AtomicFile.write(file.encoded(), to: folder.appendingPathComponent("fine-\(index).safetensors"))
        }
    }
}

extension Frame {
    /// The planes that a painter reads of a frame that `TrainingFrame` wrote: its light is exposed already.
    fileprivate init(trainingFrame url: URL, reads channels: [Channel]) throws {
        let file = try SafetensorsFile(decoding: AtomicFile.read(url))
        func values(_ name: String) throws -> [Float] {
            guard let values = file.tensors[name]?.floats else { throw CommandError("\(url.path): no '\(name)'; export the frame again") }
            return values
        }
        let camera = try values("camera"), size = FrameSize(Int(camera[13]), Int(camera[14]))
        let columns = (0..<3).map { Vec3(camera[$0], camera[3 + $0], camera[6 + $0]) }
        let pose = Pose(
            position: Vec3(camera[9], camera[10], camera[11]), rotation: Quaternion(columns: columns[0], columns[1], columns[2]))
        self.init(tick: Tick(0), size: size, camera: Camera(worldFromCamera: pose, verticalFieldOfViewInRadians: camera[12]), isCut: true)
        (lookFeatures, exposure) = (try values("look"), 1)
        for channel in channels { self[channel] = Plane(size, componentCount: channel.componentCount, values: try values(channel.rawValue)) }
    }
}
