import SysVulkan

/// What the device spent on one named pass of a recording.
public struct PassTime: Sendable, Equatable {
    public var name: String
    public var seconds: Double

    public init(name: String, seconds: Double) { (self.name, self.seconds) = (name, seconds) }
}

/// Times the named passes of one recording after another on the device's own clock. A software device finishes each pass before it
/// looks at its clock, so timed frames are a little slower than others. For one thread at a time.
public final class PassClock {
    private static let capacity = 15
    private let device: GPUDevice
    private let pool: VkQueryPool
    private let secondsPerTick: Double
    private let tickMask: UInt64
    private var names: [String] = []

    /// Nil where the device has no clock.
    public init?(_ device: GPUDevice) throws(GPUError) {
        guard let rate = GPUDeviceInfo.timestamps(device.physical, family: device.queueFamily) else { return nil }
        var info = VkQueryPoolCreateInfo()
        info.sType = VK_STRUCTURE_TYPE_QUERY_POOL_CREATE_INFO
        info.queryType = VK_QUERY_TYPE_TIMESTAMP
        info.queryCount = UInt32(PassClock.capacity + 1)
        var pool: VkQueryPool?
        try GPUError.check(vkCreateQueryPool(device.handle, &info, nil, &pool), "vkCreateQueryPool")
        guard let pool else { throw .outOfMemory(what: "a query pool") }
        (self.device, self.pool) = (device, pool)
        (secondsPerTick, tickMask) = (rate.secondsPerTick, rate.mask)
    }

    deinit { device.retire(.queries(pool)) }

    /// The passes of the last recording, in their order; only once its submission is done.
    public func read() throws(GPUError) -> [PassTime] {
        guard !names.isEmpty else { return [] }
        var ticks = [UInt64](repeating: 0, count: names.count + 1)
        let byteCount = ticks.count * 8
        let flags = VK_QUERY_RESULT_64_BIT.rawValue | VK_QUERY_RESULT_WAIT_BIT.rawValue
        let result = vkGetQueryPoolResults(device.handle, pool, 0, UInt32(ticks.count), byteCount, &ticks, 8, flags)
        try GPUError.check(result, "vkGetQueryPoolResults")
        return names.enumerated().map { index, name in
            PassTime(name: name, seconds: Double((ticks[index + 1] &- ticks[index]) & tickMask) * secondsPerTick)
        }
    }

    // MARK: - Recording

    func start(_ buffer: VkCommandBuffer) {
        names = []
        vkCmdResetQueryPool(buffer, pool, 0, UInt32(PassClock.capacity + 1))
    }

    /// What was recorded so far ends here, and a pass of this name begins.
    func begin(_ name: String, _ buffer: VkCommandBuffer) {
        precondition(names.count < PassClock.capacity, "more passes than a clock has room for")
        writeTime(buffer)
        names.append(name)
    }

    func end(_ buffer: VkCommandBuffer) { if !names.isEmpty { writeTime(buffer) } }

    private func writeTime(_ buffer: VkCommandBuffer) {
        vkCmdWriteTimestamp2(buffer, VK_PIPELINE_STAGE_2_ALL_COMMANDS_BIT, pool, UInt32(names.count))
    }
}

extension GPUDeviceInfo {
    /// How fast the queue's clock ticks, and which of its bits count; nil where it has none.
    static func timestamps(_ device: VkPhysicalDevice, family: UInt32) -> (secondsPerTick: Double, mask: UInt64)? {
        var properties = VkPhysicalDeviceProperties()
        vkGetPhysicalDeviceProperties(device, &properties)
        let bits = queueFamilies(device)[Int(family)].timestampValidBits
        guard bits > 0, properties.limits.timestampPeriod > 0 else { return nil }
        return (Double(properties.limits.timestampPeriod) * 1e-9, bits >= 64 ? .max : 1 << UInt64(bits) - 1)
    }
}
