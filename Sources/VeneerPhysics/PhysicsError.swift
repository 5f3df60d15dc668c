/// A world that can't be simulated, and what to change.
public struct PhysicsError: Error, Equatable, CustomStringConvertible {
    public var body: String
    public var message: String

    public var description: String { "body '\(body)': \(message)" }
}
