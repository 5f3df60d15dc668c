import VeneerGPU

/// How wide a number is in a device's memory; sums are single everywhere.
public enum DevicePrecision: UInt32, Sendable, CaseIterable {
    case half = 0, single = 1

    public var bytesPerOctet: Int { self == .half ? 16 : 32 }
}

/// Rows of pixels with interleaved channels in a device's memory, without a border; channels come in eights.
public final class DeviceMap {
    public let width: Int
    public let height: Int
    public let channelCount: Int
    public let precision: DevicePrecision
    public let buffer: Buffer

    public init(_ device: GPUDevice, width: Int, height: Int, channelCount: Int, precision: DevicePrecision) throws(GPUError) {
        (self.width, self.height, self.precision) = (width, height, precision)
        self.channelCount = paddedToOctets(channelCount)
        let byteCount = width * height * paddedToOctets(channelCount) / 8 * precision.bytesPerOctet
        guard byteCount <= device.limits.storageBufferByteCount else {
            throw .tooLarge(what: "a map of the painter's", byteCount: byteCount, available: device.limits.storageBufferByteCount)
        }
        buffer = try Buffer(device, byteCount: byteCount, use: .storage, access: .device)
    }

    /// Holds what a map on the host does; waits for the device. Channels that fill the last octet are zero.
    public convenience init(_ device: GPUDevice, _ map: FeatureMap, precision: DevicePrecision) throws(GPUError) {
        try self.init(device, width: map.width, height: map.height, channelCount: map.channelCount, precision: precision)
        let values = map.copyValues(), padding = [Float](repeating: 0, count: channelCount - map.channelCount)
        let padded = stride(from: 0, to: values.count, by: map.channelCount).flatMap { values[$0..<$0 + map.channelCount] + padding }
        let source =
            switch precision {
            case .half: try Buffer(device, padded.map { Float16($0).bitPattern }, use: .copySource)
            case .single: try Buffer(device, padded, use: .copySource)
            }
        let recording = try device.record()
        recording.copy(source, to: buffer)
        try recording.submit().wait()
    }

    public var octetCount: Int { channelCount / 8 }

    /// What the map holds now, on the host; waits for the device.
    public func copied(channels: Int, from device: GPUDevice) throws(GPUError) -> FeatureMap {
        let target = try Buffer(device, byteCount: buffer.byteCount, use: .copyTarget, access: .readback)
        let recording = try device.record()
        recording.copy(buffer, to: target)
        try recording.submit().wait()
        let map = FeatureMap(width: width, height: height, channelCount: channels)
        target.withBytes { bytes in
            for pixel in 0..<width * height {
                let to = map.origin + pixel / width * map.rowStep + pixel % width * channels
                for channel in 0..<channels {
                    let place = pixel * channelCount + channel
                    to[channel] =
                        precision == .single
                        ? bytes.load(fromByteOffset: 4 * place, as: Float.self)
                        : Float(Float16(bitPattern: bytes.load(fromByteOffset: 2 * place, as: UInt16.self)))
                }
            }
        }
        return map
    }
}

func paddedToOctets(_ channelCount: Int) -> Int { (channelCount + 7) / 8 * 8 }
