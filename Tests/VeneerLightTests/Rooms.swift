import VeneerFrame
import VeneerLight
import VeneerMath
import VeneerWorld

/// Small worlds whose light can be worked out by hand.
struct Room {
    var materials: [Material] = []
    var bodies: [Body] = []
    var look = Look(directionToSun: Vec3(0, 0, 1), sunIlluminance: .zero, skyLuminance: .zero, lampScale: 1)

    mutating func paint(_ reflectance: Float) -> Int {
        let colour = Vec3(repeating: reflectance)
        materials.append(Material(name: "paint \(materials.count)", kind: .plain, colourA: colour, colourB: colour, roughness: 1, contrast: 0))
        return materials.count - 1
    }

    mutating func addBox(from low: Vec3, to high: Vec3, material: Int) {
        bodies.append(
            Body(
                name: "box \(bodies.count)", shape: .box(size: high - low, bevel: 0), materialIndex: material, worldFromBody: Pose(position: (low + high) / 2),
                semantic: "wall"))
    }

    /// Six slabs around a box of air.
    mutating func addShell(low: Vec3, high: Vec3, material: Int, thickness t: Float = 0.1) {
        for axis in 0..<3 {
            for side in [false, true] {
                var from = low - t, to = high + t
                if side { from[axis] = high[axis] } else { to[axis] = low[axis] }
                addBox(from: from, to: to, material: material)
            }
        }
    }

    mutating func addGlobe(at position: Vec3, radius: Float, lumens: Float, material: Int) {
        bodies.append(
            Body(
                name: "globe", shape: .sphere(radius: radius), materialIndex: material, worldFromBody: Pose(position: position), semantic: "lamp",
                emission: .lamp(luminousFluxInLumens: lumens, colour: Vec3(repeating: 1))))
    }

    /// Lit from within a shade, which few rays find.
    static func byAShadedLamp(reach: Float) -> Room {
        var room = Room()
        let paint = room.paint(0.6)
        room.addShell(low: Vec3(-reach, -reach, 0), high: Vec3(reach, reach, 2.5), material: paint)
        room.addBox(from: Vec3(-1.3, -1.2, 1.3), to: Vec3(-0.9, -0.8, 1.31), material: paint)
        room.addGlobe(at: Vec3(-1.1, -1, 1.4), radius: 0.05, lumens: 900, material: paint)
        return room
    }

    var world: World {
        World(
            name: "room", seed: 1, materials: materials, bodies: bodies, look: look,
            camera: CameraPath(keys: [.init(seconds: 0, eye: Vec3(0, 0, 1), target: Vec3(1, 0, 1))]))
    }
}

/// A picture of one flat, rough, white floor at z = 0, as a raster would give it; `camera` looks at it from above.
func floorFrame(size: FrameSize, camera: Camera, reflectance: Float) -> Frame {
    var frame = Frame(tick: Tick(0), size: size, camera: camera, isCut: true)
    var normal = Plane(size, componentCount: 3), depth = Plane(size, componentCount: 1)
    for y in 0..<size.height {
        for x in 0..<size.width {
            let ray = camera.rayInWorld(throughPixel: Vec2(Float(x) + 0.5, Float(y) + 0.5), size: size)
            depth[x, y] = -camera.worldFromCamera.position.z / ray.z
            normal[x, y, 2] = 1
        }
    }
    frame[.baseColour] = Plane(size, componentCount: 3, repeating: reflectance)
    frame[.normal] = normal
    frame[.depth] = depth
    frame[.roughness] = Plane(size, componentCount: 1, repeating: 0.5)
    frame[.metallic] = Plane(size, componentCount: 1)
    frame[.emission] = Plane(size, componentCount: 3)
    frame[labels: .instance] = LabelPlane(size, values: Array(repeating: 1, count: size.pixelCount))
    return frame
}

func floorPoint(_ frame: Frame, _ x: Int, _ y: Int) -> Vec3 {
    let ray = frame.camera.rayInWorld(throughPixel: Vec2(Float(x) + 0.5, Float(y) + 0.5), size: frame.size)
    return frame.camera.worldFromCamera.position + ray * frame[.depth][x, y]
}

/// Disney's diffuse lobe at roughness 0.5 over Lambert's, for light from `l` seen from `v`.
func diffuseFactor(_ l: Vec3, _ v: Vec3, _ n: Vec3) -> Double {
    let h = normalize(l + v), c = Double(dot(l, h)), grazing = c * c - 0.5
    func fifth(_ x: Float) -> Double { let y = Double(1 - x); return y * y * y * y * y }
    return (1 + grazing * fifth(dot(n, l))) * (1 + grazing * fifth(dot(n, v)))
}
