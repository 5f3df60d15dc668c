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
        let size = frame.size, depth = frame[.depth], ids = frame[labels: .instance]
        let surfaces = SurfaceMotion(from: state, camera: frame.camera, to: next, camera: camera, size: size)
        var flow = Plane(size, componentCount: 2), isKnown = [Bool](repeating: false, count: size.pixelCount)
        for y in 0..<size.height {
            for x in 0..<size.width where ids[x, y] != 0 {
                guard let motion = surfaces.motion(ofInstance: ids[x, y], column: x, row: y, depthInMetres: depth[x, y]) else { continue }
                (flow[x, y, 0], flow[x, y, 1]) = (motion.x, motion.y)
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
