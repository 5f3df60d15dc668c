import Foundation
import VeneerMath

/// Where the copies of an array stand: `{ "count": 5 or [x, y, z], "step": [x, y, z], "stagger": [x, y, z] }`, or `{ "along": [[x, y, z], …], "spacing": s }`.
/// `jitter` (metres, level) and `turn` (degrees about the vertical) make each stand a little otherwise.
struct ArrayPlacements {
    struct Placement {
        var offset: Vec3
        /// About the offset, of a copy along a curve; about the copy itself.
        var heading: Quaternion
        var turn: Quaternion

        func place(_ body: Pose) -> Pose {
            if heading == .identity { return Pose(position: body.position + offset, rotation: turn == .identity ? body.rotation : turn * body.rotation) }
            return Pose(position: heading.act(body.position) + offset, rotation: turn * heading * body.rotation)
        }
    }

    let name: String
    private(set) var poses: [Placement] = []

    /// Nil where there is no array.
    init?(_ fields: FieldReader, seed: UInt64) throws {
        guard let array = try fields.object("array") else { return nil }
        name = try fields.string("name")
        let isPlacedByChance = fields.value("within") != nil
        poses = array.value("along") != nil ? try ArrayPlacements.along(array) : try ArrayPlacements.grid(array, defaultStep: isPlacedByChance ? .zero : nil)
        let jitter = try array.number("jitter", default: 0, in: 0...10), turn = try array.number("turn", default: 0, in: 0...360)
        try array.finish()
        var random = SeededRandom(seed: seed, stream: "array of \(name)")
        guard jitter > 0 || turn > 0 else { return }
        for index in poses.indices {
            poses[index].offset += Vec3(random.uniform(-jitter, jitter), random.uniform(-jitter, jitter), 0)
            poses[index].turn = Quaternion(angleInRadians: random.uniform(-turn, turn) * .pi / 180, axis: Vec3(0, 0, 1))
        }
    }

    private static func grid(_ array: FieldReader, defaultStep: Vec3?) throws -> [Placement] {
        var counts: [Float] = [1, 1, 1], isRow = false
        if let value = array.value("count") {
            if case .number(let number) = value.content {
                (counts[0], isRow) = (Float(number), true)
            } else {
                counts = try array.numbers(value, key: "count", count: 3)
            }
        } else {
            throw array.fail("\(array.place) needs \"count\", or \"along\" and \"spacing\"")
        }
        guard counts.allSatisfy({ $0 >= 1 && $0 <= Float(World.mostBodies) && $0 == $0.rounded() }), counts.reduce(1, *) <= Float(World.mostBodies) else {
            throw array.fail("\(array.place).count is a whole number or three, together at most \(World.mostBodies)")
        }
        let step = try array.vector("step", default: defaultStep), stagger = try array.vector("stagger", default: .zero)
        var poses: [Placement] = []
        for z in 0..<Int(counts[2]) {
            for y in 0..<Int(counts[1]) {
                for x in 0..<Int(counts[0]) {
                    // Every other course is moved by the stagger.
                    let offset =
                        step * (isRow ? Vec3(repeating: Float(x)) : Vec3(Float(x), Float(y), Float(z))) + stagger * Float((z + (counts[2] == 1 ? y : 0)) % 2)
                    poses.append(Placement(offset: offset, heading: .identity, turn: .identity))
                }
            }
        }
        return poses
    }

    /// At equal distances along a smooth curve, each turned the way that it runs: x ahead.
    private static func along(_ array: FieldReader) throws -> [Placement] {
        let points = try (try array.array("along") ?? []).map { element -> Vec3 in
            let v = try array.numbers(element, key: "along", count: 3)
            return Vec3(v[0], v[1], v[2])
        }
        let spacing = try array.number("spacing", in: 0.001...1000)
        guard points.count >= 2, zip(points, points.dropFirst()).allSatisfy({ length($1 - $0) > 0.001 }) else {
            throw array.fail("\(array.place).along needs two or more points [x, y, z], each more than a millimetre from the one before")
        }
        let curve = Shape.curve(through: points, steps: 32)
        let total = zip(curve, curve.dropFirst()).reduce(Float(0)) { $0 + length($1.1 - $1.0) }
        guard total / spacing < Float(World.mostBodies) else { throw array.fail("\(array.place).spacing is too small for a way of \(total) m") }
        var poses: [Placement] = [], due: Float = 0, walked: Float = 0
        for (a, b) in zip(curve, curve.dropFirst()) {
            let step = length(b - a)
            while due <= walked + step * 1.0001 {
                let ahead = b - a
                poses.append(
                    Placement(
                        offset: a + ahead * ((due - walked) / max(step, 1e-9)),
                        heading: Quaternion(angleInRadians: atan2(ahead.y, ahead.x), axis: Vec3(0, 0, 1)), turn: .identity))
                due += spacing
            }
            walked += step
        }
        return poses
    }
}
