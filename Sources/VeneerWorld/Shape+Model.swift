import Foundation
import VeneerAssets
import VeneerMath

extension Shape {
    /// The model that this shape is, if it is one.
    public var model: Model? {
        guard case .model(let model) = self else { return nil }
        return model
    }

    /// `{ "model": NAME }`, with the size where it isn't the model's own, and the hash of what it was when this was written.
    init(model name: String, _ fields: FieldReader, folder: URL?) throws {
        let size = fields.value("size") == nil ? nil : try fields.vector("size")
        let hash = fields.value("hash") == nil ? nil : try fields.string("hash")
        let model: Model
        do {
            model = try ModelLibrary.model(named: name, size: size, relativeTo: folder)
        } catch {
            throw fields.fail("\(fields.place).model: \(error)\(Shape.suggestion(for: name))")
        }
        guard hash == nil || hash == model.hashText else {
            throw fields.fail(
                "\(fields.place).model: \(name) is not what it was when this was written; put it back, or take \"hash\" out to use it as it is now")
        }
        self = .model(model)
    }

    private static func suggestion(for name: String) -> String {
        // Without a catalogue there is nothing to suggest.
        guard let names = try? ModelLibrary.catalogue().entries.map(\.name), !names.contains(name), let near = Nearest.to(name, among: names) else { return "" }
        return "; did you mean \"\(near)\"?"
    }

    static func jsonText(of model: Model) -> String {
        let name = model.name.replacingOccurrences(of: "\\", with: "\\\\").replacingOccurrences(of: "\"", with: "\\\"")
        let size = model.givenSize.map { ", \"size\": [\($0.x), \($0.y), \($0.z)]" } ?? ""
        return "{ \"model\": \"\(name)\"\(size), \"hash\": \"\(model.hashText)\" }"
    }
}

extension Mesh {
    public init(_ model: ModelMesh) {
        self.init()
        positions = model.positions
        normals = model.normals
        indices = model.indices
    }
}

extension Body {
    /// A model that stands on `base`, turned about the vertical by `yaw`; without one it faces -y. Its materials are its own.
    public init(model: Model, name: String? = nil, base: Vec3, yawInRadians yaw: Float = 0, massInKilograms: Float = 0) {
        let shape = Shape.model(model)
        self.init(
            name: name ?? model.title, shape: shape, materialIndex: 0,
            worldFromBody: Pose(position: base + Vec3(0, 0, shape.halfExtents.z), rotation: Quaternion(angleInRadians: yaw, axis: Vec3(0, 0, 1))),
            massInKilograms: massInKilograms, semantic: model.semantic)
    }
}

extension World {
    /// Whom the world's models are by, a line each, in the order of their first use.
    public var credits: [String] {
        var credits: [String] = []
        for body in bodies {
            guard let credit = body.shape.model?.entry?.credit, !credits.contains(credit) else { continue }
            credits.append(credit)
        }
        return credits
    }
}
