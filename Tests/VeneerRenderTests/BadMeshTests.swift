import Foundation
import Testing
import VeneerAssets
import VeneerFrame
import VeneerMath
import VeneerRender
import VeneerWorld

private func model(_ text: String, size: Vec3? = nil) throws -> Model {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("veneer-bad-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) } // leavings in the temporary folder harm nobody
    try Data(text.utf8).write(to: folder.appendingPathComponent("bad.obj"))
    return try ModelLibrary.model(
        named: "file:\(folder.appendingPathComponent("bad.obj").path)", size: size, cache: ModelCache(folder: folder.appendingPathComponent("cache")))
}

private let square = "v 0 0 0\nv 1 0 0\nv 1 1 0\nv 0 1 0\n"

/// What files get wrong though a surface is there all the same.
private let badMeshes: [String: String] = [
    "no normals": square + "f 1 2 3 4\n",
    "normals of no length": square + "vn 0 0 0\nf 1//1 2//1 3//1 4//1\n",
    "normals that are no numbers": square + "vn nan nan nan\nvn 1e300 1e300 0\nf 1//1 2//2 3//1 4//2\n",
    "normals along the surface": square + "vn 1 0 0\nf 1//1 2//1 3//1 4//1\n",
    "needles": square + "v 0.5 1e-9 0\nv 0.5 1 1e-7\nf 1 2 3 4\nf 1 5 2\nf 4 6 3\nf 1 6 5\n",
    "triangles without an area": square + "f 1 1 1\nf 1 2 2\nf 1 2 3 4\nf 4 3 4\n",
    "texture places far off": square + "vt 1e30 -1e30\nvt nan 0\nf 1/1 2/2 3/1 4/2\n",
    "a corner far from the others' detail": square + "v 0.5 0.5 1e-6\nf 1 2 5\nf 2 3 5\nf 3 4 5\nf 4 1 5\n",
]

@Test(arguments: badMeshes.keys.sorted(), [0.05, 1, 800] as [Float]) func badMeshesAreDrawnWhereTheyAre(name: String, edge: Float) throws {
    let text = try #require(badMeshes[name]), model = try model(text, size: Vec3(edge, max(0.001, 0.002 * edge), edge))
    let size = FrameSize(64, 64), camera = camera(eye: Vec3(0, -2 * edge, 0))
    // As near as its size asks for.
    var near = camera
    near.nearInMetres = min(camera.nearInMetres, edge / 10)
    let frame = try picture(world([Body(model: model, base: Vec3(0, 0, -edge / 2))]), size, near)
    for (channel, plane) in frame.planes { #expect(plane.values.allSatisfy { $0.isFinite }, "\(channel.rawValue)") }
    #expect(frame[labels: .instance][32, 32] == 1)
    #expect(abs(frame[.depth][32, 32] / (2 * edge) - 1) < 0.01)
    #expect(abs(frame[.normal].colour(32, 32).y + 1) < 0.02)
    // Half of the picture's height at twice the distance.
    let expected = edge / (2 * edge) * camera.focalLengthInPixels(size)
    #expect(abs(Float(frame[labels: .instance].values.count { $0 == 1 }).squareRoot() - expected) < 2)
}

@Test func tooManyFacesAreRefusedByName() {
    let error = #expect(throws: AssetError.self) { _ = try model(square + String(repeating: "f 1 2 3\n", count: 2_000_001)) }
    #expect(error?.file.contains("bad.obj") == true && error?.message.contains("more than 2000000 faces; simplify it first") == true)
}
