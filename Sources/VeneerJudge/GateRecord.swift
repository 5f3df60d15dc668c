import VeneerFrame
import VeneerMath
import VeneerPaint

/// What the quality gate makes of painted frames that it has not touched yet, and of the same frames with faults planted in them.
struct GateRecord {
    private let gate = QualityGate()
    private var colours: [Float] = []
    private var edges: [Float] = []
    private var pixels = 0
    private var fallen = 0
    private var frames = 0
    private var caught: [String: Int] = [:]

    /// A frame with so much of it fallen back shows that something is wrong.
    private static let shareOfACaughtFrame = 0.02

    mutating func add(_ frame: Frame) {
        let verdict = gate.judge(frame)
        colours += verdict.colours
        edges += verdict.edges
        pixels += frame.size.pixelCount
        fallen += fallenBack(frame)
        frames += 1
        for (fault, painted) in GateRecord.faults(of: frame[.painted]) {
            var faulty = frame
            faulty[.painted] = painted
            let share = Double(fallenBack(faulty)) / Double(frame.size.pixelCount)
            caught[fault, default: 0] += share >= GateRecord.shareOfACaughtFrame ? 1 : 0
        }
    }

    private func fallenBack(_ frame: Frame) -> Int {
        var frame = frame
        gate.apply(to: &frame)
        return frame.fallbackCount ?? 0
    }

    private static func faults(of painted: Plane) -> [(String, Plane)] {
        var shifted = painted, swapped = painted, brighter = painted, checkered = painted
        for y in 0..<painted.size.height {
            for x in 0..<painted.size.width {
                for c in 0..<3 {
                    shifted[x, y, c] = painted[max(0, x - 6), y, c]
                    swapped[x, y, c] = painted[x, y, 2 - c]
                    brighter[x, y, c] = painted[x, y, c] * 2
                    checkered[x, y, c] = painted[x, y, c] * ((x / 2 + y / 2) % 2 == 0 ? 0.6 : 1.4)
                }
            }
        }
        return [("shifted", shifted), ("red and blue", swapped), ("a stop brighter", brighter), ("checkered", checkered)]
    }

    var figures: [Figure] {
        func quantile(_ values: [Float], _ share: Double) -> Double { Double(values.sorted()[min(values.count - 1, Int(Double(values.count) * share))]) }
        let quantiles = [("colour", colours), ("edges", edges)].flatMap { name, values in
            [0.99, 0.995, 0.999].map { Figure("all", "gate_\(name)_\($0)", quantile(values, $0), "of the bound") }
        }
        return [Figure("all", "fallback", Double(fallen) / Double(max(1, pixels)), "of the pixels", bar: .atMost(0.005))] + quantiles
            + caught.sorted { $0.key < $1.key }.map {
                Figure("all", "gate_catches", Double($0.value) / Double(max(1, frames)), "of the frames", peer: $0.key, bar: .atLeast(0.9))
            }
    }
}
