import Foundation
import VeneerAssets
import VeneerMath

/// A folder of its own for a test's files, gone with it.
final class Folder {
    let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory.appendingPathComponent("veneer-assets-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url) } // a leftover temporary folder harms nobody

    var cache: ModelCache { ModelCache(folder: url.appendingPathComponent("cache")) }

    func write(_ text: String, _ name: String) throws { try Data(text.utf8).write(to: url.appendingPathComponent(name)) }
    func write(_ bytes: [UInt8], _ name: String) throws { try Data(bytes).write(to: url.appendingPathComponent(name)) }

    /// The model of an OBJ file that says this.
    func model(_ text: String, size: Vec3? = nil, name: String = "thing.obj") throws -> Model {
        try write(text, name)
        return try ModelLibrary.model(named: "file:\(url.appendingPathComponent(name).path)", size: size, cache: cache)
    }
}

/// OBJ text of a box between two corners (x, y up, z), faces wound outwards; `offset` vertices stand before it.
func boxText(_ low: Vec3, _ high: Vec3, offset: Int = 0) -> String {
    var text = ""
    for corner in 0..<8 {
        text += "v \(corner & 1 == 0 ? low.x : high.x) \(corner & 2 == 0 ? low.y : high.y) \(corner & 4 == 0 ? low.z : high.z)\n"
    }
    for face in [[1, 3, 4, 2], [5, 6, 8, 7], [1, 2, 6, 5], [3, 7, 8, 4], [1, 5, 7, 3], [2, 4, 8, 6]] {
        text += "f " + face.map { "\($0 + offset)" }.joined(separator: " ") + "\n"
    }
    return text
}

/// OBJ text of a bumpy ball with texture coordinates, 2 · rows · columns triangles less those at the poles.
func ballText(rows: Int, columns: Int) -> String {
    var text = "s 1\n"
    for row in 0...rows {
        for column in 0...columns {
            let p = ballPoint(Float(column) / Float(columns), Float(row) / Float(rows))
            text += "v \(p.x) \(p.y) \(p.z)\nvt \(Float(column) / Float(columns)) \(Float(row) / Float(rows))\n"
        }
    }
    for row in 0..<rows {
        for column in 0..<columns {
            let a = row * (columns + 1) + column + 1, b = a + 1, c = a + columns + 1, d = c + 1
            text += "f \(a)/\(a) \(c)/\(c) \(d)/\(d) \(b)/\(b)\n"
        }
    }
    return text
}

/// Where the ball has its texture coordinates (u, v), in the file's axes.
func ballPoint(_ u: Float, _ v: Float) -> Vec3 {
    // The last column is the first one again.
    let along = (u == 1 ? 0 : u) * 2 * Float.pi, up = v * Float.pi
    let radius = 1 + 0.05 * sinf(5 * along) * sinf(up) * sinf(up)
    return Vec3(radius * sinf(up) * cosf(along), -radius * cosf(up), radius * sinf(up) * sinf(along))
}

func area(_ mesh: ModelMesh) -> Float {
    stride(from: 0, to: mesh.indices.count, by: 3).reduce(0) { sum, t in
        let p = (0..<3).map { mesh.positions[Int(mesh.indices[t + $0])] }
        return sum + length(cross(p[1] - p[0], p[2] - p[0])) / 2
    }
}

/// From a point to the nearest place on a mesh.
func distance(_ p: Vec3, _ mesh: ModelMesh) -> Float {
    stride(from: 0, to: mesh.indices.count, by: 3).reduce(.infinity) { least, t in
        let c = (0..<3).map { mesh.positions[Int(mesh.indices[t + $0])] }
        return min(least, distance(p, c[0], c[1], c[2]))
    }
}

private func distance(_ p: Vec3, _ a: Vec3, _ b: Vec3, _ c: Vec3) -> Float {
    let n = cross(b - a, c - a)
    let isInside = [(a, b), (b, c), (c, a)].allSatisfy { dot(cross($1 - $0, p - $0), n) >= 0 }
    if isInside, dot(n, n) > 0 { return abs(dot(p - a, n)) / length(n) }
    return [(a, b), (b, c), (c, a)].reduce(.infinity) { least, edge in
        let way = edge.1 - edge.0, t = clamp(dot(p - edge.0, way) / max(1e-12, dot(way, way)), 0, 1)
        return min(least, length(p - edge.0 - way * t))
    }
}
