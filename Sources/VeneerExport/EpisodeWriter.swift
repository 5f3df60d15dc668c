import Foundation
import VeneerFrame
import VeneerMath
import VeneerWorld

/// One labelled episode as plain folders, `episode-000001/`: pictures, depth, ids and what physics says, frame by frame.
/// It appears under its name when `finish` returns.
public struct EpisodeWriter: ~Copyable {
    public struct Configuration: Sendable {
        public var world: World
        public var size: FrameSize
        public var rate: FrameRate
        public var machine: MachineNote
        public var hasLidar: Bool
        /// Each in a folder of its name; nil: one camera, without such a folder.
        public var cameras: [String]?

        public init(world: World, size: FrameSize, rate: FrameRate, machine: MachineNote, hasLidar: Bool = false, cameras: [String]? = nil) {
            self.hasLidar = hasLidar
            self.cameras = cameras
            self.world = world
            self.size = size
            self.rate = rate
            self.machine = machine
        }
    }

    public static func name(ofEpisode index: Int) -> String { "episode-" + padded(index) }
    static func padded(_ index: Int) -> String { String(repeating: "0", count: max(0, 6 - "\(index)".count)) + "\(index)" }

    /// Of the first camera.
    public var frameCount: Int { cameras[0].frameCount }
    private let configuration: Configuration
    private let folder: StagedFolder
    private let meshes: [Mesh]
    private var cameras: [CameraFolder]

    /// Where one camera's frames go.
    private struct CameraFolder {
        let colour, depth, ids, flow, backward, fallback, frames: URL
        /// Nil: this episode has no lidar.
        let lidar: URL?
        var frameCount = 0
        /// What the forward flow to the next frame starts from.
        var last: (frame: Frame, state: WorldState)?

        init(_ root: borrowing StagedFolder, prefix: String, hasLidar: Bool) throws(ExportError) {
            let urls = try ["rgb", "depth", "ids", "flow", "backward", "fallback", "frames"].map { name throws(ExportError) in try root.subfolder(prefix + name)
            }
            (colour, depth, ids, flow, backward, fallback, frames) = (urls[0], urls[1], urls[2], urls[3], urls[4], urls[5], urls[6])
            lidar = hasLidar ? try root.subfolder(prefix + "lidar") : nil
        }
    }

    public init(dataset: URL, index: Int, configuration: Configuration) throws(ExportError) {
        guard configuration.world.bodies.count <= UInt16.max else {
            throw ExportError("world \(configuration.world.name) has \(configuration.world.bodies.count) bodies; ids in a dataset go to \(UInt16.max)")
        }
        let folder = try StagedFolder(target: dataset.appendingPathComponent(EpisodeWriter.name(ofEpisode: index), isDirectory: true))
        var cameras: [CameraFolder] = []
        for name in configuration.cameras ?? [""] {
            if !name.isEmpty { _ = try folder.subfolder(name) }
            cameras.append(try CameraFolder(folder, prefix: name.isEmpty ? "" : name + "/", hasLidar: configuration.hasLidar))
        }
        self.cameras = cameras
        meshes = configuration.world.bodies.map { $0.shape.mesh() }
        self.folder = folder
        self.configuration = configuration
    }

    /// The frame must hold `.depth`, `.motion` and `.instance`, and be of the state's tick; `picture` is its painted channel as shown.
    /// `camera` counts in the configuration's order.
    public mutating func append(
        _ frame: Frame, state: WorldState, picture: Picture, lidar: [LidarReturn] = [], readings: [SensorReading] = [], camera index: Int = 0
    ) throws(ExportError) {
        precondition(frame.size == configuration.size && picture.size == configuration.size, "an episode's frames must all be \(configuration.size)")
        precondition(frame.tick == state.tick, "a frame and its labels belong to one tick")
        precondition(state.bodies.count == configuration.world.bodies.count, "the state must be of the episode's world")
        let camera = cameras[index], name = EpisodeWriter.padded(camera.frameCount)
        let record = EpisodeFrame(frame: frame, state: state, world: configuration.world, meshes: meshes, readings: readings)
        try EpisodeWriter.write(PNG.encode(picture), camera.colour.appendingPathComponent(name + ".png"))
        try EpisodeWriter.write(PNG.encode(EpisodeWriter.millimetres(frame[.depth])), camera.depth.appendingPathComponent(name + ".png"))
        try EpisodeWriter.write(PNG.encode(EpisodeWriter.ids(frame[labels: .instance])), camera.ids.appendingPathComponent(name + ".png"))
        if frame.has(.fallback) {
            try EpisodeWriter.write(PNG.encode(EpisodeWriter.shares(frame[.fallback])), camera.fallback.appendingPathComponent(name + ".png"))
        }
        try EpisodeWriter.write(Array(record.json.text().utf8), camera.frames.appendingPathComponent(name + ".json"))
        if let folder = camera.lidar { try EpisodeWriter.write(PointCloudFile.encode(lidar), folder.appendingPathComponent(name + ".ply")) }
        if !frame.isCut {
            if let last = camera.last {
                let forward = OpticalFlow.forward(from: last.frame, state: last.state, to: state, camera: frame.camera)
                let picture = OpticalFlow.encoded(forward.flow) { forward.isKnown[$0] }
                try EpisodeWriter.write(PNG.encode(picture), camera.flow.appendingPathComponent(EpisodeWriter.padded(camera.frameCount - 1) + ".png"))
            }
            let backward = OpticalFlow.encoded(frame[.motion]) { frame[labels: .instance].values[$0] != 0 }
            try EpisodeWriter.write(PNG.encode(backward), camera.backward.appendingPathComponent(name + ".png"))
        }
        cameras[index].last = (frame, state)
        cameras[index].frameCount += 1
    }

    public consuming func finish() throws(ExportError) {
        precondition(cameras.allSatisfy { $0.frameCount == frameCount }, "every camera of an episode has the same frames")
        let description = EpisodeDescription(
            world: configuration.world, size: configuration.size, rate: configuration.rate, frames: frameCount, machine: configuration.machine,
            cameras: configuration.cameras)
        try EpisodeWriter.write(Array(description.json.text().utf8), folder.staging.appendingPathComponent("episode.json"))
        let world = configuration.world.jsonText(in: folder.target)
        try EpisodeWriter.write(Array(world.utf8), folder.staging.appendingPathComponent("world.jsonc"))
        try folder.finish()
    }

    /// Nearest millimetre; something hit is never 0, and what is too far saturates.
    static func millimetres(_ depth: Plane) -> GreyPicture<UInt16> {
        GreyPicture(depth.size, samples: depth.values.map { $0 > 0 ? UInt16(clamp(($0 * 1000).rounded(), 1, 65535)) : 0 })
    }

    static func shares(_ plane: Plane) -> GreyPicture<UInt8> {
        GreyPicture(plane.size, samples: plane.values.map { UInt8((clamp($0, 0, 1) * 255).rounded()) })
    }

    static func ids(_ labels: LabelPlane) -> GreyPicture<UInt16> {
        precondition(labels.values.allSatisfy { $0 <= UInt16.max }, "an id beyond the world's bodies")
        return GreyPicture(labels.size, samples: labels.values.map { UInt16($0) })
    }

    private static func write(_ bytes: [UInt8], _ url: URL) throws(ExportError) {
        do {
            try Data(bytes).write(to: url)
        } catch {
            throw ExportError("can't write \(url.path): \(error.localizedDescription)")
        }
    }
}
