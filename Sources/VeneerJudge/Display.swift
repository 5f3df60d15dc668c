import Foundation
import VeneerFrame
import VeneerMath

/// A picture as a screen shows it, 0...1, and what can be measured of two.
public struct Display: Sendable {
    public var plane: Plane

    /// Of cd/m².
    public init(_ plane: Plane, exposure: Float) { self.plane = DisplayTransform.encode(plane, exposure: exposure) }

    public init(_ channel: Channel, of frame: Frame) { self.init(frame[channel], exposure: frame.exposure) }

    public init(encoded plane: Plane) { self.plane = plane }

    public func psnr(_ other: Display) -> Double { -10 * log10(max(1e-10, meanSquare(of: other))) }

    private func meanSquare(of other: Display) -> Double {
        zip(plane.values, other.plane.values).reduce(0.0) { $0 + Double(($1.0 - $1.1) * ($1.0 - $1.1)) } / Double(plane.values.count)
    }

    public var meanColour: SIMD3<Double> {
        var sum = SIMD3<Double>.zero
        for pixel in 0..<plane.size.pixelCount {
            sum += SIMD3(Double(plane.values[3 * pixel]), Double(plane.values[3 * pixel + 1]), Double(plane.values[3 * pixel + 2]))
        }
        return sum / Double(plane.size.pixelCount)
    }

    /// How far the mean colour has moved, in the channel where it moved most.
    public func colourShift(from other: Display) -> Double {
        let shift = meanColour - other.meanColour
        return max(abs(shift.x), abs(shift.y), abs(shift.z))
    }

    /// The largest difference of two neighbouring places' colours, over the channels.
    @inline(__always)
    static func contrast(_ values: UnsafePointer<Float>, _ a: Int, _ b: Int) -> Float {
        max(abs(values[3 * a] - values[3 * b]), abs(values[3 * a + 1] - values[3 * b + 1]), abs(values[3 * a + 2] - values[3 * b + 2]))
    }
}

extension Plane {
    /// Each pixel the mean of `factor` by `factor`.
    public func reduced(by factor: Int) -> Plane {
        guard factor > 1 else { return self }
        var small = Plane(FrameSize(size.width / factor, size.height / factor), componentCount: componentCount)
        let share = 1 / Float(factor * factor)
        for y in 0..<small.size.height * factor {
            for x in 0..<small.size.width * factor {
                for c in 0..<componentCount { small[x / factor, y / factor, c] += share * self[x, y, c] }
            }
        }
        return small
    }

    /// The mean around each pixel over a square of `2 · radius + 1`, as much of it as lies in the picture and counts.
    func blurred(radius: Int, where counts: [Bool]) -> Plane {
        let width = size.width, height = size.height
        var result = Plane(size, componentCount: componentCount)
        // Sums over everything above and to the left; the last of each entry is how many count.
        let entry = componentCount + 1, row = (width + 1) * entry
        var sums = [Double](repeating: 0, count: row * (height + 1))
        for y in 0..<height {
            for x in 0..<width {
                let at = (y + 1) * row + (x + 1) * entry, isIn = counts[y * width + x]
                for c in 0..<entry {
                    let value = !isIn ? 0 : c == componentCount ? 1 : Double(self[x, y, c])
                    sums[at + c] = value + sums[at - entry + c] + sums[at - row + c] - sums[at - row - entry + c]
                }
            }
        }
        for y in 0..<height {
            let top = max(0, y - radius), bottom = min(height, y + radius + 1)
            for x in 0..<width {
                let left = max(0, x - radius), right = min(width, x + radius + 1)
                func sum(_ c: Int) -> Double {
                    sums[bottom * row + right * entry + c] - sums[bottom * row + left * entry + c] - sums[top * row + right * entry + c]
                        + sums[top * row + left * entry + c]
                }
                let count = max(1, sum(componentCount))
                for c in 0..<componentCount { result[x, y, c] = Float(sum(c) / count) }
            }
        }
        return result
    }
}
