import VeneerMath

/// Which level of detail each visible model is drawn at: a function of what is seen, so that the same state gives the same picture.
public enum LevelOfDetail {
    /// A model in view: its levels, the finest first.
    public struct Candidate {
        public var triangleCounts: [Int]
        /// How far each level's surface is off, in pixels of this view.
        public var errorsInPixels: [Float]
        /// How long it is in the picture: an error shows along its outline.
        public var sizeInPixels: Float

        public init(triangleCounts: [Int], errorsInPixels: [Float], sizeInPixels: Float) {
            self.triangleCounts = triangleCounts
            self.sizeInPixels = sizeInPixels
            self.errorsInPixels = errorsInPixels
        }
    }

    /// A level's surface may be off by so much.
    public static let errorInPixels: Float = 0.25
    /// Over a picture: a software rasteriser pays for every vertex.
    public static let triangleBudget = 20_000

    /// The coarsest level of each that is good enough; while all together are beyond the budget, the one that gets the fewest
    /// more pixels wrong for each triangle saved takes its next.
    public static func choose(_ candidates: [Candidate], others: Int, budget: Int = triangleBudget) -> [Int] {
        var levels = candidates.map { candidate in
            candidate.errorsInPixels.lastIndex { $0 <= errorInPixels } ?? 0
        }
        var total = others + zip(candidates, levels).reduce(0) { $0 + $1.0.triangleCounts[$1.1] }
        while total > budget {
            var best: (loss: Float, index: Int)?
            for (index, candidate) in candidates.enumerated() where levels[index] + 1 < candidate.triangleCounts.count {
                let saved = candidate.triangleCounts[levels[index]] - candidate.triangleCounts[levels[index] + 1]
                let more = candidate.errorsInPixels[levels[index] + 1] - candidate.errorsInPixels[levels[index]]
                let loss = more * candidate.sizeInPixels / Float(max(1, saved))
                if loss < best?.loss ?? .infinity { best = (loss, index) }
            }
            guard let best else { break }
            let candidate = candidates[best.index]
            total -= candidate.triangleCounts[levels[best.index]] - candidate.triangleCounts[levels[best.index] + 1]
            levels[best.index] += 1
        }
        return levels
    }
}
