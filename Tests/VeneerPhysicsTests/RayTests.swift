import Testing
import VeneerMath
import VeneerPhysics
import VeneerWorld

struct RayTests {
    @Test func hitsWhatGeometrySays() throws {
        let ball = body(.sphere(radius: 0.1), at: Vec3(0, 0, 1))
        let plank = body(.box(size: Vec3(0.4, 0.2, 0.1), bevel: 0.01), at: Vec3(2, 0, 1), rotation: Quaternion(angleInRadians: .pi / 6, axis: Vec3(0, 0, 1)))
        let can = body(.cylinder(radius: 0.05, height: 0.2, bevel: 0.002), at: Vec3(0, 2, 1))
        let simulation = try Simulation(world: scene([floor, ball, plank, can]))

        let hit = try #require(simulation.castRay(from: Vec3(-3, 0.06, 1), direction: Vec3(2, 0, 0), maximumDistance: 10))
        #expect(hit.body == 1)
        #expect(abs(hit.distanceInMetres - (3 - 0.08)) < 1e-5)
        #expect(length(hit.normalInWorld - Vec3(-0.8, 0.6, 0)) < 1e-3)

        let down = try #require(simulation.castRay(from: Vec3(2, 0, 3), direction: Vec3(0, 0, -1), maximumDistance: 10))
        #expect(down.body == 2)
        #expect(abs(down.distanceInMetres - 1.95) < 1e-5)

        // The ray leaves the plank's centre backwards through whichever of its turned faces is nearer.
        let face = try #require(simulation.castRay(from: Vec3(1, 0, 1), direction: Vec3(1, 0, 0), maximumDistance: 10))
        #expect(face.body == 2)
        #expect(abs(face.distanceInMetres - (1 - min(0.2 / cos30, 0.1 / 0.5))) < 1e-5)

        let side = try #require(simulation.castRay(from: Vec3(0.03, 1, 1.05), direction: Vec3(0, 1, 0), maximumDistance: 10))
        #expect(side.body == 3)
        #expect(abs(side.distanceInMetres - (1 - 0.04)) < 1e-5)
        #expect(length(side.normalInWorld - Vec3(0.6, -0.8, 0)) < 1e-3)
    }

    @Test func entersHollowsAndCones() throws {
        // A cup: outer radius 0.1, inner 0.08, 0.2 high, its inside 0.18 deep.
        let cup = Shape.lathe(profile: [Vec2(0, -0.1), Vec2(0.1, -0.1), Vec2(0.1, 0.1), Vec2(0.08, 0.1), Vec2(0.08, -0.08), Vec2(0, -0.08)])
        let cone = Shape.lathe(profile: [Vec2(0, -0.1), Vec2(0.1, -0.1), Vec2(0, 0.3)])
        let simulation = try Simulation(world: scene([body(cup, at: .zero), body(cone, at: Vec3(1, 0, 0))]))
        let inside = try #require(simulation.castRay(from: Vec3(0.02, 0, 1), direction: Vec3(0, 0, -1), maximumDistance: 5))
        #expect(inside.body == 0 && abs(inside.distanceInMetres - 1.08) < 1e-5)
        #expect(inside.normalInWorld == Vec3(0, 0, 1))
        // From within the hollow its wall is met at the inner radius.
        let wall = try #require(simulation.castRay(from: .zero, direction: Vec3(0, 1, 0), maximumDistance: 5))
        #expect(wall.body == 0 && abs(wall.distanceInMetres - 0.08) < 1e-5)
        #expect(length(wall.normalInWorld - Vec3(0, -1, 0)) < 1e-5)
        // The cone's radius at z = 0.1 is half of 0.1; its side leans 1 in 4.
        let slope = try #require(simulation.castRay(from: Vec3(1, -2, 0.1), direction: Vec3(0, 1, 0), maximumDistance: 5))
        #expect(slope.body == 1 && abs(slope.distanceInMetres - 1.95) < 1e-5)
        #expect(length(slope.normalInWorld - normalize(Vec3(0, -4, 1))) < 1e-4)
    }

    private let cos30: Float = 0.866_025_4

    @Test func missesAreNil() throws {
        let simulation = try Simulation(world: scene([floor]))
        #expect(simulation.castRay(from: Vec3(0, 0, 1), direction: Vec3(0, 0, 1), maximumDistance: 100) == nil)
        #expect(simulation.castRay(from: Vec3(0, 0, 1), direction: Vec3(0, 0, -1), maximumDistance: 0.9) == nil)
        #expect(simulation.castRay(from: Vec3(0, 0, 1), direction: .zero, maximumDistance: 1) == nil)
    }
}
