import VeneerMath

/// Puts bodies into areas by chance, each where it overlaps none that stands there already.
struct Spawner {
    let seed: UInt64
    private var taken: [OrientedBox] = []
    private static let mostTries = 500
    /// What stands on something touches it.
    private static let slackInMetres: Float = 0.001

    init(seed: UInt64) { self.seed = seed }

    mutating func take(_ body: Body) { taken += body.shape.boxes(at: body.worldFromBody) }

    /// Where the body goes, turned as it is; nil where there is no room left. It stands on the area's floor, or anywhere up to where it still fits below the top.
    mutating func place(_ body: Body, in area: Area) -> Pose? {
        let about = ShapePart(body.shape, bodyFromPart: Pose(rotation: body.worldFromBody.rotation)).bounds
        let height = body.shape.heightOverBase(body.worldFromBody.rotation)
        let low = Vec3(area.low.x - about.low.x, area.low.y - about.low.y, area.low.z + height)
        let high = Vec3(area.high.x - about.high.x, area.high.y - about.high.y, max(low.z, area.high.z - about.high.z))
        guard low.x <= high.x, low.y <= high.y else { return nil }
        var random = SeededRandom(seed: seed, stream: "place of \(body.name)")
        for _ in 0..<Spawner.mostTries {
            let position = Vec3(random.uniform(low.x, high.x), random.uniform(low.y, high.y), random.uniform(low.z, high.z))
            let pose = Pose(position: position, rotation: body.worldFromBody.rotation)
            let boxes = body.shape.boxes(at: pose).map { $0.shrunk(by: Spawner.slackInMetres) }
            guard !boxes.contains(where: { box in taken.contains { $0.overlaps(box) } }) else { continue }
            taken += body.shape.boxes(at: pose)
            return pose
        }
        return nil
    }
}

/// A box turned anyhow.
struct OrientedBox {
    var pose: Pose
    var half: Vec3

    func shrunk(by slack: Float) -> OrientedBox { OrientedBox(pose: pose, half: pointwiseMax(half - slack, half * 0.5)) }

    /// By the fifteen axes that could part them.
    func overlaps(_ other: OrientedBox) -> Bool {
        let apart = other.pose.position - pose.position
        if length(apart) > length(half) + length(other.half) { return false }
        let mine = axes, theirs = other.axes
        var parting = mine + theirs
        for a in mine { for b in theirs where dot(cross(a, b), cross(a, b)) > 1e-8 { parting.append(cross(a, b)) } }
        return parting.allSatisfy { abs(dot(apart, $0)) < reach(along: $0) + other.reach(along: $0) }
    }

    private func reach(along way: Vec3) -> Float {
        let axes = axes
        return half.x * abs(dot(axes[0], way)) + half.y * abs(dot(axes[1], way)) + half.z * abs(dot(axes[2], way))
    }

    private var axes: [Vec3] { [Vec3(1, 0, 0), Vec3(0, 1, 0), Vec3(0, 0, 1)].map(pose.rotation.act) }
}

extension Shape {
    /// Around each of its parts.
    fileprivate func boxes(at pose: Pose) -> [OrientedBox] {
        switch self {
        case .compound(let parts): return parts.flatMap { $0.shape.boxes(at: pose * $0.bodyFromPart) }
        case .lathe(let profile):
            // About the middle of its height, which need not be its origin.
            let low = profile.map(\.y).min() ?? 0, high = profile.map(\.y).max() ?? 0, radius = profile.map(\.x).max() ?? 0
            return [OrientedBox(pose: pose * Pose(position: Vec3(0, 0, (low + high) / 2)), half: Vec3(radius, radius, (high - low) / 2))]
        default: return [OrientedBox(pose: pose, half: halfExtents)]
        }
    }
}
