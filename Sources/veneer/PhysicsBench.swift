import Dispatch
import Synchronization
import VeneerMath
import VeneerPhysics
import VeneerWorld

/// How fast a world steps, with the state of every tick published, as everyone uses it.
enum PhysicsBench {
    private static let seconds = 4, secondsToRest = 12

    static func rows(_ world: World, _ name: String) throws -> [BenchRow] {
        let ticks = seconds * Tick.perSecond, simulation = try Simulation(world: world), start = Cost.now
        run(simulation)
        let first = Cost.now - start
        simulation.step(secondsToRest * Tick.perSecond)
        let later = Cost.now
        run(simulation)
        let atRest = Cost.now - later
        // Two worlds, each made and run on a thread of its own, against one.
        let one = try Simulation.durationOfMakingAndRunning(world, count: 1), two = try Simulation.durationOfMakingAndRunning(world, count: 2)
        return [
            BenchRow(bench: "physics", name: name, metric: "steps_per_s", value: Double(ticks) / first.wallSeconds, unit: "1/s"),
            BenchRow(bench: "physics", name: name, metric: "tick", value: 1000 * first.wallSeconds / Double(ticks), unit: "ms"),
            BenchRow(bench: "physics", name: name, metric: "tick, of the processor", value: 1000 * first.processorSeconds / Double(ticks), unit: "ms"),
            BenchRow(
                bench: "physics", name: name, metric: "tick after \(seconds + secondsToRest) s, of the processor",
                value: 1000 * atRest.processorSeconds / Double(ticks), unit: "ms"),
            BenchRow(bench: "physics", name: name, metric: "two threads against one", value: 2 * one / two, unit: "x"),
        ]
    }

    fileprivate static func run(_ simulation: Simulation) {
        for _ in 0..<seconds * Tick.perSecond {
            simulation.step()
            _ = simulation.state // is gathered by asking
        }
    }

    fileprivate static func duration(_ work: () -> Void) -> Double { ContinuousClock().measure(work) / .seconds(1) }
}

extension Simulation {
    fileprivate static func durationOfMakingAndRunning(_ world: World, count: Int) throws -> Double {
        let failure = Mutex<(any Error)?>(nil)
        let seconds = PhysicsBench.duration {
            DispatchQueue.concurrentPerform(iterations: count) { _ in
                do { PhysicsBench.run(try Simulation(world: world)) } catch {
                    failure.withLock { $0 = error }
                }
            }
        }
        if let error = failure.withLock({ $0 }) { throw error }
        return seconds
    }
}
