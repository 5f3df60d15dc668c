import Foundation
import VeneerExport
import VeneerFrame
import VeneerLight
import VeneerMath
import VeneerPhysics
import VeneerSession
import VeneerWorld

/// Labelled episodes, each another day in the same world; no display is needed.
enum DatasetCommand {
    static let verb = Verb(
        name: "dataset", words: ["WORLD"], summary: "labelled episodes: painted RGB, 16-bit depth, ids, poses, contacts and camera of every frame",
        options: [
            Option("--out", "DIR", "the dataset's folder (default dataset)"),
            Option("--episodes", "N", "how many (default 1)"),
            Option("--seconds", "S", "length of each (default 4)"),
            Option("--seed", "N", "seed of the first; each next one counts up (default 1)"),
            Option("--lidar", "KIND", "also scan with a lidar at the camera: spinning or solid-state"),
            SessionOptions.noiseSeed, SessionOptions.camera,
            Option("--cameras", "A,B", "several of them, each in its own folder of the episode"),
            Option("--resume", nil, "keep the whole episodes that are there, and make the missing ones"),
        ] + SessionOptions.picture + SessionOptions.rate, run: run)

    static func run(_ options: Options) throws {
        let world = try SessionOptions.world(options, options.words[0])
        var configuration = try SessionOptions.configuration(options)
        configuration.camera = try SessionOptions.camera(options, of: world)
        let cameras = try SessionOptions.cameras(options, of: world)
        if cameras != nil, options.has("--camera") { throw CommandError("--camera and --cameras say the same thing twice; leave one out") }
        let out = URL(fileURLWithPath: options.text("--out") ?? "dataset")
        let count = try options.integer("--episodes", default: 1, in: 1...1_000_000)
        let seed = try options.integer("--seed", default: 1, in: 0...16_000_000)
        let lidar = try lidar(options)
        let frameCount = max(1, Int(try options.number("--seconds", default: 4, in: 0.05...3600) * Double(configuration.rate.framesPerSecond)))
        try FileManager.default.createDirectory(at: out, withIntermediateDirectories: true)
        let missing = (0..<count).filter { !FileManager.default.fileExists(atPath: out.appendingPathComponent(EpisodeWriter.name(ofEpisode: $0)).path) }
        guard options.has("--resume") || missing.count == count else {
            throw CommandError("\(out.path) already holds \(count - missing.count) of these episodes; --resume makes the others, or choose another --out")
        }
        var progress = ProgressLine("dataset", total: missing.count * frameCount, unit: "frames")
        var done = 0
        for episode in missing {
            // What the world leaves to chance is drawn anew, then all is varied.
            let seed = UInt64(seed + episode) & UInt64(World.seeds.upperBound)
            let run = try Run(world: try SessionOptions.world(options, options.words[0], seed: seed).varied(seed: seed))
            let session = try Session(.run(run), configuration: configuration)
            let machine = MachineNote.current(driver: session.deviceName)
            var writer = try EpisodeWriter(
                dataset: out, index: episode,
                configuration: .init(
                    world: run.world, size: configuration.size, rate: configuration.rate, machine: machine, hasLidar: lidar != nil, cameras: cameras))
            try session.export(frameCount: frameCount, cameras: cameras ?? [configuration.camera]) { frames, state, _ in
                for (index, frame) in frames.enumerated() {
                    try writer.append(
                        frame, state: state, picture: SessionOptions.plainPictures.picture(of: SessionOptions.shown(configuration), in: frame),
                        lidar: lidar.map { session.frameMaker.scan($0, at: frame.camera) } ?? [], readings: run.readings, camera: index)
                }
                done += 1
                progress.advance(to: done)
                return !Interrupt.isRequested
            }
            // An interrupted episode is not whole: its staging folder goes with it.
            if Interrupt.isRequested { break }
            try writer.finish()
        }
        progress.finish()
        print(out.path)
    }

    private static func lidar(_ options: Options) throws -> Lidar? {
        switch options.text("--lidar") {
        case nil: nil
        case "spinning": .spinning
        case "solid-state": .solidState
        case let other?: throw CommandError("there is no lidar \"\(other)\"; kinds: spinning, solid-state")
        }
    }
}
