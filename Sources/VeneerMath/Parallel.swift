import Dispatch
import Foundation

/// Worker threads of this process: `VENEER_THREADS`, else the machine's processors. Results never depend on it.
public let workerCount: Int = {
    if let text = ProcessInfo.processInfo.environment["VENEER_THREADS"], let count = Int(text), count > 0 { return count }
    return ProcessInfo.processInfo.activeProcessorCount
}()

/// Runs `body` over bands of `count` items, on all workers; returns when all are done.
public func parallelBands(_ count: Int, minimumPerBand: Int = 1, _ body: @Sendable (Range<Int>) -> Void) {
    let bands = max(1, min(workerCount * 4, count / max(1, minimumPerBand)))
    if bands == 1 || workerCount == 1 { return body(0..<count) }
    DispatchQueue.concurrentPerform(iterations: bands) { band in
        body(count * band / bands..<count * (band + 1) / bands)
    }
}
