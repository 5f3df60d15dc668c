import VeneerMath

/// What a camera sees with, as world files say it.
public struct Optics: Sendable, Equatable {
    public enum Projection: Sendable, Equatable {
        case fieldOfView(verticalInDegrees: Float)
        case intrinsics(Intrinsics)
    }

    public var projection: Projection
    public var lens: Lens?

    public init(_ projection: Projection, lens: Lens? = nil) {
        self.projection = projection
        self.lens = lens
    }

    public func camera(worldFromCamera: Pose) -> Camera {
        switch projection {
        case .fieldOfView(let degrees):
            Camera(worldFromCamera: worldFromCamera, projection: .fieldOfView(verticalInRadians: degrees * .pi / 180), lens: lens)
        case .intrinsics(let k): Camera(worldFromCamera: worldFromCamera, projection: .intrinsics(k), lens: lens)
        }
    }
}
