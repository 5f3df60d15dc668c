import VeneerMath

/// Light that a lens scatters: lamps, windows and highlights glow. For eyes, never for data: labels and metrics know nothing of it.
public struct Glare: Sendable {
    public static let standard = Glare()

    /// Of all light, how much is scattered.
    public var share: Float = 0.012
    /// Exposed values count no more than this: a glint is not a lamp.
    public var brightest: Float = 24
    /// Each spreads twice as far as the one before.
    public var levels = 6

    /// The plane (cd/m²) with its glare.
    public func added(to plane: Plane, exposure: Float) -> Plane {
        precondition(plane.componentCount == 3, "glare is for colour planes")
        let limit = brightest / exposure
        var pyramid = [Plane(plane.size, componentCount: 3, values: plane.values.map { min($0, limit) })]
        while pyramid.count <= levels, let last = pyramid.last, min(last.size.width, last.size.height) > 2 { pyramid.append(Glare.halved(last)) }
        guard pyramid.count > 1 else { return plane }
        // From the widest to the narrowest, each adding its part.
        var spread = pyramid[pyramid.count - 1]
        for level in stride(from: pyramid.count - 2, through: 1, by: -1) {
            spread = Glare.doubled(spread, onto: pyramid[level], share: Float(pyramid.count - 1 - level) / Float(pyramid.count - level))
        }
        var result = Glare.doubled(spread, onto: pyramid[0], share: share)
        // What was cut off above the limit is still there to be seen.
        for i in plane.values.indices where plane.values[i] > limit { result.values[i] += (1 - share) * (plane.values[i] - limit) }
        return result
    }

    private static func halved(_ plane: Plane) -> Plane {
        let size = FrameSize(max(1, plane.size.width / 2), max(1, plane.size.height / 2))
        return filled(size) { x, y in
            let left = min(2 * x + 1, plane.size.width - 1), below = min(2 * y + 1, plane.size.height - 1)
            return (plane.colour(2 * x, 2 * y) + plane.colour(left, 2 * y) + plane.colour(2 * x, below) + plane.colour(left, below)) / 4
        }
    }

    /// `share` of the small plane, blown up smoothly, in place of as much of the large one.
    private static func doubled(_ small: Plane, onto large: Plane, share: Float) -> Plane {
        let width = small.size.width, height = small.size.height
        return filled(large.size) { x, y in
            let u = max(0, (Float(x) + 0.5) / 2 - 0.5), v = max(0, (Float(y) + 0.5) / 2 - 0.5)
            let left = min(Int(u), width - 1), top = min(Int(v), height - 1), right = min(left + 1, width - 1), bottom = min(top + 1, height - 1)
            let across = u - Float(left), down = v - Float(top)
            let above = mix(small.colour(left, top), small.colour(right, top), across),
                below = mix(small.colour(left, bottom), small.colour(right, bottom), across)
            return mix(large.colour(x, y), mix(above, below, down), share)
        }
    }

    private static func filled(_ size: FrameSize, _ colour: @Sendable (Int, Int) -> Vec3) -> Plane {
        let values = [Float](unsafeUninitializedCapacity: size.pixelCount * 3) { buffer, count in
            nonisolated(unsafe) let buffer = buffer
            parallelBands(size.height, minimumPerBand: 16) { rows in
                for y in rows {
                    for x in 0..<size.width {
                        let value = colour(x, y), i = (y * size.width + x) * 3
                        (buffer[i], buffer[i + 1], buffer[i + 2]) = (value.x, value.y, value.z)
                    }
                }
            }
            count = size.pixelCount * 3
        }
        return Plane(size, componentCount: 3, values: values)
    }
}
