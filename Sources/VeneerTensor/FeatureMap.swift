/// Rows of pixels with interleaved channels, within a border of zeros one pixel wide: convolutions read it without asking.
// Owns its memory; threads share it only through bands of rows that don't overlap.
public final class FeatureMap: @unchecked Sendable {
    public let width: Int
    public let height: Int
    public let channelCount: Int
    /// In floats, from a pixel to the one below it.
    public let rowStep: Int
    private let storage: UnsafeMutableBufferPointer<Float>

    public init(width: Int, height: Int, channelCount: Int) {
        self.width = width
        self.height = height
        self.channelCount = channelCount
        rowStep = (width + 2) * channelCount
        let count = rowStep * (height + 2)
        let raw = UnsafeMutableRawPointer.allocate(byteCount: count * MemoryLayout<Float>.stride, alignment: 64)
        storage = UnsafeMutableBufferPointer(start: raw.bindMemory(to: Float.self, capacity: count), count: count)
        storage.initialize(repeating: 0)
    }

    deinit { UnsafeMutableRawPointer(storage.baseAddress!).deallocate() }

    /// The first channel of pixel (0, 0); valid while the map lives.
    public var origin: UnsafeMutablePointer<Float> { storage.baseAddress! + rowStep + channelCount }

    /// The pixels alone, without the border.
    public func copyValues() -> [Float] {
        (0..<height).flatMap { y in UnsafeBufferPointer(start: origin + y * rowStep, count: width * channelCount) }
    }

    public func fill(_ values: [Float]) {
        precondition(values.count == width * height * channelCount, "a map's values must fill it")
        for y in 0..<height {
            for i in 0..<width * channelCount { origin[y * rowStep + i] = values[y * width * channelCount + i] }
        }
    }
}
