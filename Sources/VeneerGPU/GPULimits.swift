import SysVulkan

/// How large kernels' groups and buffers may be, and what they may multiply with.
public struct GPULimits: Sendable, Equatable {
    public let storageBufferByteCount: Int
    /// Along a dispatch's first direction.
    public let groupCount: Int
    public let subgroupSize: Int
    /// Matrix units for 16×16 tiles of halves, summed into singles, that a subgroup works together.
    public let multipliesMatrices: Bool

    init(_ device: VkPhysicalDevice, _ instance: GPUInstance) {
        var subgroups = VkPhysicalDeviceSubgroupProperties()
        subgroups.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_SUBGROUP_PROPERTIES
        var properties = VkPhysicalDeviceProperties2()
        properties.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_PROPERTIES_2
        withUnsafeMutablePointer(to: &subgroups) {
            properties.pNext = UnsafeMutableRawPointer($0)
            vkGetPhysicalDeviceProperties2(device, &properties)
        }
        storageBufferByteCount = Int(properties.properties.limits.maxStorageBufferRange)
        groupCount = Int(properties.properties.limits.maxComputeWorkGroupCount.0)
        subgroupSize = Int(subgroups.subgroupSize)
        multipliesMatrices = GPULimits.hasMatrixFeatures(device) && GPULimits.hasMatrixShape(device, instance)
    }

    private static func hasMatrixFeatures(_ device: VkPhysicalDevice) -> Bool {
        guard GPUDeviceInfo.extensionNames(device).contains(VK_NV_COOPERATIVE_MATRIX_EXTENSION_NAME) else { return false }
        var matrices = VkPhysicalDeviceCooperativeMatrixFeaturesNV()
        matrices.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_COOPERATIVE_MATRIX_FEATURES_NV
        var features12 = VkPhysicalDeviceVulkan12Features()
        features12.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_2_FEATURES
        var features = VkPhysicalDeviceFeatures2()
        features.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_FEATURES_2
        withUnsafeMutablePointer(to: &matrices) { matrices in
            features12.pNext = UnsafeMutableRawPointer(matrices)
            withUnsafeMutablePointer(to: &features12) { features12 in
                features.pNext = UnsafeMutableRawPointer(features12)
                vkGetPhysicalDeviceFeatures2(device, &features)
            }
        }
        return matrices.cooperativeMatrix != 0 && features12.shaderFloat16 != 0 && features12.vulkanMemoryModel != 0
    }

    private static func hasMatrixShape(_ device: VkPhysicalDevice, _ instance: GPUInstance) -> Bool {
        guard let shapes: PFN_vkGetPhysicalDeviceCooperativeMatrixPropertiesNV = instance.function("vkGetPhysicalDeviceCooperativeMatrixPropertiesNV")
        else { return false }
        var count: UInt32 = 0
        guard shapes(device, &count, nil) == VK_SUCCESS else { return false }
        var empty = VkCooperativeMatrixPropertiesNV()
        empty.sType = VK_STRUCTURE_TYPE_COOPERATIVE_MATRIX_PROPERTIES_NV
        var found = [VkCooperativeMatrixPropertiesNV](repeating: empty, count: Int(count))
        guard shapes(device, &count, &found) == VK_SUCCESS else { return false }
        return found.contains {
            ($0.MSize, $0.NSize, $0.KSize) == (16, 16, 16) && $0.AType == VK_COMPONENT_TYPE_FLOAT16_NV && $0.BType == VK_COMPONENT_TYPE_FLOAT16_NV
                && $0.CType == VK_COMPONENT_TYPE_FLOAT32_NV && $0.DType == VK_COMPONENT_TYPE_FLOAT32_NV && $0.scope == VK_SCOPE_SUBGROUP_NV
        }
    }
}
