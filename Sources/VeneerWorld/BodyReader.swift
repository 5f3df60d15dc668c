import Foundation
import VeneerMath

/// Reads bodies, and expands what keeps a world's text short: templates, groups of bodies, and arrays of either.
struct BodyReader {
    let materials: [Material]
    let templates: [(key: String, value: JSONValue)]
    let areas: [Area]
    let chance: Chance
    let folder: URL?
    private let templatesDecide: Bool
    private var found: [Found] = []
    private static let deepestGroup = 8

    /// A body whose carrier is still a name, and whose place may not be known yet.
    fileprivate struct Found {
        var body: Body
        var carrier: String?
        var area: Int?
        var source: FieldReader
    }

    init(materials: [Material], templates: [(key: String, value: JSONValue)], areas: [Area], chance: Chance, folder: URL?) {
        self.materials = materials
        self.templates = templates
        self.areas = areas
        self.chance = chance
        self.folder = folder
        templatesDecide = templates.contains { Chance.decides($0.value) }
    }

    mutating func add(_ bodies: [Body], from source: FieldReader) { found += bodies.map { Found(body: $0, source: source) } }

    mutating func read(_ element: JSONValue, place: String) throws {
        let more = try expanded(element, place: place, depth: 0)
        try check(found.count + more.count, more[0].source)
        found += more
    }

    /// All bodies, names made sure of, carriers found, and those placed that the file places by chance.
    func resolved() throws -> [Body] {
        var places: [String: Int] = [:]
        for (index, one) in found.enumerated() {
            guard places.updateValue(index, forKey: one.body.name) == nil else {
                throw one.source.fail("two bodies are called \"\(one.body.name)\"; names must differ")
            }
        }
        let bodies = try placed(try found.map { try carried($0, among: places) })
        for (one, body) in zip(found, bodies) where !body.worldFromBody.position.isInReach {
            throw one.source.fail("\(one.source.place): \"\(body.name)\" stands over 100 km away, where things are lost; put it nearer to the origin")
        }
        return bodies
    }

    private func carried(_ one: Found, among places: [String: Int]) throws -> Body {
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
        guard one.area == nil else { throw one.source.fail("\(one.source.place): what rides on another body goes \"within\" no area of its own") }
        var body = one.body
        body.carrier = carrier
        return body
    }

    /// Each in its area, away from all others; what rides on it stands to it as to one whose base is at the origin.
    private func placed(_ bodies: [Body]) throws -> [Body] {
        guard found.contains(where: { $0.area != nil }) else { return bodies }
        var bodies = bodies, spawner = Spawner(seed: chance.seed)
        for (index, body) in bodies.enumerated() where body.carrier == nil && found[index].area == nil { spawner.take(body) }
        for (index, one) in found.enumerated() {
            guard let area = one.area.map({ areas[$0] }) else { continue }
            guard let pose = spawner.place(bodies[index], in: area) else {
                throw one.source.fail(
                    "\(one.source.place): no room left for \"\(one.body.name)\" in area \"\(area.name)\"; make it larger, or the things fewer")
            }
            let atOrigin = Vec3(0, 0, one.body.shape.heightOverBase(pose.rotation)), way = Pose(position: pose.position - atOrigin)
            bodies[index].worldFromBody = pose
            for rider in bodies.indices where rides(rider, on: index, bodies) { bodies[rider].worldFromBody = way * bodies[rider].worldFromBody }
        }
        return bodies
    }

    private func rides(_ rider: Int, on index: Int, _ bodies: [Body]) -> Bool {
        guard let carrier = bodies[rider].carrier else { return false }
        return carrier == index || bodies[carrier].carrier == index
    }

    /// A joint's place is said beforehand, so what it holds can't stand just anywhere, nor come and go.
    func checkJoined(by world: World) throws {
        for (index, one) in found.enumerated() where one.area != nil || one.body.isSpare {
            guard let name = world.holder(of: index) else { continue }
            let remedy =
                one.area != nil
                ? ".within: \"\(one.body.name)\" is held by \"\(name)\"; give it a \"position\""
                : ".spare: \"\(one.body.name)\" is held by \"\(name)\"; leave \"spare\" out"
            throw one.source.fail(one.source.place + remedy)
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
        let placements = try ArrayPlacements(fields, seed: chance.seed)
        let first = try alone(fields, depth: depth)
        guard let placements else { return first }
        try check(found.count + first.count * placements.poses.count, fields)
        let decides = templatesDecide || Chance.decides(element)
        return try placements.poses.enumerated().flatMap { index, pose in
            let ones = decides && index > 0 ? try another(element, place: "\(place) copy \(index)", depth: depth) : first
            return ones.map { $0.copy(index + 1, of: placements.name, at: pose, among: ones.map(\.body.name)) }
        }
    }

    /// The same element, drawn anew.
    private func another(_ element: JSONValue, place: String, depth: Int) throws -> [Found] {
        let fields = try FieldReader(try merged(element, place: place), place: place)
        _ = fields.value("array")
        return try alone(fields, depth: depth)
    }

    private func alone(_ fields: FieldReader, depth: Int) throws -> [Found] {
        let place = fields.place
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
            let area = fields.value("within") == nil ? nil : try fields.index("within", of: "area", among: areas.map(\.name))
            ones = [Found(body: body, carrier: fields.value("on") == nil ? nil : try fields.string("on"), area: area, source: fields)]
        }
        try fields.finish()
        return ones
    }

    /// The template's fields, where the element has none of its own; nothing in them is left to chance any more.
    private func merged(_ element: JSONValue, place: String) throws -> JSONValue {
        let element = try chance.drawn(element, place: place, except: ["bodies"])
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
        let places = ["position", "base", "within"], isPlaced = own.contains { places.contains($0.key) }
        let all = own + others.filter { other in !own.contains { $0.key == other.key } && !(isPlaced && places.contains(other.key)) }
        let whole = JSONValue(content: .object(all), file: element.file, line: element.line)
        return try chance.drawn(whole, place: place, except: ["bodies"])
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
