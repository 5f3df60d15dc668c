/// What kinds of world can be generated.
public enum Theme: String, CaseIterable, Sendable {
    case tabletop, room, yard

    public func world(seed: UInt64) -> World {
        switch self {
        case .tabletop: World.tabletop(seed: seed)
        case .room: World.room(seed: seed)
        case .yard: World.yard(seed: seed)
        }
    }
}
