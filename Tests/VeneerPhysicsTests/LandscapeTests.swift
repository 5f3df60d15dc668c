import Foundation
import Testing
import VeneerAssets
import VeneerMath
import VeneerPhysics
import VeneerWorld

private func world(_ ground: String, ball: String, folder: URL? = nil) throws -> World {
    try World(
        jsonText: """
            { "veneer": 1, "name": "land", "materials": { "grey": { "kind": "plain", "colour": [0.5, 0.5, 0.5] } },
              "bodies": [{ "name": "ground", "material": "grey", \(ground) }, { "name": "ball", "shape": { "sphere": 0.1 }, "material": "grey", \(ball), "mass": 1 }],
              "look": { "timeOfDay": 12 }, "camera": { "keys": [{ "eye": [2, 2, 2], "target": [0, 0, 0] }] } }
            """, file: "land.jsonc", folder: folder)
}

private func withTemporaryFolder(_ body: (URL) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("veneer-land-\(UUID().uuidString)", isDirectory: true)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) } // leavings in the temporary folder harm nobody
    try body(folder)
}

/// Four slopes down to a square bottom: 2 m wide, 0.5 m deep.
private let funnel = """
    v -1 -1 0.5\nv 1 -1 0.5\nv 1 1 0.5\nv -1 1 0.5\nv -0.2 -0.2 0\nv 0.2 -0.2 0\nv 0.2 0.2 0\nv -0.2 0.2 0
    f 1 2 6 5\nf 2 3 7 6\nf 3 4 8 7\nf 4 1 5 8\nf 5 6 7 8
    """

@Suite struct LandscapeTests {
    /// A hull would carry it at the rim's height.
    @Test func aBallRollsIntoAStaticMesh() throws {
        try withTemporaryFolder { folder in
            try Data(funnel.utf8).write(to: folder.appendingPathComponent("funnel.obj"))
            let world = try world("\"shape\": { \"mesh\": \"funnel.obj\" }, \"position\": [0, 0, 0]", ball: "\"position\": [0.7, 0.3, 0.7]", folder: folder)
            let simulation = try Simulation(world: world)
            simulation.step(12 * Tick.perSecond)
            let ball = simulation.state.bodies[1]
            let place: Vec3 = ball.pose.position
            #expect(length(place - Vec3(0, 0, 0.1)) < 0.2, "\(place)")
            #expect(abs(place.z - 0.1) < 0.01, "\(place)")
            #expect(length(ball.linearVelocity) < 0.05)
            // Rays meet it as it is, too.
            let hit = try #require(simulation.castRay(from: Vec3(0.6, 0, 3), direction: Vec3(0, 0, -1), maximumDistance: 9))
            #expect(hit.body == 0 && abs(hit.pointInWorld.z - 0.25) < 1e-4)
            // From a checkpoint it is the same run.
            let early = try Simulation(world: world)
            early.step(240)
            let again = try Simulation(world: world, from: try #require(early.checkpoint))
            early.step(480)
            again.step(480)
            #expect(again.state.hash == early.state.hash)
        }
    }

    /// From a picture whose middle is dark: its heights are the pixels', and a ball comes to rest in the hollow.
    @Test func aBallRollsIntoTheHollowOfAPicture() throws {
        try withTemporaryFolder { folder in
            let size = 33
            // A plain PGM-like bowl, written by the library that reads it back: r² from the middle.
            let samples = (0..<size * size).map { (i: Int) -> UInt8 in
                let x: Float = Float(i % size) / 16 - 1, y: Float = Float(i / size) / 16 - 1
                let square: Float = x * x + y * y
                return UInt8(min(255, 127 * square))
            }
            try Data(greyPNG(samples, edge: size)).write(to: folder.appendingPathComponent("bowl.png"))
            let world = try world(
                "\"shape\": { \"heights\": \"bowl.png\", \"size\": [4, 4, 1] }, \"position\": [0, 0, 0]", ball: "\"position\": [1.2, -0.9, 0.6]", folder: folder
            )
            let simulation = try Simulation(world: world)
            let middle = try #require(simulation.castRay(from: Vec3(0.001, 0.001, 3), direction: Vec3(0, 0, -1), maximumDistance: 9))
            #expect(middle.body == 0 && abs(middle.pointInWorld.z + 0.5) < 0.01)
            simulation.step(30 * Tick.perSecond)
            let place = simulation.state.bodies[1].pose.position
            #expect(length(place * Vec3(1, 1, 0)) < 0.3, "\(place)")
            #expect(abs(place.z + 0.4) < 0.03, "\(place)")
        }
    }

    @Test func hillsFollowTheirSeedAndReadBack() throws {
        func ground(_ seed: Int) -> String {
            "\"shape\": { \"heights\": { \"seed\": \(seed), \"feature\": 1, \"cells\": 40 }, \"size\": [6, 3, 0.8] }, \"position\": [0, 0, 0]"
        }
        let first = try world(ground(1), ball: "\"position\": [0, 0, 2]"), other = try world(ground(2), ball: "\"position\": [0, 0, 2]")
        #expect(try World(jsonText: first.jsonText(), file: "again") == first && first.bodies[0].shape != other.bodies[0].shape)
        let mesh = first.bodies[0].shape.mesh()
        #expect(mesh.triangleCount == 2 * 40 * 20)
        let heights = mesh.positions.map(\.z), low = heights.min() ?? 0, high = heights.max() ?? 0
        #expect(low >= -0.4 && high <= 0.4 && high - low > 0.3, "\(low)...\(high)")
        let simulation = try Simulation(world: first)
        simulation.step(480)
        let ball = simulation.state.bodies[1].pose.position
        let isOff = abs(ball.x) > 2.9 || abs(ball.y) > 1.4
        #expect(isOff || (ball.z > -0.31 && ball.z < 0.6), "fell through: \(ball)")
    }

    @Test(arguments: [
        ("\"shape\": { \"heights\": \"none.png\", \"size\": [1, 1, 1] }, \"position\": [0, 0, 0]", "cannot be read"),
        ("\"shape\": { \"heights\": { \"feature\": 1, \"cells\": 100000 }, \"size\": [1, 1, 1] }, \"position\": [0, 0, 0]", "must lie in"),
        ("\"shape\": { \"heights\": { \"feature\": 1 }, \"size\": [1, 1, 0] }, \"position\": [0, 0, 0]", "each edge"),
        ("\"shape\": { \"heights\": { \"feature\": 1 }, \"size\": [1, 1, 1] }, \"position\": [0, 0, 0], \"mass\": 2", "stays where it is"),
    ])
    func aWrongLandscapeIsNamed(ground: String, remedy: String) throws {
        let error = #expect(throws: WorldError.self) { try world(ground, ball: "\"position\": [0, 0, 2]") }
        #expect(error?.message.contains(remedy) == true, "\(error?.description ?? "")")
    }
}

/// An 8-bit grey PNG whose data is stored, not packed.
private func greyPNG(_ samples: [UInt8], edge: Int) -> [UInt8] {
    func big(_ number: UInt32) -> [UInt8] { [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) } }
    func crc(_ bytes: [UInt8]) -> UInt32 {
        ~bytes.reduce(UInt32.max) { crc, byte in (0..<8).reduce(crc ^ UInt32(byte)) { crc, _ in crc & 1 == 1 ? (crc >> 1) ^ 0xedb8_8320 : crc >> 1 } }
    }
    func chunk(_ name: String, _ data: [UInt8]) -> [UInt8] { big(UInt32(data.count)) + Array(name.utf8) + data + big(crc(Array(name.utf8) + data)) }
    let rows: [UInt8] = (0..<edge).flatMap { (row: Int) -> [UInt8] in [0] + samples[row * edge..<(row + 1) * edge] }
    var low: UInt32 = 1, high: UInt32 = 0
    for byte in rows {
        low = (low + UInt32(byte)) % 65521
        high = (high + low) % 65521
    }
    let length = UInt16(rows.count)
    let head: [UInt8] = [0x78, 0x01, 0x01, UInt8(length & 255), UInt8(length >> 8), UInt8(~length & 255), UInt8(~length >> 8)]
    let stored: [UInt8] = head + rows + big(high << 16 | low), format: [UInt8] = [8, 0, 0, 0, 0], size: [UInt8] = big(UInt32(edge))
    var file: [UInt8] = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
    file += chunk("IHDR", size + size + format)
    file += chunk("IDAT", stored)
    file += chunk("IEND", [])
    return file
}
