import Foundation
import VeneerMath

extension Robot {
    /// Where joints must stand for a link's frame to be at a pose, found by damped least squares from where they are. Nil where that isn't reached
    /// within the tolerance: too far away, or a limit in between. Joints that mimic are left where they are.
    public func positions(
        bringing link: String, to goal: Pose, from start: [Float], toleranceInMetres: Float = 0.001, toleranceInRadians: Float = 0.01, damping: Float = 0.05
    ) -> [Float]? {
        guard let end = links.firstIndex(where: { $0.name == link }), start.count == movingJoints.count else { return nil }
        let path = joints(above: end), joints = movingJoints
        var q = start
        for _ in 0..<200 {
            let poses = poses(at: q), now = poses[end], way = goal.position - now.position
            var turn = (goal.rotation * now.rotation.inverse).vector
            if turn.w < 0 { turn = -turn }
            let spin = Vec3(turn.x, turn.y, turn.z), sine = length(spin), angle = 2 * atan2(sine, turn.w)
            if length(way) < toleranceInMetres, angle < toleranceInRadians { return q }
            let rest = sine > 1e-6 ? spin / sine * angle : .zero
            // Columns of the Jacobian: how the frame moves with each joint.
            let columns = path.map { index -> (linear: Vec3, angular: Vec3) in
                let joint = joints[index.moving], frame = poses[joint.parent] * joint.parentBodyFromJoint, axis = frame.rotation.act(joint.axis)
                return joint.kind == .prismatic ? (axis, .zero) : (cross(axis, now.position - frame.position), axis)
            }
            // Dq = Jᵀ (J Jᵀ + λ²)⁻¹ e.
            var matrix = (0..<6).map { row in (0..<6).map { $0 == row ? Double(damping * damping) : 0 } }
            func entry(_ column: (linear: Vec3, angular: Vec3), _ row: Int) -> Double { Double(row < 3 ? column.linear[row] : column.angular[row - 3]) }
            for column in columns { for r in 0..<6 { for c in 0..<6 { matrix[r][c] += entry(column, r) * entry(column, c) } } }
            let error = (0..<6).map { Double($0 < 3 ? clamp(way[$0], -0.2, 0.2) : clamp(rest[$0 - 3], -0.5, 0.5)) }
            let weights = solved(matrix, error)
            for (index, column) in zip(path, columns) {
                let step = (0..<6).reduce(0.0) { $0 + entry(column, $1) * weights[$1] }
                let moved = q[index.moving] + Float(step)
                q[index.moving] = joints[index.moving].limits.map { clamp(moved, $0.lowerBound, $0.upperBound) } ?? moved
            }
        }
        return nil
    }

    /// Those that move a link by themselves, by their places among the moving ones.
    private func joints(above link: Int) -> [(link: Int, moving: Int)] {
        var path: [(Int, Int)] = [], at = link
        while let joint = links[at].joint {
            if joint.kind.hasPosition, joint.mimic == nil, let moving = movingJoints.firstIndex(where: { $0.name == joint.name }) { path.append((at, moving)) }
            at = joint.parent
        }
        return path.reversed()
    }

    /// Gauss's elimination; the matrix is positive definite.
    private func solved(_ matrix: [[Double]], _ right: [Double]) -> [Double] {
        var m = matrix, b = right
        for i in m.indices {
            for row in i + 1..<m.count {
                let factor = m[row][i] / m[i][i]
                for column in i..<m.count { m[row][column] -= factor * m[i][column] }
                b[row] -= factor * b[i]
            }
        }
        for i in m.indices.reversed() {
            for column in i + 1..<m.count { b[i] -= m[i][column] * b[column] }
            b[i] /= m[i][i]
        }
        return b
    }
}
