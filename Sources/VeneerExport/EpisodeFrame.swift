import VeneerFrame
import VeneerMath
import VeneerWorld

/// `frames/000000.json`: what physics and the camera say about one frame.
public struct EpisodeFrame: Sendable, Equatable, Decodable {
    public struct CameraRecord: Sendable, Equatable, Decodable {
        /// Rows of K, pixels.
        public var intrinsics: [[Float]]
        public var worldFromCamera: PoseRecord
    }

    public struct PoseRecord: Sendable, Equatable, Decodable {
        public var position: [Float]
        public var quaternion: [Float]

        public init(_ pose: Pose) {
            position = numbers(pose.position)
            let q = pose.rotation.vector
            quaternion = [q.x, q.y, q.z, q.w]
        }

        public var pose: Pose {
            Pose(position: vector(position), rotation: Quaternion(vector: Vec4(quaternion[0], quaternion[1], quaternion[2], quaternion[3])))
        }
    }

    public struct BodyRecord: Sendable, Equatable, Decodable {
        public var id: Int
        public var name: String
        public var worldFromBody: PoseRecord
        public var linearVelocity: [Float]
        public var angularVelocity: [Float]
    }

    public struct ContactRecord: Sendable, Equatable, Decodable {
        public var a: Int
        public var b: Int
        public var point: [Float]
        public var normal: [Float]
        public var impulse: Float
    }

    public var tick: Int
    public var seconds: Double
    public var isCut: Bool
    public var exposure: Float
    public var camera: CameraRecord
    public var bodies: [BodyRecord]
    public var contacts: [ContactRecord]

    public init(frame: Frame, state: WorldState, world: World) {
        tick = frame.tick.index
        seconds = frame.tick.seconds
        isCut = frame.isCut
        exposure = frame.exposure
        let focal = frame.camera.focalLengthInPixels(frame.size)
        camera = CameraRecord(
            intrinsics: [[focal, 0, Float(frame.size.width) / 2], [0, focal, Float(frame.size.height) / 2], [0, 0, 1]],
            worldFromCamera: PoseRecord(frame.camera.worldFromCamera))
        bodies = zip(world.bodies, state.bodies).enumerated().map { index, pair in
            BodyRecord(
                id: Int(World.instanceId(ofBody: index)), name: pair.0.name, worldFromBody: PoseRecord(pair.1.pose),
                linearVelocity: numbers(pair.1.linearVelocity), angularVelocity: numbers(pair.1.angularVelocity))
        }
        contacts = state.contacts.map {
            ContactRecord(
                a: Int(World.instanceId(ofBody: $0.bodyA)), b: Int(World.instanceId(ofBody: $0.bodyB)), point: numbers($0.pointInWorld),
                normal: numbers($0.normalInWorld), impulse: $0.impulseInNewtonSeconds)
        }
    }

    /// Where a pixel with this depth lies in the world; coordinates with pixel centres at .5.
    public func pointInWorld(pixel: Vec2, depthInMetres depth: Float) -> Vec3 {
        let k = camera.intrinsics
        return camera.worldFromCamera.pose.act(Vec3((pixel.x - k[0][2]) / k[0][0], (pixel.y - k[1][2]) / k[1][1], 1) * depth)
    }

    /// What a file from outside may get wrong.
    var hasWholeVectors: Bool {
        let poses = [camera.worldFromCamera] + bodies.map(\.worldFromBody)
        let vectors = bodies.flatMap { [$0.linearVelocity, $0.angularVelocity] } + contacts.flatMap { [$0.point, $0.normal] }
        return camera.intrinsics.map(\.count) == [3, 3, 3] && poses.allSatisfy { $0.position.count == 3 && $0.quaternion.count == 4 }
            && vectors.allSatisfy { $0.count == 3 }
    }

    var json: JSON {
        [
            "tick": .integer(tick), "seconds": .double(seconds), "is_cut": .bool(isCut), "exposure": .float(exposure),
            "camera": ["intrinsics": .array(camera.intrinsics.map(array)), "world_from_camera": camera.worldFromCamera.json],
            "bodies": .array(
                bodies.map {
                    [
                        "id": .integer($0.id), "name": .string($0.name), "world_from_body": $0.worldFromBody.json,
                        "linear_velocity": array($0.linearVelocity), "angular_velocity": array($0.angularVelocity),
                    ]
                }),
            "contacts": .array(
                contacts.map {
                    ["a": .integer($0.a), "b": .integer($0.b), "point": array($0.point), "normal": array($0.normal), "impulse": .float($0.impulse)]
                }),
        ]
    }
}

extension EpisodeFrame.PoseRecord {
    fileprivate var json: JSON { ["position": array(position), "quaternion": array(quaternion)] }
}

private func array(_ values: [Float]) -> JSON { .array(values.map { .float($0) }) }
private func numbers(_ v: Vec3) -> [Float] { [v.x, v.y, v.z] }
private func vector(_ values: [Float]) -> Vec3 { Vec3(values[0], values[1], values[2]) }
