import Foundation
import VeneerExport
import VeneerFrame
import VeneerMath
import VeneerWorld

/// A scene that was exported for the teacher, with the teacher's pictures of its views.
public struct JudgedScene: Sendable {
    public var name: String
    public var folder: URL

    /// Those in a data folder that the teacher has painted the first view of, in their order.
    public static func all(in data: URL) throws(ExportError) -> [JudgedScene] {
        let scenes = data.appendingPathComponent("scenes")
        let names = (try? FileManager.default.contentsOfDirectory(atPath: scenes.path)) ?? [] // none: said below
        let found = names.filter { Int($0) != nil }.sorted().map { JudgedScene(name: $0, folder: scenes.appendingPathComponent($0)) }
            .filter { FileManager.default.fileExists(atPath: $0.teacherFile(0).path) }
        guard !found.isEmpty else {
            throw ExportError("\(data.path) has no scenes with a teacher's pictures; make them with ./veneer eval, or say where with --data")
        }
        return found
    }

    private func teacherFile(_ view: Int) -> URL { folder.appendingPathComponent("teacher-\(view).safetensors") }

    public func world() throws -> World { try World(contentsOf: folder.appendingPathComponent("world.json")) }

    public func cameras(of world: World) -> [Camera] { world.camera.keys.map { world.camera.camera(at: $0.tick) } }

    /// The teacher's pictures of the views from the first on, cd/m², as large as asked for: that many times smaller than they were painted.
    public func teachers(_ size: FrameSize) throws -> [Plane] {
        var planes: [Plane] = []
        while FileManager.default.fileExists(atPath: teacherFile(planes.count).path) { planes.append(try teacher(planes.count, size)) }
        return planes
    }

    public func teacher(_ view: Int, _ size: FrameSize) throws -> Plane {
        let whole = try teacher(view), factor = whole.size.width / size.width
        guard factor > 0, FrameSize(size.width * factor, size.height * factor) == whole.size else {
            throw ExportError(
                "\(teacherFile(view).path) is \(whole.size); pictures to be held against it must be as large, or a whole number of times smaller, not \(size)")
        }
        return whole.reduced(by: factor)
    }

    /// As it was painted.
    public func teacher(_ view: Int) throws -> Plane {
        let file = teacherFile(view), told = try SafetensorsFile(decoding: try AtomicFile.read(file))
        guard let tensor = told.tensors["teacher"], let values = tensor.floats, let scale = told.tensors["scale"]?.floats?.first, tensor.shape.count == 3 else {
            throw ExportError("\(file.path) holds no teacher's picture; render it again")
        }
        return Plane(FrameSize(tensor.shape[1], tensor.shape[0]), componentCount: 3, values: values.map { $0 / scale })
    }
}
