import Foundation
import Synchronization
import Testing
import VeneerMath

@Suite struct CameraTests {
    let size = FrameSize(384, 216)
    let camera = Camera(eye: Vec3(1, -2, 1.5), target: Vec3(-0.3, 0.4, 0.7), verticalFieldOfViewInRadians: 0.8, rollInRadians: 0.1)

    @Test func projectionUndoesTheRayThroughAPixel() throws {
        for pixel in [Vec2(0.5, 0.5), Vec2(200, 30), Vec2(383.5, 215.5)] {
            let point = camera.worldFromCamera.position + 2.5 * camera.rayInWorld(throughPixel: pixel, size: size)
            let back = try #require(camera.project(point, size: size))
            #expect(abs(back.pixel.x - pixel.x) < 1e-3 && abs(back.pixel.y - pixel.y) < 1e-3)
            #expect(abs(back.depthInMetres - 2.5) < 1e-5)
        }
    }

    @Test func clipSpaceAgreesWithProjection() throws {
        let point = Vec3(-0.2, 0.3, 0.9)
        let clip = camera.clipFromWorld(size) * Vec4(point, 1)
        let projected = try #require(camera.project(point, size: size))
        #expect(abs((clip.x / clip.w + 1) / 2 * 384 - projected.pixel.x) < 1e-2)
        #expect(abs((clip.y / clip.w + 1) / 2 * 216 - projected.pixel.y) < 1e-2)
        #expect(abs(clip.z / clip.w - camera.nearInMetres / projected.depthInMetres) < 1e-6)
    }

    @Test func theWorldsUpIsUpInThePicture() throws {
        let level = Camera(eye: Vec3(2, 1, 1), target: Vec3(0, 0, 1), verticalFieldOfViewInRadians: 0.9)
        let low = try #require(level.project(Vec3(0, 0, 0.8), size: size)), high = try #require(level.project(Vec3(0, 0, 1.2), size: size))
        #expect(high.pixel.y < low.pixel.y)
        #expect(abs(high.pixel.x - low.pixel.x) < 1e-3)
    }

    @Test func whatIsBehindHasNoPixel() { #expect(camera.project(Vec3(3, -6, 2.5), size: size) == nil) }
}

@Suite struct PoseTests {
    @Test func inverseUndoesAPose() {
        let pose = Pose(position: Vec3(1, 2, 3), rotation: Quaternion(angleInRadians: 1.1, axis: Vec3(1, -2, 0.5)))
        let p = Vec3(0.3, -0.7, 2)
        #expect(length(pose.inverse.act(pose.act(p)) - p) < 1e-5)
        #expect(length((pose * pose.inverse).act(p) - p) < 1e-5)
        let m = pose.matrix * Vec4(p, 1)
        #expect(length(Vec3(m.x, m.y, m.z) - pose.act(p)) < 1e-5)
    }

    @Test func aQuarterTurnAboutZTakesXToY() {
        let turned = Quaternion(angleInRadians: .pi / 2, axis: Vec3(0, 0, 1)).act(Vec3(1, 0, 0))
        #expect(length(turned - Vec3(0, 1, 0)) < 1e-6)
    }

    @Test(arguments: [0.2, 1.7, 3.0, -2.4]) func columnsGiveBackTheRotation(angle: Float) {
        let q = Quaternion(angleInRadians: angle, axis: Vec3(0.2, 0.9, -0.4))
        let back = Quaternion(columns: q.act(Vec3(1, 0, 0)), q.act(Vec3(0, 1, 0)), q.act(Vec3(0, 0, 1)))
        #expect(abs(abs(dot(back.vector, q.vector)) - 1) < 1e-5)
    }
}

@Suite struct TickTests {
    @Test func framesFallOnWholeTicksOrNotAtAll() {
        #expect(FrameRate(7) == nil && FrameRate(0) == nil && FrameRate(-24) == nil)
        for rate in 1...240 where 240 % rate == 0 { #expect(FrameRate(rate)?.ticksPerFrame == 240 / rate) }
        #expect(FrameRate.standard.tick(ofFrame: 24) == Tick(240))
        #expect(Tick(240).seconds == 1)
    }
}

@Suite struct RandomTests {
    @Test func aSeedGivesTheSameNumbersAndStreamsAreIndependent() {
        var a = SeededRandom(seed: 5), b = SeededRandom(seed: 5), c = SeededRandom(seed: 5, stream: "other")
        let first = (0..<8).map { _ in a.next() }
        #expect(first == (0..<8).map { _ in b.next() })
        #expect(first != (0..<8).map { _ in c.next() })
    }

    @Test func normalNumbersHaveUnitVariance() {
        var random = SeededRandom(seed: 1)
        let sample = (0..<20_000).map { _ in random.normal() }
        let mean = sample.reduce(0, +) / 20_000
        let variance = sample.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / 20_000
        // Five standard errors of mean and variance.
        #expect(abs(mean) < 0.036 && abs(variance - 1) < 0.05)
    }

    @Test func aHashSeesEveryBit() {
        var a = StableHash(), b = StableHash()
        a.combine(Float(0.0))
        b.combine(Float(-0.0))
        #expect(a.value != b.value)
    }
}

@Suite struct ParallelTests {
    @Test(arguments: [0, 1, 3, 97, 1000]) func bandsCoverEveryItemOnce(count: Int) {
        let counts = (0..<count).map { _ in Counter() }
        parallelBands(count) { range in for i in range { counts[i].add() } }
        #expect(counts.allSatisfy { $0.value == 1 })
    }

    final class Counter: Sendable {
        private let count = Mutex(0)
        var value: Int { count.withLock { $0 } }
        func add() { count.withLock { $0 += 1 } }
    }
}
