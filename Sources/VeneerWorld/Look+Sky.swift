import CMaterials
import ShaderTypes
import VeneerMath

extension Look {
    public var sky: VnSky {
        func four(_ v: Vec3) -> VnFloat4 { VnFloat4(x: v.x, y: v.y, z: v.z, w: 0) }
        return VnSky(directionToSun: four(directionToSun), sunIlluminance: four(sunIlluminance), skyLuminance: four(skyLuminance))
    }

    /// What is seen of the sky (3 floats each, cd/m²) in unit directions (3 floats each), by pixels that cover so many radians.
    public func skyLuminances(directions: [Float], pixelInRadians: Float) -> [Float] {
        var sky = sky, luminances = [Float](repeating: 0, count: directions.count)
        vnSkyEvaluate(&sky, directions, pixelInRadians, directions.count / 3, &luminances)
        return luminances
    }
}
