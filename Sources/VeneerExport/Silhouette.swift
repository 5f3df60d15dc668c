import VeneerFrame
import VeneerMath
import VeneerWorld

/// The picture that silhouettes are seen in.
struct SilhouetteView {
    let camera: Camera
    let size: FrameSize
    let projection: PixelProjection
    /// Where a pinhole would show what each pixel's centre shows; nil: there.
    let withoutLens: [Vec2]?

    init(camera: Camera, size: FrameSize) {
        self.camera = camera
        self.size = size
        let projection = PixelProjection(camera, size)
        self.projection = projection
        withoutLens =
            camera.lens == nil
            ? nil
            : (0..<size.pixelCount).map {
                let ray = projection.ray(throughPixel: Vec2(Float($0 % size.width) + 0.5, Float($0 / size.width) + 0.5))
                return projection.intrinsics.pixel(Vec2(ray.x, ray.y))
            }
    }

    func middle(ofColumn x: Int, row y: Int) -> Vec2 { withoutLens?[y * size.width + x] ?? Vec2(Float(x) + 0.5, Float(y) + 0.5) }
}

/// What a body by itself would cover of a picture, seen at pixel centres like the raster's.
struct Silhouette {
    /// Around all of it in fractional pixels, in the picture or not: left, top, right, bottom. Nil: nothing of it lies before the camera.
    private(set) var box: [Float]?
    /// A pixel each, rows from the top.
    private(set) var isCovered: [Bool]
    private let view: SilhouetteView

    init(of mesh: Mesh, pose: Pose, in view: SilhouetteView) {
        self.view = view
        isCovered = Array(repeating: false, count: view.size.pixelCount)
        let cameraFromBody = view.camera.worldFromCamera.inverse * pose
        let points = mesh.positions.map { cameraFromBody.act($0) }
        for t in stride(from: 0, to: mesh.indices.count, by: 3) {
            let corners = (0..<3).map { points[Int(mesh.indices[t + $0])] }
            let polygon = Silhouette.clipped(corners, near: view.camera.nearInMetres).map { Vec2($0.x, $0.y) / $0.z }
            guard polygon.count >= 3 else { continue }
            let outline = shown(polygon)
            for point in outline { include(point) }
            let pixels = polygon.map(view.projection.intrinsics.pixel)
            for k in 1..<polygon.count - 1 { fill(pixels[0], pixels[k], pixels[k + 1], within: outline) }
        }
    }

    /// In the picture, where a lens makes edges curves of many points.
    private func shown(_ polygon: [Vec2]) -> [Vec2] {
        guard view.withoutLens != nil else { return polygon.map(view.projection.intrinsics.pixel) }
        return polygon.indices.flatMap { i -> [Vec2] in
            let a = polygon[i], b = polygon[(i + 1) % polygon.count], way = view.projection.intrinsics.focal * (b - a)
            let steps = Int(clamp((way * way).sum().squareRoot() / 8, 1, 64).rounded(.up))
            return (0..<steps).map { view.projection.nearestPixel(ofPlace: a + (b - a) * (Float($0) / Float(steps))) }
        }
    }

    /// What lies before the near plane.
    private static func clipped(_ corners: [Vec3], near: Float) -> [Vec3] {
        if corners.allSatisfy({ $0.z >= near }) { return corners }
        var kept: [Vec3] = []
        for (i, a) in corners.enumerated() {
            let b = corners[(i + 1) % corners.count]
            if a.z >= near { kept.append(a) }
            if (a.z >= near) != (b.z >= near) { kept.append(a + (b - a) * ((near - a.z) / (b.z - a.z))) }
        }
        return kept
    }

    private mutating func include(_ point: Vec2) {
        let old = box ?? [point.x, point.y, point.x, point.y]
        box = [min(old[0], point.x), min(old[1], point.y), max(old[2], point.x), max(old[3], point.y)]
    }

    /// Corners as a pinhole shows them; `outline` bounds the triangle in the picture.
    private mutating func fill(_ a: Vec2, _ b: Vec2, _ c: Vec2, within outline: [Vec2]) {
        func twiceArea(_ a: Vec2, _ b: Vec2, _ p: Vec2) -> Float { (b.x - a.x) * (p.y - a.y) - (b.y - a.y) * (p.x - a.x) }
        let area = twiceArea(a, b, c)
        guard area != 0 else { return }
        let bounds = view.withoutLens == nil ? [a, b, c] : outline
        let low = bounds.dropFirst().reduce(bounds[0], pointwiseMin), high = bounds.dropFirst().reduce(bounds[0], pointwiseMax)
        let rows = pixels(low.y, high.y, count: view.size.height), columns = pixels(low.x, high.x, count: view.size.width)
        for y in rows {
            for x in columns {
                let p = view.middle(ofColumn: x, row: y)
                if twiceArea(a, b, p) * area >= 0, twiceArea(b, c, p) * area >= 0, twiceArea(c, a, p) * area >= 0 { isCovered[y * view.size.width + x] = true }
            }
        }
    }

    /// Those whose centres may lie between two coordinates.
    private func pixels(_ low: Float, _ high: Float, count: Int) -> Range<Int> {
        let from = Int(clamp((low - 0.5).rounded(.up), 0, Float(count))), to = Int(clamp((high + 0.5).rounded(.down), 0, Float(count)))
        return from..<max(from, to)
    }
}
