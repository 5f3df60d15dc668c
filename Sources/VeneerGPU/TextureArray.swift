import SysVulkan

/// Square pictures of one size that shaders look up, filtered over what a pixel covers; they repeat in both directions.
public struct TextureArray: ~Copyable {
    public let edge: Int
    let view: VkImageView
    let sampler: VkSampler
    private let device: GPUDevice
    private let image: VkImage
    private let memory: VkDeviceMemory

    /// Each layer is a list of levels, the finest first, each half as wide as the one before down to a single pixel:
    /// RGBA of 8 bits, display-encoded. Waits until the device has them.
    public init(_ device: GPUDevice, edge: Int, layers: [[[UInt8]]]) throws(GPUError) {
        let what = "\(layers.count) textures of \(edge) pixels"
        let levelCount = layers.first?.count ?? 0
        precondition(levelCount > 0 && edge >> (levelCount - 1) == 1, "a layer needs every level")
        var image: VkImage?, view: VkImageView?, memory: VkDeviceMemory?, sampler: VkSampler?
        try device.require(byteCount: layers.reduce(0) { $0 + $1.reduce(0) { $0 + $1.count } }, for: what)
        do throws(GPUError) {
            image = try TextureArray.make(device, edge: edge, layers: layers.count, levels: levelCount, what: what)
            var requirements = VkMemoryRequirements()
            vkGetImageMemoryRequirements(device.handle, image, &requirements)
            memory = try device.allocate(requirements, .device, what: what)
            try GPUError.check(vkBindImageMemory(device.handle, image, memory, 0), "vkBindImageMemory")
            view = try TextureArray.makeView(device, image, range: TextureArray.range(layers: layers.count, levels: levelCount))
            sampler = try TextureArray.makeSampler(device)
            try TextureArray.upload(device, layers, to: image, edge: edge)
            guard let image, let view, let memory, let sampler else { throw GPUError.outOfMemory(what: what) }
            (self.device, self.edge, self.image, self.view, self.memory, self.sampler) = (device, edge, image, view, memory, sampler)
        } catch {
            GPUObject.image(image, view, memory).destroy(device.handle)
            GPUObject.sampler(sampler).destroy(device.handle)
            throw error
        }
    }

    deinit {
        device.retire(.image(image, view, memory))
        device.retire(.sampler(sampler))
    }

    private static func range(layers: Int, levels: Int) -> VkImageSubresourceRange {
        VkImageSubresourceRange(
            aspectMask: VK_IMAGE_ASPECT_COLOR_BIT.rawValue, baseMipLevel: 0, levelCount: UInt32(levels), baseArrayLayer: 0, layerCount: UInt32(layers))
    }

    private static func make(_ device: GPUDevice, edge: Int, layers: Int, levels: Int, what: String) throws(GPUError) -> VkImage? {
        var info = VkImageCreateInfo()
        info.sType = VK_STRUCTURE_TYPE_IMAGE_CREATE_INFO
        info.imageType = VK_IMAGE_TYPE_2D
        info.format = VK_FORMAT_R8G8B8A8_SRGB
        info.extent = VkExtent3D(width: UInt32(edge), height: UInt32(edge), depth: 1)
        info.mipLevels = UInt32(levels)
        info.arrayLayers = UInt32(layers)
        info.samples = VK_SAMPLE_COUNT_1_BIT
        info.tiling = VK_IMAGE_TILING_OPTIMAL
        info.usage = VK_IMAGE_USAGE_SAMPLED_BIT.rawValue | VK_IMAGE_USAGE_TRANSFER_DST_BIT.rawValue
        var image: VkImage?
        try GPUError.check(vkCreateImage(device.handle, &info, nil, &image), what)
        return image
    }

    private static func makeView(_ device: GPUDevice, _ image: VkImage?, range: VkImageSubresourceRange) throws(GPUError) -> VkImageView? {
        var info = VkImageViewCreateInfo()
        info.sType = VK_STRUCTURE_TYPE_IMAGE_VIEW_CREATE_INFO
        info.image = image
        info.viewType = VK_IMAGE_VIEW_TYPE_2D_ARRAY
        info.format = VK_FORMAT_R8G8B8A8_SRGB
        info.subresourceRange = range
        var view: VkImageView?
        try GPUError.check(vkCreateImageView(device.handle, &info, nil, &view), "vkCreateImageView")
        return view
    }

    private static func makeSampler(_ device: GPUDevice) throws(GPUError) -> VkSampler? {
        var info = VkSamplerCreateInfo()
        info.sType = VK_STRUCTURE_TYPE_SAMPLER_CREATE_INFO
        (info.magFilter, info.minFilter, info.mipmapMode) = (VK_FILTER_LINEAR, VK_FILTER_LINEAR, VK_SAMPLER_MIPMAP_MODE_LINEAR)
        let repeats = VK_SAMPLER_ADDRESS_MODE_REPEAT
        (info.addressModeU, info.addressModeV, info.addressModeW) = (repeats, repeats, repeats)
        info.maxLod = 32
        var sampler: VkSampler?
        try GPUError.check(vkCreateSampler(device.handle, &info, nil, &sampler), "vkCreateSampler")
        return sampler
    }

    private static func upload(_ device: GPUDevice, _ layers: [[[UInt8]]], to image: VkImage?, edge: Int) throws(GPUError) {
        let range = range(layers: layers.count, levels: layers[0].count)
        for (number, layer) in layers.enumerated() {
            let bytes = layer.flatMap { $0 }
            let staging = try Buffer(device, bytes, use: .copySource)
            let recording = try device.record()
            if number == 0 { recording.move(image, range, from: .undefined, to: .copyTarget) }
            var offset = 0
            for (level, pixels) in layer.enumerated() {
                var region = VkBufferImageCopy()
                region.bufferOffset = VkDeviceSize(offset)
                region.imageSubresource = VkImageSubresourceLayers(
                    aspectMask: VK_IMAGE_ASPECT_COLOR_BIT.rawValue, mipLevel: UInt32(level), baseArrayLayer: UInt32(number), layerCount: 1)
                region.imageExtent = VkExtent3D(width: UInt32(edge >> level), height: UInt32(edge >> level), depth: 1)
                vkCmdCopyBufferToImage(recording.buffer, staging.handle, image, VK_IMAGE_LAYOUT_TRANSFER_DST_OPTIMAL, 1, &region)
                offset += pixels.count
            }
            if number == layers.count - 1 { recording.move(image, range, from: .copyTarget, to: .sampled) }
            try recording.submit().wait()
        }
    }
}
