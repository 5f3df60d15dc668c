import Foundation
import VeneerMath

/// How many physics steps the wall clock asks for. A slow machine slows the world down rather than falling ever further behind.
public struct Pace: Sendable {
    /// What lies further back is never caught up.
    public static let longestFrameInSeconds = 0.1

    private var owedInSeconds = 0.0

    public init() {}

    /// Steps to take for a frame that took this long; the rest of a step is carried over.
    public mutating func ticks(forElapsedSeconds elapsed: Double) -> Int {
        owedInSeconds += min(max(0, elapsed), Pace.longestFrameInSeconds)
        let ticks = Int(owedInSeconds * Double(Tick.perSecond))
        owedInSeconds -= Double(ticks) / Double(Tick.perSecond)
        return ticks
    }
}
