import Foundation
import VeneerMath

/// Colours by lightness, chroma and hue in Oklab, where equal steps look equal.
enum LabelColours {
    /// Display-encoded sRGB, 0...1; chroma gives way where the display can't show it.
    static func oklch(lightness: Float, chroma: Float, hueInRadians hue: Float) -> Vec3 {
        func linear(_ chroma: Float) -> Vec3 { linearRGB(lightness, chroma * cos(hue), chroma * sin(hue)) }
        func isShown(_ colour: Vec3) -> Bool { colour.min() >= -0.001 && colour.max() <= 1.001 }
        var colour = linear(chroma)
        if !isShown(colour) {
            var low: Float = 0, high = chroma
            for _ in 0..<10 {
                let middle = (low + high) / 2
                if isShown(linear(middle)) { low = middle } else { high = middle }
            }
            colour = linear(low)
        }
        return Vec3(sRGB(colour.x), sRGB(colour.y), sRGB(colour.z))
    }

    private static func linearRGB(_ lightness: Float, _ a: Float, _ b: Float) -> Vec3 {
        let l = lightness + 0.396_337_78 * a + 0.215_803_76 * b
        let m = lightness - 0.105_561_346 * a - 0.063_854_17 * b
        let s = lightness - 0.089_484_18 * a - 1.291_485_5 * b
        let (l3, m3, s3) = (l * l * l, m * m * m, s * s * s)
        return Vec3(
            4.076_741_7 * l3 - 3.307_711_6 * m3 + 0.230_969_94 * s3, -1.268_438 * l3 + 2.609_757_4 * m3 - 0.341_319_38 * s3,
            -0.004_196_086_3 * l3 - 0.703_418_6 * m3 + 1.707_614_7 * s3)
    }

    /// The sRGB curve over 0...1.
    static func sRGB(_ linear: Float) -> Float {
        let x = clamp(linear, 0, 1)
        return x <= 0.003_130_8 ? 12.92 * x : 1.055 * pow(x, 1 / 2.4) - 0.055
    }

    /// The same id has the same colour in every picture of every run; 0 is black. Golden steps keep near ids far apart.
    static func colour(ofId id: UInt32) -> RGB8 {
        guard id != 0 else { return .black }
        let hue = fraction(Double(id) * 0.618_033_988_749_895), light = fraction(Double(id) * 0.754_877_666_246_693)
        let vivid = fraction(Double(id) * 0.569_840_290_998_053)
        return RGB8(displayEncoded: oklch(lightness: 0.45 + 0.45 * light, chroma: 0.09 + 0.12 * vivid, hueInRadians: 2 * .pi * hue))
    }

    private static func fraction(_ x: Double) -> Float { Float(x - x.rounded(.down)) }

    /// From pale yellow (0) over red to deep violet (1): even steps of lightness, so it also reads in grey.
    static let ramp: [RGB8] = (0..<1024).map { i in
        let t = Float(i) / 1023
        return RGB8(displayEncoded: oklch(lightness: 0.96 - 0.76 * t, chroma: 0.05 + 0.15 * sin(.pi * t), hueInRadians: (100 - 180 * t) * .pi / 180))
    }
}
