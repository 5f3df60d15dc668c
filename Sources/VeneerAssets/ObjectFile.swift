import VeneerMath

/// What an OBJ file says, as it says it: faces of any number of corners.
struct ObjectFile {
    struct Corner {
        var position: Int32
        /// -1: none.
        var texture: Int32
        /// -1: none.
        var normal: Int32
    }

    struct Face {
        var firstCorner: Int32
        var cornerCount: Int32
        var material: Int32
        var isSmooth: Bool
    }

    private(set) var positions: [SIMD3<Double>] = []
    private(set) var textureCoordinates: [Vec2] = []
    private(set) var normals: [Vec3] = []
    private(set) var corners: [Corner] = []
    private(set) var faces: [Face] = []
    private(set) var libraries: [String] = []
    /// In order of first use; "" where none is named.
    private(set) var materialNames: [String] = []

    static let largestFaceCount = 2_000_000
    static let largestCornerCount = 1000

    init(_ bytes: [UInt8], file: String) throws(AssetError) {
        let failure: AssetError? = bytes.withUnsafeBufferPointer { buffer in
            do throws(AssetError) {
                try read(TextScanner(buffer), file: file)
                return nil
            } catch { return error }
        }
        if let failure { throw failure }
        guard !faces.isEmpty else { throw AssetError(file, "has no faces") }
    }

    private mutating func read(_ text: TextScanner, file: String) throws(AssetError) {
        var scanner = text
        var materials: [String: Int32] = [:], material: Int32 = -1, isSmooth = false
        while !scanner.isAtEnd {
            let key = scanner.word()
            if key.elementsEqual("v".utf8) {
                guard let x = scanner.number(), let y = scanner.number(), let z = scanner.number(), max(abs(x), abs(y), abs(z)) < 1e12 else {
                    throw AssetError(file, "line \(scanner.line): a vertex needs three numbers, each below 10^12")
                }
                positions.append(SIMD3(x, y, z))
            } else if key.elementsEqual("vt".utf8) {
                let u = scanner.number() ?? 0, v = scanner.number() ?? 0
                textureCoordinates.append(max(abs(u), abs(v)) < 1e6 ? Vec2(Float(u), Float(v)) : .zero)
            } else if key.elementsEqual("vn".utf8) {
                normals.append(Vec3(Float(scanner.number() ?? 0), Float(scanner.number() ?? 0), Float(scanner.number() ?? 0)))
            } else if key.elementsEqual("f".utf8) {
                if material < 0 { material = ObjectFile.number(of: "", in: &materials, &materialNames) }
                try readFace(&scanner, material: material, isSmooth: isSmooth, file: file)
            } else if key.elementsEqual("usemtl".utf8) {
                material = ObjectFile.number(of: scanner.rest(), in: &materials, &materialNames)
            } else if key.elementsEqual("s".utf8) {
                let group = scanner.word()
                isSmooth = !(group.elementsEqual("off".utf8) || group.elementsEqual("0".utf8))
            } else if key.elementsEqual("mtllib".utf8) {
                libraries.append(scanner.rest())
            }
            scanner.skipLine()
        }
    }

    private static func number(of name: String, in numbers: inout [String: Int32], _ names: inout [String]) -> Int32 {
        if let number = numbers[name] { return number }
        numbers[name] = Int32(names.count)
        names.append(name)
        return Int32(names.count - 1)
    }

    private mutating func readFace(_ scanner: inout TextScanner, material: Int32, isSmooth: Bool, file: String) throws(AssetError) {
        let first = corners.count
        while true {
            let word = scanner.word()
            guard !word.isEmpty else { break }
            let parts = word.split(separator: 47, maxSplits: 2, omittingEmptySubsequences: false)
            guard let position = ObjectFile.index(parts[0], count: positions.count) else {
                throw AssetError(
                    file, "line \(scanner.line): a face refers to vertex \(String(decoding: parts[0], as: UTF8.self)) of \(positions.count)")
            }
            // Texture coordinates and normals that aren't there are done without.
            corners.append(
                Corner(
                    position: position, texture: parts.count > 1 ? ObjectFile.index(parts[1], count: textureCoordinates.count) ?? -1 : -1,
                    normal: parts.count > 2 ? ObjectFile.index(parts[2], count: normals.count) ?? -1 : -1))
        }
        let count = corners.count - first
        guard count <= ObjectFile.largestCornerCount else {
            throw AssetError(file, "line \(scanner.line): a face has \(count) corners; at most \(ObjectFile.largestCornerCount) are possible")
        }
        // Points and lines are no surface.
        guard count >= 3 else { return corners.removeLast(count) }
        faces.append(Face(firstCorner: Int32(first), cornerCount: Int32(count), material: material, isSmooth: isSmooth))
        guard faces.count <= ObjectFile.largestFaceCount else {
            throw AssetError(file, "has more than \(ObjectFile.largestFaceCount) faces; simplify it first")
        }
    }

    /// From 1, or from the end where negative; nil outside.
    private static func index(_ word: UnsafeBufferPointer<UInt8>.SubSequence, count: Int) -> Int32? {
        guard let number = TextScanner.number(word), let index = Int(exactly: number) else { return nil }
        let place = index > 0 ? index - 1 : count + index
        return index != 0 && place >= 0 && place < count ? Int32(place) : nil
    }
}
