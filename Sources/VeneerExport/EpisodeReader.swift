import Foundation
import VeneerFrame
import VeneerMath

/// Reads an episode back, checking what it was made as.
public struct EpisodeReader: Sendable {
    public let folder: URL
    public let description: EpisodeDescription
    /// Where the camera's channels are.
    private let cameraFolder: URL

    /// Reads what one camera saw, by default the first.
    public init(_ folder: URL, camera: String? = nil) throws(ExportError) {
        self.folder = folder
        let file = folder.appendingPathComponent("episode.json")
        // Another version may lack what this one has.
        let version = try EpisodeReader.decode(Version.self, file).formatVersion
        guard version == EpisodeDescription.formatVersion else {
            throw ExportError("\(folder.path) has format version \(version); this Veneer reads \(EpisodeDescription.formatVersion): make it again")
        }
        let description = try EpisodeReader.decode(EpisodeDescription.self, file)
        guard description.channelVocabularyVersion == Channel.vocabularyVersion else {
            throw ExportError(
                "\(folder.path) was made on version \(description.channelVocabularyVersion) of the channels; this Veneer has \(Channel.vocabularyVersion): make it again"
            )
        }
        let names = description.cameras.map(\.name)
        guard let note = description.cameras.first(where: { $0.name == camera ?? names.first }) else {
            throw ExportError("\(folder.path) has no camera \"\(camera ?? "")\"; cameras: \(names.joined(separator: ", "))")
        }
        cameraFolder = folder.appendingPathComponent(note.folder).standardizedFileURL
        self.description = description
    }

    private struct Version: Decodable { var formatVersion: Int }

    public func frame(_ index: Int) throws(ExportError) -> EpisodeFrame {
        let file = url("frames", index, "json")
        let frame = try EpisodeReader.decode(EpisodeFrame.self, file)
        guard frame.hasWholeVectors else { throw ExportError("\(file.path) is damaged: a vector or matrix has the wrong length") }
        return frame
    }

    public func picture(_ index: Int) throws(ExportError) -> Picture { try PNG.readPicture(url("rgb", index, "png")) }

    /// 0 where nothing was hit.
    public func depthInMetres(_ index: Int) throws(ExportError) -> Plane {
        let picture = try PNG.readGrey16(url("depth", index, "png"))
        return Plane(picture.size, componentCount: 1, values: picture.samples.map { Float(Double($0) * description.metresPerDepthStep) })
    }

    public func ids(_ index: Int) throws(ExportError) -> LabelPlane {
        let picture = try PNG.readGrey16(url("ids", index, "png"))
        return LabelPlane(picture.size, values: picture.samples.map(UInt32.init))
    }

    /// The composite's share of the picture, 0...1; nil where nothing was painted.
    public func fallback(_ index: Int) throws(ExportError) -> Plane? {
        let file = url("fallback", index, "png")
        guard FileManager.default.fileExists(atPath: file.path) else { return nil }
        let picture = try PNG.readGrey8(file)
        return Plane(picture.size, componentCount: 1, values: picture.samples.map { Float($0) / 255 })
    }

    /// From a frame to the next, pixels; nil where there is none.
    public func flow(_ index: Int) throws(ExportError) -> (flow: Plane, isKnown: [Bool])? { try flow("flow", index) }

    /// From a frame to the one before.
    public func backwardFlow(_ index: Int) throws(ExportError) -> (flow: Plane, isKnown: [Bool])? { try flow("backward", index) }

    /// Empty where the episode has no lidar.
    public func lidar(_ index: Int) throws(ExportError) -> [LidarReturn] {
        let file = url("lidar", index, "ply")
        return FileManager.default.fileExists(atPath: file.path) ? try PointCloudFile.decode(try AtomicFile.read(file)) : []
    }

    private func flow(_ kind: String, _ index: Int) throws(ExportError) -> (flow: Plane, isKnown: [Bool])? {
        let file = url(kind, index, "png")
        guard FileManager.default.fileExists(atPath: file.path) else { return nil }
        return OpticalFlow.decoded(try PNG.readColour16(file))
    }

    private func url(_ kind: String, _ index: Int, _ ending: String) -> URL {
        cameraFolder.appendingPathComponent(kind).appendingPathComponent("\(EpisodeWriter.padded(index)).\(ending)")
    }

    private static func decode<T: Decodable>(_ type: T.Type, _ url: URL) throws(ExportError) -> T {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        let bytes = try AtomicFile.read(url)
        do {
            return try decoder.decode(type, from: Data(bytes))
        } catch {
            throw ExportError("\(url.path) is damaged: \(error)")
        }
    }
}
