import Testing
import VeneerMath
import VeneerPhysics
import VeneerWorld

struct HandTests {
    private func onTheTable() throws -> Simulation {
        let simulation = try Simulation(world: scene([floor, body(block, at: Vec3(0, 0, 0.03), kilograms: 0.3)]))
        simulation.step(120)
        return simulation
    }

    @Test func grabbedBodyFollowsTheHand() throws {
        let simulation = try onTheTable()
        #expect(simulation.apply(.grab(body: 1, pointInWorld: Vec3(0, 0, 0.06))))
        #expect(simulation.heldBody == 1)
        let hand = Vec3(0.3, -0.2, 0.5)
        simulation.apply(.moveHand(toPointInWorld: hand))
        simulation.step(240)
        let pose = simulation.state.bodies[1].pose
        // The grip is the middle of its upper face; it hangs below the hand.
        #expect(length(pose.act(Vec3(0, 0, 0.03)) - hand) < 0.005, "grip at \(pose.act(Vec3(0, 0, 0.03)))")
        #expect(length(pose.position - (hand - Vec3(0, 0, 0.03))) < 0.015)
    }

    @Test func heldBodyIsNotPushedThroughTheFloor() throws {
        let simulation = try onTheTable()
        simulation.apply(.grab(body: 1, pointInWorld: Vec3(0, 0, 0.06)))
        simulation.apply(.moveHand(toPointInWorld: Vec3(0, 0, -2)))
        for _ in 0..<480 {
            simulation.step()
            #expect(simulation.state.bodies[1].pose.position.z > 0.02)
        }
    }

    @Test func releaseThrows() throws {
        let simulation = try onTheTable()
        simulation.apply(.grab(body: 1, pointInWorld: Vec3(0, 0, 0.06)))
        simulation.apply(.moveHand(toPointInWorld: Vec3(0, 0, 1)))
        simulation.step(240)
        let start = simulation.state.bodies[1].pose.position
        #expect(simulation.apply(.release(throwVelocity: Vec3(2, 0, 1))))
        #expect(simulation.heldBody == nil)
        simulation.step(48)
        // 48 steps of free flight: g dt² n (n + 1) / 2 below the straight line.
        let drop = Float(9.81 * 48 * 49 / 2 / (240.0 * 240))
        #expect(length(simulation.state.bodies[1].pose.position - (start + Vec3(0.4, 0, 0.2 - drop))) < 0.001)
    }

    @Test func releaseWithoutAThrowLetsFall() throws {
        let simulation = try onTheTable()
        simulation.apply(.grab(body: 1, pointInWorld: Vec3(0, 0, 0.06)))
        simulation.apply(.moveHand(toPointInWorld: Vec3(0, 0, 0.5)))
        simulation.step(240)
        simulation.apply(.release(throwVelocity: .zero))
        simulation.step(480)
        #expect(abs(simulation.state.bodies[1].pose.position.z - 0.03) < 0.001)
    }

    @Test func impulseChangesMomentum() throws {
        let simulation = try onTheTable()
        #expect(simulation.apply(.impulse(body: 1, newtonSeconds: Vec3(0, 0, 0.6), pointInWorld: simulation.state.bodies[1].pose.position)))
        #expect(abs(simulation.state.bodies[1].linearVelocity.z - 2) < 0.01)
    }

    @Test func intentsThatNameNothingMovableDoNothing() throws {
        let simulation = try onTheTable()
        let before = simulation.state
        #expect(!simulation.apply(.grab(body: 0, pointInWorld: .zero)))
        #expect(!simulation.apply(.grab(body: 7, pointInWorld: .zero)))
        #expect(!simulation.apply(.grab(body: -1, pointInWorld: .zero)))
        #expect(!simulation.apply(.moveHand(toPointInWorld: .zero)))
        #expect(!simulation.apply(.release(throwVelocity: Vec3(1, 0, 0))))
        #expect(!simulation.apply(.impulse(body: 1, newtonSeconds: Vec3(.nan, 0, 0), pointInWorld: .zero)))
        #expect(!simulation.apply(.setBody(body: 1, pose: Pose(position: Vec3(.infinity, 0, 0)), linearVelocity: .zero, angularVelocity: .zero)))
        #expect(simulation.state == before)
    }

    @Test func staticBodyCanBeMoved() throws {
        let simulation = try onTheTable()
        simulation.apply(.setBody(body: 0, pose: Pose(position: Vec3(0, 0, -0.5)), linearVelocity: Vec3(1, 0, 0), angularVelocity: .zero))
        simulation.step(480)
        #expect(simulation.state.bodies[0].pose.position == Vec3(0, 0, -0.5))
        #expect(abs(simulation.state.bodies[1].pose.position.z - (0.03 - 0.4)) < 0.001)
    }
}
