import VeneerGPU
import VeneerMath
import VeneerWorld

/// Every distinct shape of a world, once, on the device: all levels of detail.
final class SceneGeometry {
    struct Level {
        var firstVertex: Int
        var indices: Range<Int>
    }

    struct Part {
        /// The finest first; none where the shape is a model, which is drawn by itself (`SceneModels`).
        var levels: [Level]
        var triangleCounts: [Int]
        var errorsInMetres: [Float]
        /// Of the box around the mesh, centred on the body's origin.
        var halfExtentsInMetres: Vec3
    }

    let vertices: Buffer
    let indices: Buffer
    let partOfBody: [Part]

    init(_ device: GPUDevice, world: World) throws {
        var packed = Packing(), parts: [Shape: Part] = [:]
        partOfBody = world.bodies.map { body in
            if let part = parts[body.shape] { return part }
            let part = packed.add(body.shape)
            parts[body.shape] = part
            return part
        }
        vertices = try Buffer(device, packed.vertices, use: .vertices)
        indices = try Buffer(device, packed.indices, use: .indices)
    }

    private struct Packing {
        var vertices: [Float] = []
        var indices: [UInt32] = []

        mutating func add(_ shape: Shape) -> Part {
            if let model = shape.model { return Part(levels: [], triangleCounts: [], errorsInMetres: [], halfExtentsInMetres: model.sizeInMetres / 2) }
            let levels = shape.levels()
            let extents = levels.flatMap(\.mesh.positions).reduce(Vec3.zero) { pointwiseMax($0, pointwiseMax($1, -$1)) }
            return Part(
                levels: levels.map { add($0.mesh) }, triangleCounts: levels.map(\.mesh.triangleCount), errorsInMetres: levels.map(\.errorInMetres),
                halfExtentsInMetres: extents)
        }

        private mutating func add(_ mesh: Mesh) -> Level {
            let level = Level(firstVertex: vertices.count / 6, indices: indices.count..<indices.count + mesh.indices.count)
            for (p, n) in zip(mesh.positions, mesh.normals) { vertices += [p.x, p.y, p.z, n.x, n.y, n.z] }
            indices += mesh.indices
            return level
        }
    }
}
