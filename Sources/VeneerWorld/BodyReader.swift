import Foundation
import VeneerMath

/// Reads bodies, and expands what keeps a world's text short: templates, groups of bodies, and arrays of either.
struct BodyReader {
    let materials: [Material]
    let templates: [(key: String, value: JSONValue)]
    let seed: UInt64
    let folder: URL?
    private var found: [Found] = []
    private static let deepestGroup = 8

    /// A body whose carrier is still a name.
    fileprivate struct Found {
        var body: Body
        var carrier: String?
        var source: FieldReader
    }

    init(materials: [Material], templates: [(key: String, value: JSONValue)], seed: UInt64, folder: URL?) {
        self.materials = materials
        self.templates = templates
        self.seed = seed
        self.folder = folder
    }

    mutating func add(_ bodies: [Body], from source: FieldReader) { found += bodies.map { Found(body: $0, carrier: nil, source: source) } }

    mutating func read(_ element: JSONValue, place: String) throws {
        let more = try expanded(element, place: place, depth: 0)
        try check(found.count + more.count, more[0].source)
        found += more
    }

    /// All bodies, names made sure of and carriers found.
    func resolved() throws -> [Body] {
        var places: [String: Int] = [:]
        for (index, one) in found.enumerated() {
            guard places.updateValue(index, forKey: one.body.name) == nil else {
                throw one.source.fail("two bodies are called \"\(one.body.name)\"; names must differ")
            }
        }
        return try found.map { one in
            guard let name = one.carrier else { return one.body }
            guard let carrier = places[name] else {
                let near = Nearest.to(name, among: found.map(\.body.name))
                throw one.source.fail("\(one.source.place).on: no body \"\(name)\"" + (near.map { "; did you mean \"\($0)\"?" } ?? ""))
            }
            // A wheel rides, and its hub cap on it; but no more.
            if let next = found[carrier].carrier.flatMap({ places[$0] }), carrier == next || found[next].carrier != nil {
                throw one.source.fail("\(one.source.place).on: \"\(name)\" rides on what rides itself; name one below")
            }
            guard one.body.massInKilograms == 0 else { throw one.source.fail("\(one.source.place): what rides on another body has no mass of its own") }
            var body = one.body
            body.carrier = carrier
            return body
        }
    }

    private func check(_ count: Int, _ source: FieldReader) throws {
        guard count <= World.mostBodies else {
            throw source.fail("\(source.place): a world has 1 to \(World.mostBodies) bodies; with these it would have \(count)")
        }
    }

    // MARK: - Templates, groups, arrays

    private func expanded(_ element: JSONValue, place: String, depth: Int) throws -> [Found] {
        let fields = try FieldReader(try merged(element, place: place), place: place)
        let placements = try ArrayPlacements(fields, seed: seed)
        var ones: [Found]
        if let children = try fields.array("bodies") {
            guard depth < BodyReader.deepestGroup else { throw fields.fail("\(place): groups are nested more than \(BodyReader.deepestGroup) deep") }
            ones = try children.enumerated().flatMap { try expanded($0.element, place: "\(place), its body \($0.offset)", depth: depth + 1) }
            guard !ones.isEmpty else { throw fields.fail("\(place).bodies: a group needs a body") }
            let name = try fields.string("name"), own = Set(ones.map(\.body.name))
            let worldFromGroup = Pose(position: try fields.vector("position", default: .zero), rotation: try fields.rotation())
            for index in ones.indices {
                ones[index].body.name = "\(name) \(ones[index].body.name)"
                ones[index].carrier = ones[index].carrier.map { own.contains($0) ? "\(name) \($0)" : $0 }
                ones[index].body.worldFromBody = worldFromGroup * ones[index].body.worldFromBody
            }
        } else {
            let body = try Body(fields, materials: materials, folder: folder)
            ones = [Found(body: body, carrier: fields.value("on") == nil ? nil : try fields.string("on"), source: fields)]
        }
        try fields.finish()
        guard let placements else { return ones }
        try check(found.count + ones.count * placements.poses.count, fields)
        return placements.poses.enumerated().flatMap { index, pose in
            ones.map { $0.copy(index + 1, of: placements.name, at: pose, among: ones.map(\.body.name)) }
        }
    }

    /// The template's fields, where the element has none of its own.
    private func merged(_ element: JSONValue, place: String) throws -> JSONValue {
        guard case .object(let members) = element.content, let named = members.first(where: { $0.key == "template" }) else { return element }
        let fields = try FieldReader(element, place: place)
        let index = try fields.index("template", of: "template", among: templates.map(\.key))
        guard case .object(let others) = templates[index].value.content else {
            throw fields.fail("template \"\(templates[index].key)\" must be an object { … }", at: templates[index].value)
        }
        if let nested = others.first(where: { $0.key == "template" }) {
            throw fields.fail("a template can't have a template; use a group of \"bodies\"", at: nested.value)
        }
        let own = members.filter { $0.key != named.key }
        // A place of its own replaces the template's, however each says it.
        let places = ["position", "base"], isPlaced = own.contains { places.contains($0.key) }
        let all = own + others.filter { other in !own.contains { $0.key == other.key } && !(isPlaced && places.contains(other.key)) }
        return JSONValue(content: .object(all), file: element.file, line: element.line)
    }
}

extension BodyReader.Found {
    /// The `number`th of an array: its name says so, and riders stay with their own.
    fileprivate func copy(_ number: Int, of name: String, at pose: ArrayPlacements.Placement, among names: [String]) -> Self {
        func numbered(_ text: String) -> String { text.hasPrefix(name) ? "\(name) \(number)\(text.dropFirst(name.count))" : "\(text) \(number)" }
        var copy = self
        copy.body.name = numbered(body.name)
        copy.carrier = carrier.map { names.contains($0) ? numbered($0) : $0 }
        copy.body.worldFromBody = pose.place(body.worldFromBody)
        return copy
    }
}
