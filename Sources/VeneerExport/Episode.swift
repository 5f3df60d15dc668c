import Foundation
import VeneerFrame
import VeneerMath
import VeneerWorld

/// What an episode's pictures depend on besides world, seed and inputs.
public struct MachineNote: Sendable, Equatable, Codable {
    public var processor: String
    public var threads: Int
    /// The Vulkan device and driver that made the raster.
    public var driver: String

    public init(processor: String, threads: Int, driver: String) {
        self.processor = processor
        self.threads = threads
        self.driver = driver
    }

    public static func current(driver: String) -> MachineNote {
        MachineNote(processor: processorModel(), threads: workerCount, driver: driver)
    }

    private static func processorModel() -> String {
        // Not every machine has this file; the architecture is then all that is known.
        let text = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
        for line in text.split(separator: "\n") where line.hasPrefix("model name") {
            if let colon = line.firstIndex(of: ":") { return line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces) }
        }
        #if arch(x86_64)
            return "x86-64"
        #elseif arch(arm64)
            return "arm64"
        #else
            return "unknown"
        #endif
    }
}

/// `episode.json`: what holds for every frame of an episode.
public struct EpisodeDescription: Sendable, Equatable, Decodable {
    /// Bumped whenever a file's meaning changes.
    public static let formatVersion = 4
    /// A depth sample times this is metres.
    public static let metresPerDepthStep: Double = 0.001

    public struct Instance: Sendable, Equatable, Decodable {
        public var id: Int
        public var name: String
        public var semantic: String
        public var semanticId: Int
        public var material: String
        public var massInKilograms: Float
        /// The 3D box around it has its pose and these half edges.
        public var halfExtents: [Float]
    }

    public struct SemanticClass: Sendable, Equatable, Decodable {
        public var id: Int
        public var name: String
    }

    /// Where one camera's channels are, beside this file.
    public struct CameraNote: Sendable, Equatable, Decodable {
        public var name: String
        /// "." where the episode has no folders for cameras.
        public var folder: String
    }

    public var formatVersion = EpisodeDescription.formatVersion
    public var channelVocabularyVersion = Channel.vocabularyVersion
    public var world: String
    public var seed: UInt64
    public var frames: Int
    public var framesPerSecond: Int
    public var width: Int
    public var height: Int
    public var metresPerDepthStep = EpisodeDescription.metresPerDepthStep
    public var cameras: [CameraNote]
    public var semanticClasses: [SemanticClass]
    public var instances: [Instance]
    /// Whom the models in the pictures are by.
    public var credits: [String]?
    public var machine: MachineNote

    public init(world: World, size: FrameSize, rate: FrameRate, frames: Int, machine: MachineNote, cameras: [String]? = nil) {
        self.world = world.name
        seed = world.seed
        self.frames = frames
        framesPerSecond = rate.framesPerSecond
        (width, height) = (size.width, size.height)
        self.cameras = cameras?.map { CameraNote(name: $0, folder: $0) } ?? [CameraNote(name: World.mainCameraName, folder: ".")]
        semanticClasses = world.semanticClasses.enumerated().map { SemanticClass(id: $0.offset + 1, name: $0.element) }
        instances = world.bodies.enumerated().map { index, body in
            Instance(
                id: Int(World.instanceId(ofBody: index)), name: body.name, semantic: body.semantic, semanticId: Int(world.semanticId(ofBody: index)),
                material: body.shape.model?.name ?? world.materials[body.materialIndex].name, massInKilograms: body.massInKilograms,
                halfExtents: [body.shape.halfExtents.x, body.shape.halfExtents.y, body.shape.halfExtents.z])
        }
        credits = world.credits
        self.machine = machine
    }

    public var size: FrameSize { FrameSize(width, height) }

    var json: JSON {
        [
            "format_version": .integer(formatVersion), "channel_vocabulary_version": .integer(channelVocabularyVersion), "world": .string(world),
            "seed": .unsigned(seed), "frames": .integer(frames), "frames_per_second": .integer(framesPerSecond),
            "ticks_per_second": .integer(Tick.perSecond), "width": .integer(width), "height": .integer(height),
            "metres_per_depth_step": .double(metresPerDepthStep), "files": EpisodeDescription.files, "conventions": EpisodeDescription.conventions,
            "cameras": .array(cameras.map { ["name": .string($0.name), "folder": .string($0.folder)] }),
            "semantic_classes": .array(semanticClasses.map { ["id": .integer($0.id), "name": .string($0.name)] }),
            "instances": .array(instances.map(\.json)), "credits": .array((credits ?? []).map { .string($0) }),
            "machine": ["processor": .string(machine.processor), "threads": .integer(machine.threads), "driver": .string(machine.driver)],
        ]
    }

    private static let files: JSON = [
        "world": "the world of this episode, all that chance decided written down: ./veneer run replays its physics",
        "rgb": "painted picture, 8-bit RGB, display-encoded",
        "cameras": "where several cameras were asked for, each has its own folder with all of the following",
        "depth": "distance along the camera's axis, 16-bit, times metres_per_depth_step; 0 where nothing was hit, 65535 at or beyond the range",
        "ids": "instance id, 16-bit; 0 where nothing was hit",
        "flow":
            "where each pixel's surface is in the next frame, minus where it is: 16-bit RGB as KITTI has it, x and y times 64 plus 32768, and 1 where known; the last frame and those before a cut have none",
        "backward": "the same to the frame before",
        "fallback": "how much of the picture is the composite, where the painter's own was not to be trusted: 8-bit, 255 is all",
        "lidar": "returns of a lidar at the camera, binary PLY in its own axes, where it was asked for",
        "frames": "camera (K, lens, world_from_camera), bodies and contacts at the frame's exact tick",
    ]

    private static let conventions: JSON = [
        "units": "metres, kilograms, seconds, radians, newton seconds",
        "world_axes": "right-handed, z up",
        "camera_axes": "x right, y down, z forward",
        "lidar_axes": "x forward (the camera's z), y left, z up",
        "pixels": "origin at the top left corner, centres at .5: OpenCV's principal point is half a pixel less both ways",
        "lenses":
            "OpenCV's: brown-conrady k1 k2 p1 p2 k3, fisheye k1 k2 k3 k4; all planes and boxes are as the lens shows them, depth stays along the camera's axis",
        "quaternions": "x y z w",
        "boxes": "left top right bottom in pixels; a 3D box has its body's pose and half_extents",
        "contacts": "the normal points from body b to body a",
        "exposure": "scale from cd/m2 to values where 0.18 is mid grey",
        "white_balance": "gains of red, green and blue after which a camera's picture of it has white whites; pictures are without",
    ]
}

extension EpisodeDescription.Instance {
    fileprivate var json: JSON {
        [
            "id": .integer(id), "name": .string(name), "semantic": .string(semantic), "semantic_id": .integer(semanticId), "material": .string(material),
            "mass_in_kilograms": .float(massInKilograms), "half_extents": .array(halfExtents.map { .float($0) }),
        ]
    }
}
