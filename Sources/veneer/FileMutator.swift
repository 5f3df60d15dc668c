import VeneerMath

/// Breaks files: bytes anyhow, or numbers, names and lines so that the file keeps its form.
struct FileMutator {
    var random: SeededRandom
    private static let words = [
        "0", "-1", "1e-9", "1e9", "-1e30", "3.5", "4001", "65536", "1e300", "nan", "inf", "-0.001", "99999999999", "99999", "-98765.5", "x", "",
    ]

    mutating func mutated(_ bytes: [UInt8], isBinary: Bool, _ kind: FuzzBench.Kind, keepsForm: Bool) -> [UInt8] {
        switch (keepsForm, isBinary, kind) {
        case (true, true, .log): logWithSoundChecksums(bytes)
        case (true, false, _): wordsChanged(bytes)
        default: bytesChanged(bytes)
        }
    }

    private mutating func bytesChanged(_ bytes: [UInt8]) -> [UInt8] {
        var changed = bytes
        for _ in 0...random.index(4) where !changed.isEmpty { changed[random.index(changed.count)] = UInt8(truncatingIfNeeded: random.next()) }
        if random.chance(0.15) { changed.removeLast(random.index(changed.count)) }
        if random.chance(0.1), !changed.isEmpty { changed += changed.prefix(random.index(changed.count)) }
        return changed
    }

    /// Up to three numbers become others; seldom a line goes, or stands twice.
    private mutating func wordsChanged(_ bytes: [UInt8]) -> [UInt8] {
        var changed = bytes
        for _ in 0...random.index(3) {
            let isNumber = { (byte: UInt8) in "0123456789.-+eE".utf8.contains(byte) }
            let start = random.index(max(1, changed.count))
            guard let first = changed[start...].firstIndex(where: { "0123456789".utf8.contains($0) }) else { continue }
            let end = changed[first...].firstIndex { !isNumber($0) } ?? changed.endIndex
            changed.replaceSubrange(first..<end, with: Array(random.pick(FileMutator.words).utf8))
        }
        if random.chance(0.3) {
            var lines = changed.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map(Array.init)
            let index = random.index(lines.count)
            if random.chance(0.5) { lines.remove(at: index) } else { lines.insert(lines[index], at: random.index(lines.count)) }
            changed = Array(lines.joined(separator: [UInt8(ascii: "\n")]))
        }
        return changed
    }

    /// Records with bytes changed in their payloads, left out, or moved, each with the checksum that belongs to it.
    private mutating func logWithSoundChecksums(_ bytes: [UInt8]) -> [UInt8] {
        let headerLength = 16
        var records: [[UInt8]] = [], at = headerLength
        while at + 10 <= bytes.count {
            let length = (0..<4).reduce(0) { $0 | Int(bytes[at + 2 + $1]) << (8 * $1) }
            guard at + 10 + length <= bytes.count else { break }
            records.append(Array(bytes[at..<at + 6 + length]))
            at += 10 + length
        }
        for _ in 0...random.index(2) where !records.isEmpty {
            let index = random.index(records.count)
            switch random.index(6) {
            case 0: records.remove(at: index)
            case 1: records.swapAt(index, random.index(records.count))
            case 2: records.insert(records[index], at: index)
            default:
                for _ in 0...random.index(3) where records[index].count > 6 {
                    records[index][6 + random.index(records[index].count - 6)] = UInt8(truncatingIfNeeded: random.next())
                }
            }
        }
        return Array(bytes.prefix(headerLength))
            + records.flatMap { record in record + (0..<4).map { UInt8(truncatingIfNeeded: checksum(record) >> (8 * $0)) } }
    }

    /// CRC-32 as zip has it.
    private func checksum(_ bytes: [UInt8]) -> UInt32 {
        ~bytes.reduce(UInt32.max) { crc, byte in
            (0..<8).reduce(crc ^ UInt32(byte)) { crc, _ in crc & 1 == 1 ? (crc >> 1) ^ 0xedb8_8320 : crc >> 1 }
        }
    }
}
