import Foundation
import SysGLFW
import VeneerMath
import VeneerWorld

extension Viewer {
    /// In lengths of what is driven, and no nearer than the shortest; of the distance.
    private static let chaseDistance: Float = 1.75, shortestChaseInMetres: Float = 2.2, chaseHeight: Float = 0.38
    /// How much of the way to its place behind the car the camera is after a second.
    private static let chaseHaste: Float = 0.985
    /// At this speed a wheel turned by a key goes half as far.
    private static let calmSpeedInMetresPerSecond: Float = 7

    /// The arrow keys on the world's first vehicle. Back brakes a car that goes forwards.
    func drive() throws {
        guard !session.world.vehicles.isEmpty, !isPaused else { return }
        let speed = run.speed(ofVehicle: 0), pedal = axis(GLFW_KEY_UP, GLFW_KEY_DOWN)
        let isBraking = pedal < 0 && speed > 0.5 || pedal > 0 && speed < -0.5
        let calm = Viewer.calmSpeedInMetresPerSecond / (Viewer.calmSpeedInMetresPerSecond + abs(speed))
        let wanted = VehicleControls(
            throttle: isBraking ? 0 : pedal, brake: isBraking ? 1 : 0, steer: axis(GLFW_KEY_LEFT, GLFW_KEY_RIGHT) * (calm * 16).rounded() / 16)
        guard wanted != controls else { return }
        controls = wanted
        if pedal != 0 || session.world.vehicles[0].turnSpeedInRadiansPerSecond > 0 && wanted.steer != 0, isChasing == nil {
            try standStill()
            isChasing = true
        }
        try session.apply(.control(vehicle: 0, wanted))
    }

    /// Keeps the camera behind the car that is driven.
    func chase(seconds: Float) {
        guard isChasing == true, let vehicle = session.world.vehicles.first else { return }
        let chassis = session.state.bodies[vehicle.chassis]
        var ahead = chassis.pose.rotation.act(vehicle.forward) * Vec3(1, 1, 0)
        guard dot(ahead, ahead) > 0.01 else { return }
        ahead = normalize(ahead)
        let length = 2 * session.world.bodies[vehicle.chassis].shape.halfExtents.max()
        let distance = max(Viewer.shortestChaseInMetres, Viewer.chaseDistance * length)
        let goal = chassis.pose.position - ahead * distance + Vec3(0, 0, Viewer.chaseHeight * distance)
        let eye = mix(flight.position, goal, 1 - pow(1 - Viewer.chaseHaste, seconds))
        var camera = flight.camera
        camera.worldFromCamera = Pose(eye: eye, target: chassis.pose.position + ahead * 2)
        flight = FlyCamera(camera)
    }

    func toggleChase() throws {
        guard !session.world.vehicles.isEmpty else { return say("nothing to drive in this world") }
        try standStill()
        isChasing = isChasing != true
        say(isChasing == true ? "behind the \(session.world.vehicles[0].name)" : "flying")
    }
}
