import Testing
import VeneerMath
import VeneerWorld

private func world(_ bodies: String, seed: UInt64? = nil, _ fields: String = "") throws -> World {
    try World(
        jsonText: """
            { "veneer": 1, "name": "chance", "seed": 5, \(fields)
              "materials": { "red": { "kind": "plain", "colour": [0.5, 0, 0] }, "blue": { "kind": "plain", "colour": [0, 0, { "uniform": [0.2, 0.8] }] } },
              "templates": { "ball": { "shape": { "sphere": { "uniform": [0.05, 0.1] } }, "material": { "choice": ["red", "blue"], "weights": [1, 3] }, "mass": 1 } },
              "bodies": [\(bodies)],
              "look": { "timeOfDay": { "uniform": [8, 16] } }, "camera": { "keys": [{ "eye": [2, 2, 2], "target": [0, 0, 0] }] } }
            """, file: "chance.jsonc", seed: seed)
}

private let many = "{ \"name\": \"ball\", \"template\": \"ball\", \"position\": [0, 0, 1], \"array\": { \"count\": 400, \"step\": [0.3, 0, 0] } }"

@Suite struct ChanceTests {
    @Test func drawsFollowTheSeedAndTheDistribution() throws {
        let first = try world(many), again = try world(many), other = try world(many, seed: 6)
        #expect(first == again)
        #expect(first.bodies != other.bodies && other.seed == 6 && first.look != other.look && first.materials != other.materials)
        let radii = first.bodies.map(\.shape.halfExtents.x)
        #expect(radii.allSatisfy { (0.05...0.1).contains($0) } && Set(radii).count > 350)
        // The mean of 400 uniform draws is off by less than four of its standard errors, 0.05 / √12 / 20.
        let mean: Float = radii.reduce(0, +) / 400, standardError: Float = 0.05 / Float(12).squareRoot() / 20
        #expect(abs(mean - 0.075) < 4 * standardError)
        let blue = first.bodies.filter { first.materials[$0.materialIndex].name == "blue" }.count
        #expect((265...335).contains(blue), "\(blue) of 400, 300 expected")
    }

    @Test func aWrittenWorldHoldsWhatWasDrawn() throws {
        let first = try world(many), text = first.jsonText()
        #expect(!text.contains("uniform") && !text.contains("choice"))
        #expect(try World(jsonText: text, file: "again", seed: 77).bodies == first.bodies)
    }

    /// Another distribution in the file doesn't move the others.
    @Test func eachDrawIsByItself() throws {
        let ball = "{ \"name\": \"a\", \"template\": \"ball\", \"position\": [0, 0, 1] }"
        let alone = try world(ball), both = try world(ball + ", { \"name\": \"b\", \"template\": \"ball\", \"position\": [1, 0, { \"normal\": [1, 0.2] }] }")
        #expect(alone.bodies[0] == both.bodies[0] && both.bodies[1].shape != both.bodies[0].shape)
    }

    private static let areas = "\"areas\": { \"tray\": { \"low\": [-0.5, -0.5, 0.2], \"high\": [0.5, 0.5, 0.2] } },"

    @Test func whatIsSpawnedStandsInItsAreaAndOverlapsNothing() throws {
        let text = """
            { "name": "post", "shape": { "box": [0.3, 0.3, 1] }, "material": "red", "base": [0, 0, 0] },
            { "name": "box", "shape": { "box": [0.12, 0.08, 0.1] }, "material": "blue", "within": "tray", "yaw": { "uniform": [0, 360] }, "mass": 1, "array": { "count": 25 } },
            { "name": "cap", "shape": { "box": [0.02, 0.02, 0.02] }, "material": "red", "base": [0, 0, 0.1], "on": "box 1" }
            """
        let found = try world(text, ChanceTests.areas), boxes = found.bodies[1...25]
        for box in boxes {
            let place: Vec3 = box.worldFromBody.position
            #expect(abs(place.z - 0.25) < 1e-5)
            #expect(abs(place.x) < 0.46)
        }
        #expect(Set(boxes.map(\.worldFromBody.position.x)).count == 25)
        for (a, one) in boxes.enumerated() {
            // The inscribed discs of two boxes that don't overlap are apart, and so is the post's.
            let place: Vec3 = one.worldFromBody.position
            #expect(length(place * Vec3(1, 1, 0)) > 0.188)
            for other in boxes.dropFirst(a + 1) { #expect(length(place - other.worldFromBody.position) > 0.078) }
        }
        // The cap rides on the first, above its middle.
        let above: Vec3 = found.bodies[26].worldFromBody.position - found.bodies[1].worldFromBody.position
        #expect(length(above - Vec3(0, 0, 0.06)) < 1e-5)
        #expect(try World(jsonText: found.jsonText(), file: "again") == found)
    }

    @Test(arguments: [
        ("{ \"uniform\": [2, 1] }", "low first"), ("{ \"uniform\": [1] }", "[low, high]"), ("{ \"normal\": [1, -1] }", "deviation"),
        ("{ \"normal\": [0, 0.001], \"within\": [5, 6] }", "widen"), ("{ \"choice\": [] }", "empty"),
        ("{ \"choice\": [1, 2], \"weights\": [0, 0] }", "weights"),
        ("{ \"logUniform\": [0, 1] }", "above 0"), ("{ \"whole\": [1, 2.5] }", "whole numbers"), ("{ \"uniform\": [20, 30] }", "narrow"),
        ("{ \"uniform\": [0, 1], \"widht\": 1 }", "no field \"widht\""), ("{ \"choice\": [\"x\"] }", "must be a number"),
    ])
    func aWrongDistributionIsNamed(friction: String, remedy: String) throws {
        let body = "{ \"name\": \"a\", \"template\": \"ball\", \"position\": [0, 0, 1],\n \"friction\": \(friction) }"
        let error = #expect(throws: WorldError.self) { try world(body) }
        #expect(error?.line == 5 && error?.message.contains(remedy) == true, "\(error?.description ?? "")")
    }

    @Test(arguments: [
        ("\"within\": \"trai\"", "did you mean \"tray\""), ("\"within\": \"tray\", \"position\": [0, 0, 0]", "leave one out"),
        ("\"within\": \"tray\", \"array\": { \"count\": 300 }", "no room left"),
    ])
    func aWrongPlaceIsNamed(place: String, remedy: String) throws {
        let error = #expect(throws: WorldError.self) { try world("{ \"name\": \"a\", \"template\": \"ball\", \(place) }", ChanceTests.areas) }
        #expect(error?.message.contains(remedy) == true, "\(error?.description ?? "")")
    }
}
