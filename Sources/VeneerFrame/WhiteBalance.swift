import Foundation
import VeneerMath

/// White as a camera finds it: things by a window's skylight aren't blue to those who stand beside them. For eyes, never for data: channels keep
/// the light's own colour.
public enum WhiteBalance {
    /// How much of a cast is taken away: lamps and evenings are to stay warm.
    public static let shareOfCold: Float = 0.8, shareOfWarm: Float = 0.5

    /// The colour of the light that falls on what a picture shows, of luminance 1: the picture beside the things' own colours, grey ones above all.
    public static func light(of composite: Plane, emission: Plane, baseColour: Plane) -> Vec3 {
        var sum = Vec3.zero
        for y in 0..<composite.size.height {
            for x in 0..<composite.size.width where emission.colour(x, y).max() == 0 {
                let base = baseColour.colour(x, y)
                guard base.min() > darkest else { continue }
                let light = composite.colour(x, y) / base, level = light.luminance, greyness = base.min() / base.max()
                // Bright places say more, and one glint not all of it.
                if level > 0 { sum += light / level * (level.squareRoot() * greyness * greyness) }
            }
        }
        return sum.luminance > 0 ? sum / sum.luminance : Vec3(repeating: 1)
    }

    /// A black thing's colour is mostly what it mirrors.
    private static let darkest: Float = 0.05

    /// By how much to multiply colours seen under such light; a grey thing in it keeps its luminance. By night eyes follow in part only, as with `AutoExposure`.
    public static func gain(under light: Vec3, ev100: Float) -> Vec3 {
        let share = (light.z > light.x ? shareOfCold : shareOfWarm) * (ev100 < AutoExposure.duskEV100 ? AutoExposure.shareFollowedAtNight : 1)
        let gain = Vec3(pow(light.x, -share), pow(light.y, -share), pow(light.z, -share)), limited = gain.clamped(lowerBound: least, upperBound: most)
        return limited / (limited * light).luminance
    }

    private static let least = Vec3(repeating: 0.5), most = Vec3(repeating: 2)
}
