import Foundation
import VeneerExport
import VeneerFrame
import VeneerMath

/// How a channel is kept as a PNG, and how near a frame must come to it.
struct Golden {
    /// What the file's lowest and highest codes stand for.
    enum Code {
        case ids
        case eight(ClosedRange<Float>)
        case sixteen(ClosedRange<Float>)
    }

    var channel: Channel
    var code: Code
    /// A pixel fails where a component is farther off than this. Half a step of the code comes on top.
    var maxAbsDiff: Float
    var maxFailingPixelsFraction: Double

    /// Those of the G-buffer. A pixel on an edge may fall to either side of it with another compiler; materials' patterns have edges of their own.
    static let all = [
        Golden(channel: .instance, code: .ids, maxAbsDiff: 0, maxFailingPixelsFraction: 0),
        Golden(channel: .semantic, code: .ids, maxAbsDiff: 0, maxFailingPixelsFraction: 0),
        Golden(channel: .depth, code: .sixteen(0...16), maxAbsDiff: 1e-3, maxFailingPixelsFraction: 0.001),
        Golden(channel: .normal, code: .eight(-1...1), maxAbsDiff: 0.01, maxFailingPixelsFraction: 0.002),
        Golden(channel: .baseColour, code: .eight(0...1), maxAbsDiff: 0.02, maxFailingPixelsFraction: 0.005),
        Golden(channel: .roughness, code: .eight(0...1), maxAbsDiff: 0.02, maxFailingPixelsFraction: 0.005),
        Golden(channel: .metallic, code: .eight(0...1), maxAbsDiff: 0.02, maxFailingPixelsFraction: 0.005),
        Golden(channel: .emission, code: .sixteen(0...65535), maxAbsDiff: 1, maxFailingPixelsFraction: 0.001),
        Golden(channel: .motion, code: .sixteen(-64...64), maxAbsDiff: 0.02, maxFailingPixelsFraction: 0.002),
        Golden(channel: .noise, code: .eight(-6...6), maxAbsDiff: 0.05, maxFailingPixelsFraction: 0.01),
    ]

    private var range: ClosedRange<Float> {
        switch code {
        case .ids: 0...65535
        case .eight(let range), .sixteen(let range): range
        }
    }
    private var highest: Float { if case .eight = code { 255 } else { 65535 } }
    private var step: Float { (range.upperBound - range.lowerBound) / highest }
    /// What the nearest code can be off by.
    private var halfAStep: Float { if case .ids = code { 0 } else { step / 2 } }

    // MARK: - Values

    /// Three components a pixel, or one; two are given a third of zero.
    static func values(of channel: Channel, in frame: Frame) -> [Float] {
        if let labels = frame.labels[channel] { return labels.values.map { Float($0) } }
        let plane = frame[channel]
        guard plane.componentCount == 2 else { return plane.values }
        return (0..<plane.size.pixelCount).flatMap { [plane.values[2 * $0], plane.values[2 * $0 + 1], 0] }
    }

    func encoded(_ values: [Float], _ size: FrameSize) -> [UInt8] {
        let codes = values.map { UInt16(clamp(($0 - range.lowerBound) / step, 0, highest).rounded()) }
        let isGrey = values.count == size.pixelCount
        if highest == 255 {
            let bytes = codes.map { UInt8($0) }
            return isGrey ? PNG.encode(GreyPicture(size, samples: bytes)) : PNG.encode(Picture(size, bytes: bytes))
        }
        return isGrey ? PNG.encode(GreyPicture(size, samples: codes)) : PNG.encode(ColourPicture16(size, samples: codes))
    }

    func decoded(_ file: [UInt8]) throws -> [Float] {
        let codes: [Float] =
            switch try PNG.decode(file) {
            case .grey8(let picture): picture.samples.map { Float($0) }
            case .grey16(let picture): picture.samples.map { Float($0) }
            case .colour(let picture): picture.bytes.map { Float($0) }
            case .colour16(let picture): picture.samples.map { Float($0) }
            }
        return codes.map { range.lowerBound + $0 * step }
    }

    // MARK: - Comparing

    /// Nil where the values come near enough; else what is wrong, with where the pictures of it are.
    func failure(_ actual: [Float], expected file: [UInt8], _ size: FrameSize, named name: String, picturesIn folder: URL) throws -> String? {
        let expected = try decoded(file), components = actual.count / size.pixelCount
        guard expected.count == actual.count else { return "\(name): \(expected.count) values were expected, there are \(actual.count)" }
        // What the code can't hold is not told from its end.
        let differences = zip(actual, expected).map { abs(clamp($0, range.lowerBound, range.upperBound) - $1) }
        let isOff = (0..<size.pixelCount).map { pixel in differences[components * pixel..<components * (pixel + 1)].contains { !($0 <= maxAbsDiff + halfAStep) }
        }
        let failing = isOff.count { $0 }
        guard Double(failing) > maxFailingPixelsFraction * Double(size.pixelCount) else { return nil }
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let shown = Picture(size, bytes: isOff.flatMap { [UInt8](repeating: $0 ? 255 : 0, count: 3) })
        for (suffix, bytes) in [("actual", encoded(actual, size)), ("expected", file), ("diff", PNG.encode(shown))] {
            try AtomicFile.write(bytes, to: folder.appendingPathComponent("\(name)-\(suffix).png"))
        }
        let worst = differences.max() ?? 0
        return "\(name): \(failing) of \(size.pixelCount) pixels are off by more than \(maxAbsDiff), at most by \(worst); pictures in \(folder.path)"
    }
}
