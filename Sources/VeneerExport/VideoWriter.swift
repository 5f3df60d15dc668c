import Foundation
import VeneerMath

/// An H.264 clip in the making: pictures go to `ffmpeg`, and the file appears under its name when it is finished.
/// One thread at a time. Dropped unfinished, it leaves nothing.
public final class VideoWriter {
    public struct Options: Sendable {
        public var size: FrameSize
        public var rate: FrameRate
        /// x264's constant rate factor: 16 is hard to tell from the original.
        public var quality = 16
        /// One encoder thread gives the same bytes whatever the machine's processor count.
        public var isDeterministic = true
        /// Written into the file.
        public var comment: String?

        public init(size: FrameSize, rate: FrameRate = .standard, comment: String? = nil) {
            self.comment = comment
            self.size = size
            self.rate = rate
        }
    }

    public let target: URL
    public private(set) var frameCount = 0
    private let options: Options
    private let partial: URL
    private var encoder: EncoderProcess?

    public init(_ target: URL, options: Options) throws(ExportError) {
        guard options.size.width % 2 == 0, options.size.height % 2 == 0 else {
            throw ExportError(
                "a clip's width and height must be even, not \(options.size); round them to \(options.size.width & ~1)x\(options.size.height & ~1)")
        }
        self.target = target
        self.options = options
        partial = PartialName.beside(target)
        // Only tidying: a folder that can't be read is reported by the next line.
        try? StagedFolder.removeLeavings(in: target.deletingLastPathComponent())
        // Told now rather than after the first minute of work.
        let probe = open(partial.path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard probe >= 0 else { throw .system("can't write", target.path) }
        close(probe)
        encoder = try EncoderProcess(arguments: VideoWriter.arguments(options, output: partial.path))
    }

    deinit {
        guard encoder != nil else { return }
        _ = encoder?.finish()
        unlink(partial.path)
    }

    public func append(_ picture: Picture) throws(ExportError) {
        precondition(picture.size == options.size, "a clip's pictures must all be \(options.size)")
        guard let encoder else { preconditionFailure("this clip is finished") }
        guard encoder.send(picture.bytes) else { throw abandon() }
        frameCount += 1
    }

    /// Closes the file and puts it in place; without a single picture there is none.
    public func finish() throws(ExportError) {
        guard let encoder else { preconditionFailure("this clip is finished") }
        guard frameCount > 0 else {
            self.encoder = nil
            _ = encoder.finish()
            unlink(partial.path)
            throw ExportError("\(target.path): a clip needs at least one picture")
        }
        let outcome = encoder.finish()
        guard outcome.isSuccess else { throw abandon(outcome) }
        self.encoder = nil
        let file = open(partial.path, O_RDONLY | O_CLOEXEC)
        if file >= 0 {
            fsync(file)
            close(file)
        }
        try AtomicFile.rename(partial, to: target)
    }

    private func abandon(_ outcome: EncoderProcess.Outcome? = nil) -> ExportError {
        let outcome = outcome ?? encoder?.finish()
        encoder = nil
        unlink(partial.path)
        let message = outcome?.message ?? "no reason given"
        if message.contains("No space left") { return .system("can't write", target.path, code: ENOSPC) }
        return ExportError("\(target.path): ffmpeg stopped after \(frameCount) pictures: \(message)")
    }

    /// The conversion uses BT.709's matrix, and the stream says so.
    private static func arguments(_ options: Options, output: String) -> [String] {
        let input = ["-f", "rawvideo", "-pix_fmt", "rgb24", "-s", "\(options.size)", "-r", "\(options.rate.framesPerSecond)", "-i", "pipe:0"]
        let conversion =
            "scale=in_range=pc:out_range=tv:out_color_matrix=bt709:flags=bicubic+accurate_rnd+full_chroma_int+bitexact,format=yuv420p"
        let codec = ["-c:v", "libx264", "-preset", "medium", "-crf", "\(options.quality)", "-threads", options.isDeterministic ? "1" : "0"]
        let colour = ["-color_range", "tv", "-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709"]
        return ["ffmpeg", "-hide_banner", "-loglevel", "error", "-nostdin", "-y"] + input + ["-vf", conversion] + codec + colour
            + ["-fflags", "+bitexact", "-flags:v", "+bitexact", "-map_metadata", "-1"] + (options.comment.map { ["-metadata", "comment=\($0)"] } ?? [])
            + ["-movflags", "+faststart", "-f", "mp4", output]
    }
}
