import VeneerMath
import VeneerPhysics
import VeneerWorld

/// A thing in hand keeps its distance along the line of sight.
struct Hold {
    static let reachInMetres: Float = 8
    static let distancesInMetres: ClosedRange<Float> = 0.15...8
    static let throwSpeedInMetresPerSecond: Float = 6

    var distanceInMetres: Float
    var targetInWorld: Vec3
}

extension Viewer {
    /// Unit vector from the eye through the crosshair, or the pointer.
    private func sight(through place: Vec2?) -> Vec3 {
        guard let place, !window.isPointerCaptured else { return flight.forward }
        return normalize(flight.camera.rayInWorld(throughPixel: pixel(atWindow: place), size: session.configuration.size))
    }

    func handTarget(_ hold: Hold) -> Vec3 { flight.position + hold.distanceInMetres * sight(through: window.pointer) }

    func grab(at place: Vec2) throws {
        let way = sight(through: place)
        guard hold == nil, let hit = run.castRay(from: flight.position, direction: way, maximumDistance: Hold.reachInMetres) else { return }
        let place = session.world.carrier(of: hit.body), body = session.world.bodies[place]
        guard !body.isStatic else { return say("the \(body.name) stands fast") }
        try session.apply(.grab(body: place, pointInWorld: hit.pointInWorld))
        guard run.heldBody != nil else { return }
        hold = Hold(distanceInMetres: hit.distanceInMetres, targetInWorld: hit.pointInWorld)
        say("the \(body.name)")
    }

    /// The thing keeps the speed that the hand gave it.
    func letGo() throws {
        guard hold != nil else { return }
        hold = nil
        try session.apply(.release(throwVelocity: .zero))
    }

    func throwAway() throws {
        guard hold != nil else { return say("nothing in hand to throw") }
        hold = nil
        try session.apply(.release(throwVelocity: sight(through: window.pointer) * Hold.throwSpeedInMetresPerSecond))
    }

    func reach(steps: Float) {
        guard let distance = hold?.distanceInMetres else { return }
        hold?.distanceInMetres = clamp(distance * (1 + 0.08 * steps), Hold.distancesInMetres.lowerBound, Hold.distancesInMetres.upperBound)
    }

    /// Puts every thing back, at rest, within the same run: its log stays whole.
    func reset() throws {
        try letGo()
        let now = session.state.bodies
        for (index, start) in session.world.initialState.bodies.enumerated() {
            let body = session.world.bodies[index]
            // Links and what rides go with others.
            guard !body.isLink, body.carrier == nil else { continue }
            switch (now[index].isPresent, start.isPresent) {
            case (true, true) where !body.isStatic:
                try session.apply(.setBody(body: index, pose: start.pose, linearVelocity: .zero, angularVelocity: .zero))
            case (true, false): try session.apply(.remove(body: index))
            case (false, true): try session.apply(.spawn(PlacedBody(body: index, state: start)))
            default: break
            }
        }
        for robot in session.world.robots.indices { try session.apply(.restart(robot: robot)) }
        try placeWalkers()
        try session.apply(.cut)
        say("everything is back in its place; the log goes on")
    }
}
