import VeneerFrame
import VeneerMath

/// How much a picture changes that should only have moved: a frame against the one before, carried along by the engine's motion.
public struct Warping {
    private var squares: [String: Double] = [:]
    private var count = 0
    private var last: (frame: Frame, pictures: [String: Display])?

    public init() {}

    /// The next frame of a clip, with the pictures of it by name. Counted is what was seen in the frame before, too.
    public mutating func add(_ frame: Frame, _ pictures: [String: Display]) {
        defer { last = (frame, pictures) }
        guard let last, !frame.isCut else { return }
        let places = Warping.places(in: frame, from: last.frame)
        count += places.count
        for (name, picture) in pictures {
            guard let before = last.pictures[name]?.plane else { continue }
            var sum = 0.0
            for (pixel, place) in places {
                let now = picture.plane.colour(pixel % frame.size.width, pixel / frame.size.width), change = now - before.blend(at: place)
                sum += Double(dot(change, change))
            }
            squares[name, default: 0] += sum
        }
    }

    /// Root mean square of the change, of white.
    public func error(_ name: String) -> Double? { squares[name].map { ($0 / Double(max(1, 3 * count))).squareRoot() } }

    /// Pixels whose surface was in full view in the frame before, and where.
    private static func places(in frame: Frame, from before: Frame) -> [(pixel: Int, place: Vec2)] {
        let motion = frame[.motion], ids = frame[labels: .instance], normals = frame[.normal], width = frame.size.width, height = frame.size.height
        let idsBefore = before[labels: .instance], normalsBefore = before[.normal]
        return (0..<frame.size.pixelCount).compactMap { pixel in
            let x = pixel % width, y = pixel / width, id = ids.values[pixel]
            let place = Vec2(Float(x) + 0.5 + motion[x, y, 0], Float(y) + 0.5 + motion[x, y, 1]), corner = (place - 0.5).rounded(.down)
            let left = Int(corner.x), top = Int(corner.y)
            guard id != 0, left >= 0, top >= 0, left + 1 < width, top + 1 < height else { return nil }
            for (i, j) in [(left, top), (left + 1, top), (left, top + 1), (left + 1, top + 1)] {
                guard idsBefore[i, j] == id, dot(normalsBefore.colour(i, j), normals.colour(x, y)) > 0.9 else { return nil }
            }
            return (pixel, place)
        }
    }
}

extension Plane {
    /// Bilinear, well within the picture; pixel centres lie at .5.
    fileprivate func blend(at place: Vec2) -> Vec3 {
        let p = place - 0.5, corner = p.rounded(.down), f = p - corner, x = Int(corner.x), y = Int(corner.y)
        return mix(mix(colour(x, y), colour(x + 1, y), f.x), mix(colour(x, y + 1), colour(x + 1, y + 1), f.x), f.y)
    }
}

extension Warping {
    public static let frameCount = Rollout.framesPerSecond + Rollout.framesToSettle + 1

    /// A second of the world's camera path.
    public static func figures(_ place: String, _ rollout: Rollout) throws -> [Figure] {
        let shuttle = Shuttle(rollout.world.camera)
        var warping = Warping()
        try rollout.settled(shuttle.home, fromCut: true)
        for index in 1...Rollout.framesPerSecond {
            let frame = try rollout.frame(shuttle.camera(afterRounds: (Double(index) + Double(shuttle.framesOfARound) / 8) / Double(shuttle.framesOfARound)))
            if index > 1 { warping.add(frame, pictures(of: frame)) }
        }
        return warping.figures(place, against: Figure.composite, bar: nil)
    }

    /// Over frames that the teacher painted too: `cameras` follow each other at the clip's rate. How near those of a moving camera come to the teacher's,
    /// beside what is painted without what was painted before.
    public static func figures(_ place: String, _ rollout: Rollout, alone: Rollout, cameras: [Camera], teachers: [Plane]) throws -> [Figure] {
        alone.remembersPaint = false
        var warping = Warping(), moving: [String: [Double]] = [:]
        for (index, teacher) in teachers.enumerated() {
            func next(_ rollout: Rollout) throws -> Frame { try index == 0 ? rollout.settled(cameras[0], fromCut: true) : rollout.frame(cameras[index]) }
            let frame = try next(rollout), truth = Display(teacher, exposure: frame.exposure)
            let shown = pictures(of: frame).merging([Figure.painterAlone: Display(.painted, of: try next(alone))]) { $1 }
            warping.add(frame, shown.merging([Figure.teacher: truth]) { $1 })
            if index > 0 { for (peer, picture) in shown { moving[peer, default: []].append(picture.psnr(truth)) } }
        }
        return warping.figures(place, against: Figure.teacher, bar: .atMost(1.2))
            + moving.sorted { $0.key < $1.key }.map { Figure(place, "moving_psnr", $1.reduce(0, +) / Double($1.count), "dB", peer: $0) }
    }

    private static func pictures(of frame: Frame) -> [String: Display] {
        [Figure.painter: Display(.painted, of: frame), Figure.composite: Display(.composite, of: frame)]
    }

    private func figures(_ place: String, against reference: String, bar: Bar?) -> [Figure] {
        let names = [Figure.painter, Figure.composite] + (reference == Figure.teacher ? [Figure.painterAlone, Figure.teacher] : [])
        var figures = names.compactMap { name in error(name).map { Figure(place, "warping_error", $0, "of white", peer: name) } }
        if let own = error(Figure.painter), let other = error(reference), other > 0 {
            figures.append(Figure(place, reference == Figure.teacher ? "warping_ratio" : "warping_ratio_to_composite", own / other, "times", bar: bar))
        }
        return figures
    }
}
