import Foundation
import VeneerExport
import VeneerFrame
import VeneerGPU
import VeneerMath

extension Viewer {
    private static let helpSecondsAtStart = 6.0
    private static let pictures = ChannelPictures.forEyes

    var isHelpShown: Bool { isHelpAsked ?? (secondsOpen < Viewer.helpSecondsAtStart) }

    /// Where the wipe's line stands, 0...1 from the left: under the pointer, or swinging while that is captured.
    var wipe: Float? {
        guard isWiping else { return nil }
        if window.isPointerCaptured { return 0.5 + 0.35 * Float(sin(secondsOpen * 0.9)) }
        return clamp(pixel(atWindow: window.pointer).x / Float(session.configuration.size.width), 0, 1)
    }

    /// False where the frame was dropped.
    func show(_ frame: Frame) throws -> Bool {
        let windowSize = window.size
        guard windowSize.pixelCount > 0 else { return false }
        let picture = picture(of: frame)
        if isScreenshotDue { try save(picture, of: frame) }
        let place = Fit(picture.size, into: windowSize)
        var layers = [layer(marked(picture), x: place.x, y: place.y, isSmooth: true)]
        if isHelpShown { layers += panel(Viewer.help, isAtTop: true, windowSize) }
        if isPaused {
            layers += panel(["paused; P goes on"], isAtTop: false, windowSize)
        } else if let note, note.until > secondsOpen {
            layers += panel([note.text], isAtTop: false, windowSize)
        }
        return try swapchain.present(layers, windowSize: windowSize)
    }

    /// Coordinates in the picture of a place on the window.
    func pixel(atWindow place: Vec2) -> Vec2 {
        let fit = Fit(session.configuration.size, into: window.size)
        guard !fit.x.isEmpty, !fit.y.isEmpty else { return .zero }
        let size = Vec2(Float(session.configuration.size.width), Float(session.configuration.size.height))
        return (place - Vec2(Float(fit.x.lowerBound), Float(fit.y.lowerBound))) / Vec2(Float(fit.x.count), Float(fit.y.count)) * size
    }

    private func picture(of frame: Frame) -> Picture {
        var frame = frame
        if channel == .raster || isWiping { session.frameMaker.addRaster(to: &frame) }
        var picture = Viewer.pictures.picture(of: channel, in: frame)
        if let wipe { picture.replaceLeft(of: Int(wipe * Float(frame.size.width)), with: Viewer.pictures.picture(of: .raster, in: frame)) }
        return picture
    }

    /// With the wipe's line and the crosshair.
    private func marked(_ picture: Picture) -> Picture {
        var picture = picture
        let size = picture.size, white = RGB8(255, 255, 255)
        if let wipe {
            let x = min(size.width - 1, Int(wipe * Float(size.width)))
            for y in 0..<size.height { picture[x, y] = white }
        }
        if window.isPointerCaptured {
            let x = size.width / 2, y = size.height / 2
            for (x, y) in [(x - 2, y), (x + 2, y), (x, y - 2), (x, y + 2), (x, y)] { picture[x, y] = white }
        }
        return picture
    }

    private func save(_ picture: Picture, of frame: Frame) throws {
        isScreenshotDue = false
        let file = "\(session.world.name)-\(frame.tick.index)-\(channel.rawValue).png"
        try AtomicFile.write(PNG.encode(picture), to: URL(fileURLWithPath: file))
        print(file)
        say("saved \(file)")
    }

    /// Text in a corner on the left, as large as half the window allows; none where there is no room.
    private func panel(_ lines: [String], isAtTop: Bool, _ windowSize: FrameSize) -> [Swapchain.Layer] {
        let picture = Picture(lines: lines), margin = 8
        let room = min((windowSize.width - 2 * margin) / picture.size.width, (windowSize.height - 2 * margin) / picture.size.height)
        guard room > 0 else { return [] }
        let scale = min(room, max(1, windowSize.height / 320))
        let width = picture.size.width * scale, height = picture.size.height * scale
        let top = isAtTop ? margin : windowSize.height - margin - height
        return [layer(picture, x: margin..<margin + width, y: top..<top + height, isSmooth: false)]
    }

    private func layer(_ picture: Picture, x: Range<Int>, y: Range<Int>, isSmooth: Bool) -> Swapchain.Layer {
        let pixels = [UInt32](unsafeUninitializedCapacity: picture.size.pixelCount) { pixels, count in
            picture.bytes.withUnsafeBufferPointer { bytes in
                // Bands don't overlap, and both arrays outlive them.
                nonisolated(unsafe) let bytes = bytes, pixels = pixels
                parallelBands(picture.size.pixelCount, minimumPerBand: 1 << 15) { band in
                    for i in band {
                        pixels[i] = 0xff00_0000 | UInt32(bytes[3 * i]) << 16 | UInt32(bytes[3 * i + 1]) << 8 | UInt32(bytes[3 * i + 2])
                    }
                }
            }
            count = picture.size.pixelCount
        }
        return .init(pixels: pixels, size: picture.size, x: x, y: y, isSmooth: isSmooth)
    }
}

extension Picture {
    fileprivate mutating func replaceLeft(of x: Int, with other: Picture) {
        let byteCount = 3 * max(0, min(x, size.width))
        for row in 0..<size.height {
            let start = row * size.width * 3
            bytes.replaceSubrange(start..<start + byteCount, with: other.bytes[start..<start + byteCount])
        }
    }
}
