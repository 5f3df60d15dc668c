import VeneerFrame
import VeneerMath
import VeneerWorld

extension Renderer {
    /// Shows the sky where there is nothing, and through windows.
    public func addSky(to frame: inout Frame, look: Look) {
        let size = size, camera = frame.camera, ids = frame[labels: .instance].values
        let isSky = world.showsSky
        let pixelInRadians = 1 / camera.focalLengthInPixels(size)
        var emission = frame[.emission].values
        emission.withUnsafeMutableBufferPointer { emission in
            nonisolated(unsafe) let emission = emission
            parallelBands(size.height) { rows in
                for row in rows {
                    let pixels = (row * size.width..<(row + 1) * size.width).filter { isSky[Int(ids[$0])] }
                    guard !pixels.isEmpty else { continue }
                    let directions = pixels.flatMap { pixel in
                        let ray = normalize(camera.rayInWorld(throughPixel: Vec2(Float(pixel % size.width) + 0.5, Float(row) + 0.5), size: size))
                        return [ray.x, ray.y, ray.z]
                    }
                    let luminances = look.skyLuminances(directions: directions, pixelInRadians: pixelInRadians)
                    for (place, pixel) in pixels.enumerated() {
                        for component in 0..<3 { emission[pixel * 3 + component] = luminances[place * 3 + component] }
                    }
                }
            }
        }
        frame[.emission] = Plane(size, componentCount: 3, values: emission)
    }
}
