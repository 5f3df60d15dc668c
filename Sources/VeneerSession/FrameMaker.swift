import Foundation
import VeneerFrame
import VeneerGPU
import VeneerLight
import VeneerMath
import VeneerPaint
import VeneerRender
import VeneerWorld

/// The stages between a state and its picture: raster, light, composite, paint, lens. Nothing here writes state.
/// Call it with the frames of a segment in their order; one thread at a time.
public final class FrameMaker {
    /// How far a frame is made.
    public enum Contents: Sendable { case labels, raster, composite, painted }
    public enum Stage: String, CaseIterable, Sendable { case raster, light, composite, paint, gate, enlarge, lens }

    public let world: World
    public let size: FrameSize
    /// Nil: frames end at the composite.
    public var painter: Painter?
    public var paintSteps = 1
    /// False: each frame shows what is painted from it alone.
    public var remembersPaint = true
    /// Nil: what is painted is shown, whatever it is.
    public var gate: QualityGate? = QualityGate()
    public var contents = Contents.painted
    /// Below 1, raster, light and paint work on so much smaller a picture, which is then enlarged: for live views and clips.
    public var renderScale: Float = 1
    public var lightBudget: Illuminator.Budget {
        get { illuminator.budget }
        set { illuminator.budget = newValue }
    }
    public private(set) var costs = Costs<Stage>()
    public var lightCosts: Costs<Illuminator.Pass> { illuminator.costs }
    private let device: GPUDevice
    /// One for each size that pictures behind lenses have.
    private var renderers: [FrameSize: Renderer] = [:]
    /// Times the passes of the raster, too: see `passTimes`.
    public var timesPasses = false
    /// Of the last frame: the device's passes and the host's reading of what they made. Empty where the device has no clock.
    public private(set) var passTimes: [PassTime] = []
    /// Of the last frame: what the raster drew.
    public private(set) var triangleCount = 0
    private let illuminator: Illuminator
    private var views: [String: View] = [:]

    /// What one camera's frames carry on from one to the next.
    private struct View {
        let index: Int
        var before: (state: WorldState, camera: Camera)?
        var metered: Metered?
        let painted = PaintedHistory()
        var lens: LensMap?
    }

    private struct Metered {
        var exposure: FollowingExposure
        var whiteBalance: Vec3
    }

    public init(world: World, size: FrameSize, device: GPUDevice, painter: Painter?) throws {
        self.world = world
        self.size = size
        self.painter = painter
        self.device = device
        illuminator = try Illuminator(world: world)
        _ = try renderer(size)
    }

    /// `keepsField`: a cut in the picture alone; the light's field is of this state already. `isLit`: so is all that doesn't depend on the
    /// camera, since another view of this very state was made just before.
    public func make(
        state: WorldState, camera: Camera, look: Look, isCut: Bool, keepsField: Bool = false, view: String = World.mainCameraName, isLit: Bool = false
    ) throws -> Frame {
        try finish(start(state: state, camera: camera, look: look, isCut: isCut, keepsField: keepsField, view: view, isLit: isLit))
    }

    /// A frame whose raster the device is at work on.
    public struct PendingFrame: ~Copyable {
        let raster: Renderer.PendingFrame
        let contents: Contents
        /// What the frame will show, and what the device draws: less where the picture is enlarged, straight where a lens bends it.
        let shot: Shot
        let drawn: Shot
        let camera: Camera
        let previousCamera: Camera
        let look: Look
        let view: String
        let keepsField: Bool
        let isLit: Bool
    }

    /// Hands the next frame's raster to the device and returns. Frames are finished in the order in which they were started.
    public func start(
        state: WorldState, camera: Camera, look: Look, isCut: Bool, keepsField: Bool = false, view name: String = World.mainCameraName, isLit: Bool = false
    ) throws -> PendingFrame {
        var view = views[name] ?? View(index: views.count)
        // A camera that sees otherwise than a frame ago has no frame before.
        let isCut = isCut || view.before.map { $0.camera.projection != camera.projection || $0.camera.lens != camera.lens } ?? true
        let before = isCut ? (state: state, camera: camera) : view.before ?? (state, camera)
        if view.lens?.serves(camera) != true {
            do { view.lens = try LensMap(camera, size) } catch { throw CameraError(camera: name, message: error.description) }
        }
        view.before = (state, camera)
        views[name] = view
        let shot = Shot(
            state: state, before: before.state, camera: view.lens?.pinhole(of: camera) ?? camera,
            previousCamera: view.lens?.pinhole(of: before.camera) ?? before.camera, size: view.lens?.pinholeSize ?? size, isCut: isCut)
        let drawn = contents == .labels || contents == .raster ? shot : shot.scaled(by: renderScale)
        let raster = try measured(.raster) {
            let renderer = try renderer(drawn.size)
            renderer.timesPasses = timesPasses
            return try drawn.start(contents == .labels ? .labels : .everything, renderer, look)
        }
        return PendingFrame(
            raster: raster, contents: contents, shot: shot, drawn: drawn, camera: camera, previousCamera: before.camera, look: look, view: name,
            keepsField: keepsField, isLit: isLit)
    }

    /// Waits for the raster and goes through the other stages.
    public func finish(_ pending: consuming PendingFrame) throws -> Frame {
        let (contents, shot, drawn, look) = (pending.contents, pending.shot, pending.drawn, pending.look)
        let (camera, previousCamera, name) = (pending.camera, pending.previousCamera, pending.view)
        let (isLit, forgetsField) = (pending.isLit, shot.isCut && !pending.keepsField)
        let remembers = remembersPaint && painter != nil && contents == .painted
        guard var view = views[name] else { preconditionFailure("a frame is finished where it was started") }
        if !remembers { view.painted.forget() }
        let start = Cost.now, renderer = try renderer(drawn.size)
        let coarse = pending.raster.coarseBodies
        triangleCount = pending.raster.triangleCount
        var frame = try renderer.finish(pending.raster)
        if contents != .labels { renderer.addSky(to: &frame, look: look) }
        passTimes = renderer.passTimes
        costs.add(Cost.now - start, to: .raster)
        if contents == .composite || contents == .painted {
            let surfaces = measured(.light) {
                if !isLit { illuminator.update(state: shot.state, look: look, isCut: forgetsField) }
                let surfaces = illuminator.surfaces(of: &frame, coarse: coarse)
                illuminator.shade(&frame, of: surfaces, look: look, view: view.index)
                return surfaces
            }
            measured(.composite) {
                Composite.compose(&frame)
                // What will be enlarged keeps one surface's colour to a pixel.
                if drawn.size == shot.size { illuminator.smoothEdges(of: .composite, in: &frame, of: surfaces) }
                expose(&frame, look: look, view: &view)
            }
            if let painter, contents == .painted {
                try measured(.paint) { try painter.paint(&frame, onDevice: renderer.pictures, steps: paintSteps, history: remembers ? view.painted : nil) }
                measured(.gate) { gate?.apply(to: &frame) }
            }
            views[name]?.metered = view.metered
            if drawn.size != shot.size { try enlarge(&frame, of: surfaces, to: shot, look: look) }
        }
        guard let lens = view.lens else { return frame }
        return measured(.lens) { FrameMaker.bend(frame, lens, state: shot.state, camera: camera, before: (shot.before, previousCamera)) }
    }

    /// What a lidar at the camera measures in the state of the last frame.
    public func scan(_ lidar: Lidar, at camera: Camera) -> [LidarReturn] { illuminator.scan(lidar, from: Lidar.worldFromSensor(at: camera)) }

    /// The trivial picture of the same raster, for comparison.
    public func addRaster(to frame: inout Frame) { frame[.raster] = Renderer.raster(frame) }

    // MARK: - Stages

    /// To the whole size, whose surfaces cost little beside their light; edges are smoothed there, as on small pictures.
    private func enlarge(_ frame: inout Frame, of surfaces: Illuminator.Surfaces, to shot: Shot, look: Look) throws {
        let renderer = try renderer(shot.size)
        var coarse: Set<Int> = []
        let large = try measured(.raster) {
            let pending = try shot.start(.surfaces, renderer, look)
            coarse = pending.coarseBodies
            return try renderer.finish(pending)
        }
        guard let smooth = renderer.smoothNormals else { preconditionFailure("a frame of surfaces has normals") }
        measured(.enlarge) { frame = illuminator.enlarge(frame, of: surfaces, onto: large, smoothNormals: smooth, coarse: coarse) }
    }

    /// Frames after the first are metered by one pixel in so many across and down.
    private static let meteringStep = 4

    /// The look's exposure, or what the frames of the segment measure, through their lens; white as the first of them shows it.
    private func expose(_ frame: inout Frame, look: Look, view: inout View) {
        // A picture that is still small is metered as the pinhole sees it.
        let lens = view.lens?.pinholeSize == frame.size ? view.lens : nil
        func seen(_ channel: Channel) -> Plane { lens?.blended(frame[channel]) ?? frame[channel] }
        func ev100(step: Int = 1) -> Float {
            AutoExposure.ev100(of: seen(.composite), emission: seen(.emission), baseColour: seen(.baseColour), step: step)
        }
        func anew() -> Metered {
            let exposure = FollowingExposure(metered: ev100())
            let light = WhiteBalance.light(of: seen(.composite), emission: seen(.emission), baseColour: seen(.baseColour))
            return Metered(exposure: exposure, whiteBalance: WhiteBalance.gain(under: light, ev100: exposure.ev100))
        }
        var metered = view.metered.flatMap { frame.isCut ? nil : $0 } ?? anew()
        if !frame.isCut, look.exposureEV100 == nil { metered.exposure.follow(metered: ev100(step: Self.meteringStep)) }
        view.metered = metered
        frame.exposure = Look.exposure(ev100: look.exposureEV100 ?? metered.exposure.ev100)
        frame.whiteBalance = metered.whiteBalance
        frame.lookFeatures = look.features(exposure: frame.exposure)
    }

    private static func bend(_ frame: Frame, _ lens: LensMap, state: WorldState, camera: Camera, before: (state: WorldState, camera: Camera)) -> Frame {
        var bent = lens.bent(frame, through: camera)
        var motion = Plane(bent.size, componentCount: 2)
        if !bent.isCut {
            let surfaces = SurfaceMotion(from: state, camera: camera, to: before.state, camera: before.camera, size: bent.size)
            let ids = bent[labels: .instance], depth = bent[.depth]
            for y in 0..<bent.size.height {
                for x in 0..<bent.size.width where ids[x, y] != 0 {
                    guard let way = surfaces.motion(ofInstance: ids[x, y], column: x, row: y, depthInMetres: depth[x, y]) else { continue }
                    (motion[x, y, 0], motion[x, y, 1]) = (way.x, way.y)
                }
            }
        }
        bent[.motion] = motion
        return bent
    }

    private func renderer(_ size: FrameSize) throws -> Renderer {
        if let renderer = renderers[size] { return renderer }
        let renderer = try renderers.values.first.map { try Renderer($0, size: size) } ?? Renderer(device: device, world: world, size: size)
        renderers[size] = renderer
        return renderer
    }

    private func measured<T: ~Copyable>(_ stage: Stage, _ work: () throws -> T) rethrows -> T {
        let start = Cost.now
        defer { costs.add(Cost.now - start, to: stage) }
        return try work()
    }
}

/// What a camera can't do, by its name.
public struct CameraError: Error, CustomStringConvertible {
    public var camera: String
    public var message: String
    public var description: String { "camera \"\(camera)\" \(message)" }
}
