import CMaterials
import ShaderTypes
import VeneerMath

extension Material {
    /// The struct that the shaders and kernels read.
    public var shaderMaterial: VnMaterial {
        VnMaterial(
            colourA: VnFloat4(x: colourA.x, y: colourA.y, z: colourA.z, w: roughness),
            colourB: VnFloat4(x: colourB.x, y: colourB.y, z: colourB.z, w: metallic),
            parameters: VnFloat4(x: featureSizeInMetres, y: contrast, z: wear, w: 0),
            kind: VnUInt4(x: UInt32(Kind.allCases.firstIndex(of: kind) ?? 0), y: seed, z: 0, w: 0))
    }

    /// Base colours (3 floats a point), and roughness and metallic (2 floats a point), at object-space positions (3 floats a point).
    public func evaluate(positions: [Float], footprintInMetres: Float) -> (baseColour: [Float], roughnessMetallic: [Float]) {
        let count = positions.count / 3
        var material = shaderMaterial
        var base = [Float](repeating: 0, count: count * 3), surface = [Float](repeating: 0, count: count * 2)
        vnMaterialEvaluate(&material, positions, footprintInMetres, count, &base, &surface)
        return (base, surface)
    }
}
