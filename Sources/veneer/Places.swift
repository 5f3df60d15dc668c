import Foundation
import VeneerMath
import VeneerWorld

/// Where the program's own files are.
enum Places {
    /// The checkout: what the launcher says, else the nearest folder above the program that has worlds.
    static let root: URL = {
        if let path = ProcessInfo.processInfo.environment["VENEER_ROOT"] { return URL(fileURLWithPath: path) }
        let program = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        var folder = program.deletingLastPathComponent()
        while folder.path != "/" {
            if FileManager.default.fileExists(atPath: folder.appendingPathComponent("Worlds").path) { return folder }
            folder.deleteLastPathComponent()
        }
        return URL(fileURLWithPath: FileManager.default.currentDirectoryPath)
    }()

    static var worldNames: [String] {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: root.appendingPathComponent("Worlds").path)) ?? [] // none: none are named
        return files.filter { $0.hasSuffix(".jsonc") }.map { String($0.dropLast(6)) }.sorted()
    }

    /// A shipped world by its name, or a world file by its path; `seed` in place of its own.
    static func world(_ word: String, seed: UInt64? = nil) throws -> World {
        if word.hasSuffix(".urdf") || word.hasSuffix(".xml") { return try World(robotFile: URL(fileURLWithPath: word)) }
        if word.contains("/") || word.hasSuffix(".json") || word.hasSuffix(".jsonc") { return try World(contentsOf: URL(fileURLWithPath: word), seed: seed) }
        guard worldNames.contains(word) else {
            let near = Nearest.to(word, among: worldNames)
            throw CommandError(
                "there is no world \"\(word)\"" + (near.map { "; did you mean \"\($0)\"?" } ?? "")
                    + "; worlds: \(worldNames.joined(separator: ", ")), or a path to a .jsonc file")
        }
        return try World(contentsOf: root.appendingPathComponent("Worlds/\(word).jsonc"), seed: seed)
    }

    /// The painter's weights: a file, or the shipped ones.
    static func weights(_ path: String?) throws -> URL {
        let file = path.map { URL(fileURLWithPath: $0) } ?? root.appendingPathComponent("Models/painter-s.safetensors")
        guard FileManager.default.fileExists(atPath: file.path) else {
            throw CommandError("no painter weights at \(file.path); give a file with --weights, or --no-paint to see the composite")
        }
        return file
    }
}
