import Foundation
import Testing
import VeneerExport
import VeneerMath

@Suite struct VideoTests {
    static let size = FrameSize(64, 64)

    /// One flat colour a frame.
    static func write(_ colours: [RGB8], to url: URL) throws {
        let writer = try VideoWriter(url, options: .init(size: size))
        for colour in colours { try writer.append(Picture(size, filledWith: colour)) }
        try writer.finish()
    }

    static func probe(_ url: URL, _ entries: String) throws -> String {
        try shell("ffprobe", "-v", "error", "-count_frames", "-select_streams", "v:0", "-show_entries", "stream=" + entries, "-of", "csv=p=0", url.path)
            .trimmingCharacters(in: .whitespacesAndNewlines)
    }

    @Test func aClipHasEveryFrameAndSaysItsColours() throws {
        let folder = try TemporaryFolder()
        try VideoTests.write((0..<25).map { RGB8(UInt8($0 * 10), 80, 160) }, to: folder.url("clip.mp4"))
        #expect(try VideoTests.probe(folder.url("clip.mp4"), "nb_read_frames,r_frame_rate") == "24/1,25")
        #expect(
            try VideoTests.probe(folder.url("clip.mp4"), "pix_fmt,color_range,color_space,color_transfer,color_primaries") == "yuv420p,tv,bt709,bt709,bt709")
        #expect(try folder.names() == ["clip.mp4"])
    }

    /// By BT.709's own numbers: Y = 16 + 219 (0.2126 R + 0.7152 G + 0.0722 B). BT.601's matrix would give 81, 145 and 41.
    @Test func theConversionUsesTheMatrixThatTheTagsName() throws {
        let folder = try TemporaryFolder()
        let colours: [(RGB8, Float)] = [(RGB8(255, 0, 0), 62.6), (RGB8(0, 255, 0), 172.6), (RGB8(0, 0, 255), 31.8), (RGB8(255, 255, 255), 235)]
        for (colour, luma) in colours {
            let clip = folder.url("clip.mp4"), raw = folder.url("clip.raw")
            try VideoTests.write([colour], to: clip)
            try shell("ffmpeg", "-v", "error", "-y", "-i", clip.path, "-f", "rawvideo", "-pix_fmt", "yuv420p", raw.path)
            let measured = try AtomicFile.read(raw)[VideoTests.size.pixelCount / 2]
            #expect(abs(Float(measured) - luma) < 1.6)
        }
    }

    @Test func theSamePicturesAreTheSameBytes() throws {
        let folder = try TemporaryFolder()
        let colours = (0..<12).map { RGB8(UInt8($0 * 20), UInt8(255 - $0 * 20), 40) }
        try VideoTests.write(colours, to: folder.url("a.mp4"))
        try VideoTests.write(colours, to: folder.url("b.mp4"))
        #expect(try AtomicFile.read(folder.url("a.mp4")) == AtomicFile.read(folder.url("b.mp4")))
    }

    @Test func twoClipsAtOnceBothFinish() throws {
        let folder = try TemporaryFolder()
        let first = try VideoWriter(folder.url("a.mp4"), options: .init(size: VideoTests.size))
        let second = try VideoWriter(folder.url("b.mp4"), options: .init(size: VideoTests.size))
        for _ in 0..<3 {
            try first.append(Picture(VideoTests.size))
            try second.append(Picture(VideoTests.size))
        }
        try first.finish()
        try second.finish()
        #expect(try VideoTests.probe(folder.url("a.mp4"), "nb_read_frames") == "3")
        #expect(try VideoTests.probe(folder.url("b.mp4"), "nb_read_frames") == "3")
    }

    @Test func anUnfinishedClipLeavesNothing() throws {
        let folder = try TemporaryFolder()
        do {
            let writer = try VideoWriter(folder.url("clip.mp4"), options: .init(size: VideoTests.size))
            try writer.append(Picture(VideoTests.size))
        }
        #expect(try folder.names().isEmpty)
    }

    @Test func oddSizesAndMissingFoldersAreSaidAtOnce() throws {
        let folder = try TemporaryFolder()
        let odd = #expect(throws: ExportError.self) { _ = try VideoWriter(folder.url("a.mp4"), options: .init(size: FrameSize(65, 64))) }
        #expect(odd?.description.contains("64x64") == true)
        let missing = #expect(throws: ExportError.self) { _ = try VideoWriter(folder.url("no/a.mp4"), options: .init(size: VideoTests.size)) }
        #expect(missing?.description.contains("no/a.mp4") == true)
    }

    /// Ctrl-C goes to a terminal's whole foreground group: the encoder must outlive it to close its file.
    @Test func aCtrlCReachesOnlyUs() throws {
        let folder = try TemporaryFolder()
        let writer = try VideoWriter(folder.url("clip.mp4"), options: .init(size: VideoTests.size))
        try writer.append(Picture(VideoTests.size))
        let encoder = try VideoTests.encoder(in: folder)
        #expect(getpgid(encoder) == encoder && getpgid(encoder) != getpgrp())
        try writer.append(Picture(VideoTests.size))
        try writer.finish()
        #expect(try VideoTests.probe(folder.url("clip.mp4"), "nb_read_frames") == "2")
    }

    /// The one ffmpeg of ours that writes into a folder.
    static func encoder(in folder: TemporaryFolder) throws -> pid_t {
        let children = try shell("pgrep", "-P", "\(getpid())", "-f", folder.root.lastPathComponent).split(separator: "\n").compactMap { Int32($0) }
        try #require(children.count == 1)
        return children[0]
    }

    /// A dead encoder is an error with its name in it, not a signal that ends the process.
    @Test func aDeadEncoderIsAnErrorAndLeavesNothing() throws {
        let folder = try TemporaryFolder()
        let size = FrameSize(640, 480)
        let writer = try VideoWriter(folder.url("clip.mp4"), options: .init(size: size))
        try writer.append(Picture(size))
        try kill(VideoTests.encoder(in: folder), SIGKILL)
        let error = #expect(throws: ExportError.self) { for _ in 0..<200 { try writer.append(Picture(size)) } }
        #expect(error?.description.contains("ffmpeg stopped") == true)
        #expect(try folder.names().isEmpty)
    }
}
