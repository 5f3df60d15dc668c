import VeneerMath

extension CameraPath {
    var jsonText: String {
        let keyTexts = keys.map { "{ \"at\": \($0.seconds), \"eye\": \(list($0.eye)), \"target\": \(list($0.target)) }" }
        return "{ \(optics.jsonFields), \"sway\": \(swayInMetres), \"keys\": [\(keyTexts.joined(separator: ", "))] }"
    }
}

extension WorldCamera {
    func jsonText(_ world: World) -> String {
        switch mount {
        case .fixed(let pose): return "{ \(pose.jsonFields), \(optics.jsonFields) }"
        case .onBody(let index, let pose): return "{ \"on\": \(quoted(world.bodies[index].name)), \(pose.jsonFields), \(optics.jsonFields) }"
        case .orbit(let orbit):
            return "{ \"orbit\": { \"centre\": \(list(orbit.centre)), \"radius\": \(orbit.radiusInMetres), \"height\": \(orbit.heightInMetres), "
                + "\"seconds\": \(orbit.periodInSeconds), \"start\": \(orbit.startInDegrees) }, \(optics.jsonFields) }"
        case .eyes(let walker): return "{ \"of\": \(quoted(world.walkers[walker].name)), \(optics.jsonFields) }"
        case .path(let path): return path.jsonText
        case .rightOf(let other, let baseline): return "{ \"rightOf\": \(quoted(other)), \"baseline\": \(baseline) }"
        }
    }
}

extension Pose {
    var jsonFields: String {
        let q = rotation.vector
        return "\"position\": \(list(position)), \"quaternion\": [\(q.x), \(q.y), \(q.z), \(q.w)]"
    }
}
