import SysVulkan
import VeneerMath

extension Swapchain {
    /// Throws where this device can't show our pictures on this surface.
    static func check(_ device: GPUDevice, _ surface: VkSurfaceKHR) throws(GPUError) {
        var isSupported: VkBool32 = 0
        try GPUError.check(
            vkGetPhysicalDeviceSurfaceSupportKHR(device.physical, device.queueFamily, surface, &isSupported), "vkGetPhysicalDeviceSurfaceSupportKHR")
        var count: UInt32 = 0
        try GPUError.check(vkGetPhysicalDeviceSurfaceFormatsKHR(device.physical, surface, &count, nil), "vkGetPhysicalDeviceSurfaceFormatsKHR")
        var formats = [VkSurfaceFormatKHR](repeating: VkSurfaceFormatKHR(), count: Int(count))
        try GPUError.check(vkGetPhysicalDeviceSurfaceFormatsKHR(device.physical, surface, &count, &formats), "vkGetPhysicalDeviceSurfaceFormatsKHR")
        var capabilities = VkSurfaceCapabilitiesKHR()
        try GPUError.check(vkGetPhysicalDeviceSurfaceCapabilitiesKHR(device.physical, surface, &capabilities), "vkGetPhysicalDeviceSurfaceCapabilitiesKHR")
        let canCopy = capabilities.supportedUsageFlags & VK_IMAGE_USAGE_TRANSFER_DST_BIT.rawValue != 0
        guard isSupported != 0, canCopy, formats.contains(where: { $0.format == format && $0.colorSpace == VK_COLOR_SPACE_SRGB_NONLINEAR_KHR }) else {
            throw .unsuitable(device: device.info.name, lacks: "8-bit pictures on this window")
        }
    }

    /// In step with the display: a slow program isn't held up, a fast one isn't wasted.
    func makeChain(_ capabilities: VkSurfaceCapabilitiesKHR, _ size: FrameSize) throws(GPUError) -> VkSwapchainKHR? {
        let most = capabilities.maxImageCount == 0 ? UInt32.max : capabilities.maxImageCount
        let opaque = VK_COMPOSITE_ALPHA_OPAQUE_BIT_KHR
        var info = VkSwapchainCreateInfoKHR()
        info.sType = VK_STRUCTURE_TYPE_SWAPCHAIN_CREATE_INFO_KHR
        info.surface = surface
        info.minImageCount = min(capabilities.minImageCount + 1, most)
        info.imageFormat = Swapchain.format
        info.imageColorSpace = VK_COLOR_SPACE_SRGB_NONLINEAR_KHR
        info.imageExtent = VkExtent2D(width: UInt32(size.width), height: UInt32(size.height))
        info.imageArrayLayers = 1
        info.imageUsage = VK_IMAGE_USAGE_TRANSFER_DST_BIT.rawValue
        info.imageSharingMode = VK_SHARING_MODE_EXCLUSIVE
        info.preTransform = capabilities.currentTransform
        info.compositeAlpha = capabilities.supportedCompositeAlpha & opaque.rawValue != 0 ? opaque : VK_COMPOSITE_ALPHA_INHERIT_BIT_KHR
        info.presentMode = VK_PRESENT_MODE_FIFO_KHR
        info.clipped = 1
        var chain: VkSwapchainKHR?
        try GPUError.check(vkCreateSwapchainKHR(device.handle, &info, nil, &chain), "vkCreateSwapchainKHR")
        return chain
    }
}

extension Recording {
    /// Fills a picture in use as `.copyTarget` with black.
    func clear(_ image: VkImage?, _ range: VkImageSubresourceRange) {
        var black = VkClearColorValue(float32: (0, 0, 0, 1)), range = range
        vkCmdClearColorImage(buffer, image, VK_IMAGE_LAYOUT_TRANSFER_DST_OPTIMAL, &black, 1, &range)
    }

    /// Fills a picture in use as `.copyTarget`, from packed rows that the host has written before submitting.
    func copy(_ source: borrowing Buffer, to image: borrowing Image) {
        var region = VkBufferImageCopy()
        region.imageSubresource = VkImageSubresourceLayers(aspectMask: image.format.aspect, mipLevel: 0, baseArrayLayer: 0, layerCount: 1)
        region.imageExtent = VkExtent3D(width: UInt32(image.size.width), height: UInt32(image.size.height), depth: 1)
        vkCmdCopyBufferToImage(buffer, source.handle, image.handle, VK_IMAGE_LAYOUT_TRANSFER_DST_OPTIMAL, 1, &region)
    }

    /// Scales a picture in use as `.copySource` onto a part of one in use as `.copyTarget`.
    func blit(_ image: borrowing Image, onto target: VkImage?, x: Range<Int>, y: Range<Int>, isSmooth: Bool) {
        let layers = VkImageSubresourceLayers(aspectMask: VK_IMAGE_ASPECT_COLOR_BIT.rawValue, mipLevel: 0, baseArrayLayer: 0, layerCount: 1)
        let end = VkOffset3D(x: Int32(image.size.width), y: Int32(image.size.height), z: 1)
        let targetStart = VkOffset3D(x: Int32(x.lowerBound), y: Int32(y.lowerBound), z: 0)
        let targetEnd = VkOffset3D(x: Int32(x.upperBound), y: Int32(y.upperBound), z: 1)
        var region = VkImageBlit(
            srcSubresource: layers, srcOffsets: (VkOffset3D(), end), dstSubresource: layers, dstOffsets: (targetStart, targetEnd))
        vkCmdBlitImage(
            buffer, image.handle, VK_IMAGE_LAYOUT_TRANSFER_SRC_OPTIMAL, target, VK_IMAGE_LAYOUT_TRANSFER_DST_OPTIMAL, 1, &region,
            isSmooth ? VK_FILTER_LINEAR : VK_FILTER_NEAREST)
    }
}
