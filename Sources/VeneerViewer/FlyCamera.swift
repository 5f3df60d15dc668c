import Foundation
import VeneerMath

/// A camera that a person flies: upright, never beyond straight up or down.
public struct FlyCamera: Sendable, Equatable {
    public static let speedInMetresPerSecond: Float = 1.2
    public static let fastFactor: Float = 3
    private static let steepestInRadians: Float = 1.5

    public var position: Vec3
    /// About the world's up, from +x towards +y.
    public private(set) var headingInRadians: Float
    /// Above the horizon.
    public private(set) var pitchInRadians: Float
    /// What it sees with; its place is not ours.
    private let model: Camera

    /// Where another camera is, without its roll.
    public init(_ camera: Camera) {
        position = camera.worldFromCamera.position
        let forward = camera.forwardInWorld
        headingInRadians = atan2(forward.y, forward.x)
        pitchInRadians = clamp(asin(clamp(forward.z, -1, 1)), -Self.steepestInRadians, Self.steepestInRadians)
        model = camera
    }

    public var forward: Vec3 {
        Vec3(cos(pitchInRadians) * cos(headingInRadians), cos(pitchInRadians) * sin(headingInRadians), sin(pitchInRadians))
    }

    public var camera: Camera {
        var camera = model
        camera.worldFromCamera = Pose(eye: position, target: position + forward)
        return camera
    }

    public mutating func turn(rightByRadians right: Float, downByRadians down: Float) {
        headingInRadians = remainder(headingInRadians - right, 2 * .pi)
        pitchInRadians = clamp(pitchInRadians - down, -Self.steepestInRadians, Self.steepestInRadians)
    }

    /// `way` holds right, forward and up, each −1...1; forward follows the view, up the world.
    public mutating func move(_ way: Vec3, isFast: Bool, seconds: Float) {
        let right = Vec3(sin(headingInRadians), -cos(headingInRadians), 0)
        let direction = way.x * right + way.y * forward + way.z * Vec3(0, 0, 1)
        guard length(direction) > 0 else { return }
        position += normalize(direction) * (Self.speedInMetresPerSecond * (isFast ? Self.fastFactor : 1) * seconds)
    }
}
