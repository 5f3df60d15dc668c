import VeneerMath

/// Which level of detail each visible body is drawn at: a function of what is seen, so that the same state gives the same picture.
public enum LevelOfDetail {
    /// A body in view: the levels of its shape, the finest first.
    public struct Candidate {
        public var triangleCounts: [Int]
        /// How far each level's surface is off.
        public var errorsInMetres: [Float]
        /// Where it is.
        public var pixelsPerMetre: Float
        /// How long it is in the picture: an error shows along its outline.
        public var sizeInPixels: Float

        public init(triangleCounts: [Int], errorsInMetres: [Float], pixelsPerMetre: Float, sizeInPixels: Float) {
            (self.triangleCounts, self.errorsInMetres) = (triangleCounts, errorsInMetres)
            (self.pixelsPerMetre, self.sizeInPixels) = (pixelsPerMetre, sizeInPixels)
        }

        public func errorInPixels(_ level: Int) -> Float { errorsInMetres[level] * pixelsPerMetre }
    }

    /// A level's surface may be off by so much. Rays see the finest level: from deeper in it, they'd find themselves in their own shadow.
    public static let errorInPixels: Float = 0.125
    /// Over a picture: a software rasteriser pays for every vertex. Gone over rather than have anything off by more than `mostErrorInPixels`.
    public static let triangleBudget = 20_000
    public static let mostErrorInPixels: Float = 0.5

    /// The coarsest level of each that is good enough; while all together are beyond the budget, the one that gets the fewest
    /// more pixels wrong for each triangle saved takes its next.
    public static func choose(_ candidates: [Candidate], budget: Int = triangleBudget) -> [Int] {
        var levels = candidates.map { candidate in
            candidate.errorsInMetres.indices.last { candidate.errorInPixels($0) <= errorInPixels } ?? 0
        }
        var total = zip(candidates, levels).reduce(0) { $0 + $1.0.triangleCounts[$1.1] }
        while total > budget {
            var best: (loss: Float, index: Int)?
            for (index, candidate) in candidates.enumerated() where levels[index] + 1 < candidate.triangleCounts.count {
                let level = levels[index]
                guard candidate.errorInPixels(level + 1) <= mostErrorInPixels else { continue }
                let saved = candidate.triangleCounts[level] - candidate.triangleCounts[level + 1]
                let more = candidate.errorInPixels(level + 1) - candidate.errorInPixels(level)
                let loss = more * candidate.sizeInPixels / Float(max(1, saved))
                if loss < best?.loss ?? .infinity { best = (loss, index) }
            }
            guard let best else { break }
            let counts = candidates[best.index].triangleCounts
            total -= counts[levels[best.index]] - counts[levels[best.index] + 1]
            levels[best.index] += 1
        }
        return levels
    }
}
