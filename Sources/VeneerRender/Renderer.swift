import ShaderTypes
import Shaders
import VeneerFrame
import VeneerGPU
import VeneerMath
import VeneerWorld

/// Draws the G-buffer of a world: what is seen at every pixel, by which body, and how its surface is. For one thread at a time.
///
/// Two passes: geometry (depth, normal, instance), then every kind of material over the pixels that show it.
public final class Renderer {
    public let size: FrameSize
    let device: GPUDevice
    let world: World
    let scene: SceneGeometry
    /// Times the passes of the frames started from now on; where the device has no clock, there are no times.
    public var timesPasses = false
    /// Of the last frame that was timed: the device's passes, and the host's reading as `read`.
    public internal(set) var passTimes: [PassTime] = []
    /// What frames are drawn with when they are not under way.
    var freeSlots: [FrameSlot]
    private let geometryPipeline: Pipeline
    private let surfacePipeline: Pipeline
    /// Kinds of material in this world have a variant of the surface pipeline each.
    private let variantOfBody: [Int]
    let surfaces: [VnSurface]
    let semanticIds: [UInt32]
    let noiseSeeds: [UInt32]
    /// Nil: the world has no models.
    let models: SceneModels?
    let modelPipelines: ModelPipelines?

    public init(device: GPUDevice, world: World, size: FrameSize) throws {
        self.device = device
        self.world = world
        self.size = size
        semanticIds = world.bodies.indices.map(world.semanticId)
        noiseSeeds = world.bodies.indices.map { Renderer.noiseSeed(worldSeed: world.seed, body: $0) }
        surfaces = Renderer.surfaces(of: world, noiseSeeds: noiseSeeds)
        let kinds = Set(surfaces.map(\.material.kind.x)).sorted()
        models = try SceneModels(device, world: world)
        modelPipelines = models == nil ? nil : try ModelPipelines(device)
        variantOfBody = surfaces.map { kinds.firstIndex(of: $0.material.kind.x) ?? 0 }
        scene = try SceneGeometry(device, world: world)
        freeSlots = [try FrameSlot(device, size, bodyCount: world.bodies.count, hasModels: models != nil)]
        geometryPipeline = try Renderer.makeGeometryPipeline(device)
        surfacePipeline = try Renderer.makeSurfacePipeline(device, kinds: kinds)
    }

    /// The G-buffer at a state. Motion leads back to `previous` seen by `previousCamera`; it is zero on a cut.
    public func render(
        state: WorldState, previous: WorldState, camera: Camera, previousCamera: Camera, look: Look, isCut: Bool
    ) throws -> Frame {
        try finish(start(.everything, state: state, previous: previous, camera: camera, previousCamera: previousCamera, look: look, isCut: isCut))
    }

    /// Only what labels need.
    public func renderLabels(state: WorldState, previous: WorldState, camera: Camera, previousCamera: Camera, isCut: Bool) throws -> Frame {
        try finish(start(.labels, state: state, previous: previous, camera: camera, previousCamera: previousCamera, look: world.look, isCut: isCut))
    }

    // MARK: - Passes

    func drawGeometry(_ visible: [VisibleBody], _ slot: FrameSlot, _ recording: borrowing Recording) {
        slot.targets.beginGeometry(recording)
        recording.use(geometryPipeline)
        recording.bind(slot.view, at: 0, of: geometryPipeline)
        recording.bind(slot.instances, at: 1, of: geometryPipeline)
        recording.bind(vertices: scene.vertices, indices: scene.indices)
        for (place, body) in visible.enumerated() where models?.entryOfBody[body.index] == nil {
            let level = scene.partOfBody[body.index].levels[body.level]
            recording.stencilReference(Renderer.stencil(ofPlace: place))
            recording.draw(indices: level.indices, vertexOffset: level.firstVertex, instance: body.index)
        }
        recording.endDrawing()
    }

    func drawSurfaces(_ visible: [VisibleBody], _ slot: FrameSlot, _ recording: borrowing Recording) {
        slot.targets.beginSurfaces(recording)
        recording.use(surfacePipeline)
        recording.bind(slot.view, at: 0, of: surfacePipeline)
        recording.bind(slot.instances, at: 1, of: surfacePipeline)
        recording.bind(slot.targets.normalAndDepth, at: 2, of: surfacePipeline)
        recording.bind(slot.targets.ids, at: 3, of: surfacePipeline)
        var variant = -1
        let others = visible.enumerated().filter { models?.entryOfBody[$0.element.index] == nil }
        for (place, body) in others.sorted(by: { (variantOfBody[$0.element.index], $0.offset) < (variantOfBody[$1.element.index], $1.offset) }) {
            if variantOfBody[body.index] != variant {
                variant = variantOfBody[body.index]
                recording.use(surfacePipeline, variant: variant)
            }
            recording.stencilReference(Renderer.stencil(ofPlace: place))
            recording.scissor(x: body.columns, y: body.rows)
            recording.constants(surfaces[body.index], of: surfacePipeline)
            recording.drawFullScreen(instance: body.index)
        }
        drawModelSurfaces(visible, slot, recording)
        recording.endDrawing()
    }

    /// 1...255; the surface pass tells bodies apart that share one.
    static func stencil(ofPlace place: Int) -> Int { place % 255 + 1 }

    private static func makeGeometryPipeline(_ device: GPUDevice) throws -> Pipeline {
        var description = PipelineDescription(
            vertexShader: SPIRV.gbufferVert, fragmentShader: SPIRV.gbufferFrag, resources: [.storage, .storage],
            colours: [.rgba32Float, .r32UInt], depthUse: .nearestWritesStencil)
        description.vertexAttributes = [3, 3]
        description.cullsBackFaces = true
        return try Pipeline(device, description)
    }

    private static func makeSurfacePipeline(_ device: GPUDevice, kinds: [UInt32]) throws -> Pipeline {
        var description = PipelineDescription(
            vertexShader: SPIRV.surfaceVert, fragmentShader: SPIRV.surfaceFrag, resources: [.storage, .storage, .image, .image],
            colours: [.rgba32Float, .rgba32Float, .rgba32Float], depthUse: .whereStencilEquals)
        description.constantByteCount = MemoryLayout<VnSurface>.size
        description.variants = kinds
        return try Pipeline(device, description)
    }
}
