import Dispatch
import VeneerMath

/// How many threads share the rows of a picture. Every row's result is its own, so the number never shows in it.
public struct Workers: Sendable {
    public let count: Int

    public init(_ count: Int = workerCount) { self.count = max(1, count) }

    /// Calls `body` with row ranges that cover 0..<rows, each beginning on a multiple of `unit`; returns when all are done.
    public func bands(of rows: Int, unit: Int = 1, _ body: @Sendable (Range<Int>) -> Void) {
        let units = (rows + unit - 1) / unit
        // Four to a worker even out what other processes take from one.
        let bands = min(units, count == 1 ? 1 : count * 4)
        if bands <= 1 { return body(0..<rows) }
        DispatchQueue.concurrentPerform(iterations: bands) { band in
            body(units * band / bands * unit..<min(rows, units * (band + 1) / bands * unit))
        }
    }
}
