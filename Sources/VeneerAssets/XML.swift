/// An XML element that knows its line. Comments, declarations and processing instructions are read over.
public struct XMLElement: Sendable {
    public var name: String
    public var attributes: [(key: String, value: String)]
    public var children: [XMLElement]
    public var line: Int
    /// Of an element that another file includes.
    public var file: String?
    /// The text before its first child.
    public var content: ArraySlice<UInt8>

    public static func parse(_ bytes: [UInt8]) throws(XMLError) -> XMLElement {
        var parser = XMLParser(bytes: bytes)
        return try parser.document()
    }

    public func first(_ name: String) -> XMLElement? { children.first { $0.name == name } }
    public func all(_ name: String) -> [XMLElement] { children.filter { $0.name == name } }
    public subscript(_ key: String) -> String? { attributes.first { $0.key == key }?.value }
}

public struct XMLError: Error {
    public var line: Int
    public var message: String
}

private struct XMLParser {
    let bytes: [UInt8]
    var index = 0
    var line = 1
    private static let deepest = 64

    init(bytes: [UInt8]) { self.bytes = bytes }

    func fail(_ message: String) -> XMLError { XMLError(line: line, message: message) }

    mutating func document() throws(XMLError) -> XMLElement {
        try skipToElement()
        guard index < bytes.count else { throw fail("holds no XML element; is it the right file?") }
        return try element(depth: 0)
    }

    private func starts(_ text: StaticString) -> Bool {
        text.withUTF8Buffer { bytes[index...].starts(with: $0) }
    }

    private mutating func advance(_ count: Int = 1) {
        for _ in 0..<count where index < bytes.count {
            if bytes[index] == UInt8(ascii: "\n") { line += 1 }
            index += 1
        }
    }

    private mutating func skip(past end: StaticString, of what: String) throws(XMLError) {
        let start = line
        while index < bytes.count, !starts(end) { advance() }
        guard index < bytes.count else { throw XMLError(line: start, message: "\(what) that never ends; add \(end)") }
        advance(end.utf8CodeUnitCount)
    }

    /// To the next "<" that opens or closes an element.
    private mutating func skipToElement() throws(XMLError) {
        while index < bytes.count {
            if bytes[index] != UInt8(ascii: "<") {
                advance()
            } else if starts("<!--") {
                try skip(past: "-->", of: "a comment")
            } else if starts("<![CDATA[") {
                try skip(past: "]]>", of: "a CDATA section")
            } else if starts("<?") {
                try skip(past: "?>", of: "a declaration")
            } else if starts("<!") {
                try skip(past: ">", of: "a declaration")
            } else {
                return
            }
        }
    }

    private mutating func element(depth: Int) throws(XMLError) -> XMLElement {
        guard depth < XMLParser.deepest else { throw fail("elements are nested more than \(XMLParser.deepest) deep") }
        let start = line
        advance()
        let name = word()
        guard !name.isEmpty else { throw fail("\"<\" without an element's name; write &lt; for the character") }
        var element = XMLElement(name: name, attributes: [], children: [], line: start, file: nil, content: [])
        while true {
            skipSpace()
            guard index < bytes.count else { throw XMLError(line: start, message: "<\(name) never ends; add >") }
            if starts("/>") {
                advance(2)
                return element
            }
            if bytes[index] == UInt8(ascii: ">") { break }
            element.attributes.append(try attribute(of: name))
        }
        advance()
        element.content = bytes[index..<(bytes[index...].firstIndex(of: UInt8(ascii: "<")) ?? bytes.endIndex)]
        while true {
            try skipToElement()
            guard index < bytes.count else { throw XMLError(line: start, message: "<\(name)> is never closed; add </\(name)>") }
            guard starts("</") else {
                element.children.append(try self.element(depth: depth + 1))
                continue
            }
            advance(2)
            let closed = word()
            guard closed == name else { throw fail("</\(closed)> closes <\(name)> of line \(start); one of the two is wrong") }
            try skip(past: ">", of: "a closing tag")
            return element
        }
    }

    private mutating func attribute(of element: String) throws(XMLError) -> (key: String, value: String) {
        let key = word()
        guard !key.isEmpty else { throw fail("<\(element)> has something that is no attribute; they look like name=\"value\"") }
        skipSpace()
        guard index < bytes.count, bytes[index] == UInt8(ascii: "=") else { throw fail("<\(element)>: expected = after \(key)") }
        advance()
        skipSpace()
        guard index < bytes.count, bytes[index] == UInt8(ascii: "\"") || bytes[index] == UInt8(ascii: "'") else {
            throw fail("<\(element)>: the value of \(key) must stand in quotes")
        }
        let quote = bytes[index], start = index + 1
        advance()
        while index < bytes.count, bytes[index] != quote { advance() }
        guard index < bytes.count else { throw fail("<\(element)>: the value of \(key) never ends; add \(String(UnicodeScalar(quote)))") }
        guard let value = String(validating: bytes[start..<index], as: UTF8.self) else { throw fail("<\(element)>: the value of \(key) is not UTF-8") }
        advance()
        return (key, XMLParser.unescaped(value))
    }

    private static func unescaped(_ text: String) -> String {
        guard text.contains("&") else { return text }
        return [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&amp;", "&")].reduce(text) { $0.replacing($1.0, with: $1.1) }
    }

    private mutating func skipSpace() {
        while index < bytes.count, [0x20, 0x09, 0x0a, 0x0d].contains(bytes[index]) { advance() }
    }

    private mutating func word() -> String {
        let start = index
        while index < bytes.count, ![0x20, 0x09, 0x0a, 0x0d].contains(bytes[index]), !"<>/=\"'".utf8.contains(bytes[index]) { advance() }
        return String(decoding: bytes[start..<index], as: UTF8.self)
    }
}
