/// Weights as the kernels in bfloat16 read them: blocks of 16 outputs, each [row][column][pair of inputs][output][2], padded with zeros; each row too,
/// to a multiple of `rowMultiple` pairs.
struct PairedWeights {
    private(set) var values: [UInt16] = []
    private let rowMultiple: Int

    /// - Parameter pixels: so many neighbouring ones' outputs are made as one pixel's, each from its part of a window that is wider by the others.
    init(_ weights: [Float], outputs: Int, inputs: Int, window: Convolution.Window, pixels: Int = 1, rowMultiple: Int = 1) {
        self.rowMultiple = rowMultiple
        let size = window.size, lanes = pixels == 1 ? outputs : 8
        append(outputs: pixels * lanes, rows: size, columns: size + pixels - 1, inputs: inputs) { lane, row, column, input in
            let output = lane % lanes, column = column - lane / lanes
            guard output < outputs, (0..<size).contains(column) else { return 0 }
            return weights[((output * inputs + input) * size + row) * size + column]
        }
    }

    /// The 16 elements of transformed kernels.
    init(elements: [[Float]], outputs: Int, inputs: Int) {
        rowMultiple = 1
        for element in elements {
            append(outputs: outputs, rows: 1, columns: 1, inputs: inputs) { output, _, _, input in element[output * inputs + input] }
        }
    }

    var byteCount: Int { values.count * MemoryLayout<UInt16>.stride }

    private mutating func append(outputs: Int, rows: Int, columns: Int, inputs: Int, weight: (_ output: Int, _ row: Int, _ column: Int, _ input: Int) -> Float)
    {
        for block in stride(from: 0, to: outputs, by: 16) {
            for row in 0..<rows {
                for column in 0..<columns {
                    for first in stride(from: 0, to: inputs, by: 2) {
                        for output in block..<block + 16 {
                            for input in first...first + 1 {
                                values.append(output < outputs && input < inputs ? Self.rounded(weight(output, row, column, input)) : 0)
                            }
                        }
                    }
                }
                let pairs = columns * ((inputs + 1) / 2), padded = (pairs + rowMultiple - 1) / rowMultiple * rowMultiple
                values.append(contentsOf: repeatElement(0, count: 32 * (padded - pairs)))
            }
        }
    }

    /// The nearest bfloat16, of two the even one, as the processor rounds.
    static func rounded(_ value: Float) -> UInt16 {
        let bits = value.bitPattern
        return UInt16(truncatingIfNeeded: (bits + 0x7fff + (bits >> 16 & 1)) >> 16)
    }
}
