/// Words and numbers of a text file's lines, read without copying.
struct TextScanner {
    private let bytes: UnsafeBufferPointer<UInt8>
    private var place = 0
    private(set) var line = 1

    init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    var isAtEnd: Bool { place >= bytes.count }

    /// To the start of the next line.
    mutating func skipLine() {
        while place < bytes.count, bytes[place] != 10 { place += 1 }
        place += 1
        line += 1
    }

    /// The next word of this line; empty at its end. A backslash before the end of a line continues it.
    mutating func word() -> UnsafeBufferPointer<UInt8>.SubSequence {
        skipBlanks()
        let start = place
        while place < bytes.count, !TextScanner.isBlank(bytes[place]), bytes[place] != 10 { place += 1 }
        return bytes[start..<place]
    }

    /// What is left of this line, without blanks around it.
    mutating func rest() -> String {
        skipBlanks()
        let start = place
        while place < bytes.count, bytes[place] != 10 { place += 1 }
        var end = place
        while end > start, TextScanner.isBlank(bytes[end - 1]) { end -= 1 }
        return String(decoding: bytes[start..<end], as: UTF8.self)
    }

    /// A finite decimal number; nil where the next word is none.
    mutating func number() -> Double? { TextScanner.number(word()) }

    private mutating func skipBlanks() {
        while place < bytes.count {
            if TextScanner.isBlank(bytes[place]) {
                place += 1
            } else if bytes[place] == 92, place + 1 < bytes.count, bytes[place + 1] == 10 || bytes[place + 1] == 13 {
                while place < bytes.count, bytes[place] != 10 { place += 1 }
                place += 1
                line += 1
            } else {
                return
            }
        }
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 32 || byte == 9 || byte == 13 }

    private static let powersOfTen: [Double] = (0...22).map { power in (0..<power).reduce(1.0) { value, _ in value * 10 } }

    static func number(_ word: UnsafeBufferPointer<UInt8>.SubSequence) -> Double? {
        var i = word.startIndex, isNegative = false, digits: UInt64 = 0, digitCount = 0, exponent = 0, isAfterPoint = false, hasDigits = false
        if i < word.endIndex, word[i] == 45 || word[i] == 43 {
            isNegative = word[i] == 45
            i += 1
        }
        scan: while i < word.endIndex {
            switch word[i] {
            case 48...57:
                hasDigits = true
                if digitCount < 18 {
                    digits = digits * 10 + UInt64(word[i] - 48)
                    if digits > 0 { digitCount += 1 }
                    if isAfterPoint { exponent -= 1 }
                } else if !isAfterPoint {
                    exponent += 1
                }
            case 46 where !isAfterPoint: isAfterPoint = true
            case 101, 69: break scan
            default: return nil
            }
            i += 1
        }
        guard hasDigits else { return nil }
        if i < word.endIndex {
            guard let given = Int(String(decoding: word[(i + 1)...], as: UTF8.self)), abs(given) < 1000 else { return nil }
            exponent += given
        }
        var value = Double(digits)
        while exponent > 0 { value *= powersOfTen[min(22, exponent)]; exponent -= min(22, exponent) }
        while exponent < 0 { value /= powersOfTen[min(22, -exponent)]; exponent += min(22, -exponent) }
        return value.isFinite ? (isNegative ? -value : value) : nil
    }
}
