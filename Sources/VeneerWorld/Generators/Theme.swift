import VeneerAssets

/// What kinds of world can be generated.
public enum Theme: String, CaseIterable, Sendable {
    case tabletop, room, kitchen, office, workshop, warehouse, yard, garden, street

    /// All of it follows from theme, seed and the models that there are.
    public func world(seed: UInt64, stock: FurnitureStock = .installed) throws -> World {
        switch self {
        case .tabletop, .room, .kitchen, .office, .workshop, .warehouse:
            var interior = Interior(self, seed: seed, stock: stock)
            return try interior.world()
        case .yard, .garden:
            var outdoors = Outdoors(self, seed: seed, stock: stock)
            return try outdoors.world()
        case .street:
            var street = Street(seed: seed, stock: stock)
            return try street.world()
        }
    }
}
