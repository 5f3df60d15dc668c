import ShaderTypes
import Shaders
import VeneerFrame
import VeneerGPU
import VeneerMath
import VeneerTensor

/// The network as compute kernels of a Vulkan device.
final class DeviceEngine: PainterEngine {
    let configuration: PainterConfiguration
    let device: GPUDevice
    let workers = Workers()
    let network: PainterNetwork<DeviceConvolution>
    let kernels: ConvolutionKernels
    let weights: Buffer
    private let precision: DevicePrecision
    private let product: ConvolutionKernels.Product
    /// Floats of one step's scales and shifts.
    let tableCount: Int
    let assembly: ComputePipeline
    /// The same with planes in pictures.
    let pictureAssembly: ComputePipeline
    /// Variants: along the bridge, and into the picture.
    let estimate: ComputePipeline
    private let clock: PassClock?
    private let stripByteCount: Int
    private var maps: DeviceMaps?

    var place: String { "\(device.info.name), \(precision)\(product == .matrices ? " by matrix units" : "")" }
    var byteCount: Int { weights.byteCount + (maps?.byteCount ?? 0) }

    init(
        _ network: PainterNetwork<ConvolutionWeights>, device: GPUDevice, precision: DevicePrecision, product: ConvolutionKernels.Product,
        stripByteCount: Int
    ) throws(GPUError) {
        var packed = DeviceWeights()
        self.network = network.map({ packed.add($0) }, expand: { [packed.add(ConvolutionWeights(stacked: $0), groups: 16)] })
        configuration = network.configuration
        (self.device, self.precision, self.product) = (device, precision, product)
        weights = try packed.buffer(device, precision)
        tableCount = packed.tableCount
        kernels = ConvolutionKernels(device, precision: precision, product: product)
        assembly = try ComputePipeline(
            device,
            ComputePipelineDescription(
                shader: SPIRV.assemblyComp, resources: Array(repeating: .storage, count: 5), constantByteCount: MemoryLayout<VnAssembly>.size,
                variants: [[precision.rawValue]]))
        pictureAssembly = try ComputePipeline(
            device,
            ComputePipelineDescription(
                shader: SPIRV.assemblyPicturesComp, resources: Array(repeating: .storage, count: 5) + Array(repeating: .image, count: 3),
                constantByteCount: MemoryLayout<VnAssembly>.size, variants: [[precision.rawValue]]))
        estimate = try ComputePipeline(
            device,
            ComputePipelineDescription(
                shader: SPIRV.estimateComp, resources: Array(repeating: .storage, count: 4), constantByteCount: MemoryLayout<VnEstimate>.size,
                variants: [VN_ESTIMATE_BRIDGES, VN_ESTIMATE_ARRIVES].map { [precision.rawValue, UInt32($0)] }))
        clock = try PassClock(device)
        self.stripByteCount = stripByteCount
    }

    func prepare(for size: FrameSize) throws { _ = try maps(for: size, [:]) }

    func paint(_ frame: Frame, onDevice pictures: DevicePictures?, steps: Int, observer: StageObserver?) throws -> Plane {
        try paint(frame, onDevice: pictures, steps: steps, observer: observer, isTimed: false)
    }

    /// On the device's clock; the host's part is its writing and reading of planes.
    func stageTimes(_ frame: Frame) throws -> [(name: String, milliseconds: Double)] {
        let begun = ContinuousClock.now
        _ = try paint(frame, onDevice: nil, steps: 1, observer: nil, isTimed: true)
        let whole = (ContinuousClock.now - begun) / .milliseconds(1)
        guard let clock, let maps else { return [] }
        let assembly = try maps.strips.flatMap { try $0.clock?.read() ?? [] }, passes = try clock.read()
        let strips = (maps.size.height + maps.rowsPerStrip - 1) / maps.rowsPerStrip
        // Clocks of strips hold the last recordings': all strips are as large.
        let assembling = assembly.reduce(0) { $0 + $1.seconds } * Double(strips) / Double(max(1, assembly.count))
        let stages = [PassTime(name: "assemble", seconds: assembling)] + passes
        let onDevice = stages.reduce(0) { $0 + $1.seconds } * 1000
        return stages.map { ($0.name, $0.seconds * 1000) } + [("on the device", onDevice), ("host and transfers", max(0, whole - onDevice))]
    }

    private func paint(
        _ frame: Frame, onDevice pictures: DevicePictures?, steps: Int, observer: StageObserver?, isTimed: Bool
    ) throws -> Plane {
        let maps = try maps(for: frame.size, pictures?.places ?? [:])
        writeTable(frame, steps: steps, to: maps)
        try assemble(frame, pictures, into: maps, isTimed: isTimed)
        let stages = (0..<steps).flatMap { step in
            let time = 1 - Float(step) / Float(steps), next = 1 - Float(step + 1) / Float(steps)
            let isLast = step + 1 == steps
            return evaluation(maps, step: step, isLast: isLast) + [end(frame, maps, keep: isLast ? nil : next / time)]
        }
        if let observer {
            try observe(stages, observer)
        } else {
            let recording = try device.record(clock: isTimed ? clock : nil)
            for stage in stages {
                recording.pass(stage.name)
                try stage.record(recording)
            }
            try recording.submit().wait()
        }
        return maps.painted.withBytes { bytes in
            Plane(frame.size, componentCount: 3, values: Array(bytes.bindMemory(to: Float.self).prefix(3 * frame.size.pixelCount)))
        }
    }

    /// One stage after the other, each looked at before the next.
    private func observe(_ stages: [DeviceStage], _ observer: StageObserver) throws {
        for stage in stages {
            let recording = try device.record()
            try stage.record(recording)
            try recording.submit().wait()
            for (name, map, channels) in stage.outputs { observer(name, try map.copied(channels: channels, from: device)) }
        }
    }

    private func writeTable(_ frame: Frame, steps: Int, to maps: DeviceMaps) {
        var table: [Float] = []
        for step in 0..<steps {
            var values = [Float](repeating: 0, count: tableCount)
            _ = network.map({ $0.write(to: &values) }, expand: { $0.map { $0.write(to: &values) } })
            for (layer, gain, offset) in network.modulation(lookFeatures: frame.lookFeatures, time: 1 - Float(step) / Float(steps)) {
                layer.write(gain: gain, offset: offset, to: &values)
            }
            table += values
        }
        maps.table.write(table)
    }

    private func maps(for size: FrameSize, _ places: [Channel: DevicePictures.Place]) throws(GPUError) -> DeviceMaps {
        if let maps, maps.size == size, maps.places == places { return maps }
        maps = nil // What the old size took may be needed for the new one.
        let made = try DeviceMaps(device, size, places, configuration, precision, tableCount: tableCount, stripByteCount: stripByteCount)
        maps = made
        return made
    }
}
