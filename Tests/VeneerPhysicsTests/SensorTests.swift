import Foundation
import Testing
import VeneerMath
import VeneerPhysics
import VeneerWorld

private func world(_ bodies: String, _ fields: String, gravity: Float = -9.81, seed: Int = 3) throws -> World {
    try World(
        jsonText: """
            { "veneer": 1, "name": "sensors", "seed": \(seed), "gravity": [0, 0, \(gravity)], "materials": { "grey": { "kind": "plain", "colour": [0.5, 0.5, 0.5] } },
              "bodies": [{ "name": "floor", "shape": { "box": [40, 40, 0.2] }, "material": "grey", "position": [0, 0, -0.1] }, \(bodies)], \(fields),
              "look": { "timeOfDay": 12 }, "camera": { "keys": [{ "eye": [2, 2, 2], "target": [0, 0, 0] }] } }
            """, file: "sensors.jsonc")
}

private let box = "{ \"name\": \"box\", \"shape\": { \"box\": [0.2, 0.2, 0.2], \"bevel\": 0.01 }, \"material\": \"grey\", \"base\": [0, 0, 0], \"mass\": 2 }"
private let imu = "\"sensors\": { \"imu\": { \"kind\": \"imu\", \"on\": \"box\", \"position\": [0.1, 0, 0], \"yaw\": 90"

/// All that the first sensor said in so many ticks.
private func readings(_ simulation: Simulation, _ ticks: Int) -> [SensorReading] {
    (0..<ticks).flatMap { _ in
        simulation.step()
        return simulation.readings.filter { $0.sensor == 0 }
    }
}

private let car = """
    { "name": "chassis", "shape": { "box": [0.5, 1, 0.2] }, "material": "grey", "position": [0, 0, 0.3], "mass": 40 },
    { "name": "fl", "shape": { "cylinder": [0.15, 0.08] }, "material": "grey", "position": [0.3, -0.4, 0.15], "pitch": 90, "on": "chassis" },
    { "name": "fr", "shape": { "cylinder": [0.15, 0.08] }, "material": "grey", "position": [-0.3, -0.4, 0.15], "pitch": 90, "on": "chassis" },
    { "name": "bl", "shape": { "cylinder": [0.15, 0.08] }, "material": "grey", "position": [0.3, 0.4, 0.15], "pitch": 90, "on": "chassis" },
    { "name": "br", "shape": { "cylinder": [0.15, 0.08] }, "material": "grey", "position": [-0.3, 0.4, 0.15], "pitch": 90, "on": "chassis" }
    """
private let drive = """
    "vehicles": [{ "name": "car", "chassis": "chassis", "wheels": [{ "body": "fl", "steer": 0.5 }, { "body": "fr", "steer": 0.5 }, { "body": "bl", "drive": 40 }, { "body": "br", "drive": 40 }] }],
    "sensors": { "way": { "kind": "odometry", "of": "car" } }
    """

@Suite struct SensorTests {
    /// At rest a scale feels 9.81 upwards; in free fall nothing.
    @Test func anIMUFeelsWeightAndFall() throws {
        let resting = try Simulation(world: world(box, imu + " } }")), still = readings(resting, 240).suffix(60)
        let sum: Float = still.map { $0.values[1][2] }.reduce(0, +), mean = sum / Float(still.count)
        #expect(still.count == 60)
        #expect(abs(mean - 9.81) < 0.05, "\(mean)")
        let falling = try Simulation(world: world(box.replacingOccurrences(of: "\"base\": [0, 0, 0]", with: "\"base\": [0, 0, 8]"), imu + " } }"))
        for reading in readings(falling, 60) { #expect(length(Vec3(reading.values[1][0], reading.values[1][1], reading.values[1][2])) < 0.01) }
    }

    /// Spun about z at ω, 0.1 m out it feels ω² r inwards: towards -x of the box, which is its own +y.
    @Test func anIMUFeelsSpin() throws {
        let simulation = try Simulation(
            world: world(box.replacingOccurrences(of: "\"base\": [0, 0, 0]", with: "\"base\": [0, 0, 3], \"spinDamping\": 0"), imu + " } }", gravity: 0))
        simulation.apply(.setBody(body: 1, pose: Pose(position: Vec3(0, 0, 3)), linearVelocity: .zero, angularVelocity: Vec3(0, 0, 3)))
        let reading = try #require(readings(simulation, 30).last)
        #expect(abs(reading.values[0][2] - 3) < 1e-3)
        let felt: [Float] = reading.values[1]
        #expect(abs(felt[1] - 0.9) < 0.03, "\(felt)")
        #expect(abs(felt[0]) < 0.03, "\(felt)")
    }

    /// Noise has the deviation that was asked for, the offset of a run stays, and both follow the seed.
    @Test func noiseIsSeededAndAsLargeAsSaid() throws {
        let noise = imu + ", \"rate\": 120, \"noise\": { \"spin\": { \"deviation\": 0.2 }, \"acceleration\": { \"bias\": 0.5, \"step\": 0.25 } } } }"
        let first = try Simulation(world: world(box, noise)), said = readings(first, 480).suffix(200)
        #expect(try readings(Simulation(world: world(box, noise)), 480).suffix(200) == said)
        #expect(try readings(Simulation(world: world(box, noise, seed: 4)), 480).suffix(200) != said)
        let spins = said.flatMap { $0.values[0] }
        let squares: Float = spins.map { $0 * $0 }.reduce(0, +), deviation = (squares / Float(spins.count)).squareRoot()
        // The standard error of a deviation from 600 draws is 3%.
        #expect(abs(deviation - 0.2) < 0.024, "\(deviation)")
        let steps: [Float] = said.flatMap { $0.values[1] }.map { $0 / 0.25 }
        #expect(steps.allSatisfy { $0 == $0.rounded() })
        #expect(Set(said.map { $0.values[1][0] }).count == 1)
        #expect(said.allSatisfy { $0.tick.index % 2 == 0 })
    }

    @Test func aScaleWeighsAndARangeMeasures() throws {
        let touch = try Simulation(world: world(box, "\"sensors\": { \"touch\": { \"kind\": \"contact\", \"on\": \"box\" } }"))
        let sum: Float = readings(touch, 480).suffix(60).map { $0.values[0][0] }.reduce(0, +), mean = sum / 60
        #expect(abs(mean - 2 * 9.81) < 0.4, "\(mean) N")
        let wall = ", { \"name\": \"wall\", \"shape\": { \"box\": [0.2, 9, 2] }, \"material\": \"grey\", \"base\": [3, 0, 0] }"
        let eye = "\"sensors\": { \"eye\": { \"kind\": \"range\", \"on\": \"box\", \"rays\": 3, \"spread\": 90, \"reach\": 5 } }"
        let distances = try #require(readings(Simulation(world: world(box + wall, eye)), 1).first).values[0]
        // The wall's face is 2.9 m away, at 45° √2 times that; the box itself is looked past.
        let aslant: Float = 2.9 * Float(2).squareRoot(), wanted: [Float] = [aslant, 2.9, aslant]
        for (distance, wanted) in zip(distances, wanted) { #expect(abs(distance - wanted) < 0.002) }
        let lost = try Simulation(world: world(box, eye.replacingOccurrences(of: "\"reach\": 5", with: "\"reach\": 5, \"dropout\": 0.5")))
        let count = readings(lost, 400).filter(\.values.isEmpty).count
        #expect((150...250).contains(count), "\(count) of 400 lost, 200 expected")
    }

    /// Straight on and round a bend, wheels tell where a car went, and go on from a checkpoint as if nothing had been.
    @Test func wheelsTellWhereACarWent() throws {
        let world = try world(car, drive), simulation = try Simulation(world: world)
        simulation.apply(.control(vehicle: 0, VehicleControls(throttle: 0.5)))
        simulation.step(300)
        let checkpoint = try #require(simulation.checkpoint), again = try Simulation(world: world, from: checkpoint)
        again.step(60)
        #expect(again.readings == simulation.readings)
        simulation.apply(.control(vehicle: 0, VehicleControls(throttle: 0.3, steer: 0.5)))
        simulation.step(300)
        let place = try #require(simulation.readings.first).values[1], pose = simulation.state.bodies[1].pose
        // The middle of the axle that is counted, 0.4 m behind the chassis's own: forwards is -y at the start.
        let axle: Vec3 = pose.act(Vec3(0, 0.4, 0)) - Vec3(0, 0.4, 0), ahead: Float = -axle.y, left: Float = axle.x
        let heading: Vec3 = pose.rotation.act(Vec3(0, -1, 0)), turned: Float = atan2(heading.x, -heading.y)
        #expect(ahead > 1, "it hardly moved: \(axle)")
        #expect(abs(turned) > 0.2, "it hardly turned: \(turned)")
        #expect(abs(place[0] - ahead) < 0.05 * ahead + 0.05, "\(place) for \(ahead) \(left)")
        #expect(abs(place[1] - left) < 0.1 * ahead, "\(place) for \(ahead) \(left)")
        #expect(abs(place[2] - turned) < 0.1, "\(place[2]) for \(turned)")
    }

    /// A ball at 2 m/s, gate at 0.5 m: it crosses within the tick that passes it; then it enters the area, and leaves it.
    @Test func gatesAndAreasOfAFileAreTold() throws {
        let ball = "{ \"name\": \"ball\", \"shape\": { \"sphere\": 0.1 }, \"material\": \"grey\", \"position\": [0, 0, 5], \"mass\": 1 }"
        let fields = """
            "areas": { "yard": { "low": [1, -1, 4], "high": [2, 1, 6] } },
            "gates": { "line": { "at": [0.5, 0, 5], "facing": [1, 0, 0], "radius": 1 }, "aside": { "at": [0.5, 4, 5], "facing": [1, 0, 0], "radius": 1 } }
            """
        let world = try world(ball, fields, gravity: 0), simulation = try Simulation(world: world)
        simulation.apply(.setBody(body: 1, pose: Pose(position: Vec3(0, 0, 5)), linearVelocity: Vec3(2, 0, 0), angularVelocity: .zero))
        var stream = EventStream(world: world, from: simulation.state), events: [Event] = []
        for _ in 0..<300 {
            simulation.step()
            events += stream.next(simulation.state, held: nil)
        }
        #expect(events.map(\.kind) == [.crossed(1, gate: "line", isForwards: true), .entered(1, area: "yard"), .left(1, area: "yard")])
        // 0.5 m at 2 m/s are 60 ticks; the last bit decides whether it is there or one further.
        for (event, tick) in zip(events, [60, 120, 240]) { #expect((tick...tick + 1).contains(event.tick.index), "\(event)") }
    }

    @Test(arguments: [
        ("\"kind\": \"imo\", \"on\": \"box\"", "did you mean \"imu\""), ("\"kind\": \"imu\", \"on\": \"bx\"", "did you mean \"box\""),
        ("\"kind\": \"imu\", \"on\": \"box\", \"rate\": 100", "must divide 240"), ("\"kind\": \"joints\", \"joints\": [\"x\"]", "names of joints"),
        ("\"kind\": \"imu\", \"on\": \"box\", \"noise\": { \"force\": {} }", "no field \"force\""),
        ("\"kind\": \"range\", \"on\": \"box\", \"rays\": 1.5", "whole"),
        ("\"kind\": \"odometry\", \"of\": \"car\"", "no vehicle \"car\""),
    ])
    func aWrongSensorIsNamed(sensor: String, remedy: String) throws {
        let error = #expect(throws: WorldError.self) { try world(box, "\"sensors\": { \"a\": { \(sensor) } }") }
        #expect(error?.message.contains(remedy) == true, "\(error?.description ?? "")")
    }
}
