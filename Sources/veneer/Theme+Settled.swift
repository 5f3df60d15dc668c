import VeneerPhysics
import VeneerWorld

extension Theme {
    static var names: String { allCases.map(\.rawValue).joined(separator: ", ") }

    static func named(_ name: String) throws -> Theme {
        guard let theme = Theme(rawValue: name) else {
            let near = Nearest.to(name, among: allCases.map(\.rawValue))
            throw CommandError("there is no theme \"\(name)\"" + (near.map { "; did you mean \"\($0)\"?" } ?? "") + "; themes: \(names)")
        }
        return theme
    }

    /// A world of this theme whose loose things have come to rest.
    func settledWorld(seed: UInt64) throws -> World {
        let world = try Simulation.settled(world(seed: seed), seconds: 2)
        // Tabletops keep the bits that training was done with.
        return self == .tabletop ? world : world.tidied()
    }
}
