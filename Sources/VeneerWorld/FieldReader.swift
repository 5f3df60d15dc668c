import VeneerMath

/// Reads the fields of one JSON object; fields nobody asked for are errors, with the nearest known name.
final class FieldReader {
    let file: String
    let line: Int
    let place: String
    private let members: [(key: String, value: JSONValue)]
    private var known: [String] = []
    private let asked = FieldsAsked.current
    /// Beyond it single precision would soon be infinite.
    static let largest = 1e12

    init(_ value: JSONValue, place: String) throws {
        guard case .object(let members) = value.content else {
            throw WorldError(file: value.file, line: value.line, message: "\(place) must be an object { … }")
        }
        file = value.file
        line = value.line
        self.place = place
        self.members = members
    }

    func fail(_ message: String, at value: JSONValue? = nil) -> WorldError {
        WorldError(file: value?.file ?? file, line: value?.line ?? line, message: message)
    }

    func value(_ key: String) -> JSONValue? {
        known.append(key)
        asked?.note(key, of: place)
        return members.first { $0.key == key }?.value
    }

    /// Whether it is there; isn't asking for it.
    func has(_ key: String) -> Bool { members.contains { $0.key == key } }

    func object(_ key: String) throws -> FieldReader? {
        try value(key).map { try FieldReader($0, place: "\(place).\(key)") }
    }

    func string(_ key: String, default fallback: String? = nil) throws -> String {
        guard let value = value(key) else { return try required(key, fallback) }
        guard case .string(let text) = value.content else {
            throw fail("\(place).\(key) must be a text in double quotes\(FieldReader.remedy(value))", at: value)
        }
        return text
    }

    func number(_ key: String, default fallback: Float? = nil, in range: ClosedRange<Float>? = nil) throws -> Float {
        guard let value = value(key) else { return try required(key, fallback) }
        guard case .number(let number) = value.content else { throw fail("\(place).\(key) must be a number\(FieldReader.remedy(value))", at: value) }
        guard abs(number) <= FieldReader.largest else { throw fail("\(place).\(key) is \(number); nothing here is that large", at: value) }
        if let range, !range.contains(Float(number)) {
            let remedy = value.isDrawn ? "; narrow what it is drawn from" : ""
            throw fail("\(place).\(key) is \(number); it must lie in \(range.lowerBound)...\(range.upperBound)\(remedy)", at: value)
        }
        return Float(number)
    }

    func numbers(_ key: String, count: Int, default fallback: [Float]? = nil) throws -> [Float] {
        guard let value = value(key) else { return try required(key, fallback) }
        return try numbers(value, key: key, count: count)
    }

    func numbers(_ value: JSONValue, key: String, count: Int) throws -> [Float] {
        guard case .array(let elements) = value.content, elements.count == count else {
            throw fail("\(place).\(key) must be \(count) numbers in [ ]\(FieldReader.remedy(value))", at: value)
        }
        return try elements.map {
            guard case .number(let number) = $0.content else { throw fail("\(place).\(key) must be \(count) numbers in [ ]", at: $0) }
            guard abs(number) <= FieldReader.largest else { throw fail("\(place).\(key) holds \(number); nothing here is that large", at: $0) }
            return Float(number)
        }
    }

    func vector(_ key: String, default fallback: Vec3? = nil) throws -> Vec3 {
        let v = try numbers(key, count: 3, default: fallback.map { [$0.x, $0.y, $0.z] })
        return Vec3(v[0], v[1], v[2])
    }

    /// Of an object by name; none where the field is missing.
    func members(_ key: String) throws -> [(key: String, value: JSONValue)] {
        guard let value = value(key) else { return [] }
        guard case .object(let members) = value.content else { throw fail("\"\(key)\" must be an object by name { \"…\": { … } }", at: value) }
        return members
    }

    func array(_ key: String) throws -> [JSONValue]? {
        guard let value = value(key) else { return nil }
        guard case .array(let elements) = value.content else { throw fail("\(place).\(key) must be a list in [ ]", at: value) }
        return elements
    }

    func bool(_ key: String, default fallback: Bool) throws -> Bool {
        guard let value = value(key) else { return fallback }
        guard case .bool(let isTrue) = value.content else { throw fail("\(place).\(key) must be true or false", at: value) }
        return isTrue
    }

    /// Of what is called so, among others of its kind.
    func index(_ key: String, of what: String, among names: [String]) throws -> Int {
        let name = try string(key)
        guard let index = names.firstIndex(of: name) else {
            let near = Nearest.to(name, among: names)
            throw fail("\(place).\(key): no \(what) \"\(name)\"" + (near.map { "; did you mean \"\($0)\"?" } ?? ""), at: members.first { $0.key == key }?.value)
        }
        return index
    }

    /// Turned by `quaternion`, then `roll` about x, `pitch` about y and `yaw` about z, degrees.
    func rotation() throws -> Quaternion {
        let q = try numbers("quaternion", count: 4, default: [0, 0, 0, 1])
        var rotation = Quaternion(vector: Vec4(q[0], q[1], q[2], q[3]))
        for (key, axis) in [("roll", Vec3(1, 0, 0)), ("pitch", Vec3(0, 1, 0)), ("yaw", Vec3(0, 0, 1))] {
            let degrees = try number(key, default: 0)
            if degrees != 0 { rotation = Quaternion(angleInRadians: degrees * .pi / 180, axis: axis) * rotation }
        }
        guard abs(dot(rotation.vector, rotation.vector) - 1) < 1e-3 else { throw fail("\(place).quaternion must have length 1 (x y z w)") }
        return rotation
    }

    /// Of an object where none can stand: it was to be a distribution.
    private static func remedy(_ value: JSONValue) -> String {
        guard case .object(let members) = value.content else { return "" }
        let kinds = Chance.Kind.allCases.map(\.rawValue), near = members.lazy.compactMap { Nearest.to($0.key, among: kinds) }.first
        return near.map { "; did you mean the distribution \"\($0)\"?" } ?? ", or a distribution: \(kinds.joined(separator: ", "))"
    }

    private func required<T>(_ key: String, _ fallback: T?) throws -> T {
        guard let fallback else { throw lacks(key) }
        return fallback
    }

    /// Where one that is there has nearly that name, it is meant.
    func lacks(_ key: String) -> WorldError {
        let near = members.first { !known.contains($0.key) && Nearest.distance($0.key, key) == 1 }
        return fail("\(place) lacks the field \"\(key)\"" + (near.map { "; is \"\($0.key)\" meant for it?" } ?? ""), at: near?.value)
    }

    /// Of fields that nobody asked for those that are nearly one of these.
    func refuseMisspelt(among names: [String]) throws {
        for member in members where !known.contains(member.key) {
            if let near = Nearest.to(member.key, among: names) {
                throw fail("\(place) has no field \"\(member.key)\"; did you mean \"\(near)\"?", at: member.value)
            }
        }
    }

    /// Call when all known fields have been asked for.
    func finish() throws {
        for member in members where !known.contains(member.key) {
            let near = Nearest.to(member.key, among: known)
            throw fail("\(place) has no field \"\(member.key)\"" + (near.map { "; did you mean \"\($0)\"?" } ?? ""), at: member.value)
        }
    }
}
