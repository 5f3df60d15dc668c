import Foundation
import Testing
import VeneerMath
import VeneerPhysics
import VeneerWorld

/// A log file of one test, removed with it.
final class ScratchLog {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent("veneer-test-\(UUID().uuidString).log")

    deinit {
        // Nothing is lost where the test never wrote it.
        try? FileManager.default.removeItem(at: url)
    }

    func bytes() throws -> [UInt8] { Array(try Data(contentsOf: url)) }
    func write(_ bytes: [UInt8]) throws { try Data(bytes).write(to: url) }
}

private func written(_ records: [LogRecord]) throws -> [UInt8] {
    let scratch = ScratchLog()
    let writer = try LogWriter(url: scratch.url)
    for record in records { try writer.append(record) }
    try writer.close()
    return try scratch.bytes()
}

/// The record format, said a second time: type, length, payload, bitwise CRC-32.
private func record(type: UInt16, payload: [UInt8]) -> [UInt8] {
    func littleEndian(_ value: UInt32, _ count: Int) -> [UInt8] { (0..<count).map { UInt8(value >> (8 * UInt32($0)) & 0xff) } }
    let checked = littleEndian(UInt32(type), 2) + littleEndian(UInt32(payload.count), 4) + payload
    var crc: UInt32 = 0xffff_ffff
    for byte in checked {
        crc ^= UInt32(byte)
        for _ in 0..<8 { crc = crc & 1 == 1 ? (crc >> 1) ^ 0xedb8_8320 : crc >> 1 }
    }
    return checked + littleEndian(~crc, 4)
}

struct LogTests {
    static let odd: [Float] = [0.1, -0.0, .leastNonzeroMagnitude, .greatestFiniteMagnitude, 1 / 3, -1e-20, 3.4028e38, .pi, 16_777_215, .ulpOfOne]

    static let intents: [Intent] = {
        let v = Vec3(odd[0], odd[1], odd[2]), w = Vec3(odd[3], odd[4], odd[5]), u = Vec3(odd[6], odd[7], odd[9])
        let pose = Pose(position: v, rotation: Quaternion(vector: Vec4(odd[7], odd[8], odd[9], -0.2)))
        var camera = Camera(worldFromCamera: pose, verticalFieldOfViewInRadians: 0.7)
        camera.nearInMetres = 0.013
        let k = Projection.intrinsics(Intrinsics(focal: Vec2(odd[8], odd[7]), centre: Vec2(odd[0], odd[4]), size: FrameSize(641, 479)))
        var calibrated = [
            Camera(worldFromCamera: pose, projection: k),
            Camera(worldFromCamera: pose, projection: k, lens: .fisheye(k1: odd[0], k2: odd[4], k3: -1, k4: odd[9])),
            Camera(worldFromCamera: pose, projection: k, lens: .brownConrady(k1: odd[0], k2: odd[4], p1: odd[5], p2: odd[9], k3: -3)),
        ]
        calibrated[1].nearInMetres = 0.5
        var look = Look(directionToSun: Vec3(0.3, 0.2, 0.7), sunIlluminance: w, skyLuminance: u, lampScale: 0.3, exposureEV100: -0.0)
        var darkLook = look
        darkLook.exposureEV100 = nil
        // Not quite a unit vector: reading it must not normalise.
        look.directionToSun = Vec3(0.30001, 0.2, 0.7)
        return [
            .grab(body: 3, pointInWorld: v), .grab(body: -1, pointInWorld: w), .moveHand(toPointInWorld: u), .release(throwVelocity: w),
            .setBody(body: 70_000, pose: pose, linearVelocity: v, angularVelocity: w), .impulse(body: 2, newtonSeconds: u, pointInWorld: v),
            .inject([
                PlacedBody(body: 1, state: BodyState(pose: pose, linearVelocity: v, angularVelocity: w)), PlacedBody(body: -2, state: BodyState(pose: pose)),
            ]),
            .injectRobot(
                PlacedRobot(
                    robot: 2, positions: [odd[0], odd[1]], velocities: [odd[2], odd[7]], base: BodyState(pose: pose, linearVelocity: v, angularVelocity: w))),
            .injectRobot(PlacedRobot(robot: -1, positions: [], velocities: [])), .push(body: 5, newtons: u, pointInWorld: v, ticks: 77), .restart(robot: 1),
            .inject([]), .drive(joint: 4, .free),
            .drive(joint: 0, .velocity(odd[0], maximumForce: odd[3])), .drive(joint: 1, .force(odd[5])),
            .drive(joint: -1, .position(odd[4], maximumForce: odd[6], maximumVelocity: odd[9])),
            .walk(walker: 1, WalkerControls(forward: odd[0], left: odd[4], headingInRadians: odd[7], pitchInRadians: odd[5], isFast: true, jumps: true)),
            .walk(walker: -1, WalkerControls()), .placeWalker(walker: 3, feetInWorld: v, velocity: w),
            .control(vehicle: 2, VehicleControls(throttle: odd[0], brake: odd[4], steer: odd[5])),
            .look(look), .look(darkLook), .camera(camera), .cut,
        ] + calibrated.map(Intent.camera)
    }()

    @Test func everyIntentReadsBackBitForBit() throws {
        let timed = LogTests.intents.enumerated().map { TimedIntent(tick: Tick($0.offset * 1_000_003), intent: $0.element) }
        let bytes = try written(timed.map(LogRecord.intent))
        let reader = try LogReader(bytes: bytes, file: "log")
        #expect(reader.damage == nil && reader.unknownRecordCount == 0)
        #expect(reader.records == timed.map(LogRecord.intent))
        // Equality calls −0 and 0 the same; the bytes of what was read must be too.
        #expect(try written(reader.records) == bytes)
    }

    @Test func otherRecordsReadBack() throws {
        let records: [LogRecord] = [
            .origin(LogOrigin(log: "früher.log", tick: Tick(0), seed: .max)), .world(jsonText: "{ \"name\": \"Küche\" }\n"),
            .hash(tick: Tick(240), stateHash: .max), .end(tick: Tick(1 << 40), stateHash: 0x8000_0000_0000_0001),
        ]
        #expect(try LogReader(bytes: try written(records), file: "log").records == records)
    }

    @Test func aCutLogReadsBackItsWholeRecords() throws {
        let records = (0..<12).map { LogRecord.intent(TimedIntent(tick: Tick($0), intent: LogTests.intents[$0 % LogTests.intents.count])) }
        // Where each record ends, from logs of ever more of them.
        let ends = try (0...records.count).map { try written(Array(records.prefix($0))).count }
        let bytes = try written(records)
        #expect(bytes.count > 200 + ends[0])
        for length in bytes.count - 200...bytes.count {
            let reader = try LogReader(bytes: Array(bytes.prefix(length)), file: "log")
            let whole = ends.lastIndex { $0 <= length } ?? 0
            #expect(reader.records == Array(records.prefix(whole)))
            #expect((reader.damage == nil) == ends.contains(length))
            if let damage = reader.damage { #expect(damage.byteOffset == ends[whole]) }
        }
    }

    @Test func everyFlippedByteIsDetected() throws {
        let records = LogTests.intents.prefix(4).enumerated().map { LogRecord.intent(TimedIntent(tick: Tick($0.offset), intent: $0.element)) }
        let bytes = try written(records), header = try written([]).count
        let ends = try (0...records.count).map { try written(Array(records.prefix($0))).count }
        for offset in bytes.indices {
            var flipped = bytes
            flipped[offset] ^= 0x10
            if offset < header {
                #expect(throws: LogError.self) { try LogReader(bytes: flipped, file: "log") }
                continue
            }
            let reader = try LogReader(bytes: flipped, file: "log")
            let sound = (ends.lastIndex { $0 <= offset } ?? 0)
            #expect(reader.records == Array(records.prefix(sound)))
            #expect(reader.damage?.byteOffset == ends[sound])
        }
    }

    @Test func unknownRecordsAreSkipped() throws {
        let known: [LogRecord] = [.hash(tick: Tick(0), stateHash: 1), .end(tick: Tick(5), stateHash: 2)]
        let first = try written([known[0]]), both = try written(known)
        let bytes = first + record(type: 999, payload: [1, 2, 3]) + record(type: 1000, payload: []) + both.dropFirst(first.count)
        let reader = try LogReader(bytes: bytes, file: "log")
        #expect(reader.records == known)
        #expect(reader.unknownRecordCount == 2 && reader.damage == nil)
    }

    @Test func knownRecordOfForeignFormIsDamage() throws {
        let reader = try LogReader(bytes: try written([]) + record(type: 2, payload: [1, 2, 3]), file: "log")
        #expect(reader.records.isEmpty && reader.damage != nil)
    }

    @Test func foreignFilesAreRefusedByName() throws {
        func refusal(_ bytes: [UInt8]) -> String? {
            do {
                _ = try LogReader(bytes: bytes, file: "a.log")
                return nil
            } catch { return "\(error)" }
        }
        #expect(refusal([0x89, 0x50]) == "a.log: is not a Veneer log")
        var newer = try written([])
        newer[newer.count - 4] = 9
        #expect(refusal(newer) == "a.log: is a log of version 9; this program reads version 6")
        #expect(throws: LogError.self) { try LogReader(bytes: Array(newer.dropLast()), file: "c") }
        #expect(throws: LogError.self) { try LogReader(url: URL(fileURLWithPath: "/nowhere/at/all.log")) }
        #expect(throws: LogError.self) { try LogWriter(url: URL(fileURLWithPath: "/nowhere/at/all.log")) }
    }
}
