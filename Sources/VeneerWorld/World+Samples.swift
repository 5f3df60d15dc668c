import VeneerMath

extension World {
    /// The materials that this world is there to show: all but its ground's.
    public var sampled: [Material] { materials.filter { $0.name != "ground" } }

    /// A material as one would lay it out to choose by: a ball, a bevelled block and a slab, on grey ground.
    public static func samples(of material: Material) -> World {
        let grey = Material(name: "ground", kind: .plain, colourA: Vec3(0.3, 0.3, 0.3), colourB: .zero, roughness: 0.9, contrast: 0)
        func body(_ name: String, _ shape: Shape, at position: Vec3, yawInDegrees: Float = 0, material: Int = 1) -> Body {
            let rotation = Quaternion(angleInRadians: yawInDegrees * .pi / 180, axis: Vec3(0, 0, 1))
            return Body(name: name, shape: shape, materialIndex: material, worldFromBody: Pose(position: position, rotation: rotation), semantic: name)
        }
        let bodies = [
            body("ground", .box(size: Vec3(30, 30, 0.2), bevel: 0), at: Vec3(0, 0, -0.1), material: 0),
            body("slab", .box(size: Vec3(0.9, 0.9, 0.03), bevel: 0.004), at: Vec3(0, 0, 0.015)),
            body("ball", .sphere(radius: 0.16), at: Vec3(-0.2, -0.1, 0.19)),
            body("block", .box(size: Vec3(0.3, 0.26, 0.34), bevel: 0.01), at: Vec3(0.18, 0.12, 0.2), yawInDegrees: 24),
        ]
        let look = Look(
            directionToSun: Vec3(-0.62, -0.3, 0.73), sunIlluminance: Vec3(80_000, 74_000, 62_000), skyLuminance: Vec3(3600, 4300, 5600), lampScale: 1)
        let near = CameraPath.Key(seconds: 0, eye: Vec3(0.02, -0.72, 0.56), target: Vec3(0, 0, 0.12))
        let middle = CameraPath.Key(seconds: 2, eye: Vec3(0.3, -1.5, 1.0), target: Vec3(0, 0, 0.1))
        let far = CameraPath.Key(seconds: 6, eye: Vec3(1.2, -5.6, 2.6), target: Vec3(0, 0, 0.1))
        return World(
            name: material.name, seed: 5, materials: [grey, material], bodies: bodies, look: look,
            camera: CameraPath(keys: [near, middle, far], verticalFieldOfViewInDegrees: 40))
    }
}
