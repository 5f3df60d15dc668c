import Foundation
import VeneerExport
import VeneerMath
import VeneerWorld

/// A world's bodies for programs that know meshes only.
enum ExportMeshesCommand {
    static let verb = Verb(
        name: "export-meshes", words: ["WORLD"], summary: "a world's bodies as OBJ files, with poses, colours and the camera's path in scene.json",
        options: [Option("--out", "DIR", "the folder (default WORLD-meshes)"), Option("--frames", "N", "places on the camera's path (default 48)")], run: run)

    static func run(_ options: Options) throws {
        let world = try Places.world(options.words[0])
        let out = URL(fileURLWithPath: options.text("--out") ?? "\(world.name)-meshes")
        let frames = try options.integer("--frames", default: 48, in: 1...100_000)
        try FileManager.default.createDirectory(at: out, withIntermediateDirectories: true)
        var bodies: [JSON] = []
        for (index, body) in world.bodies.enumerated() {
            let file = "body-\(World.instanceId(ofBody: index)).obj"
            try AtomicFile.write(obj(body.shape.mesh()), to: out.appendingPathComponent(file))
            let pose = body.worldFromBody, colour = world.materials[body.materialIndex].colourA
            bodies.append([
                "id": .integer(Int(World.instanceId(ofBody: index))), "name": .string(body.name), "file": .string(file), "position": array(pose.position),
                "quaternion": array(pose.rotation), "colour": array(colour), "mass": .float(body.massInKilograms),
            ])
        }
        let cameras: [JSON] = (0..<frames).map { index in
            let camera = world.camera.camera(at: FrameRate.standard.tick(ofFrame: index)), pose = camera.worldFromCamera
            return ["position": array(pose.position), "quaternion": array(pose.rotation), "vertical_fov": .float(camera.verticalFieldOfViewInRadians)]
        }
        let scene: JSON = [
            "world": .string(world.name), "camera_axes": "x right, y down, z forward", "quaternions": "x y z w", "bodies": .array(bodies),
            "cameras": .array(cameras),
        ]
        try AtomicFile.write(scene.text(), to: out.appendingPathComponent("scene.json"))
        print(out.path)
    }

    private static func obj(_ mesh: Mesh) -> String {
        var text = ""
        for p in mesh.positions { text += "v \(p.x) \(p.y) \(p.z)\n" }
        for n in mesh.normals { text += "vn \(n.x) \(n.y) \(n.z)\n" }
        for t in stride(from: 0, to: mesh.indices.count, by: 3) {
            text += "f" + (0..<3).map { " \(mesh.indices[t + $0] + 1)//\(mesh.indices[t + $0] + 1)" }.joined() + "\n"
        }
        return text
    }

    private static func array(_ v: Vec3) -> JSON { [.float(v.x), .float(v.y), .float(v.z)] }
    private static func array(_ q: Quaternion) -> JSON { [.float(q.vector.x), .float(q.vector.y), .float(q.vector.z), .float(q.vector.w)] }
}
