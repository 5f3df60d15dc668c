import Foundation
import VeneerFrame
import VeneerMath
import VeneerPaint
import VeneerTensor

/// A narrow random network, a frame, and PyTorch's outputs for them (`Training/make_parity_fixture.py`).
struct Fixture {
    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Fixtures")
    static let weights = folder.appendingPathComponent("painter-weights.safetensors")

    let file: SafetensorsFile
    let size: FrameSize
    let stride: Int

    init() throws {
        file = try SafetensorsFile(Self.folder.appendingPathComponent("painter-frame.safetensors"))
        size = FrameSize(Int(file.metadata["width"]!)!, Int(file.metadata["height"]!)!)
        stride = Int(file.metadata["stride"]!)!
    }

    func values(_ name: String) -> [Float] { file.values(file.entries[name]!) }

    func frame() -> Frame {
        let r = values("camera")
        let columns = (0..<3).map { Vec3(r[$0], r[3 + $0], r[6 + $0]) }
        let pose = Pose(position: .zero, rotation: Quaternion(columns: columns[0], columns[1], columns[2]))
        var frame = Frame(tick: Tick(0), size: size, camera: Camera(worldFromCamera: pose, verticalFieldOfViewInRadians: 1), isCut: true)
        frame.lookFeatures = values("look")
        frame.exposure = values("exposure")[0]
        for channel in Channel.allCases where file.entries[channel.rawValue] != nil {
            frame[channel] = Plane(size, componentCount: channel.componentCount, values: values(channel.rawValue))
        }
        return frame
    }
}

/// The largest difference, as a fraction of the largest expected value.
func relativeError(_ actual: [Float], _ expected: [Float]) -> Float {
    guard actual.count == expected.count else { return .infinity }
    let scale = expected.reduce(Float.leastNormalMagnitude) { max($0, abs($1)) }
    return zip(actual, expected).reduce(0) { $1.0.isNaN ? .infinity : max($0, abs($1.0 - $1.1)) } / scale
}

func sampled(_ map: FeatureMap, rows: Int, channels: Int, stride step: Int) -> [Float] {
    let values = Array(map.copyValues().prefix(rows * map.width * map.channelCount))
    let kept = channels == map.channelCount ? values : values.indices.filter { $0 % map.channelCount < channels }.map { values[$0] }
    return stride(from: 0, to: kept.count, by: step).map { kept[$0] }
}

/// A frame of smooth nonsense of any size, with every channel the painter reads.
func syntheticFrame(_ size: FrameSize, seed: UInt64 = 1) -> Frame {
    var random = SeededRandom(seed: seed)
    var frame = Frame(tick: Tick(0), size: size, camera: Camera(eye: Vec3(3, 1, 2), target: .zero, verticalFieldOfViewInRadians: 1), isCut: true)
    frame.lookFeatures = (0..<10).map { _ in random.uniform() }
    frame.exposure = 0.5
    for channel: Channel in [
        .composite, .baseColour, .normal, .depth, .roughness, .metallic, .emission, .directDiffuse, .directSpecular, .irradiance, .reflection, .occlusion,
        .noise,
    ] {
        let count = size.pixelCount * channel.componentCount
        frame[channel] = Plane(size, componentCount: channel.componentCount, values: (0..<count).map { _ in random.uniform(0, 2) })
    }
    return frame
}
