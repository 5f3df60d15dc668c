import Foundation
import VeneerMath

/// One of a world's cameras.
public struct WorldCamera: Sendable, Equatable {
    public enum Mount: Sendable, Equatable {
        case fixed(worldFromCamera: Pose)
        case onBody(index: Int, bodyFromCamera: Pose)
        case orbit(Orbit)
        /// What one of the walkers sees.
        case eyes(walker: Int)
        /// With its own optics.
        case path(CameraPath)
        /// The right one of a rectified pair: as the other camera, so far along its x axis.
        case rightOf(camera: String, baselineInMetres: Float)
    }

    /// Around a point, looking at it.
    public struct Orbit: Sendable, Equatable {
        public var centre: Vec3
        public var radiusInMetres: Float
        /// Of the eye above the centre.
        public var heightInMetres: Float
        /// Of a turn, counterclockwise from above; negative turns the other way, 0 stands.
        public var periodInSeconds: Float
        /// From +x towards +y.
        public var startInDegrees: Float

        public init(centre: Vec3, radiusInMetres: Float, heightInMetres: Float, periodInSeconds: Float, startInDegrees: Float) {
            self.centre = centre
            self.radiusInMetres = radiusInMetres
            self.heightInMetres = heightInMetres
            self.periodInSeconds = periodInSeconds
            self.startInDegrees = startInDegrees
        }

        func worldFromCamera(at tick: Tick) -> Pose {
            let turns = periodInSeconds == 0 ? 0 : Float((tick.seconds / Double(periodInSeconds)).truncatingRemainder(dividingBy: 1))
            let angle = startInDegrees * .pi / 180 + 2 * .pi * turns
            return Pose(eye: centre + Vec3(radiusInMetres * cos(angle), radiusInMetres * sin(angle), heightInMetres), target: centre)
        }
    }

    public var name: String
    public var mount: Mount
    /// Those of a path and of a pair's right camera are elsewhere.
    public var optics: Optics

    public init(name: String, mount: Mount, optics: Optics) {
        self.name = name
        self.mount = mount
        self.optics = optics
    }
}

extension World {
    /// What `camera` in a world file is called among the others.
    public static let mainCameraName = "main"

    public var cameraNames: [String] { [World.mainCameraName] + cameras.map(\.name) }

    /// As it stands in a state; nil where the world has none of this name.
    public func camera(named name: String, in state: WorldState) -> Camera? {
        if name == World.mainCameraName { return camera.camera(at: state.tick) }
        guard let found = cameras.first(where: { $0.name == name }) else { return nil }
        switch found.mount {
        case .fixed(let worldFromCamera): return found.optics.camera(worldFromCamera: worldFromCamera)
        case .onBody(let index, let bodyFromCamera): return found.optics.camera(worldFromCamera: state.bodies[index].pose * bodyFromCamera)
        case .orbit(let orbit): return found.optics.camera(worldFromCamera: orbit.worldFromCamera(at: state.tick))
        case .eyes(let index): return found.optics.camera(worldFromCamera: walkers[index].worldFromEyes(in: state.walkers[index]))
        case .path(let path): return path.camera(at: state.tick)
        case .rightOf(let other, let baseline):
            return camera(named: other, in: state).map {
                var camera = $0
                camera.worldFromCamera.position += camera.worldFromCamera.rotation.act(Vec3(baseline, 0, 0))
                return camera
            }
        }
    }
}
