import VeneerMath

/// Crowns of leaves: thousands of small loose sheets, of which collapsing edges would leave a bare tree. Fewer and larger leaves cover as much.
struct Foliage {
    /// Sheets smaller than this share of the model's size are leaves.
    private static let largestLeaf: Float = 0.08
    private static let fewestLeaves = 150
    private static let largestGrowth: Float = 2.5

    private let mesh: ModelMesh
    /// Triangles of each leaf.
    private var leaves: [[Int]] = []
    /// Triangles of everything else.
    private var rest: [Int] = []
    private var leafTriangleCount = 0

    /// Nil: the mesh isn't mainly leaves.
    init?(_ mesh: ModelMesh) {
        self.mesh = mesh
        let bounds = mesh.bounds, largest = length(bounds.high - bounds.low) / 2 * Foliage.largestLeaf
        for sheet in Foliage.sheets(of: mesh) {
            if sheet.isOpen, Foliage.radius(sheet.triangles, mesh) < largest {
                leaves.append(sheet.triangles)
                leafTriangleCount += sheet.triangles.count
            } else {
                rest += sheet.triangles
            }
        }
        guard leaves.count >= Foliage.fewestLeaves, leafTriangleCount * 2 > mesh.triangleCount else { return nil }
    }

    /// So many leaves that they and the rest have at most about `count` triangles, larger by as much as are missing; and about how far
    /// the outline moves, in metres.
    func thinned(to count: Int) -> (mesh: ModelMesh, error: Float) {
        // What is solid can be simplified further than leaves can.
        let room = max(count / 2, count - rest.count)
        guard leafTriangleCount > room else { return (mesh, 0) }
        let share = Float(room) / Float(leafTriangleCount), growth = min(Foliage.largestGrowth, (1 / share).squareRoot())
        // Evenly over the order in which the leaves were made, by a stride without a pattern.
        let kept = leaves.indices.filter { leaf in
            var hash = StableHash()
            hash.combine(leaf)
            return Float(hash.value >> 40) / 16_777_216 < share
        }
        var thinned = ModelMesh(), error: Float = 0
        thinned.positions = mesh.positions
        (thinned.normals, thinned.textureCoordinates) = (mesh.normals, mesh.textureCoordinates)
        for leaf in kept {
            let corners = Set(leaves[leaf].flatMap { t in (0..<3).map { Int(mesh.indices[3 * t + $0]) } }).sorted()
            let centre = corners.reduce(Vec3.zero) { $0 + mesh.positions[$1] } / Float(corners.count)
            for corner in corners { thinned.positions[corner] = centre + (mesh.positions[corner] - centre) * growth }
            error += Foliage.radius(leaves[leaf], mesh) * (growth - 1) / Float(kept.count)
        }
        let isKept = Foliage.marks(rest + kept.flatMap { leaves[$0] }, count: mesh.triangleCount)
        for part in mesh.parts {
            let start = thinned.indices.count
            for t in part.indices.lowerBound / 3..<part.indices.upperBound / 3 where isKept[t] { thinned.indices += mesh.indices[3 * t..<3 * t + 3] }
            if thinned.indices.count > start { thinned.parts.append(.init(material: part.material, indices: start..<thinned.indices.count)) }
        }
        return (thinned, error)
    }

    private static func marks(_ triangles: [Int], count: Int) -> [Bool] {
        var marks = [Bool](repeating: false, count: count)
        for t in triangles { marks[t] = true }
        return marks
    }

    private static func radius(_ triangles: [Int], _ mesh: ModelMesh) -> Float {
        var low = Vec3(repeating: .infinity), high = -low
        for t in triangles {
            for k in 0..<3 {
                low = pointwiseMin(low, mesh.positions[Int(mesh.indices[3 * t + k])])
                high = pointwiseMax(high, mesh.positions[Int(mesh.indices[3 * t + k])])
            }
        }
        return length(high - low) / 2
    }

    /// Triangles that hang together, in order of their first; open ones have a border.
    private static func sheets(of mesh: ModelMesh) -> [(triangles: [Int], isOpen: Bool)] {
        var places: [Vec3: Int32] = [:]
        let points = mesh.positions.map { position in
            if let place = places[position] { return place }
            places[position] = Int32(places.count)
            return Int32(places.count - 1)
        }
        var parent = (0..<Int32(places.count)).map { $0 }
        func root(_ point: Int32) -> Int32 {
            var point = point
            while parent[Int(point)] != point {
                parent[Int(point)] = parent[Int(parent[Int(point)])]
                point = parent[Int(point)]
            }
            return point
        }
        struct Edge: Hashable { var a: Int32, b: Int32 }
        var uses: [Edge: Int32] = [:]
        for t in 0..<mesh.triangleCount {
            let p = (0..<3).map { points[Int(mesh.indices[3 * t + $0])] }
            for k in 0..<3 {
                let a = p[k], b = p[(k + 1) % 3]
                uses[Edge(a: min(a, b), b: max(a, b)), default: 0] += 1
                let (x, y) = (root(a), root(b))
                if x != y { parent[Int(max(x, y))] = min(x, y) }
            }
        }
        var numbers: [Int32: Int] = [:], sheets: [(triangles: [Int], isOpen: Bool)] = []
        for t in 0..<mesh.triangleCount {
            let p = (0..<3).map { points[Int(mesh.indices[3 * t + $0])] }, sheet = root(p[0])
            if numbers[sheet] == nil {
                numbers[sheet] = sheets.count
                sheets.append(([], false))
            }
            guard let number = numbers[sheet] else { continue }
            sheets[number].triangles.append(t)
            let isBorder = (0..<3).contains { uses[Edge(a: min(p[$0], p[($0 + 1) % 3]), b: max(p[$0], p[($0 + 1) % 3]))] == 1 }
            sheets[number].isOpen = sheets[number].isOpen || isBorder
        }
        return sheets
    }
}
