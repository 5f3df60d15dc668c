/// Why a frame can't be painted, in one line.
public struct PaintError: Error, Equatable, CustomStringConvertible {
    public let description: String

    public init(_ description: String) { self.description = description }
}
