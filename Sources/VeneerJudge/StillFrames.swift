import Foundation
import VeneerFrame
import VeneerMath
import VeneerSession
import VeneerWorld

/// What single frames of held-out scenes show, as a cut shows them, at the teacher's own size.
public struct StillFrames {
    private var alignment = EdgeAlignment()
    private var seeds = SeedDifference()
    private var gate = GateRecord()
    private let settings: JudgeSettings

    public init(_ settings: JudgeSettings) { self.settings = settings }

    /// Far enough that no edge is aligned but by chance.
    private static let shiftInPixels = 5

    public mutating func add(_ scene: JudgedScene) throws {
        var settings = settings
        let truth = try scene.teacher(0)
        settings.size = truth.size
        let world = try scene.world(), rollout = try Rollout(world, settings)
        rollout.gate = nil
        let frame = try rollout.frame(Shuttle(world.camera).home, isCut: true)
        gate.add(frame)
        let painted = Display(.painted, of: frame), teacher = Display(truth, exposure: frame.exposure)
        try addOtherNoise(frame, world, teacher: teacher, settings)
        alignment.add(
            ids: frame[labels: .instance], teacher: teacher,
            [
                Figure.painter: painted, Figure.composite: Display(.composite, of: frame), Figure.teacher: teacher,
                Self.chance: painted.shifted(by: Self.shiftInPixels),
            ])
    }

    /// The same view with other noise, where something in it is worn.
    private mutating func addOtherNoise(_ frame: Frame, _ world: World, teacher: Display, _ settings: JudgeSettings) throws {
        let worn = SeedDifference.worn(frame, of: world)
        guard worn.contains(true) else { return }
        let pictures = try Self.noiseSeeds.map { seed in
            var world = world
            world.noiseSeed = seed
            let frame = try Rollout(world, settings).frame(Shuttle(world.camera).home, isCut: true)
            return (painted: Display(.painted, of: frame), composite: Display(.composite, of: frame))
        }
        seeds.add(
            worn: worn, teacher: teacher,
            [Figure.painter: (pictures[0].painted, pictures[1].painted), Figure.composite: (pictures[0].composite, pictures[1].composite)])
    }

    private static let noiseSeeds: [UInt64] = [1, 2]
    private static let chance = "shifted"

    public var figures: [Figure] {
        [Figure.painter, Figure.composite, Figure.teacher, Self.chance].map {
            Figure("all", "edge_alignment", alignment.share($0), "of the edges", peer: $0, bar: $0 == Figure.painter ? .atLeast(0.97) : nil)
        } + [Figure("all", "edge_count", Double(alignment.boundary), "pixels", peer: Figure.teacher)] + gate.figures
            + [Figure.painter, Figure.composite].flatMap { peer -> [Figure] in
                guard let detail = seeds.detail(peer), let coarse = seeds.coarse(peer) else { return [] }
                let isJudged = peer == Figure.painter
                return [
                    Figure("all", "seed_detail", detail, "of the teacher's", peer: peer, bar: isJudged ? .atLeast(0.15) : nil),
                    Figure("all", "seed_coarse", coarse, "of its own", peer: peer, bar: isJudged ? .atMost(0.005) : nil),
                ]
            }
    }
}
