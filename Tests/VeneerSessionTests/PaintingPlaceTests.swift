import Foundation
import Testing
import VeneerFrame
import VeneerGPU
import VeneerMath
import VeneerPaint
import VeneerPhysics
import VeneerSession
import VeneerWorld

private let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
private let weights = root.appendingPathComponent("Models/painter-s.safetensors")

/// The tabletop's second frame, so that motion and memory are not those of a cut. An odd size.
private func frame(paintedOn place: PainterPlace, device: GPUDevice) throws -> Frame {
    let world = try World(contentsOf: root.appendingPathComponent("Worlds/tabletop.jsonc"))
    var configuration = Session.Configuration()
    (configuration.size, configuration.weights, configuration.painterPlace) = (FrameSize(97, 65), weights, place)
    let session = try Session(.run(try Run(world: world)), configuration: configuration, device: device)
    // What is compared is painted from one frame alone.
    session.frameMaker.remembersPaint = false
    _ = try session.capture()
    try session.advance(ticks: 10)
    return try session.capture()
}

private func decibels(_ a: Plane, _ b: Plane, exposure: Float) -> Double {
    let a = DisplayTransform.encode(a, exposure: exposure), b = DisplayTransform.encode(b, exposure: exposure)
    let error = zip(a.values, b.values).reduce(0.0) { $0 + Double(($1.0 - $1.1) * ($1.0 - $1.1)) } / Double(a.values.count)
    return -10 * log10(error)
}

@Suite(.serialized) struct PaintingPlaceTests {
    @Test func deviceAndProcessorPaintTheSamePicture() throws {
        let device = try GPUDevice(validate: true)
        let here = try frame(paintedOn: .cpu, device: device), there = try frame(paintedOn: .gpu, device: device)
        #expect(here[.composite] == there[.composite])
        #expect(decibels(here[.painted], there[.painted], exposure: here.exposure) >= 45)
        // Not because there were nothing to paint.
        #expect(decibels(here[.painted], here[.composite], exposure: here.exposure) < 40)
        // Not because both were made in one place.
        #expect(here[.painted] != there[.painted])
        // A third of the planes never left the device: the same picture as if all had come from the host.
        var again = there
        try Painter(weights: weights, device: device).paint(&again)
        #expect(again[.painted] == there[.painted])
        #expect(device.validationMessages == [])
    }

    @Test func onlyGraphicsCardsPaintUnlessToldTo() {
        #expect(PainterPlace.auto.isDevice(.discrete) && PainterPlace.auto.isDevice(.integrated) && !PainterPlace.auto.isDevice(.software))
        #expect(PainterPlace.gpu.isDevice(.software) && !PainterPlace.cpu.isDevice(.discrete))
    }
}
