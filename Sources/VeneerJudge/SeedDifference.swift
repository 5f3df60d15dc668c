import VeneerFrame
import VeneerMath
import VeneerWorld

/// What another noise seed changes where materials are worn: their detail, and not their light and colour.
public struct SeedDifference: Sendable {
    /// Detail is what differs from the mean over so many pixels each way.
    public static let radiusInPixels = 4
    private var sums: [String: (detail: Double, coarse: Double, whole: Double)] = [:]
    private var teacherDetail = 0.0

    public init() {}

    /// Two pictures of one view by name, each under a seed of its own.
    public mutating func add(worn: [Bool], teacher: Display, _ pairs: [String: (Display, Display)]) {
        guard worn.contains(true) else { return }
        teacherDetail += SeedDifference.energy(SeedDifference.split(teacher, worn).detail, worn)
        for (name, pair) in pairs {
            let a = SeedDifference.split(pair.0, worn), b = SeedDifference.split(pair.1, worn)
            var sum = sums[name] ?? (0, 0, 0)
            sum.detail += SeedDifference.energy(a.detail - b.detail, worn)
            sum.coarse += SeedDifference.energy(a.coarse - b.coarse, worn)
            sum.whole += SeedDifference.energy(a.coarse, worn)
            sums[name] = sum
        }
    }

    /// Of the teacher's detail, how much differs.
    public func detail(_ name: String) -> Double? { sums[name].map { $0.detail / teacherDetail } }
    /// Of all but the detail.
    public func coarse(_ name: String) -> Double? { sums[name].map { $0.coarse / $0.whole } }

    private static func split(_ picture: Display, _ worn: [Bool]) -> (detail: Plane, coarse: Plane) {
        let coarse = picture.plane.blurred(radius: radiusInPixels, where: worn)
        return (picture.plane - coarse, coarse)
    }

    private static func energy(_ plane: Plane, _ counts: [Bool]) -> Double {
        counts.indices.reduce(0) { sum, pixel in
            guard counts[pixel] else { return sum }
            return sum + (3 * pixel..<3 * pixel + 3).reduce(0) { $0 + Double(plane.values[$1] * plane.values[$1]) }
        }
    }

    /// Pixels that show a material with traces of weather or use.
    public static func worn(_ frame: Frame, of world: World) -> [Bool] {
        frame[labels: .instance].values.map { id in
            guard id != 0 else { return false }
            let body = world.bodies[World.bodyIndex(ofInstance: id)], material = world.materials[body.materialIndex]
            return body.shape.model == nil && max(material.wear, material.use) > 0
        }
    }
}

extension Plane {
    fileprivate static func - (a: Plane, b: Plane) -> Plane {
        Plane(a.size, componentCount: a.componentCount, values: zip(a.values, b.values).map { $0 - $1 })
    }
}
