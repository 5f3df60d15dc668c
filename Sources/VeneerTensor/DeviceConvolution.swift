import VeneerGPU

/// Where one convolution's weights and its scale and shift lie among those of a network.
public struct DeviceConvolution: Sendable {
    let window: Convolution.Window
    let sourceOctets: [Int]
    let outputOctets: Int
    let firstWeight: Int
    let rowOctets: Int
    let firstEntry: Int
    /// Padded as the outputs are.
    let bias: [Float]

    /// y = (sum + bias)·(1 + gain) + offset in a table of all convolutions; outputs that aren't given a gain have none.
    public func write(gain: ArraySlice<Float> = [], offset: ArraySlice<Float> = [], to table: inout [Float]) {
        for output in bias.indices {
            let g = output < gain.count ? gain[gain.startIndex + output] : 0, o = output < offset.count ? offset[offset.startIndex + output] : 0
            let place = 4 * firstEntry + output / 8 * 16 + output % 8
            table[place] = 1 + g
            table[place + 8] = bias[output] * (1 + g) + o
        }
    }
}

/// A network's weights, packed one convolution after the other.
public struct DeviceWeights {
    private var values: [Float] = []
    /// Floats of scale and shift that all convolutions together take.
    public private(set) var tableCount = 0

    public init() {}

    /// - Parameter groups: the outputs are so many pixels' features; each one's are padded by themselves.
    public mutating func add(_ c: ConvolutionWeights, groups: Int = 1) -> DeviceConvolution {
        precondition((1...2).contains(c.sourceChannels.count) && c.outputCount % groups == 0, "a convolution reads one map or two")
        let groupCount = c.outputCount / groups, paddedGroup = paddedToOctets(groupCount), outputCount = groups * paddedGroup
        let places = (0..<c.outputCount).map { $0 / groupCount * paddedGroup + $0 % groupCount }
        let taps = c.window.size * c.window.size, paddedSources = c.sourceChannels.map(paddedToOctets), columns = (outputCount + 15) / 16 * 16
        let rows = (taps * paddedSources.reduce(0, +) + 15) / 16 * 16
        var packed = [Float](repeating: 0, count: rows * columns), row = 0
        for tap in 0..<taps {
            var first = 0
            for (channels, padded) in zip(c.sourceChannels, paddedSources) {
                for channel in 0..<channels {
                    for (output, place) in places.enumerated() {
                        packed[(row + channel) * columns + place] = c.weights[(output * c.inputCount + first + channel) * taps + tap]
                    }
                }
                first += channels
                row += padded
            }
        }
        var bias = [Float](repeating: 0, count: outputCount)
        for (output, place) in places.enumerated() { bias[place] = c.bias[output] }
        defer {
            values += packed
            tableCount += 2 * outputCount
        }
        return DeviceConvolution(
            window: c.window, sourceOctets: paddedSources.map { $0 / 8 }, outputOctets: outputCount / 8, firstWeight: values.count / 8,
            rowOctets: columns / 8, firstEntry: tableCount / 4, bias: bias)
    }

    public func buffer(_ device: GPUDevice, _ precision: DevicePrecision) throws(GPUError) -> Buffer {
        switch precision {
        case .half: try Buffer(device, values.map { Float16($0).bitPattern }, use: .storage)
        case .single: try Buffer(device, values, use: .storage)
        }
    }
}
