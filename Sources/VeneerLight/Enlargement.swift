import CLight
import VeneerFrame
import VeneerMath

/// Makes a finished small frame as large as another of the same view, whose surfaces alone are known: these take their light from the small picture's pixels
/// that show them, so that edges and textures are the large one's. The small picture's own edges must not be smoothed.
public enum Enlargement {
    /// What is enlarged.
    public static let channels: [Channel] = [.composite, .painted, .fallback]
    /// What large frames have.
    public static let kept: [Channel] = channels + [.baseColour, .roughness, .metallic, .normal, .depth, .motion, .instance, .semantic, .part, .raster]

    /// Below this share of white what was painted says little of what it was painted over.
    fileprivate static let black: Float = 0.002
}

extension Illuminator {
    /// The large frame with pictures from the small one, which was shaded last. `smoothNormals`: the large frame's without relief; `coarse`: as of `surfaces`.
    public func enlarge(_ small: Frame, of surfaces: Surfaces, onto large: Frame, smoothNormals: Plane, coarse: Set<Int>) -> Frame {
        var smooth = large
        smooth[.normal] = smoothNormals
        let found = self.surfaces(of: &smooth, coarse: coarse, evensRibs: false)
        var result = smooth
        result[.normal] = large[.normal]
        result.takeWhole(from: small)
        let wanted = Enlargement.channels.filter(small.has)
        let planes = wanted.map { UnsafeMutableBufferPointer<Float>.allocate(capacity: large.size.pixelCount * $0.componentCount) }
        defer { for plane in planes { plane.deallocate() } }
        func plane(_ channel: Channel) -> UnsafeMutablePointer<Float>? { wanted.firstIndex(of: channel).flatMap { planes[$0].baseAddress } }
        withPicture(of: small, surfaces, lit: true) { smallPicture, own in
            withPicture(of: smooth, found, lit: false) { largePicture, _ in
                large[.normal].values.withUnsafeBufferPointer { relief in
                    var enlargement = VnEnlargement()
                    (enlargement.small, enlargement.large, enlargement.relief) = (smallPicture, largePicture, relief.baseAddress)
                    enlargement.black = Enlargement.black / max(small.exposure, .leastNormalMagnitude)
                    (enlargement.composite, enlargement.painted, enlargement.fallback) = (plane(.composite), plane(.painted), plane(.fallback))
                    world.showsSky.withUnsafeBufferPointer {
                        enlargement.showsSky = $0.baseAddress
                        enlarge(&enlargement, painted: own[.painted], fallback: own[.fallback])
                    }
                }
            }
        }
        for (channel, plane) in zip(wanted, planes) {
            result[channel] = Plane(large.size, componentCount: channel.componentCount, values: Array(plane))
        }
        smoothEdges(of: small.has(.painted) ? .painted : .composite, in: &result, of: found, isEnlarged: true)
        return result
    }

    private func enlarge(_ enlargement: inout VnEnlargement, painted: UnsafePointer<Float>?, fallback: UnsafePointer<Float>?) {
        let count = Int(withUnsafePointer(to: enlargement) { vnEnlargementPixelCount($0) })
        let around = UnsafeMutablePointer<Float>.allocate(capacity: Int(vnEnlargementPlaneCount) * count),
            ids = UnsafeMutablePointer<UInt32>.allocate(capacity: count)
        let lights = UnsafeMutableRawPointer.allocate(byteCount: 64 * count, alignment: 64)
        defer { around.deallocate(); ids.deallocate(); lights.deallocate() }
        (enlargement.around, enlargement.idsAround, enlargement.lights) = (around, ids, lights.assumingMemoryBound(to: Float.self))
        // Its raw pointers outlive all passes, whose bands write apart from each other.
        nonisolated(unsafe) let (enlargement, painted, fallback) = (enlargement, painted, fallback)
        let handle = handle
        parallelBands(Int(enlargement.small.height + vnEnlargementMoreRows)) { band in
            withUnsafePointer(to: enlargement) { vnEnlargementRead(handle.raw, $0, painted, fallback, Int32(band.lowerBound), Int32(band.upperBound)) }
        }
        if painted != nil {
            parallelBands(Int(enlargement.small.height + vnEnlargementMoreRows)) { band in
                withUnsafePointer(to: enlargement) { vnEnlargementTrust($0, Int32(band.lowerBound), Int32(band.upperBound)) }
            }
        }
        parallelBands(Int(enlargement.large.height)) { band in
            withUnsafePointer(to: enlargement) { vnEnlarge(handle.raw, $0, Int32(band.lowerBound), Int32(band.upperBound)) }
        }
    }

    /// A frame's surfaces, and what lights them, as the passes take them; what else it has by channel.
    private func withPicture(of frame: Frame, _ surfaces: Surfaces, lit: Bool, _ body: (VnPicture, [Channel: UnsafePointer<Float>]) -> Void) {
        let light: [Channel] = [.emission, .directDiffuse, .directSpecular, .irradiance, .reflection]
        let channels = [.baseColour, .roughness, .metallic] + (lit ? light + [.painted, .fallback].filter(frame.has) : [])
        withPointers(
            to: [surfaces.normal.values, surfaces.depth.values] + channels.map { ($0 == .roughness ? surfaces.roughness : nil) ?? frame[$0] }.map(\.values)
        ) { pointers in
            let planes = Dictionary(uniqueKeysWithValues: zip(channels, pointers.dropFirst(2))).compactMapValues { $0 }
            func mutable(_ channel: Channel) -> UnsafeMutablePointer<Float>? { planes[channel].map { UnsafeMutablePointer(mutating: $0) } }
            var picture = VnPicture(frame.camera, frame.size)
            (picture.normal, picture.depth, picture.baseColour) = (pointers[0], pointers[1], planes[.baseColour])
            (picture.roughness, picture.metallic, picture.emission) = (planes[.roughness], planes[.metallic], planes[.emission])
            (picture.directDiffuse, picture.directSpecular) = (mutable(.directDiffuse), mutable(.directSpecular))
            (picture.irradiance, picture.reflection) = (mutable(.irradiance), mutable(.reflection))
            frame[labels: .instance].values.withUnsafeBufferPointer {
                picture.ids = $0.baseAddress
                body(picture, planes)
            }
        }
    }
}
