import VeneerMath

/// How long a place has been lived and worked in, and what that left on things.
extension SceneBuilder {
    /// Of a place by its seed, 0...1: some are nearly new.
    static func age(seed: UInt64, theme: String) -> Float {
        var random = SeededRandom(seed: seed, stream: "age of \(theme)")
        let rough: Float =
            switch Theme(rawValue: theme) {
            case .workshop, .warehouse: 1
            case .yard, .garden, .street: 0.9
            default: 0.7
            }
        return (0.2 + 0.8 * random.uniform(0, 1).squareRoot()) * rough
    }

    /// Weathering as a place of middling age has it, at this place's age.
    func aged(wear: Float) -> Float { min(1, wear * (0.6 + 0.8 * age)).rounded(to: 100) }

    /// Traces of use, of those that a thing in an old place shows; so faint ones that nobody would see are none.
    func aged(use: Float) -> Float {
        let use = (use * age).rounded(to: 100)
        return use < 0.06 ? 0 : use
    }

    /// What things of a kind show in an old place. What grows, hangs or is washed shows none.
    static func use(of kind: Material.Kind) -> Float {
        switch kind {
        case .concrete: 0.95
        case .painted, .rubber, .treadplate, .cast, .chipboard: 0.8
        case .planks, .asphalt, .cardboard, .parquet: 0.75
        case .wood, .leather, .tile, .paving, .terrazzo, .cobbles: 0.6
        case .granite, .glazed, .mosaic, .cork: 0.45
        case .carpet, .brick, .roughcast, .corrugated: 0.45
        case .paper, .marble: 0.3
        // What people paint or polish they keep clean, too: more is clouds on every wall, door and fridge.
        case .plain, .metal, .brushed: 0.2
        case .plaster, .glaze, .weave, .corduroy, .wicker: 0.12
        case .knit, .gravel, .soil, .grass, .bark, .rust, .shingles, .sand, .foliage: 0
        }
    }
}
