import Foundation
import VeneerFrame
import VeneerGPU
import VeneerMath
import VeneerRender
import VeneerWorld

let noon = Look(timeOfDayInHours: 12)

func world(_ bodies: [Body], materials: [Material] = [plain]) -> World {
    World(
        name: "test", seed: 7, materials: materials, bodies: bodies, look: noon,
        camera: CameraPath(keys: [.init(seconds: 0, eye: Vec3(1, -2, 1), target: .zero)]))
}

let plain = Material(name: "plain", kind: .plain, colourA: Vec3(0.6, 0.3, 0.1), colourB: .zero, roughness: 0.4)

extension Renderer {
    func still(_ state: WorldState, _ camera: Camera, isCut: Bool = true) throws -> Frame {
        try render(state: state, previous: state, camera: camera, previousCamera: camera, look: noon, isCut: isCut)
    }
}

/// Depths at pixel centres, on a grid of them.
func forEachPixel(_ size: FrameSize, step: Int = 1, _ body: (Int, Int, Vec2) throws -> Void) rethrows {
    for y in stride(from: 0, to: size.height, by: step) {
        for x in stride(from: 0, to: size.width, by: step) { try body(x, y, Vec2(Float(x) + 0.5, Float(y) + 0.5)) }
    }
}

/// Where a ray enters an axis-aligned box around the origin; nil where it misses.
func rayBox(_ origin: Vec3, _ direction: Vec3, half: Vec3) -> Float? {
    var near = -Float.infinity, far = Float.infinity
    for axis in 0..<3 {
        let a = (-half[axis] - origin[axis]) / direction[axis], b = (half[axis] - origin[axis]) / direction[axis]
        near = max(near, min(a, b))
        far = min(far, max(a, b))
    }
    return near < far && near > 0 ? near : nil
}

func raySphere(_ origin: Vec3, _ direction: Vec3, radius: Float) -> Float? {
    let a = dot(direction, direction), b = dot(origin, direction), c = dot(origin, origin) - radius * radius
    let discriminant = b * b - a * c
    return discriminant > 0 ? (-b - discriminant.squareRoot()) / a : nil
}

func writePPM(_ plane: Plane, _ path: String, scale: Float = 1, offset: Float = 0) throws {
    var data = Data("P6\n\(plane.size.width) \(plane.size.height)\n255\n".utf8)
    forEachPixel(plane.size) { x, y, _ in
        for c in 0..<3 {
            let v = clamp(plane[x, y, plane.componentCount == 3 ? c : 0] * scale + offset, 0, 1)
            data.append(UInt8(pow(v, 1 / 2.2) * 255))
        }
    }
    try data.write(to: URL(fileURLWithPath: path))
}
