import Foundation
import VeneerExport
import VeneerMath
import VeneerPaint
import VeneerPhysics
import VeneerWorld

enum InspectCommand {
    static let verb = Verb(
        name: "inspect", words: ["FILE"],
        summary:
            "what a world, mesh (STL, DAE, glTF), model (pack:sweethome3d lists all), robot (URDF, MJCF), log, weights file or dataset episode holds, and what is wrong with it",
        options: [Option("--json", nil, "of a robot: one JSON object")],
        run: run)

    static func run(_ options: Options) throws {
        if InspectModels.knows(options.words[0]) { return try InspectModels.run(options.words[0]) }
        let file = URL(fileURLWithPath: options.words[0])
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: file.path, isDirectory: &isFolder) else {
            if Places.worldNames.contains(options.words[0]) { return describe(try Places.world(options.words[0])) }
            throw CommandError("\(file.path): no such file")
        }
        if isFolder.boolValue {
            guard FileManager.default.fileExists(atPath: file.appendingPathComponent("episode.json").path) else {
                throw CommandError("\(file.path): a folder without an episode.json; name a file, or an episode of a dataset")
            }
            return try describeEpisode(file)
        }
        switch file.pathExtension {
        case "safetensors": describe(try Painter(weights: file))
        case "stl", "dae", "gltf", "glb": try InspectModels.describe(mesh: file)
        case "json", "jsonc": describe(try World(contentsOf: file))
        case "urdf", "xml": try InspectRobots.run(file, asJSON: options.has("--json"))
        default: try describeLog(file)
        }
    }

    private static func describe(_ world: World) {
        let triangles = world.bodies.reduce(0) { $0 + $1.shape.mesh().triangleCount }
        let mass = world.bodies.reduce(Float(0)) { $0 + $1.massInKilograms }
        print("world \(world.name), seed \(world.seed)")
        print(
            "\(world.bodies.count) bodies, \(world.bodies.filter { !$0.isStatic && !$0.isLink }.count) of them loose, \(mass) kg; \(triangles) triangles; \(world.materials.count) materials"
        )
        for name in world.cameraNames { if let camera = world.camera(named: name, in: world.initialState) { print(describe(camera, name, world)) } }
        if !world.joints.isEmpty { print("joints: \(world.joints.map { "\($0.name) (\($0.kind.rawValue))" }.joined(separator: ", "))") }
        for vehicle in world.vehicles { print("vehicle \(vehicle.name): \(vehicle.wheels.count) wheels, up to \(vehicle.topSpeedInMetresPerSecond) m/s") }
        for walker in world.walkers {
            print("walker \(walker.name): \(walker.heightInMetres) m, \(walker.massInKilograms) kg" + (walker.isFirstPerson ? ", in first person" : ""))
        }
        for robot in world.robots { print("robot \(robot.name): \(robot.links.count) links, \(robot.movingJoints.count) joints that move") }
        let filled = world.bodies.filter { $0.carrier == nil && !$0.isHollow && $0.shape.hasTurnedHollow }.map(\.name)
        if !filled.isEmpty {
            let rest = filled.count > 6 ? " and \(filled.count - 6) more" : ""
            print("nothing goes into: \(filled.prefix(6).joined(separator: ", "))\(rest) (\"hollow\": true lets it)")
        }
        for credit in world.credits { print("model: \(credit)") }
        print("classes: \(world.semanticClasses.joined(separator: ", "))")
        let lamps = world.lights(in: world.initialState, look: world.look).map { world.bodies[$0.bodyIndex].name }
        print("lights: \((lamps + ["the sun at \(Int(world.look.sunIlluminance.luminance)) lux"]).joined(separator: ", "))")
    }

    private static func describe(_ camera: Camera, _ name: String, _ world: World) -> String {
        var text = "camera \(name)"
        switch world.cameras.first(where: { $0.name == name })?.mount {
        case .fixed: text += ", fixed"
        case .onBody(let index, _): text += ", on \(world.bodies[index].name)"
        case .orbit(let orbit): text += ", orbit of \(orbit.periodInSeconds) s"
        case .rightOf(let other, let baseline): text += ", \(baseline) m right of \(other)"
        case .eyes(let index): text += ", what \(world.walkers[index].name) sees"
        case .path, nil: text += ", path"
        }
        switch camera.projection {
        case .fieldOfView: text += ", field of view \((camera.verticalFieldOfViewInRadians * 180 / .pi).rounded())° upright"
        case .intrinsics(let k): text += ", focal \(k.focal.x) \(k.focal.y), centre \(k.centre.x) \(k.centre.y) at \(k.size)"
        }
        switch camera.lens {
        case nil: break
        case .brownConrady(let k1, let k2, let p1, let p2, let k3): text += ", lens k1 k2 p1 p2 k3 = \(k1) \(k2) \(p1) \(p2) \(k3)"
        case .fisheye(let k1, let k2, let k3, let k4): text += ", fisheye lens k1 k2 k3 k4 = \(k1) \(k2) \(k3) \(k4)"
        }
        return text
    }

    private static func describe(_ painter: Painter) {
        let size = FrameSize(384, 216)
        print("painter \(painter.name)")
        print(
            "\(painter.operationCount(size) / size.pixelCount) operations a pixel at \(size); inputs: \(painter.configuration.inputs.map(\.channel).joined(separator: ", "))"
        )
    }

    private static func describeLog(_ file: URL) throws {
        let replay = try Replay(log: file, verify: true)
        print("log of world \(replay.world.name), \(replay.lastTick.seconds) s, \(replay.isComplete ? "complete" : "not finished")")
        if let origin = replay.origin { print("  forked from \(origin.log) at \(origin.tick.seconds) s, seed \(origin.seed)") }
        if let damage = replay.damage { print(damage) }
        replay.finish()
        print("replayed: \(replay.result.checkedHashCount) hashes checked, \(replay.result.mismatches.count) differ")
    }

    private static func describeEpisode(_ folder: URL) throws {
        let episode = try EpisodeReader(folder)
        let d = episode.description
        print("episode of \(d.world), seed \(d.seed): \(d.frames) frames of \(d.size) at \(d.framesPerSecond)/s, \(d.instances.count) instances")
        print("cameras: \(d.cameras.map(\.name).joined(separator: ", "))")
        for camera in d.cameras {
            let episode = try EpisodeReader(folder, camera: camera.name)
            for index in 0..<d.frames {
                _ = try episode.frame(index)
                _ = try episode.ids(index)
                _ = try episode.depthInMetres(index)
                _ = try episode.picture(index)
            }
        }
        print("all frames read back")
    }
}
