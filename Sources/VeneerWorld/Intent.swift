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
    case impulse(body: Int, newtonSeconds: Vec3, pointInWorld: Vec3)
    case look(Look)
    case camera(Camera)
    /// The painter and the light start anew at this tick.
    case cut
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
