import Foundation

/// Whole files or none: readers never see half a file, whatever happens to the writer.
public enum AtomicFile {
    /// Writes beside the target, flushes to the disk and renames into place.
    public static func write(_ bytes: [UInt8], to target: URL) throws(ExportError) {
        let partial = PartialName.beside(target)
        let path = partial.path
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw .system("can't write", target.path) }
        let failure = writeAll(bytes, descriptor) ?? (fsync(descriptor) == 0 ? nil : errno)
        close(descriptor)
        guard failure == nil else {
            unlink(path)
            throw .system("can't write", target.path, code: failure!)
        }
        try rename(partial, to: target)
    }

    public static func write(_ text: String, to target: URL) throws(ExportError) { try write(Array(text.utf8), to: target) }

    /// Moves a finished file or folder over its name, and makes the move itself durable.
    static func rename(_ partial: URL, to target: URL) throws(ExportError) {
        guard Foundation.rename(partial.path, target.path) == 0 else {
            let code = errno
            unlink(partial.path)
            throw .system("can't put in place", target.path, code: code)
        }
        let folder = open(target.deletingLastPathComponent().path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { return }
        fsync(folder)
        close(folder)
    }

    /// The error's code, nil when all is written.
    private static func writeAll(_ bytes: [UInt8], _ descriptor: Int32) -> Int32? {
        bytes.withUnsafeBytes { buffer in
            var rest = buffer[...]
            while !rest.isEmpty {
                let count = Foundation.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
                if count < 0 && errno == EINTR { continue }
                if count < 0 { return errno }
                rest = rest.dropFirst(count)
            }
            return nil
        }
    }

    public static func read(_ file: URL) throws(ExportError) -> [UInt8] {
        do {
            return try Array(Data(contentsOf: file))
        } catch {
            throw ExportError(
                "can't read \(file.path): \(FileManager.default.fileExists(atPath: file.path) ? "\(error.localizedDescription)" : "no such file")")
        }
    }
}

/// Names of unfinished files, `.partial-NAME-PID@HOST`: who made one can be asked whether it still runs.
enum PartialName {
    private static let host: String = {
        var name = [CChar](repeating: 0, count: 256)
        guard gethostname(&name, 255) == 0 else { return "localhost" }
        return String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }()

    static func beside(_ target: URL) -> URL {
        target.deletingLastPathComponent().appendingPathComponent(".partial-\(target.lastPathComponent)-\(getpid())@\(host)")
    }

    /// True for a leaving of a process of this machine that is gone.
    static func isStale(_ name: String) -> Bool {
        guard name.hasPrefix(".partial-"), let dash = name.lastIndex(of: "-"), let at = name[dash...].firstIndex(of: "@") else { return false }
        guard name[name.index(after: at)...] == host, let process = Int32(name[name.index(after: dash)..<at]), process > 0 else { return false }
        return kill(process, 0) != 0 && errno == ESRCH
    }
}
