import SysVulkan
import VeneerMath

/// What a picture is used for next; moving between two of these orders the work and lays the memory out.
public enum ImageUse: Sendable {
    /// Contents don't matter.
    case undefined
    case colourTarget, depthTarget, depthReadOnly, sampled, copySource, copyTarget, present

    var layout: VkImageLayout {
        switch self {
        case .undefined: VK_IMAGE_LAYOUT_UNDEFINED
        case .colourTarget: VK_IMAGE_LAYOUT_COLOR_ATTACHMENT_OPTIMAL
        case .depthTarget: VK_IMAGE_LAYOUT_DEPTH_STENCIL_ATTACHMENT_OPTIMAL
        case .depthReadOnly: VK_IMAGE_LAYOUT_DEPTH_STENCIL_READ_ONLY_OPTIMAL
        case .sampled: VK_IMAGE_LAYOUT_SHADER_READ_ONLY_OPTIMAL
        case .copySource: VK_IMAGE_LAYOUT_TRANSFER_SRC_OPTIMAL
        case .copyTarget: VK_IMAGE_LAYOUT_TRANSFER_DST_OPTIMAL
        case .present: VK_IMAGE_LAYOUT_PRESENT_SRC_KHR
        }
    }

    var stage: VkPipelineStageFlags2 {
        switch self {
        case .undefined, .present: VK_PIPELINE_STAGE_2_ALL_COMMANDS_BIT
        case .colourTarget: VK_PIPELINE_STAGE_2_COLOR_ATTACHMENT_OUTPUT_BIT
        case .depthTarget, .depthReadOnly: VK_PIPELINE_STAGE_2_EARLY_FRAGMENT_TESTS_BIT | VK_PIPELINE_STAGE_2_LATE_FRAGMENT_TESTS_BIT
        case .sampled: VK_PIPELINE_STAGE_2_FRAGMENT_SHADER_BIT | VK_PIPELINE_STAGE_2_COMPUTE_SHADER_BIT
        case .copySource, .copyTarget: VK_PIPELINE_STAGE_2_ALL_TRANSFER_BIT
        }
    }

    var access: VkAccessFlags2 {
        switch self {
        case .undefined, .present: 0
        case .colourTarget: VK_ACCESS_2_COLOR_ATTACHMENT_WRITE_BIT | VK_ACCESS_2_COLOR_ATTACHMENT_READ_BIT
        case .depthTarget: VK_ACCESS_2_DEPTH_STENCIL_ATTACHMENT_WRITE_BIT | VK_ACCESS_2_DEPTH_STENCIL_ATTACHMENT_READ_BIT
        case .depthReadOnly: VK_ACCESS_2_DEPTH_STENCIL_ATTACHMENT_READ_BIT
        case .sampled: VK_ACCESS_2_SHADER_SAMPLED_READ_BIT
        case .copySource: VK_ACCESS_2_TRANSFER_READ_BIT
        case .copyTarget: VK_ACCESS_2_TRANSFER_WRITE_BIT
        }
    }
}

/// Work handed to the GPU.
public struct Submission: Sendable {
    let device: GPUDevice
    let value: UInt64

    /// Blocks until the GPU has done it; then what it wrote may be read.
    public func wait() throws(GPUError) { try device.wait(for: value) }
}

/// Commands being written down, by one thread; `submit` ends it. What the commands use must live until then, and stay unwritten until they are done.
public struct Recording: ~Copyable {
    let device: GPUDevice
    private let pool: GPUDevice.CommandPool
    private let clock: PassClock?
    let hazards = Hazards()
    private var isSubmitted = false
    var buffer: VkCommandBuffer { pool.buffer }

    init(_ device: GPUDevice, clock: PassClock?) throws(GPUError) {
        let pool = try device.takePool()
        var info = VkCommandBufferBeginInfo()
        info.sType = VK_STRUCTURE_TYPE_COMMAND_BUFFER_BEGIN_INFO
        info.flags = VK_COMMAND_BUFFER_USAGE_ONE_TIME_SUBMIT_BIT.rawValue
        let result = vkBeginCommandBuffer(pool.buffer, &info)
        if result != VK_SUCCESS { device.giveBack(pool) }
        try GPUError.check(result, "vkBeginCommandBuffer")
        (self.device, self.pool, self.clock) = (device, pool, clock)
        clock?.start(pool.buffer)
    }

    deinit { if !isSubmitted { device.giveBack(pool) } }

    /// What follows, up to the next pass, is timed under this name where the recording has a clock.
    public func pass(_ name: String) { clock?.begin(name, buffer) }

    public consuming func submit() throws(GPUError) -> Submission {
        handKernelsResultsToHost()
        clock?.end(buffer)
        try GPUError.check(vkEndCommandBuffer(buffer), "vkEndCommandBuffer")
        isSubmitted = true
        return Submission(device: device, value: try device.submit(pool))
    }

    /// Orders all work on a picture before and after this point.
    public func move(_ image: borrowing Image, from old: ImageUse, to new: ImageUse) {
        move(image.handle, Image.range(image.format), from: old, to: new)
    }

    func move(_ image: VkImage?, _ range: VkImageSubresourceRange, from old: ImageUse, to new: ImageUse) {
        var barrier = VkImageMemoryBarrier2()
        barrier.sType = VK_STRUCTURE_TYPE_IMAGE_MEMORY_BARRIER_2
        (barrier.srcStageMask, barrier.srcAccessMask, barrier.oldLayout) = (old.stage, old.access, old.layout)
        (barrier.dstStageMask, barrier.dstAccessMask, barrier.newLayout) = (new.stage, new.access, new.layout)
        barrier.image = image
        barrier.subresourceRange = range
        withUnsafePointer(to: &barrier) { barrier in
            var info = VkDependencyInfo()
            info.sType = VK_STRUCTURE_TYPE_DEPENDENCY_INFO
            info.imageMemoryBarrierCount = 1
            info.pImageMemoryBarriers = barrier
            vkCmdPipelineBarrier2(buffer, &info)
        }
    }

    /// Copies a picture (in use as `.copySource`) into a buffer, rows packed; the host sees it once the submission is done.
    public func copy(_ image: borrowing Image, to target: borrowing Buffer) {
        precondition(target.byteCount >= image.size.pixelCount * image.format.bytesPerPixel, "the buffer is too small for the picture")
        var region = VkBufferImageCopy()
        region.imageSubresource = VkImageSubresourceLayers(aspectMask: image.format.aspect, mipLevel: 0, baseArrayLayer: 0, layerCount: 1)
        region.imageExtent = VkExtent3D(width: UInt32(image.size.width), height: UInt32(image.size.height), depth: 1)
        vkCmdCopyImageToBuffer(buffer, image.handle, VK_IMAGE_LAYOUT_TRANSFER_SRC_OPTIMAL, target.handle, 1, &region)
        var barrier = VkMemoryBarrier2()
        barrier.sType = VK_STRUCTURE_TYPE_MEMORY_BARRIER_2
        (barrier.srcStageMask, barrier.srcAccessMask) = (VK_PIPELINE_STAGE_2_ALL_TRANSFER_BIT, VK_ACCESS_2_TRANSFER_WRITE_BIT)
        (barrier.dstStageMask, barrier.dstAccessMask) = (VK_PIPELINE_STAGE_2_HOST_BIT, VK_ACCESS_2_HOST_READ_BIT)
        withUnsafePointer(to: &barrier) { barrier in
            var info = VkDependencyInfo()
            info.sType = VK_STRUCTURE_TYPE_DEPENDENCY_INFO
            info.memoryBarrierCount = 1
            info.pMemoryBarriers = barrier
            vkCmdPipelineBarrier2(buffer, &info)
        }
    }
}

extension GPUDevice {
    /// A clock, where given, times the recording's passes; it serves one recording at a time.
    public func record(clock: PassClock? = nil) throws(GPUError) -> Recording { try Recording(self, clock: clock) }
}
