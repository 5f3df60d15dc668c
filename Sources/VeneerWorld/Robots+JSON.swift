import Foundation
import VeneerAssets
import VeneerMath

extension Robot {
    /// Those of `robots`; their links become bodies, their colours materials.
    static func all(of root: FieldReader, materials: inout [Material], bodies: inout [Body], folder: URL?) throws -> [Robot] {
        var robots: [Robot] = []
        for (index, element) in (try root.array("robots") ?? []).enumerated() {
            let fields = try FieldReader(element, place: "robot \(index)")
            let name = try fields.string("name"), (format, source) = try file(fields)
            guard !robots.contains(where: { $0.name == name }) else { throw fields.fail("two robots are called \"\(name)\"; names must differ") }
            let url = WrittenPath.found(source, in: folder)
            guard let data = FileManager.default.contents(atPath: url.path), let text = String(data: data, encoding: .utf8) else {
                throw fields.fail("\(fields.place).\(format.rawValue): \(source) is no text file that can be read; is the path right?")
            }
            let description = try RobotDescription(text, format, file: url.lastPathComponent, folder: url.deletingLastPathComponent())
            if fields.value("hash") != nil, try fields.string("hash") != description.hashText {
                throw fields.fail(
                    "\(fields.place).\(format.rawValue): \(source) is not what it was when this was written; put it back, or take \"hash\" out to use it as it is now"
                )
            }
            let joints = description.links.compactMap(\.link.joint).filter(\.kind.hasPosition)
            var start: [String: Float] = [:]
            for member in try fields.members("start") {
                guard let joint = joints.first(where: { $0.name == member.key }) else {
                    let near = Nearest.to(member.key, among: joints.map(\.name))
                    throw fields.fail("\(fields.place).start: no joint \"\(member.key)\"" + (near.map { "; did you mean \"\($0)\"?" } ?? ""), at: member.value)
                }
                guard case .number(let position) = member.value.content else {
                    throw fields.fail("\(fields.place).start: positions are numbers", at: member.value)
                }
                if let limits = joint.limits, !limits.contains(Float(position)) {
                    throw fields.fail("\(fields.place).start: \(joint.name) moves within \(limits.lowerBound)...\(limits.upperBound)", at: member.value)
                }
                start[member.key] = Float(position)
            }
            let robot = Robot(
                name: name, format: format, source: url.path, contentHash: description.hash,
                worldFromRobot: Pose(position: try fields.vector("position", default: .zero), rotation: try fields.rotation()),
                robotFromBase: description.robotFromBase, isFixed: try fields.bool("fixed", default: !description.isFree),
                friction: try fields.number("friction", default: 0.6, in: 0...10), start: start, links: description.links.map(\.link), firstBody: bodies.count)
            var holding = robot
            holding.holds = try fields.bool("holds", default: false)
            holding.moves = try (try fields.array("moves") ?? []).map { try RobotMove(try FieldReader($0, place: "\(fields.place) move"), joints) }
            holding.remarks = description.remarks
            try fields.finish()
            guard bodies.count + robot.links.count <= World.mostBodies else {
                throw fields.fail("\(fields.place): a world has at most \(World.mostBodies) bodies")
            }
            for (link, pose) in zip(description.links, robot.poses(at: robot.startPositions)) {
                var body = Body(
                    name: "\(name) \(link.link.name)", shape: link.shape, materialIndex: materials.index(of: link, of: name), worldFromBody: pose,
                    friction: robot.friction, semantic: name)
                guard !bodies.contains(where: { $0.name == body.name }) else { throw fields.fail("two bodies are called \"\(body.name)\"; names must differ") }
                body.isLink = true
                bodies.append(body)
            }
            robots.append(holding)
        }
        return robots
    }

    private static func file(_ fields: FieldReader) throws -> (Format, String) {
        let named = Format.allCases.filter { fields.value($0.rawValue) != nil }
        guard named.count == 1 else { throw fields.fail("\(fields.place) needs one file, as \"urdf\" or as \"mjcf\"") }
        return (named[0], try fields.string(named[0].rawValue))
    }

    func jsonText(_ paths: WrittenPath) -> String {
        let pose = worldFromRobot, q = pose.rotation.vector
        let startTexts = start.sorted { $0.key < $1.key }.map { "\(quoted($0.key)): \($0.value)" }
        return
            "{ \"name\": \(quoted(name)), \"\(format.rawValue)\": \(quoted(paths.text(source))), \"hash\": \"\(String(contentHash, radix: 16))\", \"position\": \(list(pose.position)), "
            + "\"quaternion\": [\(q.x), \(q.y), \(q.z), \(q.w)], \"fixed\": \(isFixed), \"friction\": \(friction), \"start\": { \(startTexts.joined(separator: ", ")) }"
            + (holds ? ", \"holds\": true" : "") + (moves.isEmpty ? " }" : ", \"moves\": [\(moves.map(\.jsonText).joined(separator: ", "))] }")
    }
}

extension [Material] {
    /// The world's own of that name, or one painted in the colour; one of the same is used again.
    fileprivate mutating func index(of link: RobotDescription.Part, of robot: String) -> Int {
        if let name = link.material, let index = firstIndex(where: { $0.name == name }) { return index }
        let colour = link.colour, name = "\(robot) \(colour.x) \(colour.y) \(colour.z)"
        if let index = firstIndex(where: { $0.name == name }) { return index }
        append(Material(name: name, kind: .plain, colourA: colour, colourB: colour * 0.5, roughness: 0.35, contrast: 0))
        return count - 1
    }
}

extension RobotMove {
    fileprivate init(_ fields: FieldReader, _ joints: [RobotJoint]) throws {
        var positions: [String: Float] = [:]
        for member in try fields.members("joints") {
            guard let joint = joints.first(where: { $0.name == member.key && $0.mimic == nil }) else {
                let near = Nearest.to(member.key, among: joints.filter { $0.mimic == nil }.map(\.name))
                throw fields.fail(
                    "\(fields.place).joints: no joint \"\(member.key)\" moves by itself" + (near.map { "; did you mean \"\($0)\"?" } ?? ""), at: member.value)
            }
            guard case .number(let position) = member.value.content, joint.limits?.contains(Float(position)) ?? true else {
                throw fields.fail("\(fields.place).joints: \(joint.name) needs a number within its limits", at: member.value)
            }
            positions[member.key] = Float(position)
        }
        self.init(
            tick: Tick(Int((try fields.number("at", in: 0...100_000) * Float(Tick.perSecond)).rounded())), positions: positions,
            speed: try fields.number("speed", default: 1, in: 0.001...100), force: fields.value("force") == nil ? nil : try fields.number("force", in: 0...1e6))
        try fields.finish()
    }

    fileprivate var jsonText: String {
        let joints = positions.sorted { $0.key < $1.key }.map { "\(quoted($0.key)): \($0.value)" }.joined(separator: ", ")
        return "{ \"at\": \(Float(tick.seconds)), \"joints\": { \(joints) }, \"speed\": \(speed)" + (force.map { ", \"force\": \($0) }" } ?? " }")
    }
}
