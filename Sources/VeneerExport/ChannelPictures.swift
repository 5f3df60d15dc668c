import Foundation
import VeneerFrame
import VeneerMath

/// Shows a channel as a picture for eyes, for clips and sheets. The scales are fixed, so pictures can be compared with each other.
public struct ChannelPictures: Sendable {
    /// From cd/m² and an exposure to display-encoded values, 0...1.
    public typealias Display = @Sendable (_ plane: Plane, _ exposure: Float) -> Plane

    /// Pale yellow to violet on a logarithmic scale; black where nothing was hit.
    public static let depthRangeInMetres: ClosedRange<Float> = 0.25...16
    /// Motion this long has its full colour.
    public static let motionRangeInPixels: Float = 12

    public var display: Display
    /// A lens before the finished pictures; nil: none, as data wants it.
    public var glare: Glare?
    /// As a camera sees white, or as the light is.
    public var balancesWhite: Bool

    /// What a person looks at.
    public static let forEyes = ChannelPictures(glare: .standard, balancesWhite: true) { DisplayTransform.forEyes.encode($0, exposure: $1) }

    public init(glare: Glare? = nil, balancesWhite: Bool = false, display: @escaping Display = { DisplayTransform.encode($0, exposure: $1) }) {
        self.display = display
        self.glare = glare
        self.balancesWhite = balancesWhite
    }

    public func picture(of channel: Channel, in frame: Frame) -> Picture {
        switch channel {
        case .composite, .painted:
            let plane = balanced(frame[channel], frame)
            return Picture(displayEncoded: display(glare?.added(to: plane, exposure: frame.exposure) ?? plane, frame.exposure))
        case .emission, .directDiffuse, .directSpecular, .irradiance, .reflection:
            return Picture(displayEncoded: display(balanced(frame[channel], frame), frame.exposure))
        case .raster: return Picture(displayEncoded: display(frame[channel], frame.exposure))
        case .instance, .semantic, .part: return ChannelPictures.labels(frame[labels: channel])
        case .depth: return ChannelPictures.depth(frame[.depth])
        case .baseColour: return ChannelPictures.colours(frame[channel]) { Vec3(LabelColours.sRGB($0.x), LabelColours.sRGB($0.y), LabelColours.sRGB($0.z)) }
        case .normal: return ChannelPictures.colours(frame[channel]) { $0 == .zero ? .zero : $0 * 0.5 + 0.5 }
        case .position: return ChannelPictures.colours(frame[channel]) { ($0 * 4) - ($0 * 4).rounded(.down) }
        case .motion: return ChannelPictures.motion(frame[.motion])
        case .roughness, .metallic, .occlusion, .fallback: return ChannelPictures.grey(frame[channel]) { $0 }
        case .noise: return ChannelPictures.grey(frame[channel]) { 0.5 + $0 / 5 }
        }
    }

    private func balanced(_ plane: Plane, _ frame: Frame) -> Plane { balancesWhite ? plane.multiplied(by: frame.whiteBalance) : plane }

    /// What a person reads next to such a picture.
    public static func caption(of channel: Channel) -> String {
        switch channel {
        case .depth: "depth \(depthRangeInMetres.lowerBound)-\(Int(depthRangeInMetres.upperBound)) m"
        case .motion: "motion 0-\(Int(motionRangeInPixels)) px"
        default: channel.rawValue
        }
    }

    private static func labels(_ plane: LabelPlane) -> Picture {
        var colours: [UInt32: RGB8] = [:]
        return map(plane.size) { pixel in
            let id = plane.values[pixel]
            if let known = colours[id] { return known }
            let colour = LabelColours.colour(ofId: id)
            colours[id] = colour
            return colour
        }
    }

    private static func depth(_ plane: Plane) -> Picture {
        let near = log2(depthRangeInMetres.lowerBound), far = log2(depthRangeInMetres.upperBound)
        let last = Float(LabelColours.ramp.count - 1)
        return map(plane.size) { pixel in
            let depth = plane.values[pixel]
            guard depth > 0 else { return .black }
            return LabelColours.ramp[Int(clamp((log2(depth) - near) / (far - near), 0, 1) * last)]
        }
    }

    /// Hue is the direction, colourfulness the length; grey is rest.
    private static func motion(_ plane: Plane) -> Picture {
        map(plane.size) { pixel in
            let x = plane.values[2 * pixel], y = plane.values[2 * pixel + 1]
            let strength = min(1, (x * x + y * y).squareRoot() / motionRangeInPixels)
            guard strength > 0 else { return RGB8(99, 99, 99) }
            return RGB8(displayEncoded: LabelColours.oklch(lightness: 0.5 + 0.22 * strength, chroma: 0.16 * strength, hueInRadians: atan2(y, x)))
        }
    }

    private static func grey(_ plane: Plane, _ shade: (Float) -> Float) -> Picture {
        map(plane.size) { RGB8(displayEncoded: Vec3(repeating: shade(plane.values[$0]))) }
    }

    private static func colours(_ plane: Plane, _ colour: (Vec3) -> Vec3) -> Picture {
        plane.values.withUnsafeBufferPointer { values in
            map(plane.size) { RGB8(displayEncoded: colour(Vec3(values[3 * $0], values[3 * $0 + 1], values[3 * $0 + 2]))) }
        }
    }

    private static func map(_ size: FrameSize, _ colour: (Int) -> RGB8) -> Picture {
        let bytes = [UInt8](unsafeUninitializedCapacity: size.pixelCount * 3) { buffer, count in
            for pixel in 0..<size.pixelCount {
                let value = colour(pixel)
                buffer[3 * pixel] = value.red
                buffer[3 * pixel + 1] = value.green
                buffer[3 * pixel + 2] = value.blue
            }
            count = size.pixelCount * 3
        }
        return Picture(size, bytes: bytes)
    }
}
