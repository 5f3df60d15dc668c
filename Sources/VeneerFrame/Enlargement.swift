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

    /// The labels' frame with all of the small one's other planes.
    public var frame: Frame {
        var result = labels
        result.exposure = small.exposure
        result.lookFeatures = small.lookFeatures
        let places = neighbours
        for (channel, plane) in small.planes where !labels.has(channel) {
            result[channel] = enlarged(plane, places, isBlendable: channel.isBlendable)
        }
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
        let size = labels.size, reach = Reach(small), large = Reach(labels)
        let middles = (0..<size.pixelCount).map { Vec2(Float($0 % size.width) + 0.5, Float($0 / size.width) + 0.5) * scale }
        return middles.enumerated().map { pixel, place in
            let first = Enlargement.first(place), wanted = large.surface(pixel)
            var shows: UInt16 = 0, isInside = true, best = (cost: Float.infinity, index: 0)
            for k in 0..<16 {
                let x = min(max(first.x + k % 4, 0), small.size.width - 1), y = min(max(first.y + k / 4, 0), small.size.height - 1)
                let index = y * small.size.width + x, difference = reach.difference(index, from: wanted)
                let alike = difference < 1, offset = Vec2(Float(x) + 0.5, Float(y) + 0.5) - place
                if alike { shows |= 1 << UInt16(k) }
                isInside = isInside && alike
                let cost = min(difference, 1e6) * 4 + (offset * offset).sum()
                if cost < best.cost { best = (cost, index) }
            }
            return Neighbour(place: place, isInside: isInside, shows: shows, best: Int32(best.index))
        }
    }

    private static func first(_ place: Vec2) -> (x: Int, y: Int) {
        let corner = (place - 0.5).rounded(.down)
        return (Int(corner.x) - 1, Int(corner.y) - 1)
    }

    private func enlarged(_ plane: Plane, _ neighbours: [Neighbour], isBlendable: Bool) -> Plane {
        let count = plane.componentCount
        var result = Plane(labels.size, componentCount: count)
        result.values.withUnsafeMutableBufferPointer { values in
            nonisolated(unsafe) let out = values
            plane.withSampler { sampler in
                parallelBands(neighbours.count, minimumPerBand: 4096) { band in
                    for pixel in band {
                        let from = neighbours[pixel], to = out.baseAddress! + pixel * count
                        if !isBlendable {
                            for k in 0..<count { to[k] = sampler.values[Int(from.best) * count + k] }
                        } else if from.isInside {
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

/// Tells whether pixels of two pictures of one view show the same surface.
private struct Reach {
    struct Surface {
        var id: UInt32
        var point: Vec3
        var normal: Vec3
        var depth: Float
    }

    private let frame: Frame
    private let ids: LabelPlane, depths: Plane, normals: Plane
    private let projection: PixelProjection
    private let rotation: Quaternion
    private let metresPerPixel: Float

    init(_ frame: Frame) {
        self.frame = frame
        (ids, depths, normals) = (frame[labels: .instance], frame[.depth], frame[.normal])
        projection = PixelProjection(frame.camera, frame.size)
        rotation = frame.camera.worldFromCamera.rotation
        metresPerPixel = 1 / frame.camera.focalLengthInPixels(frame.size)
    }

    func surface(_ pixel: Int) -> Surface {
        let ray = projection.ray(throughPixel: Vec2(Float(pixel % frame.size.width) + 0.5, Float(pixel / frame.size.width) + 0.5))
        let depth = depths.values[pixel]
        return Surface(
            id: ids.values[pixel], point: rotation.act(ray * depth),
            normal: Vec3(normals.values[3 * pixel], normals.values[3 * pixel + 1], normals.values[3 * pixel + 2]),
            depth: depth)
    }

    /// Below 1: the same, as far as a pixel's width can tell.
    func difference(_ pixel: Int, from wanted: Surface) -> Float {
        guard ids.values[pixel] == wanted.id else { return .infinity }
        guard wanted.id != 0 else { return 0 }
        let own = surface(pixel), way = own.point - wanted.point, width = wanted.depth * metresPerPixel
        return max(abs(dot(way, wanted.normal)), abs(dot(way, own.normal))) / (2 * width + 0.001) + 3 * max(0, 0.8 - dot(own.normal, wanted.normal))
    }
}
