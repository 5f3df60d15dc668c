import ShaderTypes
import Shaders
import VeneerFrame
import VeneerGPU
import VeneerMath
import VeneerWorld

/// What drawing models takes, where a world has any.
final class ModelPipelines {
    let geometry: Pipeline
    let surface: Pipeline

    init(_ device: GPUDevice) throws {
        var description = PipelineDescription(
            vertexShader: SPIRV.modelVert, fragmentShader: SPIRV.modelFrag, resources: [.storage, .storage, .storage, .texture],
            colours: [.rgba32Float, .r32UInt, .rgba32Float], depthUse: .nearestWritesStencil)
        description.vertexAttributes = [3, 3, 2, 1]
        description.variants = SceneModels.kinds
        geometry = try Pipeline(device, description)
        description = PipelineDescription(
            vertexShader: SPIRV.surfaceVert, fragmentShader: SPIRV.modelSurfaceFrag, resources: [.storage, .storage, .image, .image, .image],
            colours: [.rgba32Float, .rgba32Float, .rgba32Float], depthUse: .whereStencilEquals)
        description.constantByteCount = MemoryLayout<VnSurface>.size
        surface = try Pipeline(device, description)
    }
}

extension Renderer {
    /// A model in view at the level it is drawn at, without parts that are out of the picture.
    struct VisibleModel {
        var bodyIndex: Int
        /// Its place among all visible bodies, which gives its stencil value.
        var place: Int
        var parts: [SceneModels.Part]

        /// Of all parts of a kind; those that lie side by side at once, since every draw has its price.
        func indices(of kind: UInt32) -> [Range<Int>] {
            parts.reduce(into: []) { ranges, part in
                guard part.kind == kind else { return }
                if let last = ranges.last, last.upperBound == part.indices.lowerBound {
                    ranges[ranges.count - 1] = last.lowerBound..<part.indices.upperBound
                } else {
                    ranges.append(part.indices)
                }
            }
        }
    }

    func visibleModels(_ visible: [VisibleBody], state: WorldState, camera: Camera) -> [VisibleModel] {
        let intrinsics = camera.intrinsics(size), cameraFromWorld = camera.worldFromCamera.inverse
        return visible.enumerated().compactMap { place, body in
            guard let parts = models?.entryOfBody[body.index]?.parts[body.level] else { return nil }
            let isInside = body.columns.lowerBound > 0 && body.rows.lowerBound > 0 && body.columns.upperBound < size.width && body.rows.upperBound < size.height
            let cameraFromBody = cameraFromWorld * state.bodies[body.index].pose
            return VisibleModel(
                bodyIndex: body.index, place: place,
                parts: isInside
                    ? parts
                    : parts.filter { bounds(centre: $0.centre, half: $0.halfExtents, cameraFromBody, intrinsics: intrinsics, near: camera.nearInMetres) != nil }
            )
        }
    }

    func drawModels(_ visible: [VisibleModel], _ slot: FrameSlot, _ recording: borrowing Recording) {
        guard let models, let pipelines = modelPipelines, let surface = slot.targets.modelSurface else { return }
        slot.targets.beginModels(surface.image, recording)
        for (variant, kind) in SceneModels.kinds.enumerated() where visible.contains(where: { $0.parts.contains { $0.kind == kind } }) {
            recording.use(pipelines.geometry, variant: variant)
            recording.bind(slot.view, at: 0, of: pipelines.geometry)
            recording.bind(slot.instances, at: 1, of: pipelines.geometry)
            recording.bind(models.materials, at: 2, of: pipelines.geometry)
            recording.bind(models.textures, at: 3, of: pipelines.geometry)
            recording.bind(vertices: models.vertices, indices: models.indices)
            for model in visible {
                recording.stencilReference(Renderer.stencil(ofPlace: model.place))
                for indices in model.indices(of: kind) { recording.draw(indices: indices, vertexOffset: 0, instance: model.bodyIndex) }
            }
        }
        recording.endDrawing()
    }

    func drawModelSurfaces(_ visible: [VisibleBody], _ slot: FrameSlot, _ recording: borrowing Recording) {
        guard let models, let pipelines = modelPipelines, let surface = slot.targets.modelSurface else { return }
        recording.use(pipelines.surface)
        recording.bind(slot.view, at: 0, of: pipelines.surface)
        recording.bind(slot.instances, at: 1, of: pipelines.surface)
        recording.bind(slot.targets.normalAndDepth, at: 2, of: pipelines.surface)
        recording.bind(slot.targets.ids, at: 3, of: pipelines.surface)
        recording.bind(surface.image, at: 4, of: pipelines.surface)
        for (place, body) in visible.enumerated() where models.entryOfBody[body.index] != nil {
            recording.stencilReference(Renderer.stencil(ofPlace: place))
            recording.scissor(x: body.columns, y: body.rows)
            recording.constants(surfaces[body.index], of: pipelines.surface)
            recording.drawFullScreen(instance: body.index)
        }
    }
}
