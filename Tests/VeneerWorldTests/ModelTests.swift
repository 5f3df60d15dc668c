import Foundation
import Testing
import VeneerAssets
import VeneerMath
import VeneerWorld

/// Models in world files.
struct ModelTests {
    private let fixtures = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Fixtures")

    private func text(_ shape: String, _ more: String = "") -> String {
        """
        { "veneer": 1, "name": "w", "materials": { "grey": { "kind": "plain", "colour": [0.5, 0.5, 0.5] } },
          "bodies": [{ "name": "desk", "shape": \(shape), "base": [1, 2, 0.5], "yaw": 90, "mass": 4\(more) }],
          "look": { "timeOfDay": 12 }, "camera": { "keys": [{ "eye": [0, -3, 1], "target": [0, 0, 0] }] } }
        """
    }

    @Test func modelReadsBackAsItWasWritten() throws {
        let world = try World(jsonText: text("{ \"model\": \"file:table.obj\" }"), file: "w", folder: fixtures)
        let body = world.bodies[0], model = try #require(body.shape.model)
        #expect(length(model.sizeInMetres - Vec3(1.6, 0.8, 0.75)) < 1e-5 && length(body.shape.halfExtents * 2 - model.sizeInMetres) < 1e-6)
        #expect(length(body.worldFromBody.position - Vec3(1, 2, 0.875)) < 1e-5 && body.semantic == "table")
        #expect(try World(jsonText: world.jsonText(), file: "again") == world)
        let stretched = try World(jsonText: text("{ \"model\": \"file:table.obj\", \"size\": [1, 1, 1] }"), file: "w", folder: fixtures)
        #expect(stretched.bodies[0].shape.halfExtents == Vec3(0.5, 0.5, 0.5))
        #expect(try World(jsonText: stretched.jsonText(), file: "again") == stretched)
        #expect(world.credits.isEmpty, "a file of one's own needs no credit")
    }

    @Test(arguments: [
        ("{ \"model\": \"file:none.obj\" }", "", "none.obj"), ("{ \"model\": \"file:table.obj\", \"hash\": \"0123\" }", "", "take \"hash\" out"),
        ("{ \"model\": \"file:table.obj\", \"size\": [0, 1, 1] }", "", "between a millimetre"), ("{ \"model\": \"file:poster.png\" }", "", ".obj"),
        ("{ \"model\": \"file:table.obj\" }", ", \"material\": \"grey\"", "\"material\""),
        ("{ \"model\": \"file:table.obj\" }", ", \"emission\": \"sky\"", "emit"),
    ])
    func mistakesAreNamed(shape: String, more: String, reason: String) throws {
        let error = #expect(throws: WorldError.self) { try World(jsonText: text(shape, more), file: "w.jsonc", folder: fixtures) }
        #expect(error.map { "\($0)".contains(reason) && "\($0)".contains("w.jsonc") } == true, "\(String(describing: error))")
    }
}
