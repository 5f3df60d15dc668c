import VeneerMath

extension Channel {
    /// Whether a mean of neighbours means anything; ids, depths and normals are those of one place.
    public var isBlendable: Bool {
        switch self {
        case .baseColour, .occlusion, .fallback: true
        case .normal, .depth, .roughness, .metallic, .motion, .position, .noise, .instance, .semantic: false
        default: isLuminance
        }
    }
}

extension LensMap {
    /// The pinhole's finished frame as the lens shows it, but for motion, which no picture alone knows.
    public func bent(_ frame: Frame, through camera: Camera) -> Frame {
        var result = Frame(tick: frame.tick, size: size, camera: camera, isCut: frame.isCut)
        result.takeWhole(from: frame)
        for (channel, plane) in frame.labels {
            result[labels: channel] = LabelPlane(size, values: centres.map { plane.values[nearest($0)] })
        }
        for (channel, plane) in frame.planes where channel != .motion && channel != .depth {
            result[channel] = channel.isBlendable ? blended(plane) : picked(plane)
        }
        if frame.has(.depth) { result[.depth] = depth(frame) }
        return result
    }

    /// The index of the pixel that holds a place.
    private func nearest(_ place: Vec2) -> Int {
        let x = Int(clamp(place.x, 0, Float(pinholeSize.width - 1))), y = Int(clamp(place.y, 0, Float(pinholeSize.height - 1)))
        return y * pinholeSize.width + x
    }

    private func picked(_ plane: Plane) -> Plane {
        var result = Plane(size, componentCount: plane.componentCount)
        for (pixel, place) in centres.enumerated() {
            let from = nearest(place) * plane.componentCount, to = pixel * plane.componentCount
            for component in 0..<plane.componentCount { result.values[to + component] = plane.values[from + component] }
        }
        return result
    }

    /// Carried from the nearest pixel's centre along its surface's plane, so that planes keep their exact depths.
    private func depth(_ frame: Frame) -> Plane {
        let depths = frame[.depth], normals = frame.has(.normal) ? frame[.normal] : nil
        let intrinsics = frame.camera.intrinsics(pinholeSize), cameraFromWorld = frame.camera.worldFromCamera.rotation.inverse
        func ray(_ place: Vec2) -> Vec3 {
            let p = intrinsics.place(ofPixel: place)
            return Vec3(p.x, p.y, 1)
        }
        var result = Plane(size, componentCount: 1)
        for (pixel, place) in centres.enumerated() {
            let from = nearest(place), depth = depths.values[from]
            result.values[pixel] = depth
            guard depth > 0, let normals else { continue }
            let normal = cameraFromWorld.act(Vec3(normals.values[3 * from], normals.values[3 * from + 1], normals.values[3 * from + 2]))
            let seen = ray(Vec2(Float(from % pinholeSize.width), Float(from / pinholeSize.width)) + 0.5), wanted = ray(place)
            let there = dot(normal, wanted), here = dot(normal, seen)
            // Edge-on surfaces turn away before a plane through them gets here.
            if here < -0.02, there < 0.5 * here, there > 2 * here { result.values[pixel] = depth * (here / there) }
        }
        return result
    }

    // MARK: - Colours

    /// A pixel is the mean over its square, however large that is in the pinhole's picture.
    public func blended(_ plane: Plane) -> Plane {
        var result = Plane(size, componentCount: plane.componentCount)
        let width = size.width, count = plane.componentCount, centres = centres, corners = corners
        result.values.withUnsafeMutableBufferPointer { out in
            nonisolated(unsafe) let out = out
            plane.withSampler { sampler in
                parallelBands(size.height) { band in
                    for pixel in band.lowerBound * width..<band.upperBound * width {
                        let corner = pixel / width * (width + 1) + pixel % width
                        let square = (corners[corner], corners[corner + 1], corners[corner + width + 1], corners[corner + width + 2])
                        LensMap.blend(sampler, centres[pixel], square, out.baseAddress! + pixel * count)
                    }
                }
            }
        }
        return result
    }

    /// Samples a side: one may stand for a square that is hardly larger than a pixel.
    private static let pixelsPerSample: Float = 1.3

    @inline(__always)
    private static func blend(_ sampler: PlaneSampler, _ centre: Vec2, _ square: (Vec2, Vec2, Vec2, Vec2), _ out: UnsafeMutablePointer<Float>) {
        let across = square.1 - square.0, down = square.2 - square.0
        let longest = max((across * across).sum(), (down * down).sum()).squareRoot()
        guard longest > pixelsPerSample else { return sampler.smooth(at: centre, out) }
        let side = Int(min(8, (longest / pixelsPerSample).rounded(.up))), share = 1 / Float(side * side)
        for row in 0..<side {
            for column in 0..<side {
                let u = (Float(column) + 0.5) / Float(side), v = (Float(row) + 0.5) / Float(side)
                let top = square.0 + u * (square.1 - square.0), bottom = square.2 + u * (square.3 - square.2)
                sampler.add(at: top + v * (bottom - top), weight: share, out)
            }
        }
    }
}
