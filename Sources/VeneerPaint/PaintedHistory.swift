import CKernels
import VeneerFrame
import VeneerMath
import VeneerTensor

/// What one view's frames showed, carried along with the surfaces: a picture's grain and what falls between its pixels even out over some frames of a moving
/// camera. What the present frame contradicts is dropped, and what mirrors carries nothing on. Call it with the frames of a segment in their order.
public final class PaintedHistory {
    /// Exposed light that counts as much as all that is darker, before logarithms are taken.
    private static let shadow: Float = 1 / 64

    /// Of the frame before; nil: it can't be joined.
    private var scale: Float?
    /// As `CkHistory` has them: 24 bytes a pixel together.
    private var surfaces: [CkHistorySurface] = []
    private var shown: [UInt16] = []
    private var kept: [UInt16] = []

    public init() {}

    /// A frame was made without it: the next one can't be joined.
    public func forget() { scale = nil }

    public var byteCount: Int { MemoryLayout<CkHistorySurface>.stride * surfaces.count + MemoryLayout<UInt16>.stride * (shown.count + kept.count) }

    /// Takes the memory that frames of a size need.
    public func prepare(for size: FrameSize) {
        let count = size.pixelCount
        guard surfaces.count != count else { return }
        scale = nil
        surfaces = [CkHistorySurface](repeating: CkHistorySurface(), count: count)
        (shown, kept) = ([UInt16](repeating: 0, count: 4 * count), [UInt16](repeating: 0, count: 4 * count))
    }

    /// Into `.painted`.
    public func join(_ frame: inout Frame, workers: Workers) {
        prepare(for: frame.size)
        if frame.isCut { scale = nil }
        let now = scale ?? frame.exposure / Self.shadow
        var painted = frame[.painted]
        painted.values.withUnsafeMutableBufferPointer { painted in
            withPlanes(of: frame, painted: painted.baseAddress!, scale: now) { history in
                // The planes outlive the passes, whose bands write apart from each other.
                nonisolated(unsafe) let history = history
                for pass in [ck_history_join_rows, ck_history_show_rows] {
                    workers.bands(of: frame.size.height) { pass(history, Int32($0.lowerBound), Int32($0.upperBound)) }
                }
            }
        }
        frame[.painted] = painted
        swap(&shown, &kept)
        scale = now
    }

    private func withPlanes(of frame: Frame, painted: UnsafeMutablePointer<Float>, scale now: Float, _ body: (UnsafePointer<CkHistory>) -> Void) {
        let hasBefore = scale != nil
        frame[.motion].values.withUnsafeBufferPointer { motion in
            frame[.roughness].values.withUnsafeBufferPointer { roughness in
                frame[.normal].values.withUnsafeBufferPointer { normal in
                    frame[labels: .instance].values.withUnsafeBufferPointer { ids in
                        shown.withUnsafeBufferPointer { shown in
                            surfaces.withUnsafeMutableBufferPointer { surfaces in
                                kept.withUnsafeMutableBufferPointer { kept in
                                    var history = CkHistory(
                                        painted: painted, motion: motion.baseAddress!, normal: normal.baseAddress!, roughness: roughness.baseAddress!,
                                        ids: ids.baseAddress!, surfaces: surfaces.baseAddress!, before: hasBefore ? shown.baseAddress : nil,
                                        kept: kept.baseAddress!, scale: now, width: Int32(frame.size.width), height: Int32(frame.size.height))
                                    withUnsafePointer(to: &history, body)
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
