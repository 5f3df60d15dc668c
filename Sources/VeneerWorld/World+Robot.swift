import Foundation
import VeneerMath

extension World {
    /// A robot by itself, its base fixed, in front of a camera as far away as it takes.
    public init(robotFile url: URL) throws {
        let format = url.pathExtension.lowercased() == "urdf" ? Robot.Format.urdf : .mjcf
        let name = url.deletingPathExtension().lastPathComponent
        try self.init(
            jsonText: """
                { "veneer": 1, "name": \(quoted(name)), "materials": { "grey": { "kind": "plain", "colour": [0.5, 0.5, 0.5] } },
                  "robots": [{ "name": \(quoted(name)), "\(format.rawValue)": \(quoted(url.absoluteURL.path)) }],
                  "look": { "timeOfDay": 14 }, "camera": { "keys": [{ "eye": [2, -2, 1.5], "target": [0, 0, 0.5] }] } }
                """, file: url.lastPathComponent)
        let reach = bodies.reduce(Float(0.1)) { max($0, length($1.worldFromBody.position) + length($1.shape.halfExtents)) }
        camera.keys[0].eye = Vec3(1.4, -1.4, 0.9) * reach
        camera.keys[0].target = Vec3(0, 0, 0.35) * reach
    }
}
