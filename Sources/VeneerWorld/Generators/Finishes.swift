import VeneerMath

/// What things are made of, in the scheme's colours. Base colours are measured ones: whitewash 0.8, concrete 0.4, soil 0.1, rubber 0.03.
extension SceneBuilder {
    mutating func wood(_ tone: Scheme.WoodTone? = nil) -> Int {
        let tone = tone ?? scheme.wood
        let (early, late) = tone.colours
        return material("\(tone)", .wood, early, late, roughness: 0.42, feature: 0.0042, contrast: 0.8)
    }

    mutating func weatheredWood(_ tone: Scheme.WoodTone = .greyed) -> Int {
        let (early, late) = tone.colours
        return material("weathered \(tone)", .wood, early, late, roughness: 0.72, feature: 0.005, contrast: 0.85, wear: 0.55, use: 0.85)
    }

    mutating func floorboards(width: Float) -> Int {
        let (early, late) = scheme.floor.colours
        return material("floorboards", .planks, early, late, roughness: 0.4, feature: width, contrast: 0.75, wear: 0.12)
    }

    mutating func paint(_ name: String, _ colour: Vec3, roughness: Float = 0.45, use: Float? = nil) -> Int {
        material(name, .plain, colour, roughness: roughness, use: use)
    }
    /// Glass and water, what shines or flowers: always clean.
    mutating func clean(_ name: String, _ colour: Vec3, roughness: Float) -> Int { paint(name, colour, roughness: roughness, use: 0) }
    mutating func white() -> Int { paint("white paint", Vec3(0.79, 0.785, 0.765), roughness: 0.4) }
    mutating func wallPlaster(_ name: String, _ colour: Vec3, use: Float? = nil) -> Int {
        material(name, .plaster, colour, colour * 0.88, roughness: 0.9, feature: 0.12, contrast: 0.35, use: use)
    }

    mutating func cloth(_ name: String, _ colour: Vec3) -> Int {
        material(name, .weave, colour, colour * 1.25 + 0.01, roughness: 0.88, feature: 0.0016, contrast: 0.9)
    }
    mutating func upholstery() -> Int { cloth("upholstery", scheme.textile) }
    mutating func secondCloth() -> Int { cloth("light cloth", scheme.secondTextile) }
    mutating func accentCloth() -> Int { cloth("bright cloth", scheme.accent) }
    mutating func linen() -> Int { cloth("linen", Vec3(0.72, 0.70, 0.655)) }
    mutating func leather(_ colour: Vec3 = Vec3(0.17, 0.08, 0.045)) -> Int {
        material("leather", .leather, colour, colour * 1.9, roughness: 0.45, feature: 0.002, contrast: 0.7, wear: 0.35)
    }
    mutating func knitted() -> Int { material("knitted wool", .knit, scheme.accent, scheme.accent * 0.8, roughness: 0.93, feature: 0.009) }
    mutating func carpet(_ name: String, _ colour: Vec3) -> Int {
        material(name, .carpet, colour, colour * 0.72, roughness: 0.95, feature: 0.005, contrast: 0.6)
    }

    mutating func metal() -> Int {
        let name = "\(scheme.metal)", colour = scheme.metal.colour
        switch scheme.metal {
        case .black: return material("black metal", .painted, colour, Vec3(0.12, 0.115, 0.11), roughness: 0.45, contrast: 0.5)
        case .chrome: return chrome()
        case .steel, .bronze, .brass:
            return material(name, .brushed, colour, colour * 0.6, roughness: 0.3, metallic: 1, feature: 0.0008, wear: 0.1, seedIsOdd: true)
        }
    }
    mutating func steel() -> Int {
        material(
            "brushed steel", .brushed, Vec3(0.56, 0.55, 0.53), Vec3(0.4, 0.4, 0.4), roughness: 0.3, metallic: 1, feature: 0.0008, wear: 0.15, seedIsOdd: false)
    }
    /// Satin, as shelves and chairs' legs in use are.
    mutating func chrome() -> Int { paintedMetal("chrome", Vec3(0.63, 0.64, 0.645), roughness: 0.15) }
    mutating func mirror() -> Int { paintedMetal("mirror", Vec3(0.88, 0.885, 0.88), roughness: 0.03) }
    private mutating func paintedMetal(_ name: String, _ colour: Vec3, roughness: Float) -> Int {
        material(name, .plain, colour, roughness: roughness, metallic: 1, use: 0)
    }

    mutating func ceramic(_ index: Int) -> Int {
        let colours = [Vec3(0.74, 0.72, 0.67), scheme.accent, scheme.accentWall, Vec3(0.055, 0.06, 0.065), scheme.secondTextile, Vec3(0.30, 0.36, 0.36)]
        let i = index % colours.count
        return material(
            "glaze \(i + 1)", .glaze, colours[i], colours[(i + 4) % colours.count], roughness: 0.24, feature: 0.07, contrast: i == 0 || i == 2 ? 1 : 0)
    }
    mutating func terracotta() -> Int {
        material("terracotta", .plaster, Vec3(0.47, 0.225, 0.13), Vec3(0.52, 0.36, 0.26), roughness: 0.85, feature: 0.03, contrast: 0.7, wear: 0.25, use: 0.6)
    }
    mutating func marble(dark: Bool = false) -> Int {
        dark
            ? material("dark marble", .marble, Vec3(0.032, 0.034, 0.037), Vec3(0.56, 0.54, 0.5), roughness: 0.16, feature: 0.26, contrast: 0.8)
            : material("marble", .marble, Vec3(0.73, 0.725, 0.71), Vec3(0.27, 0.27, 0.275), roughness: 0.18, feature: 0.22, contrast: 0.85)
    }
    mutating func terrazzo() -> Int {
        material("terrazzo", .terrazzo, Vec3(0.66, 0.645, 0.61), Vec3(0.19, 0.165, 0.145), roughness: 0.28, feature: 0.015, contrast: 1)
    }
    mutating func concrete() -> Int {
        material("concrete", .concrete, Vec3(0.43, 0.42, 0.40), Vec3(0.29, 0.28, 0.265), roughness: 0.8, feature: 0.5, contrast: 0.7, wear: 0.2)
    }
    mutating func paper() -> Int { material("paper", .paper, Vec3(0.76, 0.745, 0.69), Vec3(0.6, 0.5, 0.34), roughness: 0.85, contrast: 1) }
    mutating func cardboard() -> Int {
        material("cardboard", .cardboard, Vec3(0.40, 0.285, 0.175), Vec3(0.52, 0.41, 0.28), roughness: 0.85, feature: 0.007, contrast: 1, wear: 0.3)
    }
    mutating func soil() -> Int { material("soil", .soil, Vec3(0.13, 0.09, 0.062), Vec3(0.045, 0.03, 0.022), roughness: 0.95, feature: 0.012, contrast: 1) }
    /// Before a dark room, seen from outside: it mirrors as much as any pane does.
    mutating func windowGlass() -> Int { paintedMetal("window glass", Material.pane.colourA, roughness: 0.03) }
    mutating func darkGlass() -> Int { clean("dark glass", Vec3(0.012, 0.013, 0.014), roughness: 0.06) }
    /// Matt, as screens to work at are.
    mutating func screenGlass() -> Int { clean("screen glass", Vec3(0.012, 0.013, 0.014), roughness: 0.35) }
    mutating func rubber() -> Int { material("rubber", .rubber, Vec3(0.028, 0.028, 0.03), Vec3(0.16, 0.15, 0.14), roughness: 0.65, contrast: 1, wear: 0.3) }
    mutating func foliage(_ index: Int = 0) -> Int {
        let greens = [Vec3(0.055, 0.095, 0.035), Vec3(0.08, 0.115, 0.045), Vec3(0.06, 0.085, 0.05), Vec3(0.10, 0.125, 0.06)]
        return material(
            "foliage \(index % greens.count + 1)", .plaster, greens[index % greens.count], greens[index % greens.count] * 0.6, roughness: 0.5, feature: 0.06,
            contrast: 1, use: 0)
    }
    /// Under the open sky: lit from behind as well, for which brighter colours stand in.
    mutating func greenery(_ index: Int = 0) -> Int {
        let greens = [Vec3(0.085, 0.165, 0.032), Vec3(0.125, 0.19, 0.045), Vec3(0.075, 0.135, 0.04), Vec3(0.15, 0.185, 0.055)]
        return material(
            "greenery \(index % greens.count + 1)", .plaster, greens[index % greens.count], greens[index % greens.count] * 0.5, roughness: 0.62, feature: 0.09,
            contrast: 1, use: 0)
    }
    mutating func bookCover(_ index: Int) -> Int {
        let covers = [
            Vec3(0.62, 0.57, 0.47), Vec3(0.13, 0.16, 0.20), scheme.accent, Vec3(0.30, 0.085, 0.065), Vec3(0.74, 0.72, 0.68), Vec3(0.12, 0.17, 0.125),
            scheme.secondTextile, Vec3(0.045, 0.045, 0.05), Vec3(0.42, 0.31, 0.16),
        ]
        let i = index % covers.count
        return material(
            "cover \(i + 1)", i % 3 == 0 ? .weave : .paper, covers[i], covers[i] * 0.85, roughness: i % 3 == 0 ? 0.85 : 0.5, feature: 0.0012, contrast: 0.6)
    }

    static let warmLight = Vec3(1, 0.79, 0.55)
}
