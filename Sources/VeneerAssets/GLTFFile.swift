import Foundation
import VeneerMath

/// The triangles of a glTF scene (version 2, .gltf or .glb): metres, its y made our z. Looks, skins and animations are left aside.
struct GLTFFile {
    private let file: URL, name: String
    private let document: Document
    private var buffers: [Int: [UInt8]] = [:]
    private var gatherer: TriangleGatherer

    static func triangles(_ bytes: [UInt8], file: URL, name: String) throws(AssetError) -> [Vec3] {
        var reader = try GLTFFile(bytes, file: file, name: name)
        try reader.read()
        return reader.gatherer.corners
    }

    private struct Document: Decodable {
        struct Asset: Decodable { var version: String }
        struct Scene: Decodable { var nodes: [Int]? }
        struct Node: Decodable {
            var mesh: Int?, children: [Int]?, matrix: [Double]?, translation: [Double]?, rotation: [Double]?, scale: [Double]?
        }
        struct Primitive: Decodable { var attributes: [String: Int], indices: Int?, mode: Int? }
        struct Mesh: Decodable { var primitives: [Primitive] }
        struct Accessor: Decodable {
            struct Sparse: Decodable {}
            var bufferView: Int?, byteOffset: Int?, componentType: Int, count: Int, type: String, sparse: Sparse?
        }
        struct View: Decodable { var buffer: Int, byteOffset: Int?, byteLength: Int, byteStride: Int? }
        struct Buffer: Decodable { var uri: String?, byteLength: Int }

        var asset: Asset, scene: Int?, scenes: [Scene]?, nodes: [Node]?, meshes: [Mesh]?, accessors: [Accessor]?, bufferViews: [View]?, buffers: [Buffer]?
        var extensionsRequired: [String]?
    }

    private init(_ bytes: [UInt8], file: URL, name: String) throws(AssetError) {
        self.file = file
        self.name = name
        gatherer = TriangleGatherer(file: name)
        var json = bytes[...]
        if bytes.starts(with: "glTF".utf8) {
            let chunks = try GLTFFile.chunks(bytes, name)
            json = chunks.json
            buffers[0] = chunks.binary.map { Array($0) }
        }
        do { document = try JSONDecoder().decode(Document.self, from: Data(json)) } catch let error as DecodingError {
            throw AssetError(name, "is no glTF: \(GLTFFile.reason(error))")
        } catch { throw AssetError(name, "is no glTF: its JSON can't be read") }
        guard document.asset.version.hasPrefix("2.") else {
            throw AssetError(name, "is glTF of version \(document.asset.version.prefix(10)); version 2 is read")
        }
        if let needed = document.extensionsRequired?.first {
            throw AssetError(name, "needs the extension \(needed.prefix(60)), which is not read here; export it uncompressed, without extensions")
        }
    }

    private static func chunks(_ bytes: [UInt8], _ name: String) throws(AssetError) -> (json: ArraySlice<UInt8>, binary: ArraySlice<UInt8>?) {
        func word(_ at: Int) -> Int? { at + 4 <= bytes.count ? (0..<4).reduce(0) { $0 | Int(bytes[at + $1]) << (8 * $1) } : nil }
        var at = 12, found: [Int: ArraySlice<UInt8>] = [:]
        while let length = word(at), let kind = word(at + 4) {
            guard at + 8 + length <= bytes.count else { throw AssetError(name, "is cut short: a chunk of \(length) bytes ends behind the file") }
            if found[kind] == nil { found[kind] = bytes[at + 8..<at + 8 + length] }
            at += 8 + length
        }
        guard word(4) == 2, let json = found[0x4e4f_534a] else { throw AssetError(name, "is no GLB of version 2 with JSON in it") }
        return (json, found[0x004e_4942])
    }

    private static func reason(_ error: DecodingError) -> String {
        func place(_ path: [any CodingKey]) -> String { path.map { $0.intValue.map(String.init) ?? $0.stringValue }.joined(separator: ".") }
        return switch error {
        case .keyNotFound(let key, let context): "\(place(context.codingPath + [key])) is missing"
        case .typeMismatch(_, let context), .valueNotFound(_, let context): "\(place(context.codingPath)) is of another kind than it should be"
        case .dataCorrupted(let context) where !context.codingPath.isEmpty: "\(place(context.codingPath)) is unsound"
        default: "it isn't JSON"
        }
    }

    private mutating func read() throws(AssetError) {
        // Its y is up, ours is z; both are right-handed.
        let upright = Affine(y: [0, 0, 1], z: [0, -1, 0])
        let nodes = document.nodes ?? []
        let roots: [Int]
        if let scenes = document.scenes, !scenes.isEmpty {
            roots = try at(document.scene ?? 0, of: scenes, "scene").nodes ?? []
        } else {
            let carried = Set(nodes.flatMap { $0.children ?? [] })
            roots = nodes.indices.filter { !carried.contains($0) }
        }
        for root in roots { try walk(root, at: upright, depth: 0) }
    }

    private func at<T>(_ index: Int, of list: [T]?, _ what: String) throws(AssetError) -> T {
        guard let list, list.indices.contains(index) else { throw AssetError(name, "\(what) \(index) is asked for; there are \(list?.count ?? 0)") }
        return list[index]
    }

    private mutating func walk(_ index: Int, at parent: Affine, depth: Int) throws(AssetError) {
        try gatherer.enter(depth: depth)
        let node = try at(index, of: document.nodes, "node"), place = parent * (try Self.place(node, name))
        if let mesh = node.mesh { for primitive in try at(mesh, of: document.meshes, "mesh").primitives { try add(primitive, at: place) } }
        for child in node.children ?? [] { try walk(child, at: place, depth: depth + 1) }
    }

    private static func place(_ node: Document.Node, _ name: String) throws(AssetError) -> Affine {
        func numbers(_ values: [Double]?, _ fallback: [Double], _ what: String) throws(AssetError) -> [Double] {
            guard let values else { return fallback }
            guard values.count == fallback.count, values.allSatisfy({ abs($0) < 1e12 }) else {
                throw AssetError(name, "a node's \(what) needs \(fallback.count) numbers")
            }
            return values
        }
        if node.matrix != nil { return Affine(columns: try numbers(node.matrix, Array(repeating: 0, count: 16), "matrix")) }
        let t = try numbers(node.translation, [0, 0, 0], "translation"), r = try numbers(node.rotation, [0, 0, 0, 1], "rotation")
        let s = try numbers(node.scale, [1, 1, 1], "scale")
        return Affine(origin: [t[0], t[1], t[2]]) * Affine(turnedBy: SIMD4(r[0], r[1], r[2], r[3]))
            * Affine(x: [s[0], 0, 0], y: [0, s[1], 0], z: [0, 0, s[2]])
    }

    private mutating func add(_ primitive: Document.Primitive, at place: Affine) throws(AssetError) {
        let mode = primitive.mode ?? 4
        guard (4...6).contains(mode), let accessor = primitive.attributes["POSITION"] else { return } // points and lines are no surface
        let values = try numbers(accessor, type: "VEC3", parts: 3, kinds: [5126])
        let points = stride(from: 0, to: values.count, by: 3).map { SIMD3(values[$0], values[$0 + 1], values[$0 + 2]) }
        let order = try primitive.indices.map { index throws(AssetError) in
            try numbers(index, type: "SCALAR", parts: 1, kinds: [5121, 5123, 5125]).map { Int($0) }
        }
        let corners = try (order ?? Array(points.indices)).map { index throws(AssetError) -> SIMD3<Double> in
            guard points.indices.contains(index) else { throw AssetError(name, "an index names vertex \(index) of \(points.count)") }
            return points[index]
        }
        for i in stride(from: 0, to: corners.count - 2, by: mode == 4 ? 3 : 1) {
            let isOdd = mode == 5 && i % 2 == 1
            try gatherer.add([corners[mode == 6 ? 0 : isOdd ? i + 1 : i], corners[isOdd ? i : i + 1], corners[i + 2]], at: place)
        }
    }

    private mutating func numbers(_ index: Int, type: String, parts: Int, kinds: [Int]) throws(AssetError) -> [Double] {
        let accessor = try at(index, of: document.accessors, "accessor"), what = "accessor \(index)"
        guard accessor.sparse == nil, let viewIndex = accessor.bufferView else {
            throw AssetError(name, "\(what) is sparse, which is not read here; export it whole")
        }
        guard accessor.type == type, kinds.contains(accessor.componentType) else {
            throw AssetError(name, "\(what) is \(accessor.type.prefix(10)) of component type \(accessor.componentType); \(type) of \(kinds) is wanted")
        }
        let view = try at(viewIndex, of: document.bufferViews, "buffer view"), bytes = try buffer(view.buffer)
        let size = [5121: 1, 5123: 2][accessor.componentType] ?? 4, width = size * parts, stride = view.byteStride ?? width
        let start = view.byteOffset ?? 0, offset = accessor.byteOffset ?? 0, bound = 1 << 31
        guard [start, offset, view.byteLength, accessor.count].allSatisfy({ (0..<bound).contains($0) }), (1...1024).contains(stride),
            start + view.byteLength <= bytes.count, accessor.count == 0 || offset + (accessor.count - 1) * stride + width <= view.byteLength
        else { throw AssetError(name, "\(what) reaches beyond its buffer") }
        let values = (0..<accessor.count * parts).map { place -> Double in
            let at = start + offset + place / parts * stride + place % parts * size
            let bits = (0..<size).reduce(UInt32(0)) { $0 | UInt32(bytes[at + $1]) << UInt32(8 * $1) }
            return accessor.componentType == 5126 ? Double(Float(bitPattern: bits)) : Double(bits)
        }
        guard values.allSatisfy({ abs($0) < 1e12 }) else { throw AssetError(name, "\(what) holds a number that isn't finite") }
        return values
    }

    /// Of the GLB itself, within the JSON, or a file beside it.
    private mutating func buffer(_ index: Int) throws(AssetError) -> [UInt8] {
        if let known = buffers[index] { return known }
        guard let uri = try at(index, of: document.buffers, "buffer").uri else { throw AssetError(name, "buffer \(index) has no bytes") }
        var data: Data?
        if uri.hasPrefix("data:") {
            data = uri.firstIndex(of: ",").flatMap { Data(base64Encoded: String(uri[uri.index(after: $0)...])) }
        } else if !uri.contains(":"), let path = uri.removingPercentEncoding {
            data = FileManager.default.contents(atPath: file.deletingLastPathComponent().appendingPathComponent(path).path)
        }
        guard let data else { throw AssetError(name, "buffer \(index), \(uri.prefix(60)), can't be read") }
        buffers[index] = [UInt8](data)
        return buffers[index] ?? []
    }
}
