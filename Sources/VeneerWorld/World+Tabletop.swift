extension World {
    /// A tabletop made of plain shapes alone: the same on every machine, with the furniture pack or without.
    public static func tabletop(seed: UInt64) -> World {
        do {
            return try Theme.tabletop.world(seed: seed, stock: .none)
        } catch {
            preconditionFailure("a world without models has none that cannot be read: \(error)")
        }
    }
}
