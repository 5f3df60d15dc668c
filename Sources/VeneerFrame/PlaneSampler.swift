import VeneerMath

/// Reads a plane between its pixels; places are pixel coordinates with centres at .5, and the edge's pixels go on for ever.
struct PlaneSampler: @unchecked Sendable { // only read, and only while the plane is borrowed
    let values: UnsafePointer<Float>
    let width: Int
    let height: Int
    let componentCount: Int

    @inline(__always)
    private func index(_ x: Int, _ y: Int) -> Int { (min(max(y, 0), height - 1) * width + min(max(x, 0), width - 1)) * componentCount }

    /// Of a pixel in a colour plane.
    @inline(__always)
    func colour(_ x: Int, _ y: Int) -> Vec3 {
        let i = index(x, y)
        return Vec3(values[i], values[i + 1], values[i + 2])
    }

    /// Adds a bilinear sample.
    @inline(__always)
    func add(at place: Vec2, weight: Float, _ out: UnsafeMutablePointer<Float>) {
        let p = place - 0.5, corner = p.rounded(.down), f = p - corner, x = Int(corner.x), y = Int(corner.y)
        let a = index(x, y), b = index(x + 1, y), c = index(x, y + 1), d = index(x + 1, y + 1)
        for k in 0..<componentCount {
            let top = values[a + k] + f.x * (values[b + k] - values[a + k]), bottom = values[c + k] + f.x * (values[d + k] - values[c + k])
            out[k] += weight * (top + f.y * (bottom - top))
        }
    }

    /// Catmull and Rom's cubic, held within its four nearest pixels, so that lamps get no dark rims.
    @inline(__always)
    func smooth(at place: Vec2, _ out: UnsafeMutablePointer<Float>) {
        let p = place - 0.5, corner = p.rounded(.down), f = p - corner, x = Int(corner.x), y = Int(corner.y)
        let across = PlaneSampler.cubic(f.x), down = PlaneSampler.cubic(f.y)
        for k in 0..<componentCount {
            var sum: Float = 0, low = Float.infinity, high = -Float.infinity
            for row in 0..<4 {
                var line: Float = 0
                for column in 0..<4 {
                    let value = values[index(x + column - 1, y + row - 1) + k]
                    line += across[column] * value
                    if (1...2).contains(row), (1...2).contains(column) { (low, high) = (min(low, value), max(high, value)) }
                }
                sum += down[row] * line
            }
            out[k] = min(max(sum, low), high)
        }
    }

    private static func cubic(_ t: Float) -> Vec4 {
        let t2 = t * t, t3 = t2 * t
        return Vec4(-0.5 * t + t2 - 0.5 * t3, 1 - 2.5 * t2 + 1.5 * t3, 0.5 * t + 2 * t2 - 1.5 * t3, -0.5 * t2 + 0.5 * t3)
    }
}

extension Plane {
    /// As large as wanted, by a smooth curve that knows of nothing but pixels.
    public func resized(to wanted: FrameSize) -> Plane {
        var result = Plane(wanted, componentCount: componentCount)
        let scale = Vec2(Float(size.width) / Float(wanted.width), Float(size.height) / Float(wanted.height))
        result.values.withUnsafeMutableBufferPointer { values in
            guard let start = values.baseAddress else { return }
            nonisolated(unsafe) let out = start
            withSampler { sampler in
                parallelBands(wanted.pixelCount, minimumPerBand: 4096) { band in
                    for pixel in band {
                        let place = Vec2(Float(pixel % wanted.width) + 0.5, Float(pixel / wanted.width) + 0.5) * scale
                        sampler.smooth(at: place, out + pixel * componentCount)
                    }
                }
            }
        }
        return result
    }

    func withSampler<T>(_ body: (PlaneSampler) -> T) -> T {
        values.withUnsafeBufferPointer {
            guard let start = $0.baseAddress else { preconditionFailure("a plane has pixels") }
            return body(PlaneSampler(values: start, width: size.width, height: size.height, componentCount: componentCount))
        }
    }
}
