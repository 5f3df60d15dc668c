import Foundation
import VeneerMath

/// How finely a curved shape is cut: silhouettes of the two agree within a pixel at the sizes that worlds are seen at.
public enum MeshDetail: Sendable {
    /// What rays see, and the raster from near.
    case run
    /// What the teacher sees.
    case teacher
}

/// Into how many pieces a shape is cut.
struct MeshCut {
    /// Of an eighth of a turn around a box's edge or a ball (0: sharp edges), of a cushion's side, of a leaf's length, of a fold, of a rock's side.
    var bends = 0
    /// Down a cloth, and of a bar's way from point to point.
    var along = 0
    /// Around the axis of what is turned.
    var turns = 0
    /// Of what is turned, and which of its points are used.
    var profile: [Vec2] = []
    var rows: [Int] = []
    /// Leaves that aren't are flat across.
    var areFolded = true
    /// How often half of the leaves are left out, those that stay growing to cover as much.
    var halvings = 0
}

extension Shape {
    func cut(_ detail: MeshDetail) -> MeshCut {
        let isFine = detail == .teacher
        switch self {
        case .box(_, let bevel): return MeshCut(bends: Shape.bevelBends(bevel, isFine))
        case .sphere(let radius): return MeshCut(bends: isFine ? 12 : radius < 0.03 ? 2 : 5)
        case .cylinder(let radius, let height, let bevel):
            let profile = Shape.cylinderProfile(radius: radius, height: height, bevel: bevel, steps: Shape.bevelBends(bevel, isFine))
            return MeshCut(turns: Shape.turns(radius, isFine), profile: profile, rows: Array(profile.indices))
        case .capsule(let radius, let height):
            let profile = Shape.cylinderProfile(radius: radius, height: height, bevel: radius, steps: isFine ? 10 : 5)
            return MeshCut(turns: Shape.turns(radius, isFine), profile: profile, rows: Array(profile.indices))
        case .lathe(let points):
            let profile = Shape.refined(points, steps: isFine ? 5 : 2)
            return MeshCut(turns: Shape.turns(points.map(\.x).max() ?? 0, isFine), profile: profile, rows: Array(profile.indices))
        case .cushion(_, _, 0): return MeshCut(bends: isFine ? 20 : 6)
        case .cushion(let size, _, _):
            // Creases are as wide in a large one as in a small one.
            return MeshCut(bends: isFine ? 5 * Int(clamp(size.max() / 0.028, 24, 44)) / 2 : Int(clamp(size.max() / 0.025, 24, 48)))
        case .leaves(_, _, .crown), .leaves(_, _, .tree), .leaves(_, _, .hedge), .leaves(_, _, .turf): return MeshCut(bends: 1)
        case .leaves(_, _, .bare): return isFine ? MeshCut(along: 4, turns: 8) : MeshCut(along: 2, turns: 5)
        case .leaves(_, let count, _):
            let bends = isFine ? 12 : 5
            return MeshCut(bends: count > 40 ? max(2, bends / 2) : bends)
        case .drape: return isFine ? MeshCut(bends: 20, along: 20) : MeshCut(bends: 8, along: 6)
        case .cover: return isFine ? MeshCut(bends: 20, along: 10) : MeshCut(bends: 8, along: 3)
        case .rock(let size, _): return MeshCut(bends: isFine ? 28 : size.max() < 0.1 ? 5 : 9)
        case .sweep(_, let radius): return MeshCut(along: isFine ? 12 : 5, turns: Shape.turns(radius, isFine))
        case .model, .mesh: return MeshCut()
        // Its parts are cut as they are by themselves.
        case .compound: return MeshCut(bends: isFine ? 1 : 0)
        }
    }

    /// Small edges are chamfers whose normals make them look round.
    private static func bevelBends(_ radius: Float, _ isFine: Bool) -> Int { isFine ? 4 : radius < 0.008 ? 1 : 2 }
    /// Thin things are seen small, or from so near that only a part is in view.
    private static func turns(_ radius: Float, _ isFine: Bool) -> Int { isFine ? 72 : radius < 0.02 ? 12 : radius < 0.06 ? 20 : 28 }
}
