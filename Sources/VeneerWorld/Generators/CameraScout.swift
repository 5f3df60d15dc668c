import Foundation
import VeneerMath

/// Finds places to film from: in the open, with something near, something to look at and depth behind it.
struct CameraScout {
    var world: World
    /// Floor that a person may stand on.
    var regions: [FloorPlan.Rectangle]
    /// What is worth looking at, on the floor; of the same count.
    var interests: [Vec2]
    var heights: [Float]
    /// A table that is looked at from close by.
    var still: SceneBuilder.Top?

    struct View {
        var eye: Vec3
        var target: Vec3
        var score: Float
    }

    private static let tries = 240
    private static let clearance: Float = 0.28

    private typealias Thing = (bodyFromWorld: Pose, half: Vec3)
    private var things: [Thing] { world.bodies.map { ($0.worldFromBody.inverse, $0.shape.halfExtents) } }

    func views(_ random: inout SeededRandom) -> [View] {
        let things = things, tangent = tangent
        return (0..<CameraScout.tries).compactMap { _ -> View? in
            let index = random.index(regions.count)
            guard let (eye, target) = still.map({ stillLife($0, in: regions[index], &random) }) ?? overview(index, &random), isFree(eye, things),
                !isByAGlobe(eye, target)
            else { return nil }
            return View(eye: eye, target: target, score: score(eye, target, tangent, things))
        }
        .enumerated().sorted { ($0.element.score, $1.offset) > ($1.element.score, $0.offset) }.map(\.element)
    }

    /// From eye height, down a little, as one looks across a room.
    private func overview(_ index: Int, _ random: inout SeededRandom) -> (eye: Vec3, target: Vec3)? {
        let region = regions[index], inner = region.size / 2 - 0.3
        let place = region.centre + Vec2(random.uniform(-inner.x, inner.x), random.uniform(-inner.y, inner.y))
        let interest = interests[random.chance(0.8) ? index : random.index(interests.count)]
        let eye = Vec3(place.x, place.y, random.pick(heights) + random.uniform(-0.08, 0.08)).rounded(to: 100)
        let aim = Vec2(interest.x + random.uniform(-0.5, 0.5), interest.y + random.uniform(-0.5, 0.5))
        let way = Vec2(interest.x - eye.x, interest.y - eye.y), distance = (way * way).sum().squareRoot()
        guard distance > 1.9 else { return nil }
        return (eye, Vec3(aim.x, aim.y, eye.z - min(1, distance * random.uniform(0.04, 0.2))).rounded(to: 100))
    }

    /// From beside the table, over what lies on it.
    private func stillLife(_ top: SceneBuilder.Top, in region: FloorPlan.Rectangle, _ random: inout SeededRandom) -> (eye: Vec3, target: Vec3)? {
        let angle = random.uniform(-.pi, .pi), distance = random.uniform(0.75, 1.5) + top.size.max() * 0.25
        let place = Vec2(top.centre.x + cos(angle) * distance, top.centre.y + sin(angle) * distance)
        guard region.holds(.init(centre: place, size: Vec2(0.4, 0.4))) else { return nil }
        let eye = Vec3(place.x, place.y, top.centre.z + random.uniform(0.24, 0.7)).rounded(to: 100)
        let aim = top.centre + Vec3(random.uniform(-0.2, 0.2) * top.size.x, random.uniform(-0.2, 0.2) * top.size.y, random.uniform(0, 0.12))
        return (eye, aim.rounded(to: 100))
    }

    private func isFree(_ point: Vec3, _ things: [Thing], clearance: Float = CameraScout.clearance) -> Bool {
        things.allSatisfy { thing in
            let p = thing.bodyFromWorld.act(point)
            let outside = pointwiseMax(pointwiseMax(p - thing.half, -p - thing.half), .zero)
            return length(outside) > clearance
        }
    }

    /// Whether a camera can move straight from one view to the other, and nothing fills its picture on the way.
    func canMove(from a: (eye: Vec3, target: Vec3), to b: View) -> Bool {
        let things = things
        return (1..<12).allSatisfy { step in
            let share = Float(step) / 12, eye = mix(a.eye, b.eye, share), target = mix(a.target, b.target, share)
            return isFree(eye, things, clearance: 0.15) && nearShare(eye, target, things) < 0.12 && !isByAGlobe(eye, target)
        }
    }

    private var tangent: Float { tan(world.camera.camera(at: Tick(0)).verticalFieldOfViewInRadians / 2) }
    /// Still lifes are looked at from a third of the way.
    private var scale: Float { still == nil ? 1 : 0.4 }

    /// All over a picture, by their places in it.
    private func rays(_ forward: Vec3, _ right: Vec3, _ up: Vec3, _ tangent: Float) -> [(row: Int, column: Int, ray: Vec3)] {
        (-2...2).flatMap { row in
            (-4...4).map { column in
                (row, column, normalize(forward + right * (Float(column) / 4.5 * tangent * 16 / 9) + up * (Float(row) / 2.5 * tangent)))
            }
        }
    }

    private static func axes(_ eye: Vec3, _ target: Vec3) -> (forward: Vec3, right: Vec3, up: Vec3) {
        let forward = normalize(target - eye), right = normalize(cross(forward, Vec3(0, 0, 1)))
        return (forward, right, cross(right, forward))
    }

    /// Of a picture, what shows things nearer than a step.
    private func nearShare(_ eye: Vec3, _ target: Vec3, _ things: [Thing]) -> Float {
        let (forward, right, up) = CameraScout.axes(eye, target), rays = rays(forward, right, up, tangent), step = scale
        let near = rays.count {
            let hit = firstHit(eye, $0.ray, things)
            return hit.distance < step && !CameraScout.background.contains(world.bodies[hit.body].semantic)
        }
        return Float(near) / Float(rays.count)
    }

    /// A globe is one white all over: close before the camera it is a hole in the picture.
    private func isByAGlobe(_ eye: Vec3, _ target: Vec3) -> Bool {
        let (forward, right, up) = CameraScout.axes(eye, target), most: Float = 0.3 // of the picture's height
        return world.bodies.contains { body in
            guard case .lamp = body.emission else { return false }
            let way = body.worldFromBody.position - eye, half = dot(way, forward) * tangent, radius = body.shape.halfExtents.min()
            return half > 0 && radius > most * half && abs(dot(way, right)) < radius + half * 16 / 9 && abs(dot(way, up)) < radius + half
        }
    }

    /// Things behind things, variety and light count; what fills the picture from close by, hides what one looks at, or is bare, counts against;
    /// and so does a post before it all, or one thing that is all there is to see.
    private func score(_ eye: Vec3, _ target: Vec3, _ tangent: Float, _ things: [Thing]) -> Float {
        let (forward, right, up) = CameraScout.axes(eye, target), scale = scale
        var depth: Float = 0, seen: [String] = [], shares: [Int: Float] = [:], bare: Float = 0, floor: Float = 0, shining: Float = 0, furniture: Float = 0,
            foreground: Float = 0,
            blocked: Float = 0
        let rays = rays(forward, right, up, tangent), count = Float(rays.count)
        for (row, column, ray) in rays {
            let hit = firstHit(eye, ray, things), distance = hit.distance / scale
            let semantic = hit.body < 0 ? "sky" : world.bodies[hit.body].semantic, isThing = !CameraScout.background.contains(semantic)
            depth += min(distance, 8) / count
            if !seen.contains(semantic) { seen.append(semantic) }
            if CameraScout.blank.contains(semantic) { bare += 1 / count }
            if CameraScout.ground.contains(semantic) { floor += 1 / count }
            if isThing {
                furniture += 1 / count
                shares[hit.body, default: 0] += 1 / count
            }
            if isThing, row < 0, distance > 1, distance < 2.8 { foreground += 1 / count }
            // A bonnet across the foot of the picture is no foreground.
            let isBulky = isThing && hit.body >= 0 && world.bodies[hit.body].shape.halfExtents.max() > 1.5
            if distance < (isBulky ? 2.8 : row < 0 ? 1.05 : 1.4) || (abs(column) < 3 && abs(row) < 2 && distance < 1.6) { blocked += 1 / count }
            if hit.body >= 0, world.bodies[hit.body].emission != nil { shining += 1 / count }
        }
        return min(depth, 4.5) * 0.5 + 0.3 * Float(min(seen.count, 10)) + 3.6 * min(furniture, 0.6) + 3 * min(foreground, 0.2) - 7 * blocked
            - 6 * max(0, (shares.values.max() ?? 0) - 0.3) - 1.5 * Float(posts(eye, forward, right, tangent)) - 4.5 * max(0, bare - 0.38) - 5
            * max(0, floor - 0.3) - 7 * max(0, 0.33 - furniture) + (shining > 0 ? 0.4 : 0) - 3 * max(0, shining - 0.2)
    }

    /// How many upright rods, trunks and posts stand close by before the middle of the picture; rays go past them.
    private func posts(_ eye: Vec3, _ forward: Vec3, _ right: Vec3, _ tangent: Float) -> Int {
        world.bodies.count { body in
            let (low, high) = ShapePart(body.shape, bodyFromPart: Pose(rotation: body.worldFromBody.rotation)).bounds, half = (high - low) / 2,
                way = body.worldFromBody.position - eye
            guard half.z > 0.5, (0.02...0.2).contains(max(half.x, half.y)), abs(way.z) < half.z else { return false }
            let distance = dot(way, forward)
            // A trunk is in the way from farther off than a rod.
            return distance > 0 && distance < 2.5 + 16 * max(half.x, half.y) && abs(dot(way, right)) < 0.75 * distance * tangent * 16 / 9
        }
    }

    private static let blank: Set<String> = ["wall", "ceiling", "inner wall", "sky", "door"]
    private static let ground: Set<String> = ["floor", "ground", "road", "pavement"]
    private static let background: Set<String> = [
        "wall", "ceiling", "inner wall", "sky", "floor", "rug", "ground", "house", "window", "curtain", "garden wall", "fence", "hedge", "door", "road",
        "pavement", "roof", "truss", "splash back",
    ]

    private func firstHit(_ eye: Vec3, _ ray: Vec3, _ things: [Thing]) -> (distance: Float, body: Int) {
        var best: (distance: Float, body: Int) = (.infinity, -1)
        for (index, thing) in things.enumerated() {
            let o = thing.bodyFromWorld.act(eye), d = thing.bodyFromWorld.rotation.act(ray)
            let inverse = 1 / d, a = (-thing.half - o) * inverse, b = (thing.half - o) * inverse
            let enter = pointwiseMin(a, b).max(), leave = pointwiseMax(a, b).min()
            if enter > 0, enter <= leave, enter < best.distance { best = (enter, index) }
        }
        return best
    }
}

extension World {
    /// With a path of up to four keys through good views that a camera can walk between, four seconds apart.
    func filmed(by scout: CameraScout, _ random: inout SeededRandom) -> World {
        var keys: [CameraPath.Key] = []
        func add(_ view: CameraScout.View) { keys.append(.init(seconds: Float(4 * keys.count), eye: view.eye, target: view.target)) }
        let views = scout.views(&random)
        for view in views where keys.count < 4 {
            guard let last = keys.last else {
                add(view)
                continue
            }
            let isNew = keys.allSatisfy { length($0.eye - view.eye) > 0.7 && dot(normalize($0.target - $0.eye), normalize(view.target - view.eye)) < 0.97 }
            if isNew, length(last.eye - view.eye) < 3.5, scout.canMove(from: (last.eye, last.target), to: view) { add(view) }
        }
        // In a crowded place: a step forward instead.
        while let last = keys.last, keys.count < 3 {
            let step = (last.target - last.eye) * Vec3(0.12, 0.12, 0)
            add(.init(eye: (last.eye + step).rounded(to: 100), target: last.target, score: 0))
        }
        var world = self
        if !keys.isEmpty { world.camera.keys = keys }
        return world
    }
}
