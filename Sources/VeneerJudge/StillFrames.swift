import Foundation
import VeneerFrame
import VeneerMath
import VeneerSession
import VeneerWorld

/// What single frames of held-out scenes show, as a cut shows them, at the teacher's own size.
public struct StillFrames {
    private var alignment = EdgeAlignment()
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
        alignment.add(
            ids: frame[labels: .instance], teacher: teacher,
            [
                Figure.painter: painted, Figure.composite: Display(.composite, of: frame), Figure.teacher: teacher,
                Self.chance: painted.shifted(by: Self.shiftInPixels),
            ])
    }

    private static let chance = "shifted"

    public var figures: [Figure] {
        [Figure.painter, Figure.composite, Figure.teacher, Self.chance].map {
            Figure("all", "edge_alignment", alignment.share($0), "of the edges", peer: $0, bar: $0 == Figure.painter ? .atLeast(0.97) : nil)
        } + [Figure("all", "edge_count", Double(alignment.boundary), "pixels", peer: Figure.teacher)] + gate.figures
    }
}
