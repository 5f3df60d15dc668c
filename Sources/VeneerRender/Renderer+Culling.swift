import VeneerMath
import VeneerWorld

/// A body that may be seen, at the level of detail it is drawn at, and the pixels it may cover.
struct VisibleBody {
    var index: Int
    var level = 0
    var columns: Range<Int>
    var rows: Range<Int>
    var nearestDepthInMetres: Float
}

extension Renderer {
    /// Bodies whose bounds meet the view, nearest first, so that what is hidden fails the depth test early.
    func visibleBodies(in state: WorldState, camera: Camera) -> [VisibleBody] {
        let cameraFromWorld = camera.worldFromCamera.inverse
        let intrinsics = camera.intrinsics(size)
        var visible = world.bodies.indices
            .compactMap { visibleBody($0, cameraFromBody: cameraFromWorld * state.bodies[$0].pose, intrinsics: intrinsics, near: camera.nearInMetres) }
            .sorted { ($0.nearestDepthInMetres, $0.index) < ($1.nearestDepthInMetres, $1.index) }
        let levels = LevelOfDetail.choose(visible.map { candidate($0, state, camera) }, budget: triangleBudget)
        for (place, level) in levels.enumerated() { visible[place].level = level }
        return visible
    }

    /// The level of detail that each body of a view is drawn at; nil: it is out of the picture.
    public func levels(in state: WorldState, camera: Camera) -> [Int?] {
        var levels = [Int?](repeating: nil, count: world.bodies.count)
        for body in visibleBodies(in: state, camera: camera) { levels[body.index] = body.level }
        return levels
    }

    private func candidate(_ body: VisibleBody, _ state: WorldState, _ camera: Camera) -> LevelOfDetail.Candidate {
        let entry = models?.entryOfBody[body.index], part = scene.partOfBody[body.index]
        // Between its nearest corner and its middle: most of a thing is farther than its corner.
        let middle = camera.worldFromCamera.inverse.act(state.bodies[body.index].pose.position).z
        let depth = max((body.nearestDepthInMetres + max(middle, body.nearestDepthInMetres)) / 2, 4 * camera.nearInMetres)
        return LevelOfDetail.Candidate(
            triangleCounts: entry?.triangleCounts ?? part.triangleCounts, errorsInMetres: entry?.errorsInMetres ?? part.errorsInMetres,
            pixelsPerMetre: camera.focalLengthInPixels(size) / depth, sizeInPixels: Float(body.columns.count + body.rows.count))
    }

    private func visibleBody(_ index: Int, cameraFromBody: Pose, intrinsics: Intrinsics, near: Float) -> VisibleBody? {
        bounds(centre: .zero, half: scene.partOfBody[index].halfExtentsInMetres, cameraFromBody, intrinsics: intrinsics, near: near).map {
            VisibleBody(index: index, columns: $0.columns, rows: $0.rows, nearestDepthInMetres: $0.nearest)
        }
    }

    /// The pixels that a box in body space may cover, and the depth of its nearest corner; nil where it is out of the picture.
    func bounds(centre: Vec3, half: Vec3, _ cameraFromBody: Pose, intrinsics: Intrinsics, near: Float) -> (
        columns: Range<Int>, rows: Range<Int>, nearest: Float
    )? {
        var low = Vec2(repeating: .infinity), high = Vec2(repeating: -.infinity)
        var nearest = Float.infinity, farthest = -Float.infinity
        for corner in 0..<8 {
            let signs = Vec3(corner & 1 == 0 ? -1 : 1, corner & 2 == 0 ? -1 : 1, corner & 4 == 0 ? -1 : 1)
            let p = cameraFromBody.act(centre + half * signs)
            (nearest, farthest) = (min(nearest, p.z), max(farthest, p.z))
            let pixel = intrinsics.pixel(Vec2(p.x, p.y) / p.z)
            (low, high) = (pointwiseMin(low, pixel), pointwiseMax(high, pixel))
        }
        guard farthest > near else { return nil }
        guard nearest > near else {
            // Reaches behind the camera: its picture has no bounds.
            return meetsView(cameraFromBody.act(centre), radius: length(half), intrinsics: intrinsics) ? (0..<size.width, 0..<size.height, nearest) : nil
        }
        let columns = pixels(low.x, high.x, of: size.width), rows = pixels(low.y, high.y, of: size.height)
        guard !columns.isEmpty, !rows.isEmpty else { return nil }
        return (columns, rows, nearest)
    }

    /// With a pixel to spare on either side for rounding.
    private func pixels(_ low: Float, _ high: Float, of count: Int) -> Range<Int> {
        let limit = Float(count)
        let first = Int(clamp(low.rounded(.down) - 1, 0, limit)), end = Int(clamp(high.rounded(.up) + 1, 0, limit))
        return first..<max(first, end)
    }

    /// Whether a sphere meets the pyramid of view.
    private func meetsView(_ centreInCamera: Vec3, radius: Float, intrinsics: Intrinsics) -> Bool {
        let focal = intrinsics.focal, before = intrinsics.centre, behind = Vec2(Float(size.width), Float(size.height)) - intrinsics.centre
        // Inward normals of the side planes, in camera space.
        let sides = [Vec3(focal.x, 0, before.x), Vec3(-focal.x, 0, behind.x), Vec3(0, focal.y, before.y), Vec3(0, -focal.y, behind.y)]
        return sides.allSatisfy { dot(normalize($0), centreInCamera) > -radius }
    }
}
