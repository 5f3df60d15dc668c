import Foundation
import Testing
import VeneerMath
import VeneerWorld

private let smallWorld = """
    { "veneer": 1, "name": "small", // a comment
      "materials": { "grey": { "kind": "plain", "colour": [0.5, 0.5, 0.5] } },
      "bodies": [{ "name": "box", "shape": { "box": [1, 1, 1] }, "material": "grey", "base": [0, 0, 0], "mass": 2, }],
      "look": { "timeOfDay": 10 }, /* more */
      "camera": { "keys": [{ "eye": [2, 2, 2], "target": [0, 0, 0] }] },
    }
    """

@Suite struct WorldFileTests {
    @Test func aWorldReadsBackFromItsTextBitForBit() throws {
        for seed: UInt64 in 0..<12 {
            let world = World.tabletop(seed: seed)
            #expect(try World(jsonText: world.jsonText(), file: "again") == world)
        }
    }

    @Test func commentsAndTrailingCommasAreReadOver() throws {
        let world = try World(jsonText: smallWorld, file: "small.jsonc")
        #expect(world.bodies.count == 1)
        #expect(world.bodies[0].worldFromBody.position == Vec3(0, 0, 0.5))
    }

    @Test(arguments: [
        ("\"mass\": 2", "\"mas\": 2", 3, "did you mean \"mass\""), ("\"grey\", \"base\"", "\"gray\", \"base\"", 3, "did you mean \"grey\""),
        ("[1, 1, 1]", "[1, 1]", 3, "3 numbers"), ("\"mass\": 2", "\"mass\": \"2\"", 3, "must be a number"), ("\"veneer\": 1", "\"veneer\": 9", 1, "version 1"),
        ("\"plain\"", "\"plane\"", 2, "unknown kind"), ("10 }", "10", 6, "never ends"), ("\"timeOfDay\": 10", "\"timeOfDay\": 30", 4, "0.0...24.0"),
        ("/* more */", "/* more", 4, "never ends"), ("\"camera\"", "\"kamera\"", 5, "is \"kamera\" meant for it?"),
        ("\"box\": [1", "\"boks\": [1", 3, "did you mean \"box\""), ("\"box\": [1, 1, 1]", "\"box\": [1, 1, 1], \"sphere\": 1", 3, "a shape is one of them"),
        ("\"mass\": 2", "\"mass\": NaN", 3, "NaN is no number"), ("\"mass\": 2", "\"mass\": -Infinity", 3, "-Infinity is no number"),
        ("\"mass\": 2", "\"mass\": heavy", 3, "where heavy stands"), ("\"mass\": 2", "\"mass\": 1e-30", 3, "a milligram or more"),
        ("\"mass\": 2", "\"mass\": { \"unifrm\": [1, 2] }", 3, "the distribution \"uniform\""), ("\"mass\": 2", "\"mass\": {}", 3, "a distribution: uniform"),
        ("\"keys\"", "\"key\"", 5, "is \"key\" meant for it?"), ("\"timeOfDay\": 10", "", 4, "needs \"timeOfDay\""),
        ("10 },", "10 }", 4, "at the end of this line"),
        ("\"base\": [0, 0, 0]", "\"base\": [0, 0, 2e5]", 3, "over 100 km away"),
    ])
    func anErrorNamesFileLineAndRemedy(correct: String, broken: String, line: Int, remedy: String) throws {
        #expect(smallWorld.contains(correct))
        let text = smallWorld.replacingOccurrences(of: correct, with: broken)
        let error = #expect(throws: WorldError.self) { try World(jsonText: text, file: "small.jsonc") }
        let said = error?.description ?? ""
        #expect(said.hasPrefix("small.jsonc:\(line): "), "\(said)")
        #expect(said.contains(remedy), "\(said)")
        #expect(!said.contains("\n"))
    }

    @Test func anErrorIsOneLineWhateverItQuotes() {
        let error = WorldError(file: "arm.urdf", line: 3, message: "<origin>: rpy=\"0\n1\r\n0\" must be three numbers")
        #expect(error.description == "arm.urdf:3: <origin>: rpy=\"0 1 0\" must be three numbers")
    }

    @Test func aFileCutAnywhereIsAnErrorNotACrash() {
        let bytes = Array(smallWorld.utf8)
        for count in 0..<bytes.count - 1 {
            let text = String(decoding: bytes[..<count], as: UTF8.self)
            #expect(throws: WorldError.self) { try World(jsonText: text, file: "cut") }
        }
    }
}

@Suite struct MeshTests {
    static let shapes: [Shape] = [
        .box(size: Vec3(1, 2, 0.5), bevel: 0), .box(size: Vec3(0.2, 0.1, 0.3), bevel: 0.02), .sphere(radius: 0.4), .cylinder(radius: 0.3, height: 1, bevel: 0),
        .cylinder(radius: 0.05, height: 0.1, bevel: 0.01), .cushion(size: Vec3(0.6, 0.5, 0.2), fullness: 0.8),
        .cushion(size: Vec3(0.4, 0.4, 0.14), fullness: 0.1), .cushion(size: Vec3(0.7, 0.5, 0.2), fullness: 0.85, folds: 9),
        .cushion(size: Vec3(0.4, 0.4, 0.14), fullness: 0.1, folds: 14),
        .lathe(profile: [Vec2(0, -0.1), Vec2(0.1, -0.1), Vec2(0.08, 0.02), Vec2(0.12, 0.1), Vec2(0, 0.1)]),
        .drape(size: Vec3(0.4, 0.1, 2.2), folds: 5), .cover(size: Vec3(1.5, 0.9, 0.3), folds: 14), .rock(size: Vec3(0.5, 0.4, 0.3), seed: 3),
        .sweep(path: Shape.centred(path: [Vec3(0, 0, 0), Vec3(0.2, 0, 0.1), Vec3(0.3, 0.2, 0.3), Vec3(0.3, 0.3, 0)]), radius: 0.02),
    ]

    /// By the divergence theorem: positive only where the triangles are wound outwards.
    private func volume(_ mesh: Mesh) -> Float {
        stride(from: 0, to: mesh.indices.count, by: 3).reduce(Float(0)) { sum, i in
            let p = (0..<3).map { mesh.positions[Int(mesh.indices[i + $0])] }
            return sum + dot(p[0], cross(p[1], p[2])) / 6
        }
    }

    /// Folds are another form in the same box; as many of them are the same ones, another number is another cushion.
    @Test func foldsDentACushionWithinItsSize() throws {
        let size = Vec3(0.6, 0.5, 0.2)
        func mesh(_ folds: Int) -> Mesh { Shape.cushion(size: size, fullness: 0.6, folds: folds).mesh(detail: .teacher) }
        let used = mesh(9), high = used.positions.reduce(Vec3.zero, pointwiseMax), low = used.positions.reduce(Vec3.zero, pointwiseMin)
        #expect(length(high - size / 2) < 1e-4 && length(low + size / 2) < 1e-4)
        #expect(mesh(9) == used && mesh(10) != used)
        let smooth = volume(mesh(0)), dented = volume(used)
        #expect(dented < 0.98 * smooth && dented > 0.8 * smooth)
    }

    @Test(arguments: shapes, [MeshDetail.run, .teacher]) func trianglesFaceTheWayOfTheirNormals(shape: Shape, detail: MeshDetail) {
        let mesh = shape.mesh(detail: detail)
        for i in stride(from: 0, to: mesh.indices.count, by: 3) {
            let v = (0..<3).map { Int(mesh.indices[i + $0]) }
            let face = cross(mesh.positions[v[1]] - mesh.positions[v[0]], mesh.positions[v[2]] - mesh.positions[v[0]])
            for k in v { #expect(dot(face, mesh.normals[k]) > 0) }
        }
        for normal in mesh.normals { #expect(abs(length(normal) - 1) < 1e-4) }
    }

    @Test func volumesAreThoseOfTheSolids() {
        #expect(abs(volume(MeshTests.shapes[0].mesh()) - 1) < 1e-5)
        let sphere = 4 / 3 * Float.pi * 0.064
        #expect(abs(volume(Shape.sphere(radius: 0.4).mesh(detail: .teacher)) - sphere) < 0.01 * sphere)
        let cylinder = Float.pi * 0.09
        #expect(abs(volume(MeshTests.shapes[3].mesh(detail: .teacher)) - cylinder) < 0.01 * cylinder)
    }

    @Test(arguments: shapes) func theCoarseShapeIsWithinHalfAPercentOfTheFineOne(shape: Shape) {
        // At 384x216 a thing that fills the picture's height is some 200 pixels high: silhouettes agree within a pixel.
        let coarse = shape.mesh(detail: .run).positions, fine = shape.mesh(detail: .teacher).positions
        for axis in [Vec3(1, 0, 0), Vec3(0, 0, 1), normalize(Vec3(1, 1, 0)), normalize(Vec3(0.3, 0.5, 0.8))] {
            let a = coarse.map { dot($0, axis) }.max() ?? 0, b = fine.map { dot($0, axis) }.max() ?? 0
            #expect(abs(a - b) < 0.01 * length(shape.halfExtents))
        }
    }

    @Test(arguments: shapes) func theBoxAroundAShapeHoldsItTightly(shape: Shape) {
        let half = shape.halfExtents
        let reach = shape.mesh(detail: .teacher).positions.reduce(Vec3.zero) { r, p in Vec3(max(r.x, abs(p.x)), max(r.y, abs(p.y)), max(r.z, abs(p.z))) }
        #expect((reach - half).max() < 1e-4)
        // A refined curve may overshoot its profile's points inwards, never much.
        #expect((half - reach).max() < 0.03 * half.max())
    }
}

@Suite struct MaterialTests {
    private func material(_ kind: Material.Kind) -> Material {
        Material(name: "m", kind: kind, colourA: Vec3(0.6, 0.4, 0.2), colourB: Vec3(0.2, 0.1, 0.3), roughness: 0.4, featureSizeInMetres: 0.02, seed: 3)
    }

    private func deviation(_ values: [Float]) -> Float {
        let mean = values.reduce(0, +) / Float(values.count)
        return (values.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / Float(values.count)).squareRoot()
    }

    @Test(arguments: Material.Kind.allCases) func detailBelowThePixelFadesOut(kind: Material.Kind) {
        var random = SeededRandom(seed: 4)
        let points = (0..<3000).map { _ in random.uniform(-0.08, 0.08) }
        let near = material(kind).evaluate(positions: points, footprint: Footprint(widthInMetres: 0.0005)).baseColour
        let far = material(kind).evaluate(positions: points, footprint: Footprint(widthInMetres: 0.5)).baseColour
        #expect(near.allSatisfy { (0...1).contains($0) } && far.allSatisfy { (0...1).contains($0) })
        func lightness(_ colours: [Float]) -> [Float] { stride(from: 0, to: colours.count, by: 3).map { colours[$0] + colours[$0 + 1] + colours[$0 + 2] } }
        if kind != .plain { #expect(deviation(lightness(near)) > 0.02) }
        #expect(deviation(lightness(far)) <= deviation(lightness(near)) + 1e-4)
    }

    @Test func theSeedChangesThePatternAndNotTheColour() {
        var other = material(.wood)
        other.seed = 4
        let points = (0..<6000).map { Float($0 * 7919 % 1000) / 5000 }
        let a = material(.wood).evaluate(positions: points, footprint: Footprint(widthInMetres: 0.001)).baseColour
        let b = other.evaluate(positions: points, footprint: Footprint(widthInMetres: 0.001)).baseColour
        #expect(a != b)
        func mean(_ values: [Float]) -> Float { values.reduce(0, +) / Float(values.count) }
        #expect(abs(mean(a) - mean(b)) < 0.05)
    }
}

@Suite struct AtlasTests {
    /// The texture that the teacher sees at a surface point is the material's value there.
    @Test func theBakedTextureIsTheMaterialAtThatPoint() throws {
        let world = World.tabletop(seed: 3)
        let cameras = [Tick(0), Tick(480)].map(world.camera.camera(at:))
        let atlas = try Atlas(world: world, state: world.initialState, look: world.look, cameras: cameras, size: FrameSize(1280, 720))
        #expect(atlas.textureCoordinates.allSatisfy { $0.x >= 0 && $0.x <= 1 && $0.y >= 0 && $0.y <= 1 })
        func key(_ position: Vec3, _ normal: Vec3) -> [SIMD3<Int32>] {
            [SIMD3<Int32>(position * 10_000, rounding: .toNearestOrEven), SIMD3<Int32>(normal * 100, rounding: .toNearestOrEven)]
        }
        let vertices = Dictionary(atlas.positions.indices.map { (key(atlas.positions[$0], atlas.normals[$0]), $0) }) { $1 }
        var worst: Float = 0, sum: Float = 0, count = 0, missing = 0
        for (index, body) in world.bodies.enumerated() where body.luminance(under: world.look).max() <= 0 {
            let mesh = body.shape.mesh(detail: .teacher), pose = world.initialState.bodies[index].pose
            let points = mesh.positions.flatMap { [$0.x, $0.y, $0.z] }
            let expected = world.materials[body.materialIndex].evaluate(positions: points, footprint: Footprint(widthInMetres: 0.002)).baseColour
            for i in mesh.positions.indices {
                // Cut into pieces or not, every corner of a body's own is there, but for what is rounded the other way.
                guard let vertex = vertices[key(pose.act(mesh.positions[i]), pose.rotation.act(mesh.normals[i]))] else {
                    missing += 1
                    continue
                }
                let uv = atlas.textureCoordinates[vertex] * Float(atlas.edge)
                let texel = min(atlas.edge - 1, Int(uv.y)) * atlas.edge + min(atlas.edge - 1, Int(uv.x))
                for c in 0..<3 {
                    let root = Float(atlas.baseColourRoots[texel * 3 + c]) / 255
                    let error = abs(root * root - expected[i * 3 + c])
                    worst = max(worst, error)
                    sum += error
                    count += 1
                }
            }
        }
        #expect(missing * 50 < count, "\(missing) corners are missing of \(count / 3)")
        // Texels are a millimetre or several wide, and grain is finer: single points differ, the mean does not.
        #expect(sum / Float(count) < 0.02, "mean \(sum / Float(count)), worst \(worst)")
    }

    /// Texels go where the camera looks: a wall beside the picture has no more than a quarter of the density, each way.
    @Test func whatIsOutOfThePictureGetsFewTexels() throws {
        let text = """
            { "veneer": 1, "name": "walls", "materials": { "brick": { "kind": "brick", "colour": [0.4, 0.2, 0.1], "feature": 0.2 } },
              "bodies": [{ "name": "before", "shape": { "box": [1, 0.1, 1] }, "material": "brick", "position": [0, 3, 0] },
                         { "name": "beside", "shape": { "box": [0.1, 1, 1] }, "material": "brick", "position": [-3, 0.6, 0] }],
              "look": { "timeOfDay": 10 }, "camera": { "fov": 40, "keys": [{ "eye": [0, 0, 0], "target": [0, 3, 0] }] } }
            """
        let world = try World(jsonText: text, file: "walls.jsonc"), camera = world.camera.camera(at: Tick(0))
        let atlas = try Atlas(world: world, state: world.initialState, look: world.look, cameras: [camera], size: FrameSize(160, 90))
        /// Of the face that looks this way, in the texture.
        func area(_ normal: Vec3, _ isHere: (Vec3) -> Bool) -> Float {
            stride(from: 0, to: atlas.indices.count, by: 3).reduce(0) { sum, first in
                let corners = (0..<3).map { Int(atlas.indices[first + $0]) }
                guard corners.allSatisfy({ dot(atlas.normals[$0], normal) > 0.99 && isHere(atlas.positions[$0]) }) else { return sum }
                let (a, b, c) = (atlas.textureCoordinates[corners[0]], atlas.textureCoordinates[corners[1]], atlas.textureCoordinates[corners[2]])
                return sum + abs((b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x)) / 2
            }
        }
        let before = area(Vec3(0, -1, 0)) { $0.y > 2.5 }, beside = area(Vec3(1, 0, 0)) { $0.x < -2.5 }
        #expect(before > 0 && beside > 0 && beside * 8 < before, "\(before) \(beside)")
    }

    /// What the engine's own material says at a leaf's corners, on both sides; and a texture that is too small for all is refused, not tried for ever.
    @Test func aTreesLeavesHaveTheirColoursInFewTexels() throws {
        let text = """
            { "veneer": 1, "name": "tree", "materials": { "green": { "kind": "marble", "colour": [0.1, 0.2, 0.05], "second": [0.5, 0.4, 0.3], "feature": 0.5 } },
              "bodies": [{ "name": "crown", "shape": { "leaves": 900, "size": [3, 3, 3], "form": "tree" }, "material": "green", "position": [0, 0, 2] }],
              "look": { "timeOfDay": 10 }, "camera": { "keys": [{ "eye": [5, 0, 2], "target": [0, 0, 2] }] } }
            """
        let world = try World(jsonText: text, file: "tree.jsonc"), cameras = [world.camera.camera(at: Tick(0))], size = FrameSize(256, 144)
        let atlas = try Atlas(world: world, state: world.initialState, look: world.look, cameras: cameras, size: size, edge: 256)
        #expect(atlas.positions.count == 900 * 8)
        var error: Float = 0
        for first in stride(from: 0, to: atlas.positions.count, by: 4) {
            // Midway from the stalk, the first of four corners, to the tip, the last.
            let uv = (atlas.textureCoordinates[first] + atlas.textureCoordinates[first + 3]) * 128
            let place: Vec3 = (atlas.positions[first] + atlas.positions[first + 3]) / 2 - Vec3(0, 0, 2)
            let texel = 3 * (Int(uv.y) * 256 + Int(uv.x)), seen = Float(atlas.baseColourRoots[texel]) / 255
            let own = world.materials[0].evaluate(positions: [place.x, place.y, place.z], footprint: Footprint(widthInMetres: 0.02)).baseColour[0]
            let difference: Float = seen * seen - own
            error += abs(difference) / Float(atlas.positions.count / 4)
        }
        #expect(error < 0.03, "\(error)")
        #expect(throws: WorldError.self) { try Atlas(world: world, state: world.initialState, look: world.look, cameras: cameras, size: size, edge: 64) }
    }

    /// Where a turned shape's columns meet, texels have no direction of their own.
    @Test func reliefIsFiniteAtThePolesOfTurnedShapes() throws {
        let text = """
            { "veneer": 1, "name": "basket", "materials": { "cane": { "kind": "wicker", "colour": [0.5, 0.4, 0.2], "feature": 0.01, "bump": 1 } },
              "bodies": [{ "name": "basket", "shape": { "lathe": [[0, 0], [0.2, 0], [0.2, 0.1], [0, 0.1]] }, "material": "cane", "position": [0, 0, 0] }],
              "look": { "timeOfDay": 10 }, "camera": { "keys": [{ "eye": [0.5, 0, 0.4], "target": [0, 0, 0] }] } }
            """
        let world = try World(jsonText: text, file: "basket.jsonc")
        let atlas = try Atlas(world: world, state: world.initialState, look: world.look, cameras: [world.camera.camera(at: Tick(0))], size: FrameSize(64, 64))
        #expect(try #require(atlas.relief).contains { $0 != 0 })
    }
}

@Suite struct LookTests {
    @Test func theSunIsHighestAtNoonAndGoneAtNight() {
        let heights = [7, 9, 12, 15, 17].map { Look(timeOfDayInHours: $0).directionToSun.z }
        #expect(heights.max() == heights[2])
        #expect(Look(timeOfDayInHours: 23).sunIlluminance == .zero)
        #expect(Look(timeOfDayInHours: 12).sunIlluminance.luminance > 40_000)
        #expect(Look(timeOfDayInHours: 12, cloudCover: 1).sunIlluminance == .zero)
    }

    @Test func aLampsFluxIsItsLuminanceOverItsSphere() {
        let look = Look(timeOfDayInHours: 22, lampScale: 1)
        let body = Body(
            name: "lamp", shape: .sphere(radius: 0.1), materialIndex: 0, worldFromBody: Pose(), semantic: "lamp",
            emission: .lamp(luminousFluxInLumens: 800, colour: Vec3(1, 0.8, 0.5)))
        let flux = body.luminance(under: look).luminance * .pi * 4 * .pi * 0.01
        #expect(abs(flux - 800) < 0.5)
    }

    /// Of no generated world the sun stands lower or lamps are brighter, so that no painter was ever told of it.
    @Test func thePainterIsToldOfNoLowerSunAndNoBrighterLampsThanItKnows() {
        let evening = Look(timeOfDayInHours: 19).features(exposure: 1), midnight = Look(timeOfDayInHours: 23).features(exposure: 1)
        #expect(evening[2] == Look(timeOfDayInHours: 19).directionToSun.z && evening[2] < -0.1)
        #expect(Look(timeOfDayInHours: 23).directionToSun.z < -0.6 && midnight[2] == -0.3)
        let down = Look(sunTowards: Vec3(0, 0, -1)).features(exposure: 1)
        func lamps(_ scale: Float) -> Float { Look(timeOfDayInHours: 23, lampScale: scale).features(exposure: 1)[9] }
        #expect(lamps(0) == 0 && lamps(0.8) < lamps(1.3) && lamps(1.3) == lamps(2))
        for told in [evening, midnight, down] { #expect(abs(length(Vec3(told[0], told[1], told[2])) - 1) < 1e-5) }
    }

    @Test func exposureHalvesWithEachStop() { #expect(abs(Look.exposure(ev100: 9) / Look.exposure(ev100: 10) - 2) < 1e-5) }
}

@Suite struct CameraPathTests {
    @Test func thePathPassesThroughItsKeys() {
        let path = CameraPath(keys: [.init(seconds: 0, eye: Vec3(0, -2, 1), target: .zero), .init(seconds: 2, eye: Vec3(1, -1, 1), target: Vec3(0, 0, 1))])
        #expect(path.camera(at: Tick(0)).worldFromCamera.position == Vec3(0, -2, 1))
        #expect(length(path.camera(at: Tick(480)).worldFromCamera.position - Vec3(1, -1, 1)) < 1e-6)
        #expect(path.camera(at: Tick(4800)).worldFromCamera.position == path.camera(at: Tick(480)).worldFromCamera.position)
    }
}

@Suite struct VariationTests {
    @Test func anotherSeedIsAnotherDayInTheSamePlace() {
        let world = World.tabletop(seed: 1)
        #expect(world.varied(seed: 5) == world.varied(seed: 5))
        #expect(world.varied(seed: 5) != world.varied(seed: 6))
        for (a, b) in zip(world.bodies, world.varied(seed: 5).bodies) where a.isStatic { #expect(a == b) }
    }
}

@Suite struct TabletopTests {
    @Test(arguments: [UInt64(0), 17, 99, 900_000, 900_013]) func camerasStandInTheRoomAndThingsAboveTheTable(seed: UInt64) {
        let world = World.tabletop(seed: seed)
        #expect(world.bodies.count > 20 && world.bodies.filter { !$0.isStatic }.count >= 4)
        let floor = world.bodies[0].shape.halfExtents
        for key in world.camera.keys { #expect(abs(key.eye.x) < floor.x && abs(key.eye.y) < floor.y && key.eye.z > 0.4) }
        for body in world.bodies where !body.isStatic { #expect(body.worldFromBody.position.z > 0.3, "\(body.name)") }
    }
}
