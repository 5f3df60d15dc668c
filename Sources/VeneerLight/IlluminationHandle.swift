import CLight
import ShaderTypes
import VeneerAssets
import VeneerMath
import VeneerWorld

/// Owns the C++ side. Unchecked: its owner changes it from one thread, and lets others work only on bands that don't overlap.
final class IlluminationHandle: @unchecked Sendable {
    let raw: OpaquePointer

    init?(world: World) {
        let meshes = world.bodies.map { FlatMesh($0.shape) }
        guard let raw = IlluminationHandle.create(world.bodies[...], meshes[...], world.bodies.indices.map(world.shaderMaterial), []) else { return nil }
        self.raw = raw
    }

    deinit { vnIlluminationDestroy(raw) }

    private struct FlatMesh {
        var positions: [Float]
        var normals: [Float]
        var indices: [UInt32]
        /// Of models: colour, roughness and metallic a triangle.
        var surfaces: [Float] = []
        /// Pictures may show coarser ones.
        var hasLevels: Bool

        init(_ shape: Shape) {
            let mesh = shape.mesh()
            positions = mesh.positions.flatMap { [$0.x, $0.y, $0.z] }
            normals = mesh.normals.flatMap { [$0.x, $0.y, $0.z] }
            indices = mesh.indices
            hasLevels = (shape.model?.levels.count ?? shape.levels().count) > 1
            if let model = shape.model { keepSolid(model) }
        }

        /// Leaves out triangles that are mostly cut away.
        private mutating func keepSolid(_ model: Model) {
            let all = indices
            indices = []
            for (t, surface) in model.triangleSurfaces(of: model.levels[0].mesh).enumerated() where surface.opacity > 0.35 {
                indices += all[3 * t..<3 * t + 3]
                surfaces += [surface.colour.x, surface.colour.y, surface.colour.z, surface.roughness, surface.metallic]
            }
        }
    }

    /// Nests one closure a body, in which its arrays stay in place.
    private static func create(_ bodies: ArraySlice<Body>, _ meshes: ArraySlice<FlatMesh>, _ materials: [VnMaterial], _ made: [VnLitBody]) -> OpaquePointer? {
        guard let body = bodies.first, let mesh = meshes.first else { return vnIlluminationCreate(made, Int32(made.count)) }
        return mesh.positions.withUnsafeBufferPointer { positions in
            mesh.normals.withUnsafeBufferPointer { normals in
                mesh.indices.withUnsafeBufferPointer { indices in
                    mesh.surfaces.withUnsafeBufferPointer { surfaces in
                        let lit = VnLitBody(
                            positions: positions.baseAddress, normals: normals.baseAddress, indices: indices.baseAddress,
                            vertexCount: Int32(positions.count / 3), triangleCount: Int32(indices.count / 3),
                            material: materials[made.count], triangleSurfaces: body.shape.model == nil ? nil : surfaces.baseAddress,
                            emits: body.emission == nil ? 0 : 1, hasLevels: mesh.hasLevels ? 1 : 0, isStatic: body.isStatic ? 1 : 0)
                        return create(bodies.dropFirst(), meshes.dropFirst(), materials, made + [lit])
                    }
                }
            }
        }
    }
}

extension VnFloat4 {
    init(_ v: Vec3, _ w: Float = 0) { self.init(x: v.x, y: v.y, z: v.z, w: w) }
    init(_ v: Vec4) { self.init(x: v.x, y: v.y, z: v.z, w: v.w) }
}

extension VnMatrix4 {
    init(_ m: Matrix4) { self.init(columns: (VnFloat4(m.columns.0), VnFloat4(m.columns.1), VnFloat4(m.columns.2), VnFloat4(m.columns.3))) }
}

extension VnLight {
    init(_ light: Light) {
        self.init()
        luminance = VnFloat4(light.luminance)
        body = Int32(light.bodyIndex)
        switch light.form {
        case .sphere(let radius): centre = VnFloat4(light.centreInWorld, radius)
        case .rectangle(let u, let v):
            centre = VnFloat4(light.centreInWorld)
            halfU = VnFloat4(u)
            halfV = VnFloat4(v)
        }
    }
}

extension World {
    /// The box around everything that stands still.
    var fieldBounds: (low: Vec3, high: Vec3) {
        var low = Vec3(repeating: .infinity), high = -low
        for body in bodies where body.isStatic {
            let half = body.shape.halfExtents
            for corner in 0..<8 {
                let sign = Vec3(corner & 1 == 0 ? -1 : 1, corner & 2 == 0 ? -1 : 1, corner & 4 == 0 ? -1 : 1)
                let p = body.worldFromBody.act(sign * half)
                low = pointwiseMin(low, p)
                high = pointwiseMax(high, p)
            }
        }
        return low.x <= high.x ? (low, high) : (Vec3(repeating: -1), Vec3(repeating: 1))
    }
}
