import VeneerFrame
import VeneerMath

/// A finished picture: 8-bit RGB, display-encoded, rows from the top.
public struct Picture: Sendable, Equatable {
    public let size: FrameSize
    public var bytes: [UInt8]

    public init(_ size: FrameSize, bytes: [UInt8]) {
        precondition(bytes.count == size.pixelCount * 3, "a picture's bytes must fill it")
        self.size = size
        self.bytes = bytes
    }

    public init(_ size: FrameSize, filledWith colour: RGB8 = .black) {
        self.init(size, bytes: (0..<size.pixelCount).flatMap { _ in [colour.red, colour.green, colour.blue] })
    }

    /// From display-encoded values, 0...1.
    public init(displayEncoded plane: Plane) {
        precondition(plane.componentCount == 3, "a picture needs three components")
        let bytes = [UInt8](unsafeUninitializedCapacity: plane.values.count) { output, count in
            plane.values.withUnsafeBufferPointer { input in
                // Bands don't overlap, and both arrays outlive them.
                nonisolated(unsafe) let input = input, output = output
                parallelBands(input.count, minimumPerBand: 1 << 16) { band in for i in band { output[i] = byte(input[i]) } }
            }
            count = plane.values.count
        }
        self.init(plane.size, bytes: bytes)
    }

    public subscript(x: Int, y: Int) -> RGB8 {
        get {
            let i = (y * size.width + x) * 3
            return RGB8(bytes[i], bytes[i + 1], bytes[i + 2])
        }
        set {
            let i = (y * size.width + x) * 3
            bytes[i] = newValue.red
            bytes[i + 1] = newValue.green
            bytes[i + 2] = newValue.blue
        }
    }

    /// Copies a picture in with its top left corner at (x, y); it must fit.
    public mutating func paste(_ other: Picture, x: Int, y: Int) {
        precondition(x >= 0 && y >= 0 && x + other.size.width <= size.width && y + other.size.height <= size.height, "a pasted picture must fit")
        let rowLength = other.size.width * 3
        for row in 0..<other.size.height {
            let start = ((y + row) * size.width + x) * 3
            bytes.replaceSubrange(start..<start + rowLength, with: other.bytes[row * rowLength..<(row + 1) * rowLength])
        }
    }
}

public struct RGB8: Hashable, Sendable {
    public var red, green, blue: UInt8
    public static let black = RGB8(0, 0, 0)

    public init(_ red: UInt8, _ green: UInt8, _ blue: UInt8) {
        self.red = red
        self.green = green
        self.blue = blue
    }

    /// From display-encoded values, 0...1.
    public init(displayEncoded colour: Vec3) { self.init(byte(colour.x), byte(colour.y), byte(colour.z)) }
}

/// One number a pixel: depth, ids, masks.
public struct GreyPicture<Sample: FixedWidthInteger & UnsignedInteger & Sendable>: Sendable, Equatable {
    public let size: FrameSize
    public var samples: [Sample]

    public init(_ size: FrameSize, samples: [Sample]) {
        precondition(samples.count == size.pixelCount, "a picture's samples must fill it")
        self.size = size
        self.samples = samples
    }
}

/// Three 16-bit numbers a pixel: optical flow.
public struct ColourPicture16: Sendable, Equatable {
    public let size: FrameSize
    public var samples: [UInt16]

    public init(_ size: FrameSize, samples: [UInt16]) {
        precondition(samples.count == size.pixelCount * 3, "a picture's samples must fill it")
        self.size = size
        self.samples = samples
    }
}

/// Nearest 8-bit value; what isn't a number is 0.
private func byte(_ value: Float) -> UInt8 { value > 0 ? UInt8(min(value, 1) * 255 + 0.5) : 0 }
