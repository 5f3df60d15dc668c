import CBullet
import VeneerMath
import VeneerWorld

/// All that a run's future depends on, at a tick whose index is a multiple of `Simulation.ticksBetweenCheckpoints`. Valid for the world it was taken of.
public struct Checkpoint: Sendable, Equatable {
    public let tick: Tick
    /// `WorldState.hash` there.
    public let stateHash: UInt64
    let hand: Hand?
    let pushes: [Push]
    /// Of sensors that count.
    let sensorMemory: [Float]
    let bytes: [UInt8]
}

extension Simulation {
    /// The law of motion includes this: at these ticks the running world is torn down and built anew from its checkpoint, so that
    /// one restored there goes on to the same bits, and nothing lives on that isn't saved.
    public static let ticksBetweenCheckpoints = Tick.perSecond

    /// The world as it went on from a checkpoint.
    public convenience init(world: World, from checkpoint: Checkpoint) throws {
        try self.init(world: world)
        guard checkpoint.hand.map({ world.bodies.indices.contains($0.body) }) ?? true, checkpoint.pushes.allSatisfy(isSound), restore(checkpoint),
            state.hash == checkpoint.stateHash
        else {
            throw CheckpointError(tick: checkpoint.tick, world: world.name)
        }
    }

    /// So many runs of their own, from the same state; what happens to one doesn't show in the others.
    public static func fork(_ checkpoint: Checkpoint, of world: World, count: Int) throws -> [Simulation] {
        try (0..<count).map { _ in try Simulation(world: world, from: checkpoint) }
    }

    func passThroughCheckpoint() {
        cbullet_drop_lost(bullet)
        stateChanged()
        if let held = hand?.body, !state.bodies[held].isPresent { hand = nil }
        let bytes = saved(), stateHash = state.hash
        let checkpoint = Checkpoint(tick: tick, stateHash: stateHash, hand: hand, pushes: pushes, sensorMemory: senses?.memory ?? [], bytes: bytes)
        let isRestored = restore(checkpoint)
        precondition(isRestored, "a world refuses its own checkpoint")
        self.checkpoint = checkpoint
    }

    private func saved() -> [UInt8] {
        var count: Int32 = 0
        let bytes = cbullet_save(bullet, &count)
        return Array(UnsafeBufferPointer(start: bytes, count: Int(count)))
    }

    private func restore(_ checkpoint: Checkpoint) -> Bool {
        guard checkpoint.bytes.withUnsafeBufferPointer({ cbullet_restore(bullet, $0.baseAddress, Int32($0.count)) }) == 1 else { return false }
        resume(at: checkpoint)
        return true
    }
}

/// Bytes that aren't a checkpoint of this world.
public struct CheckpointError: Error, CustomStringConvertible {
    public var tick: Tick
    public var world: String
    public var description: String { "the checkpoint at \(tick) is not one of the world \(world); start from the beginning" }
}

extension Checkpoint {
    func put(into writer: inout ByteWriter) {
        writer.put(Int64(tick.index))
        writer.put(stateHash)
        writer.put(Int32(clamping: hand?.body ?? -1))
        writer.put(hand?.pointInWorld ?? .zero)
        writer.put(hand?.targetInWorld ?? .zero)
        writer.put(UInt32(pushes.count))
        for push in pushes {
            writer.put(Int32(clamping: push.body))
            writer.put(push.newtons)
            writer.put(push.pointInBody)
            writer.put(Int32(clamping: push.ticksLeft))
        }
        writer.put(UInt32(sensorMemory.count))
        for number in sensorMemory { writer.put(number) }
        writer.put(bytes[...])
    }

    init?(from reader: inout ByteReader) {
        guard let index = reader.integer(Int64.self), index >= 0, let stateHash = reader.integer(UInt64.self), let body = reader.integer(Int32.self),
            let point = reader.vector(), let target = reader.vector(), let pushCount = reader.integer(UInt32.self)
        else { return nil }
        var pushes: [Push] = []
        for _ in 0..<pushCount {
            guard let body = reader.integer(Int32.self), let newtons = reader.vector(), let point = reader.vector(), let ticks = reader.integer(Int32.self)
            else { return nil }
            pushes.append(Push(body: Int(body), newtons: newtons, pointInBody: point, ticksLeft: Int(ticks)))
        }
        guard let memoryCount = reader.integer(UInt32.self) else { return nil }
        var memory: [Float] = []
        for _ in 0..<memoryCount {
            guard let number = reader.float() else { return nil }
            memory.append(number)
        }
        let hand = body < 0 ? nil : Hand(body: Int(body), pointInWorld: point, targetInWorld: target)
        self.init(tick: Tick(Int(index)), stateHash: stateHash, hand: hand, pushes: pushes, sensorMemory: memory, bytes: reader.remainder())
    }
}
