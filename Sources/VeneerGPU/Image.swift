import SysVulkan
import VeneerMath

public enum PixelFormat: Sendable {
    case rgba32Float, rgba16Float, r32Float, r32UInt, depth32Stencil8
    /// Display-encoded, for windows; not drawn into but copied to.
    case bgra8

    var vulkan: VkFormat {
        switch self {
        case .rgba32Float: VK_FORMAT_R32G32B32A32_SFLOAT
        case .rgba16Float: VK_FORMAT_R16G16B16A16_SFLOAT
        case .r32Float: VK_FORMAT_R32_SFLOAT
        case .r32UInt: VK_FORMAT_R32_UINT
        case .depth32Stencil8: VK_FORMAT_D32_SFLOAT_S8_UINT
        case .bgra8: VK_FORMAT_B8G8R8A8_UNORM
        }
    }

    public var bytesPerPixel: Int {
        switch self {
        case .rgba32Float: 16
        case .rgba16Float, .depth32Stencil8: 8
        case .r32Float, .r32UInt, .bgra8: 4
        }
    }

    var isDepth: Bool { self == .depth32Stencil8 }
    var aspect: VkImageAspectFlags {
        isDepth ? VK_IMAGE_ASPECT_DEPTH_BIT.rawValue | VK_IMAGE_ASPECT_STENCIL_BIT.rawValue : VK_IMAGE_ASPECT_COLOR_BIT.rawValue
    }
}

/// A picture on the device that passes draw into; later passes may read it texel by texel, and it may be copied to the host.
public struct Image: ~Copyable {
    public let size: FrameSize
    public let format: PixelFormat
    let device: GPUDevice
    let handle: VkImage
    let view: VkImageView
    private let memory: VkDeviceMemory

    public init(_ device: GPUDevice, size: FrameSize, format: PixelFormat) throws(GPUError) {
        let what = "a picture of \(size) pixels"
        var image: VkImage?, view: VkImageView?, memory: VkDeviceMemory?
        do throws(GPUError) {
            image = try Image.make(device, size: size, format: format, what: what)
            var requirements = VkMemoryRequirements()
            vkGetImageMemoryRequirements(device.handle, image, &requirements)
            memory = try device.allocate(requirements, .device, what: what)
            try GPUError.check(vkBindImageMemory(device.handle, image, memory, 0), "vkBindImageMemory")
            view = try Image.makeView(device, image, format: format)
            guard let image, let view, let memory else { throw GPUError.outOfMemory(what: what) }
            (self.device, self.size, self.format, handle, self.view, self.memory) = (device, size, format, image, view, memory)
        } catch {
            GPUObject.image(image, view, memory).destroy(device.handle)
            throw error
        }
    }

    /// For drawing into; valid while the picture lives.
    public var target: RenderTarget { RenderTarget(view: view, size: size) }

    deinit { device.retire(.image(handle, view, memory)) }

    private static func make(_ device: GPUDevice, size: FrameSize, format: PixelFormat, what: String) throws(GPUError) -> VkImage? {
        var info = VkImageCreateInfo()
        info.sType = VK_STRUCTURE_TYPE_IMAGE_CREATE_INFO
        info.imageType = VK_IMAGE_TYPE_2D
        info.format = format.vulkan
        info.extent = VkExtent3D(width: UInt32(size.width), height: UInt32(size.height), depth: 1)
        info.mipLevels = 1
        info.arrayLayers = 1
        info.samples = VK_SAMPLE_COUNT_1_BIT
        info.tiling = VK_IMAGE_TILING_OPTIMAL
        info.usage =
            switch format {
            case .depth32Stencil8: VK_IMAGE_USAGE_DEPTH_STENCIL_ATTACHMENT_BIT.rawValue
            case .bgra8: VK_IMAGE_USAGE_SAMPLED_BIT.rawValue | VK_IMAGE_USAGE_TRANSFER_DST_BIT.rawValue | VK_IMAGE_USAGE_TRANSFER_SRC_BIT.rawValue
            default: VK_IMAGE_USAGE_COLOR_ATTACHMENT_BIT.rawValue | VK_IMAGE_USAGE_SAMPLED_BIT.rawValue | VK_IMAGE_USAGE_TRANSFER_SRC_BIT.rawValue
            }
        var image: VkImage?
        try GPUError.check(vkCreateImage(device.handle, &info, nil, &image), what)
        return image
    }

    private static func makeView(_ device: GPUDevice, _ image: VkImage?, format: PixelFormat) throws(GPUError) -> VkImageView? {
        var info = VkImageViewCreateInfo()
        info.sType = VK_STRUCTURE_TYPE_IMAGE_VIEW_CREATE_INFO
        info.image = image
        info.viewType = VK_IMAGE_VIEW_TYPE_2D
        info.format = format.vulkan
        info.subresourceRange = Image.range(format)
        var view: VkImageView?
        try GPUError.check(vkCreateImageView(device.handle, &info, nil, &view), "vkCreateImageView")
        return view
    }

    static func range(_ format: PixelFormat) -> VkImageSubresourceRange {
        VkImageSubresourceRange(aspectMask: format.aspect, baseMipLevel: 0, levelCount: 1, baseArrayLayer: 0, layerCount: 1)
    }
}

/// A picture as a pass draws into it; does not keep it alive.
public struct RenderTarget {
    let view: VkImageView
    let size: FrameSize
}
