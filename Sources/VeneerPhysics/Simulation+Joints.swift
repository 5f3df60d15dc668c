import CBullet
import VeneerMath
import VeneerWorld

extension Simulation {
    func add(_ joint: Joint) {
        let ends = joint.ranges.map(\.ends)
        var description = CBulletJoint()
        description.parent = Int32(joint.parent ?? -1)
        description.child = Int32(joint.child)
        description.position = CBulletVector(joint.worldFromJoint.position)
        description.rotation = CBulletQuaternion(joint.worldFromJoint.rotation.normalized)
        description.lower = (ends[0].low, ends[1].low, ends[2].low, ends[3].low, ends[4].low, ends[5].low)
        description.upper = (ends[0].high, ends[1].high, ends[2].high, ends[3].high, ends[4].high, ends[5].high)
        description.drivenAxis = Int32(joint.drivenAxis?.rawValue ?? -1)
        description.friction = joint.friction
        description.damping = joint.damping
        description.collides = joint.collides ? 1 : 0
        cbullet_add_joint(bullet, &description)
    }

    func add(_ vehicle: Vehicle) {
        let wheels = vehicle.wheels.map { wheel in
            CBulletWheel(
                body: Int32(wheel.body), radius: world.bodies[wheel.body].shape.rollingRadius, steer: wheel.steerInRadians, driveForce: wheel.driveForce,
                brakeForce: wheel.brakeForce, travel: vehicle.travelInMetres, stiffness: vehicle.stiffness, damping: vehicle.damping,
                friction: vehicle.friction,
                isCastor: wheel.isCastor ? 1 : 0
            )
        }
        wheels.withUnsafeBufferPointer { buffer in
            var description = CBulletVehicle(
                chassis: Int32(vehicle.chassis), forward: CBulletVector(vehicle.forward), topSpeed: vehicle.topSpeedInMetresPerSecond,
                turnSpeed: vehicle.turnSpeedInRadiansPerSecond,
                wheels: buffer.baseAddress, wheelCount: Int32(buffer.count))
            cbullet_add_vehicle(bullet, &description)
        }
    }

    /// Forwards, metres a second.
    public func speed(ofVehicle index: Int) -> Float { cbullet_vehicle_speed(bullet, Int32(index)) }
}

extension Joint.Range {
    /// As Bullet has it: the lower end above the upper means free.
    fileprivate var ends: (low: Float, high: Float) {
        switch self {
        case .locked: (0, 0)
        case .free: (1, -1)
        case .within(let range): (range.lowerBound, range.upperBound)
        }
    }
}

extension CBulletDrive {
    init(_ drive: JointDrive) {
        switch drive {
        case .free: self.init(mode: CBulletDriveFree, target: 0, maximumForce: 0, maximumVelocity: 0)
        case .velocity(let velocity, let force): self.init(mode: CBulletDriveVelocity, target: velocity, maximumForce: force, maximumVelocity: 0)
        case .position(let position, let force, let velocity):
            self.init(mode: CBulletDrivePosition, target: position, maximumForce: force, maximumVelocity: velocity)
        case .force(let force): self.init(mode: CBulletDriveForce, target: force, maximumForce: 0, maximumVelocity: 0)
        }
    }
}

extension JointState {
    init(_ s: CBulletJointState) {
        self.init(position: s.position, velocity: s.velocity, impulseInNewtonSeconds: s.impulse, angularImpulse: s.angularImpulse)
    }
}
