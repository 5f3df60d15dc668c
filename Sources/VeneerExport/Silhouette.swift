import VeneerFrame
import VeneerMath
import VeneerWorld

/// What a body by itself would cover of a picture, seen at pixel centres like the raster's.
struct Silhouette {
    /// Around all of it in fractional pixels, in the picture or not: left, top, right, bottom. Nil: nothing of it lies before the camera.
    private(set) var box: [Float]?
    /// A pixel each, rows from the top.
    private(set) var isCovered: [Bool]
    private let size: FrameSize

    init(of mesh: Mesh, pose: Pose, camera: Camera, size: FrameSize) {
        self.size = size
        isCovered = Array(repeating: false, count: size.pixelCount)
        let cameraFromBody = camera.worldFromCamera.inverse * pose
        let points = mesh.positions.map { cameraFromBody.act($0) }
        let focal = camera.focalLengthInPixels(size), middle = Vec2(Float(size.width), Float(size.height)) / 2
        for t in stride(from: 0, to: mesh.indices.count, by: 3) {
            let corners = (0..<3).map { points[Int(mesh.indices[t + $0])] }
            let polygon = Silhouette.clipped(corners, near: camera.nearInMetres).map { Vec2($0.x, $0.y) * (focal / $0.z) + middle }
            guard polygon.count >= 3 else { continue }
            for corner in polygon { include(corner) }
            for k in 1..<polygon.count - 1 { fill(polygon[0], polygon[k], polygon[k + 1]) }
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

    private mutating func fill(_ a: Vec2, _ b: Vec2, _ c: Vec2) {
        func twiceArea(_ a: Vec2, _ b: Vec2, _ p: Vec2) -> Float { (b.x - a.x) * (p.y - a.y) - (b.y - a.y) * (p.x - a.x) }
        let area = twiceArea(a, b, c)
        guard area != 0 else { return }
        let rows = pixels(min(a.y, b.y, c.y), max(a.y, b.y, c.y), count: size.height),
            columns = pixels(min(a.x, b.x, c.x), max(a.x, b.x, c.x), count: size.width)
        for y in rows {
            for x in columns {
                let p = Vec2(Float(x) + 0.5, Float(y) + 0.5)
                if twiceArea(a, b, p) * area >= 0, twiceArea(b, c, p) * area >= 0, twiceArea(c, a, p) * area >= 0 { isCovered[y * size.width + x] = true }
            }
        }
    }

    /// Those whose centres may lie between two coordinates.
    private func pixels(_ low: Float, _ high: Float, count: Int) -> Range<Int> {
        let from = Int(clamp((low - 0.5).rounded(.up), 0, Float(count))), to = Int(clamp((high + 0.5).rounded(.down), 0, Float(count)))
        return from..<max(from, to)
    }
}
