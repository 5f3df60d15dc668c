import VeneerMath

/// Triangles of a model in body space, metres. Normals are on the side that the winding faces; both sides show.
public struct ModelMesh: Sendable, Equatable {
    /// Triangles of one material.
    public struct Part: Sendable, Equatable {
        public var material: Int
        /// Of `indices`.
        public var indices: Range<Int>
    }

    public var positions: [Vec3] = []
    public var normals: [Vec3] = []
    /// v upwards, repeating.
    public var textureCoordinates: [Vec2] = []
    public var indices: [UInt32] = []
    public var parts: [Part] = []

    public init() {}
    public var triangleCount: Int { indices.count / 3 }

    /// The lowest and highest coordinates.
    public var bounds: (low: Vec3, high: Vec3) {
        positions.reduce((Vec3(repeating: .infinity), Vec3(repeating: -.infinity))) { (pointwiseMin($0.0, $1), pointwiseMax($0.1, $1)) }
    }

    var area: Float {
        stride(from: 0, to: indices.count, by: 3).reduce(0) { sum, first in
            let p = (0..<3).map { positions[Int(indices[first + $0])] }
            return sum + length(cross(p[1] - p[0], p[2] - p[0])) / 2
        }
    }

    /// Of edges with a triangle on one side only, wherever vertices lie at one place.
    var borderLength: Float {
        struct Edge: Hashable { var a: Vec3, b: Vec3 }
        func isBefore(_ a: Vec3, _ b: Vec3) -> Bool { (a.x, a.y, a.z) < (b.x, b.y, b.z) }
        var counts: [Edge: Int] = [:]
        for first in stride(from: 0, to: indices.count, by: 3) {
            for k in 0..<3 {
                let a = positions[Int(indices[first + k])], b = positions[Int(indices[first + (k + 1) % 3])]
                counts[isBefore(a, b) ? Edge(a: a, b: b) : Edge(a: b, b: a), default: 0] += 1
            }
        }
        // The sum's order must not hang on the dictionary's.
        return counts.filter { $0.value == 1 }.map { length($0.key.b - $0.key.a) }.sorted().reduce(0, +)
    }

    /// The material of each triangle.
    var triangleMaterials: [Int] {
        var materials = [Int](repeating: 0, count: triangleCount)
        for part in parts { for t in part.indices.lowerBound / 3..<part.indices.upperBound / 3 { materials[t] = part.material } }
        return materials
    }
}
