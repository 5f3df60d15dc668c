import Foundation
import VeneerMath

extension World {
    /// Loose, and bound to nothing: it may lie elsewhere without anything else being moved.
    private func isFree(_ index: Int) -> Bool {
        guard bodies[index].massInKilograms > 0 else { return false }
        return holder(of: index) == nil
    }

    /// The same place on another day: loose things lie elsewhere and fall otherwise, colours, light and camera differ a little. All follows from the seed.
    public func varied(seed: UInt64) -> World {
        var world = self
        world.seed = seed & 0xff_ffff
        var random = SeededRandom(seed: seed, stream: "variation of \(name)")
        for index in world.bodies.indices where isFree(index) {
            let turn = Quaternion(angleInRadians: random.uniform(-0.5, 0.5), axis: Vec3(0, 0, 1))
            world.bodies[index].worldFromBody.position += Vec3(random.uniform(-0.02, 0.02), random.uniform(-0.02, 0.02), random.uniform(0, 0.01))
            world.bodies[index].worldFromBody.rotation = (turn * world.bodies[index].worldFromBody.rotation).normalized
        }
        for index in world.materials.indices {
            let tint = Vec3(random.uniform(0.88, 1.1), random.uniform(0.88, 1.1), random.uniform(0.88, 1.1))
            world.materials[index].colourA = (world.materials[index].colourA * tint).clamped(lowerBound: .zero, upperBound: Vec3(repeating: 0.88))
            world.materials[index].seed = (world.materials[index].seed &+ UInt32(random.next() & 0xff)) & 0xff_ffff
        }
        let sway = Quaternion(angleInRadians: random.uniform(-0.35, 0.35), axis: Vec3(0, 0, 1))
        let sun = sway.act(look.directionToSun) * Vec3(1, 1, random.uniform(0.75, 1.25))
        world.look = Look(
            directionToSun: sun, sunIlluminance: look.sunIlluminance * (random.chance(0.3) ? random.uniform(0, 0.2) : random.uniform(0.7, 1)),
            skyLuminance: look.skyLuminance * random.uniform(0.7, 1.3), lampScale: random.chance(0.25) ? 0 : look.lampScale * random.uniform(0.6, 1.5))
        let shift = Vec3(random.uniform(-0.18, 0.18), random.uniform(-0.18, 0.18), random.uniform(-0.12, 0.12))
        for index in world.camera.keys.indices { world.camera.keys[index].eye += shift }
        for index in world.cameras.indices { world.cameras[index].mount.shift(by: shift) }
        return world
    }
}

extension WorldCamera.Mount {
    /// All by the same, so that those of a rig keep their places to each other; what rides on a body stays on it.
    fileprivate mutating func shift(by shift: Vec3) {
        switch self {
        case .fixed(var pose):
            pose.position += shift
            self = .fixed(worldFromCamera: pose)
        case .orbit(var orbit):
            orbit.centre += shift
            self = .orbit(orbit)
        case .path(var path):
            for index in path.keys.indices { path.keys[index].eye += shift }
            self = .path(path)
        case .onBody, .eyes, .rightOf: break
        }
    }
}
