import Synchronization

/// Which fields the readers of world files ask for, so that a schema can be held against them.
public final class FieldsAsked: Sendable {
    @TaskLocal static var current: FieldsAsked?
    private let fields = Mutex<[String: Set<String>]>([:])

    /// By the place of each object that was read meanwhile: every field that was looked for, whether it was there or not.
    public static func during(_ reading: () throws -> Void) rethrows -> [String: Set<String>] {
        let asked = FieldsAsked()
        try $current.withValue(asked) { try reading() }
        return asked.fields.withLock { $0 }
    }

    func note(_ key: String, of place: String) { fields.withLock { _ = $0[place, default: []].insert(key) } }
}
