import Foundation

/// Time spent: by the clock, and by this process's threads together, which others on the machine disturb less.
public struct Cost: Sendable, Equatable {
    public var wallSeconds = 0.0
    public var processorSeconds = 0.0

    public init(wallSeconds: Double = 0, processorSeconds: Double = 0) {
        self.wallSeconds = wallSeconds
        self.processorSeconds = processorSeconds
    }

    /// The time since some start, for differences.
    public static var now: Cost {
        var cost = Cost(), wall = timespec(), processor = timespec()
        clock_gettime(CLOCK_MONOTONIC, &wall)
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &processor)
        cost.wallSeconds = Double(wall.tv_sec) + Double(wall.tv_nsec) * 1e-9
        cost.processorSeconds = Double(processor.tv_sec) + Double(processor.tv_nsec) * 1e-9
        return cost
    }

    public static func += (a: inout Cost, b: Cost) {
        a.wallSeconds += b.wallSeconds
        a.processorSeconds += b.processorSeconds
    }

    public static func - (a: Cost, b: Cost) -> Cost {
        var difference = a
        difference.wallSeconds -= b.wallSeconds
        difference.processorSeconds -= b.processorSeconds
        return difference
    }

    public static func / (a: Cost, count: Double) -> Cost { Cost(wallSeconds: a.wallSeconds / count, processorSeconds: a.processorSeconds / count) }
}

/// What each of several kinds of work has cost so far.
public struct Costs<Kind: Hashable & Sendable>: Sendable {
    private var spent: [Kind: Cost] = [:]

    public init() {}

    public subscript(_ kind: Kind) -> Cost { spent[kind] ?? Cost() }

    public mutating func add(_ cost: Cost, to kind: Kind) { spent[kind, default: Cost()] += cost }
}
