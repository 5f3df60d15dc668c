import Foundation
import VeneerMath

/// A landscape over a rectangle: heights on a grid, from a picture's grey or from a seed.
public enum HeightField: Hashable, Sendable {
    /// Black is the lowest, white the highest; as many points as it has pixels.
    case picture(name: String)
    /// Hills and hollows, so many metres from one to the next, on so many cells along the longer side.
    case hills(seed: UInt32, featureInMetres: Float, cells: Int)
    public static let mostCells = 512
}

extension SolidMesh {
    /// Around the origin: z from minus half the size to plus half. Pictures are looked for in `folder`.
    public convenience init(_ field: HeightField, size: Vec3, folder: URL?) throws(AssetError) {
        switch field {
        case .picture(let name):
            let file = URL(fileURLWithPath: name, relativeTo: folder).absoluteURL
            guard let data = FileManager.default.contents(atPath: file.path) else { throw AssetError(name, "cannot be read; is the path right?") }
            let (width, height, pixels) = try ModelTexture.decoded([UInt8](data), name: name)
            guard min(width, height) >= 2, max(width, height) <= HeightField.mostCells + 1 else {
                throw AssetError(name, "is \(width)x\(height) pixels; a landscape has 2 to \(HeightField.mostCells + 1) each way")
            }
            // Its top is where y is largest.
            try self.init(.picture(name: file.path), size: size, columns: width, rows: height) { column, row in
                let first = ((height - 1 - row) * width + column) * 4
                return pixels[first..<first + 3].reduce(Float(0)) { $0 + Float($1) } / (3 * 255)
            }
        case .hills(let seed, let feature, let cells):
            let longer = max(size.x, size.y)
            let columns = max(2, Int((Float(cells) * size.x / longer).rounded()) + 1), rows = max(2, Int((Float(cells) * size.y / longer).rounded()) + 1)
            let noise = ValueNoise(seed: seed)
            try self.init(field, size: size, columns: columns, rows: rows) { column, row in
                let x = size.x * Float(column) / Float(columns - 1) / feature, y = size.y * Float(row) / Float(rows - 1) / feature
                return 0.75 * noise.at(x, y) + 0.25 * noise.at(2 * x + 17, 2 * y + 31)
            }
        }
    }

    /// `height` is 0...1, rows run along y.
    private convenience init(_ field: HeightField, size: Vec3, columns: Int, rows: Int, height: (_ column: Int, _ row: Int) -> Float) throws(AssetError) {
        var corners: [Vec3] = [], hash = StableHash()
        func point(_ column: Int, _ row: Int) -> Vec3 {
            let share = Vec3(Float(column) / Float(columns - 1), Float(row) / Float(rows - 1), height(column, row))
            return (share - 0.5) * size
        }
        for row in 0..<rows - 1 {
            for column in 0..<columns - 1 {
                let a = point(column, row), b = point(column + 1, row), c = point(column + 1, row + 1), d = point(column, row + 1)
                corners += [a, b, c, a, c, d]
            }
        }
        for corner in corners { hash.combine(corner) }
        try self.init(name: "heights", scale: size, contentHash: hash.value, corners: corners, heights: field)
    }
}

/// Smooth numbers of 0...1 over the plane, one drawn for each whole point.
private struct ValueNoise {
    let seed: UInt32

    func at(_ x: Float, _ y: Float) -> Float {
        let column = x.rounded(.down), row = y.rounded(.down)
        func eased(_ t: Float) -> Float { t * t * (3 - 2 * t) }
        let u = eased(x - column), v = eased(y - row)
        func corner(_ i: Float, _ j: Float) -> Float {
            var hash = StableHash()
            hash.combine(seed)
            hash.combine(Int32(column + i))
            hash.combine(Int32(row + j))
            return Float(hash.value >> 40) / 16_777_216
        }
        return mix(mix(corner(0, 0), corner(1, 0), u), mix(corner(0, 1), corner(1, 1), u), v)
    }
}
