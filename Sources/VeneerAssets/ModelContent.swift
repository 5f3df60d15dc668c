import Foundation
import VeneerMath

/// What is made of a model's files, and cached.
struct ModelContent {
    var size: Vec3
    var triangleCount: Int
    var materials: [ModelMaterial]
    var textures: [ModelTexture]
    var levels: [Model.Level]
    var hulls: [ConvexHull]
    var remarks: [String]

    /// A level has at most about so many triangles.
    static let levelTriangleCounts = [8000, 4000, 2000, 1000, 500, 250, 120]

    init(
        size: Vec3, triangleCount: Int, materials: [ModelMaterial], textures: [ModelTexture], levels: [Model.Level], hulls: [ConvexHull], remarks: [String]
    ) {
        (self.size, self.triangleCount, self.materials, self.textures) = (size, triangleCount, materials, textures)
        (self.levels, self.hulls, self.remarks) = (levels, hulls, remarks)
    }

    init(of source: ModelSource) throws(AssetError) {
        let full = try ModelContent.fullMesh(of: source)
        (size, triangleCount) = (full.size, full.mesh.triangleCount)
        (materials, textures, remarks) = ModelContent.surfaces(of: source, full)
        levels = ModelContent.levels(of: full.mesh)
        guard let finest = levels.first else { throw AssetError(source.name, "nothing is left of it at \(ModelContent.levelTriangleCounts[0]) triangles") }
        hulls = ConvexPieces.hulls(of: finest.mesh, thinnest: min(0.004, full.size.max() * 0.05))
    }

    private static func levels(of full: ModelMesh) -> [Model.Level] {
        var levels: [Model.Level] = [], simplifier = Simplifier(full), thinningError: Float = 0
        let foliage = full.triangleCount > levelTriangleCounts[0] / 2 ? Foliage(full) : nil
        for count in levelTriangleCounts {
            if let foliage, full.triangleCount > count {
                let thinned = foliage.thinned(to: count)
                simplifier = Simplifier(thinned.mesh)
                thinningError = thinned.error
            }
            let isFull = full.triangleCount <= count
            if !isFull { simplifier.simplify(to: count) }
            let mesh = isFull ? full : simplifier.mesh
            guard !mesh.indices.isEmpty, mesh.triangleCount < levels.last?.mesh.triangleCount ?? .max else { continue }
            levels.append(Model.Level(mesh: mesh, errorInMetres: max(simplifier.error, thinningError)))
        }
        return withLosses(levels)
    }

    /// Planes know nothing of a leaf that shrinks within its own: where a model is narrow sheets, what it loses of its area counts as twice as much
    /// of their width. Of bodies with a hole or a seam here and there the width would be that of a giant's leaf.
    private static func withLosses(_ levels: [Model.Level]) -> [Model.Level] {
        guard let finest = levels.first?.mesh else { return levels }
        let bounds = finest.bounds, width = 4 * finest.area / finest.borderLength
        guard width < 0.25 * length(bounds.high - bounds.low) else { return levels }
        return levels.map { level in
            let lost = max(0, 1 - level.mesh.area / finest.area) * width
            return Model.Level(mesh: level.mesh, errorInMetres: max(level.errorInMetres, lost))
        }
    }

    struct Full {
        var mesh: ModelMesh
        var size: Vec3
        var materialNames: [String]
        var libraries: [String]
    }

    static func fullMesh(of source: ModelSource) throws(AssetError) -> Full {
        let object = try ObjectFile(try source.contents(of: source.path), file: source.name)
        let assembly = try MeshAssembly(object, name: source.name, placement: source.placement)
        guard assembly.materialNames.count <= 4000 else {
            throw AssetError(source.name, "has \(assembly.materialNames.count) materials; at most 4000 are possible")
        }
        return Full(mesh: assembly.mesh, size: assembly.size, materialNames: assembly.materialNames, libraries: object.libraries)
    }

    /// Materials in the order of the mesh's, with the textures that they use.
    private static func surfaces(of source: ModelSource, _ full: Full) -> ([ModelMaterial], [ModelTexture], [String]) {
        var remarks: [String] = [], descriptions: [String: MaterialDescription] = [:]
        for library in full.libraries {
            do {
                for material in MaterialLibrary.parse(try source.contents(of: source.sibling(library))) { descriptions[material.name] = material }
            } catch { remarks.append("materials: \(error)") }
        }
        var textures: [ModelTexture] = [], places: [String: Int?] = [:]
        let materials = full.materialNames.map { name -> ModelMaterial in
            guard let description = descriptions[name] else {
                if !name.isEmpty { remarks.append("material \"\(name)\" is not described: grey") }
                return .fallback
            }
            guard let file = description.texture else { return ModelMaterial(description, textureIndex: nil) }
            if places[file] == nil {
                do {
                    let (found, bytes) = try source.texture(file)
                    if found != source.sibling(file) { remarks.append("texture \(file) is not there; \(found) is taken for it") }
                    textures.append(try ModelTexture(decoding: bytes, name: found.split(separator: "/").last.map(String.init) ?? file))
                    places[file] = textures.count - 1
                } catch {
                    remarks.append("texture: \(error)")
                    places[file] = .some(nil)
                }
            }
            var material = ModelMaterial(description, textureIndex: places[file] ?? nil)
            if let index = material.textureIndex { material.colour = textures[index].mean }
            return material
        }
        return (materials, textures, remarks)
    }
}

extension ModelTexture {
    /// Linear, of what is not cut out.
    var mean: Vec3 {
        var sum = Vec4.zero
        for i in stride(from: 0, to: pixels.count, by: 4) where pixels[i + 3] >= 128 {
            sum += Vec4(SRGB.linear[Int(pixels[i])], SRGB.linear[Int(pixels[i + 1])], SRGB.linear[Int(pixels[i + 2])], 1)
        }
        return Vec3(sum.x, sum.y, sum.z) / max(1, sum.w)
    }
}
