import Foundation
import VeneerMath
import VeneerSession

/// What frames cost, for the title: means over about a second.
struct Meter {
    private static let periodInSeconds = 1.0

    private(set) var text = "starting"
    private var frameCount = 0
    private var seconds = 0.0
    private var simulatedSeconds = 0.0
    private var spent: [(stage: String, value: Double)] = []

    /// True where there is a new text.
    mutating func count(elapsedSeconds: Double, ticks: Int, isPaused: Bool, milliseconds: [(stage: String, value: Double)]) -> Bool {
        frameCount += 1
        seconds += elapsedSeconds
        // A paused world isn't slow.
        simulatedSeconds += isPaused ? elapsedSeconds : Double(ticks) / Double(Tick.perSecond)
        spent = spent.isEmpty ? milliseconds : zip(spent, milliseconds).map { ($0.stage, $0.value + $1.value) }
        guard seconds >= Meter.periodInSeconds else { return false }
        let stages = spent.map { "\($0.stage) \(String(format: "%.1f", $0.value / Double(frameCount)))" }.joined(separator: ", ")
        let slowness = seconds / max(simulatedSeconds, 1e-3)
        text = String(format: "%.1f frames/s, ", Double(frameCount) / seconds) + stages + " ms"
        if slowness > 1.05 { text += String(format: ", %.1fx slower than real time", slowness) }
        (frameCount, seconds, simulatedSeconds, spent) = (0, 0, 0, [])
        return true
    }
}

/// Milliseconds by stage since the last lap.
struct StageClock {
    private var before: [String: Double] = [:]

    mutating func lap(_ session: Session, show: Double) -> [(stage: String, value: Double)] {
        var now = [("simulate", session.simulationSeconds)]
        let paints = session.frameMaker.painter != nil, bends = session.camera.lens != nil
        now += FrameMaker.Stage.allCases.filter { (![.paint, .gate].contains($0) || paints) && ($0 != .lens || bends) }.map {
            ($0.rawValue, session.frameMaker.costs[$0].wallSeconds)
        }
        defer { before = Dictionary(uniqueKeysWithValues: now) }
        return now.map { ($0.0, ($0.1 - before[$0.0, default: 0]) * 1000) } + [("show", show * 1000)]
    }
}
