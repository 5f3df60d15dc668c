import Foundation
import Testing
import VeneerMath
import VeneerWorld

private let shapes: [Shape] = [
    .box(size: Vec3(0.5, 0.3, 0.2), bevel: 0.03), .box(size: Vec3(1, 0.4, 0.02), bevel: 0.004), .box(size: Vec3(0.06, 0.06, 0.06), bevel: 0.03),
    .sphere(radius: 0.4), .sphere(radius: 0.02), .cylinder(radius: 0.03, height: 0.7, bevel: 0.002), .cylinder(radius: 0.4, height: 0.1, bevel: 0.02),
    .lathe(profile: [Vec2(0, -0.1), Vec2(0.05, -0.1), Vec2(0.11, -0.04), Vec2(0.12, 0.08), Vec2(0.1, 0.1), Vec2(0.09, 0.06), Vec2(0, -0.06)]),
    .cushion(size: Vec3(0.5, 0.4, 0.15), fullness: 0.4), .cushion(size: Vec3(0.5, 0.4, 0.15), fullness: 0.4, folds: 11),
    .leaves(size: Vec3(0.4, 0.4, 0.6), count: 12, form: .fountain),
    .leaves(size: Vec3(0.9, 0.9, 1), count: 60, form: .bush),
    .compound([
        ShapePart(.cylinder(radius: 0.2, height: 0.3, bevel: 0.01), bodyFromPart: Pose(position: Vec3(0.3, 0, 0))),
        ShapePart(.box(size: Vec3(0.3, 0.3, 0.1), bevel: 0.01), bodyFromPart: Pose(position: Vec3(-0.3, 0, 0.1))),
    ]),
]

@Test(arguments: shapes) func eachLevelHasFewerTrianglesAndIsAsNearAsItSays(shape: Shape) {
    let levels = shape.levels()
    #expect(levels[0].errorInMetres == 0 && levels[0].mesh == shape.mesh())
    #expect(levels.count > 1)
    // Where edges of soft shapes' triangles cross, they may be a little farther apart than at vertices.
    let slack: Float = 1.1
    for (finer, coarser) in zip(levels, levels.dropFirst()) {
        #expect(coarser.mesh.triangleCount < finer.mesh.triangleCount && coarser.errorInMetres > finer.errorInMetres)
        #expect(farthest(from: levels[0].mesh, coarser.mesh) <= coarser.errorInMetres * slack + 1e-5)
        #expect(farthest(from: coarser.mesh, levels[0].mesh) <= coarser.errorInMetres * slack + 1e-5)
    }
}

@Test(arguments: shapes) func allLevelsReachAsFarAsTheFinestAndFaceOutwards(shape: Shape) {
    let levels = shape.levels()
    let most = levels[0].mesh.positions.reduce(Vec3.zero) { pointwiseMax($0, pointwiseMax($1, -$1)) } * 1.0001 + Vec3(repeating: 1e-6)
    for level in levels {
        let mesh = level.mesh
        #expect(mesh.positions.allSatisfy { abs($0.x) <= most.x && abs($0.y) <= most.y && abs($0.z) <= most.z })
        #expect(mesh.normals.allSatisfy { abs(length($0) - 1) < 1e-3 })
        for i in stride(from: 0, to: mesh.indices.count, by: 3) {
            let t = (0..<3).map { Int(mesh.indices[i + $0]) }, p = t.map { mesh.positions[$0] }
            #expect(dot(cross(p[1] - p[0], p[2] - p[0]), mesh.normals[t[0]] + mesh.normals[t[1]] + mesh.normals[t[2]]) > 0)
        }
    }
}

/// How far points all over a mesh's triangles are from another mesh, at most.
private func farthest(from surface: Mesh, _ mesh: Mesh) -> Float {
    let triangles = stride(from: 0, to: surface.indices.count, by: 3).map { i in (0..<3).map { surface.positions[Int(surface.indices[i + $0])] } }
    let weights = [Vec3(1, 0, 0), Vec3(0.5, 0.5, 0), Vec3(0, 0.5, 0.5), Vec3(0.5, 0, 0.5), Vec3(1, 1, 1) / 3]
    // Of so many triangles, evenly: it takes the square of their number.
    let step = max(1, mesh.triangleCount / 150) * 3
    var worst: Float = 0
    for i in stride(from: 0, to: mesh.indices.count, by: step) {
        let p = (0..<3).map { mesh.positions[Int(mesh.indices[i + $0])] }
        for w in weights {
            let point = p[0] * w.x + p[1] * w.y + p[2] * w.z
            worst = max(worst, triangles.reduce(Float.infinity) { min($0, distance(point, to: $1)) })
        }
    }
    return worst
}

/// To the nearest point of a triangle.
private func distance(_ p: Vec3, to triangle: [Vec3]) -> Float {
    let normal = cross(triangle[1] - triangle[0], triangle[2] - triangle[0])
    let edges = (0..<3).map { (triangle[$0], triangle[($0 + 1) % 3]) }
    if edges.allSatisfy({ dot(cross($0.1 - $0.0, p - $0.0), normal) >= 0 }) { return abs(dot(p - triangle[0], normalize(normal))) }
    return edges.reduce(Float.infinity) { nearest, edge in
        let along = edge.1 - edge.0, t = clamp(dot(p - edge.0, along) / max(1e-12, dot(along, along)), 0, 1)
        return min(nearest, length(p - edge.0 - along * t))
    }
}

@Test func hedgesHaveLeavesOnAllTheirSidesButTheFloorAndFewerFromAfar() {
    let size = Vec3(3, 0.6, 1.6), shape = Shape.leaves(size: size, count: 960, form: .hedge), levels = shape.levels()
    #expect(levels.count == 4)
    for (finer, coarser) in zip(levels, levels.dropFirst()) { #expect(coarser.mesh.triangleCount * 2 == finer.mesh.triangleCount) }
    for level in levels {
        let places = level.mesh.positions
        #expect(places.allSatisfy { abs($0.x) <= size.x / 2 && abs($0.y) <= size.y / 2 && abs($0.z) <= size.z / 2 })
        // As near to each side as a leaf is long.
        for (axis, side) in [(0, Float(-1)), (0, 1), (1, -1), (1, 1), (2, 1)] {
            let near = places.count { abs($0[axis] - side * size[axis] / 2) < 0.04 }
            #expect(near > places.count / 60, "\(near) of \(places.count) by side \(side) of axis \(axis)")
        }
        #expect(places.contains { $0.z < -0.7 })
    }
    #expect(!levels[0].mesh.positions.contains { abs($0.x) < 1.3 && abs($0.y) < 0.15 && abs($0.z) < 0.6 }, "within it is dense by itself")
}
