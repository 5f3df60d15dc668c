import VeneerMath

/// A robot as it was measured.
public struct PlacedRobot: Sendable, Equatable {
    public var robot: Int
    /// Of `Robot.movingJoints`. A joint that mimics stands where it follows, whatever is said of it.
    public var positions: [Float]
    public var velocities: [Float]
    /// Of the base's body; nil: it stays as it is.
    public var base: BodyState?

    public init(robot: Int, positions: [Float], velocities: [Float], base: BodyState? = nil) {
        self.robot = robot
        self.positions = positions
        self.velocities = velocities
        self.base = base
    }
}

extension World {
    /// Stops are soft, and encoders are a little off: so far beyond a joint's limits is still believed, radians or metres.
    public static let limitTolerance: Float = 0.02

    /// Why a robot can't stand so; nil: it can.
    public func fault(of placed: PlacedRobot) -> String? {
        guard robots.indices.contains(placed.robot) else {
            return "there is no robot \(placed.robot); the world has \(robots.count), counted from 0"
        }
        let robot = robots[placed.robot], joints = robot.movingJoints
        for (what, numbers) in [("positions", placed.positions), ("velocities", placed.velocities)] where numbers.count != joints.count {
            return "the robot \(robot.name) has \(joints.count) joints, but \(numbers.count) \(what) were given"
        }
        let positions = robot.followed(placed.positions, offsets: true)
        for (index, joint) in joints.enumerated() {
            let name = "the joint \(robot.name) \(joint.name)", position = positions[index]
            guard position.isFinite, placed.velocities[index].isFinite, abs(placed.velocities[index]) < 1e5, abs(position) < 1e5 else {
                return "\(name) is at \(position), its velocity \(placed.velocities[index]); both must be below 100,000"
            }
            if let limits = joint.limits, position < limits.lowerBound - World.limitTolerance || position > limits.upperBound + World.limitTolerance {
                return "\(name) is at \(position), outside its limits \(limits.lowerBound)...\(limits.upperBound)"
            }
        }
        guard let base = placed.base else { return nil }
        if robot.isFixed { return "the robot \(robot.name) is fixed; leave its base out" }
        return base.isSound ? nil : "the base of the robot \(robot.name) needs finite numbers within 100 km and a unit rotation"
    }
}

extension Robot {
    /// What mimics has its leader's number in place of its own.
    public func followed(_ numbers: [Float], offsets: Bool) -> [Float] {
        let joints = movingJoints
        return zip(joints, numbers).map { joint, number in
            guard let mimic = joint.mimic, let leader = joints.firstIndex(where: { $0.name == mimic.joint }) else { return number }
            return mimic.multiplier * numbers[leader] + (offsets ? mimic.offset : 0)
        }
    }
}

extension BodyState {
    /// Whether a body can be put so.
    public var isSound: Bool {
        let turn = dot(pose.rotation.vector, pose.rotation.vector)
        return pose.position.isInReach && turn.isFinite && turn > 0.5 && linearVelocity.isInReach && angularVelocity.isInReach
    }
}
