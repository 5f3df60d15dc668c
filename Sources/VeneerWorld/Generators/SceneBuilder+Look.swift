import Foundation
import VeneerMath

extension SceneBuilder {
    /// The light of a moment: high sun, golden hour, overcast, or dusk and night with the lamps on. The sun stands about so far around from +x.
    /// `knowsNight`: its lamps reach all of it, so that there is something to see by night, not only at dusk.
    mutating func look(around azimuth: Float, spread: Float, isIndoors: Bool, knowsNight: Bool = true) -> Look {
        // Night needs a lamp to be seen by.
        let hasLamps = bodies.contains { $0.emission != nil && $0.emission != .sky }, kind = random.uniform(hasLamps ? 0 : 0.17, 1),
            azimuth = azimuth + random.uniform(-spread, spread)
        func look(_ elevation: Float, clouds: Float, lamps: Float) -> Look {
            Look(
                sunTowards: Vec3(cos(azimuth) * cos(elevation), sin(azimuth) * cos(elevation), sin(elevation)), cloudCover: clouds,
                lampScale: lamps.rounded(to: 100)
            ).tidied
        }
        // By day few lamps are on, and more of them under clouds.
        let lamps = isIndoors && random.chance((0.4..<0.6).contains(kind) ? 0.6 : 0.25) ? random.uniform(0.8, 1.3) : 0
        switch kind {
        case ..<0.08 where knowsNight: return look(-0.3, clouds: 0, lamps: random.uniform(0.8, 1.3))
        case ..<0.17: return look(random.uniform(-0.12, -0.085), clouds: 0, lamps: random.uniform(0.8, 1.3))
        case ..<0.4: return look(random.uniform(0.13, 0.28), clouds: random.uniform(0, 0.2), lamps: lamps)
        case ..<0.6: return look(random.uniform(0.5, 0.9), clouds: 1, lamps: lamps)
        default: return look(random.uniform(0.45, 1), clouds: random.uniform(0, 0.3), lamps: lamps)
        }
    }
}

extension Look {
    /// Whole lux and cd/m² (by night, hundredths), three digits of direction.
    var tidied: Look {
        Look(
            directionToSun: directionToSun.rounded(to: 1000), sunIlluminance: sunIlluminance.rounded(to: 1),
            skyLuminance: skyLuminance.rounded(to: skyLuminance.max() < 20 ? 100 : 1), lampScale: lampScale.rounded(to: 100), exposureEV100: exposureEV100)
    }
}
