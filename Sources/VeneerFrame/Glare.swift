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
        var pyramid: [Plane] = []
        while pyramid.count < levels, let last = Optional(pyramid.last ?? plane), min(last.size.width, last.size.height) > 2 {
            pyramid.append(Glare.halved(last, limit: pyramid.isEmpty ? limit : .infinity))
        }
        guard var spread = pyramid.popLast() else { return plane }
        // From the widest to the narrowest, each adding its part.
        for (index, level) in pyramid.reversed().enumerated() { spread = Glare.doubled(spread, onto: level, share: Float(index + 1) / Float(index + 2)) }
        return Glare.doubled(spread, onto: plane, share: share)
    }

    private static func halved(_ plane: Plane, limit: Float) -> Plane {
        let size = FrameSize(max(1, plane.size.width / 2), max(1, plane.size.height / 2)), limit = Vec3(repeating: limit)
        return plane.withSampler { plane in
            filled(size) { x, y in
                let left = min(2 * x + 1, plane.width - 1), below = min(2 * y + 1, plane.height - 1)
                func at(_ x: Int, _ y: Int) -> Vec3 { pointwiseMin(plane.colour(x, y), limit) }
                return (at(2 * x, 2 * y) + at(left, 2 * y) + at(2 * x, below) + at(left, below)) / 4
            }
        }
    }

    /// `share` of the small plane, blown up smoothly, in place of as much of the large one.
    private static func doubled(_ small: Plane, onto large: Plane, share: Float) -> Plane {
        small.withSampler { small in
            large.withSampler { large in
                filled(FrameSize(large.width, large.height)) { x, y in
                    let u = max(0, (Float(x) + 0.5) / 2 - 0.5), v = max(0, (Float(y) + 0.5) / 2 - 0.5)
                    let left = min(Int(u), small.width - 1), top = min(Int(v), small.height - 1)
                    let right = min(left + 1, small.width - 1), bottom = min(top + 1, small.height - 1)
                    let across = u - Float(left), down = v - Float(top)
                    let above = mix(small.colour(left, top), small.colour(right, top), across),
                        below = mix(small.colour(left, bottom), small.colour(right, bottom), across)
                    return mix(large.colour(x, y), mix(above, below, down), share)
                }
            }
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
