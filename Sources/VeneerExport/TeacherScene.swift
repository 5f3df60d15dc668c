import Foundation
import VeneerFrame
import VeneerMath
import VeneerWorld

/// What a path tracer needs to render frames of one tick: a folder with scene.safetensors (meshes and textures) and scene.json (lights and cameras).
public struct TeacherScene {
    public var world: World
    public var state: WorldState
    public var look: Look
    public var cameras: [Camera]
    public var size: FrameSize

    public init(world: World, state: WorldState, look: Look, cameras: [Camera], size: FrameSize) {
        precondition(cameras.allSatisfy { $0.lens == nil }, "the teacher looks through pinholes")
        self.world = world
        self.state = state
        self.look = look
        self.cameras = cameras
        self.size = size
    }

    public func write(to folder: URL) throws {
        let atlas = try Atlas(world: world, state: state, look: look, cameras: cameras, size: size)
        func flat(_ vectors: [Vec3]) -> [Float] { vectors.flatMap { [$0.x, $0.y, $0.z] } }
        let count = atlas.positions.count
        let models = try TeacherModels(world: world, state: state)
        var tensors: [String: SafetensorsFile.Tensor] = [
            "positions": .init(flat(atlas.positions), shape: [count, 3]),
            "normals": .init(flat(atlas.normals), shape: [count, 3]),
            "uvs": .init(atlas.textureCoordinates.flatMap { [$0.x, $0.y] }, shape: [count, 2]),
            "indices": .init(atlas.indices.map(Int32.init(bitPattern:)), shape: [atlas.indices.count / 3, 3]),
            "base": .init(atlas.baseColourRoots, shape: [atlas.edge, atlas.edge, 3]),
            "surface": .init(atlas.roughnessMetallic, shape: [atlas.edge, atlas.edge, 2]),
            "sky": skyPicture(),
        ]
        if let relief = atlas.relief { tensors["relief"] = .init(relief, shape: [atlas.edge, atlas.edge, 3]) }
        let file = SafetensorsFile(tensors: tensors.merging(models.tensors) { $1 })
        try AtomicFile.write(file.encoded(), to: folder.appendingPathComponent("scene.safetensors"))
        let description: JSON = [
            "world": .string(world.name), "size": [.integer(size.width), .integer(size.height)], "directionToSun": .vector(look.directionToSun),
            "sunIlluminance": .vector(look.sunIlluminance), "skyLuminance": .float(look.skyLuminance.luminance),
            "lights": .array(world.lights(in: state, look: look).map { $0.json(in: world) }),
            "panes": .array(world.mirroringPanes(in: state, look: look).map { $0.json(in: world) }),
            "paneColour": .vector(Material.pane.colourA), "paneRoughness": .float(Material.pane.roughness), "paneMetallic": .float(Material.pane.metallic),
            "frames": .array(cameras.map { $0.teacherJSON(size) }), "models": models.json, "credits": .array(world.credits.map { .string($0) }),
        ]
        try AtomicFile.write(description.text(), to: folder.appendingPathComponent("scene.json"))
    }
}

extension TeacherScene {
    /// All directions, once around in a row and from straight up to straight down; over the mean luminance, as halves.
    private func skyPicture() -> SafetensorsFile.Tensor {
        let width = 1024, height = 512
        var directions: [Float] = []
        directions.reserveCapacity(width * height * 3)
        for row in 0..<height {
            let down = Float.pi * (Float(row) + 0.5) / Float(height)
            for column in 0..<width {
                let around = 2 * Float.pi * (Float(column) + 0.5) / Float(width)
                directions += [sin(around) * sin(down), cos(around) * sin(down), cos(down)]
            }
        }
        let scale = 1 / max(1e-9, look.skyLuminance.luminance)
        let luminances = look.skyLuminances(directions: directions, pixelInRadians: .pi / Float(height))
        return .init(halvesOf: luminances.map { min($0 * scale, 60_000) }, shape: [height, width, 3])
    }
}

extension JSON {
    static func vector(_ v: Vec3) -> JSON { [.float(v.x), .float(v.y), .float(v.z)] }
}

extension Light {
    /// A pane lights a room evenly, and shows the sky; a lamp reflects, too, as what it is made of does.
    fileprivate func json(in world: World) -> JSON {
        let body = world.bodies[bodyIndex], material = world.materials[body.materialIndex], isPane = body.emission == .sky
        var members: [JSON.Member] = [.init(key: "centre", value: .vector(centreInWorld)), .init(key: "luminance", value: .vector(luminance))]
        switch form {
        case .sphere(let radius): members.append(.init(key: "radius", value: .float(radius)))
        case .rectangle(let u, let v):
            members += [.init(key: "halfU", value: .vector(u)), .init(key: "halfV", value: .vector(v)), .init(key: "isPane", value: .bool(isPane))]
        }
        if !isPane {
            members += [
                .init(key: "colour", value: .vector(material.colourA)), .init(key: "roughness", value: .float(material.roughness)),
                .init(key: "metallic", value: .float(material.metallic)),
            ]
        }
        return .object(members)
    }
}

extension Camera {
    /// World-from-camera, rows first.
    fileprivate var rotationRows: [Float] {
        let x = worldFromCamera.rotation.act(Vec3(1, 0, 0)), y = worldFromCamera.rotation.act(Vec3(0, 1, 0)), z = worldFromCamera.rotation.act(Vec3(0, 0, 1))
        return [x.x, y.x, z.x, x.y, y.y, z.y, x.z, y.z, z.z]
    }

    fileprivate func teacherJSON(_ size: FrameSize) -> JSON {
        let k = intrinsics(size)
        return [
            "rotation": .array(rotationRows.map { .float($0) }), "position": .vector(worldFromCamera.position),
            "focal": [.float(k.focal.x), .float(k.focal.y)], "centre": [.float(k.centre.x), .float(k.centre.y)],
        ]
    }

    fileprivate func training(_ size: FrameSize) -> [Float] {
        let p = worldFromCamera.position
        return rotationRows + [p.x, p.y, p.z, verticalFieldOfViewInRadians, Float(size.width), Float(size.height), 0]
    }
}

/// A frame's planes as the painter's training reads them: float16, luminances times the exposure.
public enum TrainingFrame {
    public static let channels: [Channel] = [
        .composite, .baseColour, .normal, .depth, .roughness, .metallic, .emission, .directDiffuse, .directSpecular, .irradiance, .reflection, .occlusion,
        .noise, .motion,
    ]

    public static func encoded(_ frame: Frame) -> SafetensorsFile {
        var tensors: [String: SafetensorsFile.Tensor] = [:]
        for channel in channels {
            let plane = frame[channel]
            let scale = channel.isLuminance ? frame.exposure : 1
            let values = plane.values.map { clamp($0 * scale, -60_000, 60_000) }
            tensors[channel.rawValue] = .init(halvesOf: values, shape: [frame.size.height, frame.size.width, plane.componentCount])
        }
        tensors[Channel.instance.rawValue] = .init(frame[labels: .instance].values.map(Int32.init(bitPattern:)), shape: [frame.size.height, frame.size.width])
        tensors["look"] = .init(frame.lookFeatures, shape: [frame.lookFeatures.count])
        tensors["exposure"] = .init([frame.exposure], shape: [1])
        tensors["white-balance"] = .init([frame.whiteBalance.x, frame.whiteBalance.y, frame.whiteBalance.z], shape: [3])
        tensors["camera"] = .init(frame.camera.training(frame.size), shape: [16])
        return SafetensorsFile(tensors: tensors, metadata: ["vocabularyVersion": "\(Channel.vocabularyVersion)", "tick": "\(frame.tick.index)"])
    }
}
