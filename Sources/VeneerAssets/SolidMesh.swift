import Foundation
import Synchronization
import VeneerMath

/// A mesh as its file has it, its axes and unit kept: what robots are described with. OBJ and STL say neither, DAE and glTF both.
public final class SolidMesh: Sendable {
    public let name: String
    /// Of a landscape its size.
    public let scale: Vec3
    public let contentHash: UInt64
    public let mesh: ModelMesh
    /// Corners of a convex solid that holds nearly all of it: the outermost ones, looked for in many directions.
    public let hull: [Vec3]
    /// Nil: it is a file's.
    public let heights: HeightField?
    private let cutPieces = Mutex<[[Vec3]]?>(nil)

    static let largestTriangleCount = 500_000
    private static let hullDirections = 96

    public convenience init(file: URL, name: String, scale: Vec3) throws(AssetError) {
        guard let data = FileManager.default.contents(atPath: file.path) else { throw AssetError(name, "cannot be read; is the path right?") }
        let bytes = [UInt8](data)
        let corners: [Vec3]
        switch file.pathExtension.lowercased() {
        case "obj": corners = try SolidMesh.triangles(of: ObjectFile(bytes, file: name))
        case "stl": corners = try StereoFile.triangles(bytes, file: name)
        case "dae": corners = try ColladaFile.triangles(bytes, file: name)
        case "gltf", "glb": corners = try GLTFFile.triangles(bytes, file: file, name: name)
        default: throw AssetError(name, "is none of OBJ, STL, DAE, glTF and GLB; convert it to one of these")
        }
        let scaled = corners.map { $0 * scale }
        guard scaled.count >= 3, scaled.count / 3 <= SolidMesh.largestTriangleCount else {
            throw AssetError(name, "has \(scaled.count / 3) triangles; 1 to \(SolidMesh.largestTriangleCount) are possible")
        }
        var hash = StableHash()
        bytes.withUnsafeBytes { hash.combine(bytes: $0) }
        // Those of a glTF may be in another file.
        for corner in scaled { hash.combine(corner) }
        try self.init(name: name, scale: scale, contentHash: hash.value, corners: scaled, heights: nil)
    }

    init(name: String, scale: Vec3, contentHash: UInt64, corners: [Vec3], heights: HeightField?) throws(AssetError) {
        guard corners.allSatisfy({ max(abs($0.x), abs($0.y), abs($0.z)) < 1000 }) else {
            throw AssetError(name, "is larger than a kilometre, or not finite; check its unit")
        }
        let mesh = SolidMesh.welded(corners, isMirrored: scale.x * scale.y * scale.z < 0)
        guard mesh.triangleCount > 0 else { throw AssetError(name, "has no triangle with an area") }
        self.name = name
        self.scale = scale
        self.contentHash = contentHash
        self.mesh = mesh
        self.heights = heights
        hull = SolidMesh.outermost(mesh.positions)
    }

    private static func triangles(of object: ObjectFile) -> [Vec3] {
        object.faces.flatMap { face in
            (1..<Int(face.cornerCount) - 1).flatMap { i in
                [0, i, i + 1].map { Vec3(object.positions[Int(object.corners[Int(face.firstCorner) + $0].position)]) }
            }
        }
    }

    /// Corners at one place are one where their faces meet at less than 40°.
    private static func welded(_ corners: [Vec3], isMirrored: Bool) -> ModelMesh {
        var mesh = ModelMesh(), places: [Vec3: [Int]] = [:], areas: [Vec3] = []
        for t in stride(from: 0, to: corners.count - 2, by: 3) {
            let p = isMirrored ? [corners[t], corners[t + 2], corners[t + 1]] : [corners[t], corners[t + 1], corners[t + 2]]
            let area = cross(p[1] - p[0], p[2] - p[0]), size = length(area)
            guard size > 1e-12 else { continue }
            let normal = area / size
            for corner in p {
                let near = places[corner, default: []].first { dot(areas[$0] / length(areas[$0]), normal) > 0.766 }
                if let near {
                    areas[near] += area
                    mesh.indices.append(UInt32(near))
                } else {
                    places[corner, default: []].append(areas.count)
                    mesh.indices.append(UInt32(areas.count))
                    mesh.positions.append(corner)
                    areas.append(area)
                }
            }
        }
        mesh.normals = areas.map { normalize($0) }
        return mesh
    }

    /// Corners of convex pieces that leave its hollows open; of a convex solid the hull. Cut when first asked for.
    public var pieces: [[Vec3]] {
        cutPieces.withLock { known in
            let pieces = known ?? (isConvex ? [hull] : ConvexPieces.hulls(of: coarse, thinnest: 0.002, .fine).map(\.points))
            known = pieces
            return pieces
        }
    }

    /// As many triangles as pieces are cut from.
    private var coarse: ModelMesh {
        guard mesh.triangleCount > ModelContent.levelTriangleCounts[0] else { return mesh }
        var simplifier = Simplifier(mesh)
        simplifier.simplify(to: ModelContent.levelTriangleCounts[0])
        return simplifier.mesh.indices.isEmpty ? mesh : simplifier.mesh
    }

    /// Whether nothing lies before any of its faces.
    private var isConvex: Bool {
        let bounds = mesh.bounds, tolerance = 0.01 * length(bounds.high - bounds.low)
        return stride(from: 0, to: mesh.indices.count, by: 3).allSatisfy { t in
            let a = mesh.positions[Int(mesh.indices[t])], b = mesh.positions[Int(mesh.indices[t + 1])], c = mesh.positions[Int(mesh.indices[t + 2])]
            let normal = normalize(cross(b - a, c - a))
            return hull.allSatisfy { dot($0 - a, normal) < tolerance }
        }
    }

    private static func outermost(_ points: [Vec3]) -> [Vec3] {
        var chosen: [Vec3] = []
        for index in 0..<hullDirections {
            // Evenly around, along a spiral.
            let z = 1 - (2 * Float(index) + 1) / Float(hullDirections), r = (1 - z * z).squareRoot(), turn = Float(index) * 2.399_963
            let way = Vec3(r * cos(turn), r * sin(turn), z)
            let far = points.reduce((points[0], -Float.infinity)) { best, p in dot(p, way) > best.1 ? (p, dot(p, way)) : best }.0
            if !chosen.contains(far) { chosen.append(far) }
        }
        return chosen
    }
}

extension SolidMesh: Hashable {
    public static func == (a: SolidMesh, b: SolidMesh) -> Bool { a.name == b.name && a.contentHash == b.contentHash }
    public func hash(into hasher: inout Hasher) { hasher.combine(contentHash) }
}

/// STL, in its binary or its text form.
enum StereoFile {
    static func triangles(_ bytes: [UInt8], file: String) throws(AssetError) -> [Vec3] {
        if bytes.count >= 84 {
            let count = (0..<4).reduce(0) { $0 | Int(bytes[80 + $1]) << (8 * $1) }
            if bytes.count == 84 + 50 * count { return binary(bytes, count: count) }
        }
        guard bytes.starts(with: "solid".utf8) else { throw AssetError(file, "is no STL: its length isn't that of the triangles that it announces") }
        var corners: [Vec3] = []
        var words = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isWhitespace)[...]
        while let word = words.popFirst() {
            guard word == "vertex" else { continue }
            guard words.count >= 3, let x = Float(words.removeFirst()), let y = Float(words.removeFirst()), let z = Float(words.removeFirst()) else {
                throw AssetError(file, "a \"vertex\" without three numbers after it")
            }
            corners.append(Vec3(x, y, z))
        }
        guard corners.count % 3 == 0 else { throw AssetError(file, "its last facet has fewer than three corners") }
        return corners
    }

    private static func binary(_ bytes: [UInt8], count: Int) -> [Vec3] {
        func number(_ at: Int) -> Float { Float(bitPattern: (0..<4).reduce(UInt32(0)) { $0 | UInt32(bytes[at + $1]) << UInt32(8 * $1) }) }
        return (0..<count).flatMap { t in (1...3).map { c in (84 + 50 * t + 12 * c) as Int }.map { Vec3(number($0), number($0 + 4), number($0 + 8)) } }
    }
}
