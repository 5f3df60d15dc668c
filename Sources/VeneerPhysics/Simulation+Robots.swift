import CBullet
import VeneerMath
import VeneerWorld

extension Simulation {
    /// Its links are the next bodies.
    func add(_ robot: Robot) {
        let starts = zip(robot.movingJoints, robot.startPositions).reduce(into: [String: Float]()) { $0[$1.0.name] = $1.1 }
        add(links: robot.links.indices[...], of: robot, starts: starts, made: [])
    }

    /// Of those that hold themselves, from the start; then as their moves say. What drives they have since is part of a checkpoint.
    func moveRobots() {
        var first = world.joints.count
        for robot in world.robots {
            let joints = robot.movingJoints
            for (index, joint) in joints.enumerated() where joint.mimic == nil {
                var drive: JointDrive?
                if tick.index == 0, robot.holds {
                    drive = robot.hold(joint)
                }
                for move in robot.moves where move.tick == tick {
                    if let goal = move.positions[joint.name] { drive = .position(goal, maximumForce: move.force ?? joint.effort, maximumVelocity: move.speed) }
                }
                if let drive { cbullet_drive(bullet, Int32(first + index), CBulletDrive(drive)) }
            }
            first += joints.count
        }
    }

    func restart(_ index: Int) -> Bool {
        guard world.robots.indices.contains(index) else { return false }
        let robot = world.robots[index], first = world.firstJoint(ofRobot: index)
        cbullet_restart_robot(bullet, Int32(index))
        for (offset, joint) in robot.movingJoints.enumerated() {
            cbullet_drive(bullet, Int32(first + offset), CBulletDrive(robot.holds && joint.mimic == nil ? robot.hold(joint) : .free))
        }
        return true
    }

    func inject(_ placed: PlacedRobot) -> Bool {
        guard world.fault(of: placed) == nil else { return false }
        let positions = world.robots[placed.robot].followed(placed.positions, offsets: true)
        let velocities = world.robots[placed.robot].followed(placed.velocities, offsets: false)
        if let base = placed.base {
            var state = CBulletState(base)
            cbullet_place_robot(bullet, Int32(placed.robot), positions, velocities, &state)
        } else {
            cbullet_place_robot(bullet, Int32(placed.robot), positions, velocities, nil)
        }
        return true
    }

    /// Nests one closure a link, in which its shapes stay in place.
    private func add(links rest: Range<Int>.SubSequence, of robot: Robot, starts: [String: Float], made: [CBulletLink]) {
        guard let index = rest.first else {
            return made.withUnsafeBufferPointer { cbullet_add_robot(bullet, $0.baseAddress, Int32($0.count), robot.isFixed ? 1 : 0) }
        }
        let collision = robot.links[index].collision?.collision(.none)
        (collision?.points ?? []).withUnsafeBufferPointer { points in
            (collision?.shapes ?? []).withUnsafeBufferPointer { shapes in
                var link = robot.description(of: index, starts: starts)
                link.body.shapes = shapes.baseAddress
                link.body.shapeCount = Int32(shapes.count)
                link.body.isCompound = shapes.count == 1 && shapes[0].isCentred ? 0 : 1
                link.body.points = points.baseAddress
                let start = world.bodies[robot.firstBody + index].worldFromBody
                link.body.position = CBulletVector(start.position)
                link.body.rotation = CBulletQuaternion(start.rotation.normalized)
                add(links: rest.dropFirst(), of: robot, starts: starts, made: made + [link])
            }
        }
    }
}

extension Robot {
    fileprivate func hold(_ joint: RobotJoint) -> JointDrive {
        .position(start[joint.name] ?? 0, maximumForce: joint.effort, maximumVelocity: max(joint.maximumVelocity, 0.001))
    }

    fileprivate func description(of index: Int, starts: [String: Float]) -> CBulletLink {
        let link = links[index]
        var description = CBulletLink()
        description.parent = -1
        description.mimics = -1
        description.lower = 1
        description.upper = -1
        description.body.mass = link.massInKilograms
        description.body.inertia = CBulletVector(link.inertia)
        description.body.friction = friction
        description.body.restitution = 0
        description.body.carrier = -1
        guard let joint = link.joint else { return description }
        let pivot = joint.jointFromChildBody.inverse
        description.parent = Int32(joint.parent)
        description.kind =
            switch joint.kind {
            case .fixed: CBulletLinkFixed
            case .revolute, .continuous: CBulletLinkTurning
            case .prismatic: CBulletLinkSliding
            case .ball: CBulletLinkBall
            }
        description.pivotInParent = CBulletVector(joint.parentBodyFromJoint.position)
        description.pivotInBody = CBulletVector(pivot.position)
        description.bodyFromParent = CBulletQuaternion((joint.parentBodyFromJoint.rotation * joint.jointFromChildBody.rotation).inverse.normalized)
        description.axis = CBulletVector(pivot.rotation.act(joint.axis))
        if let limits = joint.limits {
            description.lower = limits.lowerBound
            description.upper = limits.upperBound
        }
        description.damping = joint.damping
        description.friction = joint.friction
        description.effort = joint.effort
        description.start = starts[joint.name] ?? 0
        if let mimic = joint.mimic, let leader = links.firstIndex(where: { $0.joint?.name == mimic.joint }) {
            description.mimics = Int32(leader)
            description.multiplier = mimic.multiplier
            description.offset = mimic.offset
        }
        return description
    }
}

extension CBulletShape {
    fileprivate var isCentred: Bool { Vec3(position) == .zero && rotation.x == 0 && rotation.y == 0 && rotation.z == 0 }
}
