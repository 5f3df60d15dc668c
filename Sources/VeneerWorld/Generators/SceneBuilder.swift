import Foundation
import VeneerAssets
import VeneerMath

/// Puts a scene together as a person would write it down: named parts, sizes and places in whole millimetres.
/// Parts are given in the space of the thing that is being built: x along its width, −y its front, z up, origin on the floor.
struct SceneBuilder {
    let seed: UInt64
    let scheme: Scheme
    let stock: FurnitureStock
    /// See `age(seed:theme:)`.
    let age: Float
    var random: SeededRandom
    /// Of one room, chairs are all alike, and cabinets: the model that a kind has here, once chosen.
    var choices: [String: FurnitureStock.Item] = [:]
    var designs: [String: Int] = [:]
    var areModels: [String: Bool] = [:]
    /// How many of a house's windows are lit when lamps are.
    var litWindows: Float = 0
    /// The first model that could not be read; a world without it would not be the seed's.
    var refusal: AssetError?
    private(set) var materials: [Material] = []
    private(set) var bodies: [Body] = []
    private var nameCounts: [String: Int] = [:]
    /// Where the thing that is being built stands.
    var worldFromThing = Pose()
    /// What the thing's parts are called and labelled.
    private(set) var thing = ""
    private(set) var semantic = ""

    init(seed: UInt64, theme: String, stock: FurnitureStock) {
        self.seed = seed
        self.stock = stock
        age = SceneBuilder.age(seed: seed, theme: theme)
        random = SeededRandom(seed: seed, stream: theme)
        scheme = random.pick(Scheme.all)
    }

    /// Builds a thing at a place of the current space: a number tells it from others of its name.
    mutating func build(_ name: String, at pose: Pose = .identity, semantic: String? = nil, _ parts: (inout SceneBuilder) -> Void) {
        let outer = (worldFromThing, thing, self.semantic)
        nameCounts[name, default: 0] += 1
        let count = nameCounts[name, default: 1]
        thing = count == 1 ? name : "\(name) \(count)"
        self.semantic = semantic ?? name
        worldFromThing = worldFromThing * pose
        // Parts that lie a few millimetres apart keep their distances.
        worldFromThing.position = worldFromThing.position.rounded(to: 1000)
        parts(&self)
        (worldFromThing, thing, self.semantic) = outer
    }

    /// By draws of its own: with or without it the rest of the scene is the same.
    mutating func apart(_ part: String = "", _ parts: (inout SceneBuilder) -> Void) {
        let outer = random
        random = SeededRandom(seed: seed, stream: thing + part)
        parts(&self)
        random = outer
    }

    /// The number of the material of this name; made from these values where it is the first of them. `wear`, `use`: as in a middling and in an old place.
    mutating func material(
        _ name: String, _ kind: Material.Kind, _ colour: Vec3, _ second: Vec3? = nil, roughness: Float, metallic: Float = 0, feature: Float = 0.02,
        contrast: Float = 0.8, wear: Float = 0, use: Float? = nil, seedIsOdd: Bool? = nil
    ) -> Int {
        if let known = materials.firstIndex(where: { $0.name == name }) { return known }
        var hash = StableHash()
        hash.combine(seed)
        hash.combine(name)
        var pattern = UInt32(hash.value & 0xfff)
        if let seedIsOdd { pattern = pattern & ~1 | (seedIsOdd ? 1 : 0) }
        materials.append(
            Material(
                name: name, kind: kind, colourA: colour.rounded(to: 1000), colourB: (second ?? colour * 0.6).rounded(to: 1000),
                roughness: roughness.rounded(to: 100), metallic: metallic, featureSizeInMetres: feature.rounded(to: 10_000),
                contrast: kind == .plain ? 0 : contrast.rounded(to: 100), wear: aged(wear: wear),
                use: aged(use: use ?? SceneBuilder.use(of: kind)), seed: pattern))
        return materials.count - 1
    }

    // MARK: - Parts

    mutating func add(_ part: String, _ shape: Shape, _ material: Int, at pose: Pose, massInKilograms: Float = 0, emission: Emission? = nil) {
        let placed = placed(pose)
        bodies.append(
            Body(
                name: name(of: part), shape: shape.inMillimetres, materialIndex: material, worldFromBody: placed, massInKilograms: massInKilograms,
                semantic: semantic, emission: emission))
    }

    private mutating func name(of part: String) -> String {
        let base = part.isEmpty ? thing : "\(thing) \(part)"
        nameCounts[base, default: 0] += base == thing ? 0 : 1
        let count = nameCounts[base, default: 1]
        return base == thing || count == 1 ? base : "\(base) \(count)"
    }

    /// In the world, in millimetres.
    private func placed(_ pose: Pose) -> Pose {
        var placed = worldFromThing * pose
        placed.position = placed.position.rounded(to: 1000)
        placed.rotation = placed.rotation.written
        return placed
    }

    /// A model that stands on a point of the current space.
    mutating func add(_ part: String = "", _ model: Model, on base: Pose, massInKilograms: Float = 0) {
        var body = Body(model: model, name: name(of: part), base: .zero, massInKilograms: massInKilograms)
        let placed = placed(base)
        body.worldFromBody = Pose(position: placed.position + Vec3(0, 0, model.sizeInMetres.z / 2), rotation: placed.rotation)
        body.semantic = semantic
        bodies.append(body)
    }

    mutating func box(
        _ part: String, _ size: Vec3, at centre: Vec3, _ material: Int, bevel: Float = 0, turned: Quaternion = .identity, massInKilograms: Float = 0
    ) {
        add(
            part, .box(size: size, bevel: min(bevel, size.min() * 0.45)), material, at: Pose(position: centre, rotation: turned),
            massInKilograms: massInKilograms)
    }

    /// A box whose length, along which wood grows, stands upright.
    mutating func post(_ part: String, _ size: Vec3, at centre: Vec3, _ material: Int, bevel: Float = 0, lean: Quaternion = .identity) {
        box(part, Vec3(size.z, size.y, size.x), at: centre, material, bevel: bevel, turned: lean * .upright)
    }

    /// A box whose grain runs along y.
    mutating func crossbar(_ part: String, _ size: Vec3, at centre: Vec3, _ material: Int, bevel: Float = 0) {
        box(part, Vec3(size.y, size.x, size.z), at: centre, material, bevel: bevel, turned: .yaw(90))
    }

    mutating func cylinder(_ part: String, radius: Float, height: Float, at centre: Vec3, _ material: Int, bevel: Float = 0, turned: Quaternion = .identity) {
        add(part, .cylinder(radius: radius, height: height, bevel: bevel), material, at: Pose(position: centre, rotation: turned))
    }

    mutating func sphere(_ part: String, radius: Float, at centre: Vec3, _ material: Int, emission: Emission? = nil) {
        add(part, .sphere(radius: radius), material, at: Pose(position: centre), emission: emission)
    }

    /// Turned ware that stands on a point of the current space; the profile begins at height 0.
    mutating func turned(_ part: String, _ profile: [Vec2], on base: Vec3, _ material: Int, massInKilograms: Float = 0, tilt: Quaternion = .identity) {
        let high = profile.map(\.y).max() ?? 0
        add(
            part, .lathe(profile: Shape.centred(profile.map { $0.rounded(to: 1000) }).map { $0.rounded(to: 2000) }), material,
            at: Pose(position: base + Vec3(0, 0, high.rounded(to: 1000) / 2), rotation: tilt), massInKilograms: massInKilograms)
    }

    mutating func cushion(_ part: String, _ size: Vec3, at centre: Vec3, _ material: Int, fullness: Float = 0.5, turned: Quaternion = .identity) {
        // No two alike, and none of the random numbers that place other things.
        let folds = Int(Float(6 + bodies.count * 5 % 13) * clamp(size.x * size.y / 0.4, 1, 3))
        add(part, .cushion(size: size, fullness: fullness, folds: folds), material, at: Pose(position: centre, rotation: turned))
    }

    /// A round bar along a curve through points of the current space.
    mutating func bar(_ part: String, _ path: [Vec3], radius: Float, _ material: Int) {
        let (low, high) = Shape.bounds(ofPath: path)
        add(part, .sweep(path: Shape.centred(path: path), radius: radius), material, at: Pose(position: (low + high) / 2))
    }

    /// Leaves that stand on a point of the current space.
    mutating func leaves(_ part: String, _ size: Vec3, count: Int, _ form: LeafForm, on base: Vec3, _ material: Int, turned: Quaternion = .identity) {
        add(part, .leaves(size: size, count: count, form: form), material, at: Pose(position: base + Vec3(0, 0, size.z / 2), rotation: turned))
    }
}

extension Quaternion {
    static let upright = Quaternion(angleInRadians: -.pi / 2, axis: Vec3(0, 1, 0))
    static func yaw(_ degrees: Float) -> Quaternion { about(Vec3(0, 0, 1), degrees) }
    static func about(_ axis: Vec3, _ degrees: Float) -> Quaternion { Quaternion(angleInRadians: degrees * .pi / 180, axis: axis) }

    /// Whole degrees about z where it is nearly that, else four digits.
    var written: Quaternion {
        let degrees = (2 * atan2(vector.z, vector.w) * 180 / .pi).rounded()
        let wrapped = degrees > 180 ? degrees - 360 : degrees <= -180 ? degrees + 360 : degrees
        if abs(vector.x) < 1e-4, abs(vector.y) < 1e-4 { return wrapped == 0 ? .identity : .yaw(wrapped) * .identity }
        return Quaternion(vector: Vec4(vector.x.rounded(to: 10_000), vector.y.rounded(to: 10_000), vector.z.rounded(to: 10_000), vector.w.rounded(to: 10_000)))
    }
}

extension Float {
    /// The nearest of so many steps a unit.
    func rounded(to steps: Float) -> Float { (self * steps).rounded() / steps + 0 }
}

extension Vec2 {
    func rounded(to steps: Float) -> Vec2 { Vec2(x.rounded(to: steps), y.rounded(to: steps)) }
}

extension Vec3 {
    func rounded(to steps: Float) -> Vec3 { Vec3(x.rounded(to: steps), y.rounded(to: steps), z.rounded(to: steps)) }
}

extension Shape {
    var inMillimetres: Shape {
        func written(_ size: Vec3) -> Vec3 { pointwiseMax(size.rounded(to: 1000), Vec3(repeating: 0.002)) }
        switch self {
        case .box(let size, let bevel): return .box(size: written(size), bevel: bevel.rounded(to: 1000))
        case .sphere(let radius): return .sphere(radius: radius.rounded(to: 1000))
        case .cylinder(let radius, let height, let bevel):
            return .cylinder(radius: max(0.002, radius.rounded(to: 1000)), height: max(0.002, height.rounded(to: 1000)), bevel: bevel.rounded(to: 1000))
        case .lathe, .model, .mesh, .compound: return self
        case .capsule(let radius, let height):
            let radius = max(0.002, radius.rounded(to: 1000))
            return .capsule(radius: radius, height: max(2 * radius, height.rounded(to: 1000)))
        case .drape(let size, let folds): return .drape(size: written(size), folds: folds)
        case .cover(let size, let folds): return .cover(size: written(size), folds: folds)
        case .rock(let size, let seed): return .rock(size: written(size), seed: seed)
        case .sweep(let path, let radius): return .sweep(path: path.map { $0.rounded(to: 1000) }, radius: max(0.001, radius.rounded(to: 1000)))
        case .cushion(let size, let fullness, let folds): return .cushion(size: written(size), fullness: fullness.rounded(to: 100), folds: folds)
        case .leaves(let size, let count, let form): return .leaves(size: written(size), count: count, form: form)
        }
    }
}

extension World {
    /// The same, its loose things written to a tenth of a millimetre: what a person would have typed in after they came to rest.
    public func tidied() -> World {
        var world = self
        for index in world.bodies.indices where !world.bodies[index].isStatic {
            world.bodies[index].worldFromBody.position = world.bodies[index].worldFromBody.position.rounded(to: 10_000)
            world.bodies[index].worldFromBody.rotation = world.bodies[index].worldFromBody.rotation.written
        }
        return world
    }
}
