import Testing
import VeneerMath
import VeneerPhysics
import VeneerWorld

/// Things of every shape in a heap, one on a chain, and one in hand.
private func bound() -> World {
    var world = clutter()
    let first = world.bodies.count
    for index in 0..<4 {
        world.bodies.append(body(.capsule(radius: 0.02, height: 0.12), at: Vec3(0, 0, 1 - 0.12 * Float(index)), kilograms: 0.1))
        world.joints.append(
            Joint(
                name: "link \(index)", kind: .ball, parent: index == 0 ? nil : first + index - 1, child: first + index,
                worldFromJoint: Pose(position: Vec3(0, 0, 1.06 - 0.12 * Float(index)))))
    }
    let parts = [ShapePart(.box(size: Vec3(0.2, 0.05, 0.05), bevel: 0)), ShapePart(.sphere(radius: 0.05), bodyFromPart: Pose(position: Vec3(0, 0, 0.05)))]
    for index in 0..<6 { world.bodies.append(body(.compound(parts), at: Vec3(0.1, 0, 2 + 0.15 * Float(index)), kilograms: 0.3)) }
    return world
}

private func steer(_ simulation: Simulation) {
    switch simulation.tick.index {
    case 100: simulation.apply(.grab(body: 5, pointInWorld: simulation.state.bodies[5].pose.position))
    case 101: simulation.apply(.moveHand(toPointInWorld: Vec3(0.3, 0.2, 0.7)))
    case 700: simulation.apply(.release(throwVelocity: Vec3(-2, -1, 1)))
    case 400: simulation.apply(.impulse(body: 33, newtonSeconds: Vec3(0.1, 0, 0), pointInWorld: Vec3(0, 0, 0.6)))
    default: break
    }
}

struct CheckpointTests {
    @Test func aRunRestoredFromAnyCheckpointIsTheRun() throws {
        let world = bound(), simulation = try Simulation(world: world)
        var checkpoints: [Checkpoint] = [], hashes: [UInt64] = []
        while simulation.tick.index < 1200 {
            steer(simulation)
            simulation.step()
            if let checkpoint = simulation.checkpoint, checkpoint.tick == simulation.tick { checkpoints.append(checkpoint) }
            hashes.append(simulation.state.hash)
        }
        #expect(checkpoints.map(\.tick.index) == [240, 480, 720, 960, 1200])
        for checkpoint in checkpoints.dropLast() {
            let again = try Simulation(world: world, from: checkpoint)
            while again.tick.index < 1200 {
                steer(again)
                again.step()
                #expect(again.state.hash == hashes[again.tick.index - 1], "from \(checkpoint.tick), at \(again.tick)")
                if again.state.hash != hashes[again.tick.index - 1] { break }
            }
        }
    }

    @Test func forksDivergeOnlyByWhatHappensToThem() throws {
        let world = bound(), simulation = try Simulation(world: world)
        simulation.step(240)
        let forks = try Simulation.fork(try #require(simulation.checkpoint), of: world, count: 3)
        forks[1].apply(.impulse(body: 3, newtonSeconds: Vec3(0, 0, 0.5), pointInWorld: .zero))
        for one in forks + [simulation] { one.step(300) }
        #expect(forks[0].state == simulation.state && forks[2].state == simulation.state)
        #expect(forks[1].state != simulation.state)
    }

    @Test func injectedStatesAreWhereTheRunGoesOnFrom() throws {
        let simulation = try Simulation(world: clutter()), other = try Simulation(world: clutter())
        other.step(480)
        let placed = other.state.bodies.enumerated().map { PlacedBody(body: $0.offset, state: $0.element) }
        #expect(simulation.apply(.inject(placed)))
        for (a, b) in zip(simulation.state.bodies, other.state.bodies) { #expect(length(a.pose.position - b.pose.position) < 1e-6) }
        let before = simulation.state
        #expect(!simulation.apply(.inject(placed + [PlacedBody(body: 99, state: placed[0].state)])))
        #expect(simulation.state == before)
    }

    @Test func anotherWorldsCheckpointIsRefused() throws {
        let simulation = try Simulation(world: bound())
        simulation.step(240)
        let checkpoint = try #require(simulation.checkpoint)
        #expect(throws: CheckpointError.self) { try Simulation(world: clutter(), from: checkpoint) }
    }
}
