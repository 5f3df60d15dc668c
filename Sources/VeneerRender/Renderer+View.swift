import ShaderTypes
import VeneerMath
import VeneerWorld

extension Renderer {
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
                    x: World.instanceId(ofBody: body), y: UInt32(models?.entryOfBody[body]?.firstMaterial ?? world.bodies[body].materialIndex),
                    z: semanticIds[body], w: noiseSeeds[body]))
        }
    }

    static func surfaces(of world: World, noiseSeeds: [UInt32]) -> [VnSurface] {
        world.bodies.indices.map { body in
            VnSurface(material: world.shaderMaterial(ofBody: body), ids: VnUInt4(x: World.instanceId(ofBody: body), y: 0, z: 0, w: noiseSeeds[body]))
        }
    }
}

extension VnMatrix4 {
    init(_ m: Matrix4) {
        func column(_ v: Vec4) -> VnFloat4 { VnFloat4(x: v.x, y: v.y, z: v.z, w: v.w) }
        self.init(columns: (column(m.columns.0), column(m.columns.1), column(m.columns.2), column(m.columns.3)))
    }
}
