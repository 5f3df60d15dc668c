import CKernels
import Foundation

/// A safetensors file, mapped and checked whole on opening: every byte of its data belongs to exactly one tensor.
public struct SafetensorsFile: Sendable {
    public enum ElementType: String, Sendable {
        case f16 = "F16"
        case f32 = "F32"
        public var byteCount: Int { self == .f16 ? 2 : 4 }
    }

    public struct Entry: Sendable {
        public let type: ElementType
        public let shape: [Int]
        /// Within the data that follows the header.
        public let bytes: Range<Int>
        public var elementCount: Int { shape.reduce(1, *) }
    }

    public let name: String
    public let metadata: [String: String]
    public let entries: [String: Entry]
    private let file: Data
    private let dataStart: Int

    public init(_ url: URL) throws {
        name = url.lastPathComponent
        do {
            file = try Data(contentsOf: url, options: .alwaysMapped)
        } catch {
            throw TensorError(file: name, "can't be read; check that \(url.path) exists")
        }
        let header = try Self.header(of: file, name: name)
        dataStart = 8 + header.byteCount
        metadata = header.metadata
        entries = header.entries
        try Self.checkLayout(entries, dataByteCount: file.count - dataStart, name: name)
    }

    /// A tensor's values; throws unless it is there in exactly this shape.
    public func values(_ tensor: String, shape: [Int]) throws -> [Float] {
        guard let entry = entries[tensor] else { throw TensorError(file: name, tensor: tensor, "is missing; export the weights again") }
        guard entry.shape == shape else {
            throw TensorError(file: name, tensor: tensor, "has shape \(entry.shape) where the configuration asks for \(shape)")
        }
        return values(entry)
    }

    /// Throws if the file holds tensors that nothing asked for: a sign of another architecture.
    public func requireOnly(_ used: Set<String>) throws {
        if let unused = entries.keys.sorted().first(where: { !used.contains($0) }) {
            throw TensorError(file: name, tensor: unused, "is not part of this architecture")
        }
    }

    public func values(_ entry: Entry) -> [Float] {
        let count = entry.elementCount
        return [Float](unsafeUninitializedCapacity: count) { values, initialised in
            initialised = count
            guard count > 0 else { return }
            file.withUnsafeBytes { bytes in
                let source = UnsafeRawBufferPointer(rebasing: bytes[dataStart + entry.bytes.lowerBound..<dataStart + entry.bytes.upperBound])
                switch entry.type {
                case .f32: UnsafeMutableRawBufferPointer(values).copyMemory(from: source)
                case .f16:
                    // The header's length may leave the data on an odd byte.
                    withUnsafeTemporaryAllocation(of: UInt16.self, capacity: count) { halves in
                        UnsafeMutableRawBufferPointer(halves).copyMemory(from: source)
                        ck_half_to_float(halves.baseAddress!, values.baseAddress!, Int64(count))
                    }
                }
            }
        }
    }
}
