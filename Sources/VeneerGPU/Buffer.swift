import SysVulkan

/// Bytes of the device; unless they are its alone, mapped for their whole life. The host may touch them only while no submission uses them.
public struct Buffer: ~Copyable {
    public enum Access: Sendable {
        /// Written by the host, read by the device.
        case upload
        /// Written by the device, read by the host.
        case readback
        /// The device's alone.
        case device
    }

    public enum Use: Sendable { case vertices, indices, storage, copyTarget, copySource }

    public let byteCount: Int
    let device: GPUDevice
    let handle: VkBuffer
    private let memory: VkDeviceMemory
    /// Nil where the host doesn't see it.
    private let address: UnsafeMutableRawPointer?

    public init(_ device: GPUDevice, byteCount: Int, use: Use, access: Access = .upload) throws(GPUError) {
        var info = VkBufferCreateInfo()
        info.sType = VK_STRUCTURE_TYPE_BUFFER_CREATE_INFO
        info.size = VkDeviceSize(max(16, byteCount))
        info.usage =
            switch use {
            case .vertices: VK_BUFFER_USAGE_VERTEX_BUFFER_BIT.rawValue
            case .indices: VK_BUFFER_USAGE_INDEX_BUFFER_BIT.rawValue
            case .storage:
                [VK_BUFFER_USAGE_STORAGE_BUFFER_BIT, VK_BUFFER_USAGE_TRANSFER_SRC_BIT, VK_BUFFER_USAGE_TRANSFER_DST_BIT].reduce(0) { $0 | $1.rawValue }
            case .copyTarget: VK_BUFFER_USAGE_TRANSFER_DST_BIT.rawValue
            case .copySource: VK_BUFFER_USAGE_TRANSFER_SRC_BIT.rawValue
            }
        var buffer: VkBuffer?
        try GPUError.check(vkCreateBuffer(device.handle, &info, nil, &buffer), "a buffer of \(byteCount) bytes")
        var requirements = VkMemoryRequirements()
        vkGetBufferMemoryRequirements(device.handle, buffer, &requirements)
        let mapped: (memory: VkDeviceMemory, address: UnsafeMutableRawPointer?)
        do throws(GPUError) {
            let memory = try device.allocate(requirements, access, what: "a buffer of \(byteCount) bytes")
            mapped = (memory, access == .device ? nil : try device.map(memory))
            try GPUError.check(vkBindBufferMemory(device.handle, buffer, memory, 0), "vkBindBufferMemory")
        } catch {
            vkDestroyBuffer(device.handle, buffer, nil)
            throw error
        }
        guard let buffer else { throw .outOfMemory(what: "a buffer of \(byteCount) bytes") }
        (self.device, handle, memory, address, self.byteCount) = (device, buffer, mapped.memory, mapped.address, byteCount)
    }

    /// A buffer that holds these elements, a C struct's or numbers'.
    public init<Element: BitwiseCopyable>(_ device: GPUDevice, _ elements: [Element], use: Use) throws(GPUError) {
        try self.init(device, byteCount: elements.count * MemoryLayout<Element>.stride, use: use)
        write(elements)
    }

    public func write<Element: BitwiseCopyable>(_ elements: [Element]) {
        elements.withUnsafeBytes { source in
            precondition(source.count <= byteCount, "more bytes than the buffer holds")
            if let start = source.baseAddress { withWritableBytes { $0.baseAddress?.copyMemory(from: start, byteCount: source.count) } }
        }
    }

    public func withBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
        try withWritableBytes { try body(UnsafeRawBufferPointer($0)) }
    }

    public func withWritableBytes<Result>(_ body: (UnsafeMutableRawBufferPointer) throws -> Result) rethrows -> Result {
        guard let address else { preconditionFailure("the host doesn't see this buffer") }
        return try body(UnsafeMutableRawBufferPointer(start: address, count: byteCount))
    }

    deinit { device.retire(.buffer(handle, memory)) }
}

extension GPUDevice {
    /// Refuses what can't fit before any of it is taken: software devices would take it, and be killed when it is written.
    public func require(byteCount: Int, for what: String) throws(GPUError) {
        guard byteCount <= info.memoryInBytes else { throw .tooLarge(what: what, byteCount: byteCount, available: info.memoryInBytes) }
    }

    func allocate(_ requirements: VkMemoryRequirements, _ use: Buffer.Access, what: String) throws(GPUError) -> VkDeviceMemory {
        if case .outOfMemory? = rehearsedFailure { throw .outOfMemory(what: what) }
        var info = VkMemoryAllocateInfo()
        info.sType = VK_STRUCTURE_TYPE_MEMORY_ALLOCATE_INFO
        info.allocationSize = requirements.size
        info.memoryTypeIndex = memoryType(allowed: requirements.memoryTypeBits, use)
        var memory: VkDeviceMemory?
        try GPUError.check(vkAllocateMemory(handle, &info, nil, &memory), what)
        guard let memory else { throw .outOfMemory(what: what) }
        return memory
    }

    func map(_ memory: VkDeviceMemory) throws(GPUError) -> UnsafeMutableRawPointer {
        var address: UnsafeMutableRawPointer?
        let result = vkMapMemory(handle, memory, 0, vnVulkanWholeSize, 0, &address)
        guard result == VK_SUCCESS, let address else {
            vkFreeMemory(handle, memory, nil)
            throw .outOfMemory(what: "mapped memory")
        }
        return address
    }

    /// The type with all needed and most wanted properties; Vulkan promises one that is visible and coherent.
    private func memoryType(allowed: UInt32, _ use: Buffer.Access) -> UInt32 {
        let local = VK_MEMORY_PROPERTY_DEVICE_LOCAL_BIT.rawValue, cached = VK_MEMORY_PROPERTY_HOST_CACHED_BIT.rawValue
        let visible = VK_MEMORY_PROPERTY_HOST_VISIBLE_BIT.rawValue | VK_MEMORY_PROPERTY_HOST_COHERENT_BIT.rawValue
        let (needed, wanted) =
            switch use {
            case .device: (0 as UInt32, local)
            case .upload: (visible, local)
            case .readback: (visible, cached)
            }
        var memory = VkPhysicalDeviceMemoryProperties()
        vkGetPhysicalDeviceMemoryProperties(physical, &memory)
        let flags = withUnsafeBytes(of: memory.memoryTypes) { types in
            types.bindMemory(to: VkMemoryType.self).prefix(Int(memory.memoryTypeCount)).map(\.propertyFlags)
        }
        let suitable = flags.indices.filter { allowed >> UInt32($0) & 1 == 1 && flags[$0] & needed == needed }
        let best = suitable.first { flags[$0] & wanted == wanted } ?? suitable.first
        guard let best else { preconditionFailure("Vulkan promises a suitable memory type") }
        return UInt32(best)
    }
}
