import VeneerFrame
import VeneerMath
import VeneerWorld

/// Does a picture drift while frames follow each other? The camera goes along its path and back, and stands where it stood at first.
public enum Drift {
    /// - Parameters:
    ///   - marks: after so many frames it is looked at again.
    ///   - teacher: what the first place really looks like, cd/m².
    public static func figures(_ place: String, _ rollout: Rollout, marks: [Int], teacher: Plane?) throws -> [Figure] {
        let shuttle = Shuttle(rollout.world.camera), start = rollout.frameCount
        let first = try rollout.settled(shuttle.home, fromCut: true)
        var figures: [Figure] = []
        for mark in marks {
            let moving = max(2, start + mark - rollout.frameCount - Rollout.framesToSettle - 1)
            let rounds = max(1, (Double(moving) / Double(shuttle.framesOfARound)).rounded())
            for index in 1..<moving { try rollout.frame(shuttle.camera(afterRounds: rounds * Double(index) / Double(moving))) }
            let last = try rollout.settled(shuttle.home)
            for (channel, peer) in [(Channel.painted, Figure.painter), (.composite, Figure.composite)] {
                let isJudged = peer == Figure.painter, before = Display(channel, of: first), now = Display(channel, of: last)
                figures.append(Figure(place, "drift_psnr_\(mark)", now.psnr(before), "dB", peer: peer))
                figures.append(
                    Figure(place, "drift_colour_\(mark)", now.colourShift(from: before), "of white", peer: peer, bar: isJudged ? .atMost(0.01) : nil))
                guard let teacher else { continue }
                let truth = Display(teacher, exposure: first.exposure)
                figures.append(
                    Figure(place, "drift_db_\(mark)", now.psnr(truth) - before.psnr(truth), "dB", peer: peer, bar: isJudged ? .atLeast(-0.3) : nil))
            }
        }
        return figures
    }

    public static func frameCount(marks: [Int]) -> Int { marks.max() ?? 0 }
}

/// A surface is seen, left behind one's back for a while, and seen again under the same light.
public enum Revisit {
    private static let framesOfATurn = 2 * Rollout.framesPerSecond

    public static func figures(_ place: String, _ rollout: Rollout, secondsAway: Double) throws -> [Figure] {
        let home = Shuttle(rollout.world.camera).home, first = try rollout.settled(home, fromCut: true)
        func turn(from start: Float) throws {
            for index in 1..<framesOfATurn { try rollout.frame(home.turned(byRadians: start + .pi * Float(index) / Float(framesOfATurn))) }
        }
        try turn(from: 0)
        for _ in 0..<framesAway(secondsAway) { try rollout.frame(home.turned(byRadians: .pi)) }
        try turn(from: .pi)
        let arrival = try rollout.frame(home), later = try rollout.settled(home)
        return [(Channel.painted, Figure.painter), (.composite, Figure.composite)].flatMap { channel, peer in
            let before = Display(channel, of: first)
            return [
                Figure(
                    place, "revisit_psnr", Display(channel, of: arrival).psnr(before), "dB", peer: peer,
                    bar: peer == Figure.painter ? .atLeast(32) : nil),
                Figure(place, "revisit_psnr_settled", Display(channel, of: later).psnr(before), "dB", peer: peer),
            ]
        }
    }

    private static func framesAway(_ seconds: Double) -> Int { Int(seconds * Double(Rollout.framesPerSecond)) }

    public static func frameCount(secondsAway: Double) -> Int { framesAway(secondsAway) + 2 * framesOfATurn + 2 * Rollout.framesToSettle + 2 }

    /// What a cut leaves of the picture before it: the largest difference, in cd/m², from the same frame of one who saw nothing before.
    public static func residue(_ place: String, _ rollout: Rollout, fresh: Rollout) throws -> Figure {
        let shuttle = Shuttle(rollout.world.camera)
        for index in 0..<8 { try rollout.frame(shuttle.home.turned(byRadians: 0.4 * Float(index))) }
        let seen = try rollout.frame(shuttle.home, isCut: true)[.painted], unseen = try fresh.frame(shuttle.home, isCut: true)[.painted]
        let most = zip(seen.values, unseen.values).reduce(Float(0)) { max($0, abs($1.0 - $1.1)) }
        return Figure(place, "cut_residue", Double(most), "cd/m²", bar: .atMost(0))
    }
}
