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
    private let targets: Targets
    private let geometryPipeline: Pipeline
    private let surfacePipeline: Pipeline
    /// Kinds of material in this world; a pixel's stencil is its kind's place here plus one.
    private let kinds: [UInt32]
    private let stencilOfBody: [Int]
    let semanticIds: [UInt32]
    let noiseSeeds: [UInt32]
    private let view: Buffer
    private let instances: Buffer
    private let materials: Buffer

    public init(device: GPUDevice, world: World, size: FrameSize) throws {
        self.device = device
        self.world = world
        self.size = size
        let shaderMaterials = world.materials.map(\.shaderMaterial)
        let kindOfBody = world.bodies.map { shaderMaterials[$0.materialIndex].kind.x }
        let kinds = Set(kindOfBody).sorted()
        self.kinds = kinds
        stencilOfBody = kindOfBody.map { (kinds.firstIndex(of: $0) ?? 0) + 1 }
        semanticIds = world.bodies.indices.map(world.semanticId)
        noiseSeeds = world.bodies.indices.map { Renderer.noiseSeed(worldSeed: world.seed, body: $0) }
        scene = try SceneGeometry(device, world: world)
        targets = try Targets(device, size)
        geometryPipeline = try Renderer.makeGeometryPipeline(device)
        surfacePipeline = try Renderer.makeSurfacePipeline(device, kinds: kinds)
        view = try Buffer(device, byteCount: MemoryLayout<VnView>.stride, use: .storage)
        instances = try Buffer(device, byteCount: MemoryLayout<VnInstance>.stride * max(1, world.bodies.count), use: .storage)
        materials = try Buffer(device, shaderMaterials, use: .storage)
    }

    /// The G-buffer at a state. Motion leads back to `previous` seen by `previousCamera`; it is zero on a cut.
    public func render(
        state: WorldState, previous: WorldState, camera: Camera, previousCamera: Camera, look: Look, isCut: Bool
    ) throws -> Frame {
        let visible = visibleBodies(in: state, camera: camera)
        view.write([shaderView(camera, previous: isCut ? camera : previousCamera)])
        instances.write(shaderInstances(state, previous: isCut ? state : previous))
        let recording = try device.record()
        drawGeometry(visible, recording)
        drawSurfaces(visible, recording)
        targets.copyToHost(recording)
        try recording.submit().wait()
        return readFrame(tick: state.tick, camera: camera, look: look, isCut: isCut)
    }

    // MARK: - Passes

    private func drawGeometry(_ visible: [Int], _ recording: borrowing Recording) {
        recording.move(targets.normalAndDepth, from: .undefined, to: .colourTarget)
        recording.move(targets.ids, from: .undefined, to: .colourTarget)
        recording.move(targets.depth, from: .undefined, to: .depthTarget)
        recording.beginDrawing(targets.normalAndDepth, targets.ids, depth: targets.depth, clearsDepth: true)
        recording.use(geometryPipeline)
        recording.bind(view, at: 0, of: geometryPipeline)
        recording.bind(instances, at: 1, of: geometryPipeline)
        recording.bind(vertices: scene.vertices, indices: scene.indices)
        for body in visible {
            let part = scene.partOfBody[body]
            recording.stencilReference(stencilOfBody[body])
            recording.draw(indices: part.indices, vertexOffset: part.firstVertex, instance: body)
        }
        recording.endDrawing()
    }

    private func drawSurfaces(_ visible: [Int], _ recording: borrowing Recording) {
        recording.move(targets.normalAndDepth, from: .colourTarget, to: .sampled)
        recording.move(targets.ids, from: .colourTarget, to: .sampled)
        recording.move(targets.depth, from: .depthTarget, to: .depthReadOnly)
        recording.move(targets.surface, from: .undefined, to: .colourTarget)
        recording.move(targets.motion, from: .undefined, to: .colourTarget)
        recording.beginDrawing(targets.surface, targets.motion, depth: targets.depth, clearsDepth: false)
        recording.bind(view, at: 0, of: surfacePipeline)
        recording.bind(instances, at: 1, of: surfacePipeline)
        recording.bind(materials, at: 2, of: surfacePipeline)
        recording.bind(targets.normalAndDepth, at: 3, of: surfacePipeline)
        recording.bind(targets.ids, at: 4, of: surfacePipeline)
        let shown = Set(visible.map { stencilOfBody[$0] })
        for variant in kinds.indices where shown.contains(variant + 1) {
            recording.use(surfacePipeline, variant: variant)
            recording.stencilReference(variant + 1)
            recording.drawFullScreen()
        }
        recording.endDrawing()
    }

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
            vertexShader: SPIRV.surfaceVert, fragmentShader: SPIRV.surfaceFrag, resources: [.storage, .storage, .storage, .image, .image],
            colours: [.rgba32Float, .rgba32Float], depthUse: .whereStencilEquals)
        description.variants = kinds
        return try Pipeline(device, description)
    }

    private func readFrame(tick: Tick, camera: Camera, look: Look, isCut: Bool) -> Frame {
        var frame = Frame(tick: tick, size: size, camera: camera, isCut: isCut)
        targets.read(into: &frame, semanticIds: [0] + semanticIds, luminances: [.zero] + world.bodies.map { $0.luminance(under: look) })
        return frame
    }
}
