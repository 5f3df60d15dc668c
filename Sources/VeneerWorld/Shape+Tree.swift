import Foundation
import VeneerMath

/// How a tree of radius 1 branches: a leader up its middle, boughs all around it, shoots along those and twigs along the shoots.
struct TreeForm {
    struct Branch {
        var path: [Vec3]
        /// Where it begins; it ends a third as thick.
        var radius: Float

        func at(_ t: Float) -> Vec3 {
            let place = clamp(t, 0, 1) * Float(path.count - 1), from = min(Int(place), path.count - 2)
            return mix(path[from], path[from + 1], place - Float(from))
        }
        func ahead(_ t: Float) -> Vec3 {
            let from = min(Int(clamp(t, 0, 1) * Float(path.count - 1)), path.count - 2)
            return normalize(path[from + 1] - path[from])
        }
    }

    /// The leader, boughs and shoots, thicker ones first.
    private(set) var wood: [Branch] = []
    /// Where leaves grow.
    private(set) var twigs: [Branch] = []
    /// The leader and the boughs.
    private(set) var boughCount = 0

    init(seed: Int) {
        var random = SeededRandom(seed: UInt64(seed), stream: "tree")
        let lean = Vec3(random.uniform(-0.12, 0.12), random.uniform(-0.12, 0.12), 0)
        let leader = Branch(path: [Vec3(0, 0, -1), Vec3(0, 0, -0.55) + lean * 0.5, Vec3(0, 0, 0) - lean * 0.4, Vec3(0, 0, 0.62) + lean], radius: 0.045)
        let count = 9 + random.index(4)
        var boughs: [Branch] = [], shoots: [Branch] = []
        for index in 0..<count {
            // From low and level to high and steep, each in a gap that the others leave.
            let t = (Float(index) + random.uniform(0.2, 0.8)) / Float(count), turn = Float(index) * 2.39996 + random.uniform(-0.35, 0.35)
            let high = mix(-0.42, 0.9, t) + random.uniform(-0.08, 0.08), wide = max(0.05, 1 - high * high).squareRoot() * random.uniform(0.72, 0.98)
            let end = Vec3(cos(turn) * wide, sin(turn) * wide, high) * 0.84, from = leader.at(mix(0.02, 0.8, t))
            boughs.append(TreeForm.branch(from: from, to: end, rise: mix(0.1, -0.05, t), wander: 0.07, radius: mix(0.03, 0.018, t), &random))
        }
        for bough in [leader] + boughs {
            let isLeader = shoots.isEmpty, long = length(bough.at(1) - bough.at(0)), shootCount = isLeader ? 4 : 4 + Int(5 * min(1, long))
            for index in 0..<shootCount {
                let t = isLeader ? 1 - 0.05 * Float(index) : mix(0.42, 1, (Float(index) + random.uniform(0.1, 0.6)) / Float(shootCount))
                let side: Float = index % 2 == 0 ? 1 : -1, ahead = bough.ahead(t), across = TreeForm.across(ahead, turn: side * 1.3 + random.uniform(-0.9, 0.9))
                let reach = random.uniform(0.24, 0.4) * mix(1.1, 0.75, t), to = normalize(ahead * mix(0.5, 1, t) + across + Vec3(0, 0, 0.2)) * reach
                shoots.append(TreeForm.branch(from: bough.at(t), to: bough.at(t) + to, rise: -0.03, wander: 0.03, radius: 0.009, &random))
            }
        }
        for shoot in shoots {
            for index in 0..<4 {
                let t: Float = [1, 0.78, 0.56, 0.34][index], ahead = shoot.ahead(t)
                let away =
                    index == 0
                    ? 0.2 * TreeForm.across(ahead, turn: random.uniform(-3, 3)) : TreeForm.across(ahead, turn: Float(index) * 2.4 + random.uniform(-0.6, 0.6))
                let to = normalize(0.7 * ahead + away) * random.uniform(0.13, 0.2)
                twigs.append(TreeForm.branch(from: shoot.at(t), to: shoot.at(t) + to, rise: -0.02, wander: 0.01, radius: 0.004, &random))
            }
        }
        wood = [leader] + boughs + shoots
        boughCount = 1 + boughs.count
    }

    /// Bent upwards in its middle by `rise`, and to and fro.
    private static func branch(from: Vec3, to: Vec3, rise: Float, wander: Float, radius: Float, _ random: inout SeededRandom) -> Branch {
        func near(_ t: Float) -> Vec3 {
            mix(from, to, t) + Vec3(random.uniform(-wander, wander), random.uniform(-wander, wander), random.uniform(-wander, wander) - rise)
        }
        return Branch(path: [from, near(0.35), near(0.7), to], radius: radius)
    }

    /// A direction at right angles, turned about it; 0 is up.
    private static func across(_ ahead: Vec3, turn: Float) -> Vec3 {
        let aside = normalize(cross(ahead, abs(ahead.z) < 0.95 ? Vec3(0, 0, 1) : Vec3(1, 0, 0))), up = cross(aside, ahead)
        return up * cos(turn) + aside * sin(turn)
    }

    /// Of so many leaves the one of an index: on a twig, alternating, its face to the sky more or less. The first few are as evenly spread as all.
    func leaf(_ index: Int, of count: Int, _ random: inout SeededRandom) -> Mesh.Leaf {
        // A stride that meets every twig.
        let step = twigs.count / 2 | 1, isCoprime = TreeForm.gcd(step, twigs.count) == 1
        let twig = twigs[(index * (isCoprime ? step : 1)) % twigs.count]
        let long = random.uniform(0.7, 1.2) * Shape.treeLeafLength(count: count), t = random.uniform(0.1, 1.05)
        let ahead = twig.ahead(t), side: Float = random.chance(0.5) ? 1 : -1
        let across = TreeForm.across(ahead, turn: side * random.uniform(0.7, 2))
        let tip = normalize(ahead * random.uniform(0.3, 0.9) + across + Vec3(0, 0, -0.25))
        let size = Vec3(long, long * random.uniform(0.5, 0.62), long * random.uniform(0.05, 0.22)), roll = random.normal() * 0.55
        let stalk: Vec3 = twig.at(t) + (0.1 * long) * tip
        return Mesh.Leaf(size: size, stalk: stalk, rotation: Mesh.Leaf.rotation(towards: tip, roll: roll))
    }

    private static func gcd(_ a: Int, _ b: Int) -> Int { b == 0 ? a : gcd(b, a % b) }
}

extension Shape {
    /// Of a tree of radius 1: together they cover its outline about twice.
    static func treeLeafLength(count: Int) -> Float { min(0.4, 6 / Float(count).squareRoot()) }
}
