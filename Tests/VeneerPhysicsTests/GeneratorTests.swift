import Testing
import VeneerMath
import VeneerPhysics
import VeneerWorld

/// What holds for generated worlds of every theme, of plain shapes; and, where furniture is installed, with models.
@Suite struct GeneratorTests {
    static let seeds: [UInt64] = [1, 2, 910_000]
    static let withModels: [Theme] = [.kitchen, .office, .tabletop]

    private func checkRest(_ theme: Theme, _ seed: UInt64, _ stock: FurnitureStock) throws {
        let world = try theme.settledWorld(seed: seed, stock: stock), simulation = try Simulation(world: world)
        simulation.step(5 * Tick.perSecond)
        let loose = world.bodies.indices.filter { !world.bodies[$0].isStatic }
        let moved = loose.filter { length(simulation.state.bodies[$0].pose.position - world.bodies[$0].worldFromBody.position) > 0.01 }
        #expect(!loose.isEmpty)
        #expect(moved.count * 100 <= loose.count, "\(moved.map { world.bodies[$0].name }) moved in \(world.name)")
    }

    @Test(arguments: Theme.allCases, seeds) func looseThingsStayWhereTheyWerePut(theme: Theme, seed: UInt64) throws { try checkRest(theme, seed, .none) }

    @Test(.enabled(if: !FurnitureStock.installed.isEmpty), arguments: withModels, [UInt64(1)])
    func looseModelsStayWhereTheyWerePut(theme: Theme, seed: UInt64) throws { try checkRest(theme, seed, .installed) }

    /// Static furniture is right where it was drawn: what is put on it must not start inside it or fall far.
    private func checkStart(_ theme: Theme, _ seed: UInt64, _ stock: FurnitureStock) throws {
        let world = try theme.world(seed: seed, stock: stock), settled = try Simulation.settled(world, seconds: 2)
        for (before, after) in zip(world.bodies, settled.bodies) where !before.isStatic {
            // Heaps are let fall, tilted, and push what they meet aside.
            let up = before.worldFromBody.rotation.act(Vec3(0, 0, 1))
            guard up.z > 0.999 else { continue }
            #expect(abs(before.worldFromBody.position.z - after.worldFromBody.position.z) < 0.03, "\(before.name) in \(world.name)")
        }
    }

    @Test(arguments: Theme.allCases, seeds) func looseThingsStandOnSomethingFromTheStart(theme: Theme, seed: UInt64) throws {
        try checkStart(theme, seed, .none)
    }

    @Test(.enabled(if: !FurnitureStock.installed.isEmpty), arguments: withModels, [UInt64(1)])
    func looseModelsStandOnSomethingFromTheStart(theme: Theme, seed: UInt64) throws { try checkStart(theme, seed, .installed) }

    /// A ball on a slope rolls for good: someone picks it up. A brick beside it stays.
    @Test func whatWillNotRestIsTakenAway() throws {
        let slope = Quaternion(angleInRadians: 0.3, axis: Vec3(0, 1, 0))
        func body(_ name: String, _ shape: Shape, _ position: Vec3, mass: Float, rotation: Quaternion = .identity) -> Body {
            Body(
                name: name, shape: shape, materialIndex: 0, worldFromBody: Pose(position: position, rotation: rotation), massInKilograms: mass, semantic: name)
        }
        let grey = Material(name: "grey", kind: .plain, colourA: Vec3(0.5, 0.5, 0.5), colourB: .zero, roughness: 0.5)
        let world = World(
            name: "slope", seed: 1, materials: [grey],
            bodies: [
                body("slope", .box(size: Vec3(4000, 40, 1), bevel: 0), Vec3(0, 0, -0.5), mass: 0, rotation: slope),
                body("ball", .sphere(radius: 0.1), slope.act(Vec3(0, 0, 0.6)) - Vec3(0, 0, 0.5), mass: 1),
                body("step", .box(size: Vec3(1, 1, 0.2), bevel: 0), Vec3(0, 5, 3), mass: 0),
                body("brick", .box(size: Vec3(0.2, 0.1, 0.1), bevel: 0), Vec3(0, 5, 3.151), mass: 2),
            ], look: Look(timeOfDayInHours: 12), camera: CameraPath(keys: [.init(seconds: 0, eye: Vec3(1, 1, 1), target: .zero)]))
        #expect(try Simulation.atRest(world).bodies.map(\.name) == ["slope", "step", "brick"])
    }
}
