import VeneerFrame
import VeneerMath
import VeneerPhysics
import VeneerWorld

/// How much of a change shows in the picture of the very tick at which the world changes.
public enum Response {
    /// The share of the way from `before` to `after` that `now` has gone, over the pixels that change by more than noise does.
    /// Nil: nothing to speak of changes.
    public static func share(before: Display, now: Display, after: Display) -> Double? {
        var along = 0.0, whole = 0.0, changed = 0
        for pixel in 0..<before.plane.size.pixelCount {
            var isChanged = false
            for i in 3 * pixel..<3 * pixel + 3 { isChanged = isChanged || abs(after.plane.values[i] - before.plane.values[i]) > leastChange }
            guard isChanged else { continue }
            changed += 1
            for i in 3 * pixel..<3 * pixel + 3 {
                let full = Double(after.plane.values[i] - before.plane.values[i])
                along += Double(now.plane.values[i] - before.plane.values[i]) * full
                whole += full * full
            }
        }
        return changed >= max(16, before.plane.size.pixelCount / 1000) ? along / whole : nil
    }

    private static let leastChange: Float = 0.03
    private static let bar = Bar.atLeast(0.9)

    private static func figures(_ place: String, _ metric: String, before: Frame, now: Frame, after: Frame) -> [Figure] {
        [(Channel.painted, Figure.painter), (.composite, Figure.composite)].compactMap { channel, peer in
            share(before: Display(channel, of: before), now: Display(channel, of: now), after: Display(channel, of: after)).map {
                Figure(place, metric, $0, "of the change", peer: peer, bar: peer == Figure.painter ? bar : nil)
            }
        }
    }

    /// The world's lamps go on at night.
    public static func lamp(_ place: String, _ rollout: Rollout) throws -> [Figure] {
        let camera = Shuttle(rollout.world.camera).home, was = rollout.look
        defer { rollout.look = was }
        var on = Look(timeOfDayInHours: 21, lampScale: max(1, was.lampScale)), off = on
        off.lampScale = 0
        rollout.look = on
        let exposure = try rollout.frame(camera, isCut: true).exposure
        // As it is metered with the lamps on: another exposure would be another picture of everything.
        on.exposureEV100 = Look.ev100(exposure: exposure)
        off.exposureEV100 = on.exposureEV100
        rollout.look = on
        let after = try rollout.settled(camera, fromCut: true)
        rollout.look = off
        let before = try rollout.settled(camera, fromCut: true)
        rollout.look = on
        return figures(place, "response_lamp", before: before, now: try rollout.frame(camera), after: after)
    }

    /// The largest loose thing in the picture is put where it stands.
    public static func body(_ place: String, _ rollout: Rollout) throws -> [Figure] {
        let camera = Shuttle(rollout.world.camera).home, there = rollout.state
        let after = try rollout.settled(camera, fromCut: true)
        guard let body = looseBodies(in: after, of: rollout.world).first else { return [] }
        rollout.state = there.with(body, movedBy: Vec3(0, 0, -50))
        let before = try rollout.settled(camera, fromCut: true)
        rollout.state = there
        return figures(place, "response_body", before: before, now: try rollout.frame(camera), after: after)
    }

    /// A loose thing falls from a hand's breadth above: the frame in which it first touches something.
    public static func contact(_ place: String, _ rollout: Rollout) throws -> [Figure] {
        let camera = Shuttle(rollout.world.camera).home, there = rollout.state
        defer { rollout.state = there }
        for body in looseBodies(in: try rollout.frame(camera, isCut: true), of: rollout.world).prefix(6) {
            var lifted = rollout.world
            lifted.bodies[body].worldFromBody.position.z += 0.1
            let simulation = try Simulation(world: lifted)
            rollout.state = simulation.state
            try rollout.frame(camera, isCut: true)
            for index in 0..<2 * Rollout.framesPerSecond {
                let last = simulation.state
                simulation.step(Tick.perSecond / Rollout.framesPerSecond)
                rollout.state = simulation.state
                let touches = simulation.state.contacts.contains { $0.bodyA == body || $0.bodyB == body }
                // Stuck where it was lifted to.
                if touches, index < 2 { break }
                let now = try rollout.frame(camera)
                guard touches else { continue }
                let after = try rollout.settled(camera, fromCut: true)
                rollout.state = last
                let before = try rollout.settled(camera, fromCut: true)
                let found = figures(place, "response_contact", before: before, now: now, after: after)
                if found.isEmpty { break }
                return found
            }
        }
        return []
    }

    /// By how much of them is seen.
    private static func looseBodies(in frame: Frame, of world: World) -> [Int] {
        var counts: [Int: Int] = [:]
        for id in frame[labels: .instance].values where id != 0 { counts[World.bodyIndex(ofInstance: id), default: 0] += 1 }
        let loose = counts.filter { world.bodies[$0.key].massInKilograms > 0 && world.bodies[$0.key].carrier == nil && !world.bodies[$0.key].isLink }
        return loose.sorted { ($0.value, $1.key) > ($1.value, $0.key) }.map(\.key)
    }
}

extension WorldState {
    fileprivate func with(_ body: Int, movedBy way: Vec3) -> WorldState {
        var bodies = bodies
        bodies[body].pose.position += way
        return WorldState(tick: tick, bodies: bodies, contacts: [], joints: joints, walkers: walkers)
    }
}
