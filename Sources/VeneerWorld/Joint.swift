import VeneerMath

/// Holds two bodies together, or one to the world. It stands at zero where both are at the start.
public struct Joint: Sendable, Equatable {
    public enum Kind: String, CaseIterable, Sendable {
        case fixed, hinge, slider, ball, generic
    }

    /// Along x, y and z of the joint's frame, or about them.
    public enum Axis: Int, CaseIterable, Sendable {
        case x, y, z, aboutX, aboutY, aboutZ
        public var isTurn: Bool { rawValue >= 3 }
    }

    /// How far an axis may move.
    public enum Range: Sendable, Equatable {
        case locked, free
        /// Metres or radians.
        case within(ClosedRange<Float>)
    }

    public var name: String
    public var kind: Kind
    /// Nil: the world.
    public var parent: Int?
    public var child: Int
    /// At the start. A hinge turns about its x, a slider moves along it.
    public var worldFromJoint: Pose
    /// Of the six axes, in `Axis`'s order.
    public var ranges: [Range]
    /// The axis that friction, damping and motors act on, and that the joint's state tells of.
    public var drivenAxis: Axis?
    /// Newtons or newton metres, where no motor drives it.
    public var friction: Float = 0
    /// By metre or radian a second.
    public var damping: Float = 0
    /// Whether its two bodies touch each other.
    public var collides = false
    /// What its motor does from the start.
    public var drive = JointDrive.free

    public init(name: String, kind: Kind, parent: Int? = nil, child: Int, worldFromJoint: Pose, range: Range = .free, drive: JointDrive = .free) {
        self.name = name
        self.kind = kind
        self.parent = parent
        self.child = child
        self.worldFromJoint = worldFromJoint
        self.drive = drive
        drivenAxis = Joint.drivenAxis(of: kind)
        ranges = Axis.allCases.map { kind == .ball && $0.isTurn ? .free : .locked }
        if let drivenAxis { ranges[drivenAxis.rawValue] = range }
    }

    static func drivenAxis(of kind: Kind) -> Axis? {
        switch kind {
        case .hinge: .aboutX
        case .slider: .x
        case .fixed, .ball, .generic: nil
        }
    }
}

/// What a joint's motor does.
public enum JointDrive: Sendable, Equatable {
    case free
    /// Metres or radians a second, by at most so many newtons or newton metres.
    case velocity(Float, maximumForce: Float)
    /// Metres or radians from the start, on the way there at most so fast.
    case position(Float, maximumForce: Float, maximumVelocity: Float)
    /// Newtons or newton metres, whatever comes of it.
    case force(Float)

    public var isFinite: Bool {
        switch self {
        case .free: true
        case .velocity(let velocity, let force): velocity.isFinite && force.isFinite && force >= 0
        case .position(let position, let force, let velocity): position.isFinite && force.isFinite && force >= 0 && velocity.isFinite && velocity > 0
        case .force(let force): force.isFinite
        }
    }
}
