import VeneerFrame
import VeneerMath

/// Do a picture's edges lie where the labels say that one thing ends? Counted over the boundary of the ids where the teacher's picture has contrast.
public struct EdgeAlignment: Sendable {
    public private(set) var boundary = 0
    public private(set) var aligned: [String: Int] = [:]

    /// Of white, over a boundary: what an eye sees at once.
    private static let leastContrast: Float = 0.06
    /// A picture's edge has at least so much of the teacher's contrast.
    private static let leastShare: Float = 0.25
    /// Steps between neighbours that a boundary's surroundings have on either side; the middle one is the boundary itself.
    private static let reach = 3

    public init() {}

    public func share(_ name: String) -> Double { Double(aligned[name] ?? 0) / Double(max(1, boundary)) }

    public mutating func add(ids: LabelPlane, teacher: Display, _ pictures: [String: Display]) {
        let width = ids.size.width, height = ids.size.height, reach = EdgeAlignment.reach
        for (step, columns, rows) in [(1, reach..<width - reach - 1, 0..<height), (width, 0..<width, reach..<height - reach - 1)] {
            for y in rows {
                for x in columns {
                    let pixel = y * width + x
                    // What other boundaries nearby put there is no evidence for this one.
                    guard ids.values[pixel] != ids.values[pixel + step], isAlone(ids.values, pixel, step) else { continue }
                    let contrast = EdgeAlignment.edge(teacher.plane.values, pixel, step)
                    guard contrast >= EdgeAlignment.leastContrast else { continue }
                    boundary += 1
                    for (name, picture) in pictures where EdgeAlignment.edge(picture.plane.values, pixel, step) >= EdgeAlignment.leastShare * contrast {
                        aligned[name, default: 0] += 1
                    }
                }
            }
        }
    }

    private func isAlone(_ ids: [UInt32], _ pixel: Int, _ step: Int) -> Bool {
        let reach = EdgeAlignment.reach
        return (1...reach).allSatisfy { ids[pixel - $0 * step] == ids[pixel] && ids[pixel + (1 + $0) * step] == ids[pixel + step] }
    }

    /// The contrast of the strongest step within a pixel of the boundary; 0 where contrast still rises beyond it: then the edge lies elsewhere.
    private static func edge(_ values: [Float], _ pixel: Int, _ step: Int) -> Float {
        values.withUnsafeBufferPointer { values in
            func contrast(_ k: Int) -> Float { Display.contrast(values.baseAddress!, pixel + k * step, pixel + (k + 1) * step) }
            let steps = (-2...2).map(contrast)
            guard let best = (1...3).max(by: { steps[$0] < steps[$1] }) else { return 0 }
            return steps[best] >= steps[best - 1] && steps[best] >= steps[best + 1] ? steps[best] : 0
        }
    }
}

extension Display {
    /// Moved to the right: what chance alone would align.
    public func shifted(by pixels: Int) -> Display {
        var moved = plane
        for y in 0..<plane.size.height {
            for x in 0..<plane.size.width {
                for c in 0..<3 { moved[x, y, c] = plane[max(0, x - pixels), y, c] }
            }
        }
        return Display(encoded: moved)
    }
}
