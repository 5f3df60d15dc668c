import Foundation

/// Why a picture can't be made through a lens.
public struct LensError: Error, CustomStringConvertible, Equatable {
    public let description: String
}

extension Camera {
    /// What one picture plane holds well; beyond, its edges take most of its pixels.
    public static let widestBehindLensInDegrees = 150.0
    private static let largestBehindLens = 8192
    /// For filters that reach over the edge.
    private static let marginInPixels: Float = 3

    /// A pinhole in the same place that sees all that the lens shows, nowhere more coarsely; itself without a lens.
    public func pinhole(_ size: FrameSize) throws(LensError) -> (camera: Camera, size: FrameSize) {
        guard let lens else { return (self, size) }
        let k = intrinsics(size), reach = lens.reach
        let edge = try places(ofEdge: size, k, lens, reach)
        let radius = edge.map { ($0 * $0).sum() }.max()?.squareRoot() ?? 0, degrees = 2 * atan(radius) * 180 / .pi
        guard degrees <= Camera.widestBehindLensInDegrees else { throw tooWide("\(Int(degrees.rounded()))°") }
        let focal = k.focal * Camera.fineness(size, k, lens, reach)
        let low = edge.dropFirst().reduce(edge[0], pointwiseMin), high = edge.dropFirst().reduce(edge[0], pointwiseMax)
        // Whole pixels of shift: where the lens bends nothing, pixels fall on pixels.
        let shift = (Camera.marginInPixels - focal * Vec2(low) - k.centre).rounded(.up)
        let centre = k.centre + shift, end = (centre + focal * Vec2(high) + Camera.marginInPixels).rounded(.up)
        guard end.max() <= Float(Camera.largestBehindLens) else {
            throw LensError(
                description:
                    "needs a pinhole picture of \(Int(end.x))x\(Int(end.y)) behind its lens; pictures go to \(Camera.largestBehindLens): take a smaller --size")
        }
        let behind = FrameSize(Int(end.x), Int(end.y))
        var camera = Camera(worldFromCamera: worldFromCamera, projection: .intrinsics(Intrinsics(focal: focal, centre: centre, size: behind)))
        camera.nearInMetres = nearInMetres
        return (camera, behind)
    }

    /// Where a pinhole sees the picture's edge, pixel corner by pixel corner.
    private func places(ofEdge size: FrameSize, _ k: Intrinsics, _ lens: Lens, _ reach: Double) throws(LensError) -> [SIMD2<Double>] {
        let width = Float(size.width), height = Float(size.height)
        let corners =
            (0...size.width).flatMap { [Vec2(Float($0), 0), Vec2(Float($0), height)] }
            + (0...size.height).flatMap { [Vec2(0, Float($0)), Vec2(width, Float($0))] }
        var places: [SIMD2<Double>] = []
        for corner in corners {
            guard let place = lens.undistorted(SIMD2<Double>(k.place(ofPixel: corner)), reach: reach) else {
                guard lens.foldsBack else { throw tooWide("more than \(Int(Camera.widestBehindLensInDegrees))°") }
                throw LensError(
                    description:
                        "has a lens that folds back before the picture's edge; are its coefficients those of this focal length and size, in OpenCV's order?")
            }
            places.append(place)
        }
        return places
    }

    private func tooWide(_ degrees: String) -> LensError {
        LensError(
            description:
                "sees \(degrees) across; behind a lens one picture plane holds \(Int(Camera.widestBehindLensInDegrees))°: take longer focal lengths, or two cameras side by side"
        )
    }

    /// By how much the pinhole's focal lengths must be longer, so that no pixel behind the lens is smaller than one before it.
    private static func fineness(_ size: FrameSize, _ k: Intrinsics, _ lens: Lens, _ reach: Double) -> Float {
        let steps = 24
        var least = 1.0
        func pinholePixel(_ pixel: Vec2) -> SIMD2<Double>? {
            lens.undistorted(SIMD2<Double>(k.place(ofPixel: pixel)), reach: reach).map { $0 * SIMD2<Double>(k.focal) }
        }
        for row in 0...steps {
            for column in 0...steps {
                let pixel = Vec2(Float(size.width * column), Float(size.height * row)) / Float(steps)
                guard let here = pinholePixel(pixel), let across = pinholePixel(pixel + Vec2(1, 0)), let down = pinholePixel(pixel + Vec2(0, 1)) else {
                    continue
                }
                // The smaller singular value of what a pixel's square becomes.
                let a = across - here, b = down - here, sum = (a * a + b * b).sum(), determinant = a.x * b.y - a.y * b.x
                least = min(least, ((sum - max(0, sum * sum - 4 * determinant * determinant).squareRoot()) / 2).squareRoot())
            }
        }
        return Float(min(2, 1 / max(0.5, least)))
    }
}

extension Lens {
    /// Sees less than half a turn because its polynomial does.
    var foldsBack: Bool { reach < Lens.farthestReach }
}
