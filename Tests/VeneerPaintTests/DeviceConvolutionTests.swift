import Testing
import VeneerGPU
import VeneerMath
import VeneerTensor

/// One device for all tests; whatever the validation layer has to say about a test's submissions makes it throw.
func sharedDevice() throws -> GPUDevice { try device.get() }
private let device = Result { try GPUDevice(validate: true) }

/// One for many convolutions: compiling a kernel takes a software device longer than running it.
struct DeviceKit {
    let precision: DevicePrecision
    let product: ConvolutionKernels.Product
    let kernels: ConvolutionKernels

    /// Matrix units are tested where this machine's device has some.
    static func all(_ precision: DevicePrecision) throws -> [DeviceKit] {
        let device = try sharedDevice()
        return ConvolutionKernels.Product.allCases.filter { $0 == .registers || precision == .half && device.limits.multipliesMatrices }
            .map { DeviceKit(precision: precision, product: $0, kernels: ConvolutionKernels(device, precision: precision, product: $0)) }
    }
}

/// A convolution with everything around it, on the processor and on the device.
struct ConvolutionTrial {
    var random = SeededRandom(seed: 5)
    var sources: [FeatureMap]
    var weights: ConvolutionWeights
    var gain: [Float]
    var offset: [Float]

    init(width: Int, height: Int, inputs: [Int], outputs: Int, window: Convolution.Window) {
        // Halves exactly: what differs is the sum's order and the result's rounding.
        func numbers(_ count: Int, _ random: inout SeededRandom) -> [Float] { (0..<count).map { _ in Float(Float16(random.uniform(-1, 1))) } }
        let inputCount = inputs.reduce(0, +)
        sources = inputs.map { FeatureMap(width: width, height: height, channelCount: $0) }
        for map in sources { map.fill(numbers(width * height * map.channelCount, &random)) }
        weights = ConvolutionWeights(
            weights: numbers(outputs * inputCount * window.size * window.size, &random), bias: numbers(outputs, &random), window: window,
            sourceChannels: inputs)
        (gain, offset) = (numbers(outputs, &random), numbers(outputs, &random))
    }

    /// What comes of it on the device, without the channels that pad the last octet.
    func onDevice(
        _ kit: DeviceKit, width: Int, height: Int, channels: Int, groups: Int = 1,
        spread: ConvolutionKernels.Spread = .plain, residual: FeatureMap? = nil, rows: Int? = nil, rectifies: Bool = true
    ) throws -> [Float] {
        let device = try sharedDevice(), precision = kit.precision
        var packed = DeviceWeights()
        // Something stands before it in both tables.
        _ = packed.add(ConvolutionWeights(weights: Array(repeating: 9, count: 40), bias: [1, 2, 3, 4, 5], window: .point, sourceChannels: [8]))
        let layer = packed.add(weights, groups: groups)
        var table = [Float](repeating: 7, count: packed.tableCount)
        if groups == 1 { layer.write(gain: gain[...], offset: offset[...], to: &table) } else { layer.write(to: &table) }
        let output =
            try residual.map { try DeviceMap(device, $0, precision: precision) }
            ?? DeviceMap(device, FeatureMap(width: width, height: height, channelCount: channels), precision: precision)
        let maps = try sources.map { try DeviceMap(device, $0, precision: precision) }
        let packedWeights = try packed.buffer(device, precision), modulation = try Buffer(device, table, use: .storage)
        let recording = try device.record()
        try kit.kernels.run(
            layer, maps, to: output, spread: spread, rows: rows,
            residual: residual == nil ? nil : output, rectifies: rectifies, weights: packedWeights, table: modulation, in: recording)
        try recording.submit().wait()
        withExtendedLifetime(maps) {}
        return try output.copied(channels: channels, from: device).copyValues()
    }
}

/// The map's first channels.
func firstChannels(_ map: FeatureMap, _ count: Int) -> [Float] {
    let values = map.copyValues()
    return values.indices.filter { $0 % map.channelCount < count }.map { values[$0] }
}

@Suite struct DeviceConvolutionTests {
    static let tolerance: [DevicePrecision: Float] = [.single: 1e-5, .half: 2e-3]

    @Test(arguments: DevicePrecision.allCases) func agreesWithTheProcessor(precision: DevicePrecision) throws {
        for kit in try DeviceKit.all(precision) {
            for c in ConvolutionTests.cases {
                #expect(try error(of: c, kit) < #require(Self.tolerance[precision]), "\(c), \(kit.product)")
            }
        }
    }

    private func error(of c: ConvolutionTests.Case, _ kit: DeviceKit) throws -> Float {
        let trial = ConvolutionTrial(width: c.width, height: c.height, inputs: c.inputs, outputs: c.outputs, window: c.window)
        let width = c.width / c.window.stride, height = c.height / c.window.stride
        let convolution = Convolution(trial.weights)
        convolution.modulate(gain: trial.gain, offset: trial.offset)
        let expected = FeatureMap(width: width, height: height, channelCount: convolution.outputCount)
        expected.fill((0..<width * height * convolution.outputCount).map { Float($0 % 13) / 16 })
        let residual = FeatureMap(width: width, height: height, channelCount: c.outputs)
        residual.fill(firstChannels(expected, c.outputs))
        convolution.apply(trial.sources, to: ConvolutionTarget(expected), residual: expected, rectifies: true, workers: Workers(1))
        let actual = try trial.onDevice(kit, width: width, height: height, channels: c.outputs, residual: residual)
        return relativeError(actual, firstChannels(expected, c.outputs))
    }

    @Test(arguments: DevicePrecision.allCases) func resultsAreAddedToFourPixels(precision: DevicePrecision) throws {
        let trial = ConvolutionTrial(width: 5, height: 3, inputs: [16], outputs: 24, window: .point)
        let convolution = Convolution(trial.weights)
        convolution.modulate(gain: trial.gain, offset: trial.offset)
        let half = FeatureMap(width: 5, height: 3, channelCount: 24), full = FeatureMap(width: 10, height: 6, channelCount: 24)
        let before = FeatureMap(width: 10, height: 6, channelCount: 24)
        for map in [full, before] { map.fill((0..<10 * 6 * 24).map { Float($0 % 17) / 32 }) }
        convolution.apply(trial.sources, to: ConvolutionTarget(half), rectifies: false, workers: Workers(1))
        full.addDoubled(half, workers: Workers(1))
        for kit in try DeviceKit.all(precision) {
            let actual = try trial.onDevice(kit, width: 10, height: 6, channels: 24, spread: .doubled, residual: before, rectifies: false)
            #expect(try relativeError(actual, full.copyValues()) < #require(Self.tolerance[precision]), "\(kit.product)")
        }
    }

    /// Output, row and column of a pixel's 16 come from an order of their own: four convolutions on the processor are one on the device.
    @Test(arguments: DevicePrecision.allCases, [6, 8, 16]) func resultsAreLaidSideBySide(precision: DevicePrecision, features: Int) throws {
        let trial = ConvolutionTrial(width: 3, height: 5, inputs: [8], outputs: 16 * features, window: .point)
        let expected = FeatureMap(width: 12, height: 20, channelCount: features)
        for row in 0..<4 {
            let part = row * 4 * features..<(row + 1) * 4 * features
            let convolution = Convolution(
                weights: Array(trial.weights.weights[part.lowerBound * 8..<part.upperBound * 8]), bias: Array(trial.weights.bias[part]), window: .point,
                sourceChannels: [8])
            convolution.apply(trial.sources, to: ConvolutionTarget(expected, everyRow: 4, from: row), rectifies: true, workers: Workers(1))
        }
        for kit in try DeviceKit.all(precision) {
            let actual = try trial.onDevice(kit, width: 12, height: 20, channels: features, groups: 16, spread: .shuffled)
            #expect(try relativeError(actual, expected.copyValues()) < #require(Self.tolerance[precision]), "\(kit.product)")
        }
    }

    @Test func rowsBelowThoseAskedForStayAsTheyWere() throws {
        let trial = ConvolutionTrial(width: 9, height: 7, inputs: [8], outputs: 8, window: .three)
        let kit = try DeviceKit.all(.single)[0], all = try trial.onDevice(kit, width: 9, height: 7, channels: 8)
        let some = try trial.onDevice(kit, width: 9, height: 7, channels: 8, rows: 4)
        #expect(some == all.prefix(9 * 4 * 8) + Array(repeating: 0, count: 9 * 3 * 8))
        #expect(all.suffix(9 * 3 * 8).contains { $0 != 0 })
    }

    /// Matrix units and registers sum the same products: where a device has both, only the order differs.
    @Test func productsAreEqual() throws {
        let trial = ConvolutionTrial(width: 37, height: 11, inputs: [16, 48], outputs: 48, window: .three)
        let results = try DeviceKit.all(.half).map { try trial.onDevice($0, width: 37, height: 11, channels: 48) }
        for result in results { #expect(relativeError(result, results[0]) < 1e-3) }
        #expect(try results.count == (sharedDevice().limits.multipliesMatrices ? 2 : 1))
    }

    @Test func exchangedRowsAndColumnsAreSeen() throws {
        let trial = ConvolutionTrial(width: 9, height: 9, inputs: [8], outputs: 8, window: .three)
        var turned = trial
        turned.weights = ConvolutionWeights(
            weights: trial.weights.weights.indices.map { trial.weights.weights[$0 / 9 * 9 + $0 % 3 * 3 + $0 % 9 / 3] }, bias: trial.weights.bias,
            window: .three, sourceChannels: [8])
        let kit = try DeviceKit.all(.half)[0], right = try trial.onDevice(kit, width: 9, height: 9, channels: 8)
        #expect(try relativeError(turned.onDevice(kit, width: 9, height: 9, channels: 8), right) > 0.1)
    }
}
