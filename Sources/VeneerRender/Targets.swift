import VeneerFrame
import VeneerGPU
import VeneerMath
import VeneerWorld

/// The pictures that the passes draw into, and where they land on the host.
final class Targets {
    let size: FrameSize
    let depth: Image
    /// World-space normal, not normalised; camera z in metres.
    let normalAndDepth: Image
    let ids: Image
    /// Base colour; roughness.
    let surface: Image
    /// Unit normal towards the camera; metallic.
    let normal: Image
    /// Motion x and y in pixels; noise; camera z in metres.
    let motion: Image
    /// Of models: base colour; roughness, plus 2 for metal. Nil: the world has none.
    let modelSurface: ModelSurface?
    let idsOnHost: Buffer
    let normalAndDepthOnHost: Buffer
    let surfaceOnHost: Buffer
    let normalOnHost: Buffer
    let motionOnHost: Buffer

    /// Of the pictures, and of those that are copied to the host once more.
    private static let bytesPerPixel = [.depth32Stencil8, .r32UInt, .rgba32Float, .rgba32Float, .rgba32Float, .rgba32Float].reduce(0) {
        (sum, format: PixelFormat) in
        sum + (format == .depth32Stencil8 ? 1 : 2) * format.bytesPerPixel
    }

    init(_ device: GPUDevice, _ size: FrameSize, hasModels: Bool) throws {
        func image(_ format: PixelFormat) throws -> Image { try Image(device, size: size, format: format) }
        func onHost(_ format: PixelFormat) throws -> Buffer {
            try Buffer(device, byteCount: size.pixelCount * format.bytesPerPixel, use: .copyTarget, access: .readback)
        }
        try device.require(byteCount: size.pixelCount * Targets.bytesPerPixel, for: "a picture of \(size) pixels with all its channels")
        self.size = size
        depth = try image(.depth32Stencil8)
        normalAndDepth = try image(.rgba32Float)
        ids = try image(.r32UInt)
        surface = try image(.rgba32Float)
        normal = try image(.rgba32Float)
        motion = try image(.rgba32Float)
        modelSurface = hasModels ? ModelSurface(image: try image(.rgba32Float)) : nil
        idsOnHost = try onHost(.r32UInt)
        normalAndDepthOnHost = try onHost(.rgba32Float)
        surfaceOnHost = try onHost(.rgba32Float)
        normalOnHost = try onHost(.rgba32Float)
        motionOnHost = try onHost(.rgba32Float)
    }

    func beginGeometry(_ recording: borrowing Recording) {
        recording.move(normalAndDepth, from: .undefined, to: .colourTarget)
        recording.move(ids, from: .undefined, to: .colourTarget)
        recording.move(depth, from: .undefined, to: .depthTarget)
        recording.beginDrawing([normalAndDepth.target, ids.target], depth: depth.target, clearsDepth: true)
    }

    /// After the other bodies' geometry.
    func beginModels(_ surface: borrowing Image, _ recording: borrowing Recording) {
        recording.move(normalAndDepth, from: .colourTarget, to: .colourTarget)
        recording.move(ids, from: .colourTarget, to: .colourTarget)
        recording.move(depth, from: .depthTarget, to: .depthTarget)
        recording.move(surface, from: .undefined, to: .colourTarget)
        recording.continueDrawing([normalAndDepth.target, ids.target], clearing: [surface.target], depth: depth.target)
    }

    func beginSurfaces(_ recording: borrowing Recording) {
        if let modelSurface { recording.move(modelSurface.image, from: .colourTarget, to: .sampled) }
        recording.move(normalAndDepth, from: .colourTarget, to: .sampled)
        recording.move(ids, from: .colourTarget, to: .sampled)
        recording.move(depth, from: .depthTarget, to: .depthReadOnly)
        recording.move(surface, from: .undefined, to: .colourTarget)
        recording.move(normal, from: .undefined, to: .colourTarget)
        recording.move(motion, from: .undefined, to: .colourTarget)
        recording.beginDrawing([surface.target, normal.target, motion.target], depth: depth.target, clearsDepth: false)
    }

    func copyLabelsToHost(_ recording: borrowing Recording) {
        copy(ids, from: .colourTarget, to: idsOnHost, recording)
        copy(normalAndDepth, from: .colourTarget, to: normalAndDepthOnHost, recording)
    }

    func copySurfacesToHost(_ recording: borrowing Recording) {
        copy(normalAndDepth, from: .sampled, to: normalAndDepthOnHost, recording)
        copyMatterToHost(recording)
    }

    func copyToHost(_ recording: borrowing Recording) {
        copyMatterToHost(recording)
        copy(motion, from: .colourTarget, to: motionOnHost, recording)
        recording.move(surface, from: .copySource, to: .sampled)
        recording.move(normal, from: .copySource, to: .sampled)
        recording.move(motion, from: .copySource, to: .sampled)
    }

    private func copyMatterToHost(_ recording: borrowing Recording) {
        copy(ids, from: .sampled, to: idsOnHost, recording)
        copy(surface, from: .colourTarget, to: surfaceOnHost, recording)
        copy(normal, from: .colourTarget, to: normalOnHost, recording)
    }

    private func copy(_ image: borrowing Image, from use: ImageUse, to buffer: borrowing Buffer, _ recording: borrowing Recording) {
        recording.move(image, from: use, to: .copySource)
        recording.copy(image, to: buffer)
    }

    /// What lies in the pictures once `copyToHost` is done, as `read` has it.
    var pictures: DevicePictures {
        DevicePictures(
            [surface.read, normal.read, motion.read],
            places: [
                .baseColour: .init(picture: 0, component: 0), .roughness: .init(picture: 0, component: 3), .normal: .init(picture: 1, component: 0),
                .metallic: .init(picture: 1, component: 3), .noise: .init(picture: 2, component: 2), .depth: .init(picture: 2, component: 3),
            ])
    }
}

/// A picture that only worlds with models have.
final class ModelSurface {
    let image: Image
    init(image: consuming Image) { self.image = image }
}
