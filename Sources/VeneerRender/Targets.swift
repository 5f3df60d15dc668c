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
    private let idsOnHost: Buffer
    private let normalAndDepthOnHost: Buffer
    private let surfaceOnHost: Buffer
    private let normalOnHost: Buffer
    private let motionOnHost: Buffer

    init(_ device: GPUDevice, _ size: FrameSize, hasModels: Bool) throws {
        func image(_ format: PixelFormat) throws -> Image { try Image(device, size: size, format: format) }
        func onHost(_ format: PixelFormat) throws -> Buffer {
            try Buffer(device, byteCount: size.pixelCount * format.bytesPerPixel, use: .copyTarget, access: .readback)
        }
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
        recording.move(ids, from: .colourTarget, to: .copySource)
        recording.move(normalAndDepth, from: .colourTarget, to: .copySource)
        recording.copy(ids, to: idsOnHost)
        recording.copy(normalAndDepth, to: normalAndDepthOnHost)
    }

    func copyToHost(_ recording: borrowing Recording) {
        recording.move(ids, from: .sampled, to: .copySource)
        recording.move(surface, from: .colourTarget, to: .copySource)
        recording.move(normal, from: .colourTarget, to: .copySource)
        recording.move(motion, from: .colourTarget, to: .copySource)
        recording.copy(ids, to: idsOnHost)
        recording.copy(surface, to: surfaceOnHost)
        recording.copy(normal, to: normalOnHost)
        recording.copy(motion, to: motionOnHost)
    }
}

// MARK: - Reading

extension Targets {
    /// Adds the raster's planes to a frame. Index 0 of the lookups is the background, which is zero in every plane.
    func read(into frame: inout Frame, semanticIds: [UInt32], luminances: [Vec3]) {
        let (ids, parts) = labels()
        frame[labels: .semantic] = LabelPlane(size, values: filled(1) { pixel, out in out.pointee = semanticIds[Int(ids[pixel])] })
        frame[.emission] = plane(3) { pixel, out in store(luminances[Int(ids[pixel])], out) }
        frame[labels: .instance] = LabelPlane(size, values: ids)
        frame[labels: .part] = LabelPlane(size, values: parts)
        let isCut = frame.isCut
        withTexels(surfaceOnHost) { texels in
            frame[.baseColour] = plane(3) { pixel, out in store(texels[pixel], out) }
            frame[.roughness] = plane(1) { pixel, out in out.pointee = texels[pixel].w }
        }
        withTexels(normalOnHost) { texels in
            frame[.normal] = plane(3) { pixel, out in store(texels[pixel], out) }
            frame[.metallic] = plane(1) { pixel, out in out.pointee = texels[pixel].w }
        }
        withTexels(motionOnHost) { texels in
            frame[.motion] = isCut ? Plane(size, componentCount: 2) : plane(2) { pixel, out in (out[0], out[1]) = (texels[pixel].x, texels[pixel].y) }
            frame[.noise] = plane(1) { pixel, out in out.pointee = texels[pixel].z }
            frame[.depth] = plane(1) { pixel, out in out.pointee = texels[pixel].w }
        }
    }

    /// Adds the planes of the geometry pass; without `before` nothing has moved.
    func readLabels(into frame: inout Frame, semanticIds: [UInt32], before: SurfaceMotion?) {
        let (ids, parts) = labels()
        frame[labels: .semantic] = LabelPlane(size, values: filled(1) { pixel, out in out.pointee = semanticIds[Int(ids[pixel])] })
        let size = size, first = frame.camera.rayInWorld(throughPixel: Vec2(0.5, 0.5), size: size)
        let across = frame.camera.rayInWorld(throughPixel: Vec2(1.5, 0.5), size: size) - first
        let down = frame.camera.rayInWorld(throughPixel: Vec2(0.5, 1.5), size: size) - first
        withTexels(normalAndDepthOnHost) { texels in
            frame[.depth] = plane(1) { pixel, out in out.pointee = ids[pixel] == 0 ? 0 : texels[pixel].w }
            frame[.normal] = plane(3) { pixel, out in
                guard ids[pixel] != 0 else { return store(Vec3.zero, out) }
                let texel = texels[pixel], n = Vec3(texel.x, texel.y, texel.z)
                // As surface.frag: a normal that smoothing turned past the silhouette is turned back until it is seen edge-on.
                let ray = first + across * Float(pixel % size.width) + down * Float(pixel / size.width)
                store(normalize(n - ray * (max(dot(n, ray), 0) / dot(ray, ray))), out)
            }
            guard let before else { frame[.motion] = Plane(size, componentCount: 2); return }
            frame[.motion] = plane(2) { pixel, out in
                let column = pixel % size.width, row = pixel / size.width
                let motion = ids[pixel] == 0 ? nil : before.motion(ofInstance: ids[pixel], column: column, row: row, depthInMetres: texels[pixel].w)
                (out[0], out[1]) = (motion?.x ?? 0, motion?.y ?? 0)
            }
        }
        frame[labels: .instance] = LabelPlane(size, values: ids)
        frame[labels: .part] = LabelPlane(size, values: parts)
    }

    /// Instance ids, and those of parts: a body that is no model is one part.
    private func labels() -> (ids: [UInt32], parts: [UInt32]) {
        let both = idsOnHost.withBytes { Array($0.assumingMemoryBound(to: UInt32.self)) }
        return (modelSurface == nil ? both : both.map { $0 & 0xffff }, both.map { $0 == 0 ? 0 : max(1, $0 >> 16) })
    }

    private func withTexels(_ buffer: borrowing Buffer, _ body: (Texels) -> Void) {
        buffer.withBytes { bytes in
            if let start = bytes.baseAddress { body(Texels(start: start.assumingMemoryBound(to: Vec4.self))) }
        }
    }

    @inline(__always)
    private func plane(_ components: Int, _ fill: @Sendable (Int, UnsafeMutablePointer<Float>) -> Void) -> Plane {
        Plane(size, componentCount: components, values: filled(components, fill))
    }

    /// An array of `components` a pixel; `fill` writes those of one pixel.
    @inline(__always)
    private func filled<T>(_ components: Int, _ fill: @Sendable (Int, UnsafeMutablePointer<T>) -> Void) -> [T] {
        Array(unsafeUninitializedCapacity: size.pixelCount * components) { buffer, count in
            if let start = buffer.baseAddress {
                nonisolated(unsafe) let start = start
                parallelBands(size.pixelCount, minimumPerBand: 8192) { band in
                    for pixel in band { fill(pixel, start + pixel * components) }
                }
            }
            count = size.pixelCount * components
        }
    }
}

/// A picture that only worlds with models have.
final class ModelSurface {
    let image: Image
    init(image: consuming Image) { self.image = image }
}

/// Mapped pixels that several threads read.
private struct Texels: @unchecked Sendable { // only read, and only while the buffer is borrowed
    let start: UnsafePointer<Vec4>
    @inline(__always) subscript(pixel: Int) -> Vec4 { start[pixel] }
}

@inline(__always) private func store(_ v: Vec4, _ out: UnsafeMutablePointer<Float>) { (out[0], out[1], out[2]) = (v.x, v.y, v.z) }
@inline(__always) private func store(_ v: Vec3, _ out: UnsafeMutablePointer<Float>) { (out[0], out[1], out[2]) = (v.x, v.y, v.z) }
