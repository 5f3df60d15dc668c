import Foundation
import Synchronization
import SysVulkan

/// The connection to the Vulkan loader, and where its validation messages end up.
final class GPUInstance: @unchecked Sendable { // owns a VkInstance, which is used only through thread-safe calls
    let handle: VkInstance
    let isValidating: Bool
    private let log = ValidationLog()
    private var messenger: VkDebugUtilsMessengerEXT?

    init(extensions: [String], validate: Bool) throws(GPUError) {
        isValidating = validate
        if validate, !GPUInstance.layerNames().contains(GPUInstance.validationLayer) { throw .noValidationLayer }
        handle = try GPUInstance.make(extensions: extensions, validate: validate)
        if validate { try connectLog() }
    }

    deinit {
        if let messenger, let destroy: PFN_vkDestroyDebugUtilsMessengerEXT = function("vkDestroyDebugUtilsMessengerEXT") {
            destroy(handle, messenger, nil)
        }
        vkDestroyInstance(handle, nil)
    }

    var validationMessages: [String] { log.messages }

    func function<T>(_ name: String) -> T? {
        guard let address = vkGetInstanceProcAddr(handle, name) else { return nil }
        return unsafeBitCast(address, to: T.self)
    }

    func physicalDevices() throws(GPUError) -> [VkPhysicalDevice] {
        var count: UInt32 = 0
        try GPUError.check(vkEnumeratePhysicalDevices(handle, &count, nil), "vkEnumeratePhysicalDevices")
        var devices = [VkPhysicalDevice?](repeating: nil, count: Int(count))
        try GPUError.check(vkEnumeratePhysicalDevices(handle, &count, &devices), "vkEnumeratePhysicalDevices")
        return devices.compactMap { $0 }
    }

    // MARK: -

    private static let validationLayer = "VK_LAYER_KHRONOS_validation"

    private static func make(extensions: [String], validate: Bool) throws(GPUError) -> VkInstance {
        var application = VkApplicationInfo()
        application.sType = VK_STRUCTURE_TYPE_APPLICATION_INFO
        application.apiVersion = vnVulkanApiVersion13
        var enable = VK_VALIDATION_FEATURE_ENABLE_SYNCHRONIZATION_VALIDATION_EXT
        var features = VkValidationFeaturesEXT()
        features.sType = VK_STRUCTURE_TYPE_VALIDATION_FEATURES_EXT
        features.enabledValidationFeatureCount = 1
        var instance: VkInstance?
        let result = withCStrings(validate ? [validationLayer] : []) { layers in
            withCStrings(extensions + (validate ? [VK_EXT_DEBUG_UTILS_EXTENSION_NAME] : [])) { names in
                withUnsafePointer(to: &application) { application in
                    withUnsafePointer(to: &enable) { enable in
                        features.pEnabledValidationFeatures = enable
                        return withUnsafePointer(to: &features) { features in
                            var info = VkInstanceCreateInfo()
                            info.sType = VK_STRUCTURE_TYPE_INSTANCE_CREATE_INFO
                            info.pNext = validate ? UnsafeRawPointer(features) : nil
                            info.pApplicationInfo = application
                            info.enabledLayerCount = UInt32(layers.count)
                            info.ppEnabledLayerNames = layers.baseAddress
                            info.enabledExtensionCount = UInt32(names.count)
                            info.ppEnabledExtensionNames = names.baseAddress
                            return vkCreateInstance(&info, nil, &instance)
                        }
                    }
                }
            }
        }
        try GPUError.check(result, "vkCreateInstance")
        guard let instance else { throw .noDevice }
        return instance
    }

    private static func layerNames() -> [String] {
        var count: UInt32 = 0
        guard vkEnumerateInstanceLayerProperties(&count, nil) == VK_SUCCESS else { return [] }
        var layers = [VkLayerProperties](repeating: VkLayerProperties(), count: Int(count))
        guard vkEnumerateInstanceLayerProperties(&count, &layers) == VK_SUCCESS else { return [] }
        return layers.map { text($0.layerName) }
    }

    private func connectLog() throws(GPUError) {
        guard let create: PFN_vkCreateDebugUtilsMessengerEXT = function("vkCreateDebugUtilsMessengerEXT") else { throw .noValidationLayer }
        var info = VkDebugUtilsMessengerCreateInfoEXT()
        info.sType = VK_STRUCTURE_TYPE_DEBUG_UTILS_MESSENGER_CREATE_INFO_EXT
        info.messageSeverity = VK_DEBUG_UTILS_MESSAGE_SEVERITY_ERROR_BIT_EXT.rawValue | VK_DEBUG_UTILS_MESSAGE_SEVERITY_WARNING_BIT_EXT.rawValue
        info.messageType = VK_DEBUG_UTILS_MESSAGE_TYPE_VALIDATION_BIT_EXT.rawValue
        info.pUserData = Unmanaged.passUnretained(log).toOpaque()
        info.pfnUserCallback = { _, _, data, user in
            if let user, let message = data?.pointee.pMessage {
                Unmanaged<ValidationLog>.fromOpaque(user).takeUnretainedValue().append(String(cString: message))
            }
            return 0
        }
        try GPUError.check(create(handle, &info, nil, &messenger), "vkCreateDebugUtilsMessengerEXT")
    }
}

/// Filled from whatever thread the layer calls on.
final class ValidationLog: Sendable {
    private let stored = Mutex<[String]>([])

    var messages: [String] { stored.withLock { $0 } }
    func append(_ message: String) { stored.withLock { $0.append(message) } }
}

/// Calls `body` with an array of C strings.
func withCStrings<Result>(_ strings: [String], _ body: (UnsafeBufferPointer<UnsafePointer<CChar>?>) -> Result) -> Result {
    let copies = strings.map { strdup($0) }
    defer { copies.forEach { free($0) } }
    return copies.map { UnsafePointer($0) }.withUnsafeBufferPointer(body)
}

/// The text in a fixed array of characters, as Vulkan's property structs hold it.
func text<Tuple>(_ characters: Tuple) -> String {
    withUnsafeBytes(of: characters) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
}
