import SysVulkan
import VeneerMath

extension Recording {
    /// Starts drawing into pictures in use as targets, cleared to zero; a depth picture that is only read keeps what it holds.
    public func beginDrawing(_ colours: [RenderTarget], depth: RenderTarget, clearsDepth: Bool) {
        begin(
            colours.map { attachment($0, .colourTarget, clears: true) },
            depth: attachment(depth, clearsDepth ? .depthTarget : .depthReadOnly, clears: clearsDepth), size: depth.size)
    }

    /// Goes on drawing into pictures and a depth picture that keep what they hold, and into further ones cleared to zero.
    public func continueDrawing(_ kept: [RenderTarget], clearing further: [RenderTarget], depth: RenderTarget) {
        begin(
            kept.map { attachment($0, .colourTarget, clears: false) } + further.map { attachment($0, .colourTarget, clears: true) },
            depth: attachment(depth, .depthTarget, clears: false), size: depth.size)
    }

    private func begin(_ colours: [VkRenderingAttachmentInfo], depth: VkRenderingAttachmentInfo, size: FrameSize) {
        var depthStencil = depth
        colours.withUnsafeBufferPointer { colours in
            withUnsafePointer(to: &depthStencil) { depthStencil in
                var info = VkRenderingInfo()
                info.sType = VK_STRUCTURE_TYPE_RENDERING_INFO
                info.renderArea.extent = VkExtent2D(width: UInt32(size.width), height: UInt32(size.height))
                info.layerCount = 1
                info.colorAttachmentCount = UInt32(colours.count)
                info.pColorAttachments = colours.baseAddress
                info.pDepthAttachment = depthStencil
                info.pStencilAttachment = depthStencil
                vkCmdBeginRendering(buffer, &info)
            }
        }
        var viewport = VkViewport(x: 0, y: 0, width: Float(size.width), height: Float(size.height), minDepth: 0, maxDepth: 1)
        vkCmdSetViewport(buffer, 0, 1, &viewport)
        scissor(x: 0..<size.width, y: 0..<size.height)
    }

    public func endDrawing() { vkCmdEndRendering(buffer) }

    public func scissor(x: Range<Int>, y: Range<Int>) {
        var rectangle = VkRect2D(
            offset: VkOffset2D(x: Int32(x.lowerBound), y: Int32(y.lowerBound)), extent: VkExtent2D(width: UInt32(x.count), height: UInt32(y.count)))
        vkCmdSetScissor(buffer, 0, 1, &rectangle)
    }

    public func use(_ pipeline: borrowing Pipeline, variant: Int = 0) {
        vkCmdBindPipeline(buffer, VK_PIPELINE_BIND_POINT_GRAPHICS, pipeline.variants[variant])
    }

    public func stencilReference(_ value: Int) { vkCmdSetStencilReference(buffer, VK_STENCIL_FACE_FRONT_AND_BACK.rawValue, UInt32(value)) }

    /// Sets the constants of the pipeline's shaders: one C struct.
    public func constants<Constants: BitwiseCopyable>(_ constants: Constants, of pipeline: borrowing Pipeline) {
        precondition(MemoryLayout<Constants>.size == pipeline.constantByteCount, "not the pipeline's constants")
        withUnsafeBytes(of: constants) {
            vkCmdPushConstants(buffer, pipeline.layout, Pipeline.stages, 0, UInt32($0.count), $0.baseAddress)
        }
    }

    /// Storage buffer at a binding of the pipeline.
    public func bind(_ storage: borrowing Buffer, at binding: Int, of pipeline: borrowing Pipeline) {
        var info = VkDescriptorBufferInfo(buffer: storage.handle, offset: 0, range: vnVulkanWholeSize)
        withUnsafePointer(to: &info) { info in
            push(binding, VK_DESCRIPTOR_TYPE_STORAGE_BUFFER, of: pipeline) { $0.pBufferInfo = info }
        }
    }

    /// A picture (in use as `.sampled`) at a binding of the pipeline.
    public func bind(_ image: borrowing Image, at binding: Int, of pipeline: borrowing Pipeline) {
        var info = VkDescriptorImageInfo(sampler: nil, imageView: image.view, imageLayout: ImageUse.sampled.layout)
        withUnsafePointer(to: &info) { info in
            push(binding, VK_DESCRIPTOR_TYPE_SAMPLED_IMAGE, of: pipeline) { $0.pImageInfo = info }
        }
    }

    public func bind(_ textures: borrowing TextureArray, at binding: Int, of pipeline: borrowing Pipeline) {
        var info = VkDescriptorImageInfo(sampler: textures.sampler, imageView: textures.view, imageLayout: ImageUse.sampled.layout)
        withUnsafePointer(to: &info) { info in
            push(binding, VK_DESCRIPTOR_TYPE_COMBINED_IMAGE_SAMPLER, of: pipeline) { $0.pImageInfo = info }
        }
    }

    public func bind(vertices: borrowing Buffer, indices: borrowing Buffer) {
        var vertexBuffer: VkBuffer? = vertices.handle
        var offset: VkDeviceSize = 0
        vkCmdBindVertexBuffers(buffer, 0, 1, &vertexBuffer, &offset)
        vkCmdBindIndexBuffer(buffer, indices.handle, 0, VK_INDEX_TYPE_UINT32)
    }

    public func draw(indices: Range<Int>, vertexOffset: Int, instance: Int) {
        vkCmdDrawIndexed(buffer, UInt32(indices.count), 1, UInt32(indices.lowerBound), Int32(vertexOffset), UInt32(instance))
    }

    /// One triangle that covers the picture; the vertex shader makes it of the vertex index.
    public func drawFullScreen(instance: Int) { vkCmdDraw(buffer, 3, 1, 0, UInt32(instance)) }

    private func push(_ binding: Int, _ type: VkDescriptorType, of pipeline: borrowing Pipeline, _ fill: (inout VkWriteDescriptorSet) -> Void) {
        var write = VkWriteDescriptorSet()
        write.sType = VK_STRUCTURE_TYPE_WRITE_DESCRIPTOR_SET
        write.dstBinding = UInt32(binding)
        write.descriptorCount = 1
        write.descriptorType = type
        fill(&write)
        device.pushDescriptors(buffer, VK_PIPELINE_BIND_POINT_GRAPHICS, pipeline.layout, 0, 1, &write)
    }

    private func attachment(_ image: RenderTarget, _ use: ImageUse, clears: Bool) -> VkRenderingAttachmentInfo {
        var info = VkRenderingAttachmentInfo()
        info.sType = VK_STRUCTURE_TYPE_RENDERING_ATTACHMENT_INFO
        info.imageView = image.view
        info.imageLayout = use.layout
        info.loadOp = clears ? VK_ATTACHMENT_LOAD_OP_CLEAR : VK_ATTACHMENT_LOAD_OP_LOAD
        info.storeOp = use == .depthReadOnly ? VK_ATTACHMENT_STORE_OP_NONE : VK_ATTACHMENT_STORE_OP_STORE
        return info
    }
}
