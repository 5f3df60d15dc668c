import Foundation

/// How a lens moves what a pinhole would see, in OpenCV's models, with its orders and signs. Places are those on the plane one metre before
/// the camera, x right and y down.
public enum Lens: Hashable, Sendable {
    /// Radial k, tangential p: OpenCV's `distCoeffs` are k1 k2 p1 p2 k3.
    case brownConrady(k1: Float, k2: Float, p1: Float, p2: Float, k3: Float)
    /// Kannala and Brandt's: the radius is a polynomial of the angle off the axis (`cv::fisheye`).
    case fisheye(k1: Float, k2: Float, k3: Float, k4: Float)

    /// In OpenCV's order.
    public var coefficients: [Float] {
        switch self {
        case .brownConrady(let k1, let k2, let p1, let p2, let k3): [k1, k2, p1, p2, k3]
        case .fisheye(let k1, let k2, let k3, let k4): [k1, k2, k3, k4]
        }
    }

    /// Such a lens may as well not be there.
    public var bendsNothing: Bool {
        switch self {
        case .brownConrady: coefficients.allSatisfy { $0 == 0 }
        case .fisheye: false
        }
    }

    /// Where the pinhole's place lies behind the lens.
    public func distorted(_ place: SIMD2<Double>) -> SIMD2<Double> {
        let r2 = (place * place).sum(), radial = place * scale(atRadius: r2.squareRoot())
        guard case .brownConrady(_, _, let p1, let p2, _) = self else { return radial }
        let cross = 2 * place.x * place.y, squares = r2 + 2 * place * place
        return radial + SIMD2(Double(p1) * cross + Double(p2) * squares.x, Double(p1) * squares.y + Double(p2) * cross)
    }

    /// By which the radial part multiplies a radius.
    func scale(atRadius r: Double) -> Double {
        switch self {
        case .brownConrady(let k1, let k2, _, _, let k3):
            let r2 = r * r
            return 1 + r2 * (Double(k1) + r2 * (Double(k2) + r2 * Double(k3)))
        case .fisheye(let k1, let k2, let k3, let k4):
            guard r > 1e-9 else { return 1 }
            let angle = atan(r), a2 = angle * angle
            return angle * (1 + a2 * (Double(k1) + a2 * (Double(k2) + a2 * (Double(k3) + a2 * Double(k4))))) / r
        }
    }

    /// Up to this radius farther out is farther out behind the lens too; beyond, the polynomial folds back, and nothing is seen there.
    public var reach: Double {
        let step = 0.01
        var r = step, last = 0.0
        while r < Lens.farthestReach {
            let there = r * scale(atRadius: r)
            guard there > last else { return r - 2 * step }
            (last, r) = (there, r + step)
        }
        return Lens.farthestReach
    }

    /// 80° off the axis.
    static let farthestReach = 5.67
}
