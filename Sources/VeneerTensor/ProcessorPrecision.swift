import CKernels
import Foundation

/// What the products of the processor's convolutions are made of; sums are singles in any case.
public enum ProcessorPrecision: String, Sendable, CaseIterable {
    case single
    /// Inputs and weights rounded to eight bits of mantissa, on processors that multiply pairs of them.
    case bfloat
    /// The same roundings, with sums by the processor's matrix units.
    case tiles

    /// Those that this processor has, the fastest last.
    public static let available = allCases.filter {
        switch $0 {
        case .single: true
        case .bfloat: ck_has_bfloat() == 1
        case .tiles: ck_has_tiles() == 1
        }
    }

    /// `VENEER_PRECISION`, else the fastest.
    public static func chosen() throws(TensorError) -> ProcessorPrecision {
        guard let name = ProcessInfo.processInfo.environment["VENEER_PRECISION"] else { return available.last! }
        guard let precision = available.first(where: { $0.rawValue == name }) else {
            throw TensorError(
                file: "VENEER_PRECISION", "is \"\(name)\"; this processor has: \(available.map(\.rawValue).joined(separator: ", "))")
        }
        return precision
    }
}
