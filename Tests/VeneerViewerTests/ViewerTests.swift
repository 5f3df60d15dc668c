import Foundation
import Testing
import VeneerMath
import VeneerViewer

@Suite struct PaceTests {
    @Test func theWorldKeepsUpWithTheClock() {
        var pace = Pace()
        let ticks = (0..<600).map { _ in pace.ticks(forElapsedSeconds: 1.0 / 60) }
        #expect(abs(ticks.reduce(0, +) - 10 * Tick.perSecond) <= 1)
        #expect(ticks.allSatisfy { (3...5).contains($0) })
    }

    @Test func aLateFrameSlowsTheWorldAndIsForgotten() {
        var pace = Pace()
        let most = Int((Pace.longestFrameInSeconds * Double(Tick.perSecond)).rounded())
        #expect(abs(pace.ticks(forElapsedSeconds: 7) - most) <= 1)
        #expect(pace.ticks(forElapsedSeconds: 0) <= 1)
    }
}

@Test(arguments: [(1, 1), (2, 1), (4, 2), (7, 2), (8, 3), (64, 3)]) func pictureSuitsTheMachine(processors: Int, times: Int) {
    var configuration = Viewer.Configuration()
    configuration.suit(processors: processors)
    let session = configuration.session
    #expect(session.size == FrameSize(384 * times, 216 * times) && session.size.reduced(by: session.renderScale) == FrameSize(384, 216))
}

@Suite struct ScaleGovernorTests {
    /// Frames that cost so much at full size, of which a part doesn't hang on the size.
    private func scales(fullSeconds: Double, fixedSeconds: Double, framesPerSecond: Double, decisions: Int = 40) -> [Float] {
        var governor = ScaleGovernor(framesPerSecond: framesPerSecond)
        return (0..<decisions).map { decision in
            for frame in 0..<ScaleGovernor.framesPerDecision {
                let share = Double(governor.scale * governor.scale), stutter = frame == 3 ? 0.2 : 0
                governor.count(seconds: fixedSeconds + (fullSeconds - fixedSeconds) * share + stutter)
            }
            return governor.scale
        }
    }

    @Test func aFastMachineKeepsTheWholePicture() { #expect(scales(fullSeconds: 0.05, fixedSeconds: 0.01, framesPerSecond: 15).allSatisfy { $0 == 1 }) }

    @Test(arguments: [0.0, 0.02, 0.04]) func aSlowMachineFindsAScaleAndStaysThere(fixedSeconds: Double) {
        let scales = scales(fullSeconds: 0.12, fixedSeconds: fixedSeconds, framesPerSecond: 12), last = scales[scales.count - 1]
        #expect(last < 1)
        #expect(fixedSeconds + (0.12 - fixedSeconds) * Double(last * last) <= 1.05 / 12)
        #expect(scales.dropFirst(5).allSatisfy { $0 == last }, "\(scales)")
    }

    @Test func itGoesBackUpWhenThereIsTime() {
        var governor = ScaleGovernor(framesPerSecond: 10)
        for _ in 0..<ScaleGovernor.framesPerDecision { governor.count(seconds: 0.3) }
        #expect(governor.scale < 0.7)
        for _ in 0..<10 * ScaleGovernor.framesPerDecision { governor.count(seconds: 0.05 * Double(governor.scale * governor.scale)) }
        #expect(governor.scale == 1)
    }
}

@Suite struct FitTests {
    static let windows = [(800, 600), (1920, 1080), (300, 900), (7, 5), (1, 1000), (0, 0)].map { FrameSize($0.0, $0.1) }

    @Test(arguments: windows) func aPictureFillsOneSideAndStaysInside(window: FrameSize) {
        let picture = FrameSize(384, 216), fit = Fit(picture, into: window)
        #expect(fit.x.lowerBound >= 0 && fit.x.upperBound <= window.width && fit.y.lowerBound >= 0 && fit.y.upperBound <= window.height)
        #expect(fit.x.count == window.width || fit.y.count == window.height)
        // Its shape, to a pixel.
        #expect(abs(fit.x.count * picture.height - fit.y.count * picture.width) < max(picture.width, picture.height))
        #expect(abs(fit.x.lowerBound - (window.width - fit.x.upperBound)) <= 1 && abs(fit.y.lowerBound - (window.height - fit.y.upperBound)) <= 1)
    }
}

@Suite struct FlyCameraTests {
    static let start = FlyCamera(Camera(eye: Vec3(1, 2, 3), target: Vec3(1, 7, 3), verticalFieldOfViewInRadians: 0.8))

    @Test func itTakesOverAnotherCamerasView() {
        let other = Camera(eye: Vec3(0.7, -0.5, 1.5), target: Vec3(-0.8, 1, 0.9), verticalFieldOfViewInRadians: 0.7)
        let taken = FlyCamera(other).camera
        #expect(length(taken.forwardInWorld - other.forwardInWorld) < 1e-5)
        #expect(taken.worldFromCamera.position == other.worldFromCamera.position && taken.verticalFieldOfViewInRadians == 0.7)
    }

    @Test func turningRightAndDownTurnsRightAndDown() {
        var camera = FlyCameraTests.start
        camera.turn(rightByRadians: 0.1, downByRadians: 0.2)
        // Looking along +y, right is +x.
        #expect(abs(camera.forward.x - sin(0.1) * cos(0.2)) < 1e-5 && abs(camera.forward.z + sin(0.2)) < 1e-5)
        camera.turn(rightByRadians: 0, downByRadians: -9)
        #expect(camera.forward.z < 1 && camera.forward.z > 0.99)
    }

    @Test(arguments: [(Vec3(1, 0, 0), Vec3(1, 0, 0)), (Vec3(0, 1, 0), Vec3(0, 1, 0)), (Vec3(0, 0, -1), Vec3(0, 0, -1))])
    func itMovesAsFastAsItSays(way: Vec3, directionInWorld: Vec3) {
        for isFast in [false, true] {
            var camera = FlyCameraTests.start
            camera.move(way, isFast: isFast, seconds: 0.5)
            let expected = FlyCamera.speedInMetresPerSecond * (isFast ? FlyCamera.fastFactor : 1) * 0.5 * directionInWorld
            #expect(length(camera.position - FlyCameraTests.start.position - expected) < 1e-5)
        }
        var still = FlyCameraTests.start
        still.move(.zero, isFast: true, seconds: 1)
        #expect(still == FlyCameraTests.start)
    }
}
