import VeneerAssets
import VeneerMath
import VeneerWorld

/// A world's models as a path tracer takes them: full meshes in world space with their own textures, sorted by texture.
struct TeacherModels {
    /// Triangles that share a texture, or have none.
    struct Group {
        /// -1: plain colours.
        var texture: Int
        var triangles: Range<Int>
        var isCutOut: Bool
    }

    private(set) var positions: [Vec3] = []
    private(set) var normals: [Vec3] = []
    /// v downwards.
    private(set) var textureCoordinates: [Vec2] = []
    /// A colour, roughness and metallic a vertex.
    private(set) var colours: [Vec3] = []
    private(set) var roughnessMetallic: [Vec2] = []
    private(set) var indices: [UInt32] = []
    private(set) var textures: [ModelTexture] = []
    private(set) var groups: [Group] = []

    init(world: World, state: WorldState) throws {
        var meshes: [Model: ModelMesh] = [:], firstTextures: [Model: Int] = [:]
        var trianglesOfTexture: [Int: [UInt32]] = [:]
        for (body, bodyState) in zip(world.bodies, state.bodies) {
            guard let model = body.shape.model else { continue }
            if meshes[model] == nil {
                meshes[model] = try model.fullMesh()
                firstTextures[model] = textures.count
                textures += model.textures
            }
            guard let mesh = meshes[model], let firstTexture = firstTextures[model] else { continue }
            let firstVertex = UInt32(positions.count)
            positions += mesh.positions.map { bodyState.pose.act($0) }
            normals += mesh.normals.map { bodyState.pose.rotation.act($0) }
            textureCoordinates += mesh.textureCoordinates.map { Vec2($0.x, 1 - $0.y) }
            var materialOfVertex = [Int](repeating: 0, count: mesh.positions.count)
            for part in mesh.parts {
                let texture = model.materials[part.material].textureIndex.map { firstTexture + $0 } ?? -1
                trianglesOfTexture[texture, default: []] += mesh.indices[part.indices].map { $0 + firstVertex }
                for index in mesh.indices[part.indices] { materialOfVertex[Int(index)] = part.material }
            }
            colours += materialOfVertex.map { model.materials[$0].colour }
            roughnessMetallic += materialOfVertex.map { Vec2(model.materials[$0].roughness, model.materials[$0].metallic) }
        }
        for (texture, triangles) in trianglesOfTexture.sorted(by: { $0.key < $1.key }) {
            let first = indices.count / 3
            indices += triangles
            groups.append(Group(texture: texture, triangles: first..<indices.count / 3, isCutOut: texture >= 0 && textures[texture].isCutOut))
        }
    }

    var tensors: [String: SafetensorsFile.Tensor] {
        guard !groups.isEmpty else { return [:] }
        func flat(_ vectors: [Vec3]) -> [Float] { vectors.flatMap { [$0.x, $0.y, $0.z] } }
        func flat(_ vectors: [Vec2]) -> [Float] { vectors.flatMap { [$0.x, $0.y] } }
        var tensors: [String: SafetensorsFile.Tensor] = [
            "model-positions": .init(flat(positions), shape: [positions.count, 3]), "model-normals": .init(flat(normals), shape: [normals.count, 3]),
            "model-uvs": .init(flat(textureCoordinates), shape: [textureCoordinates.count, 2]),
            "model-colours": .init(flat(colours), shape: [colours.count, 3]),
            "model-surface": .init(flat(roughnessMetallic), shape: [roughnessMetallic.count, 2]),
            "model-indices": .init(indices.map(Int32.init(bitPattern:)), shape: [indices.count / 3, 3]),
        ]
        for (number, texture) in textures.enumerated() {
            tensors["texture-\(number)"] = .init(texture.pixels, shape: [texture.height, texture.width, 4])
        }
        return tensors
    }

    var json: JSON {
        .array(
            groups.map {
                [
                    "texture": .integer($0.texture), "first": .integer($0.triangles.lowerBound), "count": .integer($0.triangles.count),
                    "cut_out": .bool($0.isCutOut),
                ]
            })
    }
}
