import Foundation
import Testing

/// A safetensors file taken apart, to be damaged and written again.
struct EditableWeights {
    var header: [String: Any]
    var data: Data

    init(_ url: URL) throws {
        let file = try Data(contentsOf: url)
        let length = file.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
        header = try #require(JSONSerialization.jsonObject(with: file.subdata(in: 8..<8 + length)) as? [String: Any])
        data = file.subdata(in: 8 + length..<file.count)
    }

    func entry(_ tensor: String) throws -> (shape: [Int], offsets: [Int]) {
        let fields = try #require(header[tensor] as? [String: Any])
        return (try #require(fields["shape"] as? [Int]), try #require(fields["data_offsets"] as? [Int]))
    }

    mutating func set(_ field: String, of tensor: String, to value: Any) throws {
        var fields = try #require(header[tensor] as? [String: Any])
        fields[field] = value
        header[tensor] = fields
    }

    /// Replaces text in the configuration that travels in the metadata.
    mutating func replace(inConfiguration old: String, with new: String) throws {
        var metadata = try #require(header["__metadata__"] as? [String: String])
        let text = try #require(metadata["config"])
        try #require(text.contains(old))
        metadata["config"] = text.replacingOccurrences(of: old, with: new)
        header["__metadata__"] = metadata
    }

    mutating func zero(_ tensor: String) throws {
        let offsets = try entry(tensor).offsets
        data.replaceSubrange(offsets[0]..<offsets[1], with: Data(count: offsets[1] - offsets[0]))
    }

    /// Rows and columns of every kernel of a convolution exchanged; halves.
    func transposingWindow(of tensor: String) throws -> EditableWeights {
        let (shape, offsets) = try entry(tensor)
        let side = shape[2]
        var copy = self
        for kernel in 0..<shape[0] * shape[1] {
            for row in 0..<side {
                for column in 0..<side {
                    let to = offsets[0] + 2 * (kernel * side * side + row * side + column)
                    let from = offsets[0] + 2 * (kernel * side * side + column * side + row)
                    copy.data[to] = data[from]
                    copy.data[to + 1] = data[from + 1]
                }
            }
        }
        return copy
    }

    func bytes() throws -> Data {
        let json = try JSONSerialization.data(withJSONObject: header)
        return withUnsafeBytes(of: UInt64(json.count).littleEndian) { Data($0) } + json + data
    }

    func write() throws -> URL { try temporaryFile(bytes()) }
}

func temporaryFile(_ bytes: Data) throws -> URL {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent("painter-\(UUID().uuidString).safetensors")
    try bytes.write(to: url)
    return url
}
