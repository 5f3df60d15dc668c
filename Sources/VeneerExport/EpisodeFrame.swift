import VeneerFrame
import VeneerMath
import VeneerWorld

/// `frames/000000.json`: what physics and the camera say about one frame.
public struct EpisodeFrame: Sendable, Equatable, Decodable {
    public struct CameraRecord: Sendable, Equatable, Decodable {
        /// Rows of K, pixels; centres lie at .5.
        public var intrinsics: [[Float]]
        public var worldFromCamera: PoseRecord
        /// Nil: a pinhole.
        public var lens: LensRecord?

        public init(_ camera: Camera, size: FrameSize) {
            let k = camera.intrinsics(size)
            intrinsics = [[k.focal.x, 0, k.centre.x], [0, k.focal.y, k.centre.y], [0, 0, 1]]
            worldFromCamera = PoseRecord(camera.worldFromCamera)
            lens = camera.lens.map(LensRecord.init)
        }
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
        /// Around its visible pixels: left, top, right, bottom, the last two exclusive. Nil: nothing of it is seen.
        public var tightBox: [Int]?
        /// Around all of it, hidden or not, in the picture or not, in fractional pixels. Nil: it lies behind the camera.
        public var looseBox: [Float]?
        public var visiblePixels: Int
        /// Those it would have by itself, within the picture.
        public var wholePixels: Int
        /// The share that others hide: 0 in full view, 1 hidden. Nil: out of the picture.
        public var occlusion: Float?
    }

    public struct WalkerRecord: Sendable, Equatable, Decodable {
        public var name: String
        public var feet: [Float]
        public var velocity: [Float]
        /// Radians from +x towards +y, and up.
        public var heading: Float
        public var pitch: Float
        public var isOnGround: Bool
        /// Ids of what it leans on or runs into.
        public var touching: [Int]
    }

    public struct SensorRecord: Sendable, Equatable, Decodable {
        public var name: String
        /// In the order of its kind's quantities (`Sensor.Kind`); none where the reading was lost.
        public var values: [[Float]]
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
    public var whiteBalance: Vec3
    public var camera: CameraRecord
    /// Pixels of which the composite makes half or more, and how far the painted picture goes from what the engine knows (1 is too far).
    /// Nil: nothing was painted.
    public var fallbackPixels: Int?
    public var disagreement: Float?
    public var bodies: [BodyRecord]
    public var contacts: [ContactRecord]
    /// Persons on foot; nil where there are none.
    public var walkers: [WalkerRecord]?
    /// What the world's sensors said at this tick; nil where there are none.
    public var sensors: [SensorRecord]?

    /// `meshes` are the bodies' own, where they are at hand.
    public init(frame: Frame, state: WorldState, world: World, meshes: [Mesh]? = nil, readings: [SensorReading] = []) {
        tick = frame.tick.index
        seconds = frame.tick.seconds
        isCut = frame.isCut
        exposure = frame.exposure
        whiteBalance = frame.whiteBalance
        fallbackPixels = frame.fallbackCount
        disagreement = frame.disagreement
        camera = CameraRecord(frame.camera, size: frame.size)
        let view = SilhouetteView(camera: frame.camera, size: frame.size)
        let meshes = meshes ?? world.bodies.map { $0.shape.mesh() }, seen = EpisodeFrame.visible(frame[labels: .instance], bodyCount: world.bodies.count)
        bodies = zip(world.bodies, state.bodies).enumerated().filter(\.element.1.isPresent).map { index, pair in
            let id = World.instanceId(ofBody: index)
            let silhouette = Silhouette(of: meshes[index], pose: pair.1.pose, in: view)
            // The raster rounds vertices to fractions of a pixel: what it shows counts as covered.
            let whole = zip(silhouette.isCovered, frame[labels: .instance].values).reduce(0) { $0 + ($1.0 || $1.1 == id ? 1 : 0) }
            return BodyRecord(
                id: Int(id), name: pair.0.name, worldFromBody: PoseRecord(pair.1.pose),
                linearVelocity: numbers(pair.1.linearVelocity), angularVelocity: numbers(pair.1.angularVelocity), tightBox: seen[index].box,
                looseBox: silhouette.box, visiblePixels: seen[index].count, wholePixels: whole,
                occlusion: whole > 0 ? 1 - Float(seen[index].count) / Float(whole) : nil)
        }
        walkers =
            world.walkers.isEmpty
            ? nil
            : zip(world.walkers, state.walkers).map { walker, state in
                WalkerRecord(
                    name: walker.name, feet: numbers(state.feetInWorld), velocity: numbers(state.velocity), heading: state.headingInRadians,
                    pitch: state.pitchInRadians, isOnGround: state.isOnGround, touching: state.touching.map { Int(World.instanceId(ofBody: $0)) })
            }
        sensors = world.sensors.isEmpty ? nil : readings.map { SensorRecord(name: world.sensors[$0.sensor].name, values: $0.values) }
        contacts = state.contacts.map {
            ContactRecord(
                a: Int(World.instanceId(ofBody: $0.bodyA)), b: Int(World.instanceId(ofBody: $0.bodyB)), point: numbers($0.pointInWorld),
                normal: numbers($0.normalInWorld), impulse: $0.impulseInNewtonSeconds)
        }
    }

    private static func visible(_ ids: LabelPlane, bodyCount: Int) -> [(box: [Int]?, count: Int)] {
        var seen = [(box: [Int]?, count: Int)](repeating: (nil, 0), count: bodyCount)
        for y in 0..<ids.size.height {
            for x in 0..<ids.size.width where ids[x, y] != 0 {
                let index = World.bodyIndex(ofInstance: ids[x, y]), old = seen[index].box ?? [x, y, x + 1, y + 1]
                seen[index] = ([min(old[0], x), min(old[1], y), max(old[2], x + 1), max(old[3], y + 1)], seen[index].count + 1)
            }
        }
        return seen
    }

    /// Where a pixel with this depth lies in the world; coordinates with pixel centres at .5.
    public func pointInWorld(pixel: Vec2, depthInMetres depth: Float) -> Vec3 {
        let k = camera.intrinsics
        let place = Vec2((pixel.x - k[0][2]) / k[0][0], (pixel.y - k[1][2]) / k[1][1])
        let lens = camera.lens?.lens, straight = lens?.undistorted(SIMD2<Double>(place), reach: lens?.reach ?? 0).map { Vec2($0) } ?? place
        return camera.worldFromCamera.pose.act(Vec3(straight.x, straight.y, 1) * depth)
    }

    /// What a file from outside may get wrong.
    var hasWholeVectors: Bool {
        let poses = [camera.worldFromCamera] + bodies.map(\.worldFromBody)
        let vectors =
            bodies.flatMap { [$0.linearVelocity, $0.angularVelocity] } + contacts.flatMap { [$0.point, $0.normal] }
            + (walkers ?? []).flatMap { [$0.feet, $0.velocity] }
        return camera.intrinsics.map(\.count) == [3, 3, 3] && (camera.lens?.isWhole ?? true)
            && poses.allSatisfy { $0.position.count == 3 && $0.quaternion.count == 4 }
            && vectors.allSatisfy { $0.count == 3 } && bodies.allSatisfy { ($0.tightBox?.count ?? 4) == 4 && ($0.looseBox?.count ?? 4) == 4 }
    }

    var json: JSON {
        guard case .object(var members) = physicsJSON else { return physicsJSON }
        if let walkers { members.append(JSON.Member(key: "walkers", value: .array(walkers.map(\.json)))) }
        if let sensors {
            let records = sensors.map { ["name": .string($0.name), "values": .array($0.values.map(array))] as JSON }
            members.append(JSON.Member(key: "sensors", value: .array(records)))
        }
        return .object(members)
    }

    private var physicsJSON: JSON {
        [
            "tick": .integer(tick), "seconds": .double(seconds), "is_cut": .bool(isCut), "exposure": .float(exposure),
            "white_balance": array(numbers(whiteBalance)),
            "fallback_pixels": fallbackPixels.map { .integer($0) } ?? .null,
            "disagreement": disagreement.map { .float($0.isFinite ? $0 : .greatestFiniteMagnitude) } ?? .null,
            "camera": camera.json,
            "bodies": .array(
                bodies.map {
                    [
                        "id": .integer($0.id), "name": .string($0.name), "world_from_body": $0.worldFromBody.json,
                        "linear_velocity": array($0.linearVelocity), "angular_velocity": array($0.angularVelocity),
                        "tight_box": $0.tightBox.map { .array($0.map { .integer($0) }) } ?? .null, "loose_box": $0.looseBox.map(array) ?? .null,
                        "visible_pixels": .integer($0.visiblePixels), "whole_pixels": .integer($0.wholePixels),
                        "occlusion": $0.occlusion.map { .float($0) } ?? .null,
                    ]
                }),
            "contacts": .array(
                contacts.map {
                    ["a": .integer($0.a), "b": .integer($0.b), "point": array($0.point), "normal": array($0.normal), "impulse": .float($0.impulse)]
                }),
        ]
    }
}

extension EpisodeFrame.CameraRecord {
    fileprivate var json: JSON {
        [
            "intrinsics": .array(intrinsics.map(array)), "world_from_camera": worldFromCamera.json,
            "lens": lens.map { ["model": .string($0.model), "coefficients": array($0.coefficients)] } ?? .null,
        ]
    }
}

extension EpisodeFrame.WalkerRecord {
    fileprivate var json: JSON {
        [
            "name": .string(name), "feet": array(feet), "velocity": array(velocity), "heading": .float(heading), "pitch": .float(pitch),
            "is_on_ground": .bool(isOnGround), "touching": .array(touching.map { .integer($0) }),
        ]
    }
}

extension EpisodeFrame.PoseRecord {
    fileprivate var json: JSON { ["position": array(position), "quaternion": array(quaternion)] }
}

private func array(_ values: [Float]) -> JSON { .array(values.map { .float($0) }) }
private func numbers(_ v: Vec3) -> [Float] { [v.x, v.y, v.z] }
private func vector(_ values: [Float]) -> Vec3 { Vec3(values[0], values[1], values[2]) }
