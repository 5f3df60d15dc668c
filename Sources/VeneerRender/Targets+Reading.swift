import VeneerFrame
import VeneerGPU
import VeneerMath
import VeneerWorld

extension Targets {
    /// Adds the raster's planes to a frame. Index 0 of the lookups is the background, which is zero in every plane.
    func read(into frame: inout Frame, semanticIds: [UInt32], luminances: [Vec3]) {
        let ids = readIds(into: &frame, semanticIds: semanticIds), width = size.width
        frame[.emission] = plane(3) { row, out in
            for x in 0..<width { store(luminances[Int(ids[row * width + x])], out + 3 * x) }
        }
        let isCut = frame.isCut
        readMatter(into: &frame)
        withTexels(motionOnHost) { texels in
            if isCut {
                frame[.motion] = Plane(size, componentCount: 2)
            } else {
                frame[.motion] = plane(2) { row, out in for x in 0..<width { (out[2 * x], out[2 * x + 1]) = (texels[row, x].x, texels[row, x].y) } }
            }
            frame[.noise] = plane(1) { row, out in for x in 0..<width { out[x] = texels[row, x].z } }
            frame[.depth] = plane(1) { row, out in for x in 0..<width { out[x] = texels[row, x].w } }
        }
    }

    /// Adds the planes of the geometry pass; without `before` nothing has moved.
    func readLabels(into frame: inout Frame, semanticIds: [UInt32], before: SurfaceMotion?) {
        let ids = readIds(into: &frame, semanticIds: semanticIds), width = size.width
        let first = frame.camera.rayInWorld(throughPixel: Vec2(0.5, 0.5), size: size)
        let across = frame.camera.rayInWorld(throughPixel: Vec2(1.5, 0.5), size: size) - first
        let down = frame.camera.rayInWorld(throughPixel: Vec2(0.5, 1.5), size: size) - first
        withTexels(normalAndDepthOnHost) { texels in
            frame[.depth] = plane(1) { row, out in for x in 0..<width { out[x] = texels[row, x].w } }
            frame[.normal] = plane(3) { row, out in
                for x in 0..<width {
                    let texel = texels[row, x], n = Vec3(texel.x, texel.y, texel.z)
                    guard texel.w != 0 else { store(Vec3.zero, out + 3 * x); continue }
                    // As surface.frag: a normal that smoothing turned past the silhouette is turned back until it is seen edge-on.
                    let ray = first + across * Float(x) + down * Float(row)
                    store(normalize(n - ray * (max(dot(n, ray), 0) / dot(ray, ray))), out + 3 * x)
                }
            }
        }
        guard let before else { frame[.motion] = Plane(size, componentCount: 2); return }
        frame[.depth].values.withUnsafeBufferPointer { depths in
            guard let depths = depths.baseAddress else { return }
            nonisolated(unsafe) let start = depths
            frame[.motion] = plane(2) { row, out in
                ids.withUnsafeBufferPointer { ids in
                    let row0 = row * width
                    before.write(row: row, ids: UnsafeBufferPointer(rebasing: ids[row0..<row0 + width]), depthsInMetres: start + row0, to: out)
                }
            }
        }
    }

    /// Adds the planes of the geometry pass and matter, with relief in the normals; returns those without.
    func readSurfaces(into frame: inout Frame, semanticIds: [UInt32], before: SurfaceMotion?) -> Plane {
        readLabels(into: &frame, semanticIds: semanticIds, before: before)
        let smooth = frame[.normal]
        readMatter(into: &frame)
        return smooth
    }

    private func readMatter(into frame: inout Frame) {
        let width = size.width
        withTexels(surfaceOnHost) { texels in
            frame[.baseColour] = plane(3) { row, out in for x in 0..<width { store(texels[row, x], out + 3 * x) } }
            frame[.roughness] = plane(1) { row, out in for x in 0..<width { out[x] = texels[row, x].w } }
        }
        withTexels(normalOnHost) { texels in
            frame[.normal] = plane(3) { row, out in for x in 0..<width { store(texels[row, x], out + 3 * x) } }
            frame[.metallic] = plane(1) { row, out in for x in 0..<width { out[x] = texels[row, x].w } }
        }
    }

    private func readIds(into frame: inout Frame, semanticIds: [UInt32]) -> [UInt32] {
        let labels = idsOnHost.withBytes { Array($0.assumingMemoryBound(to: UInt32.self)) }, width = size.width
        // The upper half of a label is the part of a model's body; any other body is one part.
        let ids = modelSurface == nil ? labels : filled(1) { row, out in for x in 0..<width { out[x] = labels[row * width + x] & 0xffff } }
        frame[labels: .instance] = LabelPlane(size, values: ids)
        frame[labels: .part] = LabelPlane(
            size, values: filled(1) { row, out in for x in 0..<width { out[x] = labels[row * width + x] == 0 ? 0 : max(1, labels[row * width + x] >> 16) } })
        frame[labels: .semantic] = LabelPlane(
            size, values: filled(1) { row, out in for x in 0..<width { out[x] = semanticIds[Int(ids[row * width + x])] } })
        return ids
    }

    private func withTexels(_ buffer: borrowing Buffer, _ body: (Texels) -> Void) {
        let width = size.width
        buffer.withBytes { bytes in
            if let start = bytes.baseAddress { body(Texels(start: start.assumingMemoryBound(to: Vec4.self), width: width)) }
        }
    }

    @inline(__always)
    private func plane(_ components: Int, _ fill: @Sendable (Int, UnsafeMutablePointer<Float>) -> Void) -> Plane {
        Plane(size, componentCount: components, values: filled(components, fill))
    }

    /// An array of `components` a pixel; `fill` writes one row, given its number and where it starts.
    @inline(__always)
    private func filled<T>(_ components: Int, _ fill: @Sendable (Int, UnsafeMutablePointer<T>) -> Void) -> [T] {
        let width = size.width
        return Array(unsafeUninitializedCapacity: size.pixelCount * components) { buffer, count in
            if let start = buffer.baseAddress {
                nonisolated(unsafe) let start = start
                parallelBands(size.height, minimumPerBand: max(1, 8192 / width)) { band in
                    for row in band { fill(row, start + row * width * components) }
                }
            }
            count = size.pixelCount * components
        }
    }
}

/// Mapped pixels that several threads read.
private struct Texels: @unchecked Sendable { // only read, and only while the buffer is borrowed
    let start: UnsafePointer<Vec4>
    let width: Int
    @inline(__always) subscript(row: Int, column: Int) -> Vec4 { start[row * width + column] }
}

@inline(__always) private func store(_ v: Vec4, _ out: UnsafeMutablePointer<Float>) { (out[0], out[1], out[2]) = (v.x, v.y, v.z) }
@inline(__always) private func store(_ v: Vec3, _ out: UnsafeMutablePointer<Float>) { (out[0], out[1], out[2]) = (v.x, v.y, v.z) }
