import Foundation
import Testing
import VeneerFrame
import VeneerGPU
import VeneerMath
import VeneerRender
import VeneerWorld

private func withCacheFolder(_ body: (URL) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("veneer-\(UUID().uuidString)/veneer")
    defer { try? FileManager.default.removeItem(at: folder.deletingLastPathComponent()) } // leavings in the temporary folder harm nobody
    try body(folder)
}

/// A picture made by a device that keeps its pipelines in a folder.
private func depth(keptIn folder: URL?) throws -> Plane {
    let renderer = try Renderer(device: GPUDevice(validate: true, cacheFolder: folder), world: world([box(Vec3(1, 1, 1))]), size: FrameSize(64, 64))
    let state = WorldState(tick: Tick(0), bodies: [BodyState(pose: .identity)], contacts: []), camera = camera(eye: Vec3(0, -3, 1))
    return try renderer.renderLabels(state: state, previous: state, camera: camera, previousCamera: camera, isCut: true)[.depth]
}

private func onlyFile(in folder: URL) throws -> URL {
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    #expect(names.count == 1)
    return folder.appendingPathComponent(try #require(names.first))
}

@Test func pipelinesAreKeptWholeAndDamagedOnesReplaced() throws {
    try withCacheFolder { folder in
        let expected = try depth(keptIn: folder), file = try onlyFile(in: folder), whole = try Data(contentsOf: file)
        #expect(whole.count >= 16 + 32)
        var flipped = whole
        flipped[whole.count - 1] ^= 1
        // Another vendor's, with a seal that fits it.
        var foreign = whole
        foreign[16 + 8] ^= 0xff
        var hash = StableHash()
        foreign.dropFirst(16).withUnsafeBytes { hash.combine(bytes: $0) }
        foreign.replaceSubrange(8..<16, with: withUnsafeBytes(of: hash.value.littleEndian) { Data($0) })
        for damaged in [Data(), whole.prefix(12), whole.prefix(whole.count - 3), flipped, foreign, Data(repeating: 7, count: 5000)] {
            try damaged.write(to: file)
            #expect(try depth(keptIn: folder) == expected)
            #expect(try Data(contentsOf: onlyFile(in: folder)) == whole)
        }
    }
}

@Test func aFolderThatCannotBeWrittenStopsNothing() throws {
    #expect(try depth(keptIn: URL(fileURLWithPath: "/proc/no/such")) == depth(keptIn: nil))
}

@Test func theCacheStandsWhereThePersonKeepsCaches() {
    #expect(GPUDevice.cacheFolder(environment: ["XDG_CACHE_HOME": "/c", "HOME": "/h"])?.path == "/c/veneer")
    #expect(GPUDevice.cacheFolder(environment: ["XDG_CACHE_HOME": "relative", "HOME": "/h"])?.path == "/h/.cache/veneer")
    #expect(GPUDevice.cacheFolder(environment: ["HOME": "/h"])?.path == "/h/.cache/veneer")
    #expect(GPUDevice.cacheFolder(environment: [:]) == nil)
}
