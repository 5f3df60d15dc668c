import CKernels

extension Convolution {
    /// Below 64 channels in all, the transforms eat the gain; above the kernel's limit its scratch doesn't fit.
    static func winogradPays(_ window: Window, _ sourceChannels: [Int], _ outputCount: Int) -> Bool {
        let total = sourceChannels.reduce(outputCount, +)
        return window == .three && sourceChannels.allSatisfy { $0 % 8 == 0 } && (64...Int(CK_WINOGRAD_CHANNELS)).contains(total)
    }

    /// G g Gᵀ of every kernel g: for each of its 16 elements the weights of a point convolution.
    static func transformed(_ weights: [Float]) -> [[Float]] {
        let kernels = (0..<weights.count / 9).map { transform(Array(weights[$0 * 9..<$0 * 9 + 9])) }
        return (0..<16).map { element in kernels.map { $0[element] } }
    }

    private static func transform(_ kernel: [Float]) -> [Float] {
        func spread(_ a: Double, _ b: Double, _ c: Double) -> [Double] { [a, (a + b + c) / 2, (a - b + c) / 2, c] }
        let k = kernel.map(Double.init)
        let rows = (0..<3).map { spread(k[3 * $0], k[3 * $0 + 1], k[3 * $0 + 2]) }
        let columns = (0..<4).map { spread(rows[0][$0], rows[1][$0], rows[2][$0]) }
        return (0..<16).map { Float(columns[$0 % 4][$0 / 4]) }
    }
}
