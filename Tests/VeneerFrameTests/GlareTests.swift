import Testing
import VeneerFrame
import VeneerMath

@Test(arguments: [FrameSize(64, 48), FrameSize(37, 23), FrameSize(3, 2)]) func glareOfAnEvenPictureIsThePicture(size: FrameSize) {
    let even = Plane(size, componentCount: 3, repeating: 5)
    let result = Glare.standard.added(to: even, exposure: 1)
    #expect(result.values.allSatisfy { abs($0 - 5) < 1e-4 })
}

@Test func aLampGlowsAroundItselfAndFadesOutwards() {
    let size = FrameSize(128, 128)
    var dark = Plane(size, componentCount: 3)
    for y in 60..<68 { for x in 60..<68 { for c in 0..<3 { dark[x, y, c] = 20 } } }
    let result = Glare.standard.added(to: dark, exposure: 1)
    let near = result[72, 64], farther = result[84, 64], far = result[120, 64]
    #expect(near > farther && farther > far && far > 0)
    // Light is moved, not made; only what leaves the picture is lost.
    let before = dark.values.reduce(0, +), after = result.values.reduce(0, +)
    #expect(after <= before * 1.001 && after > before * 0.97)
}
