import Dispatch
import Foundation
import Testing
import VeneerMath
import VeneerPhysics
import VeneerWorld

/// Every kind of intent, at its tick, in a heap of thirty things.
private let script: [TimedIntent] = [
    TimedIntent(tick: Tick(100), intent: .impulse(body: 4, newtonSeconds: Vec3(0.1, 0.3, 0.5), pointInWorld: Vec3(0, 0, 0.2))),
    // Over a checkpoint.
    TimedIntent(tick: Tick(200), intent: .push(body: 5, newtons: Vec3(0.5, 0.2, 1), pointInWorld: Vec3(0, 0, 0.2), ticks: 100)),
    TimedIntent(tick: Tick(240), intent: .look(Look(timeOfDayInHours: 15))),
    TimedIntent(tick: Tick(300), intent: .grab(body: 7, pointInWorld: Vec3(0, 0, 0.1))),
    TimedIntent(tick: Tick(300), intent: .moveHand(toPointInWorld: Vec3(0.2, 0.1, 0.6))),
    TimedIntent(tick: Tick(420), intent: .moveHand(toPointInWorld: Vec3(-0.3, 0.1, 0.4))),
    TimedIntent(tick: Tick(480), intent: .release(throwVelocity: Vec3(1, -2, 1))),
    TimedIntent(tick: Tick(480), intent: .cut),
    TimedIntent(
        tick: Tick(600),
        intent: .setBody(body: 9, pose: Pose(position: Vec3(0, 0, 0.8)), linearVelocity: Vec3(0.1, 0, 0), angularVelocity: Vec3(1, 2, 3))),
    TimedIntent(tick: Tick(700), intent: .setBody(body: 3, pose: Pose(position: Vec3(0, 0.3, 0.3)), linearVelocity: .zero, angularVelocity: .zero)),
]
private let scriptLength = 700

/// Hashes of every tick.
private func play(_ script: [TimedIntent]) throws -> [UInt64] {
    let simulation = try Simulation(world: clutter())
    return (0...scriptLength).map { index in
        for timed in script where timed.tick.index == index { simulation.apply(timed.intent) }
        let hash = simulation.state.hash
        simulation.step()
        return hash
    }
}

private func logged(_ script: [TimedIntent], to url: URL, finish: Bool = true) throws -> WorldState {
    let run = try Run(world: clutter(), log: url)
    for index in 0..<scriptLength {
        for timed in script where timed.tick.index == index { try run.apply(timed.intent) }
        try run.step()
    }
    for timed in script where timed.tick.index == scriptLength { try run.apply(timed.intent) }
    if finish { try run.finish() }
    return run.state
}

struct ReplayTests {
    /// Back by two seconds, to within one, and to the beginning; then on otherwise. The log says what came of it in the end, and only that.
    @Test func aRunGoesBackAndOnOtherwise() throws {
        let scratch = ScratchLog(), world = clutter(), run = try Run(world: world, log: scratch.url, keepsPast: true)
        func push(_ body: Int) throws {
            try run.apply(.impulse(body: body, newtonSeconds: Vec3(0, 0, 0.6), pointInWorld: run.state.bodies[body].pose.position))
        }
        var hashes: [UInt64] = []
        for tick in 0..<1200 {
            if [100, 500, 700].contains(tick) { try push(3) }
            hashes.append(run.state.hash)
            try run.step()
        }
        for target in [720, 550, 480, 0] {
            try run.rewind(to: Tick(target))
            #expect(run.tick.index == target && run.state.hash == hashes[target], "at \(target)")
        }
        try run.step(300)
        // What was asked for at tick 100 is undone, too.
        #expect(run.state.hash != hashes[300])
        try push(5)
        try run.step(900)
        try run.rewind(to: Tick(1100))
        try run.step(100)
        try run.finish()
        let result = try Replay.run(log: scratch.url, verify: true)
        #expect(result.isComplete && result.mismatches.isEmpty && result.finalTick == Tick(1200) && result.finalHash == run.state.hash)
        #expect(result.checkedHashCount == 7)
    }

    /// A log finds the robot that it names from where it lies, and says so where the file has changed.
    @Test func aLogNamesFilesFromWhereItLies() throws {
        let fixtures = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Fixtures")
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("veneer-moved-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder.appendingPathComponent("a/logs"), withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) } // leavings in the temporary folder harm nobody
        try FileManager.default.copyItem(at: fixtures.appendingPathComponent("arm.urdf"), to: folder.appendingPathComponent("a/arm.urdf"))
        let log = folder.appendingPathComponent("a/logs/run.log"),
            run = try Run(world: try World(robotFile: folder.appendingPathComponent("a/arm.urdf")), log: log)
        try run.step(240)
        try run.finish()
        guard case .world(let text)? = try LogReader(url: log).records.first else { return #expect(Bool(false), "no world") }
        #expect(text.contains("\"urdf\": \"../arm.urdf\"") && !text.contains(folder.path))
        // Moved together, and moved with the file beside the log.
        try FileManager.default.moveItem(at: folder.appendingPathComponent("a"), to: folder.appendingPathComponent("b"))
        let moved = folder.appendingPathComponent("b/logs/run.log")
        #expect(try Replay.run(log: moved, verify: true).mismatches.isEmpty)
        try FileManager.default.moveItem(at: folder.appendingPathComponent("b/arm.urdf"), to: folder.appendingPathComponent("b/logs/arm.urdf"))
        #expect(try Replay.run(log: moved, verify: true).mismatches.isEmpty)
        let arm = folder.appendingPathComponent("b/logs/arm.urdf")
        try Data((try String(contentsOf: arm, encoding: .utf8) + " ").utf8).write(to: arm)
        let error = #expect(throws: WorldError.self) { try Replay.run(log: moved, verify: true) }
        #expect(error?.description.contains("is not what it was") == true)
    }

    @Test func twoRunsAgreeOnEveryTick() throws { #expect(try play(script) == play(script)) }

    @Test func runsAgreeAcrossThreads() async throws {
        let alone = try play(script)
        try await withThrowingTaskGroup(of: [UInt64].self) { group in
            for _ in 0..<2 { group.addTask { try play(script) } }
            for try await hashes in group { #expect(hashes == alone) }
        }
    }

    @Test func everyIntentMatters() throws {
        let all = try play(script)
        for (index, timed) in script.enumerated() {
            var fewer = script
            fewer.remove(at: index)
            switch timed.intent {
            case .look, .camera, .cut: #expect(try play(fewer) == all)
            default: #expect(try play(fewer) != all, "without \(timed.intent)")
            }
        }
    }

    @Test func gatheringTheStateDoesNotChangeTheRun() throws {
        let simulation = try Simulation(world: clutter())
        simulation.step(400)
        #expect(try simulation.state.hash == play([])[400])
    }

    @Test func replayRepeatsTheRun() throws {
        let scratch = ScratchLog()
        let state = try logged(script, to: scratch.url)
        let result = try Replay.run(log: scratch.url, verify: true)
        #expect(result.finalTick == state.tick && result.finalHash == state.hash)
        // Ticks 0, 240, 480, and the end.
        #expect(result.checkedHashCount == 4)
        #expect(result.mismatches.isEmpty && result.isComplete && result.damage == nil)
        #expect(try Replay.run(log: scratch.url, verify: false).finalHash == state.hash)
    }

    @Test func replayStopsAtAnyTickOnTheWay() throws {
        let scratch = ScratchLog()
        _ = try logged(script, to: scratch.url)
        let replay = try Replay(log: scratch.url)
        let hashes = try play(script)
        var acted: [TimedIntent] = []
        for tick in stride(from: 0, through: scriptLength, by: 10) {
            acted += replay.advance(to: Tick(tick))
            // Arrived, but this tick's intents have not acted: where there are none, the state is the run's.
            if !script.contains(where: { $0.tick.index == tick }) { #expect(replay.state.hash == hashes[tick]) }
        }
        acted += replay.finish()
        #expect(acted == script)
        #expect(replay.lastTick == Tick(scriptLength) && replay.mismatches.isEmpty)
    }

    @Test func runSavesTheSameWorldWithOrWithoutALog() throws {
        let scratch = ScratchLog()
        let logged = try Run(world: World.tabletop(seed: 5), log: scratch.url), plain = try Run(world: World.tabletop(seed: 5))
        let simulation = try Simulation(world: World.tabletop(seed: 5))
        try logged.step(100)
        try plain.step(100)
        simulation.step(100)
        #expect(logged.state == plain.state)
        #expect(logged.state == simulation.state)
    }

    @Test func tamperedIntentFailsVerification() throws {
        let scratch = ScratchLog()
        _ = try logged(script, to: scratch.url)
        let records = try LogReader(url: scratch.url).records
        let writer = try LogWriter(url: scratch.url)
        for record in records {
            if case .intent(let timed) = record, case .impulse(let body, let newtonSeconds, let point) = timed.intent {
                let nudged = Intent.impulse(body: body, newtonSeconds: newtonSeconds * 1.0001, pointInWorld: point)
                try writer.append(.intent(TimedIntent(tick: timed.tick, intent: nudged)))
            } else {
                try writer.append(record)
            }
        }
        try writer.close()
        let result = try Replay.run(log: scratch.url, verify: true)
        // The impulse acts at tick 100: the hash of tick 0 still holds, all later ones don't.
        #expect(result.mismatches.map(\.tick) == [Tick(240), Tick(480), Tick(scriptLength)])
        #expect(result.mismatches.first?.description.hasPrefix("tick 240: ") == true)
    }

    @Test func killedRunReplaysToItsLastRecord() throws {
        let scratch = ScratchLog()
        _ = try logged(script, to: scratch.url, finish: false)
        let whole = try scratch.bytes()
        // The last intent is torn: the one before, at tick 600, is the last that is left.
        try scratch.write(Array(whole.dropLast(3)))
        let result = try Replay.run(log: scratch.url, verify: true)
        #expect(!result.isComplete && result.damage != nil)
        #expect(result.finalTick == Tick(600) && result.mismatches.isEmpty)
    }

    @Test func logWithoutAWorldOrOutOfOrderIsRefused() throws {
        let scratch = ScratchLog()
        func write(_ records: [LogRecord]) throws {
            let writer = try LogWriter(url: scratch.url)
            for record in records { try writer.append(record) }
            try writer.close()
        }
        try write([.hash(tick: Tick(0), stateHash: 0)])
        #expect(throws: LogError.self) { try Replay(log: scratch.url) }
        let world = LogRecord.world(jsonText: clutter().jsonText())
        try write([world, .hash(tick: Tick(5), stateHash: 0), .hash(tick: Tick(4), stateHash: 0)])
        #expect(throws: LogError.self) { try Replay(log: scratch.url) }
    }
}
