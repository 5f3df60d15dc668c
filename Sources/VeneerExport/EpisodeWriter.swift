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

        public init(world: World, size: FrameSize, rate: FrameRate, machine: MachineNote, hasLidar: Bool = false) {
            self.hasLidar = hasLidar
            self.world = world
            self.size = size
            self.rate = rate
            self.machine = machine
        }
    }

    public static func name(ofEpisode index: Int) -> String { "episode-" + padded(index) }
    static func padded(_ index: Int) -> String { String(repeating: "0", count: max(0, 6 - "\(index)".count)) + "\(index)" }

    public private(set) var frameCount = 0
    private let configuration: Configuration
    private let folder: StagedFolder
    private let colourFolder, depthFolder, idsFolder, flowFolder, backwardFolder, framesFolder: URL
    /// Nil: this episode has no lidar.
    private let lidarFolder: URL?
    private let meshes: [Mesh]
    /// What the forward flow to the next frame starts from.
    private var last: (frame: Frame, state: WorldState)?

    public init(dataset: URL, index: Int, configuration: Configuration) throws(ExportError) {
        guard configuration.world.bodies.count <= UInt16.max else {
            throw ExportError("world \(configuration.world.name) has \(configuration.world.bodies.count) bodies; ids in a dataset go to \(UInt16.max)")
        }
        let folder = try StagedFolder(target: dataset.appendingPathComponent(EpisodeWriter.name(ofEpisode: index), isDirectory: true))
        let subfolders = try ["rgb", "depth", "ids", "flow", "backward", "frames"].map { name throws(ExportError) in try folder.subfolder(name) }
        let lidarSubfolder = configuration.hasLidar ? try folder.subfolder("lidar") : nil
        (colourFolder, depthFolder, idsFolder) = (subfolders[0], subfolders[1], subfolders[2])
        (flowFolder, backwardFolder, framesFolder) = (subfolders[3], subfolders[4], subfolders[5])
        lidarFolder = lidarSubfolder
        meshes = configuration.world.bodies.map { $0.shape.mesh() }
        self.folder = folder
        self.configuration = configuration
    }

    /// The frame must hold `.depth`, `.motion` and `.instance`, and be of the state's tick; `picture` is its painted channel as shown.
    public mutating func append(_ frame: Frame, state: WorldState, picture: Picture, lidar: [LidarReturn] = []) throws(ExportError) {
        precondition(frame.size == configuration.size && picture.size == configuration.size, "an episode's frames must all be \(configuration.size)")
        precondition(frame.tick == state.tick, "a frame and its labels belong to one tick")
        precondition(state.bodies.count == configuration.world.bodies.count, "the state must be of the episode's world")
        let name = EpisodeWriter.padded(frameCount)
        let record = EpisodeFrame(frame: frame, state: state, world: configuration.world, meshes: meshes)
        try EpisodeWriter.write(PNG.encode(picture), colourFolder.appendingPathComponent(name + ".png"))
        try EpisodeWriter.write(PNG.encode(EpisodeWriter.millimetres(frame[.depth])), depthFolder.appendingPathComponent(name + ".png"))
        try EpisodeWriter.write(PNG.encode(EpisodeWriter.ids(frame[labels: .instance])), idsFolder.appendingPathComponent(name + ".png"))
        try EpisodeWriter.write(Array(record.json.text().utf8), framesFolder.appendingPathComponent(name + ".json"))
        if let lidarFolder { try EpisodeWriter.write(PointCloudFile.encode(lidar), lidarFolder.appendingPathComponent(name + ".ply")) }
        if !frame.isCut {
            if let last {
                let forward = OpticalFlow.forward(from: last.frame, state: last.state, to: state, camera: frame.camera)
                let picture = OpticalFlow.encoded(forward.flow) { forward.isKnown[$0] }
                try EpisodeWriter.write(PNG.encode(picture), flowFolder.appendingPathComponent(EpisodeWriter.padded(frameCount - 1) + ".png"))
            }
            let backward = OpticalFlow.encoded(frame[.motion]) { frame[labels: .instance].values[$0] != 0 }
            try EpisodeWriter.write(PNG.encode(backward), backwardFolder.appendingPathComponent(name + ".png"))
        }
        last = (frame, state)
        frameCount += 1
    }

    public consuming func finish() throws(ExportError) {
        let description = EpisodeDescription(
            world: configuration.world, size: configuration.size, rate: configuration.rate, frames: frameCount, machine: configuration.machine)
        try EpisodeWriter.write(Array(description.json.text().utf8), folder.staging.appendingPathComponent("episode.json"))
        try folder.finish()
    }

    /// Nearest millimetre; something hit is never 0, and what is too far saturates.
    static func millimetres(_ depth: Plane) -> GreyPicture<UInt16> {
        GreyPicture(depth.size, samples: depth.values.map { $0 > 0 ? UInt16(clamp(($0 * 1000).rounded(), 1, 65535)) : 0 })
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
