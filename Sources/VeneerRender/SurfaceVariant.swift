import ShaderTypes

/// Which of the surface pipelines draws a material, and which of its variants.
struct SurfaceVariant {
    /// Also traces of use, and newer kinds: what surface.frag leaves out.
    var hasRelief: Bool
    var index: Int

    init(_ key: UInt32, among kinds: (plain: [UInt32], relief: [UInt32])) {
        hasRelief = !SurfaceVariant.isPlain(key)
        index = (hasRelief ? kinds.relief : kinds.plain).firstIndex(of: key) ?? 0
    }

    private static func isPlain(_ key: UInt32) -> Bool { key <= UInt32(VN_MATERIAL_BARK) }

    /// What a material's variant is made for: as little as it shows.
    static func key(of material: VnMaterial) -> UInt32 {
        material.kind.x | (material.parameters.w > 0 ? UInt32(VN_VARIANT_USED) : 0) | (material.form.w > 0 ? UInt32(VN_VARIANT_RELIEF) : 0)
    }

    /// Each once, by pipeline.
    static func sorted(_ keys: [UInt32]) -> (plain: [UInt32], relief: [UInt32]) {
        let all = Set(keys).sorted()
        return (all.filter(isPlain), all.filter { !isPlain($0) })
    }
}
