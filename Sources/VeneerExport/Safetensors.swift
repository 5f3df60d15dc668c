import Foundation

/// Named arrays in the safetensors format: a length, a JSON header, then the bytes, little-endian.
public struct SafetensorsFile: Sendable, Equatable {
    public enum ElementType: String, Sendable, CaseIterable {
        case float32 = "F32"
        case int32 = "I32"
        case float16 = "F16"
        case uint8 = "U8"

        public var byteCount: Int {
            switch self {
            case .float32, .int32: 4
            case .float16: 2
            case .uint8: 1
            }
        }
    }

    public struct Tensor: Sendable, Equatable {
        public let elementType: ElementType
        public let shape: [Int]
        public let bytes: [UInt8]

        public init(_ elementType: ElementType, shape: [Int], bytes: [UInt8]) {
            precondition(bytes.count == shape.reduce(elementType.byteCount, *), "a tensor's bytes must fill its shape")
            self.elementType = elementType
            self.shape = shape
            self.bytes = bytes
        }

        public init(_ values: [Float], shape: [Int]) { self.init(.float32, shape: shape, bytes: values.withUnsafeBytes(Array.init)) }
        public init(_ values: [Int32], shape: [Int]) { self.init(.int32, shape: shape, bytes: values.withUnsafeBytes(Array.init)) }
        public init(_ values: [UInt8], shape: [Int]) { self.init(.uint8, shape: shape, bytes: values) }

        /// Rounded to nearest.
        public init(halvesOf values: [Float], shape: [Int]) {
            self.init(.float16, shape: shape, bytes: values.map { Half.bits($0) }.withUnsafeBytes(Array.init))
        }

        /// Nil for integers.
        public var floats: [Float]? {
            switch elementType {
            case .float32:
                (0..<bytes.count / 4).map { i in Float(bitPattern: bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: 4 * i, as: UInt32.self) }) }
            case .float16: (0..<bytes.count / 2).map { i in Half.value(bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: 2 * i, as: UInt16.self) }) }
            case .int32, .uint8: nil
            }
        }
    }

    public var tensors: [String: Tensor]
    public var metadata: [String: String]

    public init(tensors: [String: Tensor] = [:], metadata: [String: String] = [:]) {
        self.tensors = tensors
        self.metadata = metadata
    }

    /// Widest elements first, then by name, so that each array is aligned to its element.
    private var order: [(name: String, tensor: Tensor)] {
        tensors.map { ($0.key, $0.value) }
            .sorted { ($1.1.elementType.byteCount, $0.0) < ($0.1.elementType.byteCount, $1.0) }
    }

    public func encoded() -> [UInt8] {
        var members: [JSON.Member] = []
        if !metadata.isEmpty {
            let entries = metadata.sorted { $0.key < $1.key }.map { JSON.Member(key: $0.key, value: .string($0.value)) }
            members.append(JSON.Member(key: "__metadata__", value: .object(entries)))
        }
        var end = 0
        for (name, tensor) in order {
            let start = end
            end += tensor.bytes.count
            let entry: JSON = [
                "dtype": .string(tensor.elementType.rawValue), "shape": .array(tensor.shape.map { .integer($0) }),
                "data_offsets": [.integer(start), .integer(end)],
            ]
            members.append(JSON.Member(key: name, value: entry))
        }
        var header = Array(JSON.object(members).text(indentedLevels: 0).utf8.dropLast())
        header += Array(repeating: UInt8(ascii: " "), count: (8 - header.count % 8) % 8)
        var file = withUnsafeBytes(of: UInt64(header.count).littleEndian, Array.init)
        file.reserveCapacity(8 + header.count + end)
        file += header
        for (_, tensor) in order { file += tensor.bytes }
        return file
    }
}

extension SafetensorsFile {
    private struct Entry: Decodable {
        var dtype: String
        var shape: [Int]
        var data_offsets: [Int]
    }

    private struct Name: CodingKey {
        var stringValue: String
        var intValue: Int? { nil }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    private struct HeaderText: Decodable {
        var entries: [String: Entry] = [:]
        var metadata: [String: String] = [:]

        init(from decoder: Decoder) throws {
            let container = try decoder.container(keyedBy: Name.self)
            for key in container.allKeys {
                if key.stringValue == "__metadata__" {
                    metadata = try container.decode([String: String].self, forKey: key)
                } else {
                    entries[key.stringValue] = try container.decode(Entry.self, forKey: key)
                }
            }
        }
    }

    public init(decoding file: [UInt8]) throws(ExportError) {
        guard file.count >= 8 else { throw ExportError("this safetensors file is cut short") }
        let headerLength = file.withUnsafeBytes { UInt64(littleEndian: $0.loadUnaligned(as: UInt64.self)) }
        guard headerLength <= UInt64(file.count - 8) else { throw ExportError("this safetensors file is cut short, or isn't one") }
        let dataStart = 8 + Int(headerLength)
        let header: HeaderText
        do {
            header = try JSONDecoder().decode(HeaderText.self, from: Data(file[8..<dataStart]))
        } catch {
            throw ExportError("this safetensors file's header is damaged")
        }
        var tensors: [String: Tensor] = [:]
        for (name, entry) in header.entries {
            guard let type = ElementType(rawValue: entry.dtype) else { throw ExportError("tensor \(name) has the type \(entry.dtype), which isn't read here") }
            guard entry.data_offsets.count == 2, entry.shape.allSatisfy({ (0...Int(Int32.max)).contains($0) }) else {
                throw ExportError("tensor \(name) is damaged in the header")
            }
            let (start, end) = (entry.data_offsets[0], entry.data_offsets[1])
            let byteCount = entry.shape.reduce(Double(type.byteCount)) { $0 * Double($1) }
            guard 0 <= start, start <= end, end <= file.count - dataStart, Double(end - start) == byteCount else {
                throw ExportError("tensor \(name) doesn't fit its shape or the file")
            }
            tensors[name] = Tensor(type, shape: entry.shape, bytes: Array(file[dataStart + start..<dataStart + end]))
        }
        self.init(tensors: tensors, metadata: header.metadata)
    }
}
