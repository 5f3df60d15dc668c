import Foundation
import Testing
import VeneerExport
import VeneerMath

@Suite struct PNGTests {
    static let sizes = [FrameSize(1, 1), FrameSize(1, 7), FrameSize(13, 1), FrameSize(37, 29), FrameSize(384, 216)]

    @Test(arguments: sizes) func colourRoundTrips(size: FrameSize) throws {
        var random = SeededRandom(seed: 1)
        // Half smooth, half noise, so that every filter is the best one somewhere.
        let bytes = (0..<size.pixelCount * 3).map { i in (i / 50) % 2 == 0 ? UInt8(truncatingIfNeeded: i / 3) : UInt8(truncatingIfNeeded: random.next()) }
        let picture = Picture(size, bytes: bytes)
        #expect(try PNG.decode(PNG.encode(picture)) == .colour(picture))
    }

    @Test(arguments: sizes) func greyRoundTripsInBothDepths(size: FrameSize) throws {
        var random = SeededRandom(seed: 2)
        let wide = GreyPicture(size, samples: (0..<size.pixelCount).map { _ in UInt16(truncatingIfNeeded: random.next()) })
        let narrow = GreyPicture(size, samples: wide.samples.map { UInt8($0 >> 8) })
        #expect(try PNG.decode(PNG.encode(wide)) == .grey16(wide))
        #expect(try PNG.decode(PNG.encode(narrow)) == .grey8(narrow))
    }

    @Test func sixteenBitSamplesAreBigEndianAndExactToTheLast() throws {
        let picture = GreyPicture<UInt16>(FrameSize(256, 256), samples: (0...65535).map { UInt16($0) })
        #expect(try PNG.decode(PNG.encode(picture)) == .grey16(picture))
    }

    @Test func smoothPicturesBecomeMuchSmaller() {
        let size = FrameSize(256, 256)
        let picture = Picture(size, bytes: (0..<size.pixelCount).flatMap { [UInt8($0 % 256), UInt8($0 / 256), 128] })
        #expect(PNG.encode(picture).count < size.pixelCount * 3 / 50)
    }

    @Test func aFlippedBitIsNoticed() throws {
        let size = FrameSize(16, 16)
        let file = PNG.encode(Picture(size, filledWith: RGB8(10, 20, 30)))
        for position in [20, file.count / 2, file.count - 14] {
            var damaged = file
            damaged[position] ^= 0x10
            #expect(throws: ExportError.self) { try PNG.decode(damaged) }
        }
        #expect(throws: ExportError.self) { try PNG.decode(Array(file.dropLast(20))) }
        #expect(throws: ExportError.self) { try PNG.decode([]) }
    }

    /// An outside reader's view: ffmpeg decodes the same pixels.
    @Test func ffmpegReadsTheSamePixels() throws {
        let folder = try TemporaryFolder()
        let size = FrameSize(75, 41)
        var random = SeededRandom(seed: 3)
        let wide = GreyPicture(size, samples: (0..<size.pixelCount).map { _ in UInt16(truncatingIfNeeded: random.next()) })
        try AtomicFile.write(PNG.encode(wide), to: folder.url("ids.png"))
        try shell("ffmpeg", "-v", "error", "-i", folder.url("ids.png").path, "-f", "rawvideo", "-pix_fmt", "gray16le", folder.url("ids.raw").path)
        let raw = try AtomicFile.read(folder.url("ids.raw"))
        #expect(raw == wide.samples.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] })
    }
}
