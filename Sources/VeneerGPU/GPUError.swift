import SysVulkan

/// What can go wrong between the host and a Vulkan device.
public enum GPUError: Error, Equatable, CustomStringConvertible {
    case noDevice
    /// No device's name contains `filter`, and it is no place in the list of devices.
    case noDeviceNamed(filter: String, available: [String])
    case unsuitable(device: String, lacks: String)
    case noValidationLayer
    /// What the validation layer says about our own use of Vulkan.
    case validation(String)
    case outOfMemory(what: String)
    /// Known before it is tried: `available` is what the device has at all.
    case tooLarge(what: String, byteCount: Int, available: Int)
    case deviceLost
    case failed(call: String, code: Int32)

    public var description: String {
        switch self {
        case .noDevice: "no Vulkan device: install a driver, or the software one with: apt-get install mesa-vulkan-drivers"
        case .noDeviceNamed(let filter, let available):
            "no Vulkan device is named like \"\(filter)\" (--device or VENEER_DEVICE); there are: "
                + available.enumerated().map { "\($0) \($1)" }.joined(separator: ", ")
        case .unsuitable(let device, let lacks):
            "\(device) lacks \(lacks): update its driver, or use the software one with --device llvmpipe"
        case .noValidationLayer: "VENEER_VALIDATE is set but the validation layer is not installed: apt-get install vulkan-validationlayers"
        case .validation(let message): "Vulkan validation: \(message)"
        case .outOfMemory(let what): "out of GPU memory for \(what): choose a smaller --size"
        case .tooLarge(let what, let byteCount, let available):
            "\(what) takes \(gigabytes(byteCount)) of GPU memory, and the device has \(gigabytes(available)): choose a smaller --size"
        case .deviceLost: "the GPU stopped responding (device lost): run again, or use the software driver with --device llvmpipe"
        case .failed(let call, let code): "\(call) failed with Vulkan result \(code)"
        }
    }

    static func check(_ result: VkResult, _ call: String) throws(GPUError) {
        switch result {
        case VK_SUCCESS: return
        case VK_ERROR_OUT_OF_HOST_MEMORY, VK_ERROR_OUT_OF_DEVICE_MEMORY, VK_ERROR_OUT_OF_POOL_MEMORY: throw .outOfMemory(what: call)
        case VK_ERROR_DEVICE_LOST: throw .deviceLost
        case VK_ERROR_INCOMPATIBLE_DRIVER: throw .noDevice
        default: throw .failed(call: call, code: result.rawValue)
        }
    }
}

private func gigabytes(_ byteCount: Int) -> String { "\((Double(byteCount) / 1e8).rounded() / 10) GB" }
