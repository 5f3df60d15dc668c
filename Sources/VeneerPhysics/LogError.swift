/// Why a file is no log that this program can replay.
public struct LogError: Error, Equatable, CustomStringConvertible {
    public var file: String
    public var message: String

    public var description: String { "\(file): \(message)" }
}

/// Where a log stops being whole: everything before is sound.
public struct LogDamage: Equatable, Sendable, CustomStringConvertible {
    public var byteOffset: Int
    public var reason: String

    public var description: String { "damaged from byte \(byteOffset): \(reason)" }
}
