import Foundation

/// A running `ffmpeg` that is fed through a socket: a socket, since a write to a dead reader then fails instead of raising SIGPIPE.
/// It has its own process group, so that Ctrl-C reaches only us and we can close the file properly.
final class EncoderProcess {
    struct Outcome {
        var isSuccess: Bool
        var message: String
    }

    private let process: pid_t
    private var input: Int32
    /// Already without a name, so it goes with us.
    private let complaints: UnsafeMutablePointer<FILE>

    init(arguments: [String]) throws(ExportError) {
        var ends: [Int32] = [-1, -1]
        guard let complaints = tmpfile() else { throw .system("can't make", "a temporary file") }
        guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &ends) == 0 else {
            let code = errno
            fclose(complaints)
            throw .system("can't make", "a socket for ffmpeg", code: code)
        }
        var process: pid_t = 0
        let code = EncoderProcess.spawn(arguments, input: ends[1], complaints: fileno(complaints), &process)
        close(ends[1])
        guard code == 0 else {
            close(ends[0])
            fclose(complaints)
            if code == ENOENT { throw ExportError("ffmpeg is missing; install it with: sudo apt-get install ffmpeg") }
            throw .system("can't start", "ffmpeg", code: code)
        }
        self.process = process
        self.complaints = complaints
        input = ends[0]
    }

    deinit { if input >= 0 { _ = finish() } }

    private static func spawn(_ arguments: [String], input: Int32, complaints: Int32, _ process: inout pid_t) -> Int32 {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, input, 0)
        posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, complaints, 2)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))
        posix_spawnattr_setpgroup(&attributes, 0)
        let words: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
        defer { for word in words { free(word) } }
        return posix_spawnp(&process, arguments[0], &actions, &attributes, words, environ)
    }

    /// False when the process has gone.
    func send(_ bytes: [UInt8]) -> Bool {
        bytes.withUnsafeBytes { buffer in
            var rest = buffer[...]
            while !rest.isEmpty {
                let count = Foundation.send(input, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count, Int32(MSG_NOSIGNAL))
                if count < 0 && errno == EINTR { continue }
                if count <= 0 { return false }
                rest = rest.dropFirst(count)
            }
            return true
        }
    }

    /// Ends the stream and waits; once.
    func finish() -> Outcome {
        close(input)
        input = -1
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0 && errno == EINTR {}
        let message = lastComplaint()
        fclose(complaints)
        let signal = status & 0x7f, exit = (status >> 8) & 0xff
        if signal == 0 && exit == 0 { return Outcome(isSuccess: true, message: message) }
        return Outcome(isSuccess: false, message: message.isEmpty ? (signal != 0 ? "signal \(signal)" : "exit status \(exit)") : message)
    }

    private func lastComplaint() -> String {
        let descriptor = fileno(complaints)
        var bytes = [UInt8](repeating: 0, count: 4096)
        let end = lseek(descriptor, 0, SEEK_END)
        let count = pread(descriptor, &bytes, bytes.count, max(0, end - off_t(bytes.count)))
        let text = String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
        let lines = text.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
        return lines.last { $0.contains("No space left") } ?? lines.first ?? ""
    }
}
