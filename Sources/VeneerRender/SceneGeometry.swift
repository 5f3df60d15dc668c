import VeneerGPU
import VeneerMath
import VeneerWorld

/// Every distinct shape of a world, once, on the device.
final class SceneGeometry {
    struct Part {
        var firstVertex: Int
        var indices: Range<Int>
        /// Of the box around the mesh, centred on the body's origin.
        var halfExtentsInMetres: Vec3
    }

    let vertices: Buffer
    let indices: Buffer
    let partOfBody: [Part]

    init(_ device: GPUDevice, world: World) throws {
        var parts: [Shape: Part] = [:]
        var vertexFloats: [Float] = [], indices: [UInt32] = []
        partOfBody = world.bodies.map { body in
            if let part = parts[body.shape] { return part }
            // Models are drawn by themselves (SceneModels).
            let mesh = body.shape.model == nil ? body.shape.mesh() : Mesh()
            let part = Part(
                firstVertex: vertexFloats.count / 6, indices: indices.count..<indices.count + mesh.indices.count,
                halfExtentsInMetres: body.shape.model.map { $0.sizeInMetres / 2 }
                    ?? mesh.positions.reduce(.zero) { pointwiseMax($0, pointwiseMax($1, -$1)) })
            for (p, n) in zip(mesh.positions, mesh.normals) { vertexFloats += [p.x, p.y, p.z, n.x, n.y, n.z] }
            indices += mesh.indices
            parts[body.shape] = part
            return part
        }
        self.vertices = try Buffer(device, vertexFloats, use: .vertices)
        self.indices = try Buffer(device, indices, use: .indices)
    }
}
