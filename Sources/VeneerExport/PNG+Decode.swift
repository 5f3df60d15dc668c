import Foundation
import SysZ
import VeneerMath

extension PNG {
    /// Checks every checksum on the way.
    public static func decode(_ file: [UInt8]) throws(ExportError) -> Image {
        guard file.starts(with: signature) else { throw ExportError("this is not a PNG file") }
        var header: Header?
        var packed: [UInt8] = []
        var position = signature.count
        while position + 12 <= file.count {
            let length = Int(file.bigEndian(at: position))
            guard position + 12 + length <= file.count else { break }
            let checked = file[position + 4..<position + 8 + length]
            let sum = checked.withUnsafeBufferPointer { crc32(0, $0.baseAddress, UInt32($0.count)) }
            guard UInt32(sum) == file.bigEndian(at: position + 8 + length) else { throw ExportError("this PNG is damaged: a checksum is wrong") }
            let content = checked.dropFirst(4)
            switch String(decoding: checked.prefix(4), as: UTF8.self) {
            case "IHDR": header = try Header(Array(content))
            case "IDAT": packed += content
            case "IEND":
                guard let header else { throw ExportError("this PNG has no header") }
                return try image(header, packed)
            default: break
            }
            position += 12 + length
        }
        throw ExportError("this PNG is cut short")
    }

    public static func read(_ url: URL) throws(ExportError) -> Image {
        let file = try AtomicFile.read(url)
        do {
            return try decode(file)
        } catch {
            throw ExportError("\(url.path): \(error.description)")
        }
    }

    public static func readPicture(_ url: URL) throws(ExportError) -> Picture {
        guard case .colour(let picture) = try read(url) else { throw ExportError("\(url.path): expected an 8-bit RGB PNG") }
        return picture
    }

    public static func readGrey8(_ url: URL) throws(ExportError) -> GreyPicture<UInt8> {
        guard case .grey8(let picture) = try read(url) else { throw ExportError("\(url.path): expected an 8-bit grey PNG") }
        return picture
    }

    public static func readGrey16(_ url: URL) throws(ExportError) -> GreyPicture<UInt16> {
        guard case .grey16(let picture) = try read(url) else { throw ExportError("\(url.path): expected a 16-bit grey PNG") }
        return picture
    }

    public static func readColour16(_ url: URL) throws(ExportError) -> ColourPicture16 {
        guard case .colour16(let picture) = try read(url) else { throw ExportError("\(url.path): expected a 16-bit RGB PNG") }
        return picture
    }

    private struct Header {
        var size: FrameSize
        var bitDepth: UInt8
        var colourType: UInt8

        init(_ bytes: [UInt8]) throws(ExportError) {
            guard bytes.count == 13 else { throw ExportError("this PNG's header is damaged") }
            size = FrameSize(Int(bytes.bigEndian(at: 0)), Int(bytes.bigEndian(at: 4)))
            (bitDepth, colourType) = (bytes[8], bytes[9])
            let isKnown = (colourType == 2 || colourType == 0) && (bitDepth == 8 || bitDepth == 16)
            guard isKnown, bytes[12] == 0 else {
                throw ExportError("this PNG is of a kind that isn't read here; save it as plain RGB or grey of 8 or 16 bits")
            }
            guard size.width > 0, size.height > 0, size.width <= 1 << 16, size.height <= 1 << 16 else { throw ExportError("this PNG's size is not sensible") }
        }

        var bytesPerPixel: Int { (colourType == 2 ? 3 : 1) * Int(bitDepth) / 8 }
    }

    private static func image(_ header: Header, _ packed: [UInt8]) throws(ExportError) -> Image {
        let rowLength = header.size.width * header.bytesPerPixel
        let expected = (rowLength + 1) * header.size.height
        var length = UInt(expected)
        var result = Z_OK
        let filtered = [UInt8](unsafeUninitializedCapacity: expected) { buffer, count in
            result = uncompress(buffer.baseAddress, &length, packed, UInt(packed.count))
            count = result == Z_OK ? Int(length) : 0
        }
        guard result == Z_OK, filtered.count == expected,
            let bytes = PNGFilter.unfilter(filtered, rowLength: rowLength, bytesPerPixel: header.bytesPerPixel)
        else { throw ExportError("this PNG is damaged: its pixels don't unpack") }
        func wide() -> [UInt16] { (0..<bytes.count / 2).map { UInt16(bytes[2 * $0]) << 8 | UInt16(bytes[2 * $0 + 1]) } }
        switch (header.colourType, header.bitDepth) {
        case (2, 8): return .colour(Picture(header.size, bytes: bytes))
        case (2, _): return .colour16(ColourPicture16(header.size, samples: wide()))
        case (_, 8): return .grey8(GreyPicture(header.size, samples: bytes))
        default: return .grey16(GreyPicture(header.size, samples: wide()))
        }
    }
}

extension [UInt8] {
    func bigEndian(at i: Int) -> UInt32 { self[i..<i + 4].reduce(0) { $0 << 8 | UInt32($1) } }
}
