import CLight
import ShaderTypes
import VeneerFrame
import VeneerMath
import VeneerWorld

public struct IlluminationError: Error, CustomStringConvertible {
    public let description: String
}

/// The light of a world: a probe field that lives from state to state, and the rays of a picture. Fixed work per call, so that the same
/// states and pictures in the same order give the same bytes; use it from one thread at a time.
public final class Illuminator {
    /// How long a picture is looked at.
    public enum Budget: String, CaseIterable, Sendable {
        /// As live views can afford: by one pixel in four, and a quarter of those in each picture.
        case live
        /// Every pixel, many times.
        case high

        var cellEdge: Int { self == .live ? 2 : 1 }
        var looks: Int { self == .live ? 1 : 16 }
        /// After a cut, when nothing is remembered.
        var looksAtFirst: Int { self == .live ? 16 : 48 }
        var looksEverywhere: Bool { self == .high }
    }

    /// The parts of the work, in their order.
    public enum Pass: String, CaseIterable, Sendable { case field, surfaces, trace, refine, filter, sun, lamps, mirrors, resolve, edges }

    public var budget = Budget.live
    public internal(set) var costs = Costs<Pass>()
    /// One in so many probes looks anew at every update, in large worlds fewer.
    private var updateStride: Int { max(32, (probeCount + Illuminator.mostUpdated - 1) / Illuminator.mostUpdated) }
    private static let mostUpdated = 16
    static let warmUpSweeps = 6
    static let probeSpacingInMetres: Float = 0.32
    static let maximumProbeCount: Int32 = 4096

    let handle: IlluminationHandle
    let world: World
    private var placed: WorldState
    private var look: Look?
    private var levels: [Float] = []
    private var probeCount = 0
    private var updatesSinceCut = 0
    private var needsWarmUp = true

    public init(world: World) throws {
        self.world = world
        placed = world.initialState
        guard let handle = IlluminationHandle(world: world) else {
            throw IlluminationError(description: "light needs Embree 3 with ray masks: install libembree-dev")
        }
        self.handle = handle
        vnIlluminationPlace(handle.raw, placed.bodies.map { VnMatrix4($0.pose.matrix) })
        let (low, high) = world.fieldBounds
        probeCount = Int(vnFieldCreate(handle.raw, VnFloat4(low), VnFloat4(high), Illuminator.probeSpacingInMetres, Illuminator.maximumProbeCount))
    }

    /// Moves everything to where it is in `state`, and lets the field follow: a share of it, or all after a cut or a lamp's switch.
    public func update(state: WorldState, look: Look, isCut: Bool) {
        let transforms = state.bodies.map { VnMatrix4($0.pose.matrix) }
        vnIlluminationPlace(handle.raw, transforms)
        placed = state
        self.look = nil
        relight(look)
        let start = Cost.now
        defer { costs.add(Cost.now - start, to: .field) }
        if isCut || needsWarmUp {
            warmUp()
            needsWarmUp = false
            updatesSinceCut = 0
        } else {
            refreshShare(updatesSinceCut % updateStride)
            updatesSinceCut += 1
        }
    }

    /// Sets sun, sky, lamps and windows as they are under `look`, unless they are already.
    func relight(_ look: Look) {
        guard look != self.look else { return }
        self.look = look
        let found = world.lights(in: placed, look: look), levels = (found.map(\.luminance) + [look.sunIlluminance, look.skyLuminance]).map(\.luminance)
        if !self.levels.isEmpty, Illuminator.isJump(from: self.levels, to: levels) { needsWarmUp = true }
        self.levels = levels
        let lights = found.map { VnLight($0) }
        var sky = look.sky
        vnIlluminationLight(handle.raw, lights, Int32(lights.count), &sky)
    }

    /// A lamp switched, come or gone, or another hour: its light is everywhere at once. A setting sun is followed share by share.
    private static func isJump(from before: [Float], to now: [Float]) -> Bool {
        before.count != now.count || zip(before, now).contains { abs($0 - $1) > 0.25 * max($0, $1) }
    }

    private func warmUp() {
        vnFieldClear(handle.raw)
        trace(first: 0, stride: 1, count: probeCount)
        for _ in 0..<Illuminator.warmUpSweeps {
            solve(first: 0, stride: 1, count: probeCount)
            vnFieldPublish(handle.raw, 0, 1, Int32(probeCount))
        }
        solve(first: 0, stride: 1, count: probeCount)
        vnFieldExtrapolate(handle.raw)
    }

    private func refreshShare(_ share: Int) {
        let stride = updateStride
        let count = (probeCount - share + stride - 1) / stride
        trace(first: share, stride: stride, count: count)
        solve(first: share, stride: stride, count: count)
        vnFieldPublish(handle.raw, Int32(share), Int32(stride), Int32(count))
    }

    private func trace(first: Int, stride: Int, count: Int) {
        parallelBands(count) { [handle] band in
            vnFieldTrace(handle.raw, Int32(first), Int32(stride), Int32(band.lowerBound), Int32(band.upperBound))
        }
    }

    private func solve(first: Int, stride: Int, count: Int) {
        parallelBands(count) { [handle] band in
            vnFieldSolve(handle.raw, Int32(first), Int32(stride), Int32(band.lowerBound), Int32(band.upperBound))
        }
    }

    /// Indirect irradiance over π at a surface point, by the probe field alone, cd/m².
    public func indirectIrradianceOverPi(at pointInWorld: Vec3, normal: Vec3) -> Vec3 {
        let e = vnFieldIrradiance(handle.raw, VnFloat4(pointInWorld), VnFloat4(normal))
        return Vec3(e.x, e.y, e.z)
    }
}
