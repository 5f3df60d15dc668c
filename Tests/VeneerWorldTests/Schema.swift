import Foundation
import VeneerWorld

/// As much of JSON Schema as the one for world files needs.
struct Schema {
    let root: JSONValue
    static let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("Worlds/world.schema.json")

    static func shipped() throws -> Schema { Schema(root: try JSONValue.parse(try String(contentsOf: file, encoding: .utf8), file: "world.schema.json")) }

    /// Of the definitions and the root: what properties each has.
    var properties: [String: Set<String>] {
        var all = (root["$defs"]?.members ?? []).reduce(into: [String: Set<String>]()) { found, definition in
            if let members = definition.value["properties"]?.members { found[definition.key] = Set(members.map(\.key)) }
        }
        all["the world"] = Set((root["properties"]?.members ?? []).map(\.key))
        return all
    }

    /// The first thing that is wrong with a value; nil: nothing.
    func problem(_ value: JSONValue) -> String? { problem(value, root, "the world") }

    private func problem(_ value: JSONValue, _ schema: JSONValue, _ place: String) -> String? {
        for (key, rule) in schema.members ?? [] { if let problem = problem(value, key, rule, schema, place) { return problem } }
        return nil
    }

    private func problem(_ value: JSONValue, _ key: String, _ rule: JSONValue, _ schema: JSONValue, _ place: String) -> String? {
        switch key {
        case "$ref":
            guard let name = rule.string?.components(separatedBy: "/").last?.removingPercentEncoding, let target = root["$defs"]?[name] else {
                return "no definition \(rule.text)"
            }
            return problem(value, target, place)
        case "type":
            let kinds = ["object": value.members != nil, "array": value.elements != nil, "string": value.string != nil, "number": value.number != nil]
            let isBool = if case .bool = value.content { true } else { false }
            return (rule.string == "boolean" ? isBool : kinds[rule.string ?? ""] ?? false) ? nil : "\(place) is no \(rule.text)"
        case "properties":
            return (value.members ?? []).lazy.compactMap { member in rule[member.key].flatMap { problem(member.value, $0, "\(place).\(member.key)") } }.first
        case "additionalProperties":
            let others = (value.members ?? []).filter { schema["properties"]?[$0.key] == nil }
            if case .bool(false) = rule.content { return others.first.map { "\(place) has an unknown field \($0.key)" } }
            return others.lazy.compactMap { problem($0.value, rule, "\(place).\($0.key)") }.first
        case "required":
            guard value.members != nil else { return nil }
            return (rule.elements ?? []).compactMap(\.string).first { value[$0] == nil }.map { "\(place) lacks \($0)" }
        case "items": return (value.elements ?? []).enumerated().lazy.compactMap { problem($0.element, rule, "\(place)[\($0.offset)]") }.first
        case "minItems", "maxItems", "minimum", "maximum":
            guard let bound = rule.number, let size = key.hasSuffix("Items") ? value.elements.map({ Double($0.count) }) : value.number else { return nil }
            return (key.hasPrefix("min") ? size >= bound : size <= bound) ? nil : "\(place) is beyond its \(key)"
        case "enum": return (rule.elements ?? []).contains { $0.text == value.text } ? nil : "\(place) is none of \(rule.text)"
        case "const": return Double(rule.text) == value.number && rule.string == value.string ? nil : "\(place) isn't \(rule.text)"
        case "anyOf", "oneOf":
            let problems = (rule.elements ?? []).map { problem(value, $0, place) }, fitting = problems.filter { $0 == nil }.count
            return fitting == 1 || (key == "anyOf" && fitting > 1) ? nil : problems.compactMap { $0 }.last ?? "\(place) is several things at once"
        case "$schema", "$defs", "title", "description": return nil
        default: return "the schema has a rule \(key) that nothing checks"
        }
    }
}

extension JSONValue {
    var members: [(key: String, value: JSONValue)]? { if case .object(let members) = content { members } else { nil } }
    var elements: [JSONValue]? { if case .array(let elements) = content { elements } else { nil } }
    var string: String? { if case .string(let text) = content { text } else { nil } }
    var number: Double? { if case .number(let number) = content { number } else { nil } }
    subscript(_ key: String) -> JSONValue? { members?.first { $0.key == key }?.value }
}
