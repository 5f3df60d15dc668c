import ShaderTypes
import VeneerMath
import VeneerWorld

extension Renderer {
    /// Bodies whose bounding sphere meets the view, nearest first, so that what is hidden fails the depth test early.
    func visibleBodies(in state: WorldState, camera: Camera) -> [Int] {
        let cameraFromWorld = camera.worldFromCamera.inverse
        let focal = camera.focalLengthInPixels(size)
        // Inward normals of the side planes, in camera space.
        let halfWidth = Float(size.width) / 2, halfHeight = Float(size.height) / 2
        let across = normalize(Vec3(focal, 0, halfWidth)), along = normalize(Vec3(0, focal, halfHeight))
        let planes = [across, across * Vec3(-1, 1, 1), along, along * Vec3(1, -1, 1)]
        var seen: [(body: Int, nearestDepth: Float)] = []
        for body in world.bodies.indices {
            let centre = cameraFromWorld.act(state.bodies[body].pose.position), radius = scene.partOfBody[body].radiusInMetres
            guard centre.z + radius > camera.nearInMetres, planes.allSatisfy({ dot($0, centre) > -radius }) else { continue }
            seen.append((body, centre.z - radius))
        }
        return seen.sorted { ($0.nearestDepth, $0.body) < ($1.nearestDepth, $1.body) }.map(\.body)
    }

    func shaderView(_ camera: Camera, previous: Camera) -> VnView {
        let eye = camera.worldFromCamera.position, forward = camera.forwardInWorld
        return VnView(
            clipFromWorld: VnMatrix4(camera.clipFromWorld(size)), previousClipFromWorld: VnMatrix4(previous.clipFromWorld(size)),
            cameraInWorld: VnFloat4(x: eye.x, y: eye.y, z: eye.z, w: 1 / camera.focalLengthInPixels(size)),
            forwardInWorld: VnFloat4(x: forward.x, y: forward.y, z: forward.z, w: camera.nearInMetres),
            sizeInPixels: VnFloat4(x: Float(size.width), y: Float(size.height), z: 0, w: 0))
    }

    func shaderInstances(_ state: WorldState, previous: WorldState) -> [VnInstance] {
        world.bodies.indices.map { body in
            VnInstance(
                worldFromBody: VnMatrix4(state.bodies[body].pose.matrix), previousWorldFromBody: VnMatrix4(previous.bodies[body].pose.matrix),
                ids: VnUInt4(
                    x: World.instanceId(ofBody: body), y: UInt32(world.bodies[body].materialIndex), z: semanticIds[body], w: noiseSeeds[body]))
        }
    }

    /// Of the anchored noise: the same body of the same world keeps it for ever.
    static func noiseSeed(worldSeed: UInt64, body: Int) -> UInt32 {
        var hash = StableHash()
        hash.combine(worldSeed)
        hash.combine(body)
        return UInt32(truncatingIfNeeded: hash.value ^ hash.value >> 32)
    }
}

extension VnMatrix4 {
    init(_ m: Matrix4) {
        func column(_ v: Vec4) -> VnFloat4 { VnFloat4(x: v.x, y: v.y, z: v.z, w: v.w) }
        self.init(columns: (column(m.columns.0), column(m.columns.1), column(m.columns.2), column(m.columns.3)))
    }
}
