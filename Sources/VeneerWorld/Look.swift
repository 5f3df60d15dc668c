import Foundation
import VeneerMath

/// The light of a moment, in photometric units; everything else about a picture comes from the world.
public struct Look: Hashable, Sendable {
    /// Unit vector from the world towards the sun.
    public var directionToSun: Vec3
    /// Illuminance on a surface that faces the sun, by colour, lux.
    public var sunIlluminance: Vec3
    /// Luminance of the sky by colour, cd/m².
    public var skyLuminance: Vec3
    /// Scale on every lamp's flux; 0 switches them off.
    public var lampScale: Float
    /// Nil: measured by the engine on the first frame of a segment, then kept.
    public var exposureEV100: Float?

    public init(directionToSun: Vec3, sunIlluminance: Vec3, skyLuminance: Vec3, lampScale: Float, exposureEV100: Float? = nil) {
        // A unit vector keeps its bits, so that a look reads back as it was written.
        self.directionToSun = abs(dot(directionToSun, directionToSun) - 1) < 1e-6 ? directionToSun : normalize(directionToSun)
        self.sunIlluminance = sunIlluminance
        self.skyLuminance = skyLuminance
        self.lampScale = lampScale
        self.exposureEV100 = exposureEV100
    }

    /// A day by the clock: the sun rises at 6 in the east (+x) and sets at 18, some 45° high at noon in the south (−y).
    public init(timeOfDayInHours hours: Float, cloudCover: Float = 0, lampScale: Float = 1) {
        let angle = (hours - 6) / 12 * Float.pi
        let direction = normalize(Vec3(cos(angle), -0.75 * max(0.2, sin(angle)), sin(angle) * 0.8))
        self.init(sunTowards: direction, cloudCover: cloudCover, lampScale: lampScale)
    }

    /// Sun and sky of that sun's height: reddened by the air near the horizon, hidden by clouds, gone below it.
    public init(sunTowards direction: Vec3, cloudCover: Float = 0, lampScale: Float = 1) {
        let direction = normalize(direction)
        let airMass = 1 / max(0.06, direction.z)
        let transmitted = Vec3(exp(-0.10 * airMass), exp(-0.17 * airMass), exp(-0.32 * airMass))
        let clear = direction.z > 0 ? 1 - cloudCover : 0
        let blue = mix(Vec3(0.68, 0.88, 1.22), Vec3(1, 1, 1.02), cloudCover)
        let dusk = mix(Vec3(1.2, 0.95, 0.85), Vec3(1, 1, 1), clamp(abs(direction.z) * 4 + 0.2, 0, 1))
        // After sunset it falls a hundredfold in six degrees, down to a moonlit night's.
        let skyLevel = direction.z > 0 ? mix(500, 5200, clamp(direction.z * 1.5, 0, 1)) * mix(1, 1.25, cloudCover) : max(0.03, 500 * exp(50 * direction.z))
        self.init(
            directionToSun: direction, sunIlluminance: transmitted * 98_000 * clear, skyLuminance: blue * dusk * skyLevel, lampScale: lampScale)
    }

    /// Scale from cd/m² to exposed values: EV100's saturation at 1.2 · 2^EV cd/m².
    public static func exposure(ev100: Float) -> Float { 1 / (1.2 * exp2(ev100)) }
    public static func ev100(exposure: Float) -> Float { -log2(1.2 * exposure) }

    /// What the painter is told: sun direction, and log levels of sun, sky and lamps.
    public static let featureCount = 10
    /// No generated world has its sun lower or its lamps brighter: told of a sun far below the horizon, which is the same night, the painter made up shadows.
    private static let lowestSun: Float = -0.3, brightestLamps: Float = 1.3
    public func features(exposure: Float) -> [Float] {
        func level(_ value: Float) -> Float { log2(1 + max(0, value) * exposure) * 0.2 }
        var sun = directionToSun
        if sun.z < Look.lowestSun {
            let along = Vec3(sun.x, sun.y, 0), heading = length(along) > 0 ? normalize(along) : Vec3(0, 1, 0)
            sun = heading * sqrt(1 - Look.lowestSun * Look.lowestSun) + Vec3(0, 0, Look.lowestSun)
        }
        return [
            sun.x, sun.y, sun.z, level(sunIlluminance.x), level(sunIlluminance.y), level(sunIlluminance.z),
            level(skyLuminance.x), level(skyLuminance.y), level(skyLuminance.z), min(lampScale, Look.brightestLamps) * 0.25,
        ]
    }
}

/// A lamp or window as the light transport samples it, placed in the world.
public struct Light: Sendable, Equatable {
    public enum Form: Sendable, Equatable {
        case sphere(radiusInMetres: Float)
        /// Half edges in world space; emits towards `cross(halfU, halfV)`.
        case rectangle(halfU: Vec3, halfV: Vec3)
    }

    public var form: Form
    public var centreInWorld: Vec3
    /// By colour, cd/m².
    public var luminance: Vec3
    public var bodyIndex: Int
}

extension Body {
    /// What a camera sees of this body's own light under a look, cd/m².
    public func luminance(under look: Look) -> Vec3 {
        switch emission {
        case nil: return .zero
        case .sky: return look.skyLuminance
        case .lamp(let flux, let colour): return colour * (flux * look.lampScale / (Float.pi * emittingAreaInSquareMetres) / max(1e-6, colour.luminance))
        }
    }

    /// Lambertian emitters give π · area · luminance lumens.
    var emittingAreaInSquareMetres: Float {
        switch shape {
        case .sphere(let radius): 4 * .pi * radius * radius
        case .box(let size, _): size.x * size.y
        case .cylinder(let radius, let height, _): 2 * .pi * radius * (height + radius)
        case .capsule, .lathe, .cushion, .leaves, .drape, .cover, .rock, .sweep, .model, .mesh, .compound: 0.01
        }
    }
}

extension World {
    /// Whether what windows mirror is seen: by lamplight in front of a dark sky, of whose own light nobody would notice anything.
    public func panesMirror(under look: Look) -> Bool {
        look.skyLuminance.luminance < World.darkSkyLuminance && look.lampScale > 0
            && bodies.contains { if case .lamp = $0.emission { true } else { false } }
    }

    private static let darkSkyLuminance: Float = 1

    /// Every lit lamp of a state, and every window that lights it.
    public func lights(in state: WorldState, look: Look) -> [Light] {
        let panesMirror = panesMirror(under: look)
        return shining(in: state, look: look).filter { !(panesMirror && bodies[$0.bodyIndex].emission == .sky) }
    }

    /// The windows that mirror rather than light.
    public func mirroringPanes(in state: WorldState, look: Look) -> [Light] {
        panesMirror(under: look) ? shining(in: state, look: look).filter { bodies[$0.bodyIndex].emission == .sky } : []
    }

    /// Only spheres and boxes may (`World.validate` says so).
    private func shining(in state: WorldState, look: Look) -> [Light] {
        bodies.indices.compactMap { index in
            let body = bodies[index], pose = state.bodies[index].pose
            let luminance = body.luminance(under: look)
            guard body.emission != nil, luminance.max() > 0 else { return nil }
            switch body.shape {
            case .sphere(let radius):
                return Light(form: .sphere(radiusInMetres: radius), centreInWorld: pose.position, luminance: luminance, bodyIndex: index)
            case .box(let size, _):
                let u = pose.rotation.act(Vec3(size.x / 2, 0, 0)), v = pose.rotation.act(Vec3(0, size.y / 2, 0))
                let centre = pose.act(Vec3(0, 0, size.z / 2))
                return Light(form: .rectangle(halfU: u, halfV: v), centreInWorld: centre, luminance: luminance, bodyIndex: index)
            case .cylinder, .capsule, .lathe, .cushion, .leaves, .drape, .cover, .rock, .sweep, .model, .mesh, .compound: return nil
            }
        }
    }
}
