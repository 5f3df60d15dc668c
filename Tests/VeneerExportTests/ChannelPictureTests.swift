import Foundation
import Testing
import VeneerExport
import VeneerFrame
import VeneerMath

@Suite struct ChannelPictureTests {
    static let size = FrameSize(16, 8)
    static let pictures = ChannelPictures { plane, exposure in Plane(plane.size, componentCount: 3, values: plane.values.map { $0 * exposure }) }

    static func frame() -> Frame {
        let camera = Camera(eye: Vec3(0, -1, 0), target: .zero, verticalFieldOfViewInRadians: 0.8)
        var frame = Frame(tick: Tick(0), size: size, camera: camera, isCut: true)
        let labels = [Channel.instance, .semantic, .part]
        for channel in Channel.allCases where !labels.contains(channel) {
            frame[channel] = Plane(size, componentCount: channel.componentCount, repeating: 0.25)
        }
        for channel in labels { frame[labels: channel] = LabelPlane(size, values: (0..<128).map { UInt32($0) }) }
        return frame
    }

    @Test(arguments: Channel.allCases) func everyChannelHasAPicture(channel: Channel) {
        #expect(ChannelPictureTests.pictures.picture(of: channel, in: ChannelPictureTests.frame()).size == ChannelPictureTests.size)
        #expect(!ChannelPictures.caption(of: channel).isEmpty)
    }

    @Test func eyesSeeWhiteAndDataTheLight() {
        var frame = ChannelPictureTests.frame(), pictures = ChannelPictureTests.pictures
        frame.whiteBalance = Vec3(2, 1, 0.5)
        func colour(_ channel: Channel) -> [UInt8] { [pictures.picture(of: channel, in: frame)[0, 0]].flatMap { [$0.red, $0.green, $0.blue] } }
        #expect(colour(.painted) == [64, 64, 64])
        pictures.balancesWhite = ChannelPictures.forEyes.balancesWhite
        #expect(colour(.painted) == [128, 64, 32])
        #expect(colour(.raster) == [64, 64, 64], "its light is its own")
    }

    @Test func idsHaveDistinctColoursAndNothingIsBlack() {
        let size = FrameSize(400, 1)
        var frame = Frame(tick: Tick(0), size: size, camera: ChannelPictureTests.frame().camera, isCut: true)
        frame[labels: .instance] = LabelPlane(size, values: (0..<400).map { UInt32($0) })
        let picture = ChannelPictureTests.pictures.picture(of: .instance, in: frame)
        #expect(picture[0, 0] == .black)
        #expect(Set((0..<400).map { picture[$0, 0] }).count == 400)
        // Neighbours in the world's order, which often touch, are far apart.
        for x in 2..<400 {
            let a = picture[x, 0], b = picture[x - 1, 0]
            let distance = [(a.red, b.red), (a.green, b.green), (a.blue, b.blue)].reduce(0) { $0 + abs(Int($1.0) - Int($1.1)) }
            #expect(distance > 40)
        }
    }

    @Test func depthDarkensEvenlyFromNearToFar() {
        let size = FrameSize(64, 1)
        var frame = Frame(tick: Tick(0), size: size, camera: ChannelPictureTests.frame().camera, isCut: true)
        frame[.depth] = Plane(size, componentCount: 1, values: (0..<64).map { $0 == 0 ? 0 : 0.25 * exp2(6 * Float($0 - 1) / 62) })
        let picture = ChannelPictureTests.pictures.picture(of: .depth, in: frame)
        func luma(_ x: Int) -> Float { 0.2126 * Float(picture[x, 0].red) + 0.7152 * Float(picture[x, 0].green) + 0.0722 * Float(picture[x, 0].blue) }
        #expect(picture[0, 0] == .black)
        for x in 2..<64 { #expect(luma(x) < luma(x - 1)) }
        #expect(luma(1) > 220 && luma(63) < 40 && picture[63, 0] != .black)
    }

    @Test func exposureAndDisplayAreApplied() {
        var frame = ChannelPictureTests.frame()
        frame.exposure = 2
        #expect(ChannelPictureTests.pictures.picture(of: .painted, in: frame)[3, 3] == RGB8(128, 128, 128))
    }

    @Test func withoutAnotherTransformPicturesGoThroughTheEngines() {
        let frame = ChannelPictureTests.frame()
        let expected = DisplayTransform.encode(Vec3(repeating: 0.25 * frame.exposure))
        #expect(ChannelPictures().picture(of: .painted, in: frame)[3, 3] == RGB8(displayEncoded: expected))
    }

    @Test func restIsGreyAndOppositeMotionsDiffer() {
        let size = FrameSize(3, 1)
        var frame = Frame(tick: Tick(0), size: size, camera: ChannelPictureTests.frame().camera, isCut: true)
        frame[.motion] = Plane(size, componentCount: 2, values: [0, 0, 12, 0, -12, 0])
        let picture = ChannelPictureTests.pictures.picture(of: .motion, in: frame)
        #expect(picture[0, 0].red == picture[0, 0].green && picture[0, 0].green == picture[0, 0].blue)
        #expect(abs(Int(picture[1, 0].red) - Int(picture[2, 0].red)) > 60)
    }

    @Test func aSheetHoldsEveryPictureWhole() throws {
        let colours = [RGB8(200, 1, 2), RGB8(3, 200, 4), RGB8(5, 6, 200)]
        let row = ContactSheet.Row(label: "row, with a longer label than its pictures", pictures: colours.map { Picture(FrameSize(20, 10), filledWith: $0) })
        let sheet = ContactSheet(title: "Title", columnLabels: ["a", "b", "c"], rows: [row, row]).picture()
        for colour in colours {
            var count = 0
            for y in 0..<sheet.size.height { for x in 0..<sheet.size.width where sheet[x, y] == colour { count += 1 } }
            #expect(count == 2 * 200)
        }
    }

    @Test func labelsAreLegibleLettersNotBoxes() {
        func ink(_ text: String) -> Int {
            let sheet = ContactSheet(title: text, rows: []).picture()
            return (0..<sheet.size.pixelCount).count { sheet[$0 % sheet.size.width, $0 / sheet.size.width] != sheet[0, 0] }
        }
        let box = ink("\u{263a}")
        #expect(box == 35 * 9)
        let letters = (33...126).map { String(UnicodeScalar(UInt8($0))) }
        for letter in letters { #expect(ink(letter) > 9 && ink(letter) < box) }
    }
}
