import Foundation
import VeneerExport
import VeneerMath
import VeneerViewer
import VeneerWorld

/// The desktop viewer.
enum ViewCommand {
    static let verb = Verb(
        name: "view", words: ["WORLD"], summary: "a window on a running world: fly, take things, throw them (F1 shows the keys)",
        options: [
            Option(
                "--size", "WxH", "picture size (default: what suits this machine's processors: 384x216, that enlarged to 768x432 by four, to 1152x648 by eight)"
            )
        ] + SessionOptions.pictureMaking + SessionOptions.look + [
            SessionOptions.renderScale, SessionOptions.noiseSeed,
            Option(
                "--fps", "N",
                "make smaller pictures, down to a third, and enlarge them, as it takes to show so many frames a second; must divide 240 (default: never)"),
            Option("--camera", "NAME", "begin where one of the world's cameras is, with its lens (default \(World.mainCameraName))"),
            Option("--scale", "N", "window pixels for each picture pixel (default: about 1152 wide)"),
            Option("--log", "F", "write the run's log, for `replay`"),
            Option("--report", "F", "write a line of JSON for each frame shown"),
            Option("--exit-after", "S", "close after so many seconds"),
        ], run: run)

    static func run(_ options: Options) throws {
        let world = try SessionOptions.world(options, options.words[0])
        var configuration = Viewer.Configuration()
        configuration.session = try SessionOptions.configuration(options)
        if !["--size", SessionOptions.renderScale.name, "--fps"].contains(where: options.has) { configuration.suit(processors: workerCount) }
        configuration.session.camera = try SessionOptions.camera(options, of: world)
        configuration.log = options.text("--log").map { URL(fileURLWithPath: $0) }
        configuration.report = options.text("--report").map { URL(fileURLWithPath: $0) }
        configuration.scale = options.has("--scale") ? try options.integer("--scale", default: 1, in: 1...16) : nil
        configuration.exitAfterSeconds = options.has("--exit-after") ? try options.number("--exit-after", default: 0, in: 0...1_000_000) : nil
        if options.has("--fps") {
            guard configuration.session.renderScale == 1 else { throw CommandError("--fps chooses the render scale: leave out --render-scale") }
            configuration.framesPerSecond = try options.number("--fps", default: 0, in: 1...240)
        }
        let first = options.text("--look") ?? "the world's"
        configuration.looks =
            [(first, options.has("--look") ? try SessionOptions.look(options, of: world) : nil)]
            + (try SessionOptions.lookNames.filter { $0 != first }.map { ($0, try SessionOptions.look(named: $0, of: world)) })
        try Viewer(world, configuration).run { Interrupt.isRequested }
    }
}
