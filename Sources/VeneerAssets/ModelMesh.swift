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

    /// The material of each triangle.
    var triangleMaterials: [Int] {
        var materials = [Int](repeating: 0, count: triangleCount)
        for part in parts { for t in part.indices.lowerBound / 3..<part.indices.upperBound / 3 { materials[t] = part.material } }
        return materials
    }
}
