import Foundation

/// What a world shares with others: its materials and templates, and those of the files that it includes, its own first.
struct Includes {
    private(set) var materials: [Material] = []
    private(set) var templates: [(key: String, value: JSONValue)] = []
    private static let deepest = 8

    private let chance: Chance

    init(_ root: FieldReader, chance: Chance, folder: URL?) throws {
        self.chance = chance
        try read(root, folder: folder, above: [root.file], paths: [folder?.appendingPathComponent(root.file).standardizedFileURL.path ?? ""])
    }

    private mutating func read(_ fields: FieldReader, folder: URL?, above: [String], paths: Set<String>) throws {
        for member in try fields.members("materials") where !materials.contains(where: { $0.name == member.key }) {
            let place = "material \"\(member.key)\""
            materials.append(try Material(try FieldReader(try chance.drawn(member.value, place: place), place: place), name: member.key))
        }
        for member in try fields.members("templates") where !templates.contains(where: { $0.key == member.key }) { templates.append(member) }
        for element in try fields.array("include") ?? [] {
            guard case .string(let name) = element.content else { throw fields.fail("\"include\" is a list of file names in double quotes", at: element) }
            guard let folder else { throw fields.fail("\"include\": there is no folder to look for \(name) in; this world came without one", at: element) }
            let url = folder.appendingPathComponent(name).standardizedFileURL
            guard !paths.contains(url.path) else { throw fields.fail("\(name) includes itself: \((above + [name]).joined(separator: " → "))", at: element) }
            guard above.count < Includes.deepest else { throw fields.fail("includes are nested more than \(Includes.deepest) deep", at: element) }
            guard let data = FileManager.default.contents(atPath: url.path), let text = String(data: data, encoding: .utf8) else {
                throw fields.fail("\"include\": \(name) is no text file beside this one; is the name right?", at: element)
            }
            let included = try FieldReader(try JSONValue.parse(text, file: name), place: "the included file")
            _ = try included.string("$schema", default: "")
            try read(included, folder: url.deletingLastPathComponent(), above: above + [name], paths: paths.union([url.path]))
            try included.finish()
        }
    }
}
