import Foundation
import VeneerExport
import VeneerMath

/// What one shown frame was, as a line of JSON for tests and scripts.
struct FrameReport {
    var tick: Tick
    var camera: FlyCamera
    var heldBody: Int?
    var channel: String
    /// Pixels of which the composite makes half or more.
    var fallbackPixels: Int?
    var wipe: Float?
    var look: String
    var windowSize: FrameSize
    var milliseconds: [(stage: String, value: Double)]

    var line: String {
        func list(_ v: Vec3) -> JSON { .array([.float(v.x), .float(v.y), .float(v.z)]) }
        let line: JSON = [
            "tick": .integer(tick.index), "position": list(camera.position), "forward": list(camera.forward),
            "held": heldBody.map { .integer($0) } ?? .null, "channel": .string(channel), "fallback_pixels": fallbackPixels.map { .integer($0) } ?? .null,
            "wipe": wipe.map { .float($0) } ?? .null,
            "look": .string(look), "window": .array([.integer(windowSize.width), .integer(windowSize.height)]),
            "ms": .object(milliseconds.map { .init(key: $0.stage, value: .double($0.value)) }),
        ]
        return line.text(indentedLevels: 0)
    }
}

/// Lines of a file that others read while it grows.
final class ReportFile {
    private let file: FileHandle

    init(_ url: URL) throws {
        guard FileManager.default.createFile(atPath: url.path, contents: nil) else { throw ViewerError.cannotWrite(path: url.path) }
        file = try FileHandle(forWritingTo: url)
    }

    func append(_ report: FrameReport) throws { try file.write(contentsOf: Data(report.line.utf8)) }
}
