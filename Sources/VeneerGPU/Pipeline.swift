import SysVulkan

/// How a pass draws: shaders, what they read, and what they write.
public struct PipelineDescription: Sendable {
    public enum Resource: Sendable { case storage, image, texture }
    public enum DepthUse: Sendable {
        /// Nearer (greater, reversed) depths pass and are kept; the stencil takes the reference value where they do.
        case nearestWritesStencil
        /// Draws where the stencil equals the reference value; writes neither.
        case whereStencilEquals
    }

    public var vertexShader: [UInt32]
    public var fragmentShader: [UInt32]
    /// Component counts of the floats of one interleaved vertex; empty: no vertex buffer.
    public var vertexAttributes: [Int] = []
    public var resources: [Resource]
    public var colours: [PixelFormat]
    public var depthUse: DepthUse
    public var cullsBackFaces = false
    /// Size of the struct given to `Recording.constants`, at most 128.
    public var constantByteCount = 0
    /// One pipeline for each, with the fragment shader's constant 0 set to it.
    public var variants: [UInt32] = [0]

    public init(vertexShader: [UInt32], fragmentShader: [UInt32], resources: [Resource], colours: [PixelFormat], depthUse: DepthUse) {
        (self.vertexShader, self.fragmentShader) = (vertexShader, fragmentShader)
        (self.resources, self.colours, self.depthUse) = (resources, colours, depthUse)
    }
}

/// Compiled variants of one description; they share resources and layout.
public struct Pipeline: ~Copyable {
    let variants: [VkPipeline?]
    let layout: VkPipelineLayout
    let constantByteCount: Int
    private let set: VkDescriptorSetLayout
    private let device: GPUDevice

    public init(_ device: GPUDevice, _ description: PipelineDescription) throws(GPUError) {
        var set: VkDescriptorSetLayout?, layout: VkPipelineLayout?, variants: [VkPipeline?] = []
        do throws(GPUError) {
            set = try Pipeline.makeSetLayout(device, description.resources, stages: Pipeline.stages)
            layout = try Pipeline.makeLayout(device, set, constantByteCount: description.constantByteCount, stages: Pipeline.stages)
            for constant in description.variants { variants.append(try Pipeline.make(device, description, layout, constant: constant)) }
            guard let set, let layout else { throw GPUError.outOfMemory(what: "a pipeline layout") }
            (self.device, self.set, self.layout, self.variants) = (device, set, layout, variants)
            constantByteCount = description.constantByteCount
            device.pipelineCache.save()
        } catch {
            GPUObject.pipelines(variants, layout, set).destroy(device.handle)
            throw error
        }
    }

    deinit { device.retire(.pipelines(variants, layout, set)) }

    /// Where resources and constants may be read.
    static let stages = VK_SHADER_STAGE_VERTEX_BIT.rawValue | VK_SHADER_STAGE_FRAGMENT_BIT.rawValue

    static func makeSetLayout(
        _ device: GPUDevice, _ resources: [PipelineDescription.Resource], stages: VkShaderStageFlags
    ) throws(GPUError) -> VkDescriptorSetLayout? {
        let bindings = resources.enumerated().map { index, resource in
            var binding = VkDescriptorSetLayoutBinding()
            binding.binding = UInt32(index)
            binding.descriptorType =
                switch resource {
                case .storage: VK_DESCRIPTOR_TYPE_STORAGE_BUFFER
                case .image: VK_DESCRIPTOR_TYPE_SAMPLED_IMAGE
                case .texture: VK_DESCRIPTOR_TYPE_COMBINED_IMAGE_SAMPLER
                }
            binding.descriptorCount = 1
            binding.stageFlags = stages
            return binding
        }
        var set: VkDescriptorSetLayout?
        let result = bindings.withUnsafeBufferPointer { bindings in
            var info = VkDescriptorSetLayoutCreateInfo()
            info.sType = VK_STRUCTURE_TYPE_DESCRIPTOR_SET_LAYOUT_CREATE_INFO
            info.flags = VK_DESCRIPTOR_SET_LAYOUT_CREATE_PUSH_DESCRIPTOR_BIT_KHR.rawValue
            info.bindingCount = UInt32(bindings.count)
            info.pBindings = bindings.baseAddress
            return vkCreateDescriptorSetLayout(device.handle, &info, nil, &set)
        }
        try GPUError.check(result, "vkCreateDescriptorSetLayout")
        return set
    }

    static func makeLayout(
        _ device: GPUDevice, _ set: VkDescriptorSetLayout?, constantByteCount: Int, stages: VkShaderStageFlags
    ) throws(GPUError) -> VkPipelineLayout? {
        var set = set, layout: VkPipelineLayout?
        var constants = VkPushConstantRange(stageFlags: stages, offset: 0, size: UInt32(constantByteCount))
        let result = withUnsafePointer(to: &set) { set in
            withUnsafePointer(to: &constants) { constants in
                var info = VkPipelineLayoutCreateInfo()
                info.sType = VK_STRUCTURE_TYPE_PIPELINE_LAYOUT_CREATE_INFO
                info.setLayoutCount = 1
                info.pSetLayouts = set
                info.pushConstantRangeCount = constantByteCount > 0 ? 1 : 0
                info.pPushConstantRanges = constants
                return vkCreatePipelineLayout(device.handle, &info, nil, &layout)
            }
        }
        try GPUError.check(result, "vkCreatePipelineLayout")
        return layout
    }
}
