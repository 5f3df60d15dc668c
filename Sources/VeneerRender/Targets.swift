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
    /// Motion x and y in pixels; noise; metallic.
    let motion: Image
    private let normalAndDepthOnHost: Buffer
    private let idsOnHost: Buffer
    private let surfaceOnHost: Buffer
    private let motionOnHost: Buffer

    init(_ device: GPUDevice, _ size: FrameSize) throws {
        func onHost(_ format: PixelFormat) throws -> Buffer {
            try Buffer(device, byteCount: size.pixelCount * format.bytesPerPixel, use: .copyTarget, access: .readback)
        }
        self.size = size
        depth = try Image(device, size: size, format: .depth32Stencil8)
        normalAndDepth = try Image(device, size: size, format: .rgba32Float)
        ids = try Image(device, size: size, format: .r32UInt)
        surface = try Image(device, size: size, format: .rgba32Float)
        motion = try Image(device, size: size, format: .rgba32Float)
        normalAndDepthOnHost = try onHost(.rgba32Float)
        idsOnHost = try onHost(.r32UInt)
        surfaceOnHost = try onHost(.rgba32Float)
        motionOnHost = try onHost(.rgba32Float)
    }

    func copyToHost(_ recording: borrowing Recording) {
        recording.move(normalAndDepth, from: .sampled, to: .copySource)
        recording.move(ids, from: .sampled, to: .copySource)
        recording.move(surface, from: .colourTarget, to: .copySource)
        recording.move(motion, from: .colourTarget, to: .copySource)
        recording.copy(normalAndDepth, to: normalAndDepthOnHost)
        recording.copy(ids, to: idsOnHost)
        recording.copy(surface, to: surfaceOnHost)
        recording.copy(motion, to: motionOnHost)
    }

    /// Adds the raster's planes to a frame. Index 0 of the lookups is the background.
    func read(into frame: inout Frame, semanticIds: [UInt32], luminances: [Vec3]) {
        let ids = labels()
        frame[labels: .instance] = LabelPlane(size, values: ids)
        frame[labels: .semantic] = LabelPlane(size, values: filled(1) { pixel, out in out.pointee = semanticIds[Int(ids[pixel])] })
        frame[.emission] = plane(3) { pixel, out in
            let luminance = luminances[Int(ids[pixel])]
            (out[0], out[1], out[2]) = (luminance.x, luminance.y, luminance.z)
        }
        normalAndDepthOnHost.withBytes { bytes in
            nonisolated(unsafe) let texels = bytes.assumingMemoryBound(to: Vec4.self)
            frame[.depth] = plane(1) { pixel, out in out.pointee = texels[pixel].w }
            let origin = frame.camera, size = size
            frame[.normal] = plane(3) { pixel, out in
                guard ids[pixel] > 0 else { return (out[0], out[1], out[2]) = (0, 0, 0) }
                let place = Vec2(Float(pixel % size.width) + 0.5, Float(pixel / size.width) + 0.5)
                let normal = towards(texels[pixel], -origin.rayInWorld(throughPixel: place, size: size))
                (out[0], out[1], out[2]) = (normal.x, normal.y, normal.z)
            }
        }
        surfaceOnHost.withBytes { bytes in
            nonisolated(unsafe) let texels = bytes.assumingMemoryBound(to: Vec4.self)
            frame[.roughness] = plane(1) { pixel, out in out.pointee = texels[pixel].w }
            frame[.baseColour] = plane(3) { pixel, out in (out[0], out[1], out[2]) = (texels[pixel].x, texels[pixel].y, texels[pixel].z) }
        }
        let isCut = frame.isCut
        motionOnHost.withBytes { bytes in
            nonisolated(unsafe) let texels = bytes.assumingMemoryBound(to: Vec4.self)
            frame[.metallic] = plane(1) { pixel, out in out.pointee = texels[pixel].w }
            frame[.noise] = plane(1) { pixel, out in out.pointee = texels[pixel].z }
            frame[.motion] = plane(2) { pixel, out in (out[0], out[1]) = isCut ? (0, 0) : (texels[pixel].x, texels[pixel].y) }
        }
    }

    private func labels() -> [UInt32] {
        idsOnHost.withBytes { Array($0.assumingMemoryBound(to: UInt32.self)) }
    }

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

/// The unit normal; one that smoothing turned past the silhouette is turned back until it is seen edge-on.
@inline(__always)
private func towards(_ normal: Vec4, _ toCamera: Vec3) -> Vec3 {
    let n = Vec3(normal.x, normal.y, normal.z)
    let facing = dot(n, toCamera)
    return normalize(facing > 0 ? n : n - toCamera * (facing / dot(toCamera, toCamera)))
}
