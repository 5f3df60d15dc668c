import Foundation
import VeneerMath

extension Mesh {
    /// A cushion that has been leaned and sat on: hollow here and there, creased from its seam inwards, and puckered along it.
    mutating func appendUsedCushion(halfSize half: Vec3, fullness: Float, folds: Int, steps: Int) {
        let first = positions.count, form = CushionForm(fullness: fullness)
        let knots = (0...steps).map { 2 * Float($0) / Float(steps) - 1 }
        // Towards the seam, where the surface turns.
        func denser(_ t: Float) -> Float { mix(t, sin(Float.pi / 2 * t), 0.6) }
        for side: Float in [-1, 1] {
            let use = CushionUse(half: Vec2(half.x, half.y), thickness: 2 * half.z, fullness: fullness, folds: folds, side: side, steps: steps)
            func point(_ s: Float, _ t: Float) -> Vec3 {
                let u = denser(s), v = denser(t) * side, along = Vec2(u * half.x, v * half.y), pulled = use.pulled(Vec2(u, v)) * Vec2(half.x, half.y)
                let bulge = form.height(form.falling(u), form.falling(v))
                return Vec3(pulled.x, pulled.y, side * (half.z * bulge - use.depth(at: along) * smoothstep(0.2, 1, bulge)))
            }
            appendGrid(knots.map { $0 * half.x }, knots.map { $0 * half.y }, size: Vec2(2 * half.x, 2 * half.y)) { column, row in
                let s = knots[column], t = knots[row], step: Float = 1e-3
                let upright = normalize(cross(point(s + step, t) - point(s - step, t), point(s, t + step) - point(s, t - step)))
                // At the seam a little of z keeps its triangles' own side.
                return (point(s, t), normalize(upright + Vec3(0, 0, 0.1 * side)))
            }
        }
        fit(from: first, to: 2 * half)
    }
}

/// As it was made: z = ±h · ((1 − |u|ⁿ)(1 − |v|ⁿ))^(1/m).
struct CushionForm {
    let n: Float, m: Float

    init(fullness: Float) { (n, m) = (mix(3, 10, fullness), mix(2, 3, fullness)) }

    /// From 1 in the middle to 0 at the seam, along one side.
    func falling(_ t: Float) -> Float { 1 - pow(abs(t), n) }
    func height(_ alongU: Float, _ alongV: Float) -> Float { pow(max(0, alongU * alongV), 1 / m) }
}

/// What use has left on one side of a cushion, in metres.
private struct CushionUse {
    private struct Crease {
        var start: Vec2, along: Vec2
        var length: Float, width: Float, depth: Float, bend: Float
    }
    private let half: Vec2
    /// About how far points of the mesh are from one another.
    private let apart: Vec2
    /// What creases go by: those of a large one are no larger.
    private let small: Float
    private var creases: [Crease] = []
    private var hollows: [(centre: Vec2, radius: Float, depth: Float)] = []
    private var waves: [(perMetre: Float, phase: Float, depth: Float)] = []
    private let pull: Float

    init(half: Vec2, thickness: Float, fullness: Float, folds: Int, side: Float, steps: Int) {
        self.half = half
        apart = half * (2.1 / Float(steps))
        let scale = min(half.x, half.y)
        small = min(scale, 0.35)
        var random = SeededRandom(seed: UInt64(folds), stream: side > 0 ? "cushion" : "cushion below")
        // What is thin and soft is pulled in between its corners.
        pull = 0.09 * (1 - fullness) * (1 - fullness)
        let most = min(0.075 * small, 0.2 * thickness) * mix(1, 0.75, fullness)
        for _ in 0..<folds {
            // From the seam, more often from near a corner, inwards.
            let alongX = random.chance(half.x / (half.x + half.y)), end: Float = random.chance(0.5) ? 1 : -1
            let place = (random.chance(0.6) ? random.uniform(0.6, 0.97) : random.uniform(-0.6, 0.6)) * (random.chance(0.5) ? 1 : -1)
            // Of a large one not all creases begin at the seam.
            let out = scale > small ? random.uniform(0.2, 0.96) : 0.96, start = (alongX ? Vec2(place, out * end) : Vec2(out * end, place)) * half
            let heading = atan2(-start.y, -start.x) + random.uniform(-0.5, 0.5)
            let width = small * random.uniform(0.05, 0.09)
            creases.append(
                Crease(
                    start: start, along: Vec2(cos(heading), sin(heading)), length: mix(scale, small, 0.5) * random.uniform(0.35, 1.1), width: width,
                    depth: min(most, 0.7 * width) * random.uniform(0.35, 1), bend: random.uniform(-0.5, 0.5)))
        }
        for _ in 0..<3 {
            let centre = Vec2(random.uniform(-0.6, 0.6), random.uniform(-0.6, 0.6)) * half
            hollows.append((centre, scale * random.uniform(0.35, 0.8), most * random.uniform(0.6, 1.8)))
        }
        for _ in 0..<4 {
            waves.append((random.uniform(12, 26) / small, random.uniform(0, 2 * .pi), mix(0.3, 0.15, fullness) * most * random.uniform(0.4, 1)))
        }
    }

    func pulled(_ p: Vec2) -> Vec2 {
        Vec2(p.x * (1 - pull * (1 - p.y * p.y)), p.y * (1 - pull * (1 - p.x * p.x)))
    }

    func depth(at p: Vec2) -> Float {
        var sum: Float = 0
        for crease in creases {
            let off = p - crease.start, along = (off * crease.along).sum() / crease.length
            guard along > -0.3, along < 1.2 else { continue }
            let bent = crease.bend * crease.length * 0.25 * along * along
            // One narrower than a coarse mesh's steps is as shallow as it would be wide there: slantwise over them it would be a row of dents.
            let width = crease.width * mix(1, 0.6, clamp(along, 0, 1)), widened = max(width, abs(crease.along.y) * apart.x + abs(crease.along.x) * apart.y)
            let across = (off.x * crease.along.y - off.y * crease.along.x - bent) / widened
            guard abs(across) < 3.5 else { continue }
            // A valley between two swells.
            let valley = exp(-across * across), swell = exp(-0.35 * across * across)
            sum += crease.depth * (width / widened) * (1.5 * valley - 0.75 * swell) * smoothstep(-0.3, 0.1, along) * (1 - smoothstep(0.4, 1.2, along))
        }
        for hollow in hollows {
            let off = p - hollow.centre
            sum += hollow.depth * exp(-(off * off).sum() / (hollow.radius * hollow.radius))
        }
        // Along each of the four seams.
        let reach = 0.12 * small
        for (seam, place) in [(half.x - abs(p.x), p.y), (half.y - abs(p.y), p.x + 3 * half.x)] where seam < 5 * reach {
            let near = exp(-seam / reach)
            for wave in waves { sum += near * wave.depth * sin(wave.perMetre * place + wave.phase) }
        }
        return sum
    }
}
