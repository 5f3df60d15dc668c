import VeneerMath

/// Triangles of a shape in body space, wound counter-clockwise seen from outside.
public struct Mesh: Sendable, Equatable {
    /// A rectangle of the surface: a grid of vertices, `columns` × `rows`, that is unfolded as one piece.
    public struct Patch: Sendable, Equatable {
        public var firstVertex: Int
        public var columns: Int
        public var rows: Int
        /// About its real size, metres.
        public var size: Vec2

        var vertices: Range<Int> { firstVertex..<firstVertex + columns * rows }
    }

    public var positions: [Vec3] = []
    public var normals: [Vec3] = []
    /// 0...1 within the vertex's patch.
    public var patchCoordinates: [Vec2] = []
    public var indices: [UInt32] = []
    public var patches: [Patch] = []

    public init() {}
    public var triangleCount: Int { indices.count / 3 }
}
