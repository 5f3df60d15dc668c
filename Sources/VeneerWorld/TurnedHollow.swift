import VeneerMath

/// Where what is turned is open at its top, as a bowl is: its profile outside and inside, both from the bottom up.
public struct TurnedHollow {
    public let outside: [Vec2]
    public let inside: [Vec2]
    /// Whether it has a bottom; else it is a pipe.
    public let hasFloor: Bool

    /// Shallower, it is the rim of a plate's foot or a dent: a share of the height.
    private static let leastDepth: Float = 0.15

    /// Nil: it is solid, as far as things could reach in.
    public init?(_ profile: [Vec2]) {
        guard let low = profile.map(\.y).min(), let high = profile.map(\.y).max(), let first = profile.firstIndex(where: { $0.y == high }),
            let last = profile.lastIndex(where: { $0.y == high }), profile.suffix(from: last).count > 1, profile[last].x > 0,
            high - (profile[last...].map(\.y).min() ?? high) > TurnedHollow.leastDepth * (high - low)
        else { return nil }
        outside = Array(profile[...first])
        inside = profile[last...].reversed()
        hasFloor = profile[profile.count - 1].x < 1e-4
    }

    /// Of a side at that height; of several the one that pick prefers.
    public static func radius(of side: [Vec2], at height: Float, _ pick: (Float, Float) -> Float) -> Float {
        let crossings = zip(side, side.dropFirst()).compactMap { a, b -> Float? in
            guard min(a.y, b.y) <= height, height <= max(a.y, b.y) else { return nil }
            return a.y == b.y ? pick(a.x, b.x) : a.x + (b.x - a.x) * (height - a.y) / (b.y - a.y)
        }
        let nearest = side.min { abs($0.y - height) < abs($1.y - height) }
        return crossings.dropFirst().reduce(crossings.first ?? nearest?.x ?? 0, pick)
    }
}

extension Shape {
    public var hasMesh: Bool {
        switch self {
        case .mesh: true
        case .compound(let parts): parts.contains { $0.shape.hasMesh }
        default: false
        }
    }

    /// Whether it, or a part of it, is turned with a hollow.
    public var hasTurnedHollow: Bool {
        switch self {
        case .lathe(let profile): TurnedHollow(profile) != nil
        case .compound(let parts): parts.contains { $0.shape.hasTurnedHollow }
        default: false
        }
    }
}
