import ShaderTypes
import VeneerFrame
import VeneerGPU
import VeneerMath
import VeneerTensor

/// Everything on the device that frames of one size need, and how their planes get there.
final class DeviceMaps {
    let size: FrameSize
    /// Of planes that are there already.
    let places: [Channel: DevicePictures.Place]
    let inputs: [DeviceMap]
    /// Encoded, as singles: what the estimate starts from.
    let composite: Buffer
    let levels: [(map: DeviceMap, scratch: DeviceMap)]
    let features: DeviceMap
    let head: [DeviceMap]
    /// Scale and shift of all convolutions, for every step.
    let table: Buffer
    let painted: Buffer
    let components: Buffer
    let planes: [DevicePlane]
    /// Planes cross in strips of rows: the host fills one while the device reads the other.
    let strips: [Strip]
    let rowsPerStrip: Int

    /// A plane that the host hands over, and where it begins in a strip, in floats.
    struct DevicePlane {
        var channel: Channel
        var start: Int
    }

    final class Strip {
        let buffer: Buffer
        let clock: PassClock?
        var submission: Submission?

        init(_ device: GPUDevice, byteCount: Int) throws(GPUError) {
            buffer = try Buffer(device, byteCount: byteCount, use: .storage)
            clock = try PassClock(device)
        }
    }

    init(
        _ device: GPUDevice, _ size: FrameSize, _ places: [Channel: DevicePictures.Place], _ configuration: PainterConfiguration, _ precision: DevicePrecision,
        tableCount: Int, stripByteCount: Int
    ) throws(GPUError) {
        let padded = size.padded, widths = configuration.channels
        func map(level: Int, _ channels: Int) throws(GPUError) -> DeviceMap {
            try DeviceMap(device, width: padded.width >> level, height: padded.height >> level, channelCount: channels, precision: precision)
        }
        self.size = size
        self.places = places
        inputs = [try map(level: 0, configuration.inputGroups[0]), try map(level: 0, configuration.inputGroups[1])]
        composite = try Buffer(device, byteCount: padded.pixelCount * 16, use: .storage, access: .device)
        var levels: [(map: DeviceMap, scratch: DeviceMap)] = []
        for level in 0...3 { levels.append((try map(level: level + 2, widths[level]), try map(level: level + 2, widths[level]))) }
        self.levels = levels
        features = try map(level: 0, configuration.featureCount)
        head = [try map(level: 0, configuration.headWidth), try map(level: 0, 8)]
        table = try Buffer(device, byteCount: Painter.stepRange.upperBound * tableCount * 4, use: .storage)
        painted = try Buffer(device, byteCount: size.pixelCount * 12, use: .storage, access: .readback)
        let channels = configuration.planesRead.filter { places[$0] == nil }, floatsPerPixel = channels.reduce(0) { $0 + $1.componentCount }
        let rows = min(size.height, max(1, stripByteCount / (size.width * floatsPerPixel * 4)))
        var start = 0
        let planes = channels.map { channel in
            defer { start += rows * size.width * channel.componentCount }
            return DevicePlane(channel: channel, start: start)
        }
        self.planes = planes
        rowsPerStrip = rows
        let byteCount = rows * size.width * floatsPerPixel * 4
        strips =
            rows < size.height ? [try Strip(device, byteCount: byteCount), try Strip(device, byteCount: byteCount)] : [try Strip(device, byteCount: byteCount)]
        components = try Buffer(device, DeviceMaps.components(configuration) { DeviceMaps.source($0, planes, places) }, use: .storage)
    }

    /// Where a plane lies, as `VnComponent` has it.
    func source(of channel: Channel) -> (plane: Int, step: Int) { DeviceMaps.source(channel, planes, places) }

    private static func source(_ channel: Channel, _ planes: [DevicePlane], _ places: [Channel: DevicePictures.Place]) -> (plane: Int, step: Int) {
        if let place = places[channel] { return (4 * place.picture + place.component, 0) }
        guard let plane = planes.first(where: { $0.channel == channel }) else { preconditionFailure("every plane is handed over or on the device") }
        return (plane.start, channel.componentCount)
    }

    var byteCount: Int {
        let maps = (inputs + levels.flatMap { [$0.map, $0.scratch] } + [features] + head).reduce(0) { $0 + $1.buffer.byteCount }
        return maps + composite.byteCount + table.byteCount + painted.byteCount + components.byteCount + strips.reduce(0) { $0 + $1.buffer.byteCount }
    }

    /// How each component of both input maps is made; what pads their octets is nothing.
    private static func components(_ configuration: PainterConfiguration, _ source: (Channel) -> (plane: Int, step: Int)) -> [VnComponent] {
        var groups: [[VnComponent]] = [[], []]
        for input in configuration.inputs {
            let group = configuration.offset(of: input.channel) < configuration.headInputCount ? 0 : 1
            let (plane, step) = input.source.map(source) ?? (0, 0)
            groups[group] += (0..<input.componentCount).map { component in
                VnComponent(plane: UInt32(plane), step: UInt32(step), component: UInt32(component), encoding: UInt32(input.encodingCode))
            }
        }
        let nothing = VnComponent(plane: 0, step: 0, component: 0, encoding: UInt32(VN_ENCODE_NOTHING))
        return groups.flatMap { $0 + Array(repeating: nothing, count: (8 - $0.count % 8) % 8) }
    }
}

extension PainterConfiguration {
    /// Every channel that a frame must have.
    public var planesRead: [Channel] {
        let sources = inputs.compactMap(\.source)
        return sources.contains(.noise) ? sources : sources + [.noise]
    }
}

extension PainterConfiguration.Input {
    fileprivate var encodingCode: Int32 {
        if source == nil { return VN_ENCODE_STATE }
        return switch encoding {
        case .plain: VN_ENCODE_PLAIN
        case .log: VN_ENCODE_LOG
        case .logDepth: VN_ENCODE_LOG_DEPTH
        case .camera: VN_ENCODE_CAMERA
        }
    }
}
