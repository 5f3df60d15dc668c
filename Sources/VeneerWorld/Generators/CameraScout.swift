import Foundation
import VeneerMath

/// Finds places to film from: in the open, with depth before the camera and something to look at.
struct CameraScout {
    var world: World
    /// Floor that a person may stand on.
    var regions: [FloorPlan.Rectangle]
    /// What is worth looking at, on the floor; of the same count.
    var interests: [Vec2]
    var heights: [Float]

    struct View {
        var eye: Vec3
        var target: Vec3
        var score: Float
    }

    private static let tries = 240
    private static let clearance: Float = 0.28

    func views(_ random: inout SeededRandom) -> [View] {
        let things = world.bodies.map { (bodyFromWorld: $0.worldFromBody.inverse, half: $0.shape.halfExtents) }
        let tangent = tan(world.camera.camera(at: Tick(0)).verticalFieldOfViewInRadians / 2)
        return (0..<CameraScout.tries).compactMap { _ -> View? in
            let index = random.index(regions.count), region = regions[index]
            let inner = region.size / 2 - 0.3
            let place = region.centre + Vec2(random.uniform(-inner.x, inner.x), random.uniform(-inner.y, inner.y))
            let interest = interests[random.chance(0.8) ? index : random.index(interests.count)]
            let eye = Vec3(place.x, place.y, random.pick(heights) + random.uniform(-0.08, 0.08)).rounded(to: 100)
            let aim = Vec3(interest.x + random.uniform(-0.5, 0.5), interest.y + random.uniform(-0.5, 0.5), 0)
            let way = Vec2(interest.x - eye.x, interest.y - eye.y), distance = (way * way).sum().squareRoot()
            // Down a little, as one looks across a room.
            let target = Vec3(aim.x, aim.y, eye.z - distance * random.uniform(0.06, 0.24)).rounded(to: 100)
            guard distance > 1.9, isFree(eye, things) else { return nil }
            return View(eye: eye, target: target, score: score(eye, target, tangent, things))
        }
        .enumerated().sorted { ($0.element.score, $1.offset) > ($1.element.score, $0.offset) }.map(\.element)
    }

    private func isFree(_ point: Vec3, _ things: [(bodyFromWorld: Pose, half: Vec3)], clearance: Float = CameraScout.clearance) -> Bool {
        things.allSatisfy { thing in
            let p = thing.bodyFromWorld.act(point)
            let outside = pointwiseMax(pointwiseMax(p - thing.half, -p - thing.half), .zero)
            return length(outside) > clearance
        }
    }

    /// Whether a camera can move straight from one place to the other.
    func canMove(from a: Vec3, to b: Vec3) -> Bool {
        let things = world.bodies.map { (bodyFromWorld: $0.worldFromBody.inverse, half: $0.shape.halfExtents) }
        return (1..<12).allSatisfy { isFree(mix(a, b, Float($0) / 12), things, clearance: 0.15) }
    }

    /// Depth, variety and light count; things that fill the picture from close by, and bare walls, count against.
    private func score(_ eye: Vec3, _ target: Vec3, _ tangent: Float, _ things: [(bodyFromWorld: Pose, half: Vec3)]) -> Float {
        let forward = normalize(target - eye), right = normalize(cross(forward, Vec3(0, 0, 1))), up = cross(right, forward)
        var depths: [Float] = [], seen: [String] = [], bare: Float = 0, windows: Float = 0, furniture: Float = 0
        for row in -2...2 {
            for column in -4...4 {
                let ray = forward + right * (Float(column) / 4.5 * tangent * 16 / 9) + up * (Float(row) / 2.5 * tangent)
                let hit = firstHit(eye, normalize(ray), things)
                depths.append(min(hit.distance, 9))
                let semantic = hit.body < 0 ? "sky" : world.bodies[hit.body].semantic
                if !seen.contains(semantic) { seen.append(semantic) }
                if ["wall", "ceiling", "inner wall", "sky", "door"].contains(semantic) { bare += 1 }
                if !["wall", "ceiling", "inner wall", "sky", "floor", "rug", "ground", "house", "window", "curtain", "garden wall", "fence", "hedge"].contains(
                    semantic)
                {
                    furniture += 1
                }
                if hit.body >= 0, world.bodies[hit.body].emission != nil { windows += 1 }
            }
        }
        let count = Float(depths.count), near = Float(depths.filter { $0 < 1.1 }.count) / count
        let mean = depths.reduce(0, +) / count
        return min(mean, 4.5) * 0.55 + 0.28 * Float(min(seen.count, 10)) + 3 * min(furniture / count, 0.45) - 6 * near - 4 * max(0, bare / count - 0.42)
            + (windows > 0 ? 0.5 : 0) - 3
            * max(0, windows / count - 0.2)
    }

    private func firstHit(_ eye: Vec3, _ ray: Vec3, _ things: [(bodyFromWorld: Pose, half: Vec3)]) -> (distance: Float, body: Int) {
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
            if isNew, length(last.eye - view.eye) < 3.5, scout.canMove(from: last.eye, to: view.eye) { add(view) }
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
