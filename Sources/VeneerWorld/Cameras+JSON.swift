import VeneerMath

extension CameraPath {
    init(_ fields: FieldReader) throws {
        self.init(keys: try CameraPath.keys(fields), optics: try Optics(fields), swayInMetres: try fields.number("sway", default: 0, in: 0...1))
        try fields.finish()
    }

    private static func keys(_ fields: FieldReader) throws -> [Key] {
        guard let elements = try fields.array("keys") else { throw fields.lacks("keys") }
        let keys = try elements.map { element -> Key in
            let key = try FieldReader(element, place: "camera key")
            let read = Key(seconds: try key.number("at", default: 0), eye: try key.vector("eye"), target: try key.vector("target"))
            guard length(read.eye - read.target) > 1e-4 else { throw key.fail("a camera key's eye and target must differ") }
            try key.finish()
            return read
        }
        guard !keys.isEmpty else { throw fields.fail("\(fields.place).keys needs at least one { \"at\", \"eye\", \"target\" }") }
        return keys.sorted { $0.seconds < $1.seconds }
    }
}

extension WorldCamera {
    /// Those of `cameras`, an object by name.
    static func all(of root: FieldReader, bodies: [Body], walkers: [String]) throws -> [WorldCamera] {
        guard let value = root.value("cameras") else { return [] }
        guard case .object(let members) = value.content else {
            throw root.fail("\"cameras\" must be an object of cameras by name { \"left\": { … } }", at: value)
        }
        var cameras: [WorldCamera] = []
        for member in members {
            // They become folders.
            guard !member.key.isEmpty, member.key.count <= 64, member.key.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") })
            else {
                throw root.fail("camera \"\(member.key)\": names of cameras have letters, digits, - and _ only", at: member.value)
            }
            guard member.key != World.mainCameraName, !cameras.contains(where: { $0.name == member.key }) else {
                throw root.fail(
                    "two cameras are called \"\(member.key)\"; names must differ, and \"\(World.mainCameraName)\" is the world's \"camera\"", at: member.value)
            }
            let fields = try FieldReader(member.value, place: "camera \"\(member.key)\"")
            cameras.append(try WorldCamera(fields, name: member.key, bodies: bodies, walkers: walkers, before: [World.mainCameraName] + cameras.map(\.name)))
        }
        return cameras
    }

    private init(_ fields: FieldReader, name: String, bodies: [Body], walkers: [String], before: [String]) throws {
        if fields.value("keys") != nil {
            let path = try CameraPath(fields)
            self.init(name: name, mount: .path(path), optics: path.optics)
            return
        }
        if fields.value("rightOf") != nil {
            let other = try fields.string("rightOf")
            guard before.contains(other) else {
                let near = Nearest.to(other, among: before)
                throw fields.fail("\(fields.place).rightOf: no camera \"\(other)\" stands before it" + (near.map { "; did you mean \"\($0)\"?" } ?? ""))
            }
            self.init(
                name: name, mount: .rightOf(camera: other, baselineInMetres: try fields.number("baseline", in: -10...10)),
                optics: Optics(.fieldOfView(verticalInDegrees: 45)))
            try fields.finish()
            return
        }
        let optics = try Optics(fields)
        if let orbit = try fields.object("orbit") {
            self.init(name: name, mount: .orbit(try Orbit(orbit)), optics: optics)
        } else if fields.value("of") != nil {
            self.init(name: name, mount: .eyes(walker: try fields.index("of", of: "walker", among: walkers)), optics: optics)
        } else if fields.value("on") != nil {
            let index = try fields.index("on", of: "body", among: bodies.map(\.name))
            self.init(name: name, mount: .onBody(index: index, bodyFromCamera: try fields.cameraPose()), optics: optics)
        } else {
            self.init(name: name, mount: .fixed(worldFromCamera: try fields.cameraPose()), optics: optics)
        }
        try fields.finish()
    }
}

extension WorldCamera.Orbit {
    fileprivate init(_ fields: FieldReader) throws {
        self.init(
            centre: try fields.vector("centre"), radiusInMetres: try fields.number("radius", in: 0.001...1000),
            heightInMetres: try fields.number("height", default: 0, in: -1000...1000),
            periodInSeconds: try fields.number("seconds", default: 10, in: -86400...86400),
            startInDegrees: try fields.number("start", default: 0, in: -360...360))
        try fields.finish()
    }
}

extension FieldReader {
    /// From `eye` and `target`, or `position` and `quaternion`, in the world or a body.
    fileprivate func cameraPose() throws -> Pose {
        guard value("eye") == nil else {
            let eye = try vector("eye"), target = try vector("target")
            guard length(eye - target) > 1e-4 else { throw fail("\(place): eye and target must differ") }
            return Pose(eye: eye, target: target, rollInRadians: try number("roll", default: 0, in: -360...360) * .pi / 180)
        }
        guard value("position") != nil else {
            throw fail(
                "\(place) stands nowhere: give \"eye\" and \"target\", \"position\" and \"quaternion\", \"orbit\", \"keys\", \"of\" a walker, or \"rightOf\" and \"baseline\""
            )
        }
        let q = try numbers("quaternion", count: 4), rotation = Quaternion(vector: Vec4(q[0], q[1], q[2], q[3]))
        guard abs(dot(rotation.vector, rotation.vector) - 1) < 1e-3 else { throw fail("\(place).quaternion must have length 1 (x y z w)") }
        return Pose(position: try vector("position"), rotation: rotation)
    }
}
