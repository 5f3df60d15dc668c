import Foundation
import VeneerMath

/// Made models on disk, by the hash of what they were made from: XDG_CACHE_HOME/veneer/models. Delete it at will.
public struct ModelCache: Sendable {
    /// Raised whenever what is made of the same files changes.
    static let formatVersion: UInt32 = 7
    /// In every model's hash, which worlds carry: stays as long as a model means the same.
    static let identityVersion: UInt32 = 3

    let folder: URL

    public init(folder: URL) { self.folder = folder }

    public static let standard = ModelCache(
        folder: {
            let environment = ProcessInfo.processInfo.environment
            let root =
                environment["XDG_CACHE_HOME"].flatMap { $0.hasPrefix("/") ? URL(fileURLWithPath: $0) : nil }
                ?? FileManager.default.homeDirectoryForCurrentUser.appendingPathComponent(".cache")
            return root.appendingPathComponent("veneer/models")
        }())

    private func file(_ hash: UInt64) -> URL {
        var text = StableHash()
        text.combine(hash)
        return folder.appendingPathComponent("\(text.hexadecimal).model")
    }

    /// Nil where there is none, or it is damaged.
    func load(_ hash: UInt64) -> ModelContent? {
        guard let packed = try? Data(contentsOf: file(hash)) else { return nil } // not there: it will be made
        var header = AssetReader(Array(packed.prefix(16)))
        guard header.number(UInt32.self) == ModelCache.formatVersion, let checksum = header.number(UInt32.self), let count = header.number(UInt64.self),
            count < 1 << 31, let bytes = Deflate.inflate(packed.dropFirst(16), byteCount: Int(count), isRaw: false), Deflate.checksum(bytes) == checksum
        else { return nil }
        var reader = AssetReader(bytes)
        return ModelContent(from: &reader)
    }

    /// Whole or not at all; a cache that can't be written is done without.
    func store(_ content: ModelContent, _ hash: UInt64) {
        var body = AssetWriter(), file = AssetWriter()
        content.write(into: &body)
        file.put(ModelCache.formatVersion)
        file.put(Deflate.checksum(body.bytes))
        file.put(UInt64(body.bytes.count))
        try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try? Data(file.bytes + Deflate.deflate(body.bytes)).write(to: self.file(hash), options: .atomic)
    }
}

/// Little-endian numbers and arrays, one after the other.
struct AssetWriter {
    private(set) var bytes: [UInt8] = []

    mutating func put<T: BitwiseCopyable>(_ value: T) { withUnsafeBytes(of: value) { bytes.append(contentsOf: $0) } }

    mutating func put<T: BitwiseCopyable>(_ values: [T]) {
        put(UInt64(values.count))
        values.withUnsafeBytes { bytes.append(contentsOf: $0) }
    }

    mutating func put(_ text: String) { put(Array(text.utf8)) }
    mutating func put(_ vectors: [Vec3]) { put(vectors.flatMap { [$0.x, $0.y, $0.z] }) }
    mutating func put(_ vector: Vec3) { for axis in 0..<3 { put(vector[axis]) } }
}

/// Reads what `AssetWriter` wrote; nil where the bytes end too soon.
struct AssetReader {
    private let bytes: [UInt8]
    private var place = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    mutating func number<T: BitwiseCopyable>(_ type: T.Type = T.self) -> T? {
        guard place + MemoryLayout<T>.size <= bytes.count else { return nil }
        defer { place += MemoryLayout<T>.size }
        return bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: place, as: T.self) }
    }

    mutating func array<T: BitwiseCopyable>(_ type: T.Type = T.self) -> [T]? {
        guard let count = number(UInt64.self), count <= UInt64(bytes.count - place) / UInt64(MemoryLayout<T>.stride) else { return nil }
        defer { place += Int(count) * MemoryLayout<T>.stride }
        return bytes.withUnsafeBytes { source in
            [T](unsafeUninitializedCapacity: Int(count)) { target, filled in
                UnsafeMutableRawBufferPointer(target).copyMemory(
                    from: UnsafeRawBufferPointer(rebasing: source[place..<place + Int(count) * MemoryLayout<T>.stride]))
                filled = Int(count)
            }
        }
    }

    mutating func text() -> String? { array(UInt8.self).map { String(decoding: $0, as: UTF8.self) } }
    mutating func vector() -> Vec3? {
        guard let x = number(Float.self), let y = number(Float.self), let z = number(Float.self) else { return nil }
        return Vec3(x, y, z)
    }
    mutating func vectors() -> [Vec3]? {
        array(Float.self).map { floats in (0..<floats.count / 3).map { Vec3(floats[3 * $0], floats[3 * $0 + 1], floats[3 * $0 + 2]) } }
    }

    mutating func list<T>(_ element: (inout AssetReader) -> T?) -> [T]? {
        guard let count = number(UInt64.self), count <= UInt64(bytes.count) else { return nil }
        var elements: [T] = []
        for _ in 0..<count {
            guard let next = element(&self) else { return nil }
            elements.append(next)
        }
        return elements
    }
}
