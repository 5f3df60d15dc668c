import CMaterials
import ShaderTypes
import VeneerMath

/// What a pixel or texel covers of a surface, in metres of object space.
public struct Footprint: Sendable {
    /// Along each axis.
    public var extent: Vec3
    /// Of the square of equal area.
    public var width: Float

    public init(extent: Vec3, width: Float) {
        self.extent = extent
        self.width = width
    }

    /// As wide in every direction.
    public init(widthInMetres width: Float) { self.init(extent: Vec3(width, width, width), width: width) }
}

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
    public func evaluate(positions: [Float], footprint: Footprint) -> (baseColour: [Float], roughnessMetallic: [Float]) {
        let count = positions.count / 3
        var material = shaderMaterial
        var base = [Float](repeating: 0, count: count * 3), surface = [Float](repeating: 0, count: count * 2)
        let pixel = VnFloat4(x: footprint.extent.x, y: footprint.extent.y, z: footprint.extent.z, w: footprint.width)
        vnMaterialEvaluate(&material, positions, pixel, count, &base, &surface)
        return (base, surface)
    }
}
