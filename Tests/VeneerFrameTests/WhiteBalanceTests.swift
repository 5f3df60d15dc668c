import Foundation
import Testing
import VeneerFrame
import VeneerMath

private let size = FrameSize(8, 4)

private func plane(_ colour: (Int) -> Vec3) -> Plane {
    Plane(size, componentCount: 3, values: (0..<size.pixelCount).flatMap { pixel in (0..<3).map { colour(pixel)[$0] } })
}

private let cold = Vec3(0.7, 1, 1.6), warm = Vec3(1.6, 1, 0.5)

/// A grey wall and a red sofa, a window among them.
private func light(_ light: Vec3, level: Float = 100) -> Vec3 {
    let base = plane { $0 % 3 == 0 ? Vec3(0.5, 0.1, 0.06) : Vec3(repeating: 0.6) }, emission = plane { $0 == 5 ? Vec3(9, 1, 1) : .zero }
    let composite = plane { $0 == 5 ? Vec3(900, 100, 100) : light * level * base.colour($0 % size.width, $0 / size.width) }
    return WhiteBalance.light(of: composite, emission: emission, baseColour: base)
}

@Test(arguments: [cold, warm]) func theLightsColourIsFoundWhateverStandsInIt(truth: Vec3) {
    for level: Float in [0.1, 1000] {
        #expect(length(light(truth, level: level) - truth / truth.luminance) < 1e-3)
    }
}

@Test func coldLightTurnsNearlyWhiteAndWarmLightHalf() {
    func castLeft(_ light: Vec3, ev100: Float = 8) -> Float {
        let shown = light * WhiteBalance.gain(under: light, ev100: ev100)
        #expect(abs(shown.luminance - 1) < 1e-4, "a grey thing keeps its luminance")
        return log2(shown.z / shown.x) / log2(light.z / light.x)
    }
    #expect(abs(castLeft(cold / cold.luminance) - 0.2) < 1e-3)
    #expect(abs(castLeft(warm / warm.luminance) - 0.5) < 1e-3)
    #expect(abs(castLeft(warm / warm.luminance, ev100: 0) - 0.75) < 1e-3, "night stays night")
}

@Test func aPictureOfNothingStaysAsItIs() {
    let dark = plane { _ in .zero }
    #expect(WhiteBalance.gain(under: WhiteBalance.light(of: dark, emission: dark, baseColour: dark), ev100: 8) == Vec3(repeating: 1))
}
