import VeneerMath

/// Makes a finished small frame as large as the labels of the same view: surfaces take their colours from the small picture's pixels that
/// show them, so that edges lie where the large labels have them. The small picture's own edges must not be smoothed.
public struct Enlargement {
    private let small: Frame
    private let labels: Frame
    private let scale: Vec2

    public init(_ small: Frame, to labels: Frame) {
        self.small = small
        self.labels = labels
        scale = Vec2(Float(small.size.width) / Float(labels.size.width), Float(small.size.height) / Float(labels.size.height))
    }

    /// What there is of them beside labels in an enlarged frame: nothing else is shown of a live view.
    public static let channels: [Channel] = [.composite, .painted, .fallback, .baseColour]

    /// The labels' frame with colours from the small one.
    public var frame: Frame {
        var result = labels
        result.takeWhole(from: small)
        let places = neighbours
        for channel in Enlargement.channels where small.has(channel) { result[channel] = enlarged(small[channel], places) }
        return result
    }

    /// Where a large pixel takes its value from.
    private struct Neighbour {
        /// In the small picture's pixels.
        var place: Vec2
        /// All around shows this surface: a smooth curve does. Else those of the four by four pixels around `first` with a bit set.
        var isInside: Bool
        var shows: UInt16
        /// Of the pixels around, the likest.
        var best: Int32
    }

    private var neighbours: [Neighbour] {
        let around = SeenSurface.all(small), wanted = SeenSurface.all(labels), width = small.size.width, height = small.size.height, scale = scale
        let columns = labels.size.width
        return [Neighbour](unsafeUninitializedCapacity: wanted.count) { buffer, count in
            nonisolated(unsafe) let out = buffer
            parallelBands(wanted.count, minimumPerBand: 2048) { band in
                around.withUnsafeBufferPointer { around in
                    for pixel in band {
                        let place = Vec2(Float(pixel % columns) + 0.5, Float(pixel / columns) + 0.5) * scale
                        out.initializeElement(at: pixel, to: Enlargement.neighbour(of: wanted[pixel], at: place, among: around, width, height))
                    }
                }
            }
            count = wanted.count
        }
    }

    @inline(__always)
    private static func neighbour(
        of wanted: SeenSurface, at place: Vec2, among around: UnsafeBufferPointer<SeenSurface>, _ width: Int, _ height: Int
    ) -> Neighbour {
        let first = first(place)
        var shows: UInt16 = 0, best = (cost: Float.infinity, index: 0)
        for k in 0..<16 {
            let x = min(max(first.x + k % 4, 0), width - 1), y = min(max(first.y + k / 4, 0), height - 1), index = y * width + x
            let difference = around[index].difference(from: wanted), offset = Vec2(Float(x) + 0.5, Float(y) + 0.5) - place
            if difference < 1 { shows |= 1 << UInt16(k) }
            let cost = min(difference, 1e6) * 4 + (offset * offset).sum()
            if cost < best.cost { best = (cost, index) }
        }
        return Neighbour(place: place, isInside: shows == .max, shows: shows, best: Int32(best.index))
    }

    private static func first(_ place: Vec2) -> (x: Int, y: Int) {
        let corner = (place - 0.5).rounded(.down)
        return (Int(corner.x) - 1, Int(corner.y) - 1)
    }

    private func enlarged(_ plane: Plane, _ neighbours: [Neighbour]) -> Plane {
        let count = plane.componentCount
        var result = Plane(labels.size, componentCount: count)
        result.values.withUnsafeMutableBufferPointer { values in
            nonisolated(unsafe) let out = values
            plane.withSampler { sampler in
                parallelBands(neighbours.count, minimumPerBand: 4096) { band in
                    for pixel in band {
                        let from = neighbours[pixel], to = out.baseAddress! + pixel * count
                        if from.isInside {
                            sampler.smooth(at: from.place, to)
                        } else {
                            Enlargement.mix(from, sampler, to)
                        }
                    }
                }
            }
        }
        return result
    }

    /// The mean of the pixels that show the surface, the nearer the more.
    private static func mix(_ from: Neighbour, _ sampler: PlaneSampler, _ out: UnsafeMutablePointer<Float>) {
        let first = first(from.place), count = sampler.componentCount
        var sum: Float = 0
        for k in 0..<16 where from.shows & (1 << UInt16(k)) != 0 {
            let x = first.x + k % 4, y = first.y + k / 4
            guard x >= 0, y >= 0, x < sampler.width, y < sampler.height else { continue }
            let offset = Vec2(Float(x) + 0.5, Float(y) + 0.5) - from.place, near = max(0, 1 - (offset * offset).sum() / 2.5)
            let weight = near * near
            sum += weight
            for c in 0..<count { out[c] += weight * sampler.values[(y * sampler.width + x) * count + c] }
        }
        if sum > 1e-6 {
            for c in 0..<count { out[c] /= sum }
        } else {
            for c in 0..<count { out[c] = sampler.values[Int(from.best) * count + c] }
        }
    }
}

/// What a pixel shows, to be compared with a pixel of another picture of the same view; camera space.
private struct SeenSurface {
    var point: Vec3
    var normal: Vec3
    var id: UInt32

    static func all(_ frame: Frame) -> [SeenSurface] {
        let ids = frame[labels: .instance], depths = frame[.depth], normals = frame[.normal], columns = frame.size.width
        let projection = PixelProjection(frame.camera, frame.size), cameraFromWorld = frame.camera.worldFromCamera.rotation.inverse
        return [SeenSurface](unsafeUninitializedCapacity: ids.values.count) { buffer, count in
            nonisolated(unsafe) let out = buffer
            parallelBands(ids.values.count, minimumPerBand: 4096) { band in
                for pixel in band {
                    let ray = projection.ray(throughPixel: Vec2(Float(pixel % columns) + 0.5, Float(pixel / columns) + 0.5))
                    let normal = Vec3(normals.values[3 * pixel], normals.values[3 * pixel + 1], normals.values[3 * pixel + 2])
                    out.initializeElement(
                        at: pixel, to: SeenSurface(point: ray * depths.values[pixel], normal: cameraFromWorld.act(normal), id: ids.values[pixel]))
                }
            }
            count = ids.values.count
        }
    }

    /// Below 1: the same. Places may be off each other's plane by half a percent of their depth.
    @inline(__always)
    func difference(from wanted: SeenSurface) -> Float {
        guard id == wanted.id else { return .infinity }
        guard id != 0 else { return 0 }
        let way = point - wanted.point
        return max(abs(dot(way, wanted.normal)), abs(dot(way, normal))) / (0.005 * wanted.point.z + 0.001) + 3 * max(0, 0.8 - dot(normal, wanted.normal))
    }
}
