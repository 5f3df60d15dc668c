import VeneerMath

/// Makes coarser meshes by collapsing edges, the cheapest first, onto one of their ends: what is left has the vertices of the fine mesh.
struct Simplifier {
    /// How far the surface is off so far, metres: an estimate; where its normals turned, more, by what a wrong shade is worth.
    private(set) var error: Float = 0
    private(set) var triangleCount: Int

    private let source: ModelMesh
    /// Vertices of the mesh at one place are one point; they come apart at seams and borders of materials.
    private var pointOfVertex: [Int32]
    private var points: [SIMD3<Double>]
    private var quadrics: [Quadric]
    /// Three vertices a triangle; the first is -1 where it is gone.
    private var triangles: [Int32]
    private let materials: [Int]
    /// Triangle corners (three times the triangle's number plus the place) around each point, as linked lists.
    private var firstCorner: [Int32]
    private var lastCorner: [Int32]
    private var nextCorner: [Int32]
    private var heap = CollapseHeap()
    /// Raised whenever a point's surroundings change: older entries of the heap are void.
    private var versions: [Int32]

    init(_ mesh: ModelMesh) {
        source = mesh
        materials = mesh.triangleMaterials
        triangleCount = mesh.triangleCount
        triangles = mesh.indices.map { Int32($0) }
        var places: [Vec3: Int32] = [:], points: [SIMD3<Double>] = []
        places.reserveCapacity(mesh.positions.count)
        pointOfVertex = mesh.positions.map { position in
            if let place = places[position] { return place }
            places[position] = Int32(points.count)
            points.append(SIMD3(position))
            return Int32(points.count - 1)
        }
        self.points = points
        quadrics = Array(repeating: Quadric(), count: points.count)
        firstCorner = Array(repeating: -1, count: points.count)
        lastCorner = firstCorner
        versions = Array(repeating: 0, count: points.count)
        nextCorner = Array(repeating: -1, count: triangles.count)
        for corner in triangles.indices { append(Int32(corner), to: point(ofCorner: Int32(corner))) }
        addPlanes()
        for point in points.indices { offer(Int32(point), checksFlips: false) }
    }

    /// Collapses edges until so many triangles are left, or no edge can go any more.
    mutating func simplify(to count: Int) {
        while triangleCount > count, let next = heap.pop() {
            guard versions[Int(next.point)] == next.version, firstCorner[Int(next.point)] >= 0 else { continue }
            guard next.isChecked || !flips(next.point, onto: next.target) else {
                offer(next.point, checksFlips: true)
                continue
            }
            error = max(error, Float(next.cost.squareRoot()))
            collapse(next.point, onto: next.target)
        }
    }

    /// The mesh as it is now.
    var mesh: ModelMesh {
        var mesh = ModelMesh(), places = [Int32](repeating: -1, count: source.positions.count)
        for part in source.parts {
            let start = mesh.indices.count
            for corner in part.indices where triangles[corner - corner % 3] >= 0 {
                let vertex = Int(triangles[corner])
                if places[vertex] < 0 {
                    places[vertex] = Int32(mesh.positions.count)
                    mesh.positions.append(Vec3(points[Int(pointOfVertex[vertex])]))
                    mesh.normals.append(source.normals[vertex])
                    mesh.textureCoordinates.append(source.textureCoordinates[vertex])
                }
                mesh.indices.append(UInt32(places[vertex]))
            }
            if mesh.indices.count > start { mesh.parts.append(.init(material: part.material, indices: start..<mesh.indices.count)) }
        }
        return mesh
    }

    // MARK: - Around a point

    private func point(ofCorner corner: Int32) -> Int32 { pointOfVertex[Int(triangles[Int(corner)])] }

    private mutating func append(_ corner: Int32, to point: Int32) {
        if firstCorner[Int(point)] < 0 { firstCorner[Int(point)] = corner } else { nextCorner[Int(lastCorner[Int(point)])] = corner }
        lastCorner[Int(point)] = corner
        nextCorner[Int(corner)] = -1
    }

    private func corners(of point: Int32) -> [Int32] {
        var corners: [Int32] = [], corner = firstCorner[Int(point)]
        while corner >= 0 {
            if triangles[Int(corner) / 3 * 3] >= 0 { corners.append(corner) }
            corner = nextCorner[Int(corner)]
        }
        return corners
    }

    /// The other points of the triangles around a point, each once.
    private func neighbours(of corners: [Int32]) -> [Int32] {
        var found: [Int32] = []
        for corner in corners {
            let first = corner / 3 * 3, place = corner - first
            for other in [first + (place + 1) % 3, first + (place + 2) % 3] {
                let neighbour = point(ofCorner: other)
                if !found.contains(neighbour) { found.append(neighbour) }
            }
        }
        return found
    }

    // MARK: - Costs

    /// Planes of the triangles, and upright ones on borders: of the surface, and less heavy of materials and seams.
    private mutating func addPlanes() {
        struct Edge: Hashable { var a: Int32, b: Int32 }
        struct Side { var triangle: Int32, vertexA: Int32, vertexB: Int32, count: Int32, isSeam: Bool }
        var sides: [Edge: Side] = [:], order: [Edge] = []
        sides.reserveCapacity(triangles.count)
        for t in 0..<triangles.count / 3 {
            let p = (0..<3).map { points[Int(point(ofCorner: Int32(t * 3 + $0)))] }
            let area = cross(p[1] - p[0], p[2] - p[0]), twice = (area * area).sum().squareRoot()
            guard twice > 0 else { continue }
            for k in 0..<3 {
                quadrics[Int(point(ofCorner: Int32(t * 3 + k)))].addPlane(normal: area / twice, through: p[0], weight: twice / 6)
                let v = triangles[t * 3 + k], w = triangles[t * 3 + (k + 1) % 3], a = pointOfVertex[Int(v)], b = pointOfVertex[Int(w)]
                let edge = Edge(a: min(a, b), b: max(a, b)), ends = a < b ? (v, w) : (w, v)
                if var side = sides[edge] {
                    side.count += 1
                    side.isSeam = side.isSeam || side.vertexA != ends.0 || side.vertexB != ends.1
                    sides[edge] = side
                } else {
                    sides[edge] = Side(triangle: Int32(t), vertexA: ends.0, vertexB: ends.1, count: 1, isSeam: false)
                    order.append(edge)
                }
            }
        }
        for edge in order {
            guard let side = sides[edge], side.count == 1 || side.isSeam else { continue }
            let p = (0..<3).map { points[Int(point(ofCorner: side.triangle * 3 + Int32($0)))] }
            let from = points[Int(edge.a)], along = points[Int(edge.b)] - from
            let upright = cross(along, cross(p[1] - p[0], p[2] - p[0])), size = (upright * upright).sum().squareRoot()
            guard size > 0 else { continue }
            let weight = (along * along).sum() * (side.count == 1 ? 0.5 : 0.1)
            for end in [edge.a, edge.b] { quadrics[Int(end)].addPlane(normal: upright / size, through: from, weight: weight) }
        }
    }

    private func cost(of point: Int32, onto target: Int32, _ corners: [Int32]) -> Double {
        let to = points[Int(target)], way = to - points[Int(point)], squaredLength = (way * way).sum()
        // Vertices that have no counterpart there drag their texture along.
        var drags = false
        for corner in corners where !drags {
            let vertex = triangles[Int(corner)]
            drags = !corners.contains { triangles[Int($0)] == vertex && counterpart(of: $0, at: target) >= 0 }
        }
        return quadrics[Int(point)].meanSquare(to) + (drags ? 0.02 : 0.0001 + Simplifier.bend * turn(corners, target)) * squaredLength
    }

    /// What a turn of the normals over an edge counts, beside the surface's move: on a ball twice as much as its rise over the edge.
    private static let bend = 1.0 / 16

    /// How far the normals of a point's vertices turn where they go, squared; the farthest.
    private func turn(_ corners: [Int32], _ target: Int32) -> Double {
        corners.reduce(0) { most, corner in
            let heir = counterpart(of: corner, at: target)
            guard heir >= 0 else { return most }
            let difference = source.normals[Int(triangles[Int(corner)])] - source.normals[Int(heir)]
            return max(most, Double(dot(difference, difference)))
        }
    }

    /// The vertex at `target` in a corner's own triangle; -1: it has none.
    private func counterpart(of corner: Int32, at target: Int32) -> Int32 {
        let first = corner / 3 * 3
        for k in 0..<3 where point(ofCorner: first + Int32(k)) == target { return triangles[Int(first) + k] }
        return -1
    }

    /// Puts the cheapest collapse of a point into the heap.
    private mutating func offer(_ point: Int32, checksFlips: Bool) {
        let corners = corners(of: point)
        var best: (cost: Double, target: Int32)?
        for target in neighbours(of: corners) {
            let cost = cost(of: point, onto: target, corners)
            if let best, (best.cost, best.target) <= (cost, target) { continue }
            if checksFlips && flips(point, onto: target) { continue }
            best = (cost, target)
        }
        guard let best else { return }
        heap.push(.init(cost: best.cost, point: point, target: best.target, version: versions[Int(point)], isChecked: checksFlips))
    }

    /// Whether a triangle that stays would turn over.
    private func flips(_ point: Int32, onto target: Int32) -> Bool {
        let from = points[Int(point)], to = points[Int(target)]
        for corner in corners(of: point) where counterpart(of: corner, at: target) < 0 {
            let first = corner / 3 * 3, place = corner - first
            let a = points[Int(self.point(ofCorner: first + (place + 1) % 3))], b = points[Int(self.point(ofCorner: first + (place + 2) % 3))]
            let before = cross(a - from, b - from), after = cross(a - to, b - to)
            let along = (before * after).sum()
            if along <= 0.2 * ((before * before).sum() * (after * after).sum()).squareRoot() { return true }
        }
        return false
    }

    private mutating func collapse(_ point: Int32, onto target: Int32) {
        let corners = corners(of: point), counterparts = corners.map { counterpart(of: $0, at: target) }
        var heirs: [(vertex: Int32, heir: Int32)] = []
        for (corner, heir) in zip(corners, counterparts) where heir >= 0 {
            if !heirs.contains(where: { $0.vertex == triangles[Int(corner)] }) { heirs.append((triangles[Int(corner)], heir)) }
        }
        for (corner, counterpart) in zip(corners, counterparts) where counterpart < 0 {
            let vertex = triangles[Int(corner)]
            if let heir = heirs.first(where: { $0.vertex == vertex })?.heir { triangles[Int(corner)] = heir } else { pointOfVertex[Int(vertex)] = target }
        }
        for (corner, counterpart) in zip(corners, counterparts) {
            if counterpart < 0 { append(corner, to: target); continue }
            triangles[Int(corner) / 3 * 3] = -1
            triangleCount -= 1
        }
        firstCorner[Int(point)] = -1
        quadrics[Int(target)] += quadrics[Int(point)]
        let around = self.corners(of: target)
        relink(around, to: target)
        for changed in [target] + neighbours(of: around) {
            versions[Int(changed)] += 1
            offer(changed, checksFlips: false)
        }
    }

    /// Without the triangles that are gone.
    private mutating func relink(_ corners: [Int32], to point: Int32) {
        firstCorner[Int(point)] = -1
        for corner in corners { append(corner, to: point) }
    }
}

private func cross(_ a: SIMD3<Double>, _ b: SIMD3<Double>) -> SIMD3<Double> {
    SIMD3(a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x)
}

/// Collapses by cost, the cheapest on top; equal ones by point.
private struct CollapseHeap {
    struct Collapse {
        var cost: Double
        var point: Int32
        var target: Int32
        var version: Int32
        var isChecked: Bool

        static func < (a: Collapse, b: Collapse) -> Bool { (a.cost, a.point) < (b.cost, b.point) }
    }

    private var items: [Collapse] = []

    mutating func push(_ item: Collapse) {
        items.append(item)
        var i = items.count - 1
        while i > 0, item < items[(i - 1) / 2] {
            items[i] = items[(i - 1) / 2]
            i = (i - 1) / 2
        }
        items[i] = item
    }

    mutating func pop() -> Collapse? {
        guard let top = items.first, let item = items.popLast() else { return nil }
        guard !items.isEmpty else { return top }
        var i = 0
        while 2 * i + 1 < items.count {
            var child = 2 * i + 1
            if child + 1 < items.count, items[child + 1] < items[child] { child += 1 }
            guard items[child] < item else { break }
            items[i] = items[child]
            i = child
        }
        items[i] = item
        return top
    }
}
