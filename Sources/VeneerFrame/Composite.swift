import VeneerMath

/// The engine's own analytic picture: what the painter starts from, and what is shown without it.
public enum Composite {
    /// Adds `.composite` from the planes of raster and light. The gathered irradiance and the reflection hold their own occlusion.
    public static func compose(_ frame: inout Frame) {
        let base = frame[.baseColour].values, metallic = frame[.metallic].values, irradiance = frame[.irradiance].values
        let added = [frame[.emission].values, frame[.directDiffuse].values, frame[.directSpecular].values, frame[.reflection].values]
        var plane = Plane(frame.size, componentCount: 3)
        plane.values.withUnsafeMutableBufferPointer { out in
            for pixel in 0..<metallic.count {
                let diffuse = 1 - metallic[pixel]
                for i in 3 * pixel..<3 * pixel + 3 {
                    out[i] = added[0][i] + added[1][i] + added[2][i] + added[3][i] + base[i] * diffuse * irradiance[i]
                }
            }
        }
        frame[.composite] = plane
    }
}
