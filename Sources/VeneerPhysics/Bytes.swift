import VeneerMath

/// Little-endian fields, one after the other; floats keep their bits.
struct ByteWriter {
    private(set) var bytes: [UInt8] = []

    mutating func put<T: FixedWidthInteger>(_ number: T) {
        withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
    }

    mutating func put(_ number: Float) { put(number.bitPattern) }
    mutating func put(_ v: Vec3) { for axis in 0..<3 { put(v[axis]) } }
    mutating func put(_ pose: Pose) {
        put(pose.position)
        for axis in 0..<4 { put(pose.rotation.vector[axis]) }
    }
    mutating func put(_ text: String) { bytes.append(contentsOf: text.utf8) }
    mutating func put(_ more: ArraySlice<UInt8>) { bytes.append(contentsOf: more) }
}

/// Reads what `ByteWriter` wrote; nil where the bytes end too soon.
struct ByteReader {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

    var isAtEnd: Bool { rest.isEmpty }

    mutating func integer<T: FixedWidthInteger>(_ type: T.Type = T.self) -> T? {
        guard rest.count >= MemoryLayout<T>.size else { return nil }
        let number = rest.prefix(MemoryLayout<T>.size).reversed().reduce(T.zero) { ($0 << 8) | T(truncatingIfNeeded: $1) }
        rest = rest.dropFirst(MemoryLayout<T>.size)
        return number
    }

    mutating func remainder() -> [UInt8] {
        defer { rest = [] }
        return Array(rest)
    }

    mutating func float() -> Float? { integer(UInt32.self).map(Float.init(bitPattern:)) }

    mutating func vector() -> Vec3? {
        guard let x = float(), let y = float(), let z = float() else { return nil }
        return Vec3(x, y, z)
    }

    mutating func pose() -> Pose? {
        guard let position = vector(), let axis = vector(), let w = float() else { return nil }
        return Pose(position: position, rotation: Quaternion(vector: Vec4(axis, w)))
    }
}

/// CRC-32 as zip and PNG use it.
enum CRC32 {
    private static let table: [UInt32] = (0..<256).map { byte in
        (0..<8).reduce(UInt32(byte)) { crc, _ in crc & 1 == 1 ? (crc >> 1) ^ 0xedb8_8320 : crc >> 1 }
    }

    static func checksum(_ bytes: ArraySlice<UInt8>) -> UInt32 {
        ~bytes.reduce(UInt32.max) { crc, byte in (crc >> 8) ^ table[Int((crc ^ UInt32(byte)) & 0xff)] }
    }
}
