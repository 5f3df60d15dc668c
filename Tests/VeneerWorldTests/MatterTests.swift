import Foundation
import Testing
import VeneerMath
import VeneerWorld

/// The materials of the world that shows every kind.
private let shipped: [Material] = {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../../Worlds/materials.jsonc")
    return (try? World(contentsOf: file).materials.filter { $0.name != "ground" }) ?? [] // an empty list fails below
}()

@Suite struct ShimmerTests {
    /// A pinhole over level ground, which is at z = 0.
    private struct View {
        static let width = 72, height = 40
        static let focal: Float = 90
        var eye: Vec3
        private let right = Vec3(1, 0, 0), forward: Vec3, down: Vec3

        init(eye: Vec3) {
            self.eye = eye
            // The same direction from every place of the dolly.
            forward = normalize(Vec3(0, 0.8, -0.6))
            down = cross(forward, right)
        }

        func ground(_ x: Float, _ y: Float) -> Vec3 {
            let d = forward + right * ((x - Float(View.width) / 2) / View.focal) + down * ((y - Float(View.height) / 2) / View.focal)
            return eye - d * (eye.z / d.z)
        }

        func pixel(_ p: Vec3) -> Vec2 {
            let d = p - eye, z = dot(d, forward)
            return Vec2(dot(d, right) / z * View.focal + Float(View.width) / 2, dot(d, down) / z * View.focal + Float(View.height) / 2)
        }

        /// Square roots of what is seen: nearly as bright as the eye finds it.
        func picture(_ material: Material, filtered: Bool) -> [Vec3] {
            (0..<View.width * View.height).map { i in
                let x = Float(i % View.width) + 0.5, y = Float(i / View.width) + 0.5
                let p = ground(x, y), a = ground(x + 0.5, y) - ground(x - 0.5, y), b = ground(x, y + 0.5) - ground(x, y - 0.5)
                let whole = Footprint(extent: Vec3(abs(a.x) + abs(b.x), abs(a.y) + abs(b.y), 0), width: length(cross(a, b)).squareRoot())
                let base = material.evaluate(
                    positions: [p.x, p.y, p.z], footprint: filtered ? whole : Footprint(widthInMetres: 1e-5), on: .box(size: Vec3(40, 40, 0.0), bevel: 0)
                ).baseColour
                return Vec3(base[0].squareRoot(), base[1].squareRoot(), base[2].squareRoot())
            }
        }
    }

    /// How much a surface's colour changes from frame to frame of a slow dolly, its motion taken out: root mean square, of a range of 1.
    private func shimmer(_ material: Material, filtered: Bool) -> Float {
        var sum: Float = 0, count: Float = 0
        for distance: Float in [0.6, 1.7, 4.1] {
            let before = View(eye: Vec3(0.1, -distance, 0.6 * distance)), after = View(eye: before.eye + Vec3(0.004, 0.013, 0) * distance)
            let a = before.picture(material, filtered: filtered), b = after.picture(material, filtered: filtered)
            for y in 1..<View.height - 1 {
                for x in 1..<View.width - 1 {
                    let from = before.pixel(after.ground(Float(x) + 0.5, Float(y) + 0.5)) - 0.5
                    let i = Int(from.x.rounded(.down)), j = Int(from.y.rounded(.down))
                    guard i >= 0, j >= 0, i + 1 < View.width, j + 1 < View.height else { continue }
                    let s = from.x - Float(i), t = from.y - Float(j)
                    func row(_ k: Int) -> Vec3 { mix(a[k * View.width + i], a[k * View.width + i + 1], s) }
                    let d = b[y * View.width + x] - mix(row(j), row(j + 1), t)
                    sum += dot(d, d) / 3
                    count += 1
                }
            }
        }
        return (sum / max(1, count)).squareRoot()
    }

    @Test(arguments: shipped) func surfacesDontShimmer(material: Material) {
        let value = shimmer(material, filtered: true)
        // Gravel's stones are still seen one by one at two pixels each.
        #expect(value < (material.kind == .gravel ? 0.05 : 0.03), "\(material.name): \(value)")
    }

    @Test func aPatternThatIsNotFilteredShimmers() {
        for name in ["carpet", "granite", "terrazzo", "wicker", "mosaic"] {
            guard let material = shipped.first(where: { $0.name == name }) else { continue }
            let value = shimmer(material, filtered: false)
            #expect(value > 0.03, "\(name): \(value)")
        }
    }
}

@Suite struct MatterTests {
    @Test func theShippedWorldShowsEveryKind() {
        #expect(Set(shipped.map(\.kind)) == Set(Material.Kind.allCases))
        #expect(Material.Kind.allCases.count >= 36)
    }

    private let box = Shape.box(size: Vec3(0.4, 0.3, 0.2), bevel: 0.01)
    private func paint(use: Float) -> Material {
        Material(name: "paint", kind: .plain, colourA: Vec3(0.1, 0.2, 0.3), colourB: .zero, roughness: 0.4, contrast: 0, use: use)
    }

    /// Luminances at places of the box's top.
    private func top(_ material: Material, seed: UInt32, _ places: [Vec2]) -> [Float] {
        let base = material.evaluate(
            positions: places.flatMap { [$0.x, $0.y, 0.1] }, footprint: Footprint(widthInMetres: 0.0005), on: box, useSeed: seed
        ).baseColour
        return stride(from: 0, to: base.count, by: 3).map { Vec3(base[$0], base[$0 + 1], base[$0 + 2]).luminance }
    }

    private func mean(_ values: [Float]) -> Float { values.reduce(0, +) / Float(values.count) }
    private func deviation(_ values: [Float]) -> Float {
        let m = mean(values)
        return mean(values.map { ($0 - m) * ($0 - m) }).squareRoot()
    }

    @Test func anotherSeedHasOtherTracesAndAsMany() {
        var random = SeededRandom(seed: 2)
        let places = (0..<8000).map { _ in Vec2(random.uniform(-0.19, 0.19), random.uniform(-0.14, 0.14)) }
        let values = (0..<6).map { top(paint(use: 0.8), seed: UInt32($0 * 977), places) }
        let spreads = values.map(deviation), means = values.map(mean)
        #expect(spreads.allSatisfy { $0 > 0.005 })
        #expect(deviation(means) < 0.25 * mean(means))
        #expect(deviation(spreads) < 0.5 * mean(spreads))
        // As unlike each other as strangers.
        let product = zip(values[0], values[1]).map { ($0 - means[0]) * ($1 - means[1]) }
        #expect(abs(mean(product)) < 0.3 * spreads[0] * spreads[1])
    }

    @Test func withoutUseNothingChanges() {
        let places = (0..<50).map { Vec2(Float($0) * 0.003, 0.01) }
        #expect(Set(top(paint(use: 0), seed: 5, places)) == [Vec3(0.1, 0.2, 0.3).luminance])
    }

    @Test func edgesWearFirst() {
        // Dark paint comes off pale: along the edges more than in the middle of the face.
        let alongEdge = (0..<3000).map { Vec2(-0.19 + 0.38 * Float($0) / 3000, 0.1495) }, inside = alongEdge.map { Vec2($0.x, 0.02) }
        #expect(mean(top(paint(use: 0.6), seed: 9, alongEdge)) > 1.25 * mean(top(paint(use: 0.6), seed: 9, inside)))
    }

    @Test(arguments: Material.Kind.allCases.filter(\.hasRelief)) func reliefTiltsNearAndFadesFar(kind: Material.Kind) {
        let material = Material(
            name: "m", kind: kind, colourA: Vec3(0.5, 0.5, 0.5), colourB: .zero, roughness: 0.5, featureSizeInMetres: 0.03, bump: 1, seed: 3)
        var random = SeededRandom(seed: 8)
        let places: [Float] = (0..<2000).flatMap { _ in [random.uniform(-0.5, 0.5), random.uniform(-0.5, 0.5), 0.5] as [Float] }
        let up: [Float] = (0..<2000).flatMap { _ in [0, 0, 1] as [Float] }
        func tilt(_ width: Float) -> Float {
            let n = material.tilted(normals: up, positions: places, footprint: Footprint(widthInMetres: width), on: .box(size: Vec3(1, 1, 1), bevel: 0))
            for i in stride(from: 0, to: n.count, by: 3) { #expect(abs(length(Vec3(n[i], n[i + 1], n[i + 2])) - 1) < 1e-4) }
            var sum: Float = 0
            for i in stride(from: 0, to: n.count, by: 3) { sum += n[i] * n[i] + n[i + 1] * n[i + 1] }
            return (sum / 2000).squareRoot()
        }
        let near = tilt(0.0008), far = tilt(0.6)
        #expect(near > 0.005, "\(near)")
        #expect(far < 0.03, "\(far)")
    }

    /// Whatever a pixel can't show leaves its mean: or surfaces would pale or darken as one walks away.
    @Test(arguments: shipped) func aSurfaceIsAsBrightFromAfarAsFromClose(material: Material) {
        var random = SeededRandom(seed: 3)
        let places: [Float] = (0..<60_000).flatMap { _ in [random.uniform(-20, 20), random.uniform(-20, 20), 0.25] as [Float] }
        func brightness(_ width: Float) -> Float {
            let base = material.evaluate(
                positions: places, footprint: Footprint(extent: Vec3(width, width, 0), width: width), on: .box(size: Vec3(40, 40, 0.5), bevel: 0)
            ).baseColour
            return mean(stride(from: 0, to: base.count, by: 3).map { Vec3(base[$0], base[$0 + 1], base[$0 + 2]).luminance })
        }
        let near = brightness(0.0001)
        for size: Float in [0.5, 1.2, 4] {
            let far = brightness(size * material.featureSizeInMetres)
            #expect(abs(far / near - 1) < 0.05, "\(material.name), pixels of \(size) features: \(far) for \(near)")
        }
    }

    @Test func newFieldsAndShapesReadBack() throws {
        var world = World.samples(
            of: Material(
                name: "brick", kind: .brick, colourA: Vec3(0.4, 0.2, 0.1), colourB: Vec3(0.5, 0.5, 0.5), roughness: 0.8, use: 0.25, bump: 1, seed: 7))
        world.materials.append(Material(name: "flat", kind: .cork, colourA: Vec3(0.4, 0.2, 0.1), colourB: .zero, roughness: 0.8, bump: 0))
        let path = Shape.centred(path: [Vec3(0, 0, 0), Vec3(0.5, 0.25, 0.125), Vec3(1, 0, 0.5)])
        let shapes: [Shape] = [
            .drape(size: Vec3(0.5, 0.1, 2), folds: 6), .cover(size: Vec3(1, 1, 0.3), folds: 12), .rock(size: Vec3(0.3, 0.2, 0.2), seed: 4),
            .sweep(path: path, radius: 0.02),
        ]
        for (index, shape) in shapes.enumerated() {
            world.bodies.append(Body(name: "shape \(index)", shape: shape, materialIndex: 1, worldFromBody: .identity, semantic: "shape"))
        }
        let read = try World(jsonText: world.jsonText(), file: "world")
        #expect(read.materials == world.materials)
        #expect(read.bodies.count == world.bodies.count)
        for (a, b) in zip(read.bodies, world.bodies).dropLast() { #expect(a == b) }
        // A path is centred again as it is read, which may cost its last bit.
        guard case .sweep(let again, _) = read.bodies[read.bodies.count - 1].shape else { throw WorldError(file: "world", message: "lost its sweep") }
        #expect(zip(again, path).allSatisfy { length($0 - $1) < 1e-5 })
    }

    @Test(arguments: [
        ("{ \"drape\": [1, 0.1, 2], \"folds\": 0 }", "folds"), ("{ \"sweep\": [[0, 0, 0]], \"radius\": 0.01 }", "two or more points"),
        ("{ \"rock\": [1, 1] }", "rock"), ("{ \"cover\": [1, 1, 0.3], \"fold\": 8 }", "did you mean \"folds\""),
    ]) func badShapesAreNamedWithTheirRemedy(shape: String, word: String) {
        let text = """
            { "veneer": 1, "name": "w", "materials": { "grey": { "kind": "plain", "colour": [0.5, 0.5, 0.5] } },
              "bodies": [{ "name": "b", "shape": \(shape), "material": "grey", "base": [0, 0, 0] }],
              "look": { "timeOfDay": 12 }, "camera": { "keys": [{ "eye": [1, 0, 1], "target": [0, 0, 0] }] } }
            """
        #expect { try World(jsonText: text, file: "w") } throws: { "\($0)".contains(word) }
    }

    @Test func clothAndRocksCostFewTriangles() {
        #expect(Shape.drape(size: Vec3(0.4, 0.1, 2.2), folds: 5).mesh().triangleCount < 1500)
        #expect(Shape.cover(size: Vec3(1.5, 0.9, 0.3), folds: 14).mesh().triangleCount < 3000)
        #expect(Shape.rock(size: Vec3(0.5, 0.4, 0.3), seed: 3).mesh().triangleCount < 1000)
    }
}
