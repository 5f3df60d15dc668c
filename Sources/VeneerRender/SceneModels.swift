import ShaderTypes
import VeneerAssets
import VeneerGPU
import VeneerMath
import VeneerWorld

/// Every distinct model of a world, once, on the device: all levels of detail, materials and textures.
final class SceneModels {
    /// A model's triangles of one material at one level.
    struct Part {
        /// `VN_MODEL_PLAIN` and so on: which variant of the pipeline draws it.
        var kind: UInt32
        var indices: Range<Int>
        /// The box around it in body space.
        var centre: Vec3
        var halfExtents: Vec3
    }

    struct Entry {
        /// Of each level, the finest first.
        var parts: [[Part]]
        var triangleCounts: [Int]
        var errorsInMetres: [Float]
        var firstMaterial: Int
    }

    static let kinds = [UInt32(VN_MODEL_PLAIN), UInt32(VN_MODEL_TEXTURED), UInt32(VN_MODEL_CUT_OUT)]

    let vertices: Buffer
    let indices: Buffer
    let materials: Buffer
    let textures: TextureArray
    /// Nil: the body is no model.
    let entryOfBody: [Entry?]

    /// Nil where the world has no models.
    init?(_ device: GPUDevice, world: World) throws {
        let models = SceneModels.distinct(in: world)
        guard !models.isEmpty else { return nil }
        var packed = Packing()
        var entries: [Model: Entry] = [:]
        for model in models { entries[model] = packed.add(model) }
        entryOfBody = world.bodies.map { $0.shape.model.flatMap { entries[$0] } }
        vertices = try Buffer(device, packed.vertices, use: .vertices)
        indices = try Buffer(device, packed.indices, use: .indices)
        materials = try Buffer(device, packed.materials, use: .storage)
        let edge = packed.textures.count > 64 ? 256 : ModelTexture.largestEdge
        textures = try TextureArray(device, edge: edge, layers: TexturePyramid.layers(of: packed.textures, edge: edge))
    }

    private static func distinct(in world: World) -> [Model] {
        var seen = Set<Model>(), models: [Model] = []
        for body in world.bodies {
            if let model = body.shape.model, seen.insert(model).inserted { models.append(model) }
        }
        return models
    }

    private struct Packing {
        var vertices: [Float] = []
        var indices: [UInt32] = []
        var materials: [VnModelMaterial] = []
        var textures: [ModelTexture] = []

        mutating func add(_ model: Model) -> Entry {
            let firstMaterial = materials.count, firstTexture = textures.count
            textures += model.textures
            materials += model.materials.map { material in
                VnModelMaterial(
                    colour: VnFloat4(x: material.colour.x, y: material.colour.y, z: material.colour.z, w: material.roughness),
                    texture: VnUInt4(x: UInt32(firstTexture + (material.textureIndex ?? 0)), y: material.metallic > 0.5 ? 1 : 0, z: 0, w: 0))
            }
            return Entry(
                parts: model.levels.map { add($0.mesh, of: model) }, triangleCounts: model.levels.map(\.mesh.triangleCount),
                errorsInMetres: model.levels.map(\.errorInMetres), firstMaterial: firstMaterial)
        }

        private mutating func add(_ mesh: ModelMesh, of model: Model) -> [Part] {
            let first = UInt32(vertices.count / 9)
            var materialOfVertex = [Float](repeating: 0, count: mesh.positions.count)
            for part in mesh.parts { for index in mesh.indices[part.indices] { materialOfVertex[Int(index)] = Float(part.material) } }
            for (i, p) in mesh.positions.enumerated() {
                let n = mesh.normals[i], uv = mesh.textureCoordinates[i]
                vertices += [p.x, p.y, p.z, n.x, n.y, n.z, uv.x, uv.y, materialOfVertex[i]]
            }
            // By kind, so that those of one kind lie side by side and can be drawn together.
            return mesh.parts.map { ($0, kind(of: model.materials[$0.material], in: model)) }.sorted { $0.1 < $1.1 }.map { part, kind in
                let start = indices.count
                indices += mesh.indices[part.indices].map { $0 + first }
                let low = mesh.indices[part.indices].reduce(Vec3(repeating: .infinity)) { pointwiseMin($0, mesh.positions[Int($1)]) }
                let high = mesh.indices[part.indices].reduce(Vec3(repeating: -.infinity)) { pointwiseMax($0, mesh.positions[Int($1)]) }
                return Part(kind: kind, indices: start..<indices.count, centre: (low + high) / 2, halfExtents: (high - low) / 2)
            }
        }

        private func kind(of material: ModelMaterial, in model: Model) -> UInt32 {
            guard let texture = material.textureIndex.map({ model.textures[$0] }) else { return UInt32(VN_MODEL_PLAIN) }
            return UInt32(texture.isCutOut ? VN_MODEL_CUT_OUT : VN_MODEL_TEXTURED)
        }
    }
}

/// Textures at half, a quarter and so on of their size, down to a pixel: means of linear light.
enum TexturePyramid {
    static func layers(of textures: [ModelTexture], edge: Int) -> [[[UInt8]]] {
        // A model without textures still binds one.
        if textures.isEmpty { return [levels(of: [UInt8](repeating: 255, count: edge * edge * 4), edge: edge)] }
        var layers = [[[UInt8]]](repeating: [], count: textures.count)
        layers.withUnsafeMutableBufferPointer { buffer in
            nonisolated(unsafe) let buffer = buffer
            parallelBands(textures.count) { band in
                for i in band { buffer[i] = levels(of: textures[i].resampled(to: edge, edge), edge: edge) }
            }
        }
        return layers
    }

    private static func levels(of finest: [UInt8], edge: Int) -> [[UInt8]] {
        var levels = [finest], edge = edge
        while edge > 1 {
            levels.append(halved(levels[levels.count - 1], edge: edge))
            edge /= 2
        }
        return levels
    }

    private static func halved(_ pixels: [UInt8], edge: Int) -> [UInt8] {
        let half = edge / 2
        var result = [UInt8](repeating: 0, count: half * half * 4)
        for y in 0..<half {
            for x in 0..<half {
                let from = [(2 * y * edge + 2 * x) * 4, (2 * y * edge + 2 * x + 1) * 4, ((2 * y + 1) * edge + 2 * x) * 4, ((2 * y + 1) * edge + 2 * x + 1) * 4]
                var sum = Vec4.zero, alpha: Float = 0
                for i in from {
                    let weight = max(1, Float(pixels[i + 3]))
                    sum += Vec4(SRGB.linear[Int(pixels[i])], SRGB.linear[Int(pixels[i + 1])], SRGB.linear[Int(pixels[i + 2])], 1) * weight
                    alpha += Float(pixels[i + 3])
                }
                for c in 0..<3 { result[(y * half + x) * 4 + c] = SRGB.encoded(sum[c] / sum.w) }
                result[(y * half + x) * 4 + 3] = UInt8(alpha / 4 + 0.5)
            }
        }
        return result
    }
}
