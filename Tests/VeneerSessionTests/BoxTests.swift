import Foundation
import Testing
import VeneerExport
import VeneerFrame
import VeneerMath
import VeneerPhysics
import VeneerSession
import VeneerWorld

/// A thin plate that faces the camera, by the pixels between which it lies.
private struct Plate {
    var left: Float, top: Float, right: Float, bottom: Float
    var distanceInMetres: Float

    func covers(_ x: Int, _ y: Int) -> Bool {
        let (u, v) = (Float(x) + 0.5, Float(y) + 0.5)
        return left < u && u < right && top < v && v < bottom
    }

    func body(_ camera: Camera, _ size: FrameSize) -> Body {
        let metres = distanceInMetres / camera.focalLengthInPixels(size), thickness: Float = 0.002
        let middle = Vec3((left + right) / 2 - Float(size.width) / 2, 0, Float(size.height) / 2 - (top + bottom) / 2) * metres
        return Body(
            name: "plate \(left)", shape: .box(size: Vec3((right - left) * metres, thickness, (bottom - top) * metres), bevel: 0), materialIndex: 0,
            worldFromBody: Pose(position: middle + Vec3(0, distanceInMetres + thickness / 2, 0)), semantic: "plate")
    }
}

/// Nearest first: the second is partly hidden, the third wholly, the fourth reaches out of the picture, the fifth is a sliver between centres.
private let plates = [
    Plate(left: 20.2, top: 15.7, right: 41.3, bottom: 30.2, distanceInMetres: 5), Plate(left: 33.8, top: 10.2, right: 60.9, bottom: 40.1, distanceInMetres: 10),
    Plate(left: 22.3, top: 18.2, right: 30.8, bottom: 25.7, distanceInMetres: 15), Plate(left: 80.2, top: 40.3, right: 120, bottom: 70, distanceInMetres: 12.5),
    Plate(left: 70.6, top: 5.2, right: 71.4, bottom: 20.3, distanceInMetres: 10),
]
private let size = FrameSize(97, 66)

private func episodeFrame(turnedByPixels shift: Float = 0) throws -> EpisodeFrame {
    var camera = Camera(eye: .zero, target: Vec3(0, 1, 0), verticalFieldOfViewInRadians: 0.8)
    let material = Material(name: "plain", kind: .plain, colourA: Vec3(0.5, 0.5, 0.5), colourB: .zero, roughness: 0.5)
    let world = World(
        name: "plates", seed: 1, materials: [material], bodies: plates.map { $0.body(camera, size) }, look: Look(timeOfDayInHours: 12),
        camera: CameraPath(keys: [.init(seconds: 0, eye: .zero, target: Vec3(0, 1, 0))]))
    camera.worldFromCamera.rotation =
        camera.worldFromCamera.rotation * Quaternion(angleInRadians: shift / camera.focalLengthInPixels(size), axis: Vec3(0, 1, 0))
    var configuration = Session.Configuration()
    configuration.size = size
    let maker = try Session(.run(try Run(world: world)), configuration: configuration).frameMaker
    maker.contents = .labels
    let frame = try maker.make(state: world.initialState, camera: camera, look: world.look, isCut: true)
    return EpisodeFrame(frame: frame, state: world.initialState, world: world)
}

/// What the plates say themselves, a pixel's centre at a time.
private func expected(_ index: Int) -> (tight: [Int]?, visible: Int, whole: Int) {
    var tight: [Int]?, visible = 0, whole = 0
    for y in 0..<size.height {
        for x in 0..<size.width where plates[index].covers(x, y) {
            whole += 1
            guard plates.indices.filter({ plates[$0].covers(x, y) }).min(by: { plates[$0].distanceInMetres < plates[$1].distanceInMetres }) == index else {
                continue
            }
            visible += 1
            let old = tight ?? [x, y, x + 1, y + 1]
            tight = [min(old[0], x), min(old[1], y), max(old[2], x + 1), max(old[3], y + 1)]
        }
    }
    return (tight, visible, whole)
}

@Test func boxesAreExact() throws {
    let frame = try episodeFrame()
    for (index, body) in frame.bodies.enumerated() {
        let (tight, visible, whole) = expected(index)
        #expect(body.tightBox == tight && body.visiblePixels == visible && body.wholePixels == whole, "plate \(index)")
        #expect(body.occlusion == (whole > 0 ? 1 - Float(visible) / Float(whole) : nil))
        let loose = try #require(body.looseBox), plate = plates[index]
        for (a, b) in zip(loose, [plate.left, plate.top, plate.right, plate.bottom]) { #expect(abs(a - b) < 0.03) }
    }
    // The cases that the plates are there for.
    #expect(frame.bodies[2].tightBox == nil && frame.bodies[2].occlusion == 1)
    #expect(frame.bodies[3].tightBox?[2...] == [97, 66])
    #expect(try #require(frame.bodies[1].occlusion) > 0.1)
}

@Test(arguments: [0.5, -0.5] as [Float]) func boxesFindHalfAPixel(shift: Float) throws {
    let frame = try episodeFrame(turnedByPixels: shift)
    let wrong = frame.bodies.indices.filter { frame.bodies[$0].tightBox != expected($0).tight }
    #expect(wrong.count >= 2)
    #expect(frame.bodies[0].looseBox.map { abs($0[0] - plates[0].left) > 0.4 } == true)
}
