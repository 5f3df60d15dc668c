import Foundation

/// How files are called in a world that is written out: from the folder that it will stand in, where one is known.
public struct WrittenPath: Sendable {
    private let folder: [String]?

    public init(from folder: URL?) { self.folder = folder?.absoluteURL.standardizedFileURL.resolvingSymlinksInPath().pathComponents }

    func text(_ absolute: String) -> String {
        guard let folder else { return absolute }
        let path = URL(fileURLWithPath: absolute).standardizedFileURL.resolvingSymlinksInPath().pathComponents
        let shared = zip(folder, path).prefix { $0 == $1 }.count
        // Another tree altogether: how one gets there says nothing.
        guard shared > 1 else { return absolute }
        return (Array(repeating: "..", count: folder.count - shared) + path[shared...]).joined(separator: "/")
    }

    /// Where a file is that a world names: from its folder, or else beside it.
    static func found(_ name: String, in folder: URL?) -> URL {
        let url = URL(fileURLWithPath: name, relativeTo: folder).absoluteURL
        guard let folder, !FileManager.default.fileExists(atPath: url.path) else { return url }
        let beside = folder.appendingPathComponent(url.lastPathComponent)
        return FileManager.default.fileExists(atPath: beside.path) ? beside.absoluteURL : url
    }
}
