import SysVulkan

/// What a machine's Vulkan device is, for choosing one and for people to read.
public struct GPUDeviceInfo: Sendable, Equatable {
    public enum Kind: Int, Sendable, Comparable {
        case discrete, integrated, virtual, other, software

        public static func < (a: Kind, b: Kind) -> Bool { a.rawValue < b.rawValue }
    }

    public let name: String
    public let kind: Kind
    public let driver: String
    public let memoryInBytes: Int
    /// What the renderer needs and this device does not have; nil where it will do.
    public let lacks: String?

    init(_ device: VkPhysicalDevice) {
        var driverProperties = VkPhysicalDeviceDriverProperties()
        driverProperties.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_DRIVER_PROPERTIES
        var properties = VkPhysicalDeviceProperties2()
        properties.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_PROPERTIES_2
        withUnsafeMutablePointer(to: &driverProperties) {
            properties.pNext = UnsafeMutableRawPointer($0)
            vkGetPhysicalDeviceProperties2(device, &properties)
        }
        name = text(properties.properties.deviceName)
        driver = text(driverProperties.driverName) + " " + text(driverProperties.driverInfo)
        kind =
            switch properties.properties.deviceType {
            case VK_PHYSICAL_DEVICE_TYPE_DISCRETE_GPU: .discrete
            case VK_PHYSICAL_DEVICE_TYPE_INTEGRATED_GPU: .integrated
            case VK_PHYSICAL_DEVICE_TYPE_VIRTUAL_GPU: .virtual
            case VK_PHYSICAL_DEVICE_TYPE_CPU: .software
            default: .other
            }
        var memory = VkPhysicalDeviceMemoryProperties()
        vkGetPhysicalDeviceMemoryProperties(device, &memory)
        memoryInBytes = withUnsafeBytes(of: memory.memoryHeaps) { heaps in
            heaps.bindMemory(to: VkMemoryHeap.self).prefix(Int(memory.memoryHeapCount))
                .filter { $0.flags & VK_MEMORY_HEAP_DEVICE_LOCAL_BIT.rawValue != 0 }.map { Int(clamping: $0.size) }.max() ?? 0
        }
        lacks = GPUDeviceInfo.missing(device, apiVersion: properties.properties.apiVersion)
    }

    /// Whether someone who asks for this means the device, which stands at a place in the list of all.
    func answers(to filter: String, place: Int) -> Bool { Int(filter).map { $0 == place } ?? name.lowercased().contains(filter.lowercased()) }

    private static func missing(_ device: VkPhysicalDevice, apiVersion: UInt32) -> String? {
        guard apiVersion >= vnVulkanApiVersion13 else { return "Vulkan 1.3" }
        guard graphicsFamily(device) != nil else { return "a graphics queue" }
        guard extensionNames(device).contains(VK_KHR_PUSH_DESCRIPTOR_EXTENSION_NAME) else { return VK_KHR_PUSH_DESCRIPTOR_EXTENSION_NAME }
        var features12 = VkPhysicalDeviceVulkan12Features()
        features12.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_2_FEATURES
        var features = VkPhysicalDeviceFeatures2()
        features.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_FEATURES_2
        withUnsafeMutablePointer(to: &features12) {
            features.pNext = UnsafeMutableRawPointer($0)
            vkGetPhysicalDeviceFeatures2(device, &features)
        }
        return features12.scalarBlockLayout == 0 ? "scalar block layout" : nil
    }

    static func graphicsFamily(_ device: VkPhysicalDevice) -> UInt32? {
        let needed = VK_QUEUE_GRAPHICS_BIT.rawValue | VK_QUEUE_COMPUTE_BIT.rawValue
        return queueFamilies(device).firstIndex { $0.queueFlags & needed == needed }.map(UInt32.init)
    }

    static func queueFamilies(_ device: VkPhysicalDevice) -> [VkQueueFamilyProperties] {
        var count: UInt32 = 0
        vkGetPhysicalDeviceQueueFamilyProperties(device, &count, nil)
        var families = [VkQueueFamilyProperties](repeating: VkQueueFamilyProperties(), count: Int(count))
        vkGetPhysicalDeviceQueueFamilyProperties(device, &count, &families)
        return families
    }

    static func extensionNames(_ device: VkPhysicalDevice) -> Set<String> {
        var count: UInt32 = 0
        guard vkEnumerateDeviceExtensionProperties(device, nil, &count, nil) == VK_SUCCESS else { return [] }
        var found = [VkExtensionProperties](repeating: VkExtensionProperties(), count: Int(count))
        guard vkEnumerateDeviceExtensionProperties(device, nil, &count, &found) == VK_SUCCESS else { return [] }
        return Set(found.map { text($0.extensionName) })
    }
}
