import VeneerMath

/// The largest place in a window that keeps a picture's shape, in its middle.
public struct Fit: Sendable, Equatable {
    public let x: Range<Int>
    public let y: Range<Int>

    public init(_ picture: FrameSize, into window: FrameSize) {
        let isWide = window.width * picture.height > window.height * picture.width
        let width = isWide ? window.height * picture.width / picture.height : window.width
        let height = isWide ? window.height : window.width * picture.height / picture.width
        let left = (window.width - width) / 2, top = (window.height - height) / 2
        x = left..<left + width
        y = top..<top + height
    }
}
