import CBullet
import VeneerMath
import VeneerWorld

/// A world in motion: the only writer of its state. Belongs to one thread at a time.
public final class Simulation {
    public let world: World
    public private(set) var tick = Tick(0)
    let bullet: OpaquePointer
    /// The robots' with them.
    let jointCount: Int
    var hand: Hand?
    var pushes: [Push] = []
    /// The latest; nil before the first.
    public internal(set) var checkpoint: Checkpoint?
    private var cachedState: WorldState?
    /// Nil in a world without sensors.
    var senses: Senses?

    public init(world: World) throws {
        for body in world.bodies where !body.isLink { try body.checkForPhysics() }
        // What is farther away is lost, and a world that begins with it would be none of its own checkpoints.
        for (name, place) in world.bodies.map({ ($0.name, $0.worldFromBody.position) }) + world.walkers.map({ ($0.name, $0.startInWorld) })
        where !place.isInReach {
            throw PhysicsError(body: name, message: "stands over 100 km away, where things are lost; put it nearer to the origin")
        }
        self.world = world
        guard world.bodies.count <= Simulation.bodyLimit else {
            throw PhysicsError(body: world.bodies[Simulation.bodyLimit].name, message: "is one too many; a world holds \(Simulation.bodyLimit) bodies")
        }
        bullet = cbullet_create(CBulletVector(world.gravity), Int32(world.bodies.count + world.walkers.count), world.robots.isEmpty ? 0 : 1)
        jointCount = world.jointNames.count
        for body in world.bodies where !body.isLink { add(body) }
        for robot in world.robots { add(robot) }
        for walker in world.walkers { add(walker) }
        for joint in world.joints { add(joint) }
        for vehicle in world.vehicles { add(vehicle) }
        for (index, joint) in world.joints.enumerated() where joint.drive != .free { cbullet_drive(bullet, Int32(index), CBulletDrive(joint.drive)) }
        if world.bodies.contains(where: \.isSpare) { cbullet_begin(bullet) }
        if !world.sensors.isEmpty { senses = Senses(world: world, from: state) }
    }

    deinit { cbullet_destroy(bullet) }

    /// Bullet's broadphase numbers bodies with 16 bits and two edges each.
    private static let bodyLimit = 16_000

    /// The state at `tick`, gathered when asked for.
    public var state: WorldState {
        if let cachedState { return cachedState }
        let state = gatherState()
        cachedState = state
        return state
    }

    public func step() {
        moveRobots()
        moveWalkers()
        moveHand()
        push()
        cbullet_step(bullet, Tick.durationInSeconds)
        tick = tick + 1
        stateChanged()
        senses?.next(state)
        if tick.index % Simulation.ticksBetweenCheckpoints == 0 { passThroughCheckpoint() }
    }

    /// What the world's sensors said at `tick`; those whose turn it isn't say nothing.
    public var readings: [SensorReading] { senses?.latest ?? [] }

    /// What Bullet doesn't know of a checkpoint.
    func resume(at checkpoint: Checkpoint) {
        tick = checkpoint.tick
        hand = checkpoint.hand
        pushes = checkpoint.pushes
        self.checkpoint = checkpoint
        stateChanged()
        senses?.memory = checkpoint.sensorMemory
        senses?.resume(at: state)
    }

    public func step(_ count: Int) {
        for _ in 0..<count { step() }
    }

    func stateChanged() { cachedState = nil }

    private func add(_ body: Body) {
        let shape = body.collision
        shape.points.withUnsafeBufferPointer { points in
            shape.shapes.withUnsafeBufferPointer { shapes in
                var description = CBulletBody(
                    shapes: shapes.baseAddress, shapeCount: Int32(shapes.count), isCompound: shape.isCompound ? 1 : 0, points: points.baseAddress,
                    mass: body.massInKilograms, inertia: CBulletVector(body.isStatic ? .zero : body.shape.inertiaPerKilogram * body.massInKilograms),
                    friction: body.friction, rollingFriction: shape.rollingFriction, spinningFriction: shape.rollingFriction, restitution: body.restitution,
                    angularDamping: body.angularDamping,
                    innerRadius: shape.innerRadius, position: CBulletVector(body.worldFromBody.position),
                    rotation: CBulletQuaternion(body.worldFromBody.rotation.normalized), carrier: Int32(body.carrier ?? -1), isSpare: body.isSpare ? 1 : 0)
                cbullet_add(bullet, &description)
            }
        }
    }

    private func gatherState() -> WorldState {
        let thingCount = world.bodies.count + world.walkers.count
        let states = [CBulletState](unsafeUninitializedCapacity: thingCount) { buffer, count in
            if let base = buffer.baseAddress { cbullet_states(bullet, base) }
            count = thingCount
        }
        let contactCount = Int(cbullet_gather_contacts(bullet))
        let contacts = [CBulletContact](unsafeUninitializedCapacity: contactCount) { buffer, count in
            if let base = buffer.baseAddress { cbullet_copy_contacts(bullet, base) }
            count = contactCount
        }
        let joints = [CBulletJointState](unsafeUninitializedCapacity: jointCount) { buffer, count in
            if let base = buffer.baseAddress { cbullet_joint_states(bullet, base) }
            count = jointCount
        }
        return WorldState(
            tick: tick, bodies: states.prefix(world.bodies.count).map(BodyState.init),
            contacts: contacts.filter { $0.bodyB < world.bodies.count }.map {
                Contact(
                    bodyA: Int($0.bodyA), bodyB: Int($0.bodyB), pointInWorld: Vec3($0.point), normalInWorld: Vec3($0.normal),
                    impulseInNewtonSeconds: $0.impulse)
            }, joints: joints.map(JointState.init), walkers: walkerStates(contacts))
    }
}

extension Body {
    var collision: CollisionShape {
        let hollows: Hollows = isHollow ? .all : .meshes
        return isStatic ? shape.staticCollision(hollows) : shape.collision(hollows)
    }

    func checkForPhysics() throws {
        func check(_ good: Bool, _ message: String) throws {
            if !good { throw PhysicsError(body: name, message: message) }
        }
        try check(
            worldFromBody.isFinite && dot(worldFromBody.rotation.vector, worldFromBody.rotation.vector) > 0.5,
            "its pose needs finite numbers and a unit rotation")
        try check(massInKilograms.isFinite && massInKilograms >= 0, "its mass must be 0 (static) or more kilograms")
        try check(friction >= 0 && friction.isFinite && restitution >= 0 && restitution.isFinite, "its friction and restitution must be 0 or more")
        let collision = collision
        try check(collision.innerRadius > 0 && collision.innerRadius.isFinite, "its shape needs every size above 0, and its origin inside")
        guard !isStatic else { return }
        let inertia = shape.inertiaPerKilogram
        try check(inertia.min() > 0 && inertia.max().isFinite, "its profile must run from the bottom on the axis, outside, to the top")
    }
}

extension Pose {
    var isFinite: Bool { position.isFinite && rotation.vector.sum().isFinite }
}

extension Vec3 {
    var isFinite: Bool { x.isFinite && y.isFinite && z.isFinite }
}
