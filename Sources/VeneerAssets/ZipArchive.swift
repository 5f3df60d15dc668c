import Foundation
import SysZ

/// Reads stored and deflated files of a zip archive.
struct ZipArchive: Sendable {
    struct Entry: Sendable {
        var method: UInt16
        var checksum: UInt32
        var packedByteCount: Int
        var byteCount: Int
        var headerOffset: Int
    }

    let file: String
    private let data: Data
    /// By path within the archive.
    private(set) var entries: [String: Entry] = [:]

    private static let largestByteCount = 1 << 28

    init(contentsOf url: URL) throws(AssetError) {
        // What failed is all that matters to the reader of the message.
        guard let data = try? Data(contentsOf: url, options: .mappedIfSafe) else { // said with the path
            throw AssetError(url.path, "cannot be read")
        }
        try self.init(data, file: url.lastPathComponent)
    }

    init(_ data: Data, file: String) throws(AssetError) {
        self.file = file
        self.data = data
        guard let end = endOfDirectory, let count = number(end + 10, 2), var offset = number(end + 16, 4) else {
            throw AssetError(file, "is no zip archive, or its end is missing")
        }
        for _ in 0..<count {
            guard number(offset, 4) == 0x0201_4b50, let nameLength = number(offset + 28, 2), let extraLength = number(offset + 30, 2),
                let commentLength = number(offset + 32, 2), let header = number(offset + 42, 4), let packed = number(offset + 20, 4),
                let size = number(offset + 24, 4), let checksum = number(offset + 16, 4), let method = number(offset + 10, 2),
                let name = bytes(offset + 46, nameLength)
            else { throw AssetError(file, "has a damaged directory") }
            entries[String(decoding: name, as: UTF8.self)] = Entry(
                method: UInt16(method), checksum: UInt32(checksum), packedByteCount: packed, byteCount: size, headerOffset: header)
            offset += 46 + nameLength + extraLength + commentLength
        }
    }

    func contents(of name: String) throws(AssetError) -> [UInt8] {
        guard let entry = entries[name] else { throw AssetError(file, "lacks \(name)") }
        let place = "\(file)/\(name)"
        guard entry.byteCount <= ZipArchive.largestByteCount else { throw AssetError(place, "is larger than 256 MB") }
        guard number(entry.headerOffset, 4) == 0x0403_4b50, let nameLength = number(entry.headerOffset + 26, 2),
            let extraLength = number(entry.headerOffset + 28, 2),
            let packed = bytes(entry.headerOffset + 30 + nameLength + extraLength, entry.packedByteCount)
        else { throw AssetError(place, "is damaged: its header lies outside the archive") }
        let contents: [UInt8]?
        switch entry.method {
        case 0: contents = Array(packed)
        case 8: contents = Deflate.inflate(packed, byteCount: entry.byteCount, isRaw: true)
        default: throw AssetError(place, "is packed by method \(entry.method); only stored and deflated files are read")
        }
        guard let contents, contents.count == entry.byteCount, Deflate.checksum(contents) == entry.checksum else {
            throw AssetError(place, "is damaged: its checksum is wrong")
        }
        return contents
    }

    /// The record that ends an archive stands before a comment of up to 64 KiB.
    private var endOfDirectory: Int? {
        let last = data.count - 22
        guard last >= 0 else { return nil }
        return stride(from: last, through: max(0, last - 65535), by: -1).first { number($0, 4) == 0x0605_4b50 }
    }

    /// Little-endian; nil outside the file.
    private func number(_ offset: Int, _ width: Int) -> Int? {
        bytes(offset, width)?.reversed().reduce(0) { $0 << 8 | Int($1) }
    }

    private func bytes(_ offset: Int, _ count: Int) -> Data? {
        guard offset >= 0, count >= 0, offset <= data.count - count else { return nil }
        return data[data.startIndex + offset..<data.startIndex + offset + count]
    }
}

/// What zlib does, on whole arrays.
enum Deflate {
    static func checksum(_ bytes: [UInt8]) -> UInt32 { UInt32(truncatingIfNeeded: crc32(0, bytes, UInt32(bytes.count))) }

    /// Nil where the bytes are damaged or hold more than `byteCount`; fewer come as they are.
    static func inflate(_ packed: Data, byteCount: Int, isRaw: Bool) -> [UInt8]? {
        var stream = z_stream()
        guard inflateInit2_(&stream, isRaw ? -15 : 15, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else { return nil }
        defer { inflateEnd(&stream) }
        var result = Z_OK
        let contents = [UInt8](unsafeUninitializedCapacity: byteCount) { target, count in
            packed.withUnsafeBytes { source in
                stream.next_in = UnsafeMutablePointer(mutating: source.bindMemory(to: UInt8.self).baseAddress)
                stream.avail_in = UInt32(source.count)
                stream.next_out = target.baseAddress
                stream.avail_out = UInt32(byteCount)
                result = SysZ.inflate(&stream, Z_FINISH)
            }
            count = byteCount - Int(stream.avail_out)
        }
        return result == Z_STREAM_END ? contents : nil
    }

    static func deflate(_ bytes: [UInt8]) -> [UInt8] {
        var length = compressBound(UInt(bytes.count))
        return [UInt8](unsafeUninitializedCapacity: Int(length)) { target, count in
            let result = compress2(target.baseAddress, &length, bytes, UInt(bytes.count), 3)
            precondition(result == Z_OK, "a buffer of zlib's own bound suffices")
            count = Int(length)
        }
    }
}
