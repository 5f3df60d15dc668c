import Foundation
import Testing
import VeneerMath
import VeneerWorld

private let text = """
    { "veneer": 1, "name": "bound", "seed": 3,
      "materials": { "grey": { "kind": "plain", "colour": [0.5, 0.5, 0.5] } },
      "templates": {
        "brick": { "shape": { "box": [0.2, 0.1, 0.06] }, "material": "grey", "mass": 2 },
        "lamp": { "bodies": [
          { "name": "post", "shape": { "capsule": [0.05, 1] }, "material": "grey", "position": [0, 0, 0.5], "mass": 3 },
          { "name": "hat", "shape": { "cone": [0.2, 0.1] }, "material": "grey", "position": [0, 0, 1], "on": "post" } ] },
      },
      "bodies": [
        { "name": "floor", "shape": { "box": [4, 4, 0.2] }, "material": "grey", "position": [0, 0, -0.1] },
        { "name": "brick", "template": "brick", "base": [0, 1, 0], "array": { "count": [3, 1, 2], "step": [0.21, 0, 0.06], "stagger": [0.1, 0, 0] } },
        { "name": "lamp", "template": "lamp", "position": [1, 0, 0], "yaw": 90, "array": { "count": 2, "step": [0, 1, 0] } },
        { "name": "row", "template": "brick", "base": [0, 0, 0], "array": { "along": [[-1, -1, 0], [0, -1.2, 0], [1, -1, 0]], "spacing": 0.3 } },
        { "name": "table", "shape": { "compound": [ { "box": [1, 0.6, 0.04], "position": [0, 0, 0.7] }, { "cylinder": [0.03, 0.68], "position": [0.4, 0, 0.34] } ] }, "material": "grey", "base": [-1, 1, 0], "mass": 9 },
        { "name": "door", "shape": { "box": [0.8, 0.04, 2] }, "material": "grey", "base": [0, 2, 0], "mass": 20, "spinDamping": 0 },
        { "name": "cart", "shape": { "box": [1, 0.5, 0.2] }, "material": "grey", "position": [3, 0, 0.4], "mass": 50 },
        { "name": "wheel", "shape": { "cylinder": [0.2, 0.1] }, "material": "grey", "position": [3, 0.3, 0.2], "roll": 90, "on": "cart" },
      ],
      "joints": [
        { "name": "hinge", "kind": "hinge", "child": "door", "at": [-0.4, 2, 1], "axis": [0, 0, 1], "limits": [-1.5, 1.5], "friction": 0.4, "motor": { "velocity": 1, "force": 3 } },
        { "name": "chain", "kind": "generic", "parent": "brick 1", "child": "brick 2", "at": [0.1, 1, 0], "linear": ["locked", "free", [-0.1, 0.2]], "angular": ["free", "free", "locked"], "driven": "z", "collides": true },
      ],
      "vehicles": [{ "name": "cart", "chassis": "cart", "forward": [1, 0, 0], "wheels": [{ "body": "wheel", "drive": 40 }] }],
      "look": { "timeOfDay": 10 }, "camera": { "keys": [{ "eye": [2, 2, 2], "target": [0, 0, 0] }] } }
    """

@Suite struct BindingTests {
    @Test func templatesGroupsAndArraysBecomeBodies() throws {
        let world = try World(jsonText: text, file: "bound.jsonc")
        let names = world.bodies.map(\.name)
        #expect(names.prefix(8) == ["floor", "brick 1", "brick 2", "brick 3", "brick 4", "brick 5", "brick 6", "lamp 1 post"])
        func body(_ name: String) throws -> Body { world.bodies[try #require(names.firstIndex(of: name))] }
        #expect(length(try body("brick 5").worldFromBody.position - Vec3(0.31, 1, 0.09)) < 1e-6)
        #expect(try body("brick 5").massInKilograms == 2)
        let post = try body("lamp 2 post").worldFromBody.position
        #expect(length(post - Vec3(1, 1, 0.5)) < 1e-6, "\(post)")
        #expect(try body("lamp 2 hat").carrier == names.firstIndex(of: "lamp 2 post"))
        // A curve a little longer than its chords of 1.02 m each.
        #expect(names.filter { $0.hasPrefix("row ") }.count == 7)
        #expect(length(try body("row 1").worldFromBody.position - Vec3(-1, -1, 0.03)) < 1e-5)
    }

    @Test func aCompoundStandsWithItsOriginInItsCentreOfMass() throws {
        let world = try World(jsonText: text, file: "bound.jsonc")
        let table = try #require(world.bodies.first { $0.name == "table" })
        // The board 0.024 m³ at 0.7 m, the leg π 0.03² 0.68 = 0.0019227 m³ at 0.34 m and 0.4 m out.
        let share: Float = 0.001_922_65 / (0.024 + 0.001_922_65)
        #expect(abs(table.worldFromBody.position.z - (0.7 - 0.36 * share)) < 1e-4)
        #expect(abs(table.worldFromBody.position.x - (-1 + 0.4 * share)) < 1e-4)
        let lowest = table.shape.mesh().positions.map { table.worldFromBody.act($0).z }.min() ?? 1
        #expect(abs(lowest) < 1e-5)
    }

    @Test func jointsVehiclesAndRidersReadBackBitForBit() throws {
        let world = try World(jsonText: text, file: "bound.jsonc")
        #expect(world.joints.count == 2 && world.vehicles.count == 1)
        let again = world.jsonText()
        #expect(try World(jsonText: again, file: "again") == world)
        #expect(try World(jsonText: again, file: "again").jsonText() == again)
    }

    @Test(arguments: [
        ("\"at\": [-0.4, 2, 1]", "\"at\": [9e9, 2, 1]", "over 100 km away"), ("\"child\": \"door\"", "\"child\": \"dor\"", "did you mean \"door\""),
        ("\"kind\": \"hinge\"", "\"kind\": \"henge\"", "one of fixed"),
        ("[-1.5, 1.5]", "[1.5, -1.5]", "low first"), ("\"child\": \"door\"", "\"child\": \"floor\"", "has no mass"),
        ("\"velocity\": 1, ", "", "one of \"velocity\""), ("\"axis\": [0, 0, 1]", "\"axis\": [0, 0, 0]", "must not be zero"),
        ("\"template\": \"lamp\"", "\"template\": \"lump\"", "did you mean \"lamp\""), ("\"count\": [3, 1, 2]", "\"count\": [3000, 100, 2]", "at most 4000"),
        ("\"count\": 2", "\"count\": 2.5", "whole number"), ("\"on\": \"cart\"", "\"on\": \"card\"", "did you mean \"cart\""),
        ("\"on\": \"cart\"", "\"mass\": 1", "a wheel rides on its chassis"), ("\"spacing\": 0.3", "\"spacing\": 0.0001", "must lie in"),
        ("\"capsule\": [0.05, 1]", "\"capsule\": [0.6, 1]", "two radii"), ("\"driven\": \"z\"", "\"driven\": \"zz\"", "no axis"),
        ("\"position\": [0, 0, 1], \"on\": \"post\"", "\"position\": [0, 0, 1], \"mass\": 1, \"on\": \"post\"", "no mass of its own"),
    ])
    func whatIsWrongIsNamed(correct: String, broken: String, remedy: String) {
        #expect(text.contains(correct))
        let error = #expect(throws: WorldError.self) { try World(jsonText: text.replacingOccurrences(of: correct, with: broken), file: "bound.jsonc") }
        #expect(error?.description.contains(remedy) == true, "\(error?.description ?? "no error")")
    }

    @Test func materialsAndTemplatesComeFromIncludedFiles() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("veneer-include-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) } // nothing is lost where it is gone already
        func write(_ text: String, _ name: String) throws { try Data(text.utf8).write(to: folder.appendingPathComponent(name)) }
        func world(_ include: String) throws -> World {
            try write(
                """
                { "veneer": 1, "name": "w", "include": ["\(include)"], "bodies": [{ "name": "b", "template": "brick", "base": [0, 0, 0] }],
                  "look": { "timeOfDay": 10 }, "camera": { "keys": [{ "eye": [2, 2, 2], "target": [0, 0, 0] }] } }
                """, "world.jsonc")
            return try World(contentsOf: folder.appendingPathComponent("world.jsonc"))
        }
        try write(
            "{ \"include\": [\"colours.jsonc\"], \"templates\": { \"brick\": { \"shape\": { \"box\": [1, 1, 1] }, \"material\": \"red\" } } }", "bricks.jsonc")
        try write("{ \"materials\": { \"red\": { \"kind\": \"plain\", \"colour\": [1, 0, 0] } } }", "colours.jsonc")
        #expect(try world("bricks.jsonc").bodies[0].worldFromBody.position.z == 0.5)
        #expect(throws: WorldError.self) { try world("brics.jsonc") }
        try write("{\n \"include\": [\"bricks.jsonc\"] }", "colours.jsonc")
        let cycle = #expect(throws: WorldError.self) { try world("bricks.jsonc") }
        #expect(cycle?.description.hasPrefix("colours.jsonc:2: ") == true && cycle?.message.contains("includes itself") == true, "\(cycle?.description ?? "")")
        try write("{ \"materials\": {\n \"red\": { \"kind\": \"plain\", \"colour\": [1, 0] } } }", "colours.jsonc")
        let broken = #expect(throws: WorldError.self) { try world("bricks.jsonc") }
        #expect(broken?.description.hasPrefix("colours.jsonc:2: ") == true, "\(broken?.description ?? "")")
    }
}
