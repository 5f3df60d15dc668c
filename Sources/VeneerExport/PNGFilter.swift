/// The five row filters: each predicts a byte from its left, upper and upper left neighbours.
enum PNGFilter: UInt8, CaseIterable {
    case none, left, up, average, paeth

    @inline(__always) func prediction(left a: UInt8, up b: UInt8, upLeft c: UInt8) -> UInt8 {
        switch self {
        case .none: return 0
        case .left: return a
        case .up: return b
        case .average: return UInt8((Int(a) + Int(b)) / 2)
        case .paeth:
            let p = Int(a) + Int(b) - Int(c)
            let pa = abs(p - Int(a)), pb = abs(p - Int(b)), pc = abs(p - Int(c))
            return pa <= pb && pa <= pc ? a : pb <= pc ? b : c
        }
    }

    /// Each row with the filter that leaves the smallest residues, a byte naming it in front.
    static func filter(_ bytes: [UInt8], rowLength: Int, bytesPerPixel: Int) -> [UInt8] {
        let rows = bytes.count / rowLength
        let zeros = [UInt8](repeating: 0, count: rowLength)
        var candidate = zeros
        var output: [UInt8] = []
        output.reserveCapacity(rows * (rowLength + 1))
        for y in 0..<rows {
            let row = bytes[y * rowLength..<(y + 1) * rowLength]
            let above = y == 0 ? zeros[...] : bytes[(y - 1) * rowLength..<y * rowLength]
            var bestCost = Int.max
            let start = output.count
            for filter in allCases {
                let cost = filter.residues(row, above: above, bytesPerPixel: bytesPerPixel, into: &candidate)
                guard cost < bestCost else { continue }
                bestCost = cost
                output.removeSubrange(start...)
                output.append(filter.rawValue)
                output.append(contentsOf: candidate)
            }
        }
        return output
    }

    /// Returns the sum of the residues' magnitudes, as signed bytes.
    private func residues(_ row: ArraySlice<UInt8>, above: ArraySlice<UInt8>, bytesPerPixel: Int, into output: inout [UInt8]) -> Int {
        row.withUnsafeBufferPointer { row in
            above.withUnsafeBufferPointer { above in
                output.withUnsafeMutableBufferPointer { output in
                    var cost = 0
                    for x in 0..<row.count {
                        let hasLeft = x >= bytesPerPixel
                        let a = hasLeft ? row[x - bytesPerPixel] : 0, c = hasLeft ? above[x - bytesPerPixel] : 0
                        let residue = row[x] &- prediction(left: a, up: above[x], upLeft: c)
                        output[x] = residue
                        cost += Int(Int8(bitPattern: residue).magnitude)
                    }
                    return cost
                }
            }
        }
    }

    /// The bytes behind filtered rows; nil where a row names no filter.
    static func unfilter(_ filtered: [UInt8], rowLength: Int, bytesPerPixel: Int) -> [UInt8]? {
        let rows = filtered.count / (rowLength + 1)
        var bytes = [UInt8](repeating: 0, count: rows * rowLength)
        for y in 0..<rows {
            guard let filter = PNGFilter(rawValue: filtered[y * (rowLength + 1)]) else { return nil }
            let source = y * (rowLength + 1) + 1, target = y * rowLength
            for x in 0..<rowLength {
                let hasLeft = x >= bytesPerPixel
                let a = hasLeft ? bytes[target + x - bytesPerPixel] : 0
                let b = y > 0 ? bytes[target + x - rowLength] : 0
                let c = hasLeft && y > 0 ? bytes[target + x - rowLength - bytesPerPixel] : 0
                bytes[target + x] = filtered[source + x] &+ filter.prediction(left: a, up: b, upLeft: c)
            }
        }
        return bytes
    }
}
