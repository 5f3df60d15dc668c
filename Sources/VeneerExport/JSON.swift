/// JSON to be written: keys stay in the order given, and every float is its shortest exact decimal.
public enum JSON: Sendable, Equatable, ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    case null
    case bool(Bool)
    case integer(Int)
    case unsigned(UInt64)
    case float(Float)
    case double(Double)
    case string(String)
    case array([JSON])
    case object([Member])

    public struct Member: Sendable, Equatable {
        public var key: String
        public var value: JSON

        public init(key: String, value: JSON) { (self.key, self.value) = (key, value) }
    }

    public init(stringLiteral value: String) { self = .string(value) }
    public init(integerLiteral value: Int) { self = .integer(value) }
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    public init(arrayLiteral elements: JSON...) { self = .array(elements) }
    public init(dictionaryLiteral elements: (String, JSON)...) { self = .object(elements.map { Member(key: $0.0, value: $0.1) }) }

    /// Nested to `indentedLevels` lines deep; deeper values stand on one line.
    public func text(indentedLevels: Int = 2) -> String {
        var text = ""
        write(to: &text, level: 0, indentedLevels: indentedLevels)
        return text + "\n"
    }

    private func write(to text: inout String, level: Int, indentedLevels: Int) {
        switch self {
        case .null: text += "null"
        case .bool(let value): text += value ? "true" : "false"
        case .integer(let value): text += "\(value)"
        case .unsigned(let value): text += "\(value)"
        case .float(let value): text += JSON.number(value)
        case .double(let value): text += JSON.number(value)
        case .string(let value): JSON.quote(value, to: &text)
        case .array(let values):
            JSON.list(values, "[", "]", to: &text, level, indentedLevels) { $0.write(to: &$1, level: level + 1, indentedLevels: indentedLevels) }
        case .object(let members):
            JSON.list(members, "{", "}", to: &text, level, indentedLevels) { member, text in
                JSON.quote(member.key, to: &text)
                text += ": "
                member.value.write(to: &text, level: level + 1, indentedLevels: indentedLevels)
            }
        }
    }

    private static func list<T>(
        _ items: [T], _ open: String, _ close: String, to text: inout String, _ level: Int, _ indentedLevels: Int, _ write: (T, inout String) -> Void
    ) {
        let isSpread = level < indentedLevels && !items.isEmpty
        func newLine(_ depth: Int) -> String { "\n" + String(repeating: "  ", count: depth) }
        text += open
        for (i, item) in items.enumerated() {
            if i > 0 { text += isSpread ? "," : ", " }
            if isSpread { text += newLine(level + 1) }
            write(item, &text)
        }
        text += (isSpread ? newLine(level) : "") + close
    }

    private static func number<T: BinaryFloatingPoint & CustomStringConvertible>(_ value: T) -> String {
        precondition(value.isFinite, "JSON has no number for \(value)")
        return value.description
    }

    private static func quote(_ string: String, to text: inout String) {
        text += "\""
        for scalar in string.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case _ where scalar.value < 0x20: text += "\\u00" + (scalar.value < 16 ? "0" : "") + String(scalar.value, radix: 16)
            default: text.unicodeScalars.append(scalar)
            }
        }
        text += "\""
    }
}
