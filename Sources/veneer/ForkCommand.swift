import Foundation
import Synchronization
import VeneerMath
import VeneerPhysics
import VeneerWorld

enum ForkCommand {
    static let verb = Verb(
        name: "fork", words: ["LOG"], summary: "rollouts side by side from one second of a run, each with its own log",
        options: [
            Option("--at", "S", "the whole second of LOG to go on from (default: its last)"), Option("--count", "N", "how many rollouts, 1...1000 (default 4)"),
            Option("--seconds", "S", "how long each goes on (default 10)"),
            Option("--noise", "V", "at the start add normal noise of V m/s and rad/s to the velocities of what moves, from another seed for each (default 0)"),
            Option("--seed", "N", "the first one's seed (default 1)"),
            Option("--inject", "F[,F…]", "begin as measured, by a JSON file as run --states writes it: one for all, or one for each"),
            Option("--follow", nil, "ask of each what LOG asked of its run from then on"),
            Option("--out", "DIR", "where the logs go (default: LOG's folder); LOG's name with -fork-1, -fork-2… is theirs"),
        ], run: run)

    private struct Rollout {
        var log: URL
        var state: WorldState
    }

    static func run(_ options: Options) throws {
        let log = URL(fileURLWithPath: options.words[0]), plan = try Plan(options)
        let wanted = plan.second.map { Tick($0 * Tick.perSecond) }, replay = try Replay(log: log, from: wanted ?? Tick(.max))
        let start = wanted ?? Tick(replay.lastTick.index / Tick.perSecond * Tick.perSecond)
        guard start <= replay.lastTick, start >= replay.tick else {
            throw CommandError("--at: \(log.lastPathComponent) runs from \(replay.tick.seconds) to \(replay.lastTick.seconds) s")
        }
        replay.advance(to: start)
        if let mismatch = replay.mismatches.first { throw CommandError("\(log.lastPathComponent): the replay is not the run; \(mismatch)") }
        let asked = options.has("--follow") ? replay.comingIntents : []
        let (world, checkpoint) = (replay.world, replay.checkpoint)
        try FileManager.default.createDirectory(at: plan.folder(of: log), withIntermediateDirectories: true)
        let results = Mutex<[Int: Result<Rollout, any Error>]>([:])
        DispatchQueue.concurrentPerform(iterations: plan.count) { index in
            guard !Interrupt.isRequested else { return }
            let result = Result {
                let file = plan.log(index, of: log), origin = LogOrigin(log: log.lastPathComponent, tick: start, seed: plan.seed &+ UInt64(index))
                let run = try Run(world: world, from: checkpoint, origin: origin, log: file)
                try plan.begin(run, index)
                try plan.follow(asked, run)
                try run.finish()
                return Rollout(log: file, state: run.state)
            }
            results.withLock { $0[index] = result }
        }
        let rollouts = try results.withLock { $0 }.sorted { $0.key < $1.key }.map { try $0.value.get() }
        printTable(rollouts, world)
    }

    private static func printTable(_ rollouts: [Rollout], _ world: World) {
        guard let first = rollouts.first else { return }
        let width = (rollouts.map(\.log.lastPathComponent.count).max() ?? 0) + 2
        func row(_ log: String, _ cells: [String]) {
            let columns =
                [log.padding(toLength: width, withPad: " ", startingAt: 0)] + cells.dropLast().map { $0.padding(toLength: 18, withPad: " ", startingAt: 0) }
            print(columns.joined() + cells[cells.count - 1])
        }
        row("log", ["state", "seconds", "still moving", "farthest from the first's"])
        for rollout in rollouts {
            let state = rollout.state, moving = state.bodies.filter { $0.isPresent && length($0.linearVelocity) > 0.02 }.count
            let gaps = zip(state.bodies, first.state.bodies).map { length($0.pose.position - $1.pose.position) }
            let apart =
                gaps.indices.max { gaps[$0] < gaps[$1] }.map { gaps[$0] > 0 ? "\(world.bodies[$0].name), \((gaps[$0] * 1000).rounded() / 1000) m" : "–" } ?? "–"
            row(rollout.log.lastPathComponent, [String(state.hash, radix: 16), "\(state.tick.seconds)", "\(moving)", apart])
        }
    }
}

/// What the options of `fork` ask for.
private struct Plan: Sendable {
    let second: Int?, count: Int, ticks: Int, noise: Float, seed: UInt64, measured: [String], out: String?

    init(_ options: Options) throws {
        second = options.has("--at") ? try options.integer("--at", default: 0, in: 0...1_000_000) : nil
        count = try options.integer("--count", default: 4, in: 1...1000)
        ticks = Int(try options.number("--seconds", default: 10, in: 0...1_000_000) * Double(Tick.perSecond))
        noise = Float(try options.number("--noise", default: 0, in: 0...100))
        seed = UInt64(try options.integer("--seed", default: 1, in: 0...Int.max - 1000))
        measured = options.text("--inject")?.split(separator: ",").map(String.init) ?? []
        out = options.text("--out")
        guard measured.count <= 1 || measured.count == count else {
            throw CommandError("--inject names \(measured.count) files; give one for all, or one for each of the \(count) rollouts")
        }
    }

    func folder(of log: URL) -> URL { out.map { URL(fileURLWithPath: $0) } ?? log.absoluteURL.deletingLastPathComponent() }

    func log(_ index: Int, of log: URL) -> URL {
        folder(of: log).appendingPathComponent("\(log.deletingPathExtension().lastPathComponent)-fork-\(index + 1).log")
    }

    func begin(_ run: Run, _ index: Int) throws {
        if !measured.isEmpty { try run.inject(path: measured[min(index, measured.count - 1)]) }
        guard noise > 0 else { return }
        var random = SeededRandom(seed: seed &+ UInt64(index))
        for intent in run.world.jolts(of: noise, at: run.state, &random) { try run.apply(intent) }
    }

    /// Steps to the end, or to where the person stops it.
    func follow(_ asked: [TimedIntent], _ run: Run) throws {
        let end = run.tick + ticks
        var coming = asked[...]
        while run.tick < end, !Interrupt.isRequested {
            while let next = coming.first, next.tick <= run.tick {
                try run.apply(next.intent)
                coming = coming.dropFirst()
            }
            try run.step()
        }
    }
}

extension World {
    /// Other velocities, by chance.
    fileprivate func jolts(of deviation: Float, at state: WorldState, _ random: inout SeededRandom) -> [Intent] {
        var intents: [Intent] = []
        for (index, body) in bodies.enumerated() where body.massInKilograms > 0 && !body.isLink && body.carrier == nil && state.bodies[index].isPresent {
            let change = Vec3(random.normal(), random.normal(), random.normal()) * deviation
            intents.append(.impulse(body: index, newtonSeconds: change * body.massInKilograms, pointInWorld: state.bodies[index].pose.position))
        }
        for index in robots.indices {
            let joints = state.joints[firstJoint(ofRobot: index)...].prefix(robots[index].movingJoints.count)
            let velocities = joints.map { $0.velocity + deviation * random.normal() }
            // Soft stops let a joint a little beyond its limits, where it can't be put.
            let positions = zip(robots[index].movingJoints, joints).map { joint, state in
                joint.limits.map { min(max(state.position, $0.lowerBound), $0.upperBound) } ?? state.position
            }
            intents.append(.injectRobot(PlacedRobot(robot: index, positions: positions, velocities: velocities)))
        }
        return intents
    }
}

extension Run {
    /// As a file of states says.
    func inject(path: String) throws {
        guard let data = FileManager.default.contents(atPath: path) else { throw CommandError("\(path) cannot be read; is the path right?") }
        guard let text = String(validating: data, as: UTF8.self) else { throw CommandError("\(path) is not text in UTF-8") }
        for intent in try world.intents(measured: text, file: URL(fileURLWithPath: path).lastPathComponent, over: state) {
            guard try apply(intent) else { throw CommandError("\(path): what it says can't be taken over at \(tick)") }
        }
    }
}
