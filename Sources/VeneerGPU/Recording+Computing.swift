import SysVulkan

/// What a kernel is given at one of its bindings; does not keep it alive.
public struct KernelArgument {
    enum Resource {
        case buffer(VkBuffer)
        case image(VkImageView)
    }

    let resource: Resource
    let isRead: Bool
    let isWritten: Bool
}

extension Buffer {
    public var read: KernelArgument { KernelArgument(resource: .buffer(handle), isRead: true, isWritten: false) }
    public var written: KernelArgument { KernelArgument(resource: .buffer(handle), isRead: false, isWritten: true) }
    public var readAndWritten: KernelArgument { KernelArgument(resource: .buffer(handle), isRead: true, isWritten: true) }
}

extension Image {
    /// A picture in use as `.sampled`.
    public var read: KernelArgument { KernelArgument(resource: .image(view), isRead: true, isWritten: false) }
}

/// What kernels and copies of one recording did to buffers since the last barrier.
final class Hazards {
    /// What earlier recordings did isn't known: the first kernel waits for all of it.
    private(set) var hasStarted = false
    private var read: Set<VkBuffer> = []
    private var written: Set<VkBuffer> = []

    /// Whether work with these arguments must wait for what was recorded before; from here on it counts as recorded.
    func mustWait(_ arguments: [KernelArgument]) -> Bool {
        let waits =
            !hasStarted
            || arguments.contains { argument in
                guard case .buffer(let buffer) = argument.resource else { return false }
                return written.contains(buffer) || argument.isWritten && read.contains(buffer)
            }
        if waits { (hasStarted, read, written) = (true, [], []) }
        for argument in arguments {
            guard case .buffer(let buffer) = argument.resource else { continue }
            if argument.isRead { read.insert(buffer) }
            if argument.isWritten { written.insert(buffer) }
        }
        return waits
    }
}

extension Recording {
    /// Runs a kernel over groups of invocations, after whatever wrote its arguments and before whatever reads what it writes.
    /// The arguments stand in the order of the pipeline's resources, the constants are its one C struct.
    public func run<Constants: BitwiseCopyable>(
        _ pipeline: borrowing ComputePipeline, variant: Int = 0, groups: (x: Int, y: Int), _ constants: Constants, _ arguments: [KernelArgument]
    ) {
        precondition(arguments.count == pipeline.resources.count, "a kernel needs all of its arguments")
        precondition(MemoryLayout<Constants>.size == pipeline.constantByteCount, "not the pipeline's constants")
        if hazards.mustWait(arguments) { waitForKernels() }
        vkCmdBindPipeline(buffer, VK_PIPELINE_BIND_POINT_COMPUTE, pipeline.variants[variant])
        for (binding, argument) in arguments.enumerated() { push(argument, binding, pipeline.resources[binding], pipeline.layout) }
        withUnsafeBytes(of: constants) {
            vkCmdPushConstants(buffer, pipeline.layout, ComputePipeline.stages, 0, UInt32($0.count), $0.baseAddress)
        }
        vkCmdDispatch(buffer, UInt32(groups.x), UInt32(groups.y), 1)
    }

    /// Copies all of a buffer to the start of another, after whatever wrote it.
    public func copy(_ source: borrowing Buffer, to target: borrowing Buffer) {
        precondition(target.byteCount >= source.byteCount, "the buffer is too small for the copy")
        if hazards.mustWait([source.read, target.written]) { waitForKernels() }
        var region = VkBufferCopy(srcOffset: 0, dstOffset: 0, size: VkDeviceSize(source.byteCount))
        vkCmdCopyBuffer(buffer, source.handle, target.handle, 1, &region)
    }

    func handKernelsResultsToHost() {
        if hazards.hasStarted { wait(at: VK_PIPELINE_STAGE_2_HOST_BIT, for: VK_ACCESS_2_HOST_READ_BIT) }
    }

    private func waitForKernels() {
        wait(
            at: VK_PIPELINE_STAGE_2_COMPUTE_SHADER_BIT | VK_PIPELINE_STAGE_2_ALL_TRANSFER_BIT,
            for: VK_ACCESS_2_MEMORY_READ_BIT | VK_ACCESS_2_MEMORY_WRITE_BIT)
    }

    private func wait(at stages: VkPipelineStageFlags2, for access: VkAccessFlags2) {
        var barrier = VkMemoryBarrier2()
        barrier.sType = VK_STRUCTURE_TYPE_MEMORY_BARRIER_2
        (barrier.srcStageMask, barrier.srcAccessMask) =
            (VK_PIPELINE_STAGE_2_COMPUTE_SHADER_BIT | VK_PIPELINE_STAGE_2_ALL_TRANSFER_BIT, VK_ACCESS_2_MEMORY_WRITE_BIT)
        (barrier.dstStageMask, barrier.dstAccessMask) = (stages, access)
        withUnsafePointer(to: &barrier) { barrier in
            var info = VkDependencyInfo()
            info.sType = VK_STRUCTURE_TYPE_DEPENDENCY_INFO
            info.memoryBarrierCount = 1
            info.pMemoryBarriers = barrier
            vkCmdPipelineBarrier2(buffer, &info)
        }
    }

    private func push(_ argument: KernelArgument, _ binding: Int, _ resource: PipelineDescription.Resource, _ layout: VkPipelineLayout) {
        var write = VkWriteDescriptorSet()
        write.sType = VK_STRUCTURE_TYPE_WRITE_DESCRIPTOR_SET
        write.dstBinding = UInt32(binding)
        write.descriptorCount = 1
        switch (argument.resource, resource) {
        case (.buffer(let handle), .storage):
            write.descriptorType = VK_DESCRIPTOR_TYPE_STORAGE_BUFFER
            var info = VkDescriptorBufferInfo(buffer: handle, offset: 0, range: vnVulkanWholeSize)
            withUnsafePointer(to: &info) { info in
                write.pBufferInfo = info
                device.pushDescriptors(buffer, VK_PIPELINE_BIND_POINT_COMPUTE, layout, 0, 1, &write)
            }
        case (.image(let view), .image):
            write.descriptorType = VK_DESCRIPTOR_TYPE_SAMPLED_IMAGE
            var info = VkDescriptorImageInfo(sampler: nil, imageView: view, imageLayout: ImageUse.sampled.layout)
            withUnsafePointer(to: &info) { info in
                write.pImageInfo = info
                device.pushDescriptors(buffer, VK_PIPELINE_BIND_POINT_COMPUTE, layout, 0, 1, &write)
            }
        default: preconditionFailure("binding \(binding) of a kernel is of another kind")
        }
    }
}
