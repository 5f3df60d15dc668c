import SysVulkan

/// How a kernel computes: its shader, what it reads and writes, and the values that it is specialised for.
public struct ComputePipelineDescription: Sendable {
    public var shader: [UInt32]
    public var resources: [PipelineDescription.Resource]
    /// Size of the struct given to `Recording.run`, at most 128.
    public var constantByteCount: Int
    /// One pipeline for each: the shader's constants 0, 1, … set to these.
    public var variants: [[UInt32]]

    public init(shader: [UInt32], resources: [PipelineDescription.Resource], constantByteCount: Int, variants: [[UInt32]]) {
        (self.shader, self.resources, self.constantByteCount, self.variants) = (shader, resources, constantByteCount, variants)
    }
}

/// Compiled variants of one kernel; they share resources and layout.
public struct ComputePipeline: ~Copyable {
    let variants: [VkPipeline?]
    let layout: VkPipelineLayout
    let constantByteCount: Int
    let resources: [PipelineDescription.Resource]
    private let set: VkDescriptorSetLayout
    private let device: GPUDevice

    public init(_ device: GPUDevice, _ description: ComputePipelineDescription) throws(GPUError) {
        var set: VkDescriptorSetLayout?, layout: VkPipelineLayout?, variants: [VkPipeline?] = []
        do throws(GPUError) {
            set = try Pipeline.makeSetLayout(device, description.resources, stages: ComputePipeline.stages)
            layout = try Pipeline.makeLayout(device, set, constantByteCount: description.constantByteCount, stages: ComputePipeline.stages)
            let module = try Pipeline.shaderModule(device, description.shader)
            defer { vkDestroyShaderModule(device.handle, module, nil) }
            for constants in description.variants { variants.append(try ComputePipeline.make(device, module, layout, constants: constants)) }
            guard let set, let layout else { throw GPUError.outOfMemory(what: "a pipeline layout") }
            (self.device, self.set, self.layout, self.variants) = (device, set, layout, variants)
            (constantByteCount, resources) = (description.constantByteCount, description.resources)
            device.pipelineCache.save()
        } catch {
            GPUObject.pipelines(variants, layout, set).destroy(device.handle)
            throw error
        }
    }

    deinit { device.retire(.pipelines(variants, layout, set)) }

    static let stages = VK_SHADER_STAGE_COMPUTE_BIT.rawValue

    private static func make(_ device: GPUDevice, _ module: VkShaderModule?, _ layout: VkPipelineLayout?, constants: [UInt32]) throws(GPUError) -> VkPipeline? {
        let entries = constants.indices.map { VkSpecializationMapEntry(constantID: UInt32($0), offset: UInt32(4 * $0), size: 4) }
        var pipeline: VkPipeline?
        let result = entries.withUnsafeBufferPointer { entries in
            constants.withUnsafeBytes { values in
                var specialisation = VkSpecializationInfo(
                    mapEntryCount: UInt32(entries.count), pMapEntries: entries.baseAddress, dataSize: values.count, pData: values.baseAddress)
                return withUnsafePointer(to: &specialisation) { specialisation in
                    withCStrings(["main"]) { names in
                        var info = VkComputePipelineCreateInfo()
                        info.sType = VK_STRUCTURE_TYPE_COMPUTE_PIPELINE_CREATE_INFO
                        info.stage.sType = VK_STRUCTURE_TYPE_PIPELINE_SHADER_STAGE_CREATE_INFO
                        info.stage.stage = VK_SHADER_STAGE_COMPUTE_BIT
                        info.stage.module = module
                        info.stage.pName = names[0]
                        info.stage.pSpecializationInfo = specialisation
                        info.layout = layout
                        return vkCreateComputePipelines(device.handle, device.pipelineCache.handle, 1, &info, nil, &pipeline)
                    }
                }
            }
        }
        try GPUError.check(result, "vkCreateComputePipelines")
        return pipeline
    }
}
