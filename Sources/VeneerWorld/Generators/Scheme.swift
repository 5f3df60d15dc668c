import VeneerMath

/// Colours that were chosen to go together, scene-linear.
struct Scheme: Sendable {
    var name: String
    var wall: Vec3
    /// Of one wall, or of what stands out.
    var accentWall: Vec3
    var textile: Vec3
    var secondTextile: Vec3
    var accent: Vec3
    var wood: WoodTone
    var floor: WoodTone
    var metal: MetalTone

    enum WoodTone: CaseIterable, Sendable {
        case oak, paleOak, ash, walnut, cherry, pine, teak, blackened, greyed
        /// Early wood and late wood.
        var colours: (Vec3, Vec3) {
            switch self {
            case .oak: (Vec3(0.42, 0.285, 0.165), Vec3(0.26, 0.155, 0.08))
            case .paleOak: (Vec3(0.53, 0.41, 0.28), Vec3(0.39, 0.28, 0.175))
            case .ash: (Vec3(0.60, 0.49, 0.36), Vec3(0.46, 0.35, 0.235))
            case .walnut: (Vec3(0.185, 0.11, 0.068), Vec3(0.085, 0.047, 0.029))
            case .cherry: (Vec3(0.35, 0.165, 0.085), Vec3(0.205, 0.085, 0.042))
            case .pine: (Vec3(0.56, 0.385, 0.215), Vec3(0.41, 0.235, 0.105))
            case .teak: (Vec3(0.30, 0.175, 0.09), Vec3(0.165, 0.09, 0.045))
            case .blackened: (Vec3(0.045, 0.04, 0.037), Vec3(0.022, 0.02, 0.019))
            case .greyed: (Vec3(0.30, 0.27, 0.235), Vec3(0.19, 0.168, 0.145))
            }
        }
    }

    enum MetalTone: Sendable {
        case steel, brass, black, bronze, chrome
        var colour: Vec3 {
            switch self {
            case .steel: Vec3(0.56, 0.55, 0.53)
            case .brass: Vec3(0.80, 0.60, 0.31)
            case .black: Vec3(0.045, 0.045, 0.047)
            case .bronze: Vec3(0.36, 0.25, 0.16)
            case .chrome: Vec3(0.63, 0.64, 0.645)
            }
        }
    }

    private init(
        _ name: String, wall: (Float, Float, Float), accentWall: (Float, Float, Float), textile: (Float, Float, Float), second: (Float, Float, Float),
        accent: (Float, Float, Float), wood: WoodTone, floor: WoodTone, metal: MetalTone
    ) {
        func vector(_ c: (Float, Float, Float)) -> Vec3 { Vec3(c.0, c.1, c.2) }
        self.name = name
        self.wall = vector(wall)
        self.accentWall = vector(accentWall)
        self.textile = vector(textile)
        secondTextile = vector(second)
        self.accent = vector(accent)
        self.wood = wood
        self.floor = floor
        self.metal = metal
    }

    static let all: [Scheme] = [
        Scheme(
            "linen and oak", wall: (0.74, 0.71, 0.65), accentWall: (0.60, 0.55, 0.47), textile: (0.50, 0.45, 0.37), second: (0.66, 0.62, 0.54),
            accent: (0.44, 0.19, 0.10), wood: .oak, floor: .paleOak, metal: .black),
        Scheme(
            "harbour", wall: (0.76, 0.75, 0.72), accentWall: (0.14, 0.20, 0.25), textile: (0.085, 0.12, 0.165), second: (0.58, 0.56, 0.51),
            accent: (0.52, 0.33, 0.13), wood: .walnut, floor: .oak, metal: .brass),
        Scheme(
            "sage", wall: (0.72, 0.71, 0.65), accentWall: (0.30, 0.34, 0.26), textile: (0.24, 0.27, 0.20), second: (0.62, 0.57, 0.47),
            accent: (0.50, 0.26, 0.15), wood: .ash, floor: .oak, metal: .brass),
        Scheme(
            "gallery", wall: (0.80, 0.79, 0.77), accentWall: (0.80, 0.79, 0.77), textile: (0.19, 0.19, 0.195), second: (0.55, 0.53, 0.50),
            accent: (0.42, 0.075, 0.05), wood: .paleOak, floor: .greyed, metal: .chrome),
        Scheme(
            "terracotta", wall: (0.73, 0.66, 0.57), accentWall: (0.46, 0.24, 0.155), textile: (0.60, 0.54, 0.44), second: (0.40, 0.185, 0.11),
            accent: (0.14, 0.175, 0.13), wood: .teak, floor: .cherry, metal: .bronze),
        Scheme(
            "north", wall: (0.78, 0.78, 0.76), accentWall: (0.55, 0.585, 0.59), textile: (0.40, 0.415, 0.42), second: (0.70, 0.68, 0.63),
            accent: (0.56, 0.39, 0.12), wood: .ash, floor: .ash, metal: .black),
        Scheme(
            "library", wall: (0.20, 0.235, 0.20), accentWall: (0.12, 0.145, 0.125), textile: (0.22, 0.095, 0.05), second: (0.40, 0.33, 0.23),
            accent: (0.46, 0.30, 0.12), wood: .walnut, floor: .teak, metal: .brass),
        Scheme(
            "rosewater", wall: (0.73, 0.64, 0.60), accentWall: (0.58, 0.42, 0.38), textile: (0.48, 0.29, 0.265), second: (0.70, 0.66, 0.60),
            accent: (0.17, 0.20, 0.19), wood: .paleOak, floor: .paleOak, metal: .brass),
        Scheme(
            "loft", wall: (0.62, 0.60, 0.57), accentWall: (0.34, 0.32, 0.30), textile: (0.20, 0.105, 0.062), second: (0.30, 0.30, 0.31),
            accent: (0.52, 0.44, 0.33), wood: .oak, floor: .greyed, metal: .black),
        Scheme(
            "blue hour", wall: (0.50, 0.55, 0.59), accentWall: (0.20, 0.27, 0.34), textile: (0.62, 0.58, 0.51), second: (0.155, 0.20, 0.26),
            accent: (0.50, 0.30, 0.17), wood: .oak, floor: .walnut, metal: .steel),
        Scheme(
            "mustard", wall: (0.77, 0.74, 0.67), accentWall: (0.52, 0.375, 0.13), textile: (0.17, 0.19, 0.21), second: (0.54, 0.36, 0.09),
            accent: (0.12, 0.21, 0.22), wood: .walnut, floor: .oak, metal: .black),
        Scheme(
            "monastery", wall: (0.79, 0.77, 0.72), accentWall: (0.70, 0.66, 0.58), textile: (0.68, 0.64, 0.56), second: (0.33, 0.28, 0.22),
            accent: (0.21, 0.16, 0.12), wood: .blackened, floor: .greyed, metal: .black),
        Scheme(
            "olive grove", wall: (0.71, 0.69, 0.60), accentWall: (0.235, 0.24, 0.15), textile: (0.185, 0.19, 0.11), second: (0.56, 0.48, 0.35),
            accent: (0.54, 0.32, 0.18), wood: .teak, floor: .pine, metal: .bronze),
        Scheme(
            "seaside", wall: (0.80, 0.80, 0.78), accentWall: (0.46, 0.56, 0.58), textile: (0.72, 0.70, 0.65), second: (0.22, 0.33, 0.38),
            accent: (0.55, 0.27, 0.17), wood: .pine, floor: .ash, metal: .chrome),
        Scheme(
            "forest", wall: (0.74, 0.72, 0.66), accentWall: (0.085, 0.13, 0.105), textile: (0.075, 0.12, 0.095), second: (0.52, 0.47, 0.38),
            accent: (0.50, 0.36, 0.16), wood: .cherry, floor: .oak, metal: .brass),
        Scheme(
            "clay and charcoal", wall: (0.68, 0.63, 0.57), accentWall: (0.40, 0.335, 0.28), textile: (0.10, 0.10, 0.105), second: (0.56, 0.43, 0.32),
            accent: (0.62, 0.58, 0.50), wood: .blackened, floor: .oak, metal: .black),
        Scheme(
            "plum", wall: (0.70, 0.67, 0.65), accentWall: (0.22, 0.145, 0.17), textile: (0.19, 0.105, 0.135), second: (0.58, 0.53, 0.48),
            accent: (0.50, 0.36, 0.18), wood: .walnut, floor: .cherry, metal: .brass),
        Scheme(
            "workshop", wall: (0.76, 0.74, 0.69), accentWall: (0.17, 0.24, 0.235), textile: (0.33, 0.28, 0.21), second: (0.16, 0.22, 0.22),
            accent: (0.54, 0.22, 0.08), wood: .pine, floor: .pine, metal: .steel),
        Scheme(
            "almond", wall: (0.76, 0.70, 0.61), accentWall: (0.66, 0.56, 0.44), textile: (0.42, 0.335, 0.25), second: (0.70, 0.65, 0.57),
            accent: (0.27, 0.32, 0.29), wood: .oak, floor: .teak, metal: .bronze),
        Scheme(
            "mist", wall: (0.66, 0.68, 0.68), accentWall: (0.41, 0.45, 0.455), textile: (0.54, 0.54, 0.52), second: (0.27, 0.31, 0.32),
            accent: (0.47, 0.25, 0.20), wood: .greyed, floor: .paleOak, metal: .steel),
    ]
}
