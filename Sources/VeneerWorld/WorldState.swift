import VeneerMath

/// Where everything is at one tick: immutable, cheap to hand to other threads. Only physics makes new ones.
public struct WorldState: Sendable, Equatable {
    public let tick: Tick
    public let bodies: [BodyState]
    public let contacts: [Contact]
    /// In the world's order.
    public let joints: [JointState]
    public let walkers: [WalkerState]

    public init(tick: Tick, bodies: [BodyState], contacts: [Contact], joints: [JointState] = [], walkers: [WalkerState] = []) {
        self.tick = tick
        self.bodies = bodies
        self.contacts = contacts
        self.joints = joints
        self.walkers = walkers
    }

    /// Over the bits of every pose, velocity, joint and walker: equal on two runs exactly when the runs agree.
    public var hash: UInt64 {
        var hash = StableHash()
        hash.combine(tick.index)
        for body in bodies {
            hash.combine(body.pose.position)
            hash.combine(body.pose.rotation.vector)
            hash.combine(body.linearVelocity)
            hash.combine(body.angularVelocity)
            if !body.isPresent { hash.combine("absent") }
        }
        for joint in joints {
            for number in [joint.position, joint.velocity, joint.impulseInNewtonSeconds, joint.angularImpulse] { hash.combine(number) }
        }
        for walker in walkers {
            for v in [walker.feetInWorld, walker.velocity, Vec3(walker.headingInRadians, walker.pitchInRadians, walker.isOnGround ? 1 : 0)] { hash.combine(v) }
        }
        return hash.value
    }
}

public struct BodyState: Sendable, Equatable {
    public var pose: Pose
    public var linearVelocity: Vec3
    public var angularVelocity: Vec3
    /// Whether it is in the world. What isn't touches nothing, and is nowhere to be seen.
    public var isPresent: Bool

    public init(pose: Pose, linearVelocity: Vec3 = .zero, angularVelocity: Vec3 = .zero, isPresent: Bool = true) {
        self.isPresent = isPresent
        self.pose = pose
        self.linearVelocity = linearVelocity
        self.angularVelocity = angularVelocity
    }
}

/// How a joint stands: of a hinge radians, of a slider metres, counted from the start; of a ball the angle away from it.
public struct JointState: Sendable, Equatable {
    public var position: Float = 0
    public var velocity: Float = 0
    /// What held the child in the last step, all directions together.
    public var impulseInNewtonSeconds: Float = 0
    /// Newton metre seconds.
    public var angularImpulse: Float = 0

    public init(position: Float = 0, velocity: Float = 0, impulseInNewtonSeconds: Float = 0, angularImpulse: Float = 0) {
        self.position = position
        self.velocity = velocity
        self.impulseInNewtonSeconds = impulseInNewtonSeconds
        self.angularImpulse = angularImpulse
    }
}

/// Two bodies touching at a tick.
public struct Contact: Sendable, Equatable {
    public var bodyA: Int
    public var bodyB: Int
    public var pointInWorld: Vec3
    /// From B towards A.
    public var normalInWorld: Vec3
    public var impulseInNewtonSeconds: Float

    public init(bodyA: Int, bodyB: Int, pointInWorld: Vec3, normalInWorld: Vec3, impulseInNewtonSeconds: Float) {
        self.bodyA = bodyA
        self.bodyB = bodyB
        self.pointInWorld = pointInWorld
        self.normalInWorld = normalInWorld
        self.impulseInNewtonSeconds = impulseInNewtonSeconds
    }
}
