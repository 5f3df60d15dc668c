import VeneerMath

extension Mesh {
    /// The same surface, its flat rectangles in smaller pieces: halved across their longer side for as long as `isTooLarge` (four corners, size in metres).
    func inPieces(while isTooLarge: ([Vec3], Vec2) -> Bool) -> Mesh {
        var result = Mesh()
        var trianglesOfPatch = Array(repeating: [UInt32](), count: patches.count)
        var patchOfVertex = Array(repeating: 0, count: positions.count)
        for (index, patch) in patches.enumerated() { for i in patch.vertices { patchOfVertex[i] = index } }
        for triangle in stride(from: 0, to: indices.count, by: 3) {
            trianglesOfPatch[patchOfVertex[Int(indices[triangle])]] += indices[triangle..<triangle + 3]
        }
        for (index, patch) in patches.enumerated() {
            var pieces = [Piece(low: .zero, high: Vec2(1, 1))]
            if patch.columns == 2, patch.rows == 2 {
                var whole: [Piece] = []
                while let piece = pieces.popLast() {
                    let size = patch.size * (piece.high - piece.low)
                    if isTooLarge(piece.corners.map { between(positions, patch, $0) }, size) {
                        pieces += piece.halves(isAcross: size.x > size.y)
                    } else {
                        whole.append(piece)
                    }
                }
                pieces = whole
            }
            for piece in pieces { result.append(piece, of: patch, self, trianglesOfPatch[index]) }
        }
        return result
    }

    private struct Piece {
        var low: Vec2
        var high: Vec2
        var corners: [Vec2] { [low, Vec2(high.x, low.y), Vec2(low.x, high.y), high] }

        func halves(isAcross: Bool) -> [Piece] {
            let middle = (low + high) / 2
            return isAcross
                ? [Piece(low: low, high: Vec2(middle.x, high.y)), Piece(low: Vec2(middle.x, low.y), high: high)]
                : [Piece(low: low, high: Vec2(high.x, middle.y)), Piece(low: Vec2(low.x, middle.y), high: high)]
        }
    }

    private func between(_ values: [Vec3], _ patch: Patch, _ place: Vec2) -> Vec3 {
        let i = patch.firstVertex
        return mix(mix(values[i], values[i + 1], place.x), mix(values[i + 2], values[i + 3], place.x), place.y)
    }

    private mutating func append(_ piece: Piece, of patch: Patch, _ mesh: Mesh, _ triangles: [UInt32]) {
        let first = positions.count
        if patch.columns == 2, patch.rows == 2 {
            positions += piece.corners.map { mesh.between(mesh.positions, patch, $0) }
            normals += piece.corners.map { normalize(mesh.between(mesh.normals, patch, $0)) }
        } else {
            positions += mesh.positions[patch.vertices]
            normals += mesh.normals[patch.vertices]
        }
        patchCoordinates += mesh.patchCoordinates[patch.vertices]
        indices += triangles.map { $0 - UInt32(patch.firstVertex) + UInt32(first) }
        patches.append(Patch(firstVertex: first, columns: patch.columns, rows: patch.rows, size: patch.size * (piece.high - piece.low)))
    }
}
