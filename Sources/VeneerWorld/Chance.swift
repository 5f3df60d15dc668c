import Foundation
import VeneerMath

/// What a world file leaves to chance: wherever a number, a list of numbers or a name stands, a distribution may.
///
///     { "uniform": [low, high] }   { "logUniform": [low, high] }   { "whole": [low, high] }
///     { "normal": [mean, deviation], "within": [low, high] }       { "choice": [a, b, …], "weights": [2, 1, …] }
///
/// Bounds of `uniform` may be lists, whose numbers are drawn one by one. Each distribution has random numbers of its own, by its place in the file, so that
/// adding one leaves the others as they are.
struct Chance {
    enum Kind: String, CaseIterable { case uniform, logUniform, whole, normal, choice }

    let seed: UInt64
    private static let mostTries = 1000

    /// Whether anything in it is left to chance.
    static func decides(_ value: JSONValue) -> Bool {
        switch value.content {
        case .array(let elements): elements.contains(where: decides)
        case .object(let members): kind(of: members) != nil || members.contains { decides($0.value) }
        default: false
        }
    }

    /// The value with all distributions in it replaced by what they gave.
    func drawn(_ value: JSONValue, place: String) throws -> JSONValue {
        guard Chance.decides(value) else { return value }
        var value = value
        switch value.content {
        case .array(let elements):
            value.content = .array(try elements.enumerated().map { try drawn($0.element, place: "\(place)[\($0.offset)]") })
        case .object(let members):
            guard let kind = Chance.kind(of: members) else {
                value.content = .object(try members.map { ($0.key, try drawn($0.value, place: "\(place).\($0.key)")) })
                return value
            }
            var random = SeededRandom(seed: seed, stream: place)
            let fields = try FieldReader(value, place: "distribution \(place)")
            value = try draw(kind, fields, &random, at: value)
            try fields.finish()
            value.isDrawn = true
            // A choice may be a distribution in turn.
            return try drawn(value, place: place + " chosen")
        default: break
        }
        return value
    }

    /// All of an object's fields but these.
    func drawn(_ value: JSONValue, place: String, except keys: Set<String>) throws -> JSONValue {
        guard case .object(let members) = value.content else { return value }
        var value = value
        value.content = .object(try members.map { keys.contains($0.key) ? $0 : ($0.key, try drawn($0.value, place: "\(place).\($0.key)")) })
        return value
    }

    private static func kind(of members: [(key: String, value: JSONValue)]) -> Kind? {
        members.lazy.compactMap { Kind(rawValue: $0.key) }.first
    }

    private func draw(_ kind: Kind, _ fields: FieldReader, _ random: inout SeededRandom, at value: JSONValue) throws -> JSONValue {
        var value = value
        switch kind {
        case .uniform:
            let ends = try ends(fields, kind)
            value.content = try between(ends[0], ends[1], fields, &random)
        case .logUniform:
            let v = try fields.numbers(kind.rawValue, count: 2)
            guard v[0] > 0, v[0] <= v[1] else { throw fields.fail("\(fields.place).logUniform is [low, high], both above 0, low first") }
            value.content = .number(Double(exp(random.uniform(log(v[0]), log(v[1])))))
        case .whole:
            let v = try fields.numbers(kind.rawValue, count: 2)
            guard v[0] <= v[1], v.allSatisfy({ $0 == $0.rounded() && abs($0) < 1e6 }) else {
                throw fields.fail("\(fields.place).whole is [low, high] in whole numbers, low first")
            }
            value.content = .number(Double(Int(v[0]) + random.index(Int(v[1] - v[0]) + 1)))
        case .normal:
            let v = try fields.numbers(kind.rawValue, count: 2)
            guard v[1] >= 0 else { throw fields.fail("\(fields.place).normal is [mean, deviation]; the deviation must not be negative") }
            let limits = fields.value("within") == nil ? nil : try fields.numbers("within", count: 2)
            if let limits, limits[0] > limits[1] { throw fields.fail("\(fields.place).within is [low, high], low first") }
            var number = v[0] + v[1] * random.normal(), tries = 1
            while let limits, !(limits[0]...limits[1]).contains(number), tries < Chance.mostTries {
                number = v[0] + v[1] * random.normal()
                tries += 1
            }
            guard tries < Chance.mostTries else {
                throw fields.fail("\(fields.place).within: none of \(Chance.mostTries) draws lies there; widen it, or move the mean")
            }
            value.content = .number(Double(number))
        case .choice:
            guard let choices = try fields.array(kind.rawValue), !choices.isEmpty else { throw fields.fail("\(fields.place).choice must not be empty") }
            let weights = fields.value("weights") == nil ? choices.map { _ in Float(1) } : try fields.numbers("weights", count: choices.count)
            let total = weights.reduce(0, +)
            guard weights.allSatisfy({ $0 >= 0 }), total > 0 else { throw fields.fail("\(fields.place).weights must be 0 or more, and one of them above") }
            var rest = random.uniform() * total
            let index = weights.firstIndex {
                rest -= $0
                return rest < 0
            }
            value = choices[index ?? weights.lastIndex { $0 > 0 } ?? 0]
        }
        return value
    }

    private func ends(_ fields: FieldReader, _ kind: Kind) throws -> [JSONValue] {
        guard let ends = try fields.array(kind.rawValue), ends.count == 2 else { throw fields.fail("\(fields.place).\(kind.rawValue) is [low, high]") }
        return ends
    }

    private func between(_ low: JSONValue, _ high: JSONValue, _ fields: FieldReader, _ random: inout SeededRandom) throws -> JSONValue.Content {
        switch (low.content, high.content) {
        case (.number(let a), .number(let b)) where a <= b && max(abs(a), abs(b)) <= FieldReader.largest:
            return .number(Double(random.uniform(Float(a), Float(b))))
        case (.array(let a), .array(let b)) where a.count == b.count:
            return .array(
                try zip(a, b).map { JSONValue(content: try between($0, $1, fields, &random), file: low.file, line: low.line) })
        default: throw fields.fail("\(fields.place).uniform is [low, high]: two numbers, or two lists as long as each other, low first", at: low)
        }
    }
}
