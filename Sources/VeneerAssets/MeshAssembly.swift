import Foundation
import VeneerMath

/// Makes a mesh of what an OBJ file says: at its real size, centred, z up, with normals, and without what has no area.
struct MeshAssembly {
    /// Where the file's coordinates go.
    struct Placement {
        /// Turns the file's axes (y up), rows first.
        var rotation: [Double] = [1, 0, 0, 0, 1, 0, 0, 0, 1]
        /// Of the box around everything, x, y and z of the body; nil: the file's coordinates are metres.
        var size: Vec3?
    }

    private(set) var mesh = ModelMesh()
    private(set) var size = Vec3.zero
    /// The file's materials in the order of the mesh's parts.
    private(set) var materialNames: [String] = []

    private struct Triangle {
        var points: SIMD3<Int32>
        var texture: SIMD3<Int32>
        var normals: SIMD3<Int32>
        var material: Int32
        var isSmooth: Bool
    }

    private let file: ObjectFile
    private var points: [Vec3] = []
    /// Of each of the file's positions, its point.
    private var welded: [Int32] = []
    /// Rows that take the file's normals to body space.
    private var normalTurn = (Vec3(1, 0, 0), Vec3(0, 0, -1), Vec3(0, 1, 0))
    private var triangles: [Triangle] = []
    /// Unit normal, and twice the area.
    private var faces: [Vec4] = []

    init(_ file: ObjectFile, name: String, placement: Placement) throws(AssetError) {
        self.file = file
        try place(placement, name: name)
        cut()
        guard !triangles.isEmpty else { throw AssetError(name, "has no triangle with an area") }
        join(cornerNormals())
    }

    // MARK: - Places

    private mutating func place(_ placement: Placement, name: String) throws(AssetError) {
        var isUsed = [Bool](repeating: false, count: file.positions.count)
        for corner in file.corners { isUsed[Int(corner.position)] = true }
        let r = placement.rotation
        var turned = file.positions, low = SIMD3<Double>(repeating: .infinity), high = -low
        for i in turned.indices where isUsed[i] {
            let p = turned[i]
            let q = SIMD3(r[0] * p.x + r[1] * p.y + r[2] * p.z, r[3] * p.x + r[4] * p.y + r[5] * p.z, r[6] * p.x + r[7] * p.y + r[8] * p.z)
            // From y up and facing z to z up and facing -y.
            turned[i] = SIMD3(q.x, -q.z, q.y)
            low = pointwiseMin(low, turned[i])
            high = pointwiseMax(high, turned[i])
        }
        let extent = high - low
        guard extent.max() > 0 else { throw AssetError(name, "all its vertices are one point") }
        var scale = SIMD3<Double>(repeating: 1)
        if let size = placement.size {
            for axis in 0..<3 where extent[axis] > extent.max() * 1e-9 { scale[axis] = Double(size[axis]) / extent[axis] }
        } else if !(0.001...1000).contains(extent.max()) {
            throw AssetError(name, "is \(extent.max()) m large, read as metres; give its real size: \"size\": [x, y, z]")
        }
        // Normals turn as the points do, and stretch the other way.
        let turn = [Vec3(Float(r[0]), Float(r[1]), Float(r[2])), -Vec3(Float(r[6]), Float(r[7]), Float(r[8])), Vec3(Float(r[3]), Float(r[4]), Float(r[5]))]
        normalTurn = (turn[0] / Float(scale.x / scale.max()), turn[1] / Float(scale.y / scale.max()), turn[2] / Float(scale.z / scale.max()))
        let centre = (low + high) / 2
        points = turned.map { Vec3(($0 - centre) * scale) }
        size = pointwiseMax(Vec3(extent * scale), Vec3(repeating: 0.002))
        weld(isUsed)
    }

    /// Equal points become one.
    private mutating func weld(_ isUsed: [Bool]) {
        var places: [Vec3: Int32] = [:]
        places.reserveCapacity(points.count)
        welded = [Int32](repeating: -1, count: points.count)
        var kept: [Vec3] = []
        for (i, point) in points.enumerated() where isUsed[i] {
            if let place = places[point] {
                welded[i] = place
            } else {
                welded[i] = Int32(kept.count)
                places[point] = Int32(kept.count)
                kept.append(point)
            }
        }
        points = kept
    }

    // MARK: - Triangles

    private mutating func cut() {
        var seen = Set<SIMD3<Int32>>()
        seen.reserveCapacity(file.faces.count)
        let smallest = 1e-10 * dot(size, size)
        for face in file.faces {
            let corners = Array(file.corners[Int(face.firstCorner)..<Int(face.firstCorner + face.cornerCount)])
            let polygon = corners.map { welded[Int($0.position)] }
            for (a, b, c) in Triangulation.triangles(of: polygon.map { points[Int($0)] }) {
                let ids = SIMD3(polygon[a], polygon[b], polygon[c])
                guard ids.x != ids.y, ids.y != ids.z, ids.z != ids.x else { continue }
                let area = cross(points[Int(ids.y)] - points[Int(ids.x)], points[Int(ids.z)] - points[Int(ids.x)]), twice = length(area)
                // Both sides show: the same triangle again, or its back, would fight with it.
                guard twice > smallest, seen.insert(MeshAssembly.sorted(ids)).inserted else { continue }
                triangles.append(
                    Triangle(
                        points: ids, texture: SIMD3(corners[a].texture, corners[b].texture, corners[c].texture),
                        normals: SIMD3(corners[a].normal, corners[b].normal, corners[c].normal), material: face.material, isSmooth: face.isSmooth))
                faces.append(Vec4(area / twice, twice))
            }
        }
    }

    private static func sorted(_ v: SIMD3<Int32>) -> SIMD3<Int32> {
        let low = min(v.x, v.y, v.z), high = max(v.x, v.y, v.z)
        return SIMD3(low, v.x &+ v.y &+ v.z &- low &- high, high)
    }

    // MARK: - Normals

    /// Surfaces that meet at less than so much are smooth: where the file calls them so, and where it doesn't.
    private static let smoothCosine = cosf(60 * .pi / 180), otherCosine = cosf(32 * .pi / 180)
    /// More than this many triangles around a point don't change its normals.
    private static let mostNeighbours = 128

    /// Three a triangle, on the side that its winding faces.
    private func cornerNormals() -> [Vec3] {
        var first = [Int32](repeating: 0, count: points.count + 1)
        for t in triangles { for k in 0..<3 { first[Int(t.points[k]) + 1] += 1 } }
        for i in points.indices { first[i + 1] += first[i] }
        var around = [Int32](repeating: 0, count: triangles.count * 3), next = first
        for (index, t) in triangles.enumerated() {
            for k in 0..<3 {
                around[Int(next[Int(t.points[k])])] = Int32(index)
                next[Int(t.points[k])] += 1
            }
        }
        var normals = [Vec3](repeating: .zero, count: triangles.count * 3)
        for (index, t) in triangles.enumerated() {
            let face = faces[index], flat = Vec3(face.x, face.y, face.z)
            for k in 0..<3 {
                let given = t.normals[k] >= 0 ? file.normals[Int(t.normals[k])] : .zero
                if dot(given, given) > 1e-6, t.isSmooth || t.normals.min() >= 0 {
                    normals[index * 3 + k] = placed(given, flat)
                    continue
                }
                let point = Int(t.points[k]), cosine = t.isSmooth ? MeshAssembly.smoothCosine : MeshAssembly.otherCosine
                var sum = Vec3.zero
                for other in around[Int(first[point])..<min(Int(first[point + 1]), Int(first[point]) + MeshAssembly.mostNeighbours)] {
                    let f = faces[Int(other)], n = Vec3(f.x, f.y, f.z), along = dot(n, flat)
                    // A neighbour wound the other way round is smooth with this one all the same.
                    if abs(along) >= cosine { sum += n * (along < 0 ? -f.w : f.w) }
                }
                normals[index * 3 + k] = dot(sum, sum) > 0 ? normalize(sum) : flat
            }
        }
        return normals
    }

    /// A normal of the file in body space, for a triangle that it belongs to; what contradicts the triangle counts for nothing.
    private func placed(_ given: Vec3, _ flat: Vec3) -> Vec3 {
        let r = normalTurn
        let q = Vec3(dot(r.0, given), dot(r.1, given), dot(r.2, given))
        let n = normalize(q), along = dot(n, flat)
        guard n.sum().isFinite, abs(along) > 0.1 else { return flat }
        return along < 0 ? -n : n
    }

    // MARK: - Vertices

    private struct Vertex: Hashable {
        var point: Int32
        var texture: Int32
        var material: Int32
        var normal: SIMD3<Int32>
    }

    /// Corners that agree in everything share a vertex; triangles are sorted by material.
    private mutating func join(_ normals: [Vec3]) {
        // Of each of the file's materials, its place among those that show.
        var place = [Int](repeating: -1, count: file.materialNames.count)
        for t in triangles where place[Int(t.material)] < 0 {
            place[Int(t.material)] = materialNames.count
            materialNames.append(file.materialNames[Int(t.material)])
        }
        let order = triangles.indices.sorted { (place[Int(triangles[$0].material)], $0) < (place[Int(triangles[$1].material)], $1) }
        var vertices: [Vertex: UInt32] = [:]
        vertices.reserveCapacity(triangles.count)
        for index in order {
            let t = triangles[index], number = place[Int(t.material)], start = mesh.indices.count
            for k in 0..<3 {
                let normal = normals[index * 3 + k], rounded = normal * 512
                let vertex = Vertex(
                    point: t.points[k], texture: t.texture[k], material: t.material,
                    normal: SIMD3(Int32(rounded.x.rounded()), Int32(rounded.y.rounded()), Int32(rounded.z.rounded())))
                if let place = vertices[vertex] {
                    mesh.indices.append(place)
                    continue
                }
                vertices[vertex] = UInt32(mesh.positions.count)
                mesh.indices.append(UInt32(mesh.positions.count))
                mesh.positions.append(points[Int(t.points[k])])
                mesh.normals.append(normal)
                mesh.textureCoordinates.append(t.texture[k] >= 0 ? file.textureCoordinates[Int(t.texture[k])] : .zero)
            }
            if mesh.parts.last?.material == number {
                mesh.parts[mesh.parts.count - 1].indices = mesh.parts[mesh.parts.count - 1].indices.lowerBound..<start + 3
            } else {
                mesh.parts.append(.init(material: number, indices: start..<start + 3))
            }
        }
    }
}
