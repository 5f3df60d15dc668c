import VeneerMath

/// Where everything is at one tick: immutable, cheap to hand to other threads. Only physics makes new ones.
public struct WorldState: Sendable, Equatable {
    public let tick: Tick
    public let bodies: [BodyState]
    public let contacts: [Contact]

    public init(tick: Tick, bodies: [BodyState], contacts: [Contact]) {
        self.tick = tick
        self.bodies = bodies
        self.contacts = contacts
    }

    /// Over the bits of every pose and velocity: equal on two runs exactly when the runs agree.
    public var hash: UInt64 {
        var hash = StableHash()
        hash.combine(tick.index)
        for body in bodies {
            hash.combine(body.pose.position)
            hash.combine(body.pose.rotation.vector)
            hash.combine(body.linearVelocity)
            hash.combine(body.angularVelocity)
        }
        return hash.value
    }
}

public struct BodyState: Sendable, Equatable {
    public var pose: Pose
    public var linearVelocity: Vec3
    public var angularVelocity: Vec3

    public init(pose: Pose, linearVelocity: Vec3 = .zero, angularVelocity: Vec3 = .zero) {
        self.pose = pose
        self.linearVelocity = linearVelocity
        self.angularVelocity = angularVelocity
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
