import VeneerMath

/// A lens as datasets name it.
public struct LensRecord: Sendable, Equatable, Decodable {
    /// `brown-conrady` (OpenCV's k1 k2 p1 p2 k3) or `fisheye` (k1 k2 k3 k4).
    public var model: String
    public var coefficients: [Float]

    public init(_ lens: Lens) {
        switch lens {
        case .brownConrady: model = "brown-conrady"
        case .fisheye: model = "fisheye"
        }
        coefficients = lens.coefficients
    }

    /// Nil where a file from outside names none.
    public var lens: Lens? {
        let c = coefficients
        switch (model, c.count) {
        case ("brown-conrady", 5): return .brownConrady(k1: c[0], k2: c[1], p1: c[2], p2: c[3], k3: c[4])
        case ("fisheye", 4): return .fisheye(k1: c[0], k2: c[1], k3: c[2], k4: c[3])
        default: return nil
        }
    }

    var isWhole: Bool { lens != nil }
}
