import VeneerFrame
import VeneerMath
import VeneerWorld

/// Where surfaces move in the picture, as 16-bit files in KITTI's form: red and green hold x and y in 64ths of a pixel around 32768,
/// blue is 1 where the flow is known.
public enum OpticalFlow {
    public static let stepsPerPixel: Float = 64

    /// From each pixel of a frame to where its surface is at another state and camera, pixels; not known where nothing was hit or what was
    /// seen passes behind the camera.
    public static func forward(from frame: Frame, state: WorldState, to next: WorldState, camera: Camera) -> (flow: Plane, isKnown: [Bool]) {
        let size = frame.size, depth = frame[.depth], ids = frame[labels: .instance], eye = frame.camera.worldFromCamera.position
        let moves = zip(state.bodies, next.bodies).map { $1.pose * $0.pose.inverse }
        var flow = Plane(size, componentCount: 2), isKnown = [Bool](repeating: false, count: size.pixelCount)
        for y in 0..<size.height {
            for x in 0..<size.width where ids[x, y] != 0 {
                let pixel = Vec2(Float(x) + 0.5, Float(y) + 0.5)
                let point = eye + depth[x, y] * frame.camera.rayInWorld(throughPixel: pixel, size: size)
                guard let there = camera.project(moves[World.bodyIndex(ofInstance: ids[x, y])].act(point), size: size) else { continue }
                (flow[x, y, 0], flow[x, y, 1]) = (there.pixel.x - pixel.x, there.pixel.y - pixel.y)
                isKnown[y * size.width + x] = true
            }
        }
        return (flow, isKnown)
    }

    /// A plane of two components as a file's samples.
    static func encoded(_ flow: Plane, isKnown: (Int) -> Bool) -> ColourPicture16 {
        var samples: [UInt16] = []
        samples.reserveCapacity(flow.size.pixelCount * 3)
        for i in 0..<flow.size.pixelCount {
            guard isKnown(i) else { samples += [0, 0, 0]; continue }
            for c in 0..<2 { samples.append(UInt16(clamp((flow.values[2 * i + c] * stepsPerPixel).rounded() + 32768, 0, 65535))) }
            samples.append(1)
        }
        return ColourPicture16(flow.size, samples: samples)
    }

    static func decoded(_ picture: ColourPicture16) -> (flow: Plane, isKnown: [Bool]) {
        var flow = Plane(picture.size, componentCount: 2), isKnown: [Bool] = []
        for i in 0..<picture.size.pixelCount {
            isKnown.append(picture.samples[3 * i + 2] != 0)
            guard isKnown[i] else { continue }
            for c in 0..<2 { flow.values[2 * i + c] = (Float(picture.samples[3 * i + c]) - 32768) / stepsPerPixel }
        }
        return (flow, isKnown)
    }
}
