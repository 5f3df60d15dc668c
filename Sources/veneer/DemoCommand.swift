import Foundation
import VeneerExport
import VeneerFrame
import VeneerMath
import VeneerPhysics
import VeneerSession
import VeneerWorld

/// The main job: the default world as a clip and a contact sheet.
enum DemoCommand {
    static let verb = Verb(
        name: "demo", words: [], summary: "simulate, render and paint the default world: demo.mp4 and contact-sheet.png",
        options: [
            Option("--out", "DIR", "where to write (default out)"),
            Option("--seconds", "S", "length (default 10)"), SessionOptions.noiseSeed,
        ] + SessionOptions.picture + SessionOptions.look, run: run)

    static let columns: [Channel] = [.raster, .composite, .painted, .depth, .normal, .instance]

    static func run(_ options: Options) throws {
        let world = try SessionOptions.world(options, "tabletop")
        let configuration = try SessionOptions.configuration(options)
        let out = URL(fileURLWithPath: options.text("--out") ?? "out")
        let seconds = try options.number("--seconds", default: 10, in: 0.1...600)
        try FileManager.default.createDirectory(at: out, withIntermediateDirectories: true)
        let run = try Run(world: world, log: out.appendingPathComponent("demo.log"))
        let session = try Session(.run(run), configuration: configuration)
        if options.has("--look") { try session.apply(.look(SessionOptions.look(options, of: world))) }
        let frameCount = max(2, Int(seconds * Double(configuration.rate.framesPerSecond)))
        let shown = configuration.weights == nil ? columns.filter { $0 != .painted } : columns
        let rowFrames = [0.02, 0.15, 0.5, 0.98].map { Int($0 * Double(frameCount - 1)) }
        var rows: [ContactSheet.Row] = []
        var recorder = try ClipRecorder(
            out: out.appendingPathComponent("demo.mp4"), channels: [SessionOptions.shown(configuration)], configuration: configuration)
        try recorder.record(session, frameCount: frameCount, title: "demo") { frame, index in
            guard rowFrames.contains(index) else { return }
            var frame = frame
            session.frameMaker.addRaster(to: &frame)
            rows.append(
                .init(label: String(format: "%.1f s", frame.tick.seconds), pictures: shown.map { SessionOptions.pictures.picture(of: $0, in: frame) }))
        }
        try run.finish()
        let sheet = ContactSheet(title: "\(world.name), \(configuration.size)", columnLabels: shown.map { ChannelPictures.caption(of: $0) }, rows: rows)
        let sheetFile = out.appendingPathComponent("contact-sheet.png")
        try AtomicFile.write(PNG.encode(sheet.picture()), to: sheetFile)
        recorder.report(session)
        print(sheetFile.path)
    }
}
