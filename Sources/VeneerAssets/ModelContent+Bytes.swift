import VeneerMath

extension ModelContent {
    func write(into writer: inout AssetWriter) {
        writer.put(size)
        writer.put(UInt64(triangleCount))
        writer.put(UInt64(materials.count))
        for material in materials {
            writer.put(material.name)
            writer.put(material.colour)
            writer.put(Int64(material.textureIndex ?? -1))
            writer.put(material.roughness)
            writer.put(material.metallic)
        }
        writer.put(UInt64(textures.count))
        for texture in textures {
            writer.put(texture.name)
            writer.put(UInt64(texture.width))
            writer.put(UInt64(texture.height))
            writer.put(texture.pixels)
        }
        writer.put(UInt64(levels.count))
        for level in levels {
            writer.put(level.errorInMetres)
            level.mesh.write(into: &writer)
        }
        writer.put(UInt64(hulls.count))
        for hull in hulls { writer.put(hull.points) }
        writer.put(UInt64(remarks.count))
        for remark in remarks { writer.put(remark) }
    }

    init?(from reader: inout AssetReader) {
        guard let size = reader.vector(), let count = reader.number(UInt64.self), let materials = reader.list({ ModelMaterial(from: &$0) }),
            let textures = reader.list({ ModelTexture(from: &$0) }), let levels = reader.list({ Model.Level(from: &$0) }),
            let hulls = reader.list({ $0.vectors().map(ConvexHull.init) }), let remarks = reader.list({ $0.text() })
        else { return nil }
        self.init(
            size: size, triangleCount: Int(count), materials: materials, textures: textures, levels: levels, hulls: hulls, remarks: remarks)
    }
}

extension ModelMaterial {
    fileprivate init?(from reader: inout AssetReader) {
        guard let name = reader.text(), let colour = reader.vector(), let texture = reader.number(Int64.self), let roughness = reader.number(Float.self),
            let metallic = reader.number(Float.self)
        else { return nil }
        self.init(name: name, colour: colour, textureIndex: texture < 0 ? nil : Int(texture), roughness: roughness, metallic: metallic)
    }
}

extension ModelTexture {
    fileprivate init?(from reader: inout AssetReader) {
        guard let name = reader.text(), let width = reader.number(UInt64.self), let height = reader.number(UInt64.self),
            let pixels = reader.array(UInt8.self), UInt64(pixels.count) == width * height * 4
        else { return nil }
        self.init(name: name, width: Int(width), height: Int(height), pixels: pixels)
    }
}

extension Model.Level {
    fileprivate init?(from reader: inout AssetReader) {
        guard let error = reader.number(Float.self), let mesh = ModelMesh(from: &reader) else { return nil }
        self.init(mesh: mesh, errorInMetres: error)
    }
}

extension ModelMesh {
    fileprivate func write(into writer: inout AssetWriter) {
        writer.put(positions)
        writer.put(normals)
        writer.put(textureCoordinates)
        writer.put(indices)
        writer.put(parts.flatMap { [Int64($0.material), Int64($0.indices.lowerBound), Int64($0.indices.upperBound)] })
    }

    fileprivate init?(from reader: inout AssetReader) {
        guard let positions = reader.vectors(), let normals = reader.vectors(), let coordinates = reader.array(Vec2.self),
            let indices = reader.array(UInt32.self), let parts = reader.array(Int64.self), positions.count == normals.count
        else { return nil }
        (self.positions, self.normals, textureCoordinates, self.indices) = (positions, normals, coordinates, indices)
        self.parts = stride(from: 0, to: parts.count, by: 3).map {
            Part(material: Int(parts[$0]), indices: Int(parts[$0 + 1])..<Int(parts[$0 + 2]))
        }
    }
}
