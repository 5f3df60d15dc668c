import Foundation
import VeneerFrame
import VeneerMath

/// Lidar returns as binary PLY, which point-cloud programs open.
public enum PointCloudFile {
    private static let properties = ["float x", "float y", "float z", "float incidence", "ushort ring", "ushort id"]
    private static let bytesPerPoint = 20

    public static func encode(_ returns: [LidarReturn]) -> [UInt8] {
        var bytes = Array(header(count: returns.count).utf8)
        bytes.reserveCapacity(bytes.count + returns.count * bytesPerPoint)
        for point in returns {
            for number in [point.point.x, point.point.y, point.point.z, point.incidence] { append(number.bitPattern, &bytes) }
            append(point.ring, &bytes)
            append(point.instance, &bytes)
        }
        return bytes
    }

    public static func decode(_ bytes: [UInt8]) throws(ExportError) -> [LidarReturn] {
        let text = String(decoding: bytes.prefix(1024), as: UTF8.self)
        guard let line = text.split(separator: "\n").first(where: { $0.hasPrefix("element vertex ") }), let count = Int(line.dropFirst(15)),
            bytes.starts(with: Array(header(count: count).utf8))
        else { throw ExportError("this is not a point cloud of Veneer's: its PLY header is another") }
        let start = header(count: count).utf8.count
        guard bytes.count == start + count * bytesPerPoint else { throw ExportError("this point cloud is cut short") }
        return (0..<count).map { index in
            let at = start + index * bytesPerPoint
            func float(_ k: Int) -> Float { Float(bitPattern: number(bytes, at + 4 * k)) }
            return LidarReturn(
                point: Vec3(float(0), float(1), float(2)), incidence: float(3), ring: number(bytes, at + 16), instance: number(bytes, at + 18))
        }
    }

    private static func header(count: Int) -> String {
        "ply\nformat binary_little_endian 1.0\nelement vertex \(count)\n" + properties.map { "property \($0)\n" }.joined() + "end_header\n"
    }

    private static func append<T: FixedWidthInteger>(_ number: T, _ bytes: inout [UInt8]) {
        withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
    }

    private static func number<T: FixedWidthInteger>(_ bytes: [UInt8], _ at: Int) -> T {
        (0..<MemoryLayout<T>.size).reduce(0) { $0 | T(truncatingIfNeeded: bytes[at + $1]) << (8 * $1) }
    }
}
