import VeneerAssets
import VeneerMath

/// Something to stand somewhere, facing −y: a model, or built of solids.
struct Piece {
    /// Width, depth and height.
    var size: Vec3
    /// Builds it on the origin; the level that things may be put on is returned.
    var build: (inout SceneBuilder) -> SceneBuilder.Top?
}

extension SceneBuilder {
    /// A model of the stock of this kind that is no larger than this, by weight. `alike`: the same one again, all over the world.
    mutating func item(_ kind: String, within most: Vec3? = nil, alike: Bool = false) -> FurnitureStock.Item? {
        if alike, let chosen = choices[kind] { return chosen }
        let items = stock.items(kind, within: most)
        var draw = items.isEmpty ? 0 : random.index(items.map(\.weight).reduce(0, +))
        for item in items {
            draw -= item.weight
            guard draw < 0 else { continue }
            if alike { choices[kind] = item }
            return item
        }
        return nil
    }

    /// A piece of this kind: mostly a model where the stock has one that fits, else one of solids; nil where there is neither. Models' cushions are
    /// smooth, as nothing is that was ever sat on.
    mutating func piece(_ kind: String, within most: Vec3? = nil, alike: Bool = false, models: Float = 0.75) -> Piece? {
        let known = alike ? areModels[kind] : nil, isModel = known ?? random.chance(Piece.softKinds.contains(kind) ? min(models, 0.35) : models)
        if alike { areModels[kind] = isModel }
        if isModel || !Piece.hasSolid(kind), let item = item(kind, within: most, alike: alike) { return Piece(size: item.size) { $0.stand(item) } }
        return solid(kind)
    }

    /// Stands a model on the origin, its front to −y; with its light, if it is a lamp.
    @discardableResult mutating func stand(_ item: FurnitureStock.Item, massInKilograms: Float = 0, lifted: Float = 0) -> Top? {
        let model: Model
        do {
            model = try ModelLibrary.model(named: item.model)
        } catch {
            refusal = refusal ?? error
            return nil
        }
        let base = Pose(position: Vec3(0, 0, lifted), rotation: .yaw(item.front.yawInDegrees))
        add("", model, on: base, massInKilograms: massInKilograms)
        if let height = item.bulbHeight { bulb(0.03, lumens: random.uniform(350, 600), at: Vec3(0, 0, height)) }
        return item.topHeight.map { Top(centre: Vec3(0, 0, $0), size: Vec2(item.size.x, item.size.y) * (item.front == .round ? 0.72 : 0.92)) }
    }

    /// Puts a piece of this kind at a place, called by its kind.
    @discardableResult mutating func put(_ piece: Piece, _ kind: String, at pose: Pose, semantic: String? = nil) -> Top? {
        var top: Top?
        build(kind, at: pose, semantic: semantic ?? kind) { top = piece.build(&$0) }
        return top
    }
}

extension Piece {
    static func hasSolid(_ kind: String) -> Bool { solidKinds.contains(kind) }

    static let softKinds: Set<String> = ["sofa", "armchair", "bed"]
    static let solidKinds: Set<String> = [
        "sofa", "armchair", "chair", "coffee table", "dining table", "round table", "bedside table", "desk", "bookcase", "sideboard", "wardrobe", "bed",
        "table lamp", "floor lamp", "plant", "office chair", "fridge", "workbench", "shelving", "crate", "barrel", "pallet", "bench", "garden chair", "carton",
        "filing cabinet", "drum",
    ]
}

extension SceneBuilder {
    private mutating func solid(_ kind: String) -> Piece? {
        func plain(_ size: Vec3, _ build: @escaping (inout SceneBuilder) -> Void) -> Piece {
            Piece(size: size) {
                build(&$0); return nil
            }
        }
        switch kind {
        case "sofa":
            let seats = random.pick([2, 3, 3]), width = random.uniform(Float(seats) * 0.62 + 0.36, Float(seats) * 0.7 + 0.4)
            return plain(Vec3(width, 0.92, 0.85)) { $0.sofa(width: width, seats: seats) }
        case "armchair": return plain(Vec3(0.82, 0.84, 0.85)) { $0.armchair() }
        case "chair", "garden chair":
            let design = style("\(kind) design", of: 4), isOutdoors = kind == "garden chair"
            return plain(Vec3(0.43, 0.48, 0.86)) { s in
                let frame = design == 2 && !isOutdoors ? s.metal() : s.wood(), seat = s.wood()
                s.chair(design: design, seat: seat, frame: frame)
            }
        case "office chair":
            return plain(Vec3(0.43, 0.48, 0.86)) { s in
                let seat = s.leather(), frame = s.metal()
                s.chair(design: 2, seat: seat, frame: frame)
            }
        case "coffee table": return Piece(size: Vec3(1.1, 0.65, 0.4)) { $0.coffeeTable() }
        case "dining table":
            let length = random.uniform(1.4, 2)
            return Piece(size: Vec3(length, 0.9, 0.75)) { $0.diningTable(length: length, width: 0.9, round: false) }
        case "round table":
            let length = random.uniform(1, 1.3)
            return Piece(size: Vec3(length, length, 0.75)) { $0.diningTable(length: length, width: length, round: true) }
        case "bedside table": return Piece(size: Vec3(0.44, 0.42, 0.52)) { $0.sideTable() }
        case "desk": return Piece(size: Vec3(1.5, 0.68, 0.74)) { $0.desk() }
        case "bookcase":
            let width = random.uniform(0.8, 1.3), height = random.uniform(1.7, 2.1)
            return plain(Vec3(width, 0.3, height)) { $0.bookcase(width: width, height: height) }
        case "sideboard":
            let width = random.uniform(1.2, 1.8)
            return Piece(size: Vec3(width, 0.44, 0.78)) { $0.sideboard(width: width) }
        case "wardrobe":
            let width = random.pick([1, 1.5, 1.8] as [Float])
            return plain(Vec3(width, 0.62, 2.1)) { $0.wardrobe(width: width) }
        case "bed":
            let width = random.pick([1.4, 1.6] as [Float])
            return plain(Vec3(width + 0.1, 2.14, 1.1)) { $0.bed(width: width) }
        case "table lamp": return plain(Vec3(0.3, 0.3, 0.55)) { $0.tableLamp() }
        case "floor lamp": return plain(Vec3(0.46, 0.46, 1.65)) { $0.floorLamp() }
        case "plant":
            let height = random.uniform(0.7, 1.5)
            return plain(Vec3(0.5, 0.5, height)) { $0.plant(height: height) }
        case "fridge": return plain(Vec3(0.62, 0.64, 1.86)) { $0.fridge() }
        case "filing cabinet": return Piece(size: Vec3(0.46, 0.62, 1.02)) { $0.filingCabinet() }
        case "workbench":
            let length = random.uniform(1.7, 2.3)
            return Piece(size: Vec3(length, 0.7, 0.9)) { $0.workbench(length: length) }
        case "shelving":
            let width = random.uniform(1, 1.5)
            return plain(Vec3(width, 0.45, 1.9)) { $0.shelving(width: width) }
        case "crate": return plain(Vec3(0.6, 0.42, 0.66)) { $0.crates() }
        case "barrel": return plain(Vec3(0.66, 0.66, 0.86)) { $0.barrel() }
        case "drum": return plain(Vec3(0.6, 0.6, 0.89)) { $0.drum() }
        case "pallet": return Piece(size: Vec3(1.2, 0.8, 0.144)) { $0.pallet() }
        case "bench": return plain(Vec3(1.45, 0.62, 0.9)) { $0.bench(length: 1.4) }
        case "carton": return plain(Vec3(0.5, 0.38, 0.36)) { $0.carton() }
        default: return nil
        }
    }

    /// One of so many designs, the same all over a world.
    private mutating func style(_ name: String, of count: Int) -> Int {
        if let known = designs[name] { return known }
        designs[name] = random.index(count)
        return designs[name] ?? 0
    }
}
