import Foundation
import VeneerMath

/// Where a model's files come from: a furniture archive, or a folder.
struct ModelSource: Sendable {
    enum Place: Sendable {
        case archive(ZipArchive)
        case folder(URL)
    }

    var name: String
    var title: String
    var place: Place
    /// Of the OBJ file, within its place.
    var path: String
    var entry: CatalogueEntry?
    /// Nil: the file's coordinates are metres.
    var size: Vec3?
    var rotation: [Float]?

    var placement: MeshAssembly.Placement {
        var placement = MeshAssembly.Placement(size: size)
        if let rotation { placement.rotation = rotation.map { Double($0) } }
        return placement
    }

    func contents(of path: String) throws(AssetError) -> [UInt8] {
        switch place {
        case .archive(let archive): return try archive.contents(of: path)
        case .folder(let folder):
            let url = folder.appendingPathComponent(path)
            // What failed is all that matters to the reader of the message.
            guard let data = try? Data(contentsOf: url) else { throw AssetError(url.path, "cannot be read; is the path right?") }
            return Array(data)
        }
    }

    /// A file that stands beside the OBJ file.
    func sibling(_ file: String) -> String {
        let folder = (path as NSString).deletingLastPathComponent
        return folder.isEmpty ? file : "\(folder)/\(file)"
    }

    /// A texture by the name that a material gives it. Names often are paths of another machine, or of other capitals: then the file of that
    /// name beside the OBJ file is meant, or the only picture there.
    func texture(_ name: String) throws(AssetError) -> (path: String, bytes: [UInt8]) {
        let wanted = sibling(name)
        do { return (wanted, try contents(of: wanted)) } catch {
            let last = name.split(separator: "/").last.map { $0.lowercased() } ?? "", pictures = neighbours.filter(ModelSource.isPicture)
            let same = pictures.first { $0.lowercased() == last } ?? (pictures.count == 1 ? pictures[0] : nil)
            guard let same else { throw error }
            return (sibling(same), try contents(of: sibling(same)))
        }
    }

    private static func isPicture(_ file: String) -> Bool { [".jpg", ".jpeg", ".png"].contains { file.lowercased().hasSuffix($0) } }

    /// The files beside the OBJ file, sorted.
    private var neighbours: [String] {
        switch place {
        case .archive(let archive):
            let folder = sibling("")
            return archive.entries.keys.filter { $0.hasPrefix(folder) && !$0.dropFirst(folder.count).contains("/") }.map { String($0.dropFirst(folder.count)) }
                .sorted()
        case .folder(let folder):
            // An unreadable folder has no neighbours to offer.
            return ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []).sorted()
        }
    }

    /// Changes whenever any file of the model or its size does.
    func contentHash() throws(AssetError) -> UInt64 {
        var hash = StableHash()
        hash.combine(ModelCache.identityVersion)
        for number in size.map({ [$0.x, $0.y, $0.z] }) ?? [] { hash.combine(number) }
        for number in rotation ?? [] { hash.combine(number) }
        switch place {
        case .archive(let archive):
            // An archive knows its files' checksums.
            let folder = (path as NSString).deletingLastPathComponent + "/"
            for (file, entry) in archive.entries.filter({ $0.key.hasPrefix(folder) }).sorted(by: { $0.key < $1.key }) {
                hash.combine(file)
                hash.combine(entry.checksum)
            }
        case .folder:
            let object = try contents(of: path)
            hash.combine(Deflate.checksum(object))
            for library in try ObjectFile(object, file: path).libraries {
                // A library or texture that can't be read is done without; that is part of the model then.
                guard let bytes = try? contents(of: sibling(library)) else { continue }
                hash.combine(Deflate.checksum(bytes))
                for texture in MaterialLibrary.parse(bytes).compactMap(\.texture) {
                    hash.combine((try? self.texture(texture).bytes).map { Deflate.checksum($0) } ?? 0)
                }
            }
        }
        return hash.value
    }
}
