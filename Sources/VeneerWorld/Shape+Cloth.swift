import Foundation
import VeneerMath

extension Mesh {
    /// A smooth surface over the grid, its normal to the right of rising columns and rows: `reversed` shows the other side, a little behind it.
    mutating func appendSheet(_ us: [Float], _ vs: [Float], size: Vec2, reversed: Bool = false, thickness: Float = 0, at point: (Float, Float) -> Vec3) {
        let step: Float = 1e-3
        func normal(_ u: Float, _ v: Float) -> Vec3 {
            let n = cross(point(u + step, v) - point(u - step, v), point(u, v + step) - point(u, v - step))
            return length(n) > 1e-12 ? normalize(n) : Vec3(0, 0, 1)
        }
        let columns = reversed ? us.reversed().map { -$0 } : us
        appendGrid(columns, vs, size: size) { column, row in
            let u = reversed ? -columns[column] : columns[column], n = normal(u, vs[row])
            return (point(u, vs[row]) - n * (reversed ? thickness : 0), reversed ? -n : n)
        }
    }

    /// A curtain: gathered at its top, wider folds below, no two alike. The wall is at +y.
    mutating func appendDrape(size: Vec3, folds: Int, steps: (around: Int, along: Int)) {
        let first = positions.count
        var random = SeededRandom(seed: UInt64(folds), stream: "drape")
        let chances = (0..<3).map { _ in (0...2 * folds + 6).map { _ in random.uniform(-1, 1) } }
        // Smooth from fold to fold.
        func alike(_ fold: Float, _ which: Int) -> Float {
            let place = clamp(fold + 2, 0, Float(2 * folds + 5)), whole = Int(place), t = place - Float(whole)
            return mix(chances[which][whole], chances[which][whole + 1], t * t * (3 - 2 * t))
        }
        func point(_ u: Float, _ v: Float) -> Vec3 {
            let fold = u * Float(folds), angle = 2 * Float.pi * (fold + 0.16 * alike(fold * 1.3, 0) * (0.4 + 0.6 * v))
            // Pleats are deep and narrow above; below they swing out and some lie flat.
            let deep = mix(0.62, 1, v) * (1 - 0.38 * v * (0.5 + 0.5 * alike(fold, 1)))
            let along = u - 0.5 + 0.11 / Float(folds) * sin(2 * angle) + 0.02 * v * alike(fold * 0.7, 2) / Float(folds)
            return Vec3(along * size.x * mix(0.93, 1, v), -0.5 * size.y * deep * cos(angle), (0.5 - v) * size.z)
        }
        let us = (0...folds * steps.around).map { Float($0) / Float(folds * steps.around) }, vs = (0...steps.along).map { Float($0) / Float(steps.along) }
        for reversed in [true, false] {
            appendSheet(us, vs, size: Vec2(size.x * 1.6, size.z), reversed: reversed, thickness: 0.002) { point($0, $1) }
        }
        fit(from: first, to: size)
    }

    /// A cloth over the edges of a board: flat above, hanging down all around in folds that open at the corners.
    mutating func appendCover(size: Vec3, folds: Int, steps: (around: Int, along: Int)) {
        let first = positions.count, half = size / 2, swing = min(0.035, 0.12 * size.z + 0.004), edge: Float = min(0.008, size.min() * 0.1)
        let inner = Vec2(half.x - swing - edge, half.y - swing - edge), corner = min(0.03, 0.3 * min(inner.x, inner.y))
        let outline = RoundedOutline(half: inner, corner: corner)
        func point(_ u: Float, _ v: Float) -> Vec3 {
            let (place, outwards, atCorner) = outline.point(at: u)
            switch v {
            case ..<1: return Vec3(place.x * v, place.y * v, half.z)
            case ..<2:
                let angle = (v - 1) * Float.pi / 2
                return Vec3(place + outwards * edge * sin(angle), half.z - edge * (1 - cos(angle)))
            default:
                let down = v - 2, wave = 0.5 - 0.5 * cos(2 * Float.pi * (u * Float(folds) + 0.2 * sin(6 * Float.pi * u)))
                // Stiff near the board; at the corners there is cloth to spare.
                let out = swing * down * (2 - down) * mix(wave * 0.75, 1, atCorner)
                return Vec3(place + outwards * (edge + out), half.z - edge - down * (size.z - edge))
            }
        }
        let count = 4 * steps.around
        let us = (0...count).map { Float($0) / Float(count) }
        let vs = [0, 0.999] + [1.001, 1.5, 1.999] + (0...steps.along).map { 2.001 + 0.999 * Float($0) / Float(steps.along) }
        appendSheet(us, vs, size: Vec2(4 * (inner.x + inner.y), max(inner.x, inner.y) + size.z)) { point(1 - $0, $1) }
        let skirt = vs.filter { $0 > 2 }
        appendSheet(us, skirt, size: Vec2(4 * (inner.x + inner.y), size.z), reversed: true) {
            point(1 - $0, $1) - Vec3(outline.point(at: 1 - $0).outwards * 0.002, 0)
        }
        fit(from: first, to: size)
    }
}

/// A rectangle with round corners, once around anticlockwise for 0...1.
private struct RoundedOutline {
    var half: Vec2
    var corner: Float

    /// `atCorner`: 1 in a corner's middle, 0 along the sides.
    func point(at u: Float) -> (place: Vec2, outwards: Vec2, atCorner: Float) {
        // Each quarter: half a side, a corner, half a side; corners get more than their length, for their folds.
        let turn = (u - u.rounded(.down)) * 4, quarter = Int(turn) % 4, t = turn - turn.rounded(.down)
        let straight = half - corner
        let along = quarter % 2 == 0 ? straight : Vec2(straight.y, straight.x)
        var place: Vec2, outwards: Vec2, atCorner: Float = 0
        if t < 0.35 {
            place = Vec2(along.x + corner, along.y * t / 0.35)
            outwards = Vec2(1, 0)
        } else if t < 0.65 {
            let angle = (t - 0.35) / 0.3 * Float.pi / 2
            outwards = Vec2(cos(angle), sin(angle))
            place = along + corner * outwards
            atCorner = sin(2 * angle)
        } else {
            place = Vec2(along.x * (1 - t) / 0.35, along.y + corner)
            outwards = Vec2(0, 1)
        }
        for _ in 0..<quarter { (place, outwards) = (Vec2(-place.y, place.x), Vec2(-outwards.y, outwards.x)) }
        return (place, outwards, atCorner)
    }
}

extension Vec3 {
    fileprivate init(_ xy: Vec2, _ z: Float) { self.init(xy.x, xy.y, z) }
}
