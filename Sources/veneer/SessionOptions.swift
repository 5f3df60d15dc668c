import Foundation
import VeneerExport
import VeneerFrame
import VeneerLight
import VeneerMath
import VeneerPaint
import VeneerPhysics
import VeneerSession
import VeneerWorld

/// The options that every picture-making command shares.
enum SessionOptions {
    static let picture = [Option("--size", "WxH", "picture size (default 384x216)")] + pictureMaking
    static let pictureMaking = [
        Option("--weights", "FILE", "the painter's weights (default: the shipped ones)"),
        Option("--no-paint", nil, "leave painting out: pictures are the composite"),
        light,
        Option("--steps", "N", "painter evaluations a frame, 1...8 (default 1)"),
        device,
        painterPlace,
    ]
    static let device = Option("--device", "NAME", "the Vulkan device: part of its name, or its number in `doctor` (default VENEER_DEVICE, else the best)")
    static let painterPlace = Option(
        "--painter-device", "PLACE", "where the painter works: cpu, gpu (the Vulkan device), or auto: gpu where that is a graphics card (default auto)")
    static let light = Option(
        "--light", "BUDGET", "live, or high: sixteen looks at every pixel, three times as many after a cut, for offline work (default live)")
    static let noiseSeed = Option("--noise-seed", "N", "other wear, scratches, stains and specks in the same places, 0...16777215 (default: the world's own)")
    static let camera = Option("--camera", "NAME", "one of the world's cameras (default \(World.mainCameraName))")
    static let renderScale = Option("--render-scale", "S", "light and paint a picture of so much smaller a size, 0.25...1, and enlarge it (default 1)")
    static let look = [
        Option("--look", "NAME", "light: morning, noon, evening, overcast, night, or an hour like 15.5 (default: the world's)")
    ]
    static let rate = [Option("--fps", "N", "frames a second; must divide 240 (default 24)")]

    static func configuration(_ options: Options) throws -> Session.Configuration {
        var configuration = Session.Configuration()
        configuration.size = try options.size(default: configuration.size)
        configuration.device = options.text("--device")
        configuration.weights = options.has("--no-paint") ? nil : try Places.weights(options.text("--weights"))
        configuration.paintSteps = try options.integer("--steps", default: 1, in: 1...8)
        configuration.painterPlace = try painterPlace(options)
        configuration.lightBudget = try light(options)
        configuration.renderScale = Float(try options.number("--render-scale", default: 1, in: 0.25...1))
        let rate = try options.integer("--fps", default: 24, in: 1...240)
        guard let exact = FrameRate(rate) else { throw CommandError("--fps is \(rate); it must divide 240, so that frames fall on whole ticks") }
        configuration.rate = exact
        return configuration
    }

    /// A world by its name or file, as the options want it.
    static func world(_ options: Options, _ word: String, seed: UInt64? = nil) throws -> World {
        var world = try Places.world(word, seed: seed)
        try seedNoise(of: &world, options)
        return world
    }

    static func seedNoise(of world: inout World, _ options: Options) throws {
        guard options.has(noiseSeed.name) else { return }
        world.noiseSeed = UInt64(try options.integer(noiseSeed.name, default: 0, in: 0...Int(World.noiseSeeds.upperBound)))
    }

    static func painterPlace(_ options: Options) throws -> PainterPlace {
        let name = options.text(painterPlace.name) ?? PainterPlace.auto.rawValue
        guard let place = PainterPlace(rawValue: name) else {
            throw CommandError("\(painterPlace.name) is \"\(name)\"; places: \(PainterPlace.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        return place
    }

    static func light(_ options: Options) throws -> Illuminator.Budget {
        let name = options.text("--light") ?? Illuminator.Budget.live.rawValue
        guard let budget = Illuminator.Budget(rawValue: name) else {
            throw CommandError("--light is \"\(name)\"; budgets: \(Illuminator.Budget.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        return budget
    }

    static func camera(_ options: Options, of world: World) throws -> String {
        try known(options.text("--camera") ?? World.mainCameraName, of: world)
    }

    /// From "a,b,left"; nil where none are asked for.
    static func cameras(_ options: Options, of world: World) throws -> [String]? {
        guard let text = options.text("--cameras") else { return nil }
        let names = try text.split(separator: ",").map { try known(String($0), of: world) }
        guard !names.isEmpty, Set(names).count == names.count else { throw CommandError("--cameras names no camera, or one twice: \"\(text)\"") }
        return names
    }

    private static func known(_ name: String, of world: World) throws -> String {
        guard !world.cameraNames.contains(name) else { return name }
        let near = Nearest.to(name, among: world.cameraNames)
        throw CommandError(
            "world \(world.name) has no camera \"\(name)\"" + (near.map { "; did you mean \"\($0)\"?" } ?? "")
                + "; cameras: \(world.cameraNames.joined(separator: ", "))")
    }

    static func look(_ options: Options, of world: World) throws -> Look {
        guard let name = options.text("--look") else { return world.look }
        return try look(named: name, of: world)
    }

    static let lookNames = ["morning", "noon", "evening", "overcast", "night"]

    static func look(named name: String, of world: World) throws -> Look {
        let lamps = world.look.lampScale
        switch name {
        case "morning": return Look(timeOfDayInHours: 8.5, lampScale: lamps)
        case "noon": return Look(timeOfDayInHours: 12, lampScale: 0)
        case "evening": return Look(timeOfDayInHours: 17, lampScale: max(1, lamps))
        case "overcast": return Look(timeOfDayInHours: 11, cloudCover: 1, lampScale: lamps)
        case "night": return Look(timeOfDayInHours: 22, lampScale: max(1, lamps))
        default:
            guard let hour = Float(name), (0...24).contains(hour) else {
                throw CommandError("--look is \"\(name)\"; morning, noon, evening, overcast, night, or an hour 0...24")
            }
            return Look(timeOfDayInHours: hour, lampScale: lamps)
        }
    }

    /// For eyes, and as data.
    static let pictures = ChannelPictures.forEyes, plainPictures = ChannelPictures()

    /// The world's name with the seed that shuffles it, for episodes and clips of one world.
    static func shown(_ configuration: Session.Configuration) -> Channel { configuration.weights == nil ? .composite : .painted }
}
