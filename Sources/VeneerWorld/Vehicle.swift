import VeneerMath

/// A car: a chassis on springs over wheels that feel for the ground. Wheels are bodies that ride on the chassis, where they are when it stands.
public struct Vehicle: Sendable, Equatable {
    public struct Wheel: Sendable, Equatable {
        public var body: Int
        /// At full lock; negative steers the other way.
        public var steerInRadians: Float
        /// At full throttle, newtons.
        public var driveForce: Float
        public var brakeForce: Float
        /// It goes sideways, too.
        public var isCastor: Bool

        public init(body: Int, steerInRadians: Float, driveForce: Float, brakeForce: Float, isCastor: Bool = false) {
            self.body = body
            self.steerInRadians = steerInRadians
            self.driveForce = driveForce
            self.brakeForce = brakeForce
            self.isCastor = isCastor
        }
    }

    public var name: String
    public var chassis: Int
    public var wheels: [Wheel]
    /// In the chassis's space.
    public var forward: Vec3
    public var topSpeedInMetresPerSecond: Float
    /// At full steer, radians a second: each wheel's motor goes at the speed that the turn asks of its place. 0: it is steered.
    public var turnSpeedInRadiansPerSecond: Float
    /// Of a wheel, up and down from where it stands at the start.
    public var travelInMetres: Float
    /// Of a wheel's spring, newtons by metre, and of its damper, by metre a second.
    public var stiffness: Float
    public var damping: Float
    /// Of tyres.
    public var friction: Float

    public init(
        name: String, chassis: Int, wheels: [Wheel], forward: Vec3, topSpeedInMetresPerSecond: Float, turnSpeedInRadiansPerSecond: Float = 0,
        travelInMetres: Float, stiffness: Float, damping: Float, friction: Float
    ) {
        self.name = name
        self.chassis = chassis
        self.wheels = wheels
        self.forward = forward
        self.topSpeedInMetresPerSecond = topSpeedInMetresPerSecond
        self.turnSpeedInRadiansPerSecond = turnSpeedInRadiansPerSecond
        self.travelInMetres = travelInMetres
        self.stiffness = stiffness
        self.damping = damping
        self.friction = friction
    }
}

/// What a driver does.
public struct VehicleControls: Sendable, Equatable {
    /// -1 (backwards) ... 1.
    public var throttle: Float
    /// 0...1.
    public var brake: Float
    /// -1 (to the right) ... 1 (to the left).
    public var steer: Float
    public static let idle = VehicleControls()

    public init(throttle: Float = 0, brake: Float = 0, steer: Float = 0) {
        self.throttle = throttle
        self.brake = brake
        self.steer = steer
    }
}
