import Foundation
import VeneerMath

/// The corners of a convex solid, in body space.
public struct ConvexHull: Sendable, Equatable {
    public var points: [Vec3]
}

/// Cuts a mesh into a few pieces that are nearly convex: its space in small cubes, filled where the surface encloses them, cut again and
/// again by the plane that leaves the least air around the rest.
struct ConvexPieces {
    struct Fineness {
        var cellsAlongLongest: Int
        var mostPieces: Int
        /// A piece with less air than this share of the whole stays as it is.
        var smallestAir: Float

        /// Of models, which stand about by the hundred.
        static let coarse = Fineness(cellsAlongLongest: 36, mostPieces: 16, smallestAir: 0.012)
        /// So that the floor of a bowl lies where it is seen.
        static let fine = Fineness(cellsAlongLongest: 48, mostPieces: 32, smallestAir: 0.003)
    }

    private struct Region {
        var low: SIMD3<Int>
        /// Past the last cell.
        var high: SIMD3<Int>

        var volume: Int {
            let e = high &- low
            return e.x * e.y * e.z
        }
    }

    private let fineness: Fineness
    private let low: Vec3
    private let cell: Float
    private let count: SIMD3<Int>
    /// x fastest.
    private var isFilled: [Bool]
    /// Places on the surface: the mesh's own corners and points between.
    private var samples: [Vec3] = []

    /// The hulls of the pieces; at least `thinnest` thick.
    static func hulls(of mesh: ModelMesh, thinnest: Float, _ fineness: Fineness = .coarse) -> [ConvexHull] {
        var pieces = ConvexPieces(mesh, fineness)
        pieces.fillInside()
        return pieces.cut().compactMap { pieces.hull(of: $0, thinnest: thinnest) }
    }

    private init(_ mesh: ModelMesh, _ fineness: Fineness) {
        self.fineness = fineness
        let bounds = mesh.bounds, extent = bounds.high - bounds.low
        cell = extent.max() / Float(fineness.cellsAlongLongest)
        low = bounds.low
        let cells = (extent / cell).rounded(.up).clamped(lowerBound: Vec3(1, 1, 1), upperBound: Vec3(repeating: Float(fineness.cellsAlongLongest)))
        count = SIMD3(Int(cells.x), Int(cells.y), Int(cells.z))
        isFilled = Array(repeating: false, count: count.x * count.y * count.z)
        for t in stride(from: 0, to: mesh.indices.count, by: 3) {
            sample(mesh.positions[Int(mesh.indices[t])], mesh.positions[Int(mesh.indices[t + 1])], mesh.positions[Int(mesh.indices[t + 2])])
        }
    }

    private mutating func sample(_ a: Vec3, _ b: Vec3, _ c: Vec3) {
        let steps = max(1, Int((max(length(b - a), length(c - a), length(c - b)) / (0.7 * cell)).rounded(.up)))
        for i in 0...steps {
            for j in 0...steps - i {
                let p = a + (b - a) * (Float(i) / Float(steps)) + (c - a) * (Float(j) / Float(steps))
                samples.append(p)
                isFilled[index(cellOf(p))] = true
            }
        }
    }

    private func cellOf(_ p: Vec3) -> SIMD3<Int> {
        let q = (p - low) / cell
        return SIMD3(min(count.x - 1, max(0, Int(q.x))), min(count.y - 1, max(0, Int(q.y))), min(count.z - 1, max(0, Int(q.z))))
    }

    private func index(_ c: SIMD3<Int>) -> Int { (c.z * count.y + c.y) * count.x + c.x }

    /// Cells that can't be reached from outside are inside.
    private mutating func fillInside() {
        let margin = SIMD3(count.x + 2, count.y + 2, count.z + 2)
        var isReached = [Bool](repeating: false, count: margin.x * margin.y * margin.z)
        var open = [SIMD3(0, 0, 0)]
        func place(_ c: SIMD3<Int>) -> Int { (c.z * margin.y + c.y) * margin.x + c.x }
        isReached[0] = true
        while let c = open.popLast() {
            for (axis, way) in [(0, -1), (0, 1), (1, -1), (1, 1), (2, -1), (2, 1)] {
                var next = c
                next[axis] += way
                guard next[axis] >= 0, next[axis] < margin[axis], !isReached[place(next)] else { continue }
                let inner = next &- SIMD3(1, 1, 1)
                let isWithin = inner.x >= 0 && inner.y >= 0 && inner.z >= 0 && inner.x < count.x && inner.y < count.y && inner.z < count.z
                if isWithin, isFilled[index(inner)] { continue }
                isReached[place(next)] = true
                open.append(next)
            }
        }
        for z in 0..<count.z {
            for y in 0..<count.y {
                for x in 0..<count.x where !isReached[place(SIMD3(x + 1, y + 1, z + 1))] { isFilled[index(SIMD3(x, y, z))] = true }
            }
        }
    }

    // MARK: - Cutting

    private func cut() -> [Region] {
        let whole = Region(low: SIMD3(0, 0, 0), high: count)
        var pieces = [(region: whole, air: air(whole))]
        let least = fineness.smallestAir * Float(whole.volume)
        while pieces.count < fineness.mostPieces {
            guard let next = pieces.indices.max(by: { (pieces[$0].air, -$0) < (pieces[$1].air, -$1) }), pieces[next].air > least else { break }
            guard let (a, b) = halves(of: pieces[next].region) else {
                pieces[next].air = 0
                continue
            }
            pieces[next] = (a, air(a))
            pieces.append((b, air(b)))
        }
        return pieces.map(\.region)
    }

    /// What the plane leaves on both sides whose boxes are smallest together.
    private func halves(of region: Region) -> (Region, Region)? {
        var best: (volume: Int, halves: (Region, Region))?
        for axis in 0..<3 {
            let slices = (region.low[axis]..<region.high[axis]).map { place -> Region? in
                var slice = region
                slice.low[axis] = place
                slice.high[axis] = place + 1
                return tight(slice)
            }
            for place in 1..<max(1, slices.count) {
                guard let a = union(slices[..<place]), let b = union(slices[place...]) else { continue }
                let volume = a.volume + b.volume
                if volume < best?.volume ?? .max { best = (volume, (a, b)) }
            }
        }
        return best?.halves
    }

    private func union(_ regions: ArraySlice<Region?>) -> Region? {
        regions.reduce(nil) { sum, region in
            guard let sum, let region else { return sum ?? region }
            return Region(low: pointwiseMin(sum.low, region.low), high: pointwiseMax(sum.high, region.high))
        }
    }

    /// Around the filled cells of a region; nil where it has none.
    private func tight(_ region: Region) -> Region? {
        var low = region.high, high = region.low
        forEachFilled(region) { c in
            low = pointwiseMin(low, c)
            high = pointwiseMax(high, c &+ SIMD3(1, 1, 1))
        }
        return high.x > low.x ? Region(low: low, high: high) : nil
    }

    private func forEachFilled(_ region: Region, _ body: (SIMD3<Int>) -> Void) {
        for z in region.low.z..<region.high.z {
            for y in region.low.y..<region.high.y {
                for x in region.low.x..<region.high.x where isFilled[(z * count.y + y) * count.x + x] { body(SIMD3(x, y, z)) }
            }
        }
    }

    /// Cells that the region's filled ones leave empty within the hull around them, as seen from the directions.
    private func air(_ region: Region) -> Float {
        var reaches = [Float](repeating: -.infinity, count: ConvexPieces.directions.count), filled = 0
        forEachFilled(region) { c in
            filled += 1
            let p = Vec3(Float(c.x), Float(c.y), Float(c.z))
            for (k, direction) in ConvexPieces.directions.enumerated() { reaches[k] = max(reaches[k], dot(direction, p)) }
        }
        var within = 0
        for z in region.low.z..<region.high.z {
            for y in region.low.y..<region.high.y {
                for x in region.low.x..<region.high.x {
                    let p = Vec3(Float(x), Float(y), Float(z))
                    if zip(ConvexPieces.directions, reaches).allSatisfy({ dot($0, p) <= $1 + 1e-3 }) { within += 1 }
                }
            }
        }
        return Float(within - filled)
    }

    // MARK: - Hulls

    /// Evenly over the sphere, the axes and their diagonals among them.
    private static let directions: [Vec3] = {
        var found: [Vec3] = []
        for z in -2...2 {
            for y in -2...2 {
                for x in -2...2 where max(abs(x), abs(y), abs(z)) == 2 || (max(abs(x), abs(y), abs(z)) == 1 && abs(x) + abs(y) + abs(z) == 3) {
                    let d = normalize(Vec3(Float(x), Float(y), Float(z)))
                    if !found.contains(where: { dot($0, d) > 0.999 }) { found.append(d) }
                }
            }
        }
        return found
    }()

    private func hull(of region: Region, thinnest: Float) -> ConvexHull? {
        // Up to the planes of the cut, and no further.
        let from = low + Vec3(Float(region.low.x), Float(region.low.y), Float(region.low.z)) * cell - 0.01 * cell
        let to = low + Vec3(Float(region.high.x), Float(region.high.y), Float(region.high.z)) * cell + 0.01 * cell
        let own = samples.filter { $0.x >= from.x && $0.y >= from.y && $0.z >= from.z && $0.x <= to.x && $0.y <= to.y && $0.z <= to.z }
        guard !own.isEmpty else { return nil }
        var points: [Vec3] = []
        for direction in ConvexPieces.directions {
            guard let farthest = own.max(by: { dot($0, direction) < dot($1, direction) }), !points.contains(farthest) else { continue }
            points.append(farthest)
        }
        let extent = points.reduce(points[0], pointwiseMax) - points.reduce(points[0], pointwiseMin)
        for axis in 0..<3 where extent[axis] < thinnest {
            var shift = Vec3.zero
            shift[axis] = (thinnest - extent[axis]) / 2
            points = points.map { $0 - shift } + points.map { $0 + shift }
        }
        return ConvexHull(points: points)
    }
}
