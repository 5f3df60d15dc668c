import Foundation
import VeneerMath

extension Shape {
    public func mesh(detail: MeshDetail = .run) -> Mesh { mesh(cut(detail)) }

    func mesh(_ cut: MeshCut) -> Mesh {
        var mesh = Mesh()
        switch self {
        case .box(let size, let bevel):
            mesh.appendRoundedBox(halfSize: size / 2, radius: cut.bends > 0 ? min(bevel, size.min() / 2) : 0, steps: cut.bends)
        case .sphere(let radius): mesh.appendRoundedBox(halfSize: Vec3(repeating: radius), radius: radius, steps: cut.bends)
        case .cylinder, .capsule, .lathe: mesh.appendTurned(cut.profile, keeping: cut.rows, turnSteps: cut.turns)
        case .cushion(let size, let fullness, let folds):
            mesh.appendCushion(halfSize: size / 2, fullness: fullness, folds: folds, steps: cut.bends)
        case .leaves(let size, let count, let form): mesh.appendLeaves(size: size, count: count, form: form, cut)
        case .drape(let size, let folds): mesh.appendDrape(size: size, folds: folds, steps: (around: cut.bends, along: cut.along))
        case .cover(let size, let folds):
            mesh.appendCover(size: size, folds: folds, steps: (around: max(8, folds * cut.bends / 4), along: cut.along))
        case .rock(let size, let seed): mesh.appendRock(size: size, seed: seed, steps: cut.bends)
        case .sweep(let path, let radius): mesh.appendSweep(path, radius: radius, steps: (turn: cut.turns, along: cut.along))
        case .model(let model): mesh = Mesh(model.levels[0].mesh)
        case .mesh(let solid): mesh = Mesh(solid.mesh)
        case .compound(let parts):
            for part in parts { mesh.append(part.shape.mesh(detail: cut.bends > 0 ? .teacher : .run), at: part.bodyFromPart) }
        }
        return mesh
    }

    /// Half edges of the axis-aligned box around the shape in body space; it lies around the origin.
    public var halfExtents: Vec3 {
        switch self {
        case .box(let size, _), .cushion(let size, _, _), .leaves(let size, _, _), .drape(let size, _), .cover(let size, _), .rock(let size, _): size / 2
        case .sweep(let path, let radius):
            pointwiseMax(-Shape.bounds(ofPath: path).low, Shape.bounds(ofPath: path).high) + Vec3(repeating: radius)
        case .sphere(let radius): Vec3(repeating: radius)
        case .mesh(let solid): pointwiseMax(-solid.mesh.bounds.low, solid.mesh.bounds.high)
        case .compound(let parts):
            parts.reduce(Vec3.zero) { pointwiseMax($0, pointwiseMax(-$1.bounds.low, $1.bounds.high)) }
        case .cylinder(let radius, let height, _), .capsule(let radius, let height): Vec3(radius, radius, height / 2)
        case .lathe(let profile):
            Vec3(profile.map(\.x).max() ?? 0, profile.map(\.x).max() ?? 0, profile.map { abs($0.y) }.max() ?? 0)
        case .model(let model): model.sizeInMetres / 2
        }
    }

    static func cylinderProfile(radius: Float, height: Float, bevel: Float, steps: Int) -> [Vec2] {
        let h = height / 2
        guard bevel > 0 else { return [Vec2(0, -h), Vec2(radius, -h), Vec2(radius, h), Vec2(0, h)] }
        var profile = [Vec2(0, -h)]
        for (centre, start) in [(Vec2(radius - bevel, bevel - h), -Float.pi / 2), (Vec2(radius - bevel, h - bevel), 0)] {
            for step in 0...steps {
                let angle = start + Float.pi / 2 * Float(step) / Float(steps)
                profile.append(centre + bevel * Vec2(cos(angle), sin(angle)))
            }
        }
        return profile + [Vec2(0, h)]
    }

    /// A Catmull-Rom curve through the profile; corners sharper than 50° stay corners.
    static func refined(_ profile: [Vec2], steps: Int) -> [Vec2] {
        guard profile.count > 2 else { return profile }
        func tangent(_ i: Int) -> Vec2? {
            guard i > 0, i < profile.count - 1, !isCorner(profile[i - 1], profile[i], profile[i + 1]) else { return nil }
            return (profile[i + 1] - profile[i - 1]) / 2
        }
        var points = [profile[0]]
        for i in 0..<profile.count - 1 {
            let a = profile[i], b = profile[i + 1], chord = b - a
            let ta = tangent(i) ?? chord, tb = tangent(i + 1) ?? chord
            for step in 1...steps {
                let t = Float(step) / Float(steps), t2 = t * t, t3 = t2 * t
                var point = a * (2 * t3 - 3 * t2 + 1) + ta * (t3 - 2 * t2 + t) + b * (3 * t2 - 2 * t3)
                point += tb * (t3 - t2)
                points.append(Vec2(max(0, point.x), point.y))
            }
        }
        return points
    }

    /// Where a profile's smooth pieces meet, its ends included.
    static func corners(of profile: [Vec2]) -> [Int] {
        profile.indices.filter { $0 == 0 || $0 == profile.count - 1 || isCorner(profile[$0 - 1], profile[$0], profile[$0 + 1]) }
    }

    static func isCorner(_ a: Vec2, _ b: Vec2, _ c: Vec2) -> Bool {
        let u = b - a, v = c - b
        let cosine = (u * v).sum() / max(1e-12, ((u * u).sum() * (v * v).sum()).squareRoot())
        return cosine < 0.64
    }
}

extension Mesh {
    /// Six patches, one a face, bent around edges and corners of the given radius.
    mutating func appendRoundedBox(halfSize: Vec3, radius: Float, steps: Int) {
        for axis in 0..<3 {
            for sign: Float in [-1, 1] {
                // u × v = outward normal.
                let u = (axis + (sign > 0 ? 1 : 2)) % 3, v = (axis + (sign > 0 ? 2 : 1)) % 3
                let us = Mesh.roundedCoordinates(half: halfSize[u], radius: radius, steps: steps)
                let vs = Mesh.roundedCoordinates(half: halfSize[v], radius: radius, steps: steps)
                appendGrid(us.map(\.along), vs.map(\.along), size: Vec2(us.last?.along ?? 0, vs.last?.along ?? 0)) { column, row in
                    var p = Vec3.zero
                    p[axis] = sign * halfSize[axis]
                    p[u] = us[column].position
                    p[v] = vs[row].position
                    let inner = p.clamped(lowerBound: -(halfSize - radius), upperBound: halfSize - radius)
                    guard radius > 0 else {
                        var normal = Vec3.zero
                        normal[axis] = sign
                        return (p, normal)
                    }
                    let normal = normalize(p - inner)
                    return (inner + radius * normal, normal)
                }
            }
        }
    }

    /// Places on the sharp box where the rounded one's vertices come from, with the length along the rounded surface.
    static func roundedCoordinates(half: Float, radius: Float, steps: Int) -> [(position: Float, along: Float)] {
        guard radius > 0 else { return [(-half, 0), (half, 2 * half)] }
        let flat = half - radius
        let arc = (0...steps).map { Float.pi / 4 * Float($0) / Float(steps) }
        let rising = arc.map { (position: flat + radius * tan($0), along: flat + radius * $0) }
        let start = flat + radius * Float.pi / 4
        let left = rising.reversed().map { (position: -$0.position, along: start - $0.along) }
        let right = rising.map { (position: $0.position, along: start + $0.along) }
        return left + (flat > 1e-6 ? right : Array(right.dropFirst()))
    }

    /// A patch for every smooth piece of the profile, with those of its points that are kept: their normals are the whole profile's.
    mutating func appendTurned(_ profile: [Vec2], keeping rows: [Int], turnSteps: Int) {
        let corners = Shape.corners(of: profile), isKept = Set(rows)
        for (start, end) in zip(corners, corners.dropFirst()) {
            appendTurnedPiece(Array(profile[start...end]), rows: (0...end - start).filter { isKept.contains(start + $0) }, turnSteps: turnSteps)
        }
    }

    private mutating func appendTurnedPiece(_ piece: [Vec2], rows: [Int], turnSteps: Int) {
        var along: [Float] = [0]
        for i in 1..<piece.count {
            let d = piece[i] - piece[i - 1]
            along.append(along[i - 1] + max(1e-6, (d * d).sum().squareRoot()))
        }
        let turns = (0...turnSteps).map { 2 * Float.pi * Float($0) / Float(turnSteps) }
        let widest = piece.map(\.x).max() ?? 0
        let size = Vec2(2 * .pi * widest, along[along.count - 1])
        appendGrid(turns, rows.map { along[$0] }, size: size) { column, kept in
            let row = rows[kept], before = piece[max(0, row - 1)], after = piece[min(piece.count - 1, row + 1)]
            var d = after - before
            // A piece that starts or ends on the axis is level there.
            if piece[row].x < 1e-6, piece.count > 2 { d = Vec2(abs(d.x) > 1e-6 ? d.x : 1, 0) }
            let angle = column == turnSteps ? 0 : turns[column]
            let c = cos(angle), s = sin(angle)
            let normal = normalize(Vec3(d.y * c, d.y * s, -d.x))
            return (Vec3(piece[row].x * c, piece[row].x * s, piece[row].y), normal)
        }
    }

    /// A grid of vertices at `us` × `vs` (rising), two triangles a cell, without those that have no area.
    mutating func appendGrid(_ us: [Float], _ vs: [Float], size: Vec2, vertex: (Int, Int) -> (position: Vec3, normal: Vec3)) {
        let first = positions.count
        patches.append(Patch(firstVertex: first, columns: us.count, rows: vs.count, size: size))
        for row in vs.indices {
            for column in us.indices {
                let (position, normal) = vertex(column, row)
                positions.append(position)
                normals.append(normal)
                patchCoordinates.append(
                    Vec2((us[column] - us[0]) / (us[us.count - 1] - us[0]), (vs[row] - vs[0]) / (vs[vs.count - 1] - vs[0])))
            }
        }
        for row in 0..<vs.count - 1 {
            for column in 0..<us.count - 1 {
                let a = first + row * us.count + column, b = a + 1, c = a + us.count, d = c + 1
                for triangle in [[a, b, d], [a, d, c]] {
                    let p = triangle.map { positions[$0] }
                    let area = cross(p[1] - p[0], p[2] - p[0])
                    if dot(area, area) > 1e-18 { indices += triangle.map(UInt32.init) }
                }
            }
        }
    }
}
