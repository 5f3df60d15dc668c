import Foundation
import VeneerMath

/// The triangles of a COLLADA scene (DAE), in metres, z up, as the file says what its unit and its axes are. Looks and animations are left aside.
struct ColladaFile {
    private let file: String
    private var elements: [String: XMLElement] = [:]
    private var gatherer: TriangleGatherer

    static func triangles(_ bytes: [UInt8], file: String) throws(AssetError) -> [Vec3] {
        let root: XMLElement
        do { root = try XMLElement.parse(bytes) } catch { throw AssetError(file, "line \(error.line): \(error.message)") }
        guard root.name == "COLLADA" else { throw AssetError(file, "holds a <\(root.name)>, not a <COLLADA>") }
        var reader = ColladaFile(file: file)
        reader.note(root)
        try reader.read(root)
        return reader.gatherer.corners
    }

    private init(file: String) {
        self.file = file
        gatherer = TriangleGatherer(file: file)
    }

    private func fail(_ message: String, at element: XMLElement) -> AssetError { AssetError(file, "line \(element.line): \(message)") }

    private mutating func note(_ element: XMLElement) {
        if let id = element["id"], elements[id] == nil { elements[id] = element }
        for child in element.children { note(child) }
    }

    private mutating func read(_ root: XMLElement) throws(AssetError) {
        let asset = root.first("asset"), unit = asset?.first("unit")?["meter"].map { Double($0) ?? .nan } ?? 1
        guard unit > 1e-9, unit < 1e6 else { throw AssetError(file, "<unit>: its meter must be a number above 0") }
        var place = Affine(x: [unit, 0, 0], y: [0, unit, 0], z: [0, 0, unit])
        switch asset?.first("up_axis").map({ String(decoding: $0.content, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines) }) ?? "Y_UP" {
        case "Z_UP": break
        case "Y_UP": place = place * Affine(y: [0, 0, 1], z: [0, -1, 0])
        case "X_UP": place = place * Affine(x: [0, 0, 1], z: [-1, 0, 0])
        case let other: throw AssetError(file, "<up_axis> is \(other.prefix(20)); one of X_UP, Y_UP, Z_UP")
        }
        if let scene = root.first("scene")?.first("instance_visual_scene") {
            for node in try target(of: scene).all("node") { try walk(node, at: place, depth: 0) }
        } else {
            for geometry in root.all("library_geometries").flatMap({ $0.all("geometry") }) { try add(geometry, at: place) }
        }
    }

    private func target(of instance: XMLElement, _ key: String = "url") throws(AssetError) -> XMLElement {
        guard let link = instance[key], link.hasPrefix("#"), let element = elements[String(link.dropFirst())] else {
            throw fail("<\(instance.name)>: \(key)=\"\((instance[key] ?? "").prefix(60))\" names nothing in this file", at: instance)
        }
        return element
    }

    private mutating func walk(_ node: XMLElement, at parent: Affine, depth: Int) throws(AssetError) {
        try gatherer.enter(depth: depth)
        var place = parent
        for child in node.children {
            switch child.name {
            case "matrix":
                let m = try numbers(child, count: 16)
                place = place * Affine(columns: (0..<16).map { m[$0 % 4 * 4 + $0 / 4] })
            case "translate":
                let v = try numbers(child, count: 3)
                place = place * Affine(origin: [v[0], v[1], v[2]])
            case "scale":
                let v = try numbers(child, count: 3)
                place = place * Affine(x: [v[0], 0, 0], y: [0, v[1], 0], z: [0, 0, v[2]])
            case "rotate":
                let v = try numbers(child, count: 4), axis = SIMD3(v[0], v[1], v[2]), length = (axis * axis).sum().squareRoot(), half = v[3] * .pi / 360
                place = place * Affine(turnedBy: SIMD4(axis / max(length, 1e-30) * sin(half), cos(half)))
            case "skew", "lookat": throw fail("<\(child.name)> is not read here; give the node a <matrix>", at: child)
            case "instance_controller": throw fail("what bends by a skeleton is not read here; export it without its rig", at: child)
            case "instance_geometry": try add(try target(of: child), at: place)
            case "instance_node": try walk(try target(of: child), at: place, depth: depth + 1)
            case "node": try walk(child, at: place, depth: depth + 1)
            default: break
            }
        }
    }

    private mutating func add(_ geometry: XMLElement, at place: Affine) throws(AssetError) {
        guard let mesh = geometry.first("mesh") else { throw fail("<geometry> without a <mesh>; curves and hulls are not read here", at: geometry) }
        var positions: [String: [SIMD3<Double>]] = [:]
        for part in mesh.children {
            guard ["triangles", "polylist", "polygons", "trifans", "tristrips"].contains(part.name) else { continue } // lines are no surface
            guard let input = part.all("input").first(where: { $0["semantic"] == "VERTEX" }) else {
                throw fail("<\(part.name)> without a VERTEX input", at: part)
            }
            let key = input["source"] ?? ""
            if positions[key] == nil { positions[key] = try points(of: try target(of: input, "source")) }
            try add(part, of: positions[key] ?? [], at: place)
        }
    }

    private func points(of vertices: XMLElement) throws(AssetError) -> [SIMD3<Double>] {
        guard let input = vertices.all("input").first(where: { $0["semantic"] == "POSITION" }) else {
            throw fail("<vertices> without a POSITION input", at: vertices)
        }
        let source = try target(of: input, "source")
        guard let array = source.first("float_array") else { throw fail("<source> without a <float_array>", at: source) }
        let accessor = source.first("technique_common")?.first("accessor"), stride = accessor?["stride"].map { Int($0) ?? 0 } ?? 3
        let offset = accessor?["offset"].map { Int($0) ?? -1 } ?? 0, values = try numbers(array)
        guard (3...64).contains(stride), (0...values.count).contains(offset) else { throw fail("<source>: positions need a stride of at least 3", at: source) }
        return Swift.stride(from: offset, to: max(offset, values.count - 2), by: stride).map { SIMD3(values[$0], values[$0 + 1], values[$0 + 2]) }
    }

    private mutating func add(_ part: XMLElement, of points: [SIMD3<Double>], at place: Affine) throws(AssetError) {
        func offset(_ input: XMLElement) -> Int { input["offset"].flatMap { Int($0) } ?? 0 }
        let inputs = part.all("input"), own = inputs.first { $0["semantic"] == "VERTEX" }.map(offset) ?? 0, width = (inputs.map(offset).max() ?? 0) + 1
        guard inputs.map(offset).allSatisfy({ (0...31).contains($0) }) else { throw fail("<input>: its offset must be 0 to 31", at: part) }
        var counts = part.name == "polylist" ? try part.first("vcount").map { element throws(AssetError) in try whole(element) } ?? [] : []
        for list in part.all("p") {
            let indices = try whole(list)
            let corners = try Swift.stride(from: own, to: indices.count - indices.count % width, by: width).map { at throws(AssetError) -> SIMD3<Double> in
                guard points.indices.contains(indices[at]) else { throw fail("<p> refers to vertex \(indices[at]) of \(points.count)", at: list) }
                return points[indices[at]]
            }
            switch part.name {
            case "triangles": counts = Array(repeating: 3, count: corners.count / 3)
            case "polylist": break
            case "tristrips":
                for i in 0..<max(0, corners.count - 2) {
                    try gatherer.add(i % 2 == 0 ? [corners[i], corners[i + 1], corners[i + 2]] : [corners[i + 1], corners[i], corners[i + 2]], at: place)
                }
                continue
            default: counts = [corners.count]
            }
            var next = 0
            for count in counts {
                guard (0...10_000).contains(count), next + count <= corners.count else {
                    throw fail("<\(part.name)> has fewer corners than it counts", at: list)
                }
                try gatherer.add(Array(corners[next..<next + count]), at: place)
                next += count
            }
        }
    }

    private func whole(_ element: XMLElement) throws(AssetError) -> [Int] {
        try numbers(element).map { number throws(AssetError) in
            guard let index = Int(exactly: number) else { throw fail("<\(element.name)>: \(number) is no whole number", at: element) }
            return index
        }
    }

    private func numbers(_ element: XMLElement, count: Int? = nil) throws(AssetError) -> [Double] {
        let values = element.content.withUnsafeBufferPointer { buffer -> [Double]? in
            var scanner = TextScanner(buffer), values: [Double] = []
            while !scanner.isAtEnd {
                let word = scanner.word()
                guard !word.isEmpty else {
                    scanner.skipLine()
                    continue
                }
                guard let value = TextScanner.number(word) else { return nil }
                values.append(value)
            }
            return values
        }
        guard let values, values.allSatisfy({ abs($0) < 1e12 }) else { throw fail("<\(element.name)> holds something that is no number", at: element) }
        if let count, values.count != count { throw fail("<\(element.name)> needs \(count) numbers; it has \(values.count)", at: element) }
        return values
    }
}
