import Foundation
import SysVulkan
import VeneerMath

/// Compiled pipelines, kept on disk between runs: one file for each device and driver. A file that is damaged, or another driver's, counts as
/// none and is replaced. Nothing that goes wrong with it stops a run.
final class PipelineCache: @unchecked Sendable { // owns a VkPipelineCache, which Vulkan synchronises itself
    let handle: VkPipelineCache?
    private let device: VkDevice
    private let key: PipelineCacheKey
    private let file: URL?

    init(_ device: VkDevice, _ physical: VkPhysicalDevice, folder: URL?) {
        self.device = device
        key = PipelineCacheKey(physical)
        file = folder.map { [key] in $0.appendingPathComponent(key.fileName) }
        // No such file yet, or one that can't be read: pipelines are compiled.
        let kept = file.flatMap { try? Data(contentsOf: $0) }.flatMap(key.content(ofFile:)) ?? Data()
        handle = kept.withUnsafeBytes { bytes in
            var info = VkPipelineCacheCreateInfo()
            info.sType = VK_STRUCTURE_TYPE_PIPELINE_CACHE_CREATE_INFO
            info.initialDataSize = bytes.count
            info.pInitialData = bytes.baseAddress
            var cache: VkPipelineCache?
            return vkCreatePipelineCache(device, &info, nil, &cache) == VK_SUCCESS ? cache : nil
        }
    }

    /// The device must still live.
    func destroy() { vkDestroyPipelineCache(device, handle, nil) }

    /// Writes what the driver holds, whole or not at all, unless the file has it already.
    func save() {
        guard let file, let handle else { return }
        var count = 0
        guard vkGetPipelineCacheData(device, handle, &count, nil) == VK_SUCCESS, count > 0 else { return }
        var content = Data(count: count)
        let result = content.withUnsafeMutableBytes { vkGetPipelineCacheData(device, handle, &count, $0.baseAddress) }
        guard result == VK_SUCCESS else { return }
        let whole = key.sealed(content.prefix(count))
        if (try? Data(contentsOf: file)) == whole { return } // unreadable is as good as different
        // A home that can't be written costs the next run its compiling, and nothing else.
        try? FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try? whole.write(to: file, options: .atomic)
    }
}

/// What a cache file is for, and how its bytes are told from damaged or foreign ones: magic, then a hash of the rest, then the driver's own bytes.
struct PipelineCacheKey: Sendable {
    private static let magic = Data("VNPIPE01".utf8)
    private let vendor: UInt32, device: UInt32
    /// Changes with the driver's version.
    private let identity: [UInt8]

    init(_ physical: VkPhysicalDevice) {
        var properties = VkPhysicalDeviceProperties()
        vkGetPhysicalDeviceProperties(physical, &properties)
        (vendor, device) = (properties.vendorID, properties.deviceID)
        identity = withUnsafeBytes(of: properties.pipelineCacheUUID) { Array($0) }
    }

    var fileName: String {
        let name = identity.map { String(format: "%02x", $0) }.joined()
        return String(format: "pipelines-%04x-%04x-", vendor, device) + name + ".bin"
    }

    func sealed(_ content: Data) -> Data { PipelineCacheKey.magic + hash(of: content) + content }

    /// The driver's bytes of a file; nil where they are not whole or not of this device and driver.
    func content(ofFile file: Data) -> Data? {
        let start = PipelineCacheKey.magic.count + 8
        guard file.count > start, file.prefix(8) == PipelineCacheKey.magic else { return nil }
        let content = file.dropFirst(start)
        guard file.dropFirst(8).prefix(8) == hash(of: content) else { return nil }
        // Vulkan's header: its length, version 1, vendor, device, identity.
        let words = content.prefix(16).withUnsafeBytes { bytes in (0..<bytes.count / 4).map { bytes.loadUnaligned(fromByteOffset: 4 * $0, as: UInt32.self) } }
        guard words.count == 4, words[1] == 1, words[2] == vendor, words[3] == device, Array(content.dropFirst(16).prefix(16)) == identity else { return nil }
        return Data(content)
    }

    private func hash(of content: Data) -> Data {
        var hash = StableHash()
        content.withUnsafeBytes { hash.combine(bytes: $0) }
        return withUnsafeBytes(of: hash.value.littleEndian) { Data($0) }
    }
}

extension GPUDevice {
    /// `veneer` in the person's folder for caches; nil where there is none.
    public static func cacheFolder(environment: [String: String] = ProcessInfo.processInfo.environment) -> URL? {
        // A relative XDG_CACHE_HOME is to be ignored.
        if let folder = environment["XDG_CACHE_HOME"], folder.hasPrefix("/") { return URL(fileURLWithPath: folder).appendingPathComponent("veneer") }
        guard let home = environment["HOME"], home.hasPrefix("/") else { return nil }
        return URL(fileURLWithPath: home).appendingPathComponent(".cache/veneer")
    }
}
