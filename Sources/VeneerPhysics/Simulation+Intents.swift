import CBullet
import VeneerMath
import VeneerWorld

/// What holds a body: pulls its grip towards a target at no more than an arm's speed and force.
struct Hand: Equatable, Sendable {
    static let topSpeedInMetresPerSecond: Float = 4
    static let strongestAcceleration: Float = 80
    static let strongestForceInNewtons: Float = 400

    var body: Int
    var pointInWorld: Vec3
    var targetInWorld: Vec3
}

/// A force that lasts.
struct Push: Equatable, Sendable {
    static let ticks = 1...3600 * Tick.perSecond

    var body: Int
    var newtons: Vec3
    var pointInBody: Vec3
    var ticksLeft: Int
}

extension Simulation {
    /// Acts before the next step. False, and nothing happens, where the intent names no body that can move, or isn't finite.
    @discardableResult
    public func apply(_ intent: Intent) -> Bool {
        defer { stateChanged() }
        switch intent {
        case .grab(let body, let point): return grab(body, at: point)
        case .moveHand(let point):
            guard hand != nil, point.isInReach else { return false }
            hand?.targetInWorld = point
            return true
        case .release(let velocity): return release(velocity)
        case .setBody(let body, let pose, let linearVelocity, let angularVelocity):
            return set(body, BodyState(pose: pose, linearVelocity: linearVelocity, angularVelocity: angularVelocity))
        case .impulse(let body, let newtonSeconds, let point):
            guard isDynamic(body), (newtonSeconds / world.bodies[body].massInKilograms).isInReach, point.isInReach else { return false }
            cbullet_apply_impulse(bullet, Int32(body), CBulletVector(newtonSeconds), CBulletVector(point))
            return true
        case .push(let body, let newtons, let point, let ticks):
            guard isDynamic(body) else { return false }
            let push = Push(body: body, newtons: newtons, pointInBody: state.bodies[body].pose.inverse.act(point), ticksLeft: ticks)
            guard point.isInReach, isSound(push) else { return false }
            pushes.append(push)
            return true
        case .restart(let robot): return restart(robot)
        case .inject(let states): return inject(states)
        case .injectRobot(let placed): return inject(placed)
        case .spawn(let placed): return spawn(placed)
        case .remove(let body): return remove(body)
        case .drive(let joint, let drive):
            guard canDrive(joint), drive.isFinite else { return false }
            cbullet_drive(bullet, Int32(joint), CBulletDrive(drive))
            return true
        case .control(let vehicle, let controls):
            guard world.vehicles.indices.contains(vehicle), (-1...1).contains(controls.throttle), (0...1).contains(controls.brake),
                (-1...1).contains(controls.steer)
            else { return false }
            cbullet_control(bullet, Int32(vehicle), CBulletControls(throttle: controls.throttle, brake: controls.brake, steer: controls.steer))
            return true
        case .walk(let walker, let controls): return walk(walker, controls)
        case .placeWalker(let walker, let feet, let velocity):
            guard world.walkers.indices.contains(walker), feet.isInReach, velocity.isInReach else { return false }
            cbullet_place_walker(bullet, Int32(walker), CBulletVector(feet), CBulletVector(velocity))
            return true
        case .look, .camera, .cut: return true
        }
    }

    /// Forces that last: each is as much of an impulse as a tick has of it.
    func push() {
        guard !pushes.isEmpty else { return }
        let bodies = state.bodies
        for index in pushes.indices where bodies[pushes[index].body].isPresent {
            let push = pushes[index], point = bodies[push.body].pose.act(push.pointInBody)
            cbullet_apply_impulse(bullet, Int32(push.body), CBulletVector(push.newtons * Tick.durationInSeconds), CBulletVector(point))
            pushes[index].ticksLeft -= 1
        }
        pushes.removeAll { $0.ticksLeft == 0 || !bodies[$0.body].isPresent }
    }

    func isSound(_ push: Push) -> Bool {
        world.bodies.indices.contains(push.body) && world.bodies[push.body].massInKilograms > 0 && !world.bodies[push.body].isLink
            && world.bodies[push.body].carrier == nil && (push.newtons / world.bodies[push.body].massInKilograms).isInReach && push.pointInBody.isInReach
            && Push.ticks.contains(push.ticksLeft)
    }

    /// The body in hand.
    public var heldBody: Int? { hand?.body }

    func moveHand() {
        guard var hand else { return }
        let way = hand.targetInWorld - hand.pointInWorld, reach = Hand.topSpeedInMetresPerSecond * Tick.durationInSeconds
        let distance = length(way)
        hand.pointInWorld = distance <= reach ? hand.targetInWorld : hand.pointInWorld + way * (reach / distance)
        cbullet_move_hand(bullet, CBulletVector(hand.pointInWorld))
        self.hand = hand
    }

    private func isDynamic(_ body: Int) -> Bool {
        world.bodies.indices.contains(body) && world.bodies[body].massInKilograms > 0 && state.bodies[body].isPresent
    }

    private func canComeAndGo(_ body: Int) -> Bool {
        guard world.bodies.indices.contains(body) else { return false }
        return world.bodies[body].carrier == nil && !world.bodies[body].isLink && world.holder(of: body) == nil
    }

    private func spawn(_ placed: PlacedBody) -> Bool {
        guard canComeAndGo(placed.body), !state.bodies[placed.body].isPresent, placed.state.isSound else { return false }
        var bulletState = CBulletState(world.bodies[placed.body].massInKilograms > 0 ? placed.state : BodyState(pose: placed.state.pose))
        cbullet_insert(bullet, Int32(placed.body), &bulletState)
        return true
    }

    private func remove(_ body: Int) -> Bool {
        guard canComeAndGo(body), state.bodies[body].isPresent else { return false }
        if hand?.body == body { hand = nil }
        cbullet_remove(bullet, Int32(body))
        return true
    }

    private func grab(_ body: Int, at point: Vec3) -> Bool {
        guard isDynamic(body), point.isInReach else { return false }
        let force = min(world.bodies[body].massInKilograms * Hand.strongestAcceleration, Hand.strongestForceInNewtons)
        cbullet_hold(bullet, Int32(body), CBulletVector(point), force * Tick.durationInSeconds)
        hand = Hand(body: body, pointInWorld: point, targetInWorld: point)
        return true
    }

    /// Zero lets the body keep the velocity that it has.
    private func release(_ throwVelocity: Vec3) -> Bool {
        guard let body = hand?.body, throwVelocity.isInReach else { return false }
        cbullet_let_go(bullet)
        hand = nil
        if throwVelocity != .zero { cbullet_set_velocity(bullet, Int32(body), CBulletVector(throwVelocity)) }
        return true
    }

    /// All or none.
    private func inject(_ states: [PlacedBody]) -> Bool {
        guard states.allSatisfy({ canSet($0.body, $0.state) }) else { return false }
        for placed in states { _ = set(placed.body, placed.state) } // was just made sure of
        return true
    }

    /// A static body goes to the pose and stays at rest.
    private func set(_ body: Int, _ state: BodyState) -> Bool {
        guard canSet(body, state) else { return false }
        var bulletState = CBulletState(isDynamic(body) ? state : BodyState(pose: state.pose))
        cbullet_set_state(bullet, Int32(body), &bulletState)
        return true
    }

    private func canDrive(_ joint: Int) -> Bool {
        guard (0..<jointCount).contains(joint) else { return false }
        return joint >= world.joints.count || world.joints[joint].drivenAxis != nil
    }

    private func canSet(_ body: Int, _ state: BodyState) -> Bool {
        world.bodies.indices.contains(body) && world.bodies[body].carrier == nil && !world.bodies[body].isLink && self.state.bodies[body].isPresent
            && state.isSound
    }
}
