import Foundation
import VeneerExport
import VeneerFrame
import VeneerLight
import VeneerMath
import VeneerPhysics
import VeneerSession
import VeneerWorld

/// A clip of a world along its camera path, a file for each channel.
enum ClipCommand {
    static let verb = Verb(
        name: "clip", words: ["WORLD"], summary: "a clip of a world as H.264: physics, light and paint, every frame at its exact tick",
        options: [
            Option("--out", "F.mp4", "the file; with several channels F-CHANNEL.mp4 (default WORLD.mp4)"),
            Option("--seconds", "S", "length (default 10)"),
            Option("--channels", "A,B", "what to show: \(Channel.pictureNames) (default painted)"),
            Option("--log", "F", "write the run's log, for `replay`"),
            SessionOptions.camera, SessionOptions.renderScale, SessionOptions.noiseSeed,
        ] + SessionOptions.picture + SessionOptions.look + SessionOptions.rate, run: run)

    static func run(_ options: Options) throws {
        let world = try SessionOptions.world(options, options.words[0])
        var configuration = try SessionOptions.configuration(options)
        configuration.camera = try SessionOptions.camera(options, of: world)
        let channels = try Channel.list(options.text("--channels") ?? SessionOptions.shown(configuration).rawValue, painting: configuration.weights != nil)
        if configuration.renderScale < 1, let lost = channels.first(where: { !Enlargement.kept.contains($0) }) {
            throw CommandError("--render-scale keeps no \(lost.rawValue); leave one of the two out")
        }
        let out = URL(fileURLWithPath: options.text("--out") ?? "\(world.name).mp4")
        let seconds = try options.number("--seconds", default: 10, in: 0.05...3600)
        let run = try Run(world: world, log: options.text("--log").map { URL(fileURLWithPath: $0) })
        let session = try Session(.run(run), configuration: configuration)
        if options.has("--look") { try session.apply(.look(SessionOptions.look(options, of: world))) }
        var recorder = try ClipRecorder(out: out, channels: channels, configuration: configuration)
        try recorder.record(session, frameCount: max(1, Int(seconds * Double(configuration.rate.framesPerSecond))), title: world.name)
        try run.finish()
        recorder.report(session)
    }
}

/// Writes the frames of a session to clips, and remembers what was shown.
struct ClipRecorder {
    private let writers: [(channel: Channel, writer: VideoWriter)]
    private var hashes: [Channel: StableHash] = [:]
    private(set) var frameCount = 0

    init(out: URL, channels: [Channel], configuration: Session.Configuration) throws {
        try FileManager.default.createDirectory(at: out.deletingLastPathComponent(), withIntermediateDirectories: true)
        writers = try channels.map { channel in
            let name = channels.count == 1 ? out : out.deletingPathExtension().appendingToName("-\(channel.rawValue)").appendingPathExtension("mp4")
            return (channel, try VideoWriter(name, options: .init(size: configuration.size, rate: configuration.rate, comment: configuration.note)))
        }
    }

    /// Stops early, with whole files, when interrupted.
    mutating func record(_ session: Session, frameCount total: Int, title: String, each: (Frame, Int) throws -> Void = { _, _ in }) throws {
        var progress = ProgressLine(title, total: total, unit: "frames")
        try session.export(frameCount: total) { frame, _, index in
            var frame = frame
            if writers.contains(where: { $0.channel == .raster }) { session.frameMaker.addRaster(to: &frame) }
            for (channel, writer) in writers {
                let picture = SessionOptions.pictures.picture(of: channel, in: frame)
                picture.bytes.withUnsafeBytes { hashes[channel, default: StableHash()].combine(bytes: $0) }
                try writer.append(picture)
            }
            try each(frame, index)
            frameCount += 1
            progress.advance(to: frameCount)
            return !Interrupt.isRequested
        }
        progress.finish()
        for (_, writer) in writers { try writer.finish() }
    }

    func report(_ session: Session) {
        if let note = session.configuration.note { print(note) }
        for (channel, writer) in writers { print("\(writer.target.path)  \(channel.rawValue) \(hashes[channel, default: StableHash()].hexadecimal)") }
        print("state \(String(session.state.hash, radix: 16)) at \(session.state.tick), \(session.deviceName)")
    }
}

extension Session.Configuration {
    /// What a clip says of how it was made, where that isn't as usual.
    fileprivate var note: String? {
        guard renderScale < 1 else { return nil }
        return "rendered at \(renderScale) of \(size), enlarged by its surfaces"
    }
}

extension URL {
    func appendingToName(_ suffix: String) -> URL { deletingLastPathComponent().appendingPathComponent(lastPathComponent + suffix) }
}

extension Channel {
    static let pictureNames = allCases.filter { $0 != .position && $0 != .semantic }.map(\.rawValue).joined(separator: ", ")

    static func list(_ text: String, painting: Bool) throws -> [Channel] {
        let channels = try text.split(separator: ",").map { word in
            guard let channel = Channel(rawValue: String(word)), channel != .position else {
                throw CommandError("there is no channel \"\(word)\"; channels: \(pictureNames)")
            }
            guard ![.painted, .fallback].contains(channel) || painting else {
                throw CommandError("the \(channel.rawValue) channel needs painting; leave out --no-paint")
            }
            return channel
        }
        guard !channels.isEmpty, Set(channels).count == channels.count else { throw CommandError("--channels names no channel, or one twice: \"\(text)\"") }
        return channels
    }
}
