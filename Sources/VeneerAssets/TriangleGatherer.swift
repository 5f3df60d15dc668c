import VeneerMath

/// From one space to another, scaled and mirrored as may be: the images of three axes, and of the origin.
struct Affine {
    var x = SIMD3<Double>(1, 0, 0), y = SIMD3<Double>(0, 1, 0), z = SIMD3<Double>(0, 0, 1), origin = SIMD3<Double>.zero

    init(x: SIMD3<Double> = [1, 0, 0], y: SIMD3<Double> = [0, 1, 0], z: SIMD3<Double> = [0, 0, 1], origin: SIMD3<Double> = .zero) {
        (self.x, self.y, self.z, self.origin) = (x, y, z, origin)
    }

    /// Columns of a matrix, the last row left out.
    init(columns m: [Double]) {
        self.init(x: [m[0], m[1], m[2]], y: [m[4], m[5], m[6]], z: [m[8], m[9], m[10]], origin: [m[12], m[13], m[14]])
    }

    init(turnedBy q: SIMD4<Double>) {
        let s = (q * q).sum(), k = s > 0 ? 2 / s : 0
        self.init(
            x: [1 - k * (q.y * q.y + q.z * q.z), k * (q.x * q.y + q.z * q.w), k * (q.x * q.z - q.y * q.w)],
            y: [k * (q.x * q.y - q.z * q.w), 1 - k * (q.x * q.x + q.z * q.z), k * (q.y * q.z + q.x * q.w)],
            z: [k * (q.x * q.z + q.y * q.w), k * (q.y * q.z - q.x * q.w), 1 - k * (q.x * q.x + q.y * q.y)])
    }

    func act(_ p: SIMD3<Double>) -> SIMD3<Double> { origin + turned(p) }
    private func turned(_ v: SIMD3<Double>) -> SIMD3<Double> { x * v.x + y * v.y + z * v.z }

    static func * (a: Affine, b: Affine) -> Affine { Affine(x: a.turned(b.x), y: a.turned(b.y), z: a.turned(b.z), origin: a.act(b.origin)) }

    var isMirrored: Bool { (x * SIMD3(y.y * z.z - y.z * z.y, y.z * z.x - y.x * z.z, y.x * z.y - y.y * z.x)).sum() < 0 }
}

/// Triangles of a scene's parts, each where its place in the scene puts it.
struct TriangleGatherer {
    let file: String
    private(set) var corners: [Vec3] = []
    private var partCount = 0
    private static let mostParts = 20_000
    static let deepest = 64

    init(file: String) { self.file = file }

    /// Parts of parts may be many from few lines.
    mutating func enter(depth: Int) throws(AssetError) {
        partCount += 1
        guard depth <= TriangleGatherer.deepest else {
            throw AssetError(file, "its parts are nested more than \(TriangleGatherer.deepest) deep, or in a circle")
        }
        guard partCount <= TriangleGatherer.mostParts else { throw AssetError(file, "has more than \(TriangleGatherer.mostParts) parts; join some") }
    }

    /// A polygon as a fan.
    mutating func add(_ polygon: [SIMD3<Double>], at place: Affine) throws(AssetError) {
        guard polygon.count >= 3 else { return }
        let points = polygon.map { place.act($0) }.map { Vec3(Float($0.x), Float($0.y), Float($0.z)) }
        for i in 1..<points.count - 1 { corners += place.isMirrored ? [points[0], points[i + 1], points[i]] : [points[0], points[i], points[i + 1]] }
        guard corners.count / 3 <= SolidMesh.largestTriangleCount else {
            throw AssetError(file, "has more than \(SolidMesh.largestTriangleCount) triangles; simplify it first")
        }
    }
}
