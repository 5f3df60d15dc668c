import Foundation
import VeneerMath
import VeneerWorld

/// Reads a world's sensors, tick by tick. What they say follows from states and the world's seed alone, so a replay says the same.
struct Senses {
    private let world: World
    private var before: WorldState
    /// Of each odometry, in their order.
    private var counters: [Odometry]
    private(set) var latest: [SensorReading] = []

    init(world: World, from state: WorldState) {
        self.world = world
        before = state
        counters = world.sensors.compactMap { sensor in
            guard case .odometry(let vehicle) = sensor.kind else { return nil }
            return Odometry(world: world, vehicle: vehicle)
        }
    }

    /// What they remember, for a checkpoint.
    var memory: [Float] {
        get { counters.flatMap(\.memory) }
        set {
            guard newValue.count == memory.count else { return }
            var rest = newValue[...]
            for index in counters.indices {
                counters[index].memory = Array(rest.prefix(counters[index].memory.count))
                rest = rest.dropFirst(counters[index].memory.count)
            }
        }
    }

    /// Goes on from a state that isn't the next one.
    mutating func resume(at state: WorldState) { before = state }

    mutating func next(_ state: WorldState) {
        var counter = 0
        latest = []
        for (index, sensor) in world.sensors.enumerated() {
            let isDue = state.tick.index % sensor.ticksBetweenReadings == 0
            var exact: [[Float]]
            if case .odometry = sensor.kind {
                counters[counter].turn(state)
                if isDue { counters[counter].read(noisy(counters[counter].wheels, "wheels", of: sensor, at: state.tick)) }
                exact = counters[counter].values
                counter += 1
            } else {
                exact = isDue ? measured(sensor, state) : []
            }
            guard isDue else { continue }
            if sensor.dropout > 0 {
                var random = SeededRandom(seed: world.seed, stream: "\(sensor.name) dropout \(state.tick.index)")
                if random.chance(sensor.dropout) { exact = [] }
            }
            var values = exact
            for (place, quantity) in sensor.kind.quantities.enumerated() where place < exact.count && quantity != "wheels" {
                values[place] = noisy(exact[place], quantity, of: sensor, at: state.tick)
            }
            latest.append(SensorReading(sensor: index, tick: state.tick, values: values))
        }
        before = state
    }

    private func noisy(_ values: [Float], _ quantity: String, of sensor: Sensor, at tick: Tick) -> [Float] {
        guard let noise = sensor.noise[quantity] else { return values }
        var fixed = SeededRandom(seed: world.seed, stream: "\(sensor.name) \(quantity) bias")
        var fresh = SeededRandom(seed: world.seed, stream: "\(sensor.name) \(quantity) \(tick.index)")
        return values.map { value in
            let read = value + noise.bias * fixed.normal() + noise.deviation * fresh.normal()
            return noise.step > 0 ? (read / noise.step).rounded() * noise.step : read
        }
    }

    private func measured(_ sensor: Sensor, _ state: WorldState) -> [[Float]] {
        switch sensor.kind {
        case .imu(let index):
            let body = state.bodies[index], sensorFromWorld = (body.pose * sensor.bodyFromSensor).rotation.inverse
            func velocity(_ state: WorldState) -> Vec3 {
                let body = state.bodies[index]
                return body.linearVelocity + cross(body.angularVelocity, body.pose.rotation.act(sensor.bodyFromSensor.position))
            }
            let ticks = Float(max(1, state.tick.index - before.tick.index))
            let felt = (velocity(state) - velocity(before)) / (ticks * Tick.durationInSeconds) - world.gravity
            return [numbers(sensorFromWorld.act(body.angularVelocity)), numbers(sensorFromWorld.act(felt))]
        case .contact(let index):
            let impulse = state.contacts.reduce(Float(0)) { $0 + ($1.bodyA == index || $1.bodyB == index ? $1.impulseInNewtonSeconds : 0) }
            return [[impulse / Tick.durationInSeconds]]
        case .range(let index, let rays, let spread, let reach):
            let worldFromSensor = state.bodies[index].pose * sensor.bodyFromSensor
            let own = world.isOneWith(index)
            return [
                (0..<rays).map { ray in
                    // All around, the last ray would be the first again.
                    let gaps = spread >= 2 * .pi ? rays : rays - 1
                    let angle = gaps > 0 && rays > 1 ? spread * (Float(ray) / Float(gaps) - 0.5) : 0
                    let way = worldFromSensor.rotation.act(Vec3(cos(angle), sin(angle), 0))
                    return state.castRay(in: world, from: worldFromSensor.position, direction: way, maximumDistance: reach, past: own)?.distanceInMetres
                        ?? reach
                }
            ]
        case .joints(let joints): return [joints.map { state.joints[$0].position }, joints.map { state.joints[$0].velocity }]
        case .odometry: return []
        }
    }

    private func numbers(_ v: Vec3) -> [Float] { [v.x, v.y, v.z] }
}

/// Counts how far wheels turn, and reckons from that where a vehicle is.
private struct Odometry {
    private let vehicle: Vehicle
    private let radii: [Float], across: [Float]
    private let left: Vec3
    /// Exact, and as last read.
    private var turned: [Float], told: [Float]
    private var place = [Float](repeating: 0, count: 3)

    init(world: World, vehicle index: Int) {
        vehicle = world.vehicles[index]
        let chassis = world.bodies[vehicle.chassis].worldFromBody
        let up = chassis.rotation.inverse.act(Vec3(0, 0, 1)), left = cross(up, vehicle.forward)
        self.left = left
        radii = vehicle.wheels.map { world.bodies[$0.body].shape.rollingRadius }
        across = vehicle.wheels.map { dot(chassis.inverse.act(world.bodies[$0.body].worldFromBody.position), left) }
        turned = vehicle.wheels.map { _ in 0 }
        told = turned
    }

    var wheels: [Float] { turned }
    var values: [[Float]] { [told, place] }

    var memory: [Float] {
        get { turned + told + place }
        set {
            let count = turned.count
            (turned, told, place) = (Array(newValue[..<count]), Array(newValue[count..<2 * count]), Array(newValue[(2 * count)...]))
        }
    }

    mutating func turn(_ state: WorldState) {
        let chassis = state.bodies[vehicle.chassis], axle = chassis.pose.rotation.act(left)
        for (index, wheel) in vehicle.wheels.enumerated() {
            turned[index] += dot(state.bodies[wheel.body].angularVelocity - chassis.angularVelocity, axle) * Tick.durationInSeconds
        }
    }

    /// The wheels as an encoder has them now; the way of the sides, by those that don't steer, is where it went.
    mutating func read(_ now: [Float]) {
        let fixed = vehicle.wheels.indices.filter { vehicle.wheels[$0].steerInRadians == 0 }, rolling = fixed.isEmpty ? Array(vehicle.wheels.indices) : fixed
        func side(_ isLeft: Bool) -> (way: Float, at: Float)? {
            let wheels = rolling.filter { (across[$0] >= 0) == isLeft }
            guard !wheels.isEmpty else { return nil }
            let count = Float(wheels.count)
            return (wheels.reduce(0) { $0 + (now[$1] - told[$1]) * radii[$1] } / count, wheels.reduce(0) { $0 + across[$1] } / count)
        }
        let a = side(true), b = side(false)
        let ahead = [a, b].compactMap { $0?.way }.reduce(0, +) / Float([a, b].compactMap { $0 }.count)
        let turn: Float = if let a, let b, a.at - b.at > 0.01 { (b.way - a.way) / (a.at - b.at) } else { 0 }
        let heading = place[2] + turn / 2
        place = [place[0] + ahead * cos(heading), place[1] + ahead * sin(heading), place[2] + turn]
        told = now
    }
}

extension Shape {
    /// As it rolls: a cylinder's own, of another shape half its height.
    var rollingRadius: Float { if case .cylinder(let radius, _, _) = self { radius } else { max(halfExtents.y, halfExtents.z) } }
}

extension World {
    /// The body, what carries it, what rides along, and, of a robot, all links: what a sensor on it looks past.
    func isOneWith(_ index: Int) -> Set<Int> {
        let carrier = carrier(of: index)
        let own = bodies.indices.filter { self.carrier(of: $0) == carrier }
        return Set(own + robots.filter { $0.bodies.contains(carrier) }.flatMap(\.bodies))
    }
}
