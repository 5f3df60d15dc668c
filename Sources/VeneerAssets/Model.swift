import VeneerMath

/// A thing that someone modelled, at its real size: z up, facing -y, its origin in the middle of the box around it.
/// Immutable; bodies and worlds share one.
public final class Model: Sendable {
    /// A coarser mesh, and how far its surface is from the full mesh's.
    public struct Level: Sendable {
        public let mesh: ModelMesh
        public let errorInMetres: Float
    }

    /// As worlds name it: `pack:sweethome3d/ARCHIVE/MODEL` or `file:PATH`.
    public let name: String
    /// Of everything that it was made from.
    public let contentHash: UInt64
    public let sizeInMetres: Vec3
    /// What the catalogue says; nil for a file of one's own.
    public let entry: CatalogueEntry?
    /// Of the full mesh.
    public let triangleCount: Int
    public let materials: [ModelMaterial]
    public let textures: [ModelTexture]
    /// The finest first.
    public let levels: [Level]
    /// Together about as solid as the model.
    public let hulls: [ConvexHull]
    /// What was done without, such as a missing texture.
    public let remarks: [String]
    let source: ModelSource

    init(_ content: ModelContent, source: ModelSource, contentHash: UInt64) {
        name = source.name
        self.source = source
        self.contentHash = contentHash
        entry = source.entry
        sizeInMetres = content.size
        triangleCount = content.triangleCount
        materials = content.materials
        textures = content.textures
        levels = content.levels
        hulls = content.hulls
        remarks = content.remarks
    }

    /// Stretched to this; nil: of its own size.
    public var givenSize: Vec3? { source.size == entry?.sizeInMetres ? nil : source.size }
    /// A class of things: from the catalogue, or the file's name.
    public var semantic: String { entry?.semantic ?? Catalogue.semantic(source.title) }
    public var title: String { entry?.title ?? source.title }
    public var hashText: String {
        var hash = StableHash()
        hash.combine(contentHash)
        return hash.hexadecimal
    }

    /// The mesh with nothing left out, made again from its files.
    public func fullMesh() throws(AssetError) -> ModelMesh { try ModelContent.fullMesh(of: source).mesh }

    /// What a triangle shows.
    public struct TriangleSurface: Sendable {
        /// Linear: the mean, and about how far its texture goes to either side of it.
        public var colour, range: Vec3
        public var roughness, metallic: Float
    }

    /// Of each triangle of a level.
    public func triangleSurfaces(of mesh: ModelMesh) -> [TriangleSurface] {
        mesh.parts.flatMap { part in
            let material = materials[part.material], texture = material.textureIndex.map { textures[$0] }
            return stride(from: part.indices.lowerBound, to: part.indices.upperBound, by: 3).map { t in
                var surface = TriangleSurface(colour: material.colour, range: .zero, roughness: material.roughness, metallic: material.metallic)
                if let texture {
                    let corners = (0..<3).map { mesh.textureCoordinates[Int(mesh.indices[t + $0])] }
                    (surface.colour, surface.range) = Model.look(of: texture, over: corners)
                }
                return surface
            }
        }
    }

    private static func look(of texture: ModelTexture, over corners: [Vec2]) -> (mean: Vec3, range: Vec3) {
        // A few texels stand for all.
        let steps = 4, margin: Float = 0.1
        var sum = Vec4.zero, low = Vec3(repeating: 1), high = Vec3.zero
        for i in 0..<steps {
            for j in 0..<steps - i {
                let a = (Float(i) + 0.33) / Float(steps), b = (Float(j) + 0.33) / Float(steps)
                let texel = texture.nearest(corners[0] * (1 - a - b) + corners[1] * a + corners[2] * b)
                let colour = Vec3(texel.x, texel.y, texel.z)
                sum += Vec4(colour, 1) * max(1e-3, texel.w)
                if texel.w >= 0.5 { (low, high) = (pointwiseMin(low, colour), pointwiseMax(high, colour)) }
            }
        }
        let mean = Vec3(sum.x, sum.y, sum.z) / sum.w
        return (mean, pointwiseMax(pointwiseMax(high - mean, mean - low), .zero) + margin)
    }
}

extension Model: Hashable {
    public static func == (a: Model, b: Model) -> Bool { a.name == b.name && a.contentHash == b.contentHash }
    public func hash(into hasher: inout Hasher) {
        hasher.combine(name)
        hasher.combine(contentHash)
    }
}
