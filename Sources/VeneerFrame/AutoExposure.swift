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
    /// light and a dark one dark.
    public static func ev100(of composite: Plane, emission: Plane? = nil, baseColour: Plane? = nil) -> Float {
        let size = composite.size
        var sum: Double = 0, weights: Double = 0
        for y in 0..<size.height {
            for x in 0..<size.width {
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
