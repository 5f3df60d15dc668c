import Foundation
import Testing
import VeneerMath
import VeneerPhysics
import VeneerWorld

private func logged(_ seconds: Int, to url: URL, from checkpoint: Checkpoint? = nil) throws -> WorldState {
    let run = try Run(world: clutter(), from: checkpoint, log: url)
    for second in 0..<seconds {
        if second % 3 == 1 { try run.apply(.impulse(body: 1 + second, newtonSeconds: Vec3(0, 0.1, 0.4), pointInWorld: Vec3(0, 0, 0.1))) }
        try run.step(240)
    }
    try run.finish()
    return run.state
}

struct StoredCheckpointTests {
    @Test func aReplayFromAStoredCheckpointEndsOnTheSameHash() throws {
        let scratch = ScratchLog(), state = try logged(24, to: scratch.url)
        let reader = try LogReader(url: scratch.url)
        #expect(reader.records.compactMap(\.checkpoint).map(\.tick.index) == [2400, 4800])
        for from in [0, 2400, 3000, 4800, 5700] {
            let replay = try Replay(log: scratch.url, from: Tick(from))
            #expect(replay.tick.index == from / 2400 * 2400)
            replay.finish()
            #expect(replay.result.finalHash == state.hash && replay.result.mismatches.isEmpty)
        }
        // With all of them deleted the run is the same.
        let without = ScratchLog(), writer = try LogWriter(url: without.url)
        for record in reader.records where record.checkpoint == nil { try writer.append(record) }
        try writer.close()
        #expect(try Replay.run(log: without.url, verify: true).finalHash == state.hash)
    }

    @Test func aForkedRunsLogReplaysFromWhereItBegan() throws {
        let first = ScratchLog(), second = ScratchLog()
        _ = try logged(12, to: first.url)
        let checkpoint = try #require(try LogReader(url: first.url).records.compactMap(\.checkpoint).first)
        let state = try logged(4, to: second.url, from: checkpoint)
        #expect(state.tick.index == 2400 + 960)
        let result = try Replay.run(log: second.url, verify: true)
        #expect(result.finalHash == state.hash && result.mismatches.isEmpty && result.checkedHashCount == 6)
    }

    @Test func aForkedLogSaysWhereItComesFrom() throws {
        let first = ScratchLog(), second = ScratchLog()
        _ = try logged(12, to: first.url)
        let replay = try Replay(log: first.url), origin = LogOrigin(log: "first.log", tick: Tick(720), seed: 7)
        replay.advance(to: origin.tick)
        let run = try Run(world: replay.world, from: replay.checkpoint, origin: origin, log: second.url)
        try run.step(100)
        // Never finished, as if it were killed: what is there replays, to where the first run was.
        let again = try Replay(log: second.url)
        #expect(again.origin == origin && !again.isComplete && again.tick == origin.tick && again.state == replay.state)
        again.finish()
        #expect(again.mismatches.isEmpty && again.checkedHashCount == 1)
        #expect(replay.origin == nil)
    }

    @Test func aCheckpointOfAnotherWorldInALogIsNamed() throws {
        let scratch = ScratchLog(), other = ScratchLog()
        _ = try logged(10, to: scratch.url)
        let checkpoint = try #require(try LogReader(url: scratch.url).records.compactMap(\.checkpoint).first)
        let writer = try LogWriter(url: other.url)
        try writer.append(.world(jsonText: scene([floor]).jsonText()))
        try writer.append(.checkpoint(checkpoint))
        try writer.close()
        #expect(throws: CheckpointError.self) { try Replay(log: other.url) }
    }
}
