import Foundation
import Testing
import VeneerMath
import VeneerWorld

private let worlds = Schema.file.deletingLastPathComponent()
private let fixtures = worlds.deletingLastPathComponent().appendingPathComponent("Tests/Fixtures")

/// Worlds that between them make every reader ask for every field that it knows. Some can't be opened: what was asked for counts.
private func texts() -> [String] {
    let shapes = [
        "\"box\": [1, 1, 1]", "\"sphere\": 1", "\"cylinder\": [1, 1]", "\"capsule\": [0.1, 1]", "\"cone\": [1, 1]", "\"lathe\": [[0, 0], [1, 0], [0, 1]]",
        "\"cushion\": [1, 1, 1]", "\"cushion\": [1, 1, 1], \"folds\": 9", "\"leaves\": 9, \"size\": [1, 1, 1]", "\"drape\": [1, 0.1, 1]",
        "\"cover\": [1, 1, 0.2]", "\"rock\": [1, 1, 1]",
        "\"sweep\": [[0, 0, 0], [1, 0, 0]], \"radius\": 0.1", "\"mesh\": \"table.obj\"", "\"heights\": { \"feature\": 1, \"cells\": 4 }, \"size\": [1, 1, 1]",
        "\"model\": \"file:poster.obj\"", "\"nothing\": 1",
    ]
    let shaped = shapes.flatMap { shape in
        ["{ \(shape) }", "{ \"compound\": [{ \(shape), \"yaw\": 3 }] }"].map {
            "\"bodies\": [{ \"name\": \"a\", \"material\": \"grey\", \"position\": [0, 0, 0], \"shape\": \($0) }]"
        }
    }
    let car = """
        "bodies": [{ "name": "chassis", "shape": { "box": [1, 2, 0.4] }, "material": "grey", "position": [0, 0, 1], "mass": 100 },
                   { "name": "wheel", "shape": { "cylinder": [0.3, 0.2] }, "material": "grey", "position": [0.5, 0, 0.8], "on": "chassis" }],
        "vehicles": [{ "name": "car", "chassis": "chassis", "wheels": [{ "body": "wheel" }] }],
        "sensors": { "way": { "kind": "odometry", "of": "car", "noise": {} }, "scan": { "kind": "range", "on": "chassis", "noise": {} }, "touch": { "kind": "contact", "on": "chassis", "noise": {} } }
        """
    let robot = """
        "robots": [{ "name": "hand", "urdf": "gripper.urdf", "start": {}, "moves": [{ "at": 1, "joints": {}, "force": 1 }] }, { "name": "crane", "mjcf": "crane.xml" }], "sensors": { "all": { "kind": "joints", "of": "hand", "noise": {} } },
        "joints": [{ "name": "a", "kind": "hinge", "child": "box", "at": [0, 0, 0], "motor": { "position": 0, "force": 1 } },
                   { "name": "b", "kind": "hinge", "child": "box", "at": [0, 0, 0], "quaternion": [0, 0, 0, 1], "motor": { "torque": 1 } }],
        "bodies": [{ "name": "box", "shape": { "box": [1, 1, 1] }, "material": "grey", "position": [0, 0, 0], "mass": 1 }]
        """
    let cameras = """
        "bodies": [{ "name": "box", "shape": { "box": [1, 1, 1] }, "material": "grey", "position": [0, 0, 0] }],
        "cameras": { "a": { "position": [0, 0, 0], "quaternion": [0, 0, 0, 1], "intrinsics": { "focal": [100, 100], "size": [64, 64] }, "lens": { "brownConrady": [0, 0, 0, 0] } },
                     "b": { "position": [0, 0, 0], "quaternion": [0, 0, 0, 1], "intrinsics": { "focal": [100, 100], "size": [64, 64] }, "lens": { "fisheye": [0, 0, 0, 0] } },
                     "c": { "rightOf": "a", "baseline": 0.1 } }
        """
    let sun = "\"directionToSun\": [0, 0, 1], \"sunIlluminance\": [1, 1, 1], \"skyLuminance\": [1, 1, 1]"
    return [everything]
        + (shaped + [car, robot, cameras]).map { body in
            """
            { "veneer": 1, "name": "a", "include": ["shared.jsonc"], "materials": { "grey": { "kind": "plain", "colour": [0, 0, 0] } }, \(body),
              "look": { \(sun) }, "camera": { "keys": [{ "eye": [{ "choice": [1, 2], "weights": [1, 2] }, 0, 0], "target": [0, 0, 0] }] } }
            """
        }
}

/// A place in a file as the schema calls what is there: "body 3 copy 1, its body 0.shape part" is a "body.shape part".
private func kind(of place: String) -> String {
    if place.hasPrefix("distribution") { return "drawn" }
    var text = place
    for (pattern, with) in [(" \"[^\"]*\"", ""), (" copy", ""), (" [0-9]+", ""), (", its body", ""), ("^the included", "included"), ("^the world\\.", "")] {
        text = text.replacingOccurrences(of: pattern, with: with, options: .regularExpression)
    }
    switch text {
    case "body.shape": return "shape"
    case let heights where heights.hasSuffix(".heights"): return "heights"
    case let noise where noise.hasPrefix("sensor.noise."): return "noise"
    default: return text
    }
}

@Suite struct SchemaTests {
    /// Every field that a reader asks for is in the schema, and every field of the schema is one that a reader asks for.
    @Test func theSchemaSaysWhatTheReadersRead() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("veneer-schema-\(UUID().uuidString)", isDirectory: true)
        try FileManager.default.copyItem(at: fixtures, to: folder)
        defer { try? FileManager.default.removeItem(at: folder) } // leavings in the temporary folder harm nobody
        try Data("{ \"$schema\": \"x\", \"materials\": { \"red\": { \"kind\": \"plain\", \"colour\": [1, 0, 0] } } }".utf8)
            .write(to: folder.appendingPathComponent("shared.jsonc"))
        var asked: [String: Set<String>] = [:], opened = 0
        for text in texts() {
            let places = FieldsAsked.during {
                if (try? World(jsonText: text, file: "schema", folder: folder)) != nil { opened += 1 } // some are meant not to open
            }
            for (place, fields) in places { asked[kind(of: place), default: []].formUnion(fields) }
        }
        #expect(opened > 20)
        let said = try Schema.shipped().properties
        #expect(Set(asked.keys) == Set(said.keys), "kinds of object: \(Set(asked.keys).symmetricDifference(said.keys).sorted())")
        for (kind, fields) in said {
            #expect(asked[kind] == fields, "\(kind): \((asked[kind] ?? []).symmetricDifference(fields).sorted()) is in one of reader and schema only")
        }
    }

    @Test func allShippedWorldsNameTheSchemaAndFollowIt() throws {
        let schema = try Schema.shipped(), names = try FileManager.default.contentsOfDirectory(atPath: worlds.path).filter { $0.hasSuffix(".jsonc") }
        #expect(names.count >= 9)
        for name in names {
            let world = try JSONValue.parse(try String(contentsOf: worlds.appendingPathComponent(name), encoding: .utf8), file: name)
            #expect(world["$schema"]?.string == "world.schema.json", "\(name)")
            #expect(schema.problem(world) == nil, "\(name): \(schema.problem(world) ?? "")")
        }
    }

    /// What a reader takes, the schema takes; and it isn't one that takes everything.
    @Test func whatOpensFollowsTheSchema() throws {
        let schema = try Schema.shipped(), whole = try JSONValue.parse(everything, file: "all")
        #expect(schema.problem(whole) == nil, "\(schema.problem(whole) ?? "")")
        var mutator = Mutator(random: SeededRandom(seed: 9, stream: "schema")), opened = 0, refused = 0
        for _ in 0..<1500 {
            let changed = mutator.mutated(whole)
            if (try? World(jsonText: changed.text, file: "fuzz")) != nil { // most are meant not to open
                opened += 1
                let problem = schema.problem(changed)
                #expect(problem == nil, "opens, but \(problem ?? "")")
                if problem != nil { return }
            } else if schema.problem(changed) != nil {
                refused += 1
            }
        }
        #expect(opened > 100 && refused > 400, "\(opened) opened, \(refused) refused by both")
    }
}
