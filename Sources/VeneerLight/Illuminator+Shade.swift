import CLight
import ShaderTypes
import VeneerFrame
import VeneerMath
import VeneerWorld

extension Illuminator {
    /// Depth and normals of what a frame shows on the finest meshes, where the raster may have drawn coarser ones, and how rough it seems by what normals
    /// turn within a pixel: found once for light and edges.
    public struct Surfaces {
        let depth: Plane
        let normal: Plane
        /// Nil: as the frame has it.
        let roughness: Plane?
    }

    /// The frame gets the colours that the finest meshes have. `coarse`: the bodies that were drawn coarser than they are; nil: all may have been.
    /// `evensRibs`: what turns there and back within a few pixels gets its mean, and roughness counts.
    public func surfaces(of frame: inout Frame, coarse: Set<Int>? = nil, evensRibs: Bool = true) -> Surfaces {
        let handle = handle, size = frame.size, channels: [Channel] = [.depth, .normal, .baseColour] + (evensRibs ? [.roughness, .metallic, .roughness] : [])
        let planes = channels.map { channel in
            let plane = UnsafeMutableBufferPointer<Float>.allocate(capacity: size.pixelCount * channel.componentCount)
            plane.initialize(repeating: 0)
            if frame.has(channel) { _ = plane.update(from: frame[channel].values) }
            return plane
        }
        defer { for plane in planes { plane.deallocate() } }
        let normals = frame[.normal].values
        normals.withUnsafeBufferPointer { normals in
            frame[labels: .instance].values.withUnsafeBufferPointer { ids in
                var picture = VnPicture(frame.camera, size)
                picture.ids = ids.baseAddress
                picture.normal = normals.baseAddress
                let isCoarse = world.bodies.indices.map { coarse?.contains($0) ?? true ? UInt8(1) : 0 }
                isCoarse.withUnsafeBufferPointer { isCoarse in
                    nonisolated(unsafe) let surfaces = VnSurfaces(
                        depth: planes[0].baseAddress, normal: planes[1].baseAddress, baseColour: planes[2].baseAddress,
                        roughness: evensRibs ? planes[3].baseAddress : nil, metallic: evensRibs ? planes[4].baseAddress : nil,
                        spread: evensRibs ? planes[5].baseAddress : nil, isCoarse: isCoarse.baseAddress)
                    pass(.surfaces, picture, rows: picture.height) { picture, from, to in
                        withUnsafePointer(to: surfaces) { vnPictureSurfaces(handle.raw, picture, $0, from, to) }
                    }
                }
            }
        }
        let found = zip(channels, planes).map { Plane(size, componentCount: $0.componentCount, values: Array($1)) }
        for (channel, plane) in zip(channels, found).dropFirst(2).prefix(3) where frame.has(channel) { frame[channel] = plane }
        return Surfaces(depth: found[0], normal: found[1], roughness: evensRibs ? found[5] : nil)
    }

    /// Fills a frame's light planes from its raster planes, for the state of the last update. What pictures gather is carried on from one to
    /// the next of the same `view`.
    public func shade(_ frame: inout Frame, of surfaces: Surfaces? = nil, look: Look, view: Int = 0) {
        let surfaces = surfaces ?? self.surfaces(of: &frame)
        relight(look)
        vnPictureOf(handle.raw, Int32(view))
        let follows = !frame.isCut && frame.has(.motion)
        let inputs: [Channel] = [.baseColour, .metallic, .emission] + (follows ? [.motion] : [])
        let outputs: [Channel] = [.directDiffuse, .directSpecular, .irradiance, .reflection, .occlusion]
        let results = outputs.map { UnsafeMutableBufferPointer<Float>.allocate(capacity: frame.size.pixelCount * $0.componentCount) }
        defer { for result in results { result.deallocate() } }
        let ids = frame[labels: .instance].values
        withPointers(to: [surfaces.normal.values, surfaces.depth.values, (surfaces.roughness ?? frame[.roughness]).values] + inputs.map { frame[$0].values }) {
            planes in
            var picture = VnPicture(frame.camera, frame.size)
            (picture.normal, picture.depth, picture.roughness) = (planes[0], planes[1], planes[2])
            (picture.baseColour, picture.metallic, picture.emission) = (planes[3], planes[4], planes[5])
            (picture.directDiffuse, picture.directSpecular) = (results[0].baseAddress, results[1].baseAddress)
            (picture.irradiance, picture.reflection, picture.occlusion) = (results[2].baseAddress, results[3].baseAddress, results[4].baseAddress)
            if follows { picture.motion = planes[6] }
            ids.withUnsafeBufferPointer {
                picture.ids = $0.baseAddress
                picture.cellEdge = Int32(budget.cellEdge)
                picture.everyCell = budget.looksEverywhere ? 1 : 0
                picture.panesMirror = world.panesMirror(under: look) ? 1 : 0
                gather(picture)
            }
        }
        for (channel, result) in zip(outputs, results) {
            frame[channel] = Plane(frame.size, componentCount: channel.componentCount, values: Array(result))
        }
    }

    /// The picture in a channel with its edges smoothed, from what lies within their pixels.
    public func smoothEdges(of channel: Channel, in frame: inout Frame, of surfaces: Surfaces? = nil, isEnlarged: Bool = false) {
        let surfaces = surfaces ?? self.surfaces(of: &frame)
        let size = frame.size, handle = handle, hasColours = frame.has(.baseColour)
        var smoothed = [Float](repeating: 0, count: size.pixelCount * 3)
        smoothed.withUnsafeMutableBufferPointer { result in
            frame[labels: .instance].values.withUnsafeBufferPointer { ids in
                withPointers(to: ([surfaces.normal, surfaces.depth, frame[channel], frame[hasColours ? .baseColour : channel]].map(\.values))[...]) { planes in
                    var picture = VnPicture(frame.camera, size)
                    (picture.normal, picture.depth, picture.baseColour) = (planes[0], planes[1], hasColours ? planes[3] : nil)
                    picture.ids = ids.baseAddress
                    picture.cellEdge = Int32(budget.cellEdge)
                    picture.isEnlarged = isEnlarged ? 1 : 0
                    nonisolated(unsafe) let colours = planes[2], result = result.baseAddress
                    pass(.edges, picture, rows: picture.height) { vnPictureSmoothEdges(handle.raw, $0, colours, result, $1, $2) }
                }
            }
        }
        frame[channel] = Plane(size, componentCount: 3, values: smoothed)
    }

    /// Traces the picture as often as the budget says, and finishes it.
    private func gather(_ picture: VnPicture) {
        let handle = handle
        let looks = trace(picture) ? budget.looks : budget.looksAtFirst
        let stillness = [Float](repeating: 0, count: looks > 1 ? Int(picture.width * picture.height) * 2 : 0)
        stillness.withUnsafeBufferPointer {
            var again = picture
            again.motion = $0.baseAddress
            (again.isAgain, again.everyCell) = (1, 1)
            for _ in 1..<looks { _ = trace(again) }
        }
        passOverCells(.refine, picture) { vnPictureRefine(handle.raw, $0, $1, $2) }
        for index in 0..<vnFilterPassCount {
            passOverCells(.filter, picture) { vnPictureFilter(handle.raw, $0, index, $1, $2) }
        }
        for index in 0..<vnSunPassCount {
            passOverCells(.sun, picture) { vnPictureSun(handle.raw, $0, index, $1, $2) }
        }
        passOverCells(.lamps, picture) { vnPictureLamps(handle.raw, $0, $1, $2) }
        for index in 0..<vnMirrorPassCount {
            pass(.mirrors, picture, rows: picture.height) { vnPictureMirrors(handle.raw, $0, index, $1, $2) }
        }
        for index in 0..<vnResolvePassCount {
            pass(.resolve, picture, rows: picture.height) { vnPictureResolve(handle.raw, $0, index, $1, $2) }
        }
    }

    /// False: nothing was remembered.
    private func trace(_ picture: VnPicture) -> Bool {
        let remembers = withUnsafePointer(to: picture) { vnPictureBegin(handle.raw, $0) } != 0
        passOverCells(.trace, picture) { [handle] in vnPictureTrace(handle.raw, $0, $1, $2) }
        return remembers
    }

    private func passOverCells(_ name: Pass, _ picture: VnPicture, _ body: @Sendable (UnsafePointer<VnPicture>, Int32, Int32) -> Void) {
        pass(name, picture, rows: (picture.height + picture.cellEdge - 1) / picture.cellEdge, body)
    }

    private func pass(_ name: Pass, _ picture: VnPicture, rows: Int32, _ body: @Sendable (UnsafePointer<VnPicture>, Int32, Int32) -> Void) {
        // Its raw pointers outlive the pass, whose bands write apart from each other.
        nonisolated(unsafe) let picture = picture
        let start = Cost.now
        defer { costs.add(Cost.now - start, to: name) }
        parallelBands(Int(rows)) { band in
            withUnsafePointer(to: picture) { body($0, Int32(band.lowerBound), Int32(band.upperBound)) }
        }
    }
}

extension VnPicture {
    init(_ camera: Camera, _ size: FrameSize) {
        self.init()
        width = Int32(size.width)
        height = Int32(size.height)
        eye = VnFloat4(camera.worldFromCamera.position)
        right = VnFloat4(camera.worldFromCamera.rotation.act(Vec3(1, 0, 0)))
        down = VnFloat4(camera.worldFromCamera.rotation.act(Vec3(0, 1, 0)))
        forward = VnFloat4(camera.forwardInWorld)
        let k = camera.intrinsics(size)
        projection = VnFloat4(x: k.focal.x, y: k.focal.y, z: k.centre.x, w: k.centre.y)
        focalLengthInPixels = k.meanFocal
    }
}
