import VeneerMath

/// Everything that steers a run, from any source, goes through these; the log keeps them, and a replay needs nothing else.
public enum Intent: Sendable, Equatable {
    /// Takes hold of a body at a point of it, to be dragged by `moveHand`.
    case grab(body: Int, pointInWorld: Vec3)
    case moveHand(toPointInWorld: Vec3)
    /// Lets go; a thrown body gets this velocity, m/s.
    case release(throwVelocity: Vec3)
    /// Puts a body somewhere at rest or moving: how scripts and tests steer.
    case setBody(body: Int, pose: Pose, linearVelocity: Vec3, angularVelocity: Vec3)
    /// Puts several bodies where they were measured to be, all or none, so that a running world goes on from there.
    case inject([PlacedBody])
    /// Puts a robot's joints, and a free one's base, where they were measured to be; its motors go on from there.
    case injectRobot(PlacedRobot)
    /// Puts a body there that isn't in the world: a spare one, or one that was removed.
    case spawn(PlacedBody)
    /// Takes a body out of the world. What a joint holds, what rides, and what robots and vehicles are of stays.
    case remove(body: Int)
    case impulse(body: Int, newtonSeconds: Vec3, pointInWorld: Vec3)
    /// A force for so many ticks, at a point that goes with the body; its direction stays.
    case push(body: Int, newtons: Vec3, pointInWorld: Vec3, ticks: Int)
    /// Puts a robot back as it was at the start; if it holds itself, it does so there.
    case restart(robot: Int)
    /// What a joint's motor does from now on.
    case drive(joint: Int, JointDrive)
    case control(vehicle: Int, VehicleControls)
    case walk(walker: Int, WalkerControls)
    /// Puts a walker's feet somewhere.
    case placeWalker(walker: Int, feetInWorld: Vec3, velocity: Vec3)
    case look(Look)
    case camera(Camera)
    /// The painter and the light start anew at this tick.
    case cut
}

public struct PlacedBody: Sendable, Equatable {
    public var body: Int
    public var state: BodyState

    public init(body: Int, state: BodyState) {
        self.body = body
        self.state = state
    }
}

public struct TimedIntent: Sendable, Equatable {
    /// Applied before the step that leaves this tick.
    public var tick: Tick
    public var intent: Intent

    public init(tick: Tick, intent: Intent) {
        self.tick = tick
        self.intent = intent
    }
}
