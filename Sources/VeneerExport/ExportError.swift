import Foundation

/// What went wrong with a file, in one line that names it and the remedy.
public struct ExportError: Error, Equatable, CustomStringConvertible {
    public let description: String

    public init(_ description: String) { self.description = description }

    /// With the system's own word for `errno`.
    static func system(_ what: String, _ path: String, code: Int32 = errno) -> ExportError {
        let remedy =
            switch code {
            case ENOSPC, EDQUOT: "; free some space or choose another folder"
            case EACCES, EPERM, EROFS: "; choose a folder you may write to"
            case ENOENT: "; check the path"
            default: ""
            }
        return ExportError("\(what) \(path): \(String(cString: strerror(code)))\(remedy)")
    }
}
