import Foundation
import VeneerMath

/// A shape with fewer triangles, for where it is small in a picture.
public struct MeshLevel: Sendable {
    public var mesh: Mesh
    /// How far its surface is from the finest level's, at most.
    public var errorInMetres: Float
}

extension Shape {
    /// The finest (`MeshDetail.run`) first, each with at most seven tenths of the triangles of the one before. Models have levels of their own.
    public func levels() -> [MeshLevel] {
        if case .compound(let parts) = self { return Shape.levels(of: parts) }
        var levels = [MeshLevel(mesh: mesh(), errorInMetres: 0)]
        for (cut, error) in coarserCuts(than: cut(.run)) {
            let mesh = mesh(cut), finer = levels[levels.count - 1]
            guard mesh.triangleCount * 10 <= finer.mesh.triangleCount * 7 else { continue }
            let error = error ?? mesh.deviation(from: levels[0].mesh)
            if error > finer.errorInMetres { levels.append(MeshLevel(mesh: mesh, errorInMetres: error)) }
        }
        return levels
    }

    /// Each part at the coarsest of its levels that is good enough.
    private static func levels(of parts: [ShapePart]) -> [MeshLevel] {
        let ofParts = parts.map { $0.shape.levels() }
        var levels: [MeshLevel] = []
        for tolerance in [0] + tolerances {
            let chosen = ofParts.map { levels in levels.last { $0.errorInMetres <= tolerance } ?? levels[0] }
            let count = chosen.reduce(0) { $0 + $1.mesh.triangleCount }, error = chosen.map(\.errorInMetres).max() ?? 0
            if let finer = levels.last { guard count * 10 <= finer.mesh.triangleCount * 7, error > finer.errorInMetres else { continue } }
            var mesh = Mesh()
            for (part, level) in zip(parts, chosen) { mesh.append(level.mesh, at: part.bodyFromPart) }
            levels.append(MeshLevel(mesh: mesh, errorInMetres: error))
        }
        return levels
    }

    /// Finer ones first, with the error where it is known beforehand.
    private func coarserCuts(than finest: MeshCut) -> [(MeshCut, Float?)] {
        switch self {
        case .box(let size, let bevel):
            guard bevel > 0 else { return [] }
            // Sharp corners stand out of the round ones, which are themselves cut a little short.
            let radius = min(bevel, size.min() / 2), sharp = Float(3).squareRoot() - 1 + Shape.ballErrors[finest.bends]
            return (1..<finest.bends).reversed().map { (MeshCut(bends: $0), radius * Shape.ballErrors[$0]) } + [(MeshCut(bends: 0), radius * sharp)]
        case .sphere(let radius): return (1..<finest.bends).reversed().map { (MeshCut(bends: $0), radius * Shape.ballErrors[$0]) }
        case .cylinder, .capsule, .lathe:
            // More would leave nothing of it.
            let most = (finest.profile.map(\.x).max() ?? 0) / 2
            return Shape.tolerances.filter { $0 < most }.map { turned(finest, within: $0) }
        case .cushion: return [44, 30, 22, 16, 11, 7, 4, 3, 2].filter { $0 < finest.bends }.map { (MeshCut(bends: $0), nil) }
        case .leaves(let size, _, .bare):
            // First without shoots, which are as thick as a seventieth of the crown; then of three sides.
            return [(MeshCut(along: 2, turns: 4, halvings: 1), size.max() / 140), (MeshCut(along: 1, turns: 3, halvings: 1), size.max() / 50)]
        case .leaves(let size, let count, let form) where form == .crown || form == .tree || form == .hedge:
            let longest =
                form == .hedge
                ? Shape.hedgeLeafLength(size: size, count: count)
                : (form == .crown ? Shape.crownLeafLength(count: count) : Shape.treeLeafLength(count: count)) * size.max() / 2
            return (1...3).map { (MeshCut(bends: 1, halvings: $0), longest / 2 * (exp2(Float($0) / 2) - 1)) }
        case .leaves(let size, _, .turf): return (1...3).map { (MeshCut(bends: 1, halvings: $0), Shape.turfWidth(size) / 2 * (exp2(Float($0)) - 1)) }
        case .leaves:
            let folded = (2..<finest.bends).reversed().map { MeshCut(bends: $0) }
            return (folded + [MeshCut(bends: 2, areFolded: false)]).map { ($0, nil) }
        case .drape, .cover: return [(6, 4), (4, 3), (3, 2)].map { (MeshCut(bends: $0.0, along: min($0.1, finest.along)), nil) }
        case .rock: return [7, 5, 4, 3].filter { $0 < finest.bends }.map { (MeshCut(bends: $0), nil) }
        case .sweep: return [(4, 8), (3, 6), (2, 5)].map { (MeshCut(along: $0.0, turns: min($0.1, finest.turns)), nil) }
        case .model, .mesh, .compound: return []
        }
    }

    /// Half of the tolerance is for the profile, half for the turn.
    private func turned(_ finest: MeshCut, within tolerance: Float) -> (MeshCut, Float?) {
        let radius = finest.profile.map(\.x).max() ?? 0
        let (rows, profileError) = Shape.simplified(finest.profile, within: tolerance / 2)
        let turns = Shape.turns(radius, within: tolerance / 2, atMost: finest.turns)
        let turnError = radius * (1 - cos(Float.pi / Float(turns)))
        return (MeshCut(turns: turns, profile: finest.profile, rows: rows), profileError + turnError)
    }

    /// Metres, for what is turned or made of parts.
    private static let tolerances: [Float] = (0..<9).map { 0.00025 * exp2(Float($0)) }

    /// The fewest chords that are nowhere farther from their circle.
    static func turns(_ radius: Float, within tolerance: Float, atMost most: Int) -> Int {
        let fewest = 5
        guard tolerance < radius else { return min(fewest, most) }
        return min(most, max(fewest, Int((Float.pi / acos(1 - tolerance / radius)).rounded(.up))))
    }

    /// Of a ball of radius 1 by its bends: how far the middle of a facet may lie below the surface.
    static let ballErrors: [Float] = (0...5).map { bends in
        guard bends > 0 else { return 1 }
        var mesh = Mesh()
        mesh.appendRoundedBox(halfSize: Vec3(repeating: 1), radius: 1, steps: bends)
        return stride(from: 0, to: mesh.indices.count, by: 3).reduce(0) { worst, first in
            let p = (0..<3).map { mesh.positions[Int(mesh.indices[first + $0])] }
            return max(worst, 1 - dot(normalize(cross(p[1] - p[0], p[2] - p[0])), p[0]))
        }
    }

    /// Points of a profile that suffice, with its ends and corners, and how far the others are from the chords (Douglas and Peucker's way).
    static func simplified(_ profile: [Vec2], within tolerance: Float) -> (rows: [Int], error: Float) {
        var error: Float = 0
        func between(_ start: Int, _ end: Int) -> [Int] {
            let offs = (start + 1..<max(start + 1, end)).map { distance(profile[$0], toSegment: profile[start], profile[end]) }
            guard let worst = offs.max(), let place = offs.firstIndex(of: worst) else { return [] }
            guard worst > tolerance else {
                error = max(error, worst)
                return []
            }
            let middle = start + 1 + place
            return between(start, middle) + [middle] + between(middle, end)
        }
        let corners = corners(of: profile)
        let rows = zip(corners, corners.dropFirst()).flatMap { [$0] + between($0, $1) } + [profile.count - 1]
        return (rows, error)
    }

    private static func distance(_ p: Vec2, toSegment a: Vec2, _ b: Vec2) -> Float {
        let along = b - a, t = clamp(((p - a) * along).sum() / max(1e-12, (along * along).sum()), 0, 1), off = p - a - along * t
        return (off * off).sum().squareRoot()
    }
}

extension Mesh {
    /// How far two meshes of the same patches are apart, at most, where their patch coordinates agree.
    func deviation(from other: Mesh) -> Float {
        precondition(patches.count == other.patches.count, "cuts of different shapes")
        return zip(patches, other.patches).reduce(0) { worst, pair in
            max(worst, deviation(ofVerticesOf: pair.0, from: other, pair.1), other.deviation(ofVerticesOf: pair.1, from: self, pair.0))
        }
    }

    private func deviation(ofVerticesOf patch: Patch, from other: Mesh, _ otherPatch: Patch) -> Float {
        patch.vertices.reduce(0) {
            max($0, length(positions[$1] - other.position(in: otherPatch, at: patchCoordinates[$1])))
        }
    }

    private func position(in patch: Patch, at place: Vec2) -> Vec3 {
        func cell(_ count: Int, _ wanted: Float, _ knot: (Int) -> Float) -> (index: Int, t: Float) {
            let index = (0..<count - 2).first { wanted <= knot($0 + 1) } ?? count - 2
            return (index, clamp((wanted - knot(index)) / max(1e-9, knot(index + 1) - knot(index)), 0, 1))
        }
        let column = cell(patch.columns, place.x) { patchCoordinates[patch.firstVertex + $0].x }
        let row = cell(patch.rows, place.y) { patchCoordinates[patch.firstVertex + $0 * patch.columns].y }
        let a = patch.firstVertex + row.index * patch.columns + column.index, c = a + patch.columns
        // Of the two triangles of the cell (`appendGrid`).
        let (s, t, d) = (column.t, row.t, c + 1)
        return s > t
            ? positions[a] * (1 - s) + positions[a + 1] * (s - t) + positions[d] * t : positions[a] * (1 - t) + positions[c] * (t - s) + positions[d] * s
    }
}
