import Testing
import VeneerExport

@Suite struct ProgressLineTests {
    final class Stage {
        var seconds = 0.0
        var text = ""
    }

    func run(isTerminal: Bool, seconds: Int, endsAfter end: Int? = nil) -> String {
        let stage = Stage()
        var line = ProgressLine(
            "clip", total: seconds, unit: "frames", surroundings: .init(isTerminal: isTerminal, secondsNow: { stage.seconds }, write: { stage.text += $0 }))
        for frame in 1...(end ?? seconds) {
            stage.seconds += 1
            line.advance(to: frame)
        }
        line.finish()
        return stage.text
    }

    @Test func offATerminalItSpeaksEveryTenSeconds() {
        let lines = run(isTerminal: false, seconds: 35).split(separator: "\n")
        #expect(lines.first == "clip: 10/35 frames, 1.0/s, 25 s left")
        #expect(lines.count == 4 && lines.last == "clip: 35 frames in 35 s")
        #expect(!lines.contains { $0.contains("\r") })
    }

    @Test func whatEndsEarlySaysHowFarItCame() {
        #expect(run(isTerminal: false, seconds: 35, endsAfter: 5) == "clip: 5 frames in 5.0 s\n")
    }

    @Test func onATerminalItRewritesOneLine() {
        let text = run(isTerminal: true, seconds: 35)
        #expect(text.filter { $0 == "\n" }.count == 1 && text.hasSuffix("\n"))
        #expect(text.filter { $0 == "\r" }.count == 36)
    }

    @Test func durationsReadLikeDurations() {
        #expect(ProgressLine.duration(3.21) == "3.2 s")
        #expect(ProgressLine.duration(61) == "1 min 1 s")
        #expect(ProgressLine.duration(7260) == "2 h 1 min")
    }
}
