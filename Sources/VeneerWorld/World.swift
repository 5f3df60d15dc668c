import VeneerAssets
import VeneerMath

extension Vec3 {
    /// What is farther from the origin, or faster, is lost at once (`cbullet_drop_lost`).
    public var isInReach: Bool { Swift.max(abs(x), abs(y), abs(z)) < 1e5 }
}

/// Everything that a run starts from: bodies, materials, light and cameras. Expanded: no templates are left.
public struct World: Sendable, Equatable {
    public static let formatVersion = 1

    public var name: String
    public var seed: UInt64
    /// Of wear, scratches and stains, and of the noise that the painter is given; the same places, shapes, light and colours whatever it is.
    /// Nil: they are the world's and its materials' own.
    public var noiseSeed: UInt64?
    public var gravity = Vec3(0, 0, -9.81)
    public var materials: [Material]
    public var bodies: [Body]
    public var joints: [Joint] = []
    public var vehicles: [Vehicle] = []
    public var robots: [Robot] = []
    public var walkers: [Walker] = []
    /// Where light comes into buildings without a pane.
    public var openings: [Opening] = []
    public var look: Look
    public var camera: CameraPath
    /// Besides `camera`.
    public var cameras: [WorldCamera] = []
    /// What events tell of.
    public var areas: [Area] = []
    public var gates: [Gate] = []
    public var sensors: [Sensor] = []

    public init(name: String, seed: UInt64, materials: [Material], bodies: [Body], look: Look, camera: CameraPath) {
        self.name = name
        self.seed = seed
        self.materials = materials
        self.bodies = bodies
        self.look = look
        self.camera = camera
    }

    /// Semantic classes in order of first use; a class's id is its index plus one.
    public var semanticClasses: [String] {
        var seen: [String] = []
        for body in bodies where !seen.contains(body.semantic) { seen.append(body.semantic) }
        return seen
    }

    /// What shows the sky, by instance id: nothing, and windows.
    public var showsSky: [Bool] { [true] + bodies.map { $0.emission == .sky } }

    public func semanticId(ofBody index: Int) -> UInt32 {
        UInt32((semanticClasses.firstIndex(of: bodies[index].semantic) ?? -1) + 1)
    }

    /// Those of `joints`, then the robots' that move: by these numbers intents and states call them.
    public var jointNames: [String] { joints.map(\.name) + robots.flatMap { robot in robot.movingJoints.map { "\(robot.name) \($0.name)" } } }

    /// What a body rides on in the end; itself, where it rides on nothing.
    public func carrier(of index: Int) -> Int { bodies[index].carrier.map(carrier(of:)) ?? index }

    /// Of a body, or a walker, which events number after all bodies.
    public func name(ofActor index: Int) -> String { index < bodies.count ? bodies[index].name : walkers[index - bodies.count].name }

    /// The joint or vehicle that a body belongs to, by name.
    public func holder(of index: Int) -> String? {
        joints.first { $0.child == index || $0.parent == index }?.name ?? vehicles.first { $0.chassis == index }?.name
    }

    /// The instance id in label planes: body index plus one.
    public static func instanceId(ofBody index: Int) -> UInt32 { UInt32(index + 1) }
    public static func bodyIndex(ofInstance id: UInt32) -> Int { Int(id) - 1 }

    public var initialState: WorldState {
        WorldState(
            tick: Tick(0), bodies: bodies.indices.map { BodyState(pose: bodies[$0].worldFromBody, isPresent: !bodies[carrier(of: $0)].isSpare) }, contacts: [],
            joints: joints.map { _ in JointState() } + robots.flatMap { $0.startPositions.map { JointState(position: $0) } }, walkers: walkers.map(\.start))
    }
}

/// A rigid thing. Its shape's origin is its centre of mass.
public struct Body: Sendable, Equatable {
    public var name: String
    public var shape: Shape
    public var materialIndex: Int
    public var worldFromBody: Pose
    /// 0: static.
    public var massInKilograms: Float
    public var friction: Float = 0.6
    public var restitution: Float = 0.15
    public var semantic: String
    public var emission: Emission?
    /// The share of its spin that it loses in a second.
    public var angularDamping: Float = 0.05
    /// The body that it rides on, as it stands to it at the start: it touches nothing, and weighs nothing.
    public var carrier: Int?
    /// Of a robot: it moves as the robot's joints do.
    public var isLink = false
    /// Not there until a run puts it there (`Intent.spawn`).
    public var isSpare = false
    /// Whether what is turned keeps its hollow where things touch it: a bowl that holds.
    public var isHollow = false

    public init(
        name: String, shape: Shape, materialIndex: Int, worldFromBody: Pose, massInKilograms: Float = 0, friction: Float = 0.6,
        restitution: Float = 0.15, semantic: String, emission: Emission? = nil
    ) {
        self.name = name
        self.shape = shape
        self.materialIndex = materialIndex
        self.worldFromBody = worldFromBody
        self.massInKilograms = massInKilograms
        self.friction = friction
        self.restitution = restitution
        self.semantic = semantic
        self.emission = emission
    }

    /// Never moves by itself. What rides may.
    public var isStatic: Bool { massInKilograms == 0 && carrier == nil && !isLink }
}

/// Solids in body space, metres.
public enum Shape: Hashable, Sendable {
    /// Full edge lengths; `bevel` is the radius of its edges (0: sharp).
    case box(size: Vec3, bevel: Float)
    case sphere(radius: Float)
    /// Around z.
    case cylinder(radius: Float, height: Float, bevel: Float)
    /// Around z, its round ends included in the height.
    case capsule(radius: Float, height: Float)
    /// Turned around z: (radius, z) from the bottom on the axis, outside, to the end on the axis. Collides as its convex hull.
    case lathe(profile: [Vec2])
    /// A stuffed thing with a seam around its middle. `fullness`: 0 a pillow that thins out to its edges … 1 nearly a box. Collides as a box.
    /// `folds`: how many creases use has left in it, another number others (0: as it was made).
    case cushion(size: Vec3, fullness: Float, folds: Int = 0)
    /// A plant's leaves, so many of them, filling the box. Collides as a box of half its size; turf gives way, down to a mat of a tenth of its height.
    case leaves(size: Vec3, count: Int, form: LeafForm)
    /// A curtain that hangs in so many folds; its depth is that of the deepest. Collides as a box.
    case drape(size: Vec3, folds: Int)
    /// A cloth that lies over a board and hangs down around it: its size with the folds, z its drop. Collides as a box.
    case cover(size: Vec3, folds: Int)
    /// Weathered and broken, filling the box; each seed another. Collides as its convex hull.
    case rock(size: Vec3, seed: UInt32)
    /// A round bar along a smooth curve through the points. Collides as a chain of hulls.
    case sweep(path: [Vec3], radius: Float)
    /// A thing with parts and materials of its own. Collides as its convex pieces.
    case model(Model)
    /// As its file has it, or a landscape. What never moves collides as it is, else as its hull.
    case mesh(SolidMesh)
    /// Several as one, of one material. Its products of inertia are left out: what is symmetric is exact.
    case compound([ShapePart])
}

/// A shape within another body's.
public struct ShapePart: Hashable, Sendable {
    public var shape: Shape
    public var bodyFromPart: Pose

    public init(_ shape: Shape, bodyFromPart: Pose = .identity) {
        self.shape = shape
        self.bodyFromPart = bodyFromPart
    }
}

/// How a plant holds its leaves.
public enum LeafForm: String, CaseIterable, Sendable {
    /// Blades that stand up from the ground, as a snake plant's.
    case upright
    /// Narrow leaves that hang over all around, as a fern's.
    case fountain
    /// Broad leaves up a stem, as a rubber plant's.
    case stem
    /// All around, outwards: a potted shrub.
    case bush
    /// Many around a ball's surface: what is clipped.
    case crown
    /// Many small ones on the twigs of boughs: a tree's crown, a shrub outdoors.
    case tree
    /// No leaves: the wood that holds as many of `tree`, from the middle of the box's floor.
    case bare
    /// Small ones on a box's sides and top: a clipped hedge's, around what is dense within.
    case hedge
    /// Blades that stand on the box's floor, closest along the middle of its width: grass that no mower reaches.
    case turf

    /// How many make sense.
    public var leafCounts: ClosedRange<Float> {
        switch self {
        case .crown, .tree, .bare, .hedge, .turf: 1...9000
        case .upright, .fountain, .stem, .bush: 1...200
        }
    }
}

/// A solid material; see `Shaders/Types/Materials.h` for what the kinds look like.
public struct Material: Hashable, Sendable {
    public enum Kind: String, CaseIterable, Sendable {
        // In the order of VN_MATERIAL_*.
        case plain, wood, marble, plaster, glaze, metal, weave, planks
        case brick, tile, paving, concrete, terrazzo, brushed, painted, leather, carpet, knit, cardboard, paper, rubber
        case asphalt, gravel, soil, grass, bark
        case granite, cork, parquet, glazed, mosaic, cobbles, shingles, roughcast, chipboard, corduroy, wicker, cast, rust, corrugated, treadplate, sand,
            foliage

        /// Kinds that stand out as a matter of course; others do where a material says so.
        public var standsOut: Bool { hasRelief && (Kind.allCases.firstIndex(of: self) ?? 0) > (Kind.allCases.firstIndex(of: .bark) ?? 0) }

        /// Kinds whose pattern grew or was strewn by chance, and laid by nobody: other noise draws it anew. What is laid stays where it lies, each of its
        /// pieces of another tone.
        public var isStrewn: Bool {
            switch self {
            case .wood, .marble, .brushed, .plaster, .concrete, .terrazzo, .leather, .carpet, .cardboard, .paper, .rubber, .asphalt, .gravel, .soil, .grass,
                .bark:
                true
            case .granite, .cork, .roughcast, .chipboard, .cast, .rust, .sand, .foliage: true
            default: false
            }
        }

        /// Kinds that have a height at all (`vnHeight`).
        public var hasRelief: Bool {
            switch self {
            case .plain, .wood, .marble, .plaster, .glaze, .metal, .concrete, .terrazzo, .brushed, .painted, .carpet, .cardboard, .paper, .rubber: false
            case .asphalt, .soil, .grass, .granite, .parquet: false
            default: true
            }
        }
    }

    public var name: String
    public var kind: Kind
    public var colourA: Vec3
    public var colourB: Vec3
    /// Perceptual; GGX alpha is its square.
    public var roughness: Float
    public var metallic: Float
    public var featureSizeInMetres: Float
    public var contrast: Float
    /// Weathering of the kind's own: planks grey, paint chips, bricks gather soot.
    public var wear: Float
    /// Traces of use that any material can have: rubbed edges, scratches, stains, dust. Another body, or another world's seed, has others.
    public var use: Float
    /// How high its relief stands out, 1: as its kind has it.
    public var bump: Float
    public var seed: UInt32

    public init(
        name: String, kind: Kind, colourA: Vec3, colourB: Vec3, roughness: Float, metallic: Float = 0, featureSizeInMetres: Float = 0.02,
        contrast: Float = 1, wear: Float = 0, use: Float = 0, bump: Float? = nil, seed: UInt32 = 0
    ) {
        self.name = name
        self.kind = kind
        self.colourA = colourA
        self.colourB = colourB
        self.roughness = roughness
        self.metallic = metallic
        self.featureSizeInMetres = featureSizeInMetres
        self.contrast = contrast
        self.wear = wear
        self.use = use
        self.bump = bump ?? (kind.standsOut ? 1 : 0)
        self.seed = seed
    }
}

/// What makes a body a light. A sphere emits all around; a box emits through its face at +z of body space.
public enum Emission: Hashable, Sendable {
    /// Switched and scaled by the look's `lamps`.
    case lamp(luminousFluxInLumens: Float, colour: Vec3)
    /// A window: shows and lets in the look's sky, and does not block the sun.
    case sky
}
