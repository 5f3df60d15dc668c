import Foundation
import VeneerMath

/// A whole world at one tick as one mesh with one texture, for renderers that know nothing of solid materials.
public struct Atlas: Sendable {
    public private(set) var positions: [Vec3] = []
    public private(set) var normals: [Vec3] = []
    /// 0...1, v downwards from the first row.
    public private(set) var textureCoordinates: [Vec2] = []
    public private(set) var indices: [UInt32] = []
    public let edge: Int
    /// Rows of 8-bit RGB: the square root of the reflectance, and roughness and metallic as (R, G).
    public private(set) var baseColourRoots: [UInt8]
    public private(set) var roughnessMetallic: [UInt8]
    /// Rows of 8-bit x, y, z, 1 at 255 and 0 at 128: the normal in the frame of the mesh's normal (z) and the patch's columns (x). Nil where nothing stands out.
    public private(set) var relief: [UInt8]?

    struct Tile {
        var body: Int
        var patch: Int
        var width: Int
        var height: Int
        var x = 0
        var y = 0
    }

    static let gutter = 2

    /// Bodies that shine under this look are left out: they are the lights. So are models: they have textures of their own.
    public init(world: World, state: WorldState, look: Look, edge: Int = 2048) {
        self.edge = edge
        baseColourRoots = Array(repeating: 0, count: edge * edge * 3)
        roughnessMetallic = Array(repeating: 0, count: edge * edge * 2)
        let meshes = world.bodies.map { $0.luminance(under: look).max() <= 0 && $0.shape.model == nil ? $0.shape.mesh(detail: .teacher) : Mesh() }
        let (tiles, texelsPerMetre) = Atlas.packed(world: world, meshes: meshes, edge: edge)
        // Patches are appended in order of body and patch, which is the order of a mesh's own vertices.
        for (body, mesh) in meshes.enumerated() { indices += mesh.indices.map { $0 + UInt32(meshes[..<body].reduce(0) { $0 + $1.positions.count }) } }
        if world.bodies.indices.contains(where: { !meshes[$0].patches.isEmpty && world.shaderMaterial(ofBody: $0).standsOut }) {
            relief = Array(repeating: [128, 128, 255], count: edge * edge).flatMap { $0 }
        }
        for tile in tiles { append(tile, mesh: meshes[tile.body], pose: state.bodies[tile.body].pose) }
        bake(world: world, meshes: meshes, tiles: tiles, texelsPerMetre: texelsPerMetre)
    }

    /// How sharp a body's texture must be, relative to others: rooms are seen from farther than the things in them.
    private static func weight(_ body: Body) -> Float {
        switch body.semantic {
        case "wall", "ceiling": 0.16
        case "floor": 0.3
        case "table": 0.75
        default: body.isStatic ? 0.5 : 1
        }
    }

    private static func packed(world: World, meshes: [Mesh], edge: Int) -> ([Tile], [Float]) {
        var scale: Float = 1100
        while true {
            var tiles: [Tile] = []
            let densities = world.bodies.map { scale * weight($0) }
            for (body, mesh) in meshes.enumerated() {
                for (index, patch) in mesh.patches.enumerated() {
                    let texels = patch.size * densities[body]
                    tiles.append(
                        Tile(body: body, patch: index, width: max(4, Int(texels.x)) + 2 * gutter, height: max(4, Int(texels.y)) + 2 * gutter))
                }
            }
            if let placed = shelves(tiles, edge: edge) { return (placed, densities) }
            scale *= 0.92
        }
    }

    /// Tallest first, in rows; nil where they do not fit.
    private static func shelves(_ tiles: [Tile], edge: Int) -> [Tile]? {
        var placed: [Tile] = []
        var x = 0, y = 0, rowHeight = 0
        for var tile in tiles.sorted(by: { ($0.height, $0.body, $0.patch) > ($1.height, $1.body, $1.patch) }) {
            if x + tile.width > edge {
                x = 0
                y += rowHeight
                rowHeight = 0
            }
            guard tile.width <= edge, y + tile.height <= edge else { return nil }
            tile.x = x
            tile.y = y
            x += tile.width
            rowHeight = max(rowHeight, tile.height)
            placed.append(tile)
        }
        return placed.sorted { ($0.body, $0.patch) < ($1.body, $1.patch) }
    }

    private mutating func append(_ tile: Tile, mesh: Mesh, pose: Pose) {
        let patch = mesh.patches[tile.patch]
        let inner = Vec2(Float(tile.width - 2 * Atlas.gutter), Float(tile.height - 2 * Atlas.gutter))
        let corner = Vec2(Float(tile.x + Atlas.gutter), Float(tile.y + Atlas.gutter))
        for i in patch.firstVertex..<patch.firstVertex + patch.columns * patch.rows {
            positions.append(pose.act(mesh.positions[i]))
            normals.append(pose.rotation.act(mesh.normals[i]))
            textureCoordinates.append((corner + mesh.patchCoordinates[i] * inner) / Float(edge))
        }
    }

    private mutating func bake(world: World, meshes: [Mesh], tiles: [Tile], texelsPerMetre: [Float]) {
        let edge = edge, hasRelief = relief != nil
        var normals = relief ?? []
        baseColourRoots.withUnsafeMutableBufferPointer { base in
            roughnessMetallic.withUnsafeMutableBufferPointer { surface in
                normals.withUnsafeMutableBufferPointer { normals in
                    nonisolated(unsafe) let base = base, surface = surface, normals = normals
                    parallelBands(tiles.count) { range in
                        for tile in tiles[range] {
                            let material = world.shaderMaterial(ofBody: tile.body), footprint = Footprint(widthInMetres: 0.8 / texelsPerMetre[tile.body])
                            let places = meshes[tile.body].texels(ofPatch: tile.patch, width: tile.width, height: tile.height, gutter: Atlas.gutter)
                            var values = material.evaluate(positions: places.positions, footprint: footprint), tilts: [Float] = []
                            if hasRelief, material.standsOut {
                                tilts = places.tilts(of: material, footprint: footprint, roughnessMetallic: &values.roughnessMetallic)
                            }
                            for row in 0..<tile.height {
                                for column in 0..<tile.width {
                                    let from = row * tile.width + column, to = (tile.y + row) * edge + tile.x + column
                                    for c in 0..<3 { base[to * 3 + c] = UInt8(values.baseColour[from * 3 + c].squareRoot() * 255 + 0.5) }
                                    for c in 0..<2 { surface[to * 2 + c] = UInt8(values.roughnessMetallic[from * 2 + c] * 255 + 0.5) }
                                    for c in 0..<3 where !tilts.isEmpty { normals[to * 3 + c] = UInt8(tilts[from * 3 + c] * 127 + 128.5) }
                                }
                            }
                        }
                    }
                }
            }
        }
        if hasRelief { relief = normals }
    }
}
