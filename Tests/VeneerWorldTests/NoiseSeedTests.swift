import Foundation
import Testing
import VeneerMath
import VeneerWorld

private func world(noiseSeed: UInt64?, kind: Material.Kind = .painted, wear: Float = 0.8, use: Float = 0) -> World {
    let material = Material(
        name: "paint", kind: kind, colourA: Vec3(0.5, 0.3, 0.2), colourB: Vec3(0.2, 0.1, 0.05), roughness: 0.5, featureSizeInMetres: 0.1, wear: wear, use: use,
        seed: 7)
    let slabs = ["slab", "other slab"].map { name in
        Body(name: name, shape: .box(size: Vec3(2, 2, 0.2), bevel: 0), materialIndex: 0, worldFromBody: .identity, semantic: "slab")
    }
    var world = World(
        name: "worn", seed: 5, materials: [material], bodies: slabs, look: Look(timeOfDayInHours: 12),
        camera: CameraPath(keys: [.init(seconds: 0, eye: Vec3(0, -3, 2), target: .zero)]))
    world.noiseSeed = noiseSeed
    return world
}

/// Over the slab's upper side.
private let places = (0..<10_000).flatMap { (index: Int) -> [Float] in [Float(index % 100) * 0.02 - 1, Float(index / 100) * 0.02 - 1, 0.1] }

private func colours(_ world: World, body: Int = 0) -> [Float] {
    let material = world.shaderMaterial(ofBody: body)
    return world.materials[0].evaluate(
        positions: places, footprint: Footprint(widthInMetres: 0.002), on: world.bodies[body].shape, useSeed: material.kind.z, wearSeed: material.kind.w
    ).baseColour
}

private func difference(_ a: [Float], _ b: [Float]) -> Float { zip(a, b).reduce(0) { $0 + abs($1.0 - $1.1) } / Float(a.count) }
private func mean(_ values: [Float]) -> Float { values.reduce(0, +) / Float(values.count) }

@Suite struct NoiseSeedTests {
    @Test func withoutOneWeatherIsTheMaterialsOwn() {
        let material = world(noiseSeed: nil).shaderMaterial(ofBody: 0)
        #expect(material.kind.w == material.kind.y && material.kind.y == 7)
    }

    @Test(arguments: [(Float(0.8), Float(0)), (0, 0.7)]) func anotherOneWearsOtherPlacesAsMuch(wear: Float, use: Float) {
        let a = colours(world(noiseSeed: 1, wear: wear, use: use)), b = colours(world(noiseSeed: 2, wear: wear, use: use))
        #expect(colours(world(noiseSeed: 1, wear: wear, use: use)) == a)
        #expect(difference(a, b) > 0.01)
        #expect(abs(mean(a) / mean(b) - 1) < 0.1, "\(mean(a)) \(mean(b))")
    }

    /// Where a brick or a stone lies is no noise, what tone it has is: joints are dark in the same places.
    @Test(arguments: [Material.Kind.paving, .cobbles]) func whatIsLaidStaysAndHasOtherTones(kind: Material.Kind) {
        let a = colours(world(noiseSeed: 1, kind: kind, wear: 0)), b = colours(world(noiseSeed: 2, kind: kind, wear: 0))
        func darkest(_ colours: [Float], share: Float) -> Set<Int> {
            let reds = stride(from: 0, to: colours.count, by: 3).map { colours[$0] }
            return Set(reds.indices.sorted { (reds[$0], $0) < (reds[$1], $1) }.prefix(Int(share * Float(reds.count))))
        }
        let joints = darkest(a, share: 0.02), same = joints.intersection(darkest(b, share: 0.08)).count
        #expect(same * 10 > joints.count * 7, "\(same) of \(joints.count)")
        #expect(difference(a, b) > 0.01 * mean(a))
    }

    /// Cloth is woven, and no thread of it is noise.
    @Test(arguments: [Material.Kind.weave, .knit, .corduroy]) func clothStays(kind: Material.Kind) {
        #expect(difference(colours(world(noiseSeed: 1, kind: kind, wear: 0)), colours(world(noiseSeed: 2, kind: kind, wear: 0))) == 0)
    }

    /// Which speck or year ring is where is noise, and there are as many.
    @Test(arguments: Material.Kind.allCases.filter(\.isStrewn)) func specksAreStrewnAnew(kind: Material.Kind) {
        let a = colours(world(noiseSeed: 1, kind: kind, wear: 0)), b = colours(world(noiseSeed: 2, kind: kind, wear: 0))
        #expect(kind == .rubber || difference(a, b) > 0.003 * mean(a), "\(difference(a, b) / mean(a))")
        #expect(abs(mean(a) / mean(b) - 1) < 0.15, "\(mean(a)) \(mean(b))")
        let own = colours(world(noiseSeed: nil, kind: kind, wear: 0))
        #expect(
            own
                == world(noiseSeed: nil, kind: kind, wear: 0).materials[0].evaluate(
                    positions: places, footprint: Footprint(widthInMetres: 0.002), on: .box(size: Vec3(2, 2, 0.2), bevel: 0)
                ).baseColour)
    }

    @Test func eachBodyHasUseOfItsOwn() {
        let used = world(noiseSeed: 3, wear: 0, use: 0.7)
        #expect(difference(colours(used), colours(used, body: 1)) > 0.005)
        #expect(used.noiseSeed(ofBody: 0) != world(noiseSeed: nil).noiseSeed(ofBody: 0))
        #expect(world(noiseSeed: 5).noiseSeed(ofBody: 0) == world(noiseSeed: nil).noiseSeed(ofBody: 0), "nil: the world's own seed")
    }

    @Test func aWorldFileKeepsIt() throws {
        for seed in [nil, 0, 42, UInt64(16_777_215)] {
            let world = world(noiseSeed: seed)
            #expect(try World(jsonText: world.jsonText(), file: "worn") == world)
        }
        let text = world(noiseSeed: 42).jsonText().replacingOccurrences(of: "\"noiseSeed\": 42", with: "\"noiseSeed\": -1")
        #expect(throws: WorldError.self) { try World(jsonText: text, file: "worn") }
    }
}
