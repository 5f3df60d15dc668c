import Foundation
import Synchronization
import SysVulkan

/// A Vulkan device with one queue for graphics, compute and copies. Safe to share between threads.
public final class GPUDevice: @unchecked Sendable { // owns a VkDevice; the queue and everything mutable is behind a mutex
    public let info: GPUDeviceInfo
    public let limits: GPULimits
    let instance: GPUInstance
    let physical: VkPhysicalDevice
    let handle: VkDevice
    let queueFamily: UInt32
    let pipelineCache: PipelineCache
    let pushDescriptors: PFN_vkCmdPushDescriptorSetKHR
    private let queue: Mutex<Queue>
    private let timeline: VkSemaphore
    private let rehearsed = Mutex<GPUError?>(nil)

    /// Takes the fastest kind of device, software last; with a name (or `VENEER_DEVICE`), of those whose name contains it; with a number, the
    /// one at that place in `available`. Validation is on with `VENEER_VALIDATE=1`; a viewer names its surface and swapchain extensions.
    public init(
        instanceExtensions: [String] = [], deviceExtensions: [String] = [], named name: String? = nil,
        validate: Bool = ProcessInfo.processInfo.environment["VENEER_VALIDATE"] == "1", cacheFolder: URL? = GPUDevice.cacheFolder()
    ) throws(GPUError) {
        let filter = name ?? ProcessInfo.processInfo.environment["VENEER_DEVICE"]
        instance = try GPUInstance(extensions: instanceExtensions, validate: validate)
        (physical, info) = try GPUDevice.choose(instance, filter: filter)
        guard let family = GPUDeviceInfo.graphicsFamily(physical) else { throw .unsuitable(device: info.name, lacks: "a graphics queue") }
        queueFamily = family
        limits = GPULimits(physical, instance)
        let device = try GPUDevice.make(
            physical, family: family,
            extensions: deviceExtensions + [VK_KHR_PUSH_DESCRIPTOR_EXTENSION_NAME]
                + (limits.multipliesMatrices ? [VK_NV_COOPERATIVE_MATRIX_EXTENSION_NAME] : []),
            multipliesMatrices: limits.multipliesMatrices)
        handle = device
        pipelineCache = PipelineCache(device, physical, folder: cacheFolder)
        guard let address = vkGetDeviceProcAddr(device, "vkCmdPushDescriptorSetKHR"),
            let push = unsafeBitCast(address, to: PFN_vkCmdPushDescriptorSetKHR?.self),
            let semaphore = GPUDevice.makeTimeline(device)
        else {
            pipelineCache.destroy()
            vkDestroyDevice(device, nil)
            throw .unsuitable(device: info.name, lacks: "push descriptors or timeline semaphores")
        }
        pushDescriptors = push
        timeline = semaphore
        var queueHandle: VkQueue?
        vkGetDeviceQueue(device, family, 0, &queueHandle)
        queue = Mutex(Queue(handle: queueHandle))
    }

    deinit {
        vkDeviceWaitIdle(handle)
        queue.withLock { queue in
            for retired in queue.retired { retired.object.destroy(handle) }
            for pool in queue.pools { vkDestroyCommandPool(handle, pool.pool, nil) }
        }
        vkDestroySemaphore(handle, timeline, nil)
        pipelineCache.destroy()
        vkDestroyDevice(handle, nil)
    }

    /// Every Vulkan device of this machine, best first; empty where there is no driver.
    public static func available() -> [GPUDeviceInfo] {
        // No loader, no driver and no device are all the same answer here.
        guard let instance = try? GPUInstance(extensions: [], validate: false), let devices = try? instance.physicalDevices() else { return [] }
        return devices.map { GPUDeviceInfo($0) }.sorted { $0.kind < $1.kind }
    }

    public var validationMessages: [String] { instance.validationMessages }

    /// From now on the device answers as if this had happened to it (nil: as itself again), so that what follows can be tried out.
    public func rehearse(_ failure: GPUError?) { rehearsed.withLock { $0 = failure } }

    var rehearsedFailure: GPUError? { rehearsed.withLock { $0 } }
    private func throwRehearsed() throws(GPUError) { if let failure = rehearsedFailure { throw failure } }

    // MARK: - The queue

    /// Used only under the mutex.
    private struct Queue: @unchecked Sendable { // raw handles of the device that owns this
        var handle: VkQueue?
        var submitted: UInt64 = 0
        var pools: [CommandPool] = []
        var retired: [(object: GPUObject, afterValue: UInt64)] = []
    }

    /// A command pool with its one buffer, free from `freeAfter` on.
    struct CommandPool {
        var pool: VkCommandPool
        var buffer: VkCommandBuffer
        var freeAfter: UInt64 = 0
    }

    func takePool() throws(GPUError) -> CommandPool {
        let finished = try completedValue()
        let free: CommandPool? = queue.withLock { queue in
            guard let index = queue.pools.firstIndex(where: { $0.freeAfter <= finished }) else { return nil }
            return queue.pools.remove(at: index)
        }
        if let free {
            try GPUError.check(vkResetCommandPool(handle, free.pool, 0), "vkResetCommandPool")
            return free
        }
        return try makePool()
    }

    func giveBack(_ pool: CommandPool) { queue.withLock { $0.pools.append(pool) } }

    func submit(_ pool: CommandPool) throws(GPUError) -> UInt64 {
        var pool = pool
        do {
            try throwRehearsed()
        } catch {
            giveBack(pool)
            throw error
        }
        let (value, result): (UInt64, VkResult) = queue.withLock { queue in
            let value = queue.submitted + 1
            let result = enqueue(pool.buffer, signalling: value, on: queue.handle)
            if result == VK_SUCCESS { queue.submitted = value }
            return (value, result)
        }
        pool.freeAfter = result == VK_SUCCESS ? value : 0
        giveBack(pool)
        try GPUError.check(result, "vkQueueSubmit2")
        return value
    }

    /// For presenting, which needs the queue itself.
    func withQueue(_ body: (VkQueue?) -> VkResult) -> VkResult { queue.withLock { body($0.handle) } }

    func wait(for value: UInt64) throws(GPUError) {
        try throwRehearsed()
        var info = VkSemaphoreWaitInfo()
        info.sType = VK_STRUCTURE_TYPE_SEMAPHORE_WAIT_INFO
        info.semaphoreCount = 1
        var semaphore: VkSemaphore? = timeline, value = value
        let result = withUnsafePointer(to: &semaphore) { semaphores in
            withUnsafePointer(to: &value) { values in
                info.pSemaphores = semaphores
                info.pValues = values
                return vkWaitSemaphores(handle, &info, .max)
            }
        }
        try GPUError.check(result, "vkWaitSemaphores")
        try destroyRetired()
        if instance.isValidating, let message = instance.validationMessages.last { throw .validation(message) }
    }

    /// Destroys an object once the work submitted so far is done with it.
    func retire(_ object: GPUObject) {
        queue.withLock { $0.retired.append((object, $0.submitted)) }
        // A lost device is reported by the next submission; the object waits for the device's end.
        try? destroyRetired()
    }

    private func destroyRetired() throws(GPUError) {
        let finished = try completedValue()
        queue.withLock { queue in
            for retired in queue.retired where retired.afterValue <= finished { retired.object.destroy(handle) }
            queue.retired.removeAll { $0.afterValue <= finished }
        }
    }

    private func completedValue() throws(GPUError) -> UInt64 {
        var value: UInt64 = 0
        try GPUError.check(vkGetSemaphoreCounterValue(handle, timeline, &value), "vkGetSemaphoreCounterValue")
        return value
    }

    private func enqueue(_ buffer: VkCommandBuffer, signalling value: UInt64, on queue: VkQueue?) -> VkResult {
        var commands = VkCommandBufferSubmitInfo()
        commands.sType = VK_STRUCTURE_TYPE_COMMAND_BUFFER_SUBMIT_INFO
        commands.commandBuffer = buffer
        var signal = VkSemaphoreSubmitInfo()
        signal.sType = VK_STRUCTURE_TYPE_SEMAPHORE_SUBMIT_INFO
        signal.semaphore = timeline
        signal.value = value
        signal.stageMask = VK_PIPELINE_STAGE_2_ALL_COMMANDS_BIT
        return withUnsafePointer(to: &commands) { commands in
            withUnsafePointer(to: &signal) { signal in
                var info = VkSubmitInfo2()
                info.sType = VK_STRUCTURE_TYPE_SUBMIT_INFO_2
                info.commandBufferInfoCount = 1
                info.pCommandBufferInfos = commands
                info.signalSemaphoreInfoCount = 1
                info.pSignalSemaphoreInfos = signal
                return vkQueueSubmit2(queue, 1, &info, nil)
            }
        }
    }

    private func makePool() throws(GPUError) -> CommandPool {
        var info = VkCommandPoolCreateInfo()
        info.sType = VK_STRUCTURE_TYPE_COMMAND_POOL_CREATE_INFO
        info.queueFamilyIndex = queueFamily
        var pool: VkCommandPool?
        try GPUError.check(vkCreateCommandPool(handle, &info, nil, &pool), "vkCreateCommandPool")
        var allocation = VkCommandBufferAllocateInfo()
        allocation.sType = VK_STRUCTURE_TYPE_COMMAND_BUFFER_ALLOCATE_INFO
        allocation.commandPool = pool
        allocation.level = VK_COMMAND_BUFFER_LEVEL_PRIMARY
        allocation.commandBufferCount = 1
        var buffer: VkCommandBuffer?
        let result = vkAllocateCommandBuffers(handle, &allocation, &buffer)
        guard let pool, let buffer, result == VK_SUCCESS else {
            vkDestroyCommandPool(handle, pool, nil)
            throw .outOfMemory(what: "a command buffer")
        }
        return CommandPool(pool: pool, buffer: buffer)
    }
}
