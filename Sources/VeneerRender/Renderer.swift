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
    /// Of a picture, as far as no level of detail is off by more than `LevelOfDetail.mostErrorInPixels` for it.
    public var triangleBudget = LevelOfDetail.triangleBudget
    /// Times the passes of the frames started from now on; where the device has no clock, there are no times.
    public var timesPasses = false
    /// Of the last frame that was timed: the device's passes, and the host's reading as `read`.
    public internal(set) var passTimes: [PassTime] = []
    /// The last frame's planes that are still on the device, where it had everything; until the next frame is started.
    public internal(set) var pictures: DevicePictures?
    /// Of the last frame of `surfaces`, without relief.
    public internal(set) var smoothNormals: Plane?
    /// What frames are drawn with when they are not under way.
    var freeSlots: [FrameSlot]
    private let pipelines: BodyPipelines
    /// Kinds of material in this world, used or not, with relief or not, have a variant of one of the surface pipelines each.
    private let variantOfBody: [SurfaceVariant]
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
        noiseSeeds = world.bodies.indices.map(world.noiseSeed)
        surfaces = Renderer.surfaces(of: world, noiseSeeds: noiseSeeds)
        let variants = surfaces.map { SurfaceVariant.key(of: $0.material) }, kinds = SurfaceVariant.sorted(variants)
        pipelines = try BodyPipelines(device, kinds: kinds)
        models = try SceneModels(device, world: world)
        modelPipelines = models == nil ? nil : try ModelPipelines(device)
        variantOfBody = variants.map { SurfaceVariant($0, among: kinds) }
        scene = try SceneGeometry(device, world: world)
        freeSlots = [try FrameSlot(device, size, bodyCount: world.bodies.count, hasModels: models != nil)]
    }

    /// Of the same world in pictures of another size: what is drawn, and with what, is shared.
    public init(_ other: Renderer, size: FrameSize) throws {
        (device, world, self.size) = (other.device, other.world, size)
        (semanticIds, noiseSeeds, surfaces, variantOfBody) = (other.semanticIds, other.noiseSeeds, other.surfaces, other.variantOfBody)
        (pipelines, models, modelPipelines, scene) = (other.pipelines, other.models, other.modelPipelines, other.scene)
        triangleBudget = other.triangleBudget
        freeSlots = [try FrameSlot(device, size, bodyCount: world.bodies.count, hasModels: models != nil)]
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
        recording.use(pipelines.geometry)
        recording.bind(slot.view, at: 0, of: pipelines.geometry)
        recording.bind(slot.instances, at: 1, of: pipelines.geometry)
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
        drawSurfaces(visible, slot, recording, with: pipelines.plain, hasRelief: false)
        drawSurfaces(visible, slot, recording, with: pipelines.relief, hasRelief: true)
        drawModelSurfaces(visible, slot, recording)
        recording.endDrawing()
    }

    /// Those of one pipeline, by its variants.
    private func drawSurfaces(
        _ visible: [VisibleBody], _ slot: FrameSlot, _ recording: borrowing Recording, with pipeline: borrowing Pipeline, hasRelief: Bool
    ) {
        let bodies = visible.enumerated()
            .filter { models?.entryOfBody[$0.element.index] == nil && variantOfBody[$0.element.index].hasRelief == hasRelief }
            .map { (variant: variantOfBody[$0.element.index].index, place: $0.offset, body: $0.element) }
        if bodies.isEmpty { return }
        recording.use(pipeline)
        recording.bind(slot.view, at: 0, of: pipeline)
        recording.bind(slot.instances, at: 1, of: pipeline)
        recording.bind(slot.targets.normalAndDepth, at: 2, of: pipeline)
        recording.bind(slot.targets.ids, at: 3, of: pipeline)
        var variant = -1
        for (wanted, place, body) in bodies.sorted(by: { ($0.variant, $0.place) < ($1.variant, $1.place) }) {
            if wanted != variant { recording.use(pipeline, variant: wanted) }
            variant = wanted
            recording.stencilReference(Renderer.stencil(ofPlace: place))
            recording.scissor(x: body.columns, y: body.rows)
            recording.constants(surfaces[body.index], of: pipeline)
            recording.drawFullScreen(instance: body.index)
        }
    }

    /// 1...255; the surface pass tells bodies apart that share one.
    static func stencil(ofPlace place: Int) -> Int { place % 255 + 1 }
}

/// What drawing bodies of a world takes.
private final class BodyPipelines {
    let geometry: Pipeline
    let plain: Pipeline
    let relief: Pipeline

    init(_ device: GPUDevice, kinds: (plain: [UInt32], relief: [UInt32])) throws {
        geometry = try BodyPipelines.makeGeometryPipeline(device)
        plain = try BodyPipelines.makeSurfacePipeline(device, SPIRV.surfaceFrag, kinds: kinds.plain)
        relief = try BodyPipelines.makeSurfacePipeline(device, SPIRV.surfaceReliefFrag, kinds: kinds.relief)
    }

    private static func makeGeometryPipeline(_ device: GPUDevice) throws -> Pipeline {
        var description = PipelineDescription(
            vertexShader: SPIRV.gbufferVert, fragmentShader: SPIRV.gbufferFrag, resources: [.storage, .storage],
            colours: [.rgba32Float, .r32UInt], depthUse: .nearestWritesStencil)
        description.vertexAttributes = [3, 3]
        description.cullsBackFaces = true
        return try Pipeline(device, description)
    }

    private static func makeSurfacePipeline(_ device: GPUDevice, _ fragmentShader: [UInt32], kinds: [UInt32]) throws -> Pipeline {
        var description = PipelineDescription(
            vertexShader: SPIRV.surfaceVert, fragmentShader: fragmentShader, resources: [.storage, .storage, .image, .image],
            colours: [.rgba32Float, .rgba32Float, .rgba32Float], depthUse: .whereStencilEquals)
        description.constantByteCount = MemoryLayout<VnSurface>.size
        description.variants = kinds
        return try Pipeline(device, description)
    }
}
