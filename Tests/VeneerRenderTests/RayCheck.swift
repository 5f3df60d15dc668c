import Foundation
import VeneerFrame
import VeneerMath
import VeneerRender
import VeneerWorld

/// Bodies where they are and where they were, and who sees them: all that rays need to say what a frame must show.
struct Moment {
    var now: World
    var before: World
    var camera: Camera
    var previousCamera: Camera

    /// The meshes that the raster draws of it.
    func meshes(_ size: FrameSize) throws -> [Mesh] {
        let levels = try Renderer(device: sharedDevice(), world: now, size: size).levels(in: now.initialState, camera: camera)
        return zip(now.bodies, levels).map { body, level in level.map { body.shape.levels()[$0].mesh } ?? Mesh() }
    }

    /// The frame that the raster makes of it; `seenBy` plants another camera.
    func frame(_ contents: Renderer.Contents, _ size: FrameSize, seenBy other: Camera? = nil) throws -> Frame {
        let renderer = try Renderer(device: sharedDevice(), world: now, size: size)
        return try renderer.finish(
            renderer.start(
                contents, state: now.initialState, previous: before.initialState, camera: other ?? camera, previousCamera: previousCamera, look: noon,
                isCut: false))
    }
}

/// How far a frame is from what rays through its pixels' centres meet.
struct RayCheck {
    private(set) var comparedPixels = 0
    private(set) var wrongIds = 0
    /// Relative.
    private(set) var worstDepth: Float = 0
    /// Of one, the cosine between the frame's normal and the surface's.
    private(set) var worstNormal: Float = 0
    private(set) var worstMotionInPixels: Float = 0
    private(set) var longestMotionInPixels: Float = 0

    /// Pixels on an edge, where rounding decides, are left out.
    init(_ frame: Frame, of moment: Moment) throws {
        let rays = MeshRays(moment.now, try moment.meshes(frame.size)), size = frame.size, eye = moment.camera.worldFromCamera.position
        for y in 0..<size.height {
            for x in 0..<size.width {
                let centre = Vec2(Float(x) + 0.5, Float(y) + 0.5)
                let hits = [Vec2(0, 0), Vec2(0.03, 0), Vec2(-0.03, 0), Vec2(0, 0.03), Vec2(0, -0.03)].map {
                    rays.first(from: eye, along: moment.camera.rayInWorld(throughPixel: centre + $0, size: size))
                }
                guard Set(hits.map { $0?.body }).count == 1 else { continue }
                comparedPixels += 1
                let id = frame[labels: .instance][x, y], hit = hits[0]
                guard id == hit.map({ World.instanceId(ofBody: $0.body) }) ?? 0 else { wrongIds += 1; continue }
                guard let hit else { worstDepth = max(worstDepth, frame[.depth][x, y]); continue }
                worstDepth = max(worstDepth, abs(frame[.depth][x, y] / hit.depth - 1))
                let point = eye + hit.depth * moment.camera.rayInWorld(throughPixel: centre, size: size), body = moment.now.bodies[hit.body]
                if let normal = body.normal(at: point) { worstNormal = max(worstNormal, 1 - dot(normal, frame[.normal].colour(x, y))) }
                let wasAt = moment.before.bodies[hit.body].worldFromBody.act(body.worldFromBody.inverse.act(point))
                guard let there = moment.previousCamera.project(wasAt, size: size)?.pixel else { continue }
                let expected = there - centre, error = Vec2(frame[.motion][x, y, 0], frame[.motion][x, y, 1]) - expected
                worstMotionInPixels = max(worstMotionInPixels, (error * error).sum().squareRoot())
                longestMotionInPixels = max(longestMotionInPixels, (expected * expected).sum().squareRoot())
            }
        }
    }
}

extension Body {
    /// Of a box's face or a sphere, in world space.
    fileprivate func normal(at pointInWorld: Vec3) -> Vec3? {
        let p = worldFromBody.inverse.act(pointInWorld)
        switch shape {
        case .sphere: return worldFromBody.rotation.act(normalize(p))
        case .box(let size, bevel: 0):
            let reach = Vec3(abs(p.x), abs(p.y), abs(p.z)) / size
            let face = Vec3(reach.x == reach.max() ? 1 : 0, reach.y == reach.max() ? 1 : 0, reach.z == reach.max() ? 1 : 0)
            return worldFromBody.rotation.act(normalize(face * p))
        default: return nil
        }
    }
}

/// First hits of rays on the meshes that the raster is given: a box's or plane's answers are the shape's own, a sphere's those of its facets.
private struct MeshRays {
    private let triangles: [[(a: Vec3, ab: Vec3, ac: Vec3)]]
    private let bounds: [(centre: Vec3, radius: Float)]

    init(_ world: World, _ meshes: [Mesh]) {
        triangles = zip(world.bodies, meshes).map { body, mesh in
            let points = mesh.positions.map { body.worldFromBody.act($0) }
            return stride(from: 0, to: mesh.indices.count, by: 3).map { i in
                let (a, b, c) = (points[Int(mesh.indices[i])], points[Int(mesh.indices[i + 1])], points[Int(mesh.indices[i + 2])])
                return (a, b - a, c - a)
            }
        }
        bounds = zip(world.bodies, meshes).map { body, mesh in (body.worldFromBody.position, mesh.positions.map { length($0) }.max() ?? 0) }
    }

    /// The body met first, and its distance in lengths of the direction.
    func first(from origin: Vec3, along direction: Vec3) -> (body: Int, depth: Float)? {
        var first: (body: Int, depth: Float)?
        for body in triangles.indices where length(cross(direction, origin - bounds[body].centre)) <= bounds[body].radius * length(direction) * 1.001 {
            for triangle in triangles[body] {
                let p = cross(direction, triangle.ac), determinant = dot(triangle.ab, p)
                guard abs(determinant) > 1e-12 else { continue }
                let from = origin - triangle.a, u = dot(from, p) / determinant, q = cross(from, triangle.ab), v = dot(direction, q) / determinant
                let depth = dot(triangle.ac, q) / determinant
                if u >= 0, v >= 0, u + v <= 1, depth > 0, depth < first?.depth ?? .infinity { first = (body, depth) }
            }
        }
        return first
    }
}
