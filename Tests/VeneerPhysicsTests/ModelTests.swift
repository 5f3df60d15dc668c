import Foundation
import Testing
import VeneerAssets
import VeneerMath
import VeneerPhysics
import VeneerWorld

/// Things that collide as several convex pieces.
struct ModelTests {
    private static let table = Result { () throws(AssetError) -> Model in
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Fixtures/table.obj")
        return try ModelLibrary.model(
            named: "file:\(file.path)", cache: ModelCache(folder: FileManager.default.temporaryDirectory.appendingPathComponent("veneer-tests")))
    }

    private func table(at base: Vec3, yaw: Float = 0, kilograms: Float = 12) throws -> Body {
        Body(model: try Self.table.get(), base: base, yawInRadians: yaw, massInKilograms: kilograms)
    }

    @Test func tableStandsOnItsLegs() throws {
        let simulation = try Simulation(world: scene([floor, table(at: Vec3(0, 0, 0.002))]))
        simulation.step(480)
        let pose = simulation.state.bodies[1].pose
        #expect(abs(pose.position.z - 0.375) < 0.003)
        #expect(pose.rotation.act(Vec3(0, 0, 1)).z > 0.9999)
        #expect(length(simulation.state.bodies[1].linearVelocity) < 0.01)
    }

    @Test func thereIsRoomBelowATable() throws {
        let simulation = try Simulation(world: scene([floor, table(at: .zero, kilograms: 0), body(.sphere(radius: 0.1), at: Vec3(-2, 0, 0.1), kilograms: 1)]))
        simulation.apply(.setBody(body: 2, pose: Pose(position: Vec3(-2, 0, 0.1)), linearVelocity: Vec3(3, 0, 0), angularVelocity: Vec3(0, 30, 0)))
        var highest: Float = 0
        for _ in 0..<480 {
            simulation.step()
            highest = max(highest, simulation.state.bodies[2].pose.position.z)
        }
        #expect(simulation.state.bodies[2].pose.position.x > 1.5, "it rolled through between the legs")
        #expect(highest < 0.15)
    }

    @Test func thingsLieOnATable() throws {
        let simulation = try Simulation(world: scene([floor, table(at: .zero), body(block, at: Vec3(0.2, 0.1, 0.9), kilograms: 0.3)]))
        simulation.step(480)
        #expect(abs(simulation.state.bodies[2].pose.position.z - 0.78) < 0.004)
    }

    @Test func rayMeetsTheTopAndPassesBelow() throws {
        let simulation = try Simulation(world: scene([floor, table(at: .zero, kilograms: 0)]))
        let down = try #require(simulation.castRay(from: Vec3(0.3, 0.1, 2), direction: Vec3(0, 0, -1), maximumDistance: 5))
        #expect(down.body == 1 && abs(down.distanceInMetres - 1.25) < 1e-4 && down.normalInWorld.z > 0.999)
        #expect(simulation.castRay(from: Vec3(-3, 0, 0.4), direction: Vec3(1, 0, 0), maximumDistance: 9) == nil)
    }

    @Test func sameSeedSameRun() throws {
        func run() throws -> [UInt64] {
            var bodies = [floor], random = SeededRandom(seed: 11)
            for k in 0..<6 { bodies.append(try table(at: Vec3(random.uniform(-0.5, 0.5), random.uniform(-0.5, 0.5), Float(k)), yaw: random.uniform(0, 6))) }
            for k in 0..<8 { bodies.append(body(block, at: Vec3(random.uniform(-0.5, 0.5), random.uniform(-0.5, 0.5), 1 + Float(k)), kilograms: 0.3)) }
            let simulation = try Simulation(world: scene(bodies))
            return (0..<720).map { _ in
                simulation.step()
                return simulation.state.hash
            }
        }
        let first = try run()
        #expect(try run() == first)
        #expect(Set(first).count > 300, "things move")
    }
}
