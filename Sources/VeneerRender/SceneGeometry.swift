import VeneerGPU
import VeneerMath
import VeneerWorld

/// Every distinct shape of a world, once, on the device.
final class SceneGeometry {
    struct Part {
        var firstVertex: Int
        var indices: Range<Int>
        /// Of the sphere around the body's origin.
        var radiusInMetres: Float
    }

    let vertices: Buffer
    let indices: Buffer
    let partOfBody: [Part]

    init(_ device: GPUDevice, world: World) throws {
        var parts: [Shape: Part] = [:]
        var vertexFloats: [Float] = [], indices: [UInt32] = []
        partOfBody = world.bodies.map { body in
            if let part = parts[body.shape] { return part }
            let mesh = body.shape.mesh()
            let part = Part(
                firstVertex: vertexFloats.count / 6, indices: indices.count..<indices.count + mesh.indices.count,
                radiusInMetres: mesh.positions.map { length($0) }.max() ?? 0)
            for (p, n) in zip(mesh.positions, mesh.normals) { vertexFloats += [p.x, p.y, p.z, n.x, n.y, n.z] }
            indices += mesh.indices
            parts[body.shape] = part
            return part
        }
        self.vertices = try Buffer(device, vertexFloats, use: .vertices)
        self.indices = try Buffer(device, indices, use: .indices)
    }
}
