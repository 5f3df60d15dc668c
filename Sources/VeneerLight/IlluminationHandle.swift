import CLight
import ShaderTypes
import VeneerAssets
import VeneerMath
import VeneerWorld

/// Owns the C++ side. Unchecked: its owner changes it from one thread, and lets others work only on bands that don't overlap.
final class IlluminationHandle: @unchecked Sendable {
    let raw: OpaquePointer

    init?(world: World) {
        guard let raw = vnIlluminationCreate() else { return nil }
        self.raw = raw
        for (index, body) in world.bodies.enumerated() { add(body, FlatMesh(body.shape), world.shaderMaterial(ofBody: index)) }
        for opening in world.openings {
            let (across, up) = opening.halfEdges
            var rectangle = VnLight(centre: VnFloat4(opening.centre), halfU: VnFloat4(across), halfV: VnFloat4(up), luminance: VnFloat4(.zero), body: -1)
            vnIlluminationOpen(raw, &rectangle)
        }
    }

    deinit { vnIlluminationDestroy(raw) }

    private struct FlatMesh {
        var positions: [Float]
        var normals: [Float]
        var indices: [UInt32]
        /// Of models, as ``VnLitBody`` has them.
        var surfaces: [Float] = []
        var holes: [Int32] = []
        var textureCoordinates: [Float] = []
        /// Of all textures with holes: which texels are none.
        var solid: [UInt8] = []
        var cutOuts: [(start: Int, width: Int, height: Int)] = []
        /// Pictures may show coarser ones.
        var hasLevels: Bool

        init(_ shape: Shape) {
            let mesh = shape.mesh()
            positions = mesh.positions.flatMap { [$0.x, $0.y, $0.z] }
            normals = mesh.normals.flatMap { [$0.x, $0.y, $0.z] }
            indices = mesh.indices
            hasLevels = (shape.model?.levels.count ?? shape.levels().count) > 1
            if let model = shape.model { look(at: model) }
        }

        private mutating func look(at model: Model) {
            let mesh = model.levels[0].mesh
            surfaces = model.triangleSurfaces(of: mesh).flatMap {
                [$0.colour.x, $0.colour.y, $0.colour.z, $0.roughness, $0.metallic, $0.range.x, $0.range.y, $0.range.z]
            }
            var places: [Int: Int32] = [:]
            for (index, texture) in model.textures.enumerated() where texture.isCutOut {
                places[index] = Int32(cutOuts.count)
                cutOuts.append((solid.count, texture.width, texture.height))
                solid += stride(from: 3, to: texture.pixels.count, by: 4).map { texture.pixels[$0] < 128 ? 0 : 1 }
            }
            guard !cutOuts.isEmpty else { return }
            textureCoordinates = mesh.textureCoordinates.flatMap { [$0.x, $0.y] }
            for part in mesh.parts {
                let place = model.materials[part.material].textureIndex.flatMap { places[$0] } ?? -1
                holes += [Int32](repeating: place, count: part.indices.count / 3)
            }
        }
    }

    private func add(_ body: Body, _ mesh: FlatMesh, _ material: VnMaterial) {
        var lit = VnLitBody()
        lit.vertexCount = Int32(mesh.positions.count / 3)
        lit.triangleCount = Int32(mesh.indices.count / 3)
        lit.material = material
        lit.emits = body.emission == nil ? 0 : 1
        lit.hasLevels = mesh.hasLevels ? 1 : 0
        lit.isStatic = body.isStatic ? 1 : 0
        withPointers(to: [mesh.positions, mesh.normals, mesh.surfaces, mesh.textureCoordinates]) { floats in
            mesh.indices.withUnsafeBufferPointer { indices in
                mesh.holes.withUnsafeBufferPointer { holes in
                    mesh.solid.withUnsafeBufferPointer { solid in
                        (lit.positions, lit.normals, lit.textureCoordinates) = (floats[0], floats[1], floats[3])
                        lit.indices = indices.baseAddress
                        lit.triangleHoles = holes.baseAddress
                        if body.shape.model != nil { lit.triangleSurfaces = floats[2] }
                        let cutOuts = mesh.cutOuts.map { VnCutOut(solid: solid.baseAddress! + $0.start, width: Int32($0.width), height: Int32($0.height)) }
                        lit.cutOutCount = Int32(cutOuts.count)
                        cutOuts.withUnsafeBufferPointer {
                            lit.cutOuts = $0.baseAddress
                            vnIlluminationAdd(raw, &lit)
                        }
                    }
                }
            }
        }
    }
}

/// Nests one closure an array, in which its values stay in place.
func withPointers(to arrays: ArraySlice<[Float]>, found: [UnsafePointer<Float>?] = [], _ body: ([UnsafePointer<Float>?]) -> Void) {
    guard let array = arrays.first else { return body(found) }
    array.withUnsafeBufferPointer { withPointers(to: arrays.dropFirst(), found: found + [$0.baseAddress], body) }
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
    /// The box around everything that stands still; of wide, flat ground only what lies near other things.
    var fieldBounds: (low: Vec3, high: Vec3) {
        let nearbyInMetres: Float = 2
        guard let all = World.box(around: bodies.filter(\.isStatic)) else { return (Vec3(repeating: -1), Vec3(repeating: 1)) }
        guard let things = World.box(around: bodies.filter { !$0.isStatic || !$0.isFlatGround }) else { return all }
        return (pointwiseMax(all.low, things.low - nearbyInMetres), pointwiseMin(all.high, things.high + nearbyInMetres))
    }

    private static func box(around bodies: [Body]) -> (low: Vec3, high: Vec3)? {
        var low = Vec3(repeating: .infinity), high = -low
        for body in bodies {
            let half = body.shape.halfExtents
            for corner in 0..<8 {
                let sign = Vec3(corner & 1 == 0 ? -1 : 1, corner & 2 == 0 ? -1 : 1, corner & 4 == 0 ? -1 : 1)
                let p = body.worldFromBody.act(sign * half)
                low = pointwiseMin(low, p)
                high = pointwiseMax(high, p)
            }
        }
        return low.x <= high.x ? (low, high) : nil
    }
}

extension Body {
    /// Lies level, much wider than high.
    fileprivate var isFlatGround: Bool {
        let half = shape.halfExtents
        return abs(worldFromBody.rotation.act(Vec3(0, 0, 1)).z) > 0.99 && half.z * 20 < min(half.x, half.y)
    }
}
