import CKernels
import VeneerFrame
import VeneerTensor

/// A network that works on squares of four pixels leaves a faint grid on what is smooth. Whatever it rightly changes doesn't repeat every four pixels
/// over five such squares either way: of the ratio between its picture and the composite, that part is taken out.
public final class GridRemoval {
    /// As `CkGrid` has them, one after the other.
    private var scratch: [Float] = []
    /// Exposed light that is as good as none.
    private static let darkest: Float = 0.002

    public init() {}

    /// Of `.painted`, beside `.composite`.
    public func apply(to frame: inout Frame, workers: Workers) {
        var painted = frame[.painted]
        let count = painted.values.count, size = frame.size, darkest = Self.darkest / frame.exposure
        if scratch.count != 4 * count { scratch = [Float](repeating: 0, count: 4 * count) }
        frame[.composite].values.withUnsafeBufferPointer { composite in
            painted.values.withUnsafeMutableBufferPointer { painted in
                scratch.withUnsafeMutableBufferPointer { scratch in
                    let planes = (0..<4).map { scratch.baseAddress! + $0 * count }
                    // All outlive the passes, whose bands write apart from each other.
                    nonisolated(unsafe) let grid = CkGrid(
                        composite: composite.baseAddress!, painted: painted.baseAddress!, ratio: planes[0], rest: planes[1], along: planes[2],
                        middles: planes[3], darkest: darkest, width: Int32(size.width), height: Int32(size.height))
                    for pass in [ck_grid_ratio_rows, ck_grid_find_rows, ck_grid_rest_rows, ck_grid_spread_rows, ck_grid_remove_rows] {
                        workers.bands(of: size.height) { rows in
                            withUnsafePointer(to: grid) { pass($0, Int32(rows.lowerBound), Int32(rows.upperBound)) }
                        }
                    }
                }
            }
        }
        frame[.painted] = painted
    }
}
