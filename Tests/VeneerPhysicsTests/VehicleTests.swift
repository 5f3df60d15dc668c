import Foundation
import Testing
import VeneerMath
import VeneerPhysics
import VeneerWorld

/// 800 kg on four wheels of 0.3 m, on a wide floor, its front towards +x.
private func car(on ground: [Body] = [body(.box(size: Vec3(200, 200, 0.2), bevel: 0), at: Vec3(0, 0, -0.1))]) -> World {
    var bodies = ground
    let chassis = bodies.count
    bodies.append(body(.box(size: Vec3(3, 1.4, 0.5), bevel: 0), at: Vec3(0, 0, 0.6), kilograms: 800))
    var wheels: [Vehicle.Wheel] = []
    for (x, y) in [(Float(1), Float(0.7)), (1, -0.7), (-1, 0.7), (-1, -0.7)] {
        let upright = Quaternion(angleInRadians: .pi / 2, axis: Vec3(1, 0, 0))
        var wheel = body(.cylinder(radius: 0.3, height: 0.2, bevel: 0), at: Vec3(x, y, 0.3), rotation: upright)
        wheel.carrier = chassis
        wheels.append(Vehicle.Wheel(body: bodies.count, steerInRadians: x > 0 ? 0.5 : 0, driveForce: 600, brakeForce: 4000))
        bodies.append(wheel)
    }
    var world = scene(bodies)
    world.vehicles = [
        Vehicle(
            name: "car", chassis: chassis, wheels: wheels, forward: Vec3(1, 0, 0), topSpeedInMetresPerSecond: 20, travelInMetres: 0.1, stiffness: 20_000,
            damping: 2000, friction: 1)
    ]
    return world
}

/// 40 kg on two driven wheels, and castors before and behind them.
private func base() -> World {
    var bodies = [
        body(.box(size: Vec3(200, 200, 0.2), bevel: 0), at: Vec3(0, 0, -0.1)),
        body(.box(size: Vec3(0.6, 0.4, 0.2), bevel: 0), at: Vec3(0, 0, 0.2), kilograms: 40),
    ]
    var wheels: [Vehicle.Wheel] = []
    for (x, y) in [(Float(0), Float(0.25)), (0, -0.25), (0.25, 0), (-0.25, 0)] {
        var wheel = body(
            .cylinder(radius: 0.1, height: 0.05, bevel: 0), at: Vec3(x, y, 0.1), rotation: Quaternion(angleInRadians: .pi / 2, axis: Vec3(1, 0, 0)))
        wheel.carrier = 1
        wheels.append(.init(body: bodies.count, steerInRadians: 0, driveForce: y == 0 ? 0 : 60, brakeForce: y == 0 ? 0 : 100, isCastor: y == 0))
        bodies.append(wheel)
    }
    var world = scene(bodies)
    world.vehicles = [
        Vehicle(
            name: "base", chassis: 1, wheels: wheels, forward: Vec3(1, 0, 0), topSpeedInMetresPerSecond: 1, turnSpeedInRadiansPerSecond: 2,
            travelInMetres: 0.03, stiffness: 4000, damping: 200, friction: 1)
    ]
    return world
}

struct VehicleTests {
    /// Wheels 0.5 m apart: at (v, ω) they roll at v ∓ 0.25 ω, and the base goes round on a circle of v / ω.
    @Test func aBaseOfTwoDrivenWheelsTurnsOnTheSpotAndOnCircles() throws {
        let simulation = try Simulation(world: base())
        simulation.apply(.control(vehicle: 0, VehicleControls(steer: 0.5)))
        simulation.step(480)
        var chassis = simulation.state.bodies[1]
        #expect(abs(chassis.angularVelocity.z - 1) < 0.03, "\(chassis.angularVelocity)")
        #expect(length(chassis.pose.position - Vec3(0, 0, 0.2)) < 0.02, "\(chassis.pose.position)")
        simulation.apply(.control(vehicle: 0, VehicleControls(throttle: 0.5, steer: 0.5)))
        simulation.step(240)
        chassis = simulation.state.bodies[1]
        // v = 0.5, ω = 1: the middle of the circle is half a metre to its left.
        let left = chassis.pose.rotation.act(Vec3(0, 1, 0)), middle = chassis.pose.position + left * 0.5
        simulation.step(480)
        chassis = simulation.state.bodies[1]
        #expect(abs(length(chassis.linearVelocity) - 0.5) < 0.02 && abs(chassis.angularVelocity.z - 1) < 0.03, "\(chassis)")
        #expect(abs(length(chassis.pose.position - middle) - 0.5) < 0.03)
        simulation.apply(.control(vehicle: 0, .idle))
        simulation.step(240)
        chassis = simulation.state.bodies[1]
        #expect(length(chassis.linearVelocity) < 0.01 && abs(chassis.angularVelocity.z) < 0.02, "\(chassis)")
    }

    @Test func aParkedCarStandsStillWhereItWasPut() throws {
        let simulation = try Simulation(world: car())
        simulation.step(10 * 240)
        let pose = simulation.state.bodies[1].pose
        #expect(length(pose.position - Vec3(0, 0, 0.6)) < 0.002, "\(pose.position)")
        #expect(abs(simulation.state.bodies[2].pose.position.z - 0.3) < 0.002)
    }

    /// F = m a with the throttle's 2,400 N, less the rolling resistance and what fades towards the top speed.
    @Test func throttleSpeedsItUpAndBrakesStopIt() throws {
        let simulation = try Simulation(world: car())
        simulation.apply(.control(vehicle: 0, VehicleControls(throttle: 1)))
        simulation.step(240)
        let v = simulation.speed(ofVehicle: 0)
        // dv/dt = 3 (1 − v/20) − 0.015 g: after a second 2.66.
        #expect(abs(v - 2.66) < 0.1, "\(v) m/s")
        // The wheel rolls without slipping: ω r = v, about the axle to the left.
        #expect(abs(simulation.state.bodies[2].angularVelocity.y * 0.3 - v) < 0.05)
        simulation.step(3 * 240)
        let speed = simulation.speed(ofVehicle: 0), start = simulation.state.bodies[1].pose.position.x
        simulation.apply(.control(vehicle: 0, VehicleControls(brake: 1)))
        simulation.step(3 * 240)
        #expect(abs(simulation.speed(ofVehicle: 0)) < 0.01)
        // The brakes are stronger than the grip, front and rear: v² / 2 μ g.
        let way = simulation.state.bodies[1].pose.position.x - start
        #expect(abs(way - speed * speed / (2 * 9.81)) < 0.1 * way, "\(way) m from \(speed) m/s")
    }

    /// At walking pace the car turns about a point on its rear axle's line: R = wheelbase / tan(steer).
    @Test func itTurnsOnTheCircleOfItsWheels() throws {
        let simulation = try Simulation(world: car())
        simulation.apply(.control(vehicle: 0, VehicleControls(throttle: 0.25, steer: 0.6)))
        simulation.step(2 * 240)
        let state = simulation.state.bodies[1]
        let radius = simulation.speed(ofVehicle: 0) / state.angularVelocity.z
        #expect(state.angularVelocity.z > 0.1)
        #expect(abs(radius - 2 / tan(0.3)) < 0.15 * 2 / tan(0.3), "\(radius) m")
    }

    @Test func itClimbsARampAndDrivesThroughAWall() throws {
        var ground = [body(.box(size: Vec3(200, 200, 0.2), bevel: 0), at: Vec3(0, 0, -0.1))]
        ground.append(body(.box(size: Vec3(4, 3, 0.1), bevel: 0), at: Vec3(8, 0, 0.3), rotation: Quaternion(angleInRadians: -0.2, axis: Vec3(0, 1, 0))))
        for row in 0..<4 {
            for column in 0..<5 {
                ground.append(body(.box(size: Vec3(0.2, 0.4, 0.2), bevel: 0), at: Vec3(20, 0.4 * Float(column) - 0.8, 0.1 + 0.2 * Float(row)), kilograms: 10))
            }
        }
        let world = car(on: ground), chassis = world.vehicles[0].chassis
        let simulation = try Simulation(world: world)
        simulation.apply(.control(vehicle: 0, VehicleControls(throttle: 1)))
        var highest: Float = 0
        for _ in 0..<7 * 240 {
            simulation.step()
            highest = max(highest, simulation.state.bodies[chassis].pose.position.z)
        }
        #expect(highest > 1.1, "\(highest)")
        #expect(simulation.state.bodies[chassis].pose.position.x > 20)
        #expect((2..<22).contains { simulation.state.bodies[$0].pose.position.x > 21 })
    }
}
