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

    /// Changes whenever any file of the model or its size does.
    func contentHash() throws(AssetError) -> UInt64 {
        var hash = StableHash()
        hash.combine(ModelCache.formatVersion)
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
                    hash.combine((try? contents(of: sibling(texture))).map { Deflate.checksum($0) } ?? 0)
                }
            }
        }
        return hash.value
    }
}
