import VeneerMath
import VeneerWorld

extension Run {
    /// What a run goes back by: where it was each second, and all that was asked of it.
    struct Past {
        /// Nil: the world's beginning.
        let start: Checkpoint?
        var intents: [TimedIntent] = []
        private var checkpoints: [Checkpoint] = []
        private var byteCount = 0
        private static let mostBytes = 200_000_000

        init(start: Checkpoint?) { self.start = start }

        /// The oldest give way: from before them the run is made again from its start.
        mutating func keep(_ checkpoint: Checkpoint) {
            checkpoints.append(checkpoint)
            byteCount += checkpoint.bytes.count
            while byteCount > Past.mostBytes { byteCount -= checkpoints.removeFirst().bytes.count }
        }

        mutating func forget(after target: Tick) {
            intents.removeAll { $0.tick >= target }
            checkpoints.removeAll { $0.tick > target }
            byteCount = checkpoints.reduce(0) { $0 + $1.bytes.count }
        }

        func last(upTo target: Tick) -> Checkpoint? { checkpoints.last { $0.tick <= target } ?? start }
    }

    /// The state at `target` again, and what came after it, and was asked at it, undone: in the log, too.
    public func rewind(to target: Tick) throws {
        guard var past else { preconditionFailure("a run goes back only where it keeps its past") }
        let target = max(past.start?.tick ?? Tick(0), min(target, tick))
        past.forget(after: target)
        let base = past.last(upTo: target), again = if let base { try Simulation(world: world, from: base) } else { try Simulation(world: world) }
        for timed in past.intents where timed.tick >= again.tick {
            again.step(timed.tick.index - again.tick.index)
            again.apply(timed.intent)
        }
        again.step(target.index - again.tick.index)
        try replace(again, past)
    }
}
