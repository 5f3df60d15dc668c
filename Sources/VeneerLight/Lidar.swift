import Foundation
import VeneerFrame
import VeneerMath
import VeneerWorld

/// A laser scanner: exact rays in a fixed pattern, all at one instant.
public struct Lidar: Sendable, Equatable {
    /// Rings from the lowest to the highest angle above the sensor's horizon.
    public var rings: Int
    /// Rays of a ring, spread evenly over the width.
    public var columns: Int
    public var lowestInRadians: Float
    public var highestInRadians: Float
    /// A full turn for one that spins.
    public var widthInRadians: Float
    public var rangeInMetres: ClosedRange<Float>

    public static let spinning = Lidar(
        rings: 32, columns: 900, lowestInRadians: -0.54, highestInRadians: 0.19, widthInRadians: 2 * .pi, rangeInMetres: 0.1...100)
    public static let solidState = Lidar(
        rings: 96, columns: 240, lowestInRadians: -0.22, highestInRadians: 0.22, widthInRadians: 1.2, rangeInMetres: 0.1...100)

    /// Where the camera is, looking where it looks.
    public static func worldFromSensor(at camera: Camera) -> Pose {
        let cameraFromSensor = Quaternion(columns: Vec3(0, 0, 1), Vec3(-1, 0, 0), Vec3(0, -1, 0))
        return Pose(position: camera.worldFromCamera.position, rotation: camera.worldFromCamera.rotation * cameraFromSensor)
    }

    /// In sensor space, unit length; columns go left to right.
    func direction(ring: Int, column: Int) -> Vec3 {
        let up = lowestInRadians + (highestInRadians - lowestInRadians) * (rings > 1 ? Float(ring) / Float(rings - 1) : 0.5)
        let left = widthInRadians * (0.5 - (Float(column) + 0.5) / Float(columns))
        return Vec3(cos(up) * cos(left), cos(up) * sin(left), sin(up))
    }
}

extension Illuminator {
    /// Ring by ring, those that met something within the range, in the state of the last update.
    public func scan(_ lidar: Lidar, from worldFromSensor: Pose) -> [LidarReturn] {
        var returns: [LidarReturn] = []
        for ring in 0..<lidar.rings {
            for column in 0..<lidar.columns {
                let inSensor = lidar.direction(ring: ring, column: column), inWorld = worldFromSensor.rotation.act(inSensor)
                guard let hit = firstHit(from: worldFromSensor.position, towards: inWorld), lidar.rangeInMetres.contains(hit.distanceInMetres) else { continue }
                returns.append(
                    LidarReturn(
                        point: inSensor * hit.distanceInMetres, incidence: abs(dot(inWorld, hit.normal)), ring: UInt16(ring),
                        instance: UInt16(World.instanceId(ofBody: hit.bodyIndex))))
            }
        }
        return returns
    }
}
