import Foundation
import VeneerMath
import VeneerWorld

extension TurnedHollow {
    private static let sectors = 12, mostBands = 4
    /// Bands of the wall are higher than this share of it.
    private static let leastBand: Float = 0.05

    /// Convex pieces: the floor, and around it the wall in bands.
    var pieces: [[Vec3]] {
        var heights = bandHeights
        var pieces: [[Vec3]] = []
        if hasFloor {
            let floor = heights[0], radius = TurnedHollow.radius(of: outside, at: floor, max)
            pieces.append((outside.filter { $0.y < floor } + [Vec2(radius, floor)]).flatMap { TurnedHollow.ring($0, count: 16) })
        } else {
            heights[0] = min(heights[0], outside[0].y)
        }
        for (low, high) in zip(heights, heights.dropFirst()) {
            let ends = [low, high]
            let outer: [Vec2] = ends.map { Vec2(TurnedHollow.radius(of: outside, at: $0, max), $0) } + outside.filter { low < $0.y && $0.y < high }
            let inner: [Vec2] = ends.map { Vec2(TurnedHollow.radius(of: inside, at: $0, min), $0) }
            for sector in 0..<TurnedHollow.sectors {
                let turns: [Float] = [0, 0.5, 1].map { (Float(sector) + $0) * 2 * .pi / Float(TurnedHollow.sectors) }
                var piece: [Vec3] = []
                for p in outer { piece += turns.map { TurnedHollow.turned(p, by: $0) } }
                for p in inner { piece += [turns[0], turns[2]].map { TurnedHollow.turned(p, by: $0) } }
                pieces.append(piece)
            }
        }
        return pieces
    }

    /// From the floor up to the rim: where the inside bends.
    private var bandHeights: [Float] {
        let all = inside.map(\.y).sorted(), least = TurnedHollow.leastBand * (all[all.count - 1] - all[0])
        // A floor is seldom level: what is just above its middle belongs to it.
        let floor = all.last { $0 < all[0] + least } ?? all[0], rim = max(all[all.count - 1], outside[outside.count - 1].y)
        var heights = [floor]
        for y in all where y - heights[heights.count - 1] > least && rim - y > least { heights.append(y) }
        if heights.count > TurnedHollow.mostBands {
            heights = (0..<TurnedHollow.mostBands).map { heights[$0 * heights.count / TurnedHollow.mostBands] }
        }
        return heights + [rim]
    }

    private static func ring(_ p: Vec2, count: Int) -> [Vec3] {
        guard p.x > 1e-5 else { return [Vec3(0, 0, p.y)] }
        return (0..<count).map { turned(p, by: Float($0) * 2 * .pi / Float(count)) }
    }

    private static func turned(_ p: Vec2, by angle: Float) -> Vec3 { Vec3(p.x * cos(angle), p.x * sin(angle), p.y) }
}
