import CKernels
import VeneerFrame
import VeneerTensor

/// Takes out of `.painted` what is not the network's to say, by the ratio between it and `.composite`.
///
/// How much light there is over some twenty pixels is the engine's: scenes unlike those it was trained on would have clouds and shadows of the network's own.
/// And a network that works on squares of four pixels leaves a faint grid on what is smooth, where whatever it rightly changes doesn't repeat every four
/// pixels over five such squares either way.
public final class Retouching {
    /// As `CkGrid` has them, one after the other; before it, `CkBrightness`.
    private var scratch: [Float] = []
    /// Exposed light that is as good as none.
    private static let darkest: Float = 0.002

    public init() {}

    /// Where even the light is far off, the composite shows: adds `.fallback`.
    public func apply(to frame: inout Frame, workers: Workers) {
        var painted = frame[.painted], fallback = Plane(frame.size, componentCount: 1)
        let count = painted.values.count, darkest = Self.darkest / frame.exposure, rowCount = frame.size.height
        let width = Int32(frame.size.width), height = Int32(rowCount)
        if scratch.count != 4 * count { scratch = [Float](repeating: 0, count: 4 * count) }
        frame[.composite].values.withUnsafeBufferPointer { composite in
            painted.values.withUnsafeMutableBufferPointer { painted in
                fallback.values.withUnsafeMutableBufferPointer { fallback in
                    scratch.withUnsafeMutableBufferPointer { scratch in
                        let composite = composite.baseAddress!, painted = painted.baseAddress!, planes = (0..<4).map { scratch.baseAddress! + $0 * count }
                        let brightness = CkBrightness(
                            composite: composite, painted: painted, fallback: fallback.baseAddress!, compositeMeans: planes[0], paintedMeans: planes[1],
                            gains: planes[2], lost: planes[3], darkest: darkest, width: width, height: height)
                        let squareCount = (rowCount + Int(CK_BRIGHTNESS_EDGE) - 1) / Int(CK_BRIGHTNESS_EDGE)
                        Self.run([ck_brightness_mean_rows, ck_brightness_gain_rows], over: squareCount, of: brightness, workers)
                        Self.run([ck_brightness_keep_rows], over: rowCount, of: brightness, workers)
                        let grid = CkGrid(
                            composite: composite, painted: painted, ratio: planes[0], rest: planes[1], along: planes[2], middles: planes[3], darkest: darkest,
                            width: width, height: height)
                        let grids = [ck_grid_ratio_rows, ck_grid_find_rows, ck_grid_rest_rows, ck_grid_spread_rows, ck_grid_remove_rows]
                        Self.run(grids, over: rowCount, of: grid, workers)
                    }
                }
            }
        }
        (frame[.painted], frame[.fallback]) = (painted, fallback)
    }

    /// One pass after the other, each in bands that write apart from each other.
    private static func run<Planes>(
        _ passes: [@Sendable (UnsafePointer<Planes>, Int32, Int32) -> Void], over rowCount: Int, of planes: Planes, _ workers: Workers
    ) {
        // All outlive the passes.
        nonisolated(unsafe) let planes = planes
        for pass in passes {
            workers.bands(of: rowCount) { rows in withUnsafePointer(to: planes) { pass($0, Int32(rows.lowerBound), Int32(rows.upperBound)) } }
        }
    }
}
