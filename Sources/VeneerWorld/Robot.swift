import VeneerMath

/// Links that joints hold together in a tree, from a URDF or an MJCF. Its links are the last of the world's bodies, one after the other, base first.
public struct Robot: Sendable, Equatable {
    public struct Link: Sendable, Equatable {
        public var name: String
        public var massInKilograms: Float
        /// About the axes of its body, which are those of its inertia.
        public var inertia: Vec3
        /// What touches; what is seen is its body's shape. Nil: nothing does.
        public var collision: Shape?
        /// Of the joint that carries it; nil: the base.
        public var joint: RobotJoint?
    }

    /// Its file's; a world file's field is called so.
    public enum Format: String, CaseIterable, Sendable { case urdf, mjcf }

    public var name: String
    public var format: Format
    /// As the world file names it.
    public var source: String
    public var contentHash: UInt64
    /// Of the base link's own frame.
    public var worldFromRobot: Pose
    public var robotFromBase: Pose
    public var isFixed: Bool
    public var friction: Float
    /// By the names of its joints, where it doesn't start at zero.
    public var start: [String: Float]
    public var links: [Link]
    /// Of the base among the world's bodies.
    public var firstBody: Int
    /// Whether its motors keep it where it starts.
    public var holds = false
    /// What it does by itself, as a player piano does.
    public var moves: [RobotMove] = []
    /// What its file says besides, which is left to the world.
    public var remarks: [String] = []

    public var worldFromBase: Pose { worldFromRobot * robotFromBase }
    public var bodies: Range<Int> { firstBody..<firstBody + links.count }
    /// Those that have a position, in the order of their links.
    public var movingJoints: [RobotJoint] { links.compactMap(\.joint).filter(\.kind.hasPosition) }
}

/// Where joints go from a tick on.
public struct RobotMove: Sendable, Equatable {
    public var tick: Tick
    public var positions: [String: Float]
    /// Radians or metres a second.
    public var speed: Float
    /// Newtons or newton metres; nil: all that a joint has.
    public var force: Float?
}

/// As URDF has it; positions are radians or metres.
public struct RobotJoint: Sendable, Equatable {
    public enum Kind: String, CaseIterable, Sendable {
        case fixed, revolute, continuous, prismatic
        /// Turns any way, and nothing drives it; where it is, its bodies' poses say.
        case ball

        /// Whether a number says where it is.
        public var hasPosition: Bool { self != .fixed && self != .ball }
    }

    /// Follows another joint: multiplier × its position + offset.
    public struct Mimic: Sendable, Equatable {
        public var joint: String
        public var multiplier: Float
        public var offset: Float
    }

    public var name: String
    public var kind: Kind
    /// Place of its parent among the links.
    public var parent: Int
    /// Between the two bodies' frames at position zero.
    public var parentBodyFromJoint: Pose
    public var jointFromChildBody: Pose
    /// In the joint's frame.
    public var axis: Vec3
    /// Nil: turns or slides without end.
    public var limits: ClosedRange<Float>?
    /// The strongest force or torque, newtons or newton metres.
    public var effort: Float
    public var maximumVelocity: Float
    public var damping: Float
    public var friction: Float
    public var mimic: Mimic?

    /// Of the child's body as seen from the parent's.
    public func parentFromChild(at position: Float) -> Pose {
        let moved =
            switch kind {
            case .fixed, .ball: Pose.identity
            case .prismatic: Pose(position: axis * position)
            case .revolute, .continuous: Pose(rotation: position == 0 ? .identity : Quaternion(angleInRadians: position, axis: axis))
            }
        return parentBodyFromJoint * moved * jointFromChildBody
    }
}

extension Robot {
    /// Of all links' bodies, where the joints that move are at these positions.
    public func poses(at positions: [Float], worldFromBase: Pose? = nil) -> [Pose] {
        var poses: [Pose] = [], next = 0
        for link in links {
            guard let joint = link.joint else {
                poses.append(worldFromBase ?? self.worldFromBase)
                continue
            }
            let position = joint.kind.hasPosition ? positions[next] : 0
            if joint.kind.hasPosition { next += 1 }
            poses.append(poses[joint.parent] * joint.parentFromChild(at: position))
        }
        return poses
    }

    /// What mimics stands where it follows from.
    public var startPositions: [Float] {
        movingJoints.map { joint in
            guard let mimic = joint.mimic else { return start[joint.name] ?? 0 }
            return mimic.multiplier * (start[mimic.joint] ?? 0) + mimic.offset
        }
    }
}
