import Foundation
import VeneerExport
import VeneerMath
import VeneerPhysics
import VeneerWorld

/// What a run writes down besides its log, as it goes: a line of JSON for each event and each reading.
struct RunOutputs {
    private let events: FileHandle?, sensors: FileHandle?
    private var stream: EventStream?
    /// Of each sensor, by its name.
    private(set) var latest: [String: SensorReading] = [:]

    init(_ options: Options, _ run: Run) throws {
        events = try options.text("--events").map(RunOutputs.file)
        sensors = try options.text("--sensors").map(RunOutputs.file)
        if sensors != nil, run.world.sensors.isEmpty { throw CommandError("--sensors: the world \(run.world.name) has none; see \"sensors\" in README.md") }
        if events != nil { stream = EventStream(world: run.world, from: run.state) }
    }

    /// Whether every tick has to be looked at.
    func follows(_ world: World) -> Bool { events != nil || !world.sensors.isEmpty }

    mutating func note(_ run: Run) throws {
        for event in stream?.next(run.state, held: run.heldBody) ?? [] { try events?.write(contentsOf: Data((event.jsonText(run.world) + "\n").utf8)) }
        for reading in run.readings {
            latest[run.world.sensors[reading.sensor].name] = reading
            try sensors?.write(contentsOf: Data((reading.jsonText(run.world) + "\n").utf8))
        }
    }

    private static func file(_ path: String) throws -> FileHandle {
        guard FileManager.default.createFile(atPath: path, contents: nil), let file = FileHandle(forWritingAtPath: path) else {
            throw CommandError("\(path) cannot be written; does its folder exist?")
        }
        return file
    }
}

func jsonList(_ numbers: [Float]) -> String { "[\(numbers.map { $0.isFinite ? "\($0)" : "null" }.joined(separator: ", "))]" }

extension SensorReading {
    /// Its quantities by name; `null` where the reading was lost.
    func jsonText(_ world: World) -> String {
        let sensor = world.sensors[sensor]
        let quantities = zip(sensor.kind.quantities, values).map { "\"\($0)\": \(jsonList($1))" }.joined(separator: ", ")
        return "{ \"tick\": \(tick.index), \"sensor\": \(quoted(sensor.name)), \"values\": \(values.isEmpty ? "null" : "{ \(quantities) }") }"
    }
}

extension Event {
    fileprivate func jsonText(_ world: World) -> String {
        func body(_ index: Int) -> String { "\"body\": \(quoted(world.name(ofActor: index)))" }
        let said =
            switch kind {
            case .contactBegan(let a, let b): "\"event\": \"contact began\", \(body(a)), \"other\": \(quoted(world.name(ofActor: b)))"
            case .contactEnded(let a, let b): "\"event\": \"contact ended\", \(body(a)), \"other\": \(quoted(world.name(ofActor: b)))"
            case .toppled(let index): "\"event\": \"toppled\", \(body(index))"
            case .rightedItself(let index): "\"event\": \"righted itself\", \(body(index))"
            case .entered(let index, let area): "\"event\": \"entered\", \(body(index)), \"area\": \(quoted(area))"
            case .left(let index, let area): "\"event\": \"left\", \(body(index)), \"area\": \(quoted(area))"
            case .crossed(let index, let gate, let isForwards): "\"event\": \"crossed\", \(body(index)), \"gate\": \(quoted(gate)), \"forwards\": \(isForwards)"
            case .grasped(let index): "\"event\": \"grasped\", \(body(index))"
            case .released(let index): "\"event\": \"released\", \(body(index))"
            case .appeared(let index): "\"event\": \"appeared\", \(body(index))"
            case .vanished(let index): "\"event\": \"vanished\", \(body(index))"
            }
        return "{ \"tick\": \(tick.index), \(said) }"
    }
}
