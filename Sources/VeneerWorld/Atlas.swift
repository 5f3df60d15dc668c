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
        var metresPerTexel: Float
        /// Texels around what is seen.
        var gutter = Atlas.gutter
        /// The next patch is this one's other side.
        var hasBack = false
        var x = 0
        var y = 0
    }

    static let gutter = 2

    /// Bodies that shine under this look are left out: they are the lights. So are models: they have textures of their own.
    /// What the cameras see closely gets the most texels.
    public init(world: World, state: WorldState, look: Look, cameras: [Camera], size: FrameSize, edge: Int = 2048) throws {
        self.edge = edge
        baseColourRoots = Array(repeating: 0, count: edge * edge * 3)
        roughnessMetallic = Array(repeating: 0, count: edge * edge * 2)
        let meshes = world.bodies.enumerated().map { index, body in
            guard body.luminance(under: look).max() <= 0, body.shape.model == nil else { return Mesh() }
            let eyes = cameras.map { state.bodies[index].pose.inverse.act($0.worldFromCamera.position) }
            return body.shape.mesh(detail: .teacher).inPieces { Atlas.isTooLarge($0, $1, eyes: eyes) }
        }
        let areLeaves = world.bodies.map { if case .leaves(_, _, let form) = $0.shape { [.tree, .hedge, .turf].contains(form) } else { false } }
        guard let tiles = Atlas.packed(meshes, areLeaves, poses: state.bodies.map(\.pose), cameras: cameras, size: size, edge: edge) else {
            let pieces = meshes.reduce(0) { $0 + $1.patches.count }
            throw WorldError(
                file: world.name,
                message: "\(pieces) pieces of surfaces find no room in one texture of \(edge)×\(edge); leave out plants or things of many parts")
        }
        // Patches are appended in order of body and patch, which is the order of a mesh's own vertices.
        for (body, mesh) in meshes.enumerated() { indices += mesh.indices.map { $0 + UInt32(meshes[..<body].reduce(0) { $0 + $1.positions.count }) } }
        if world.bodies.indices.contains(where: { !meshes[$0].patches.isEmpty && world.shaderMaterial(ofBody: $0).standsOut }) {
            relief = Array(repeating: [128, 128, 255], count: edge * edge).flatMap { $0 }
        }
        for tile in tiles {
            append(tile, mesh: meshes[tile.body], pose: state.bodies[tile.body].pose)
            if tile.hasBack { append(tile, mesh: meshes[tile.body], pose: state.bodies[tile.body].pose, isBack: true) }
        }
        bake(world: world, meshes: meshes, tiles: tiles)
    }

    /// One texel size won't do for what is near at one end and far at the other.
    private static func isTooLarge(_ corners: [Vec3], _ size: Vec2, eyes: [Vec3]) -> Bool {
        let low = corners.reduce(corners[0], pointwiseMin), high = corners.reduce(corners[0], pointwiseMax)
        let distance = eyes.map { length($0 - $0.clamped(lowerBound: low, upperBound: high)) }.min() ?? .infinity
        return max(size.x, size.y) > max(distance, 0.4)
    }

    /// Pixels a metre where a camera sees a patch best; what none sees gets little.
    private static func pixelsPerMetre(_ mesh: Mesh, _ patch: Mesh.Patch, pose: Pose, cameras: [Camera], size: FrameSize) -> Float {
        let vertices = patch.vertices
        let low = vertices.reduce(Vec3(repeating: .infinity)) { pointwiseMin($0, mesh.positions[$1]) },
            high = vertices.reduce(Vec3(repeating: -.infinity)) { pointwiseMax($0, mesh.positions[$1]) }
        return cameras.map { camera in
            let eye = pose.inverse.act(camera.worldFromCamera.position), forward = pose.rotation.inverse.act(camera.forwardInWorld)
            let distance = length(eye - eye.clamped(lowerBound: low, upperBound: high)), density = camera.focalLengthInPixels(size) / max(distance, 0.25)
            let sides = camera.sides(size).map(pose.rotation.inverse.act)
            let isSeen =
                vertices.contains { dot(mesh.normals[$0], eye - mesh.positions[$0]) > 0 && dot(mesh.positions[$0] - eye, forward) > 0 }
                && sides.allSatisfy { side in vertices.contains { dot(mesh.positions[$0] - eye, side) > 0 } }
            return density * (isSeen ? 1 : 0.25)
        }.max() ?? 100
    }

    /// Nil: there are too many patches.
    private static func packed(
        _ meshes: [Mesh], _ areLeaves: [Bool], poses: [Pose], cameras: [Camera], size: FrameSize, edge: Int
    ) -> [Tile]? {
        let pixels = meshes.indices.map { body in
            areLeaves[body] ? [] : meshes[body].patches.map { pixelsPerMetre(meshes[body], $0, pose: poses[body], cameras: cameras, size: size) }
        }
        // What is long and thin both ways must fit side by side.
        let most = Float(edge / 2 - 2 * gutter)
        // A tree's leaves are many and of nearly one colour each: two texels by two serve both sides.
        let leaves = meshes.indices.filter { areLeaves[$0] }.flatMap { body in
            stride(from: 0, to: meshes[body].patches.count, by: 2).map {
                Tile(body: body, patch: $0, width: 4, height: 4, metresPerTexel: meshes[body].patches[$0].size.x / 2, gutter: 1, hasBack: true)
            }
        }
        func tiles(texelsPerPixel: Float) -> [Tile] {
            meshes.enumerated().flatMap { body, mesh in
                pixels[body].indices.map { index in
                    let patch = mesh.patches[index]
                    let density = min(pixels[body][index] * texelsPerPixel, most / max(patch.size.x, patch.size.y)), texels = patch.size * density
                    return Tile(
                        body: body, patch: index, width: max(4, Int(texels.x)) + 2 * gutter, height: max(4, Int(texels.y)) + 2 * gutter,
                        metresPerTexel: 1 / density)
                }
            } + leaves
        }
        var texelsPerPixel: Float = 4
        while texelsPerPixel > 0.1 {
            let wanted = tiles(texelsPerPixel: texelsPerPixel)
            let isSmallEnough = wanted.reduce(0) { $0 + $1.width * $1.height } <= edge * edge
            if isSmallEnough, let placed = Atlas.placed(wanted, edge: edge) { return placed }
            texelsPerPixel *= 0.94
        }
        return nil
    }

    /// Tallest first, each as far up as it can go on what lies above; nil where they do not fit.
    private static func placed(_ tiles: [Tile], edge: Int) -> [Tile]? {
        var placed: [Tile] = []
        // Where the free space begins, from left to right.
        var steps = [(x: 0, y: 0)]
        for var tile in tiles.sorted(by: { ($0.height, $0.width, $0.body, $0.patch) > ($1.height, $1.width, $1.body, $1.patch) }) {
            var best: (y: Int, from: Int, to: Int)?
            for from in steps.indices where steps[from].x + tile.width <= edge {
                var to = from, y = 0
                while to < steps.count, steps[to].x < steps[from].x + tile.width {
                    y = max(y, steps[to].y)
                    to += 1
                }
                if best.map({ y < $0.y }) ?? true { best = (y, from, to) }
            }
            guard let best, best.y + tile.height <= edge else { return nil }
            (tile.x, tile.y) = (steps[best.from].x, best.y)
            let end = tile.x + tile.width, last = steps[best.to - 1].y, next = best.to < steps.count ? steps[best.to].x : edge
            steps.replaceSubrange(best.from..<best.to, with: [(tile.x, best.y + tile.height)] + (end < next ? [(end, last)] : []))
            placed.append(tile)
        }
        return placed.sorted { ($0.body, $0.patch) < ($1.body, $1.patch) }
    }

    private mutating func append(_ tile: Tile, mesh: Mesh, pose: Pose, isBack: Bool = false) {
        let patch = mesh.patches[tile.patch + (isBack ? 1 : 0)], gutter = tile.gutter
        let inner = Vec2(Float(tile.width - 2 * gutter), Float(tile.height - 2 * gutter)), corner = Vec2(Float(tile.x + gutter), Float(tile.y + gutter))
        for i in patch.vertices {
            positions.append(pose.act(mesh.positions[i]))
            normals.append(pose.rotation.act(mesh.normals[i]))
            // Seen from behind, columns are rows.
            let place = mesh.patchCoordinates[i]
            textureCoordinates.append((corner + (isBack ? Vec2(place.y, place.x) : place) * inner) / Float(edge))
        }
    }

    private mutating func bake(world: World, meshes: [Mesh], tiles: [Tile]) {
        let edge = edge, hasRelief = relief != nil
        var normals = relief ?? []
        baseColourRoots.withUnsafeMutableBufferPointer { base in
            roughnessMetallic.withUnsafeMutableBufferPointer { surface in
                normals.withUnsafeMutableBufferPointer { normals in
                    nonisolated(unsafe) let base = base, surface = surface, normals = normals
                    parallelBands(tiles.count) { range in
                        for tile in tiles[range] {
                            let material = world.shaderMaterial(ofBody: tile.body), footprint = Footprint(widthInMetres: 0.8 * tile.metresPerTexel)
                            let places = meshes[tile.body].texels(ofPatch: tile.patch, width: tile.width, height: tile.height, gutter: tile.gutter)
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

extension Camera {
    /// Normals of the four planes between which everything in the picture lies, inwards, in world space.
    fileprivate func sides(_ size: FrameSize) -> [Vec3] {
        let right = Float(size.width), low = Float(size.height)
        let corners = [Vec2(0, 0), Vec2(right, 0), Vec2(right, low), Vec2(0, low)].map { rayInWorld(throughPixel: $0, size: size) }
        return corners.indices.map { cross(corners[($0 + 1) % 4], corners[$0]) }.map { dot($0, forwardInWorld) > 0 ? $0 : -$0 }
    }
}
