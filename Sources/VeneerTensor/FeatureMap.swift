/// Rows of pixels with interleaved channels, within a border of zeros one pixel wide: convolutions read it without asking.
// Owns its memory; threads share it only through bands of rows that don't overlap.
public final class FeatureMap: @unchecked Sendable {
    public let width: Int
    public let height: Int
    public let channelCount: Int
    /// In floats, from a pixel to the one below it.
    public let rowStep: Int
    private let storage: UnsafeMutableBufferPointer<Float>
    /// Whose storage it is, for a part of a map.
    private let whole: FeatureMap?

    public init(width: Int, height: Int, channelCount: Int) {
        self.width = width
        self.height = height
        self.channelCount = channelCount
        rowStep = (width + 2) * channelCount
        let count = rowStep * (height + 2)
        let raw = UnsafeMutableRawPointer.allocate(byteCount: count * MemoryLayout<Float>.stride, alignment: 64)
        storage = UnsafeMutableBufferPointer(start: raw.bindMemory(to: Float.self, capacity: count), count: count)
        storage.initialize(repeating: 0)
        whole = nil
    }

    /// Rows of another map, in its own memory: what lies above and below them is not zero but the other's rows.
    public init(rows: Range<Int>, of map: FeatureMap) {
        precondition(rows.lowerBound >= 0 && rows.upperBound <= map.height, "a part of a map lies within it")
        (width, height, channelCount, rowStep, whole) = (map.width, rows.count, map.channelCount, map.rowStep, map)
        storage = UnsafeMutableBufferPointer(rebasing: map.storage[rows.lowerBound * rowStep..<(rows.upperBound + 2) * rowStep])
    }

    deinit { if whole == nil { UnsafeMutableRawPointer(storage.baseAddress!).deallocate() } }

    /// The first channel of pixel (0, 0); valid while the map lives.
    public var origin: UnsafeMutablePointer<Float> { storage.baseAddress! + rowStep + channelCount }

    public var byteCount: Int { storage.count * MemoryLayout<Float>.stride }

    /// The pixels alone, without the border.
    public func copyValues() -> [Float] {
        (0..<height).flatMap { y in UnsafeBufferPointer(start: origin + y * rowStep, count: width * channelCount) }
    }

    /// Makes a row zero; the one below the last is the border's.
    public func clear(row: Int) { (origin + row * rowStep).update(repeating: 0, count: width * channelCount) }

    public func fill(_ values: [Float]) {
        precondition(values.count == width * height * channelCount, "a map's values must fill it")
        for y in 0..<height {
            for i in 0..<width * channelCount { origin[y * rowStep + i] = values[y * width * channelCount + i] }
        }
    }
}
