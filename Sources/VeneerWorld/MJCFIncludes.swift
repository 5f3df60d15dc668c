import Foundation
import VeneerAssets

/// Puts in place of every `<include file="…"/>` what that file's outermost element holds.
struct MJCFIncludes {
    private(set) var texts: [String] = []
    private var read: Set<String> = []
    private let fields: URDFFields

    init(_ fields: URDFFields) {
        self.fields = fields
        read.insert(url(fields.file).path)
    }

    private func url(_ name: String) -> URL { URL(fileURLWithPath: name, relativeTo: fields.folder).absoluteURL.standardizedFileURL }

    mutating func merged(_ element: XMLElement) throws -> XMLElement {
        var whole = element
        whole.children = try element.children.flatMap { child in child.name == "include" ? try included(child) : [try merged(child)] }
        return whole
    }

    private mutating func included(_ element: XMLElement) throws -> [XMLElement] {
        try fields.know(element, ["file"])
        let name = try fields.text("file", of: element), url = url(name)
        // So that none can include itself, nor many each other without end.
        guard read.insert(url.path).inserted else {
            throw fields.fail("<include>: \(name) is included twice, or includes itself; once is possible", at: element)
        }
        guard let data = FileManager.default.contents(atPath: url.path), let text = String(data: data, encoding: .utf8) else {
            throw fields.fail("<include>: \(name) is no text file beside the robot's; is the name right?", at: element)
        }
        texts.append(text)
        let root = try URDFFields(file: name, folder: fields.folder).root(of: text).from(file: name)
        guard ["mujoco", "mujocoinclude"].contains(root.name) else {
            throw fields.fail("the file holds a <\(root.name)>; what is included is a <mujoco> or a <mujocoinclude>", at: root)
        }
        return try merged(root).children
    }
}

extension XMLElement {
    /// It and all in it name their file.
    fileprivate func from(file: String) -> XMLElement {
        var element = self
        element.file = file
        element.children = children.map { $0.from(file: file) }
        return element
    }
}
