import VeneerFrame
import VeneerMath
import VeneerSession
import VeneerWorld

/// A slow way back from samples of a material, from half a metre to six: how much its picture changes that should only have moved, beside
/// the same way drawn at several times the size and averaged.
public enum Dolly {
    /// Times the size, along each side, of what counts as the truth.
    static let fineness = 4
    public static let frameCount = 96

    /// Of white: what changes by less than a step of eight bits is a step.
    private static let leastChange = 1 / 255.0

    public static func figures(of material: Material, _ settings: JudgeSettings) throws -> [Figure] {
        var world = World.samples(of: material)
        // The ground is of another material.
        world.bodies.removeFirst()
        let makers = try [1, fineness].map { times in
            let maker = try FrameMaker(
                world: world, size: FrameSize(settings.size.width * times, settings.size.height * times), device: settings.device, painter: nil)
            maker.contents = .raster
            return maker
        }
        let keys = world.camera.keys, first = keys[0].tick, length = keys[keys.count - 1].tick.index - first.index
        var changes: [(own: Double, truth: Double)] = [], last: (frame: Frame, pictures: [String: Display])?
        for index in 0..<frameCount {
            let camera = world.camera.camera(at: first + length * index / (frameCount - 1))
            let frames = try makers.map { try $0.make(state: world.initialState, camera: camera, look: world.look, isCut: index == 0) }
            let pictures = zip([Figure.raster, Figure.truth], frames).map {
                ($0, Display(shaded($1, sun: world.look.directionToSun).reduced(by: $1.size.width / settings.size.width), exposure: 1))
            }
            let now = (frame: frames[0], pictures: Dictionary(uniqueKeysWithValues: pictures))
            if let last {
                var warping = Warping()
                warping.add(last.frame, last.pictures)
                warping.add(now.frame, now.pictures)
                changes.append((warping.error(Figure.raster) ?? .nan, warping.error(Figure.truth) ?? .nan))
            }
            last = now
        }
        return figures(material.name, changes)
    }

    /// Of each frame's change and the truth's.
    public static func figures(_ place: String, _ changes: [(own: Double, truth: Double)]) -> [Figure] {
        func mean(_ change: KeyPath<(own: Double, truth: Double), Double>) -> Double {
            (changes.map { $0[keyPath: change] * $0[keyPath: change] }.reduce(0, +) / Double(changes.count)).squareRoot()
        }
        func ratio(_ own: Double, _ truth: Double) -> Double { max(own, leastChange) / max(truth, leastChange) }
        return [
            Figure(place, "dolly_change", mean(\.own), "of white", peer: Figure.raster),
            Figure(place, "dolly_change", mean(\.truth), "of white", peer: Figure.truth),
            Figure(place, "dolly_shimmer", ratio(mean(\.own), mean(\.truth)), "times", peer: Figure.raster, bar: .atMost(1.5)),
            Figure(place, "dolly_pop", changes.map { ratio($0.own, $0.truth) }.max() ?? .nan, "times", peer: Figure.raster, bar: .atMost(2)),
        ]
    }

    /// Under a sky and a sun that cast no shadows, so that relief shows and nothing is left to chance.
    private static func shaded(_ frame: Frame, sun: Vec3) -> Plane {
        var plane = frame[.baseColour]
        for pixel in 0..<frame.size.pixelCount {
            let x = pixel % frame.size.width, y = pixel / frame.size.width, light = 0.3 + 0.7 * max(0, dot(frame[.normal].colour(x, y), sun))
            for c in 0..<3 { plane[x, y, c] *= light }
        }
        return plane
    }
}
