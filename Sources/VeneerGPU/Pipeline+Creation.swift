import SysVulkan

extension Pipeline {
    static func make(_ device: GPUDevice, _ description: PipelineDescription, _ layout: VkPipelineLayout?, constant: UInt32) throws(GPUError) -> VkPipeline? {
        let vertex = try shaderModule(device, description.vertexShader)
        defer { vkDestroyShaderModule(device.handle, vertex, nil) }
        let fragment = try shaderModule(device, description.fragmentShader)
        defer { vkDestroyShaderModule(device.handle, fragment, nil) }
        var pipeline: VkPipeline?
        let result = withStages(vertex, fragment, constant: constant) { stages in
            withVertexInput(description.vertexAttributes) { vertexInput in
                withFixedState(description) { info in
                    info.stageCount = UInt32(stages.count)
                    info.pStages = stages.baseAddress
                    info.pVertexInputState = vertexInput
                    info.layout = layout
                    return vkCreateGraphicsPipelines(device.handle, device.pipelineCache.handle, 1, &info, nil, &pipeline)
                }
            }
        }
        try GPUError.check(result, "vkCreateGraphicsPipelines")
        return pipeline
    }

    static func shaderModule(_ device: GPUDevice, _ words: [UInt32]) throws(GPUError) -> VkShaderModule? {
        var module: VkShaderModule?
        let result = words.withUnsafeBufferPointer { words in
            var info = VkShaderModuleCreateInfo()
            info.sType = VK_STRUCTURE_TYPE_SHADER_MODULE_CREATE_INFO
            info.codeSize = words.count * 4
            info.pCode = words.baseAddress
            return vkCreateShaderModule(device.handle, &info, nil, &module)
        }
        try GPUError.check(result, "vkCreateShaderModule")
        return module
    }

    private static func withStages(
        _ vertex: VkShaderModule?, _ fragment: VkShaderModule?, constant: UInt32,
        _ body: (UnsafeBufferPointer<VkPipelineShaderStageCreateInfo>) -> VkResult
    ) -> VkResult {
        var entry = VkSpecializationMapEntry(constantID: 0, offset: 0, size: 4), value = constant
        return withUnsafePointer(to: &entry) { entry in
            withUnsafePointer(to: &value) { value in
                var specialisation = VkSpecializationInfo(mapEntryCount: 1, pMapEntries: entry, dataSize: 4, pData: value)
                return withUnsafePointer(to: &specialisation) { specialisation in
                    withCStrings(["main"]) { names in
                        let stages = [(VK_SHADER_STAGE_VERTEX_BIT, vertex), (VK_SHADER_STAGE_FRAGMENT_BIT, fragment)].map { stage, module in
                            var info = VkPipelineShaderStageCreateInfo()
                            info.sType = VK_STRUCTURE_TYPE_PIPELINE_SHADER_STAGE_CREATE_INFO
                            info.stage = stage
                            info.module = module
                            info.pName = names[0]
                            info.pSpecializationInfo = stage == VK_SHADER_STAGE_FRAGMENT_BIT ? specialisation : nil
                            return info
                        }
                        return stages.withUnsafeBufferPointer(body)
                    }
                }
            }
        }
    }

    private static func withVertexInput(
        _ attributes: [Int], _ body: (UnsafePointer<VkPipelineVertexInputStateCreateInfo>) -> VkResult
    ) -> VkResult {
        let formats = [VK_FORMAT_R32_SFLOAT, VK_FORMAT_R32G32_SFLOAT, VK_FORMAT_R32G32B32_SFLOAT, VK_FORMAT_R32G32B32A32_SFLOAT]
        var offset: UInt32 = 0
        let described = attributes.enumerated().map { index, components in
            defer { offset += UInt32(components * 4) }
            return VkVertexInputAttributeDescription(location: UInt32(index), binding: 0, format: formats[components - 1], offset: offset)
        }
        var binding = VkVertexInputBindingDescription(binding: 0, stride: offset, inputRate: VK_VERTEX_INPUT_RATE_VERTEX)
        return described.withUnsafeBufferPointer { described in
            withUnsafePointer(to: &binding) { binding in
                var info = VkPipelineVertexInputStateCreateInfo()
                info.sType = VK_STRUCTURE_TYPE_PIPELINE_VERTEX_INPUT_STATE_CREATE_INFO
                info.vertexBindingDescriptionCount = described.isEmpty ? 0 : 1
                info.pVertexBindingDescriptions = binding
                info.vertexAttributeDescriptionCount = UInt32(described.count)
                info.pVertexAttributeDescriptions = described.baseAddress
                return withUnsafePointer(to: &info, body)
            }
        }
    }

    private static func withFixedState(_ description: PipelineDescription, _ body: (inout VkGraphicsPipelineCreateInfo) -> VkResult) -> VkResult {
        var assembly = VkPipelineInputAssemblyStateCreateInfo()
        assembly.sType = VK_STRUCTURE_TYPE_PIPELINE_INPUT_ASSEMBLY_STATE_CREATE_INFO
        assembly.topology = VK_PRIMITIVE_TOPOLOGY_TRIANGLE_LIST
        var viewport = VkPipelineViewportStateCreateInfo()
        viewport.sType = VK_STRUCTURE_TYPE_PIPELINE_VIEWPORT_STATE_CREATE_INFO
        (viewport.viewportCount, viewport.scissorCount) = (1, 1)
        var raster = VkPipelineRasterizationStateCreateInfo()
        raster.sType = VK_STRUCTURE_TYPE_PIPELINE_RASTERIZATION_STATE_CREATE_INFO
        raster.cullMode = description.cullsBackFaces ? VK_CULL_MODE_BACK_BIT.rawValue : VK_CULL_MODE_NONE.rawValue
        raster.frontFace = VK_FRONT_FACE_COUNTER_CLOCKWISE
        raster.lineWidth = 1
        var samples = VkPipelineMultisampleStateCreateInfo()
        samples.sType = VK_STRUCTURE_TYPE_PIPELINE_MULTISAMPLE_STATE_CREATE_INFO
        samples.rasterizationSamples = VK_SAMPLE_COUNT_1_BIT
        var depth = depthState(description.depthUse)
        return withUnsafePointer(to: &assembly) { assembly in
            withUnsafePointer(to: &viewport) { viewport in
                withUnsafePointer(to: &raster) { raster in
                    withUnsafePointer(to: &samples) { samples in
                        withUnsafePointer(to: &depth) { depth in
                            withTargets(description) { info in
                                info.pInputAssemblyState = assembly
                                info.pViewportState = viewport
                                info.pRasterizationState = raster
                                info.pMultisampleState = samples
                                info.pDepthStencilState = depth
                                return body(&info)
                            }
                        }
                    }
                }
            }
        }
    }

    private static func depthState(_ use: PipelineDescription.DepthUse) -> VkPipelineDepthStencilStateCreateInfo {
        var info = VkPipelineDepthStencilStateCreateInfo()
        info.sType = VK_STRUCTURE_TYPE_PIPELINE_DEPTH_STENCIL_STATE_CREATE_INFO
        let draws = use == .nearestWritesStencil
        info.depthTestEnable = draws ? 1 : 0
        info.depthWriteEnable = draws ? 1 : 0
        info.depthCompareOp = VK_COMPARE_OP_GREATER
        info.stencilTestEnable = 1
        info.front.failOp = VK_STENCIL_OP_KEEP
        info.front.depthFailOp = VK_STENCIL_OP_KEEP
        info.front.passOp = draws ? VK_STENCIL_OP_REPLACE : VK_STENCIL_OP_KEEP
        info.front.compareOp = draws ? VK_COMPARE_OP_ALWAYS : VK_COMPARE_OP_EQUAL
        info.front.compareMask = 0xff
        info.front.writeMask = draws ? 0xff : 0
        info.back = info.front
        return info
    }

    /// Colour and depth formats, blending off, and what is set while drawing.
    private static func withTargets(_ description: PipelineDescription, _ body: (inout VkGraphicsPipelineCreateInfo) -> VkResult) -> VkResult {
        var unblended = VkPipelineColorBlendAttachmentState()
        unblended.colorWriteMask = 0xf
        let blends = description.colours.map { _ in unblended }
        let formats = description.colours.map(\.vulkan)
        let dynamicStates = [VK_DYNAMIC_STATE_VIEWPORT, VK_DYNAMIC_STATE_SCISSOR, VK_DYNAMIC_STATE_STENCIL_REFERENCE]
        return blends.withUnsafeBufferPointer { blends in
            formats.withUnsafeBufferPointer { formats in
                dynamicStates.withUnsafeBufferPointer { states in
                    var blend = VkPipelineColorBlendStateCreateInfo()
                    blend.sType = VK_STRUCTURE_TYPE_PIPELINE_COLOR_BLEND_STATE_CREATE_INFO
                    blend.attachmentCount = UInt32(blends.count)
                    blend.pAttachments = blends.baseAddress
                    var dynamic = VkPipelineDynamicStateCreateInfo()
                    dynamic.sType = VK_STRUCTURE_TYPE_PIPELINE_DYNAMIC_STATE_CREATE_INFO
                    dynamic.dynamicStateCount = UInt32(states.count)
                    dynamic.pDynamicStates = states.baseAddress
                    var rendering = VkPipelineRenderingCreateInfo()
                    rendering.sType = VK_STRUCTURE_TYPE_PIPELINE_RENDERING_CREATE_INFO
                    rendering.colorAttachmentCount = UInt32(formats.count)
                    rendering.pColorAttachmentFormats = formats.baseAddress
                    rendering.depthAttachmentFormat = PixelFormat.depth32Stencil8.vulkan
                    rendering.stencilAttachmentFormat = PixelFormat.depth32Stencil8.vulkan
                    return withUnsafePointer(to: &blend) { blend in
                        withUnsafePointer(to: &dynamic) { dynamic in
                            withUnsafePointer(to: &rendering) { rendering in
                                var info = VkGraphicsPipelineCreateInfo()
                                info.sType = VK_STRUCTURE_TYPE_GRAPHICS_PIPELINE_CREATE_INFO
                                info.pNext = UnsafeRawPointer(rendering)
                                info.pColorBlendState = blend
                                info.pDynamicState = dynamic
                                return body(&info)
                            }
                        }
                    }
                }
            }
        }
    }
}
