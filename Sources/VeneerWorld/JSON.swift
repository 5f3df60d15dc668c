import Foundation

/// What is wrong with a world file: one line that names file, line, field and remedy.
public struct WorldError: Error, CustomStringConvertible, Equatable {
    public var file: String
    public var line: Int?
    public var message: String

    public init(file: String, line: Int? = nil, message: String) {
        self.file = file
        self.line = line
        // One line, whatever is quoted in it.
        self.message = message.split(whereSeparator: \.isNewline).joined(separator: " ")
    }

    public var description: String { "\(file)\(line.map { ":\($0)" } ?? ""): \(message)" }
}

/// A JSON value that knows its file and line. Comments and trailing commas are read over.
public struct JSONValue: Sendable {
    public enum Content: Sendable {
        case null
        case bool(Bool)
        case number(Double)
        case string(String)
        case array([JSONValue])
        case object([(key: String, value: JSONValue)])
    }

    public var content: Content
    public var file: String
    public var line: Int
    /// By chance, from a distribution that stood here.
    var isDrawn = false

    init(content: Content, file: String, line: Int) {
        self.content = content
        self.file = file
        self.line = line
    }

    public static func parse(_ text: String, file: String) throws -> JSONValue {
        var parser = JSONParser(bytes: Array(text.utf8), file: file)
        return try parser.parseDocument()
    }
}

private struct JSONParser {
    let bytes: [UInt8]
    let file: String
    var index = 0
    var line = 1
    var depth = 0

    init(bytes: [UInt8], file: String) {
        self.bytes = bytes
        self.file = file
    }

    mutating func parseDocument() throws -> JSONValue {
        let value = try parseValue()
        try skipSpace()
        guard index == bytes.count else { throw fail("text after the end of the JSON value; remove it") }
        return value
    }

    func fail(_ message: String) -> WorldError { WorldError(file: file, line: line, message: message) }

    mutating func skipSpace() throws {
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: "\n"): line += 1
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"): break
            case UInt8(ascii: "/"):
                guard index + 1 < bytes.count else { throw fail("a lone '/'") }
                if bytes[index + 1] == UInt8(ascii: "/") {
                    while index < bytes.count, bytes[index] != UInt8(ascii: "\n") { index += 1 }
                    continue
                }
                guard bytes[index + 1] == UInt8(ascii: "*") else { throw fail("a lone '/'; comments start with // or /*") }
                let start = line
                index += 2
                while index + 1 < bytes.count, !(bytes[index] == UInt8(ascii: "*") && bytes[index + 1] == UInt8(ascii: "/")) {
                    if bytes[index] == UInt8(ascii: "\n") { line += 1 }
                    index += 1
                }
                guard index + 1 < bytes.count else { throw WorldError(file: file, line: start, message: "a /* comment that never ends; add */") }
                index += 1
            default: return
            }
            index += 1
        }
    }

    mutating func parseValue() throws -> JSONValue {
        try skipSpace()
        guard index < bytes.count else { throw fail("the file ends where a value should stand; is it cut short?") }
        depth += 1
        defer { depth -= 1 }
        guard depth < 64 else { throw fail("nested more than 64 deep") }
        let start = line
        switch bytes[index] {
        case UInt8(ascii: "{"): return JSONValue(content: .object(try parseMembers()), file: file, line: start)
        case UInt8(ascii: "["): return JSONValue(content: .array(try parseElements()), file: file, line: start)
        case UInt8(ascii: "\""): return JSONValue(content: .string(try parseString()), file: file, line: start)
        case UInt8(ascii: "t"), UInt8(ascii: "f"), UInt8(ascii: "n"): return JSONValue(content: try parseWord(), file: file, line: start)
        default: return JSONValue(content: .number(try parseNumber()), file: file, line: start)
        }
    }

    mutating func parseMembers() throws -> [(key: String, value: JSONValue)] {
        let start = line
        index += 1
        var members: [(key: String, value: JSONValue)] = []
        while true {
            try skipSpace()
            guard index < bytes.count else { throw fail("the object that starts on line \(start) never ends; add }") }
            if bytes[index] == UInt8(ascii: "}") { break }
            guard bytes[index] == UInt8(ascii: "\"") else { throw fail("expected a field name in double quotes") }
            let key = try parseString()
            guard !members.contains(where: { $0.key == key }) else { throw fail("field \"\(key)\" stands twice in one object") }
            try skipSpace()
            guard index < bytes.count, bytes[index] == UInt8(ascii: ":") else { throw fail("expected ':' after \"\(key)\"") }
            index += 1
            members.append((key, try parseValue()))
            try parseSeparator(closing: UInt8(ascii: "}"), start: start)
        }
        index += 1
        return members
    }

    mutating func parseElements() throws -> [JSONValue] {
        let start = line
        index += 1
        var elements: [JSONValue] = []
        while true {
            try skipSpace()
            guard index < bytes.count else { throw fail("the array that starts on line \(start) never ends; add ]") }
            if bytes[index] == UInt8(ascii: "]") { break }
            elements.append(try parseValue())
            try parseSeparator(closing: UInt8(ascii: "]"), start: start)
        }
        index += 1
        return elements
    }

    mutating func parseSeparator(closing: UInt8, start: Int) throws {
        let end = line
        try skipSpace()
        let close = String(UnicodeScalar(closing))
        guard index < bytes.count else { throw fail("what starts on line \(start) never ends; add \(close)") }
        if bytes[index] == UInt8(ascii: ",") {
            index += 1
        } else if bytes[index] != closing {
            throw WorldError(file: file, line: end, message: "expected ',' or '\(close)'" + (line > end ? " at the end of this line" : ""))
        }
    }

    mutating func parseString() throws -> String {
        index += 1
        var unescaped: [UInt8] = []
        while index < bytes.count, bytes[index] != UInt8(ascii: "\"") {
            var byte = bytes[index]
            if byte == UInt8(ascii: "\n") { throw fail("a string that is not closed on its line; add \"") }
            if byte == UInt8(ascii: "\\") {
                index += 1
                guard index < bytes.count else { break }
                switch bytes[index] {
                case UInt8(ascii: "n"): byte = UInt8(ascii: "\n")
                case UInt8(ascii: "t"): byte = UInt8(ascii: "\t")
                case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): byte = bytes[index]
                default: throw fail("unknown escape \\\(String(UnicodeScalar(bytes[index]))) in a string")
                }
            }
            unescaped.append(byte)
            index += 1
        }
        guard index < bytes.count else { throw fail("a string that never ends; add \"") }
        index += 1
        guard let string = String(validating: unescaped, as: UTF8.self) else { throw fail("a string that is not UTF-8") }
        return string
    }

    mutating func parseWord() throws -> JSONValue.Content {
        for (word, content) in [("true", JSONValue.Content.bool(true)), ("false", .bool(false)), ("null", .null)]
        where bytes[index...].starts(with: word.utf8) {
            index += word.utf8.count
            return content
        }
        throw noValue()
    }

    /// At what is neither a text, a number nor a known word.
    private func noValue() -> WorldError {
        let word = String(decoding: bytes[index...].prefix(20).prefix { !" \t\r\n,:[]{}\"".utf8.contains($0) }, as: UTF8.self)
        if ["nan", "inf", "infinity"].contains(word.lowercased().drop { "+-".contains($0) }) {
            return fail("\(word) is no number that a world can hold; write one")
        }
        return fail("expected a value" + (word.isEmpty ? "" : " where \(word) stands") + "; text goes in double quotes")
    }

    mutating func parseNumber() throws -> Double {
        let start = index
        while index < bytes.count, "+-.eE0123456789".utf8.contains(bytes[index]) { index += 1 }
        let text = String(decoding: bytes[start..<index], as: UTF8.self)
        guard let number = Double(text), number.isFinite else {
            let rest = bytes[index...].first.map { "aAfFiInNtTyY".utf8.contains($0) } ?? false
            if start == index || rest {
                index = start
                throw noValue()
            }
            throw fail("\"\(text)\" is not a number")
        }
        return number
    }
}
