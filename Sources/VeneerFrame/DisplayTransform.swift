import Foundation
import VeneerMath

/// From exposed scene-linear Rec.709 to display-encoded values 0...1: a log curve in a desaturating basis, then a mild look. Training
/// uses the same constants.
public struct DisplayTransform: Sendable {
    public static let standard = DisplayTransform(print: 0)
    /// With a photographic print's contrast, which the standard leaves to whoever shows it: rooms by daylight are milky without. Never for data.
    public static let forEyes = DisplayTransform(print: 0.5)

    private let inset = Columns(rows: [
        [0.842479062253094, 0.0784335999999992, 0.0792237451477643],
        [0.0423282422610123, 0.878468636469772, 0.0791661274605434],
        [0.0423756549057051, 0.0784336, 0.879142973793104],
    ])
    private let outset: Columns
    private let lowestLog2: Float = -12.47393
    private let log2Range: Float = 16.5
    private let saturation: Float = 1.2
    private let contrast: Float = 1.15
    /// How much of an S about middle grey.
    private let print: Float

    private init(print: Float) {
        outset = inset.inverse
        self.print = print
    }

    /// One colour, already exposed: mid grey is 0.18.
    public static func encode(_ exposed: Vec3) -> Vec3 { standard.encode(exposed) }

    /// A colour plane of cd/m² under an exposure (`Look.exposure(ev100:)`).
    public static func encode(_ plane: Plane, exposure: Float) -> Plane { standard.encode(plane, exposure: exposure) }

    public func encode(_ plane: Plane, exposure: Float) -> Plane {
        precondition(plane.componentCount == 3, "the display transform is for colour planes")
        let values = [Float](unsafeUninitializedCapacity: plane.values.count) { output, count in
            plane.values.withUnsafeBufferPointer { input in
                // Bands of pixels don't overlap, and both arrays outlive them.
                nonisolated(unsafe) let input = input, output = output
                parallelBands(plane.size.pixelCount, minimumPerBand: 4096) { band in
                    for i in band {
                        let encoded = encode(exposure * Vec3(input[3 * i], input[3 * i + 1], input[3 * i + 2]))
                        (output[3 * i], output[3 * i + 1], output[3 * i + 2]) = (encoded.x, encoded.y, encoded.z)
                    }
                }
            }
            count = plane.values.count
        }
        return Plane(plane.size, componentCount: 3, values: values)
    }

    private func encode(_ exposed: Vec3) -> Vec3 {
        let v = inset.multiply(pointwiseMax(exposed, Vec3(repeating: 1e-10)))
        let logs = (Vec3(log2(v.x), log2(v.y), log2(v.z)) - lowestLog2) / log2Range
        let out = outset.multiply(curve(logs.clamped(lowerBound: .zero, upperBound: Vec3(repeating: 1))))
        let vivid = pointwiseMax(mix(Vec3(repeating: out.luminance), out, saturation), .zero)
        let contrasted = Vec3(pow(vivid.x, contrast), pow(vivid.y, contrast), pow(vivid.z, contrast))
        let shown = pointwiseMin(contrasted, Vec3(repeating: 1))
        return mix(shown, shown * shown * (3 - 2 * shown), print)
    }

    /// A polynomial S over the logarithm.
    private func curve(_ v: Vec3) -> Vec3 {
        var y = 15.5 * v - 40.14
        y = y * v + 31.96
        y = y * v - 6.868
        y = y * v + 0.4298
        y = y * v + 0.1191
        return y * v - 0.00232
    }
}

/// A 3 × 3 matrix.
private struct Columns: Sendable {
    var x: Vec3
    var y: Vec3
    var z: Vec3

    init(rows: [[Float]]) {
        x = Vec3(rows[0][0], rows[1][0], rows[2][0])
        y = Vec3(rows[0][1], rows[1][1], rows[2][1])
        z = Vec3(rows[0][2], rows[1][2], rows[2][2])
    }

    func multiply(_ v: Vec3) -> Vec3 { x * v.x + y * v.y + z * v.z }

    var inverse: Columns {
        let determinant = dot(x, cross(y, z))
        let a = cross(y, z) / determinant, b = cross(z, x) / determinant, c = cross(x, y) / determinant
        return Columns(rows: [[a.x, a.y, a.z], [b.x, b.y, b.z], [c.x, c.y, c.z]])
    }
}
