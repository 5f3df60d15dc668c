public struct FrameSize: Hashable, Sendable, Codable, CustomStringConvertible {
    public var width: Int
    public var height: Int

    public init(_ width: Int, _ height: Int) {
        self.width = width
        self.height = height
    }

    /// Of so many times the pixels each way: no more than there are, and no less than can be painted.
    public func reduced(by scale: Float) -> FrameSize {
        func reduced(_ count: Int) -> Int { min(count, max(64, Int((Float(count) * scale).rounded()))) }
        return FrameSize(reduced(width), reduced(height))
    }

    /// From "384x216".
    public init?(_ text: String) {
        let parts = text.lowercased().split(whereSeparator: { $0 == "x" || $0 == "×" }).compactMap { Int($0) }
        guard parts.count == 2, parts.allSatisfy({ (64...8192).contains($0) }) else { return nil }
        self.init(parts[0], parts[1])
    }

    public var pixelCount: Int { width * height }
    public var description: String { "\(width)x\(height)" }
}
