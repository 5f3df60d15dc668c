import Foundation
import Synchronization
import VeneerMath

/// Finds models by name and keeps those in use.
public enum ModelLibrary {
    /// Debian's `sweethome3d-furniture`, or where `VENEER_FURNITURE` says.
    public static let folder = URL(fileURLWithPath: ProcessInfo.processInfo.environment["VENEER_FURNITURE"] ?? "/usr/share/sweethome3d/furniture")

    public static let howToInstall = "get it (120 MB) with: sudo apt-get install sweethome3d-furniture"

    private static let catalogueResult = Result<Catalogue, AssetError> { () throws(AssetError) in try Catalogue(folder: folder) }

    /// The furniture that is installed.
    public static func catalogue() throws(AssetError) -> Catalogue {
        let catalogue = try catalogueResult.get()
        guard !catalogue.entries.isEmpty else {
            throw AssetError(folder.path, "holds no furniture; \(howToInstall)")
        }
        return catalogue
    }

    private struct Key: Hashable {
        var name: String
        var size: Vec3?
    }

    private static let loaded = Mutex<[Key: Model]>([:])

    /// A model of the catalogue (`pack:sweethome3d/ARCHIVE/MODEL`) or of a file (`file:PATH`, from `folder` where it is relative),
    /// stretched to `size` where given. Its first use makes levels of detail, which takes seconds; the cache on disk keeps them.
    public static func model(named name: String, size: Vec3? = nil, relativeTo folder: URL? = nil) throws(AssetError) -> Model {
        let source = try source(named: name, size: size, in: nil, folder: folder), key = Key(name: source.name, size: size)
        if let model = loaded.withLock({ $0[key] }) { return model }
        let model = try make(source, cache: .standard)
        return loaded.withLock { models in
            if let other = models[key] { return other }
            models[key] = model
            return model
        }
    }

    /// The same from a catalogue and a cache of one's own, kept by the caller alone.
    public static func model(named name: String, size: Vec3? = nil, in catalogue: Catalogue? = nil, cache: ModelCache) throws(AssetError) -> Model {
        try make(try source(named: name, size: size, in: catalogue, folder: nil), cache: cache)
    }

    private static func make(_ source: ModelSource, cache: ModelCache) throws(AssetError) -> Model {
        let hash = try source.contentHash()
        if let cached = cache.load(hash) { return Model(cached, source: source, contentHash: hash) }
        let content = try ModelContent(of: source)
        cache.store(content, hash)
        return Model(content, source: source, contentHash: hash)
    }

    private static func source(named name: String, size: Vec3?, in given: Catalogue?, folder: URL?) throws(AssetError) -> ModelSource {
        if let size, !(size.min() > 0.0005 && size.max() < 1000) { throw AssetError(name, "its size must lie between a millimetre and a kilometre each way") }
        if name.hasPrefix("file:") {
            let path = String(name.dropFirst(5))
            let url = path.hasPrefix("/") ? URL(fileURLWithPath: path) : (folder ?? URL(fileURLWithPath: ".")).appendingPathComponent(path)
            let place = url.standardizedFileURL
            guard place.pathExtension.lowercased() == "obj" else { throw AssetError(place.path, "is no .obj file; models are OBJ files with MTL materials") }
            return ModelSource(
                name: "file:\(place.path)", title: place.deletingPathExtension().lastPathComponent, place: .folder(place.deletingLastPathComponent()),
                path: place.lastPathComponent, size: size)
        }
        let catalogue = if let given { given } else { try catalogue() }
        guard let entry = catalogue[name], let archive = catalogue.archives[name.split(separator: "/").dropFirst().first.map(String.init) ?? ""] else {
            throw AssetError(name, "is not in the catalogue; ./veneer inspect \(Catalogue.prefix) lists it")
        }
        return ModelSource(
            name: name, title: entry.title, place: .archive(archive), path: entry.modelPath, entry: entry, size: size ?? entry.sizeInMetres,
            rotation: entry.rotation)
    }
}
