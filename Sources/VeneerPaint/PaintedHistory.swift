import CKernels
import VeneerFrame
import VeneerTensor

/// What one view's frames showed, carried along with the surfaces: a picture's grain and what falls between its pixels even out over some frames of a moving
/// camera. What the present frame contradicts is dropped, and what mirrors carries nothing on. Call it with the frames of a segment in their order.
public final class PaintedHistory {
    /// Exposed light that counts as much as all that is darker, before logarithms are taken.
    private static let shadow: Float = 1 / 64

    private var before: (ids: LabelPlane, normal: Plane, scale: Float)?
    /// As `CkHistory` has them: of the present frame, of what was shown before, of what is shown now.
    private var levels: [Float] = []
    private var shown: [Float] = []
    private var kept: [Float] = []

    public init() {}

    /// A frame was made without it: the next one can't be joined.
    public func forget() { before = nil }

    /// Into `.painted`.
    public func join(_ frame: inout Frame, workers: Workers) {
        let count = 4 * frame.size.pixelCount, height = frame.size.height
        if frame.isCut || levels.count != count { before = nil }
        if levels.count != count {
            (levels, shown, kept) = ([Float](repeating: 0, count: count), [Float](repeating: 0, count: count), [Float](repeating: 0, count: count))
        }
        let scale = before?.scale ?? frame.exposure / Self.shadow
        var painted = frame[.painted]
        painted.values.withUnsafeMutableBufferPointer { painted in
            withPlanes(of: frame, painted: painted.baseAddress!, scale: scale) { history in
                // The planes outlive the passes, whose bands write apart from each other.
                nonisolated(unsafe) let history = history
                for pass in before == nil ? [ck_history_level_rows] : [ck_history_level_rows, ck_history_join_rows] {
                    workers.bands(of: height) { pass(history, Int32($0.lowerBound), Int32($0.upperBound)) }
                }
            }
        }
        frame[.painted] = painted
        if before == nil { swap(&shown, &levels) } else { swap(&shown, &kept) }
        before = (frame[labels: .instance], frame[.normal], scale)
    }

    private func withPlanes(of frame: Frame, painted: UnsafeMutablePointer<Float>, scale: Float, _ body: (UnsafePointer<CkHistory>) -> Void) {
        let ids = frame[labels: .instance], normal = frame[.normal], last = before ?? (ids, normal, scale)
        frame[.motion].values.withUnsafeBufferPointer { motion in
            frame[.roughness].values.withUnsafeBufferPointer { roughness in
                normal.values.withUnsafeBufferPointer { normal in
                    ids.values.withUnsafeBufferPointer { ids in
                        last.normal.values.withUnsafeBufferPointer { normalBefore in
                            last.ids.values.withUnsafeBufferPointer { idsBefore in
                                shown.withUnsafeBufferPointer { shown in
                                    levels.withUnsafeMutableBufferPointer { levels in
                                        kept.withUnsafeMutableBufferPointer { kept in
                                            var history = CkHistory(
                                                painted: painted, motion: motion.baseAddress!, normal: normal.baseAddress!,
                                                roughness: roughness.baseAddress!, ids: ids.baseAddress!, normalBefore: normalBefore.baseAddress!,
                                                idsBefore: idsBefore.baseAddress!, levels: levels.baseAddress!, before: shown.baseAddress!,
                                                kept: kept.baseAddress!, scale: scale, width: Int32(frame.size.width), height: Int32(frame.size.height))
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
    }
}
