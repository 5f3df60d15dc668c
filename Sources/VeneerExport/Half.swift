/// IEEE half precision by bits, the same on every processor.
public enum Half {
    /// Rounded to nearest, ties to even; what is too large becomes infinite.
    public static func bits(_ value: Float) -> UInt16 {
        let bits = value.bitPattern
        let sign = UInt16(truncatingIfNeeded: (bits >> 16) & 0x8000)
        let magnitude = bits & 0x7fff_ffff
        if magnitude > 0x7f80_0000 { return sign | 0x7e00 }
        if magnitude >= 0x477f_f000 { return sign | 0x7c00 }
        // Below the smallest normal half, 2^-14: count in steps of 2^-24.
        if magnitude < 0x3880_0000 { return sign | UInt16((Float(bitPattern: magnitude) * 16_777_216).rounded(.toNearestOrEven)) }
        let rebiased = magnitude - 0x3800_0000
        let rounded = rebiased + 0x0fff + ((rebiased >> 13) & 1)
        return sign | UInt16(truncatingIfNeeded: rounded >> 13)
    }

    public static func value(_ bits: UInt16) -> Float {
        let sign = UInt32(bits & 0x8000) << 16
        let exponent = UInt32(bits >> 10) & 0x1f, fraction = UInt32(bits & 0x3ff)
        switch exponent {
        case 0: return Float(fraction) / 16_777_216 * (sign == 0 ? 1 : -1)
        case 31: return Float(bitPattern: sign | 0x7f80_0000 | fraction << 13)
        default: return Float(bitPattern: sign | (exponent + 112) << 23 | fraction << 13)
        }
    }
}
