import Foundation

/// A folder that appears under its name only when it is whole.
public struct StagedFolder: ~Copyable {
    public let target: URL
    /// Where to write until `finish`.
    public let staging: URL
    private var isFinished = false

    public init(target: URL) throws(ExportError) {
        let manager = FileManager.default
        guard !manager.fileExists(atPath: target.path) else {
            throw ExportError("\(target.path) exists already; remove it or choose another name")
        }
        do {
            try manager.createDirectory(at: target.deletingLastPathComponent(), withIntermediateDirectories: true)
            try StagedFolder.removeLeavings(in: target.deletingLastPathComponent())
            let staging = PartialName.beside(target)
            if manager.fileExists(atPath: staging.path) { try manager.removeItem(at: staging) }
            try manager.createDirectory(at: staging, withIntermediateDirectories: false)
            self.staging = staging
        } catch {
            throw ExportError("can't make the folder \(target.path): \(error.localizedDescription)")
        }
        self.target = target
    }

    /// A folder inside the staged one.
    public func subfolder(_ name: String) throws(ExportError) -> URL {
        let url = staging.appendingPathComponent(name, isDirectory: true)
        guard mkdir(url.path, 0o755) == 0 || errno == EEXIST else { throw .system("can't make the folder", url.path) }
        return url
    }

    /// Flushes everything to the disk, then renames into place.
    public consuming func finish() throws(ExportError) {
        // One flush for all the files: a flush for each would take longer than writing them.
        sync()
        try AtomicFile.rename(staging, to: target)
        isFinished = true
    }

    deinit {
        guard !isFinished else { return }
        // Nothing can be done about a folder that won't go; the next start tries again.
        try? FileManager.default.removeItem(at: staging)
    }

    /// Removes what dead processes of this machine left unfinished in a folder.
    public static func removeLeavings(in folder: URL) throws {
        for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) where PartialName.isStale(name) {
            try FileManager.default.removeItem(at: folder.appendingPathComponent(name))
        }
    }
}
