import Foundation
import VeneerMath

/// What a furniture archive says of one model.
public struct CatalogueEntry: Sendable, Equatable {
    /// As worlds name it: `pack:sweethome3d/ARCHIVE/MODEL`.
    public var name: String
    public var title: String
    /// The room or purpose that the archive files it under.
    public var category: String
    public var tags: [String]
    /// Width (x), depth (y) and height (z) in metres.
    public var sizeInMetres: Vec3
    public var author: String
    public var licence: String
    /// Turns the file's axes, rows first.
    var rotation: [Float]?
    /// Within the archive.
    var modelPath: String

    /// The title in a form fit for a class of things: "Armchair 2" is an "armchair".
    public var semantic: String { Catalogue.semantic(title) }
    public var credit: String { "\"\(title)\" by \(author), \(licence) (\(name))" }
}

/// The models of the archives in a folder, `*.sh3f` as Sweet Home 3D has them.
public struct Catalogue: Sendable {
    public let entries: [CatalogueEntry]
    /// By the archive's name without its ending.
    let archives: [String: ZipArchive]
    private let places: [String: Int]

    public static let prefix = "pack:sweethome3d"
    static let listName = "PluginFurnitureCatalog.properties"

    public init(folder: URL) throws(AssetError) {
        // An unreadable folder is one without archives.
        let files = ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []).filter { $0.hasSuffix(".sh3f") }.sorted()
        var entries: [CatalogueEntry] = [], archives: [String: ZipArchive] = [:]
        for file in files {
            let archive = try ZipArchive(contentsOf: folder.appendingPathComponent(file))
            let name = String(file.dropLast(5))
            archives[name] = archive
            entries += Catalogue.entries(of: archive, called: name, list: Properties(try archive.contents(of: Catalogue.listName)))
        }
        self.entries = entries
        self.archives = archives
        places = Dictionary(entries.enumerated().map { ($0.element.name, $0.offset) }) { first, _ in first }
    }

    public subscript(name: String) -> CatalogueEntry? { places[name].map { entries[$0] } }

    private static func entries(of archive: ZipArchive, called name: String, list: Properties) -> [CatalogueEntry] {
        let licence = list["license"].map(short) ?? licence(in: archive)
        var entries: [CatalogueEntry] = []
        for number in 1... {
            guard let path = list["model#\(number)"] else { break }
            func metres(_ key: String) -> Float { (list["\(key)#\(number)"].flatMap(Float.init) ?? 0) / 100 }
            let numbers = list["modelRotation#\(number)"].map { $0.split(separator: " ").compactMap { Float($0) } }
            entries.append(
                CatalogueEntry(
                    name: "\(prefix)/\(name)/\((path as NSString).lastPathComponent.replacingOccurrences(of: ".obj", with: ""))",
                    title: list["name#\(number)"] ?? "", category: list["category#\(number)"] ?? "",
                    tags: (list["tags#\(number)"] ?? "").split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) },
                    sizeInMetres: Vec3(metres("width"), metres("depth"), metres("height")), author: list["creator#\(number)"] ?? "unknown",
                    licence: licence, rotation: numbers?.count == 9 ? numbers : nil, modelPath: path.hasPrefix("/") ? String(path.dropFirst()) : path))
        }
        return entries
    }

    /// Without the copyright notice that may stand behind it: credits name authors.
    private static func short(_ licence: String) -> String {
        let end = ["©", "Copyright"].compactMap { licence.range(of: $0)?.lowerBound }.min() ?? licence.endIndex
        return licence[..<end].trimmingCharacters(in: .whitespaces)
    }

    private static func licence(in archive: ZipArchive) -> String {
        // An archive without a readable licence says so in its credits.
        let bytes = (try? archive.contents(of: "LICENSE.TXT")) ?? []
        let text = String(decoding: bytes, as: UTF8.self)
        if text.contains("licenses/by/3.0/us") { return "CC BY 3.0 US" }
        if text.contains("licenses/by/3.0") { return "CC BY 3.0" }
        if text.contains("zero") { return "CC0" }
        return "licence unknown"
    }

    static func semantic(_ title: String) -> String {
        let words = title.lowercased().split { !$0.isLetter && $0 != "-" }
        return words.isEmpty ? "thing" : words.joined(separator: " ")
    }
}

/// A Java properties file: `key=value` lines, ISO 8859-1, other characters escaped as `\u` and four hex digits.
struct Properties {
    private var values: [String: String] = [:]

    init(_ bytes: [UInt8]) {
        var line: [Unicode.Scalar] = []
        for byte in bytes + [10] {
            guard byte == 10 || byte == 13 else { line.append(Unicode.Scalar(byte)); continue }
            if line.last == "\\" { line.removeLast(); continue }
            add(line)
            line = []
        }
    }

    subscript(key: String) -> String? { values[key] }

    private mutating func add(_ line: [Unicode.Scalar]) {
        let line = line.drop { $0 == " " || $0 == "\t" }
        guard let first = line.first, first != "#", first != "!", let equals = line.firstIndex(of: "=") else { return }
        let key = Properties.text(line[..<equals]).trimmingCharacters(in: .whitespaces)
        values[key] = Properties.text(line[(equals + 1)...]).trimmingCharacters(in: .whitespaces)
    }

    private static func text(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
        var view = String.UnicodeScalarView(), rest = scalars
        while let scalar = rest.popFirst() {
            guard scalar == "\\", let escaped = rest.popFirst() else { view.append(scalar); continue }
            let digits = rest.prefix(4)
            if escaped == "u", let code = UInt32(String(String.UnicodeScalarView(digits)), radix: 16), let unicode = Unicode.Scalar(code) {
                view.append(unicode)
                rest = rest.dropFirst(4)
            } else {
                view.append(escaped)
            }
        }
        return String(view)
    }
}
