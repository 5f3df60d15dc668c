import Foundation
import VeneerMath
import VeneerWorld

/// A scene that was exported for the teacher: its world, and how many views of what size it asks for.
struct SceneFolder {
    let url: URL
    let world: World
    let size: FrameSize
    let viewCount: Int

    private struct Description: Decodable {
        var size: [Int]
        var frames: [Ignored]
        struct Ignored: Decodable {}
    }

    init(_ url: URL) throws {
        self.url = url
        let description = try JSONDecoder().decode(Description.self, from: Data(contentsOf: url.appendingPathComponent("scene.json")))
        (size, viewCount) = (FrameSize(description.size[0], description.size[1]), description.frames.count)
        world = try World(contentsOf: url.appendingPathComponent("world.json"))
    }

    /// The folders of a data folder's scenes, by number.
    static func all(in data: URL) throws -> [URL] {
        let scenes = data.appendingPathComponent("scenes")
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: scenes.path) else { // said as what to do
            throw CommandError("no scenes in \(scenes.path); make some with export-scenes")
        }
        return names.filter { Int($0) != nil }.sorted().map { scenes.appendingPathComponent($0) }
    }

    func camera(_ view: Int) -> Camera { world.camera.camera(at: world.camera.keys[min(view, world.camera.keys.count - 1)].tick) }
}
