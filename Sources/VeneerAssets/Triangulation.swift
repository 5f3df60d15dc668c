import VeneerMath

/// Cuts polygons into triangles.
enum Triangulation {
    /// Triples of places in the polygon; a polygon with a dent is cut where it has none.
    static func triangles(of polygon: [Vec3]) -> [(Int, Int, Int)] {
        let count = polygon.count
        guard count > 3 else { return count == 3 ? [(0, 1, 2)] : [] }
        let normal = newell(polygon)
        let dents = (0..<count).contains { turn(polygon, ($0 + count - 1) % count, $0, ($0 + 1) % count, normal) < 0 }
        guard dents, dot(normal, normal) > 0 else { return fan(Array(0..<count)) }
        return clippedEars(polygon, normal)
    }

    private static func fan(_ places: [Int]) -> [(Int, Int, Int)] {
        (1..<places.count - 1).map { (places[0], places[$0], places[$0 + 1]) }
    }

    /// Twice the polygon's area, along its normal.
    private static func newell(_ polygon: [Vec3]) -> Vec3 {
        var sum = Vec3.zero
        for i in 1..<polygon.count - 1 { sum += cross(polygon[i] - polygon[0], polygon[i + 1] - polygon[0]) }
        return sum
    }

    /// Positive where the corner b points outwards.
    private static func turn(_ p: [Vec3], _ a: Int, _ b: Int, _ c: Int, _ normal: Vec3) -> Float { dot(cross(p[b] - p[a], p[c] - p[b]), normal) }

    private static func clippedEars(_ p: [Vec3], _ normal: Vec3) -> [(Int, Int, Int)] {
        var rest = Array(p.indices), triangles: [(Int, Int, Int)] = []
        while rest.count > 3 {
            let ear = rest.indices.first { i in
                let a = rest[(i + rest.count - 1) % rest.count], b = rest[i], c = rest[(i + 1) % rest.count]
                guard turn(p, a, b, c, normal) > 0 else { return false }
                return !rest.contains { d in
                    d != a && d != b && d != c && turn(p, a, b, d, normal) >= 0 && turn(p, b, c, d, normal) >= 0 && turn(p, c, a, d, normal) >= 0
                }
            }
            // A polygon that crosses itself has no ears left.
            guard let ear else { break }
            triangles.append((rest[(ear + rest.count - 1) % rest.count], rest[ear], rest[(ear + 1) % rest.count]))
            rest.remove(at: ear)
        }
        return triangles + fan(rest)
    }
}
