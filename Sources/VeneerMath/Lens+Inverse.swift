import Foundation

extension Lens {
    /// The pinhole's place that the lens moves here; nil where it moves none.
    public func undistorted(_ there: SIMD2<Double>, reach: Double) -> SIMD2<Double>? {
        let length = (there * there).sum().squareRoot()
        guard length > 1e-12 else { return there }
        guard let radius = undistorted(radius: length, reach: reach) else { return nil }
        let place = there * (radius / length)
        switch self {
        case .fisheye: return place
        case .brownConrady(_, _, let p1, let p2, _): return p1 == 0 && p2 == 0 ? place : refined(place, towards: there, reach: reach)
        }
    }

    /// Newton's steps, held within what is known to enclose the root.
    private func undistorted(radius length: Double, reach: Double) -> Double? {
        var low = 0.0, high = reach
        // Tangential terms move a little across the edge of what the radial ones reach.
        guard length <= high * scale(atRadius: high) * 1.02 else { return nil }
        var r = min(length, high)
        for _ in 0..<60 {
            let error = r * scale(atRadius: r) - length
            if error > 0 { high = r } else { low = r }
            let h = 1e-6, slope = ((r + h) * scale(atRadius: r + h) - (r - h) * scale(atRadius: r - h)) / (2 * h)
            let next = slope > 1e-9 ? r - error / slope : (low + high) / 2
            let safe = next > low && next < high ? next : (low + high) / 2
            if abs(safe - r) < 1e-13 { return safe }
            r = safe
        }
        return r
    }

    /// Newton's steps in both coordinates.
    private func refined(_ start: SIMD2<Double>, towards there: SIMD2<Double>, reach: Double) -> SIMD2<Double>? {
        var place = start
        for _ in 0..<30 {
            let error = distorted(place) - there
            if (error * error).sum() < 1e-24 { break }
            let h = 1e-6
            let across = (distorted(place + SIMD2(h, 0)) - distorted(place - SIMD2(h, 0))) / (2 * h)
            let down = (distorted(place + SIMD2(0, h)) - distorted(place - SIMD2(0, h))) / (2 * h)
            let determinant = across.x * down.y - across.y * down.x
            guard determinant > 1e-6 else { return nil }
            place -= SIMD2(down.y * error.x - down.x * error.y, across.x * error.y - across.y * error.x) / determinant
        }
        let error = distorted(place) - there
        guard (error * error).sum() < 1e-16, (place * place).sum() <= reach * reach * 1.05 else { return nil }
        return place
    }
}
