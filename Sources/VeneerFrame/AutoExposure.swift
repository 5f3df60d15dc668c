import Foundation
import VeneerMath

/// Exposure from a picture, as a camera's meter does it: the log average, more of it from the middle, comes out as mid grey.
public enum AutoExposure {
    public static let midGrey: Float = 0.18
    /// From a moonlit yard to a beach at noon.
    public static let sensibleEV100: ClosedRange<Float> = -3...16

    /// How much a thing's own colour is allowed for: at 0 everything comes out grey, at 1 only the light is metered.
    public static let incidentShare: Float = 0.5

    /// Darker than a room by lamplight, eyes follow only in part: night stays night.
    public static let duskEV100: Float = 3
    public static let shareFollowedAtNight: Float = 0.5

    /// `emission`, where given, leaves lamps and windows out: the room is metered, not what lights it. `baseColour`, where given, lets a white room stay
    /// light and a dark one dark. Every so many pixels are asked, across and down.
    public static func ev100(of composite: Plane, emission: Plane? = nil, baseColour: Plane? = nil, step: Int = 1) -> Float {
        let size = composite.size
        var sum: Double = 0, weights: Double = 0
        for y in stride(from: step / 2, to: size.height, by: step) {
            for x in stride(from: step / 2, to: size.width, by: step) {
                if let emission, emission.colour(x, y).max() > 0 { continue }
                let u = (Float(x) + 0.5) / Float(size.width) * 2 - 1, v = (Float(y) + 0.5) / Float(size.height) * 2 - 1
                let weight = 1 / (1 + u * u + v * v)
                // A dark corner or a glint counts, but not without bound.
                var level = clamp(log2(max(1e-6, composite.colour(x, y).luminance)), -8, 17)
                if let baseColour { level -= incidentShare * log2(max(0.02, baseColour.colour(x, y).luminance) / midGrey) }
                sum += Double(weight * level)
                weights += Double(weight)
            }
        }
        guard weights > 0 else { return 10 }
        // Exposure is 1 / (1.2 · 2^EV), and the average times it is to be mid grey.
        var ev = Float(sum / weights) - log2(1.2 * midGrey)
        if ev < duskEV100 { ev = duskEV100 + shareFollowedAtNight * (ev - duskEV100) }
        return clamp(ev, sensibleEV100.lowerBound, sensibleEV100.upperBound)
    }
}

/// The exposure of a camera that goes on: as it was first metered, for as long as a film would bear the light ahead; beyond that it follows, unhurriedly.
/// Where the light is as at first it comes to be as at first.
public struct FollowingExposure: Sendable {
    /// Stops to either side that are borne: what is dark in a room stays so when one looks at it.
    public static let latitude: Float = 0.5
    public static let shareOfAFrame: Float = 1 / 4
    /// Nobody sees the last hundredth of a stop.
    private static let near: Float = 0.01

    public let firstEV100: Float
    public private(set) var ev100: Float

    public init(metered ev100: Float) { (firstEV100, self.ev100) = (ev100, ev100) }

    public mutating func follow(metered: Float) {
        let off = metered - firstEV100, wanted = firstEV100 + (off - clamp(off, -Self.latitude, Self.latitude)), way = wanted - ev100
        ev100 = abs(way) < Self.near ? wanted : ev100 + way * Self.shareOfAFrame
    }
}
