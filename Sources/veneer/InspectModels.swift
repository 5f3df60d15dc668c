import Foundation
import VeneerAssets
import VeneerMath

/// What `inspect` says of models: one, or all that are installed.
enum InspectModels {
    /// Whether `inspect` was asked for models.
    static func knows(_ word: String) -> Bool { word.hasPrefix("pack:") || word.hasPrefix("file:") || word.lowercased().hasSuffix(".obj") }

    /// Of a mesh as its file has it.
    static func describe(mesh file: URL) throws {
        let solid = try SolidMesh(file: file, name: file.lastPathComponent, scale: Vec3(1, 1, 1)), bounds = solid.mesh.bounds
        print(
            "mesh \(solid.name): \(solid.mesh.triangleCount) triangles, \(solid.mesh.positions.count) vertices; hull of \(solid.hull.count) corners; \(solid.pieces.count) convex pieces where it moves"
        )
        print("size \(size(bounds.high - bounds.low)) in its own axes, from \(bounds.low.x) \(bounds.low.y) \(bounds.low.z)")
    }

    static func run(_ word: String) throws {
        if word == Catalogue.prefix || word == "pack:" { return try list() }
        if word.hasPrefix(Catalogue.prefix + "/"), word.split(separator: "/").count == 2 { return try list(archive: word) }
        try describe(try ModelLibrary.model(named: word.hasPrefix("pack:") || word.hasPrefix("file:") ? word : "file:\(word)"))
    }

    private static func list(archive: String? = nil) throws {
        let entries = try ModelLibrary.catalogue().entries.filter { entry in archive.map { entry.name.hasPrefix($0 + "/") } ?? true }
        guard !entries.isEmpty else { throw CommandError("there is no archive \(archive ?? ""); ./veneer inspect \(Catalogue.prefix) lists all models") }
        let width = (entries.map(\.name.count).max() ?? 0) + 2
        for entry in entries {
            print(entry.name.padding(toLength: width, withPad: " ", startingAt: 0) + "\(size(entry.sizeInMetres))  \(entry.category): \(entry.title)")
        }
        print("\(entries.count) models; width, depth and height in metres")
    }

    private static func describe(_ model: Model) throws {
        print("\(model.name): \(model.title)")
        print("size \(size(model.sizeInMetres)) m (width, depth, height); class \"\(model.semantic)\"")
        if let entry = model.entry {
            print("category \(entry.category)\(entry.tags.isEmpty ? "" : "; tags \(entry.tags.joined(separator: ", "))")")
            print("by \(entry.author), \(entry.licence)")
        }
        let levels = model.levels.map { "\($0.mesh.triangleCount) (\(String(format: "%.1f", $0.errorInMetres * 1000)) mm off)" }
        print("\(model.triangleCount) triangles; levels of detail: \(levels.joined(separator: ", "))")
        print("\(model.hulls.count) convex pieces, \(model.hulls.reduce(0) { $0 + $1.points.count }) points")
        print(
            "\(model.materials.count) materials; textures: \(model.textures.isEmpty ? "none" : model.textures.map { "\($0.name) \($0.width)x\($0.height)\($0.isCutOut ? " cut out" : "")" }.joined(separator: ", "))"
        )
        for remark in model.remarks { print("note: \(remark)") }
    }

    private static func size(_ v: Vec3) -> String { String(format: "%.3f x %.3f x %.3f", v.x, v.y, v.z) }
}
