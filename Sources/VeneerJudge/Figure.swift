/// What a figure must reach.
public enum Bar: Sendable, Equatable {
    case atLeast(Double)
    case atMost(Double)

    public func holds(_ value: Double) -> Bool {
        switch self {
        case .atLeast(let bound): value >= bound
        case .atMost(let bound): value <= bound
        }
    }
}

/// One measured number, with its bar where it has one.
public struct Figure: Sendable, Equatable {
    /// The scene, or "all".
    public var place: String
    public var metric: String
    /// Whose pictures: "veneer" are the painter's.
    public var peer: String
    public var value: Double
    public var unit: String
    public var bar: Bar?

    public init(_ place: String, _ metric: String, _ value: Double, _ unit: String, peer: String = Figure.painter, bar: Bar? = nil) {
        self.place = place
        self.metric = metric
        self.value = value
        self.unit = unit
        self.peer = peer
        self.bar = bar
    }

    public static let painter = "veneer", composite = "composite", raster = "raster", teacher = "teacher", truth = "truth"
    /// The painter whose frames don't know of each other.
    public static let painterAlone = "no history"

    /// What isn't a number reaches nothing.
    public var isMissed: Bool { bar.map { !$0.holds(value) } ?? false }
}
