/// The channel vocabulary: what a plane of a frame means. Raw values are the names in files and on the command line.
public enum Channel: String, CaseIterable, Hashable, Sendable {
    // From the raster.
    case baseColour = "base-colour"
    case normal
    case depth
    case roughness
    case metallic
    case emission
    case motion
    case position
    case noise
    case instance = "ids"
    case semantic
    case part = "parts"
    // From the light.
    case directDiffuse = "direct-diffuse"
    case directSpecular = "direct-specular"
    case irradiance
    case reflection
    case occlusion
    // Pictures.
    case composite
    case painted
    case fallback
    case raster

    /// Bumped whenever a channel is added or the meaning of one changes: datasets made on another version are refused.
    public static let vocabularyVersion = 3

    /// The version that this channel has meant since what it means now: whoever reads only channels as old as its own version may go on.
    public var versionOfMeaning: Int {
        switch self {
        case .part: 2
        case .fallback: 3
        default: 1
        }
    }

    public var componentCount: Int {
        switch self {
        case .baseColour, .normal, .emission, .position, .directDiffuse, .directSpecular, .irradiance, .reflection, .composite, .painted, .raster: 3
        case .motion: 2
        case .depth, .roughness, .metallic, .noise, .instance, .semantic, .part, .occlusion, .fallback: 1
        }
    }

    /// In cd/m²: scales with the exposure.
    public var isLuminance: Bool {
        switch self {
        case .emission, .directDiffuse, .directSpecular, .irradiance, .reflection, .composite, .painted, .raster: true
        default: false
        }
    }

    /// Unit and space, for help texts and dataset cards.
    public var meaning: String {
        switch self {
        case .baseColour: "reflectance, scene-linear Rec.709, texture included"
        case .normal: "unit normal in world space, towards the camera"
        case .depth: "distance along the camera's axis in metres; 0 where nothing was hit"
        case .roughness: "perceptual roughness, 0...1 (GGX alpha is its square)"
        case .metallic: "0 dielectric, 1 metal"
        case .emission: "emitted luminance as colour, cd/m²"
        case .motion: "backward motion in pixels: where this surface was a frame ago, minus where it is"
        case .position: "object-space position in metres"
        case .noise: "noise anchored to the surface, unit variance"
        case .instance: "instance id from 1 in world order; 0 where nothing was hit"
        case .semantic: "semantic class id from 1; 0 where nothing was hit"
        case .part: "part of its body from 1, for models a material each; 0 where nothing was hit"
        case .directDiffuse: "light from lamps, sun and windows scattered diffusely, base colour included, cd/m²"
        case .directSpecular: "light from lamps, sun and windows reflected by the specular lobe, cd/m²"
        case .irradiance: "indirect irradiance from the probe field over pi, without base colour, cd/m²"
        case .reflection: "indirect specular light, Fresnel included, cd/m²"
        case .occlusion: "openness to near surroundings, 0...1"
        case .composite: "the engine's own analytic picture, scene-linear, cd/m²"
        case .painted: "the painter's picture, scene-linear, cd/m²"
        case .fallback: "the composite's share of the painted picture, where the painter's own was not to be trusted, 0...1"
        case .raster: "base colour under a head light: the trivial picture, cd/m²"
        }
    }
}
