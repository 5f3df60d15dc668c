import Foundation
import VeneerMath

/// A person on foot: walks, climbs steps and slopes, pushes what is loose, and is seen by nobody. Steered by intents, or by moves of its own.
public struct Walker: Sendable, Equatable {
    public var name: String
    /// Of its feet.
    public var startInWorld: Vec3
    /// From +x towards +y.
    public var headingInDegrees: Float
    /// Above the horizon.
    public var pitchInDegrees: Float
    public var heightInMetres: Float
    public var radiusInMetres: Float
    /// Of its eyes above its feet.
    public var eyesInMetres: Float
    public var massInKilograms: Float
    public var speed: Float
    public var runningSpeed: Float
    /// What it steps onto.
    public var stepInMetres: Float
    /// The steepest ground that it stands on.
    public var slopeInDegrees: Float
    public var jumpInMetres: Float
    /// Times the ground's friction.
    public var grip: Float
    /// Whether a window begins in its place.
    public var isFirstPerson: Bool
    public var moves: [WalkerMove]
}

/// Where a walker goes by itself from a tick on.
public struct WalkerMove: Sendable, Equatable {
    public var tick: Tick
    public var goal: Vec2
    public var isFast: Bool
}

/// What a walker wants.
public struct WalkerControls: Sendable, Equatable {
    /// -1...1 along its heading.
    public var forward: Float
    /// -1...1.
    public var left: Float
    /// From +x towards +y.
    public var headingInRadians: Float
    /// Above the horizon.
    public var pitchInRadians: Float
    public var isFast: Bool
    /// Once, if it stands.
    public var jumps: Bool

    public init(
        forward: Float = 0, left: Float = 0, headingInRadians: Float = 0, pitchInRadians: Float = 0, isFast: Bool = false, jumps: Bool = false
    ) {
        self.forward = forward
        self.left = left
        self.headingInRadians = headingInRadians
        self.pitchInRadians = pitchInRadians
        self.isFast = isFast
        self.jumps = jumps
    }
}

public struct WalkerState: Sendable, Equatable {
    public var feetInWorld: Vec3
    public var velocity: Vec3
    public var headingInRadians: Float
    public var pitchInRadians: Float
    public var isOnGround: Bool
    /// Bodies that it leans on or runs into, in their order; not what its feet stand on.
    public var touching: [Int]

    public init(
        feetInWorld: Vec3, velocity: Vec3 = .zero, headingInRadians: Float = 0, pitchInRadians: Float = 0, isOnGround: Bool = false, touching: [Int] = []
    ) {
        self.feetInWorld = feetInWorld
        self.velocity = velocity
        self.headingInRadians = headingInRadians
        self.pitchInRadians = pitchInRadians
        self.isOnGround = isOnGround
        self.touching = touching
    }
}

extension Walker {
    public var start: WalkerState {
        WalkerState(feetInWorld: startInWorld, headingInRadians: headingInDegrees * .pi / 180, pitchInRadians: pitchInDegrees * .pi / 180)
    }

    /// What it sees from.
    public func worldFromEyes(in state: WalkerState) -> Pose {
        let eye = state.feetInWorld + Vec3(0, 0, eyesInMetres), pitch = state.pitchInRadians, heading = state.headingInRadians
        return Pose(eye: eye, target: eye + Vec3(cos(pitch) * cos(heading), cos(pitch) * sin(heading), sin(pitch)))
    }
}
