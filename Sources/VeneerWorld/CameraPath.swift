import Foundation
import VeneerMath

/// A camera move through keys, smoothed, with the sway of a hand.
public struct CameraPath: Sendable, Equatable {
    public struct Key: Sendable, Equatable {
        public var seconds: Float
        public var eye: Vec3
        public var target: Vec3
        /// The tick nearest to its time.
        public var tick: Tick { Tick(Int((seconds * Float(Tick.perSecond)).rounded())) }

        public init(seconds: Float, eye: Vec3, target: Vec3) {
            self.seconds = seconds
            self.eye = eye
            self.target = target
        }
    }

    public var keys: [Key]
    public var optics: Optics
    /// How far the hand sways, metres at the eye; 0 is a tripod.
    public var swayInMetres: Float

    public init(keys: [Key], optics: Optics, swayInMetres: Float = 0) {
        precondition(!keys.isEmpty, "a camera path needs a key")
        self.keys = keys
        self.optics = optics
        self.swayInMetres = swayInMetres
    }

    public init(keys: [Key], verticalFieldOfViewInDegrees: Float = 45, swayInMetres: Float = 0) {
        self.init(keys: keys, optics: Optics(.fieldOfView(verticalInDegrees: verticalFieldOfViewInDegrees)), swayInMetres: swayInMetres)
    }

    public func camera(at tick: Tick) -> Camera {
        let seconds = Float(tick.seconds)
        let next = keys.firstIndex { $0.seconds > seconds } ?? keys.count
        let a = keys[max(0, next - 1)], b = keys[min(next, keys.count - 1)]
        let t = b.seconds > a.seconds ? clamp((seconds - a.seconds) / (b.seconds - a.seconds), 0, 1) : 0
        let eased = t * t * (3 - 2 * t)
        func wobble(_ phase: Float) -> Float {
            0.6 * sin(seconds * 1.7 + phase * 2.1) + 0.3 * sin(seconds * 3.9 + phase * 5.3) + 0.1 * sin(seconds * 8.3 + phase * 1.9)
        }
        let eye = mix(a.eye, b.eye, eased) + swayInMetres * Vec3(wobble(0), wobble(1), wobble(2))
        let target = mix(a.target, b.target, eased) + swayInMetres * 0.7 * Vec3(wobble(3), wobble(4), wobble(5))
        return optics.camera(worldFromCamera: Pose(eye: eye, target: target, rollInRadians: swayInMetres * 0.5 * wobble(6)))
    }
}
