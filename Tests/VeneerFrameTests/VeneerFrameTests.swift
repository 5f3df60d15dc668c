import Foundation
import Testing
import VeneerFrame
import VeneerMath

/// The display transform, written out once more in double precision.
private func reference(_ x: [Double]) -> [Double] {
    let m = [
        [0.842479062253094, 0.0784335999999992, 0.0792237451477643],
        [0.0423282422610123, 0.878468636469772, 0.0791661274605434],
        [0.0423756549057051, 0.0784336, 0.879142973793104],
    ]
    let y = m.map { row -> Double in
        let v = zip(row, x).map { $0 * max($1, 1e-10) }.reduce(0, +)
        let t = min(1, max(0, (log2(v) + 12.47393) / 16.5))
        return 15.5 * pow(t, 6) - 40.14 * pow(t, 5) + 31.96 * pow(t, 4) - 6.868 * pow(t, 3) + 0.4298 * t * t + 0.1191 * t - 0.00232
    }
    let out = solve(m, y)
    let luma = 0.2126 * out[0] + 0.7152 * out[1] + 0.0722 * out[2]
    return out.map { min(1, pow(max(0, luma + 1.2 * ($0 - luma)), 1.15)) }
}

/// m⁻¹ · b, by Cramer's rule.
private func solve(_ m: [[Double]], _ b: [Double]) -> [Double] {
    func determinant(_ a: [[Double]]) -> Double {
        a[0][0] * (a[1][1] * a[2][2] - a[1][2] * a[2][1]) - a[0][1] * (a[1][0] * a[2][2] - a[1][2] * a[2][0])
            + a[0][2] * (a[1][0] * a[2][1] - a[1][1] * a[2][0])
    }
    return (0..<3).map { column in
        var replaced = m
        for row in 0..<3 { replaced[row][column] = b[row] }
        return determinant(replaced) / determinant(m)
    }
}

@Test func displayTransformAgreesWithItsDefinition() {
    var random = SeededRandom(seed: 5)
    let size = FrameSize(67, 65)
    let values = (0..<size.pixelCount * 3).map { _ in exp2(random.uniform(-16, 8)) }
    let exposure: Float = 0.25
    let encoded = DisplayTransform.encode(Plane(size, componentCount: 3, values: values), exposure: exposure)
    for pixel in 0..<size.pixelCount {
        let x = values[3 * pixel..<3 * pixel + 3].map { Double($0 * exposure) }, expected = reference(x)
        let single = DisplayTransform.encode(Vec3(Float(x[0]), Float(x[1]), Float(x[2])))
        for c in 0..<3 {
            #expect(abs(Double(encoded.values[3 * pixel + c]) - expected[c]) < 2e-4)
            #expect(abs(Double(single[c]) - expected[c]) < 2e-4)
        }
    }
}

@Test func displayTransformKeepsOrderAndRange() {
    let greys = (-40...24).map { DisplayTransform.encode(Vec3(repeating: exp2(Float($0) / 2))) }
    for (a, b) in zip(greys, greys.dropFirst()) { #expect(b.y >= a.y) }
    #expect(greys.allSatisfy { $0.min() >= 0 && $0.max() <= 1 && $0.max() - $0.min() < 2e-3 })
    #expect(greys[0].y < 0.01 && greys[64].y > 0.97)
    #expect(DisplayTransform.encode(.zero).max() < 0.01)
}

/// A print for eyes darkens shades and brightens lights, keeps middle grey, and stays in range and order.
@Test func eyesGetContrast() {
    let size = FrameSize(65, 1), levels = (0..<65).flatMap { [Float](repeating: exp2(Float($0 - 40) / 2), count: 3) }
    let plane = Plane(size, componentCount: 3, values: levels)
    let plain = DisplayTransform.encode(plane, exposure: 1).values, shown = DisplayTransform.forEyes.encode(plane, exposure: 1).values
    for (a, b) in zip(shown, shown.dropFirst(3)) { #expect(b >= a - 1e-6) }
    for (a, b) in zip(plain, shown) {
        #expect((0...1).contains(b))
        if a > 0.1 && a < 0.4 { #expect(b < a - 0.01) }
        if a > 0.6 && a < 0.9 { #expect(b > a + 0.01) }
        #expect(abs(b - a) < 0.06)
    }
}

@Test func compositeAddsDirectBouncedAndEmittedLight() {
    let size = FrameSize(64, 64)
    var frame = Frame(tick: Tick(0), size: size, camera: Camera(eye: .zero, target: Vec3(1, 0, 0), verticalFieldOfViewInRadians: 1), isCut: true)
    let constants: [(Channel, Float)] = [
        (.baseColour, 0.5), (.metallic, 0.25), (.irradiance, 80), (.emission, 1), (.directDiffuse, 2), (.directSpecular, 4), (.reflection, 8),
    ]
    for (channel, value) in constants { frame[channel] = Plane(size, componentCount: channel.componentCount, repeating: value) }
    Composite.compose(&frame)
    let expected: Float = 1 + 2 + 4 + 8 + 0.5 * 0.75 * 80
    #expect(frame[.composite].values.allSatisfy { $0 == expected })
}

@Test(arguments: [Float(5), 60, 3000]) func autoExposureMakesTheAverageMidGrey(luminance: Float) {
    let size = FrameSize(64, 48)
    var composite = Plane(size, componentCount: 3, repeating: luminance), emission = Plane(size, componentCount: 3)
    let ev = AutoExposure.ev100(of: composite)
    #expect(abs(luminance / (1.2 * exp2(ev)) - 0.18) < 1e-3)
    // A lamp in the picture changes nothing once its emission is known.
    for x in 20..<30 { for c in 0..<3 { composite[x, 24, c] = 1e5; emission[x, 24, c] = 1e5 } }
    #expect(abs(AutoExposure.ev100(of: composite, emission: emission) - ev) < 1e-3)
    #expect(AutoExposure.ev100(of: composite) > ev + 0.01)
}

@Test func nightsLookDark() {
    func shown(_ luminance: Float) -> Float {
        luminance / (1.2 * exp2(AutoExposure.ev100(of: Plane(FrameSize(16, 9), componentCount: 3, repeating: luminance))))
    }
    let dusk = AutoExposure.midGrey * 1.2 * exp2(AutoExposure.duskEV100)
    #expect(abs(shown(dusk) - AutoExposure.midGrey) < 1e-3)
    // A sixteenth of the light looks like a quarter.
    #expect(abs(shown(dusk / 16) - AutoExposure.midGrey / 4) < 1e-3)
}

@Test(arguments: [Float(0.045), 0.18, 0.72]) func autoExposureLetsAWhiteRoomBeWhite(reflectance: Float) {
    // The same light on other walls: half of what they swallow more is allowed for.
    let size = FrameSize(32, 18), base = Plane(size, componentCount: 3, repeating: reflectance)
    let composite = Plane(size, componentCount: 3, repeating: 1000 * reflectance)
    let exposure = 1 / (1.2 * exp2(AutoExposure.ev100(of: composite, baseColour: base))), shown = 1000 * reflectance * exposure
    #expect(abs(shown - (AutoExposure.midGrey * reflectance).squareRoot()) < 1e-3)
}

@Test func exposureIsKeptWhereAFilmWouldBearItAndFollowsBeyond() {
    var exposure = FollowingExposure(metered: 10)
    func frames(_ count: Int, metered: Float) -> [Float] {
        (0..<count).map { _ in
            exposure.follow(metered: metered)
            return exposure.ev100
        }
    }
    #expect(frames(20, metered: 10.45).allSatisfy { $0 == 10 } && frames(20, metered: 9.55).allSatisfy { $0 == 10 })
    // To the last bit, whatever the meter says within that.
    for step in -49...49 { #expect(frames(1, metered: 10 + 0.01 * Float(step)) == [10]) }
    // From shade into the sun: not at once, and not all of the way.
    let up = frames(100, metered: 13)
    #expect(up[0] < 10.7 && up[8] > 12 && zip(up, up.dropFirst()).allSatisfy { $0 <= $1 })
    #expect(up[99] == 13 - FollowingExposure.latitude)
    #expect(frames(100, metered: 7).last == 7 + FollowingExposure.latitude)
    #expect(frames(100, metered: 10.2).last == 10)
}
