import Foundation
import VeneerExport
import VeneerWorld

/// What a URDF or an MJCF describes.
enum InspectRobots {
    static func run(_ file: URL, asJSON: Bool) throws {
        let world = try World(robotFile: file)
        for robot in world.robots { if asJSON { print(json(robot)) } else { describe(robot, world) } }
    }

    private static func describe(_ robot: Robot, _ world: World) {
        let mass = robot.links.reduce(Float(0)) { $0 + $1.massInKilograms }
        print("robot \(robot.name): \(robot.links.count) links, \(robot.movingJoints.count) joints that move, \(mass) kg")
        for link in robot.links {
            var text = "\(link.name): \(link.massInKilograms) kg" + (link.collision == nil ? ", touches nothing" : "")
            if let joint = link.joint {
                text += ", \(joint.kind.rawValue) joint \(joint.name) on \(robot.links[joint.parent].name)"
                if let limits = joint.limits { text += ", \(limits.lowerBound)...\(limits.upperBound)" }
                if joint.kind.hasPosition { text += ", effort \(joint.effort)" }
                if let mimic = joint.mimic { text += ", as \(mimic.multiplier) × \(mimic.joint) + \(mimic.offset)" }
            }
            print("  " + text)
        }
        if robot.links.contains(where: { $0.collision?.hasMesh == true }) { print("  note: its meshes touch as their convex hulls") }
        for remark in robot.remarks { print("  note: \(remark)") }
    }

    /// A link's frame of inertia is its body's.
    private static func json(_ robot: Robot) -> String {
        let links = robot.links.map { link in
            var text = "{\"name\":\(quoted(link.name)),\"mass\":\(link.massInKilograms),\"inertia\":[\(link.inertia.x),\(link.inertia.y),\(link.inertia.z)]"
            if let joint = link.joint {
                text +=
                    ",\"joint\":{\"name\":\(quoted(joint.name)),\"kind\":\"\(joint.kind.rawValue)\",\"effort\":\(joint.effort),\"velocity\":\(joint.maximumVelocity)"
                text += ",\"damping\":\(joint.damping),\"friction\":\(joint.friction)"
                if let limits = joint.limits { text += ",\"lower\":\(limits.lowerBound),\"upper\":\(limits.upperBound)" }
                text += "}"
            }
            return text + "}"
        }
        return "{\"robot\":\(quoted(robot.name)),\"links\":[\(links.joined(separator: ","))]}"
    }
}
