import Foundation
import VeneerAssets
import VeneerMath

/// Reads what elements of a robot's file say; errors name file, line and attribute.
struct URDFFields {
    /// Mass, the frame in which its inertia is diagonal, as seen from the link, and the moments there.
    struct Inertial {
        var mass: Float
        var frame: Pose
        var moments: Vec3
    }

    let file: String
    let folder: URL

    func root(of text: String) throws -> XMLElement {
        do { return try XMLElement.parse(Array(text.utf8)) } catch { throw WorldError(file: file, line: error.line, message: error.message) }
    }

    func fail(_ message: String, at element: XMLElement) -> WorldError { WorldError(file: element.file ?? file, line: element.line, message: message) }

    func text(_ key: String, of element: XMLElement) throws -> String {
        guard let text = element[key] else {
            let near = Nearest.to(key, among: element.attributes.map(\.key))
            throw fail("<\(element.name)> lacks the attribute \(key)" + (near.map { "; is \($0) meant for it?" } ?? ""), at: element)
        }
        return text
    }

    func number(_ key: String, of element: XMLElement, default fallback: Float? = nil) throws -> Float {
        if element[key] == nil, let fallback { return fallback }
        let text = try text(key, of: element)
        guard let number = Float(text.trimmingCharacters(in: .whitespaces)), number.isFinite, abs(number) < 1e9 else {
            throw fail("<\(element.name)>: \(key)=\"\(text.prefix(40))\" is no number", at: element)
        }
        return number
    }

    func vector(_ key: String, of element: XMLElement, default fallback: Vec3? = nil) throws -> Vec3 {
        if element[key] == nil, let fallback { return fallback }
        let text = try text(key, of: element), numbers = text.split(whereSeparator: \.isWhitespace).map { Float($0) ?? .nan }
        guard numbers.count == 3, numbers.allSatisfy({ $0.isFinite && abs($0) < 1e6 }) else {
            throw fail("<\(element.name)>: \(key)=\"\(text.prefix(40))\" must be three numbers", at: element)
        }
        return Vec3(numbers[0], numbers[1], numbers[2])
    }

    /// Fixed axes roll, pitch, yaw, as URDF has them.
    func origin(_ element: XMLElement) throws -> Pose {
        guard let origin = element.first("origin") else { return .identity }
        let turn = try vector("rpy", of: origin, default: .zero)
        var rotation = Quaternion.identity
        for (axis, angle) in [(Vec3(1, 0, 0), turn.x), (Vec3(0, 1, 0), turn.y), (Vec3(0, 0, 1), turn.z)] where angle != 0 {
            rotation = Quaternion(angleInRadians: angle, axis: axis) * rotation
        }
        return Pose(position: try vector("xyz", of: origin, default: .zero), rotation: rotation)
    }

    func colour(_ material: XMLElement) throws -> Vec3? {
        guard let colour = material.first("color") else { return nil }
        let numbers = try text("rgba", of: colour).split(whereSeparator: \.isWhitespace).map { Float($0) ?? .nan }
        guard numbers.count == 4, numbers.allSatisfy({ (0...1).contains($0) }) else { throw fail("<color>: rgba must be four numbers of 0...1", at: colour) }
        return linear(numbers)
    }

    /// What a screen would show, made linear.
    func linear(_ colour: [Float]) -> Vec3 {
        Vec3(pow(colour[0], 2.2), pow(colour[1], 2.2), pow(colour[2], 2.2)).clamped(lowerBound: Vec3(repeating: 0.02), upperBound: Vec3(repeating: 0.85))
    }

    /// Others may stand there, since URDFs hold what other programs want to know; what is nearly one of ours is ours, misspelt.
    func refuseMisspelt(in element: XMLElement, _ known: [String]) throws {
        for child in element.children where !known.contains(child.name) {
            if let near = Nearest.to(child.name, among: known) {
                throw fail("<\(child.name)> in <\(element.name)> is nothing that is read; did you mean <\(near)>?", at: child)
            }
        }
    }

    func link(_ joint: XMLElement, _ key: String, among links: [String: XMLElement]) throws -> String {
        guard let element = joint.first(key) else { throw fail("joint \"\(joint["name"] ?? "")\" lacks <\(key) link=\"…\"/>", at: joint) }
        let name = try text("link", of: element)
        guard links[name] != nil else {
            let near = Nearest.to(name, among: links.keys.sorted())
            throw fail("joint \"\(joint["name"] ?? "")\": no link \"\(name)\"" + (near.map { "; did you mean \"\($0)\"?" } ?? ""), at: element)
        }
        return name
    }

    func inertial(_ link: XMLElement) throws -> Inertial {
        guard let element = link.first("inertial") else { return Inertial(mass: 0, frame: .identity, moments: .zero) }
        guard let massElement = element.first("mass") else { throw fail("<inertial> lacks <mass value=\"…\"/>", at: element) }
        let mass = try number("value", of: massElement)
        guard mass >= 0 else { throw fail("<mass>: \(mass) is negative", at: massElement) }
        var frame = try origin(element)
        guard let inertia = element.first("inertia") else { throw fail("<inertial> lacks <inertia ixx=\"…\" …/>", at: element) }
        func moment(_ key: String, _ fallback: Float?) throws -> Double { Double(try number(key, of: inertia, default: fallback)) }
        let tensor = SymmetricTensor(
            xx: try moment("ixx", nil), yy: try moment("iyy", nil), zz: try moment("izz", nil), xy: try moment("ixy", 0), xz: try moment("ixz", 0),
            yz: try moment("iyz", 0))
        let (moments, axes) = tensor.principal
        guard moments.min() >= 0 else { throw fail("<inertia>: its moments about its own axes are \(moments); none may be negative", at: inertia) }
        frame.rotation = frame.rotation * axes
        return Inertial(mass: mass, frame: frame, moments: moments)
    }

    func joint(_ element: XMLElement, parent: Int, parentLinkFromBody: Pose, childFrame: Pose) throws -> RobotJoint {
        let name = try text("name", of: element), kindName = try text("type", of: element)
        let kinds = RobotJoint.Kind.allCases.filter { $0 != .ball }
        guard let kind = kinds.first(where: { $0.rawValue == kindName }) else {
            throw fail("joint \"\(name)\" is of type \"\(kindName)\"; one of \(kinds.map(\.rawValue).joined(separator: ", "))", at: element)
        }
        try refuseMisspelt(in: element, ["origin", "parent", "child", "axis", "limit", "dynamics", "mimic", "calibration", "safety_controller"])
        var axis = Vec3(1, 0, 0)
        if let axisElement = element.first("axis") { axis = try vector("xyz", of: axisElement) }
        guard kind == .fixed || length(axis) > 1e-6 else { throw fail("joint \"\(name)\": its axis must not be zero", at: element) }
        let limit = element.first("limit"), dynamics = element.first("dynamics")
        var range: ClosedRange<Float>?
        if kind == .revolute || kind == .prismatic {
            guard let limit else { throw fail("joint \"\(name)\" is \(kindName) and lacks <limit>; a joint without limits is \"continuous\"", at: element) }
            let low = try number("lower", of: limit, default: 0), high = try number("upper", of: limit, default: 0)
            guard low <= high else { throw fail("<limit>: lower \(low) is above upper \(high)", at: limit) }
            range = low...high
        }
        var mimic: RobotJoint.Mimic?
        if let follows = element.first("mimic") {
            mimic = .init(
                joint: try text("joint", of: follows), multiplier: try number("multiplier", of: follows, default: 1),
                offset: try number("offset", of: follows, default: 0))
        }
        func positive(_ key: String, _ element: XMLElement?, _ fallback: Float) throws -> Float {
            guard let element else { return fallback }
            let value = try number(key, of: element, default: fallback)
            guard value >= 0 else { throw fail("<\(element.name)>: \(key)=\"\(value)\" must not be negative", at: element) }
            return value
        }
        return RobotJoint(
            name: name, kind: kind, parent: parent, parentBodyFromJoint: parentLinkFromBody.inverse * (try origin(element)), jointFromChildBody: childFrame,
            axis: kind == .fixed ? axis : normalize(axis), limits: range, effort: try positive("effort", limit, 1000),
            maximumVelocity: try positive("velocity", limit, 100), damping: try positive("damping", dynamics, 0),
            friction: try positive("friction", dynamics, 0),
            mimic: mimic)
    }

    /// `package://NAME/…`, `file://…` or a path beside the URDF; packages are looked for in the folders above.
    func place(of name: String) -> URL? {
        func existing(_ url: URL) -> URL? { FileManager.default.fileExists(atPath: url.path) ? url.absoluteURL.standardizedFileURL : nil }
        if name.hasPrefix("file://") { return existing(URL(fileURLWithPath: String(name.dropFirst(7)))) }
        guard name.hasPrefix("package://") else { return existing(URL(fileURLWithPath: name, relativeTo: folder)) }
        let path = String(name.dropFirst(10)), inside = path.split(separator: "/").dropFirst().joined(separator: "/")
        var above = folder.absoluteURL.standardizedFileURL
        for _ in 0..<16 {
            for candidate in [path, inside] where !candidate.isEmpty { if let found = existing(above.appendingPathComponent(candidate)) { return found } }
            if above.path == "/" { break }
            above.deleteLastPathComponent()
        }
        return nil
    }
}

/// Of an inertia; its principal axes by Jacobi's rotations.
struct SymmetricTensor {
    var xx: Double, yy: Double, zz: Double, xy: Double, xz: Double, yz: Double

    /// Moments and the rotation to their axes; a diagonal tensor keeps its own.
    var principal: (moments: Vec3, axes: Quaternion) {
        var m = [[xx, xy, xz], [xy, yy, yz], [xz, yz, zz]], v: [[Double]] = [[1, 0, 0], [0, 1, 0], [0, 0, 1]]
        for _ in 0..<60 {
            let (p, q) = [(0, 1), (0, 2), (1, 2)].max { abs(m[$0.0][$0.1]) < abs(m[$1.0][$1.1]) } ?? (0, 1)
            guard abs(m[p][q]) > 1e-12 * (abs(m[0][0]) + abs(m[1][1]) + abs(m[2][2])) else { break }
            let angle = 0.5 * atan2(2 * m[p][q], m[q][q] - m[p][p]), c = cos(angle), s = sin(angle)
            for k in 0..<3 { (m[k][p], m[k][q]) = (c * m[k][p] - s * m[k][q], s * m[k][p] + c * m[k][q]) }
            for k in 0..<3 { (m[p][k], m[q][k]) = (c * m[p][k] - s * m[q][k], s * m[p][k] + c * m[q][k]) }
            for k in 0..<3 { (v[k][p], v[k][q]) = (c * v[k][p] - s * v[k][q], s * v[k][p] + c * v[k][q]) }
        }
        func column(_ i: Int) -> Vec3 { Vec3(Float(v[0][i]), Float(v[1][i]), Float(v[2][i])) }
        let x = column(0), y = column(1), isTurned = v[0][0] != 1 || v[1][1] != 1 || v[2][2] != 1
        return (Vec3(Float(m[0][0]), Float(m[1][1]), Float(m[2][2])), isTurned ? Quaternion(columns: x, y, cross(x, y)) : .identity)
    }
}
