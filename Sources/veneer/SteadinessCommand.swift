import Foundation
import VeneerExport
import VeneerFrame
import VeneerGPU
import VeneerJudge
import VeneerMath
import VeneerPaint
import VeneerSession
import VeneerWorld

/// Whether pictures stay what they are while frames follow each other: what single frames can't tell (`./veneer eval --steadiness`).
enum SteadinessCommand {
    static let verb = Verb(
        name: "steadiness", words: ["[MEASURES]"],
        summary: "frames over time, the painter's and each material's on a slow dolly, beside their bars: \(Measure.names) (default all)",
        options: [
            Option("--worlds", "A,B", "which worlds roll out (default \(worlds); none: no shipped ones)"),
            Option("--data", "DIR", "held-out scenes with a teacher's pictures, which ./veneer eval makes (default .veneer/heldout)"),
            Option("--scenes", "N", "how many of them roll out, spread over the list (default 3)"),
            Option("--limit", "N", "at most so many of them where single frames are looked at (default 1000)"),
            Option("--sequences", "DIR", "scenes whose views follow each other, with a teacher's pictures: how near, and warping beside the teacher's own"),
            Option("--frames", "A,B", "of drift: look again after so many frames (default 600,6000)"),
            Option("--long", nil, "of drift: look again after 36,000 frames, too"),
            Option("--away", "S", "of revisit: seconds out of view (default 60)"),
            Option("--size", "WxH", "of rollouts; of held-out scenes a whole number of times smaller than the teacher's (default 128x72)"),
            Option("--weights", "FILE", "the painter's weights (default: the shipped ones)"),
            Option("--json", "F", "also write one object a line"), SessionOptions.device,
        ], run: run)

    enum Measure: String, CaseIterable {
        case drift, revisit, underway, response, warping, stills, materials
        static var names: String { allCases.map(\.rawValue).joined(separator: ", ") }
    }

    private static let worlds = "tabletop,kitchen,garden"

    /// Where a rollout happens.
    private struct Place {
        var name: String
        var world: World
        /// cd/m².
        var teacher: Plane?
    }

    static func run(_ options: Options) throws {
        let measures = try measures(options.words.first)
        let painter = try Painter(weights: try Places.weights(options.text("--weights"))), device = try GPUDevice(named: options.text("--device"))
        let settings = JudgeSettings(size: try options.size(default: FrameSize(128, 72)), device: device, painter: painter)
        let data = URL(fileURLWithPath: options.text("--data") ?? Places.root.appendingPathComponent(".veneer/heldout").path)
        var figures: [Figure] = []
        if measures.contains(where: { [.drift, .revisit, .underway, .response, .warping].contains($0) }) {
            for place in try places(options, data: data, settings.size) where !Interrupt.isRequested {
                do { figures += try rolledOut(place, measures, options, settings) } catch is CancellationError { break }
            }
        }
        if measures.contains(.warping), let folder = options.text("--sequences") {
            figures += try warpingBesideTheTeacher(URL(fileURLWithPath: folder), settings)
        }
        if measures.contains(.stills) {
            figures += try stillFrames(of: data, limit: try options.integer("--limit", default: 1000, in: 1...100_000), settings)
        }
        if measures.contains(.materials) { figures += try materials(settings) }
        show(figures)
        if let file = options.text("--json") { try AtomicFile.write(figures.map(\.jsonLine).joined(), to: URL(fileURLWithPath: file)) }
    }

    private static func measures(_ text: String?) throws -> [Measure] {
        try text?.split(separator: ",").map { word in
            guard let measure = Measure(rawValue: String(word)) else { throw CommandError("there is no measure \"\(word)\"; measures: \(Measure.names)") }
            return measure
        } ?? Measure.allCases
    }

    private static func places(_ options: Options, data: URL, _ size: FrameSize) throws -> [Place] {
        let count = try options.integer("--scenes", default: 3, in: 0...1000), names = options.text("--worlds") ?? worlds
        var places = try names == "none" ? [] : names.split(separator: ",").map { Place(name: String($0), world: try Places.world(String($0)), teacher: nil) }
        guard count > 0 else { return places }
        let scenes = try JudgedScene.all(in: data)
        for index in 0..<min(count, scenes.count) {
            let scene = scenes[index * scenes.count / min(count, scenes.count)]
            places.append(Place(name: scene.name, world: try scene.world(), teacher: try scene.teacher(0, size)))
        }
        return places
    }

    private static func marks(_ options: Options) throws -> [Int] {
        let marks = try (options.text("--frames") ?? "600,6000").split(separator: ",").map { word in
            guard let mark = Int(word), (60...1_000_000).contains(mark) else { throw CommandError("--frames is \"\(word)\"; numbers of frames from 60 on") }
            return mark
        }
        return Set(marks + (options.has("--long") ? [36_000] : [])).sorted()
    }

    private static func rolledOut(_ place: Place, _ measures: [Measure], _ options: Options, _ settings: JudgeSettings) throws -> [Figure] {
        let marks = try marks(options), away = try options.number("--away", default: 60, in: 1...3600), rollout = try Rollout(place.world, settings)
        var total = 0
        if measures.contains(.drift) { total += Drift.frameCount(marks: marks) }
        if measures.contains(.revisit) { total += Revisit.frameCount(secondsAway: away) + 10 }
        if measures.contains(.underway) { total += Underway.frameCount }
        if measures.contains(.response) { total += 8 * Rollout.framesToSettle }
        if measures.contains(.warping) { total += Warping.frameCount }
        var progress = ProgressLine("steadiness of \(place.name)", total: total, unit: "frames")
        rollout.progress = { progress.advance(to: min($0, total)) }
        rollout.isInterrupted = { Interrupt.isRequested }
        var figures: [Figure] = []
        if measures.contains(.warping) { figures += try Warping.figures(place.name, rollout) }
        if measures.contains(.response) {
            for (metric, found) in [
                ("response_lamp", try Response.lamp(place.name, rollout)), ("response_body", try Response.body(place.name, rollout)),
                ("response_contact", try Response.contact(place.name, rollout)),
            ] {
                if found.isEmpty { print("\(place.name): nothing here shows \(metric)") }
                figures += found
            }
        }
        if measures.contains(.revisit) {
            figures.append(try Revisit.residue(place.name, rollout, fresh: try Rollout(place.world, settings)))
            figures += try Revisit.figures(place.name, rollout, secondsAway: away)
        }
        if measures.contains(.underway) { figures += try Underway.figures(place.name, rollout, fresh: try Rollout(place.world, settings)) }
        if measures.contains(.drift) { figures += try Drift.figures(place.name, rollout, marks: marks, teacher: place.teacher) }
        progress.finish()
        return figures
    }

    private static func warpingBesideTheTeacher(_ folder: URL, _ settings: JudgeSettings) throws -> [Figure] {
        try JudgedScene.all(in: folder).flatMap { scene in
            let world = try scene.world()
            return try Warping.figures(
                scene.name, try Rollout(world, settings), alone: try Rollout(world, settings), cameras: scene.cameras(of: world),
                teachers: try scene.teachers(settings.size))
        }
    }

    private static func stillFrames(of data: URL, limit: Int, _ settings: JudgeSettings) throws -> [Figure] {
        let scenes = try JudgedScene.all(in: data), count = min(limit, scenes.count)
        var still = StillFrames(settings), progress = ProgressLine("still frames", total: count, unit: "scenes")
        for index in 0..<count where !Interrupt.isRequested {
            try still.add(scenes[index * scenes.count / count])
            progress.advance(to: index + 1)
        }
        progress.finish()
        return still.figures
    }

    private static func materials(_ settings: JudgeSettings) throws -> [Figure] {
        let materials = try Places.world("materials").sampled
        var progress = ProgressLine("materials", total: materials.count, unit: "materials")
        let figures = try materials.enumerated().flatMap { index, material in
            if Interrupt.isRequested { return [Figure]() }
            defer { progress.advance(to: index + 1) }
            return try Dolly.figures(of: material, settings)
        }
        progress.finish()
        return figures
    }

    /// By measure; what misses its bar says so.
    private static func show(_ figures: [Figure]) {
        for figure in figures.sorted(by: { ($0.metric, $0.place) < ($1.metric, $1.place) }) { print(figure.line) }
        let judged = figures.filter { $0.bar != nil }
        print("\(judged.count) figures with a bar, \(judged.filter(\.isMissed).count) missed")
    }
}

extension Figure {
    fileprivate var line: String {
        func padded(_ text: String, _ width: Int) -> String { text.padding(toLength: max(width, text.count), withPad: " ", startingAt: 0) }
        let bar =
            switch bar {
            case nil: ""
            case .atLeast(let bound): "  at least \(bound)"
            case .atMost(let bound): "  at most \(bound)"
            }
        let number = String(format: "%9.4f ", value)
        return padded(place, 12) + padded(metric, 26) + padded(peer, 12) + number + padded(unit, 14) + bar + (isMissed ? "  MISSED" : "")
    }

    fileprivate var jsonLine: String {
        let number: (Double) -> JSON = { $0.isFinite ? .double($0) : .null }
        let bound: [JSON.Member] =
            switch bar {
            case nil: []
            case .atLeast(let bound): [.init(key: "at_least", value: .double(bound)), .init(key: "missed", value: .bool(isMissed))]
            case .atMost(let bound): [.init(key: "at_most", value: .double(bound)), .init(key: "missed", value: .bool(isMissed))]
            }
        let members: [JSON.Member] = [
            .init(key: "bench", value: "eval"), .init(key: "case", value: .string(place)), .init(key: "metric", value: .string(metric)),
            .init(key: "value", value: number(value)), .init(key: "unit", value: .string(unit)), .init(key: "peer", value: .string(peer)),
        ]
        return JSON.object(members + bound).text(indentedLevels: 0)
    }
}
