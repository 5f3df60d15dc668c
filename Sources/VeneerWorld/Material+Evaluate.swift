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
    /// The struct that the shaders and kernels read. `shape`: what it is on; boxes have edges and faces. `useSeed`: of the traces of use,
    /// `wearSeed` of the weathering and of what is strewn: the material's own where none is given.
    public func shaderMaterial(on shape: Shape? = nil, useSeed: UInt32 = 0, wearSeed: UInt32? = nil) -> VnMaterial {
        var half = Vec3.zero
        if case .box(let size, _) = shape { half = size / 2 }
        return VnMaterial(
            colourA: VnFloat4(x: colourA.x, y: colourA.y, z: colourA.z, w: roughness),
            colourB: VnFloat4(x: colourB.x, y: colourB.y, z: colourB.z, w: metallic),
            parameters: VnFloat4(x: featureSizeInMetres, y: contrast, z: wear, w: use),
            form: VnFloat4(x: half.x, y: half.y, z: half.z, w: kind.hasRelief ? bump : 0),
            kind: VnUInt4(x: UInt32(Kind.allCases.firstIndex(of: kind) ?? 0), y: kind.isStrewn ? wearSeed ?? seed : seed, z: useSeed, w: wearSeed ?? seed))
    }

    /// Base colours (3 floats a point), and roughness and metallic (2 floats a point), at object-space positions (3 floats a point).
    public func evaluate(
        positions: [Float], footprint: Footprint, on shape: Shape? = nil, useSeed: UInt32 = 0, wearSeed: UInt32? = nil
    ) -> (baseColour: [Float], roughnessMetallic: [Float]) {
        shaderMaterial(on: shape, useSeed: useSeed, wearSeed: wearSeed).evaluate(positions: positions, footprint: footprint)
    }

    /// Unit normals (3 floats a point) as relief tilts them.
    public func tilted(normals: [Float], positions: [Float], footprint: Footprint, on shape: Shape? = nil) -> [Float] {
        var normals = normals, surface = [Float](repeating: roughness, count: positions.count / 3 * 2)
        shaderMaterial(on: shape).applyRelief(positions: positions, footprint: footprint, normals: &normals, roughnessMetallic: &surface)
        return normals
    }
}

extension Material {
    /// What the sky is seen through, whatever its body is made of. Two sheets of glass have four sides: together they mirror an eighth, and scatter nothing.
    public static let pane = Material(
        name: "pane", kind: .plain, colourA: Vec3(repeating: 0.125), colourB: Vec3(repeating: 0.125), roughness: 0.02, metallic: 1)
}

extension World {
    /// Of the anchored noise: the same body of the same world keeps it for ever.
    public func noiseSeed(ofBody index: Int) -> UInt32 {
        var hash = StableHash()
        hash.combine(noiseSeed ?? seed)
        hash.combine(index)
        return hash.folded
    }

    /// Of a material's weathering, and of what is strewn by chance, where the world has a noise seed.
    private func wearSeed(of material: Material) -> UInt32? {
        noiseSeed.map { noiseSeed in
            var hash = StableHash()
            hash.combine(noiseSeed)
            hash.combine(material.seed)
            return hash.folded
        }
    }

    /// A body's material as it is on it.
    public func shaderMaterial(ofBody index: Int) -> VnMaterial {
        if bodies[index].emission == .sky { return Material.pane.shaderMaterial() }
        let material = materials[bodies[index].materialIndex]
        return material.shaderMaterial(on: bodies[index].shape, useSeed: noiseSeed(ofBody: index), wearSeed: wearSeed(of: material))
    }
}

extension StableHash {
    fileprivate var folded: UInt32 { UInt32(truncatingIfNeeded: value ^ value >> 32) }
}

extension VnMaterial {
    /// See `Material.evaluate`.
    func evaluate(positions: [Float], footprint: Footprint) -> (baseColour: [Float], roughnessMetallic: [Float]) {
        let count = positions.count / 3
        var material = self
        var base = [Float](repeating: 0, count: count * 3), surface = [Float](repeating: 0, count: count * 2)
        vnMaterialEvaluate(&material, positions, footprint.shaderPixel, count, &base, &surface)
        return (base, surface)
    }

    var standsOut: Bool { form.w > 0 }

    /// What relief makes of normals (3 floats a point), and of the roughness that stands before each metallic.
    func applyRelief(positions: [Float], footprint: Footprint, normals: inout [Float], roughnessMetallic: inout [Float]) {
        var material = self
        vnReliefEvaluate(&material, positions, footprint.shaderPixel, positions.count / 3, &normals, &roughnessMetallic)
    }
}

extension Footprint {
    fileprivate var shaderPixel: VnFloat4 { VnFloat4(x: extent.x, y: extent.y, z: extent.z, w: width) }
}
