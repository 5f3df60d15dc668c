import Foundation
import Testing
import VeneerMath
import VeneerPhysics
import VeneerWorld

/// A bowl 10 cm high whose floor is 1 cm thick, and a ball of 3 cm that falls into it.
private func world(_ bowl: String, folder: URL? = nil) throws -> World {
    try World(
        jsonText: """
            { "veneer": 1, "name": "bowl", "materials": { "grey": { "kind": "plain", "colour": [0.5, 0.5, 0.5] } },
              "bodies": [{ "name": "floor", "shape": { "box": [4, 4, 0.2] }, "material": "grey", "position": [0, 0, -0.1] },
                         { "name": "bowl", "material": "grey", "base": [0, 0, 0], \(bowl) },
                         { "name": "ball", "shape": { "sphere": 0.03 }, "material": "grey", "position": [0.01, 0, 0.2], "mass": 0.1, "restitution": 0 }],
              "look": { "timeOfDay": 12 }, "camera": { "keys": [{ "eye": [2, 2, 2], "target": [0, 0, 0] }] } }
            """, file: "bowl.jsonc", folder: folder)
}

private let lathe = "[[0, 0], [0.1, 0], [0.15, 0.1], [0.14, 0.1], [0.09, 0.012], [0, 0.01]]"

@Suite struct HollowTests {
    private func restingPlace(_ world: World) throws -> (ball: Vec3, bowl: Vec3) {
        let simulation = try Simulation(world: world)
        simulation.step(4 * Tick.perSecond)
        return (simulation.state.bodies[2].pose.position, simulation.state.bodies[1].pose.position)
    }

    /// On its floor, a ball's radius over it; the rim is four times as high.
    @Test(arguments: ["\"mass\": 0.5, \"hollow\": true", "\"hollow\": true"])
    func aBallLiesInABowlThatIsHollow(rest: String) throws {
        let place = try restingPlace(try world("\"shape\": { \"lathe\": \(lathe) }, \(rest)"))
        #expect(abs(place.ball.z - 0.041) < 0.003, "\(place.ball)")
        // The bowl stays where it stands: half its height over the floor.
        #expect(abs(place.bowl.z - 0.05) < 0.001 && length(place.bowl * Vec3(1, 1, 0)) < 0.01, "\(place.bowl)")
    }

    /// It lies on the lid, or rolls off it, but never within.
    @Test func elseItIsFilled() throws {
        let place = try restingPlace(try world("\"shape\": { \"lathe\": \(lathe) }, \"mass\": 0.5"))
        #expect(abs(place.ball.z - 0.13) < 0.003 || length(place.ball * Vec3(1, 1, 0)) > 0.15, "\(place.ball)")
    }

    /// A mesh that moves is cut into pieces that leave it open.
    @Test func aMeshThatMovesKeepsItsHollow() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("veneer-bowl-\(UUID().uuidString)", isDirectory: true)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) } // leavings in the temporary folder harm nobody
        let mesh = try world("\"shape\": { \"lathe\": \(lathe) }").bodies[1].shape.mesh()
        let text =
            mesh.positions.map { "v \($0.x) \($0.y) \($0.z)\n" }.joined()
            + stride(from: 0, to: mesh.indices.count, by: 3).map { "f \(mesh.indices[$0] + 1) \(mesh.indices[$0 + 1] + 1) \(mesh.indices[$0 + 2] + 1)\n" }
            .joined()
        try Data(text.utf8).write(to: folder.appendingPathComponent("bowl.obj"))
        let place = try restingPlace(try world("\"shape\": { \"mesh\": \"bowl.obj\" }, \"mass\": 0.5", folder: folder))
        #expect(abs(place.ball.z - 0.04) < 0.008 && length(place.ball * Vec3(1, 1, 0)) < 0.1, "\(place.ball)")
    }

    /// A pipe on end lets it through to the floor.
    @Test func aPipeHasNoFloor() throws {
        let place = try restingPlace(try world("\"shape\": { \"lathe\": [[0.05, 0], [0.06, 0], [0.06, 0.12], [0.05, 0.12], [0.05, 0]] }, \"hollow\": true"))
        #expect(abs(place.ball.z - 0.03) < 0.002, "\(place.ball)")
    }

    @Test func whatHasNoHollowSaysSo() throws {
        let error = #expect(throws: WorldError.self) { try world("\"shape\": { \"cylinder\": [0.1, 0.1] }, \"hollow\": true") }
        #expect(error?.description.hasPrefix("bowl.jsonc:3: body 1.hollow is for a \"lathe\"") == true, "\(error?.description ?? "")")
    }
}
