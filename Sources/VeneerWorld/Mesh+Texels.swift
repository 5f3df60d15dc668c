import ShaderTypes
import VeneerMath

/// What lies under the texel centres of an unfolded patch, 3 floats each, body space.
struct Texels {
    var positions: [Float] = []
    var normals: [Float] = []
    /// Along which the patch's columns follow each other.
    var columnDirections: [Float] = []

    /// Normals with relief, in the frame that has the mesh's normal as z and the columns' direction as x.
    func tilts(of material: VnMaterial, footprint: Footprint, roughnessMetallic: inout [Float]) -> [Float] {
        var tilted = normals
        material.applyRelief(positions: positions, footprint: footprint, normals: &tilted, roughnessMetallic: &roughnessMetallic)
        for i in stride(from: 0, to: normals.count, by: 3) {
            let normal = Vec3(normals[i], normals[i + 1], normals[i + 2])
            let direction = Vec3(columnDirections[i], columnDirections[i + 1], columnDirections[i + 2])
            // At a pole all columns meet: any direction serves.
            let across = direction - dot(direction, normal) * normal, other = abs(normal.x) < 0.9 ? Vec3(1, 0, 0) : Vec3(0, 1, 0)
            let x = normalize(length(across) > 1e-6 * length(direction) && length(direction) > 0 ? across : cross(normal, other)), y = cross(normal, x)
            let n = Vec3(tilted[i], tilted[i + 1], tilted[i + 2])
            (tilted[i], tilted[i + 1], tilted[i + 2]) = (dot(n, x), dot(n, y), dot(n, normal))
        }
        return tilted
    }
}

extension Mesh {
    /// The gutter repeats the patch's border.
    func texels(ofPatch index: Int, width: Int, height: Int, gutter: Int) -> Texels {
        let patch = patches[index]
        let first = patch.firstVertex
        let us = (0..<patch.columns).map { patchCoordinates[first + $0].x }
        let vs = (0..<patch.rows).map { patchCoordinates[first + $0 * patch.columns].y }
        func cells(_ count: Int, _ knots: [Float]) -> [(cell: Int, t: Float)] {
            var cell = 0
            return (0..<count).map { i in
                let s = clamp((Float(i - gutter) + 0.5) / Float(count - 2 * gutter), 0, 1)
                while cell < knots.count - 2, s > knots[cell + 1] { cell += 1 }
                return (cell, clamp((s - knots[cell]) / max(1e-9, knots[cell + 1] - knots[cell]), 0, 1))
            }
        }
        let columns = cells(width, us), rows = cells(height, vs)
        var texels = Texels()
        for part in [\Texels.positions, \.normals, \.columnDirections] { texels[keyPath: part].reserveCapacity(width * height * 3) }
        for (row, t) in rows {
            for (column, s) in columns {
                let a = first + row * patch.columns + column, b = a + patch.columns
                let p = mix(mix(positions[a], positions[a + 1], s), mix(positions[b], positions[b + 1], s), t)
                let n = normalize(mix(mix(normals[a], normals[a + 1], s), mix(normals[b], normals[b + 1], s), t))
                let d = mix(positions[a + 1] - positions[a], positions[b + 1] - positions[b], t)
                texels.positions += [p.x, p.y, p.z]
                texels.normals += [n.x, n.y, n.z]
                texels.columnDirections += [d.x, d.y, d.z]
            }
        }
        return texels
    }
}
