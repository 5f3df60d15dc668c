import Foundation

/// Says on the error stream how far long work is and when it will be done: one living line on a terminal,
/// else a plain line now and then. One thread at a time.
public struct ProgressLine {
    /// Where it speaks and what time it is; tests bring their own.
    public struct Surroundings {
        public var isTerminal: Bool
        public var secondsNow: () -> Double
        public var write: (String) -> Void

        public init(isTerminal: Bool, secondsNow: @escaping () -> Double, write: @escaping (String) -> Void) {
            self.isTerminal = isTerminal
            self.secondsNow = secondsNow
            self.write = write
        }

        public static var standard: Surroundings {
            Surroundings(
                isTerminal: isatty(2) == 1, secondsNow: { ProcessInfo.processInfo.systemUptime },
                write: { FileHandle.standardError.write(Data($0.utf8)) })
        }
    }

    private let title: String
    private let total: Int
    private let unit: String
    private let surroundings: Surroundings
    private let start: Double
    private var lastReport: Double
    private var lineLength = 0
    private var done = 0

    public init(_ title: String, total: Int, unit: String, surroundings: Surroundings = .standard) {
        self.title = title
        self.total = total
        self.unit = unit
        self.surroundings = surroundings
        start = surroundings.secondsNow()
        lastReport = start
    }

    public mutating func advance(to done: Int) {
        self.done = done
        let now = surroundings.secondsNow()
        guard now - lastReport >= (surroundings.isTerminal ? 0.1 : 10) else { return }
        lastReport = now
        let elapsed = now - start
        var line = "\(title): \(done)/\(total) \(unit)"
        if done > 0, elapsed > 0 {
            line += String(format: ", %.1f/s, ", Double(done) / elapsed) + ProgressLine.duration(elapsed / Double(done) * Double(total - done)) + " left"
        }
        show(line)
    }

    /// Leaves one line that stays: how far it came, be it interrupted.
    public mutating func finish() {
        let elapsed = surroundings.secondsNow() - start
        show("\(title): \(done) \(unit) in \(ProgressLine.duration(elapsed))")
        if surroundings.isTerminal { surroundings.write("\n") }
    }

    private mutating func show(_ line: String) {
        guard surroundings.isTerminal else { return surroundings.write(line + "\n") }
        surroundings.write("\r" + line + String(repeating: " ", count: max(0, lineLength - line.count)))
        lineLength = line.count
    }

    public static func duration(_ seconds: Double) -> String {
        let whole = Int(seconds.rounded(.up))
        switch whole {
        case ..<60: return seconds < 10 ? String(format: "%.1f s", seconds) : "\(whole) s"
        case ..<3600: return "\(whole / 60) min \(whole % 60) s"
        default: return "\(whole / 3600) h \(whole % 3600 / 60) min"
        }
    }
}
