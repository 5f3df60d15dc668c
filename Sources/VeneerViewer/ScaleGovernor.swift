/// Chooses how large a picture light and paint work on, so that a window keeps its frame rate. Few sizes, and seldom another one: each change forgets what light remembers.
public struct ScaleGovernor: Sendable {
    public static let scales: [Float] = [1, 0.85, 0.7, 0.6, 0.5, 0.4, 0.3334]
    /// Frames that a decision rests on.
    public static let framesPerDecision = 12

    private let secondsPerFrame: Double
    private var step = 0
    private var seconds: [Double] = []

    public init(framesPerSecond: Double) { secondsPerFrame = 1 / framesPerSecond }

    public var scale: Float { ScaleGovernor.scales[step] }

    /// Takes what making a frame cost, and decides now and then.
    public mutating func count(seconds frameSeconds: Double) {
        seconds.append(frameSeconds)
        guard seconds.count == ScaleGovernor.framesPerDecision else { return }
        // One slow frame, as after a cut, is no reason.
        let median = seconds.sorted()[seconds.count / 2]
        seconds.removeAll()
        // Cost goes with the pixels, less what doesn't: going up must promise to stay there.
        func expected(at other: Int) -> Double {
            let share = Double(ScaleGovernor.scales[other] / scale)
            return median * share * share
        }
        if median > secondsPerFrame * 1.05 {
            step = (step + 1..<ScaleGovernor.scales.count).first { expected(at: $0) <= secondsPerFrame } ?? ScaleGovernor.scales.count - 1
        } else if step > 0, expected(at: step - 1) < secondsPerFrame * 0.9 {
            step -= 1
        }
    }
}
