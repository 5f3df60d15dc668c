import VeneerMath

/// Something that measures what physics knows, with the errors of a real one.
public struct Sensor: Sendable, Equatable {
    public enum Kind: Sendable, Equatable {
        /// `spin` about its axes, radians a second, and `acceleration` along them as a scale feels it (9.81 m/s² upwards at rest).
        case imu(body: Int)
        /// `force`: of all that presses on the body, newtons.
        case contact(body: Int)
        /// `distance` along so many rays, spread evenly over an angle about its z, from its x; what is out of reach measures as the reach.
        case range(body: Int, rays: Int, spreadInRadians: Float, reachInMetres: Float)
        /// `wheels`: how far each has turned, radians; `place`: x, y and heading that follow from those that don't steer, from the start.
        case odometry(vehicle: Int)
        /// `position` and `velocity` of each, numbered as `World.jointNames`.
        case joints([Int])

        public var quantities: [String] {
            switch self {
            case .imu: ["spin", "acceleration"]
            case .contact: ["force"]
            case .range: ["distance"]
            case .odometry: ["wheels", "place"]
            case .joints: ["position", "velocity"]
            }
        }
    }

    /// What is wrong with a measured quantity: an offset that stays, one that is drawn for each reading, and the smallest step that is told apart.
    public struct Noise: Sendable, Equatable {
        /// Of a normal distribution from which the offset is drawn, once a run.
        public var bias: Float = 0
        public var deviation: Float = 0
        public var step: Float = 0
        public static let none = Noise()

        public init(bias: Float = 0, deviation: Float = 0, step: Float = 0) {
            self.bias = bias
            self.deviation = deviation
            self.step = step
        }
    }

    public var name: String
    public var kind: Kind
    /// Where it sits on its body.
    public var bodyFromSensor = Pose.identity
    public var ticksBetweenReadings: Int
    /// By quantity; what isn't named is exact.
    public var noise: [String: Noise] = [:]
    /// The chance that a reading is lost.
    public var dropout: Float = 0

    public init(name: String, kind: Kind, ticksBetweenReadings: Int = 1) {
        self.name = name
        self.kind = kind
        self.ticksBetweenReadings = ticksBetweenReadings
    }
}

/// What a sensor said.
public struct SensorReading: Sendable, Equatable {
    /// Its place among the world's.
    public var sensor: Int
    public var tick: Tick
    /// In the order of its kind's quantities; none where the reading was lost.
    public var values: [[Float]]

    public init(sensor: Int, tick: Tick, values: [[Float]]) {
        self.sensor = sensor
        self.tick = tick
        self.values = values
    }
}
