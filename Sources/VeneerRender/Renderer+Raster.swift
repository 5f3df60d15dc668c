import VeneerFrame
import VeneerMath

extension Renderer {
    /// The trivial picture: base colour under a light at the camera, exposed so that grey 0.5 seen head-on is mid grey, 0.18.
    public static func raster(_ frame: Frame) -> Plane {
        let base = frame[.baseColour], normal = frame[.normal], size = frame.size
        let projection = PixelProjection(frame.camera, size), rotation = frame.camera.worldFromCamera.rotation
        let luminance = 0.18 / 0.5 / frame.exposure
        var picture = Plane(size, componentCount: 3)
        for y in 0..<size.height {
            for x in 0..<size.width {
                let view = normalize(rotation.act(projection.ray(throughPixel: Vec2(Float(x) + 0.5, Float(y) + 0.5))))
                let colour = base.colour(x, y) * (luminance * (0.25 + 0.75 * abs(dot(normal.colour(x, y), view))))
                for component in 0..<3 { picture[x, y, component] = colour[component] }
            }
        }
        return picture
    }
}
