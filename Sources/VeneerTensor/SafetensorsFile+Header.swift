import Foundation

extension SafetensorsFile {
    struct Header {
        var byteCount: Int
        var metadata: [String: String] = [:]
        var entries: [String: Entry] = [:]
    }

    /// Eight bytes of length, then that much JSON.
    static func header(of file: Data, name: String) throws -> Header {
        guard file.count >= 8 else { throw TensorError(file: name, "is not a safetensors file: \(file.count) bytes") }
        let length = (0..<8).reduce(UInt64(0)) { $0 | UInt64(file[file.startIndex + $1]) << (8 * $1) }
        guard length <= UInt64(file.count - 8) else {
            throw TensorError(file: name, "is cut short: its header claims \(length) bytes of \(file.count)")
        }
        var header = Header(byteCount: Int(length))
        let json = file.subdata(in: file.startIndex + 8..<file.startIndex + 8 + header.byteCount)
        guard let object = try? JSONSerialization.jsonObject(with: json) as? [String: Any] else { // The parser's words name no file.
            throw TensorError(file: name, "has a damaged header")
        }
        for (key, value) in object {
            if key == "__metadata__" {
                guard let strings = value as? [String: String] else { throw TensorError(file: name, "has metadata other than strings") }
                header.metadata = strings
            } else {
                header.entries[key] = try entry(value, tensor: key, name: name)
            }
        }
        return header
    }

    private static func entry(_ value: Any, tensor: String, name: String) throws -> Entry {
        func fail(_ problem: String) -> TensorError { TensorError(file: name, tensor: tensor, problem) }
        guard let fields = value as? [String: Any], let typeName = fields["dtype"] as? String, let shape = fields["shape"] as? [Int],
            let offsets = fields["data_offsets"] as? [Int]
        else { throw fail("has a damaged header entry") }
        guard let type = ElementType(rawValue: typeName) else { throw fail("has element type \(typeName); only F16 and F32 are read") }
        guard offsets.count == 2, offsets[0] >= 0, offsets[0] <= offsets[1] else { throw fail("has bad offsets \(offsets)") }
        var byteCount = type.byteCount
        for extent in shape {
            let (product, overflows) = byteCount.multipliedReportingOverflow(by: extent)
            guard extent >= 0, !overflows else { throw fail("has a bad shape \(shape)") }
            byteCount = product
        }
        guard offsets[1] - offsets[0] == byteCount else {
            throw fail("takes \(offsets[1] - offsets[0]) bytes where its shape \(shape) needs \(byteCount)")
        }
        return Entry(type: type, shape: shape, bytes: offsets[0]..<offsets[1])
    }

    /// One after the other without overlap, gap or rest.
    static func checkLayout(_ entries: [String: Entry], dataByteCount: Int, name: String) throws {
        let ordered = entries.sorted {
            ($0.value.bytes.lowerBound, $0.value.bytes.upperBound, $0.key) < ($1.value.bytes.lowerBound, $1.value.bytes.upperBound, $1.key)
        }
        var end = 0
        for (tensor, entry) in ordered {
            guard entry.bytes.upperBound <= dataByteCount else {
                throw TensorError(file: name, tensor: tensor, "ends at byte \(entry.bytes.upperBound) of \(dataByteCount): the file is cut short")
            }
            guard entry.bytes.lowerBound >= end else { throw TensorError(file: name, tensor: tensor, "overlaps the one before it") }
            guard entry.bytes.lowerBound == end else { throw TensorError(file: name, tensor: tensor, "leaves a gap before it") }
            end = entry.bytes.upperBound
        }
        guard end == dataByteCount else { throw TensorError(file: name, "has \(dataByteCount - end) bytes that belong to no tensor") }
    }
}
