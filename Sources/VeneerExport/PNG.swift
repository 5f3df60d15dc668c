import SysZ
import VeneerMath

/// PNG files, 8- or 16-bit RGB or grey, not interlaced: what the engine writes, it reads.
public enum PNG {
    public enum Image: Equatable, Sendable {
        case colour(Picture)
        case colour16(ColourPicture16)
        case grey8(GreyPicture<UInt8>)
        case grey16(GreyPicture<UInt16>)
    }

    public static func encode(_ picture: Picture) -> [UInt8] {
        encode(picture.bytes, size: picture.size, bytesPerPixel: 3, bitDepth: 8, colourType: 2)
    }

    public static func encode(_ picture: GreyPicture<UInt8>) -> [UInt8] {
        encode(picture.samples, size: picture.size, bytesPerPixel: 1, bitDepth: 8, colourType: 0)
    }

    public static func encode(_ picture: GreyPicture<UInt16>) -> [UInt8] {
        encode(bigEndian(picture.samples), size: picture.size, bytesPerPixel: 2, bitDepth: 16, colourType: 0)
    }

    public static func encode(_ picture: ColourPicture16) -> [UInt8] {
        encode(bigEndian(picture.samples), size: picture.size, bytesPerPixel: 6, bitDepth: 16, colourType: 2)
    }

    private static func bigEndian(_ samples: [UInt16]) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: samples.count * 2) { buffer, count in
            for (i, sample) in samples.enumerated() {
                buffer[2 * i] = UInt8(sample >> 8)
                buffer[2 * i + 1] = UInt8(truncatingIfNeeded: sample)
            }
            count = samples.count * 2
        }
    }

    static let signature: [UInt8] = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]

    private static func encode(_ bytes: [UInt8], size: FrameSize, bytesPerPixel: Int, bitDepth: UInt8, colourType: UInt8) -> [UInt8] {
        precondition(size.width > 0 && size.height > 0, "a PNG has at least one pixel")
        var file = signature
        var header: [UInt8] = []
        header.append(bigEndian: UInt32(size.width))
        header.append(bigEndian: UInt32(size.height))
        header += [bitDepth, colourType, 0, 0, 0]
        file.append(chunk: "IHDR", header)
        let filtered = PNGFilter.filter(bytes, rowLength: size.width * bytesPerPixel, bytesPerPixel: bytesPerPixel)
        file.append(chunk: "IDAT", compressed(filtered))
        file.append(chunk: "IEND", [])
        return file
    }

    private static func compressed(_ bytes: [UInt8]) -> [UInt8] {
        var length = compressBound(UInt(bytes.count))
        return [UInt8](unsafeUninitializedCapacity: Int(length)) { buffer, count in
            let result = compress2(buffer.baseAddress, &length, bytes, UInt(bytes.count), 6)
            precondition(result == Z_OK, "zlib has no memory left")
            count = Int(length)
        }
    }
}

extension [UInt8] {
    mutating func append(bigEndian number: UInt32) {
        for shift in [24, 16, 8, 0] as [UInt32] { append(UInt8(truncatingIfNeeded: number >> shift)) }
    }

    fileprivate mutating func append(chunk name: String, _ content: [UInt8]) {
        append(bigEndian: UInt32(content.count))
        let checked = Array(name.utf8) + content
        append(contentsOf: checked)
        append(bigEndian: UInt32(crc32(0, checked, UInt32(checked.count))))
    }
}
