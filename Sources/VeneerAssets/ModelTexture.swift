import CAssets
import Foundation
import VeneerMath

/// A picture on a model: RGBA, display-encoded (sRGB), rows from the top; it repeats in both directions.
public struct ModelTexture: Sendable, Equatable {
    public let name: String
    /// Powers of two, at most `largestEdge`.
    public let width: Int
    public let height: Int
    public let pixels: [UInt8]
    /// Has places that are cut out: alpha below a half.
    public let isCutOut: Bool

    public static let largestEdge = 512

    init(name: String, width: Int, height: Int, pixels: [UInt8]) {
        self.name = name
        self.width = width
        self.height = height
        self.pixels = pixels
        isCutOut = stride(from: 3, to: pixels.count, by: 4).contains { pixels[$0] < 128 }
    }

    /// From the bytes of a PNG or JPEG.
    init(decoding bytes: [UInt8], name: String) throws(AssetError) {
        let source = try ModelTexture.decoded(bytes, name: name)
        let target = (width: ModelTexture.powerOfTwo(source.width), height: ModelTexture.powerOfTwo(source.height))
        let pixels = source.pixels.withUnsafeBufferPointer {
            ModelTexture.resampled($0, width: source.width, height: source.height, to: target.width, target.height)
        }
        self.init(name: name, width: target.width, height: target.height, pixels: pixels)
    }

    /// RGBA as the file has it.
    static func decoded(_ bytes: [UInt8], name: String) throws(AssetError) -> (width: Int, height: Int, pixels: [UInt8]) {
        var image = CAssetsImage(), message = [CChar](repeating: 0, count: 200)
        guard cassets_decode(bytes, Int64(bytes.count), Int32(ModelTexture.largestEdge), &image, &message) == 0, let start = image.pixels else {
            throw AssetError(name, String(decoding: message.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self))
        }
        defer { cassets_free(&image) }
        let (width, height) = (Int(image.width), Int(image.height))
        guard width > 0, height > 0 else { throw AssetError(name, "has no pixels") }
        return (width, height, Array(UnsafeBufferPointer(start: UnsafePointer(start), count: width * height * 4)))
    }

    private static func powerOfTwo(_ edge: Int) -> Int {
        var power = 4
        while power < largestEdge, power * 3 / 2 <= edge { power *= 2 }
        return power
    }

    /// The same picture at another size.
    public func resampled(to width: Int, _ height: Int) -> [UInt8] {
        if (width, height) == (self.width, self.height) { return pixels }
        return pixels.withUnsafeBufferPointer { ModelTexture.resampled($0, width: self.width, height: self.height, to: width, height) }
    }

    /// Means over what each new pixel covers, of linear light weighted by alpha; where it covers less than a pixel, a blend of its neighbours.
    static func resampled(_ source: UnsafeBufferPointer<UInt8>, width: Int, height: Int, to newWidth: Int, _ newHeight: Int) -> [UInt8] {
        let columns = taps(width, newWidth), rows = taps(height, newHeight)
        var lines = [Vec4](repeating: .zero, count: height * newWidth)
        for y in 0..<height {
            for x in 0..<newWidth {
                var sum = Vec4.zero
                for (from, share) in columns[x] {
                    let i = (y * width + from) * 4
                    let alpha = Float(source[i + 3]) / 255
                    let colour = Vec4(SRGB.linear[Int(source[i])], SRGB.linear[Int(source[i + 1])], SRGB.linear[Int(source[i + 2])], 1)
                    sum += colour * (max(alpha, 1e-3) * share)
                }
                lines[y * newWidth + x] = sum
            }
        }
        var pixels = [UInt8](repeating: 0, count: newWidth * newHeight * 4)
        for y in 0..<newHeight {
            for x in 0..<newWidth {
                var sum = Vec4.zero
                for (from, share) in rows[y] { sum += lines[from * newWidth + x] * share }
                let i = (y * newWidth + x) * 4
                for c in 0..<3 { pixels[i + c] = SRGB.encoded(sum[c] / sum.w) }
                pixels[i + 3] = UInt8(clamp(sum.w * 255 + 0.5, 0, 255))
            }
        }
        return pixels
    }

    private static func taps(_ count: Int, _ newCount: Int) -> [[(Int, Float)]] {
        (0..<newCount).map { i in
            let scale = Float(count) / Float(newCount), centre = (Float(i) + 0.5) * scale, half = max(0.5, scale / 2)
            var taps: [(Int, Float)] = []
            for place in Int((centre - half - 0.5).rounded(.down))...Int((centre + half).rounded(.up)) {
                // A pixel wide box over a box as wide as what is covered: a tent where it grows, a mean where it shrinks.
                let covered = min(centre + half, Float(place) + 1) - max(centre - half, Float(place))
                if covered > 0 { taps.append(((place % count + count) % count, covered)) }
            }
            let sum = taps.reduce(0) { $0 + $1.1 }
            return taps.map { ($0.0, $0.1 / sum) }
        }
    }

    /// Linear colour and alpha at texture coordinates (v upwards, repeating), of the nearest pixel.
    func nearest(_ uv: Vec2) -> Vec4 {
        let x = min(width - 1, Int((uv.x - uv.x.rounded(.down)) * Float(width)))
        let v = 1 - uv.y
        let y = min(height - 1, Int((v - v.rounded(.down)) * Float(height)))
        let i = (y * width + x) * 4
        return Vec4(SRGB.linear[Int(pixels[i])], SRGB.linear[Int(pixels[i + 1])], SRGB.linear[Int(pixels[i + 2])], Float(pixels[i + 3]) / 255)
    }
}

/// The encoding of ordinary picture files.
public enum SRGB {
    public static let linear: [Float] = (0..<256).map { code in
        let x = Float(code) / 255
        return x <= 0.04045 ? x / 12.92 : powf((x + 0.055) / 1.055, 2.4)
    }

    public static func encoded(_ x: Float) -> UInt8 {
        let x = clamp(x, 0, 1)
        return UInt8((x <= 0.0031308 ? 12.92 * x : 1.055 * powf(x, 1 / 2.4) - 0.055) * 255 + 0.5)
    }
}
