import SysVulkan

extension GPUDevice {
    static func choose(_ instance: GPUInstance, filter: String?) throws(GPUError) -> (VkPhysicalDevice, GPUDeviceInfo) {
        let all = try instance.physicalDevices().map { ($0, GPUDeviceInfo($0)) }.sorted { $0.1.kind < $1.1.kind }
        guard !all.isEmpty else { throw .noDevice }
        let named = all.enumerated().filter { place, device in filter.map { device.1.answers(to: $0, place: place) } ?? true }.map(\.element)
        if let filter, named.isEmpty { throw .noDeviceNamed(filter: filter, available: all.map(\.1.name)) }
        if let chosen = named.first(where: { $0.1.lacks == nil }) { return chosen }
        throw .unsuitable(device: named[0].1.name, lacks: named[0].1.lacks ?? "what Veneer needs")
    }

    static func make(_ physical: VkPhysicalDevice, family: UInt32, extensions: [String], multipliesMatrices: Bool) throws(GPUError) -> VkDevice {
        var priority: Float = 1
        var features13 = VkPhysicalDeviceVulkan13Features()
        features13.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_3_FEATURES
        features13.dynamicRendering = 1
        features13.synchronization2 = 1
        features13.maintenance4 = 1 // kernels' sizes as constants
        var features12 = VkPhysicalDeviceVulkan12Features()
        features12.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_2_FEATURES
        features12.timelineSemaphore = 1
        features12.scalarBlockLayout = 1
        var matrices = VkPhysicalDeviceCooperativeMatrixFeaturesNV()
        matrices.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_COOPERATIVE_MATRIX_FEATURES_NV
        matrices.cooperativeMatrix = 1
        if multipliesMatrices { (features12.shaderFloat16, features12.vulkanMemoryModel) = (1, 1) }
        var queue = VkDeviceQueueCreateInfo()
        queue.sType = VK_STRUCTURE_TYPE_DEVICE_QUEUE_CREATE_INFO
        queue.queueFamilyIndex = family
        queue.queueCount = 1
        var device: VkDevice?
        let result = withCStrings(extensions) { names in
            withUnsafePointer(to: &priority) { priority in
                queue.pQueuePriorities = priority
                return withUnsafeMutablePointer(to: &matrices) { matrices in
                    features13.pNext = multipliesMatrices ? UnsafeMutableRawPointer(matrices) : nil
                    return withUnsafeMutablePointer(to: &features13) { features13 in
                        features12.pNext = UnsafeMutableRawPointer(features13)
                        return withUnsafePointer(to: &features12) { features12 in
                            withUnsafePointer(to: &queue) { queue in
                                var info = VkDeviceCreateInfo()
                                info.sType = VK_STRUCTURE_TYPE_DEVICE_CREATE_INFO
                                info.pNext = UnsafeRawPointer(features12)
                                info.queueCreateInfoCount = 1
                                info.pQueueCreateInfos = queue
                                info.enabledExtensionCount = UInt32(names.count)
                                info.ppEnabledExtensionNames = names.baseAddress
                                return vkCreateDevice(physical, &info, nil, &device)
                            }
                        }
                    }
                }
            }
        }
        try GPUError.check(result, "vkCreateDevice")
        guard let device else { throw .deviceLost }
        return device
    }

    static func makeTimeline(_ device: VkDevice) -> VkSemaphore? {
        var type = VkSemaphoreTypeCreateInfo()
        type.sType = VK_STRUCTURE_TYPE_SEMAPHORE_TYPE_CREATE_INFO
        type.semaphoreType = VK_SEMAPHORE_TYPE_TIMELINE
        var semaphore: VkSemaphore?
        let result = withUnsafePointer(to: &type) { type in
            var info = VkSemaphoreCreateInfo()
            info.sType = VK_STRUCTURE_TYPE_SEMAPHORE_CREATE_INFO
            info.pNext = UnsafeRawPointer(type)
            return vkCreateSemaphore(device, &info, nil, &semaphore)
        }
        return result == VK_SUCCESS ? semaphore : nil
    }
}

/// A handle whose owner is gone, waiting for the GPU to finish with it.
enum GPUObject: @unchecked Sendable { // raw handles that nobody else holds any more
    case buffer(VkBuffer?, VkDeviceMemory?)
    case image(VkImage?, VkImageView?, VkDeviceMemory?)
    case sampler(VkSampler?)
    case pipelines([VkPipeline?], VkPipelineLayout?, VkDescriptorSetLayout?)
    case queries(VkQueryPool)

    func destroy(_ device: VkDevice) {
        switch self {
        case .buffer(let buffer, let memory):
            vkDestroyBuffer(device, buffer, nil)
            vkFreeMemory(device, memory, nil)
        case .image(let image, let view, let memory):
            vkDestroyImageView(device, view, nil)
            vkDestroyImage(device, image, nil)
            vkFreeMemory(device, memory, nil)
        case .sampler(let sampler): vkDestroySampler(device, sampler, nil)
        case .pipelines(let pipelines, let layout, let set):
            for pipeline in pipelines { vkDestroyPipeline(device, pipeline, nil) }
            vkDestroyPipelineLayout(device, layout, nil)
            vkDestroyDescriptorSetLayout(device, set, nil)
        case .queries(let pool): vkDestroyQueryPool(device, pool, nil)
        }
    }
}
