/// A count of physics steps since the start of a run. A frame belongs to one exact tick.
public struct Tick: Hashable, Comparable, Sendable, Codable, CustomStringConvertible {
    public static let perSecond = 240
    public static let durationInSeconds: Float = 1 / 240

    public var index: Int

    public init(_ index: Int) { self.index = index }
    public init(from decoder: Decoder) throws { index = try decoder.singleValueContainer().decode(Int.self) }

    public func encode(to encoder: Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(index)
    }

    public var seconds: Double { Double(index) / Double(Tick.perSecond) }
    public var description: String { "tick \(index)" }
    public static func < (a: Tick, b: Tick) -> Bool { a.index < b.index }
    public static func + (a: Tick, count: Int) -> Tick { Tick(a.index + count) }
}

/// How many ticks lie between two exported frames: exports take every k-th tick exactly.
public struct FrameRate: Hashable, Sendable {
    public let framesPerSecond: Int
    public var ticksPerFrame: Int { Tick.perSecond / framesPerSecond }

    /// Nil where a frame would not fall on a whole tick.
    public init?(_ framesPerSecond: Int) {
        guard framesPerSecond > 0, Tick.perSecond % framesPerSecond == 0 else { return nil }
        self.framesPerSecond = framesPerSecond
    }

    public static let standard = FrameRate(24)!
    public func tick(ofFrame index: Int) -> Tick { Tick(index * ticksPerFrame) }
}
