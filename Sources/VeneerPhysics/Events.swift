import VeneerMath
import VeneerWorld

/// Something that happened to bodies, at the tick whose state shows it first.
public struct Event: Sendable, Equatable {
    public enum Kind: Sendable, Equatable {
        /// The lower number first.
        case contactBegan(Int, Int)
        case contactEnded(Int, Int)
        /// Its own z, upright at the start, leans by more than 60°.
        case toppled(Int)
        case rightedItself(Int)
        case entered(Int, area: String)
        case left(Int, area: String)
        /// Its origin went through, along the gate's normal or against it.
        case crossed(Int, gate: String, isForwards: Bool)
        case grasped(Int)
        case released(Int)
    }

    public var tick: Tick
    public var kind: Kind
}

/// Compares states, tick by tick; what it says follows from them alone, so a replay says the same.
public struct EventStream: Sendable {
    private let areas: [Area]
    private let gates: [Gate]
    private let ups: [Vec3]
    private var touching: Set<Pair> = []
    private var leaning: Set<Int> = []
    private var inside: [Set<Int>]
    private var held: Int?
    /// Of the movers, at the last state.
    private var places: [Vec3] = []
    private let movers: [Int]
    private static let leaningBelow: Float = 0.5, uprightAbove: Float = 0.6

    private struct Pair: Hashable, Comparable {
        var a: Int, b: Int
        static func < (l: Pair, r: Pair) -> Bool { (l.a, l.b) < (r.a, r.b) }
    }

    /// Counts from `state`: what touches or leans there has begun before.
    public init(world: World, from state: WorldState, areas: [Area]? = nil) {
        self.areas = areas ?? world.areas
        gates = world.gates
        movers = world.bodies.indices.filter { !world.bodies[$0].isStatic }
        // The body's own direction that points up at the start.
        ups = world.bodies.map { $0.worldFromBody.rotation.inverse.act(Vec3(0, 0, 1)) }
        inside = self.areas.map { _ in [] }
        _ = next(state, held: nil) // what is so already is no event
    }

    /// In a stable order: contacts, leaning, areas, gates, the hand.
    public mutating func next(_ state: WorldState, held: Int?) -> [Event] {
        var kinds: [Event.Kind] = []
        let touchingNow = Set(state.contacts.map { Pair(a: $0.bodyA, b: $0.bodyB) })
        kinds += touchingNow.subtracting(touching).sorted().map { .contactBegan($0.a, $0.b) }
        kinds += touching.subtracting(touchingNow).sorted().map { .contactEnded($0.a, $0.b) }
        touching = touchingNow
        for body in movers {
            let up = state.bodies[body].pose.rotation.act(ups[body]).z
            if up < EventStream.leaningBelow, leaning.insert(body).inserted { kinds.append(.toppled(body)) }
            if up > EventStream.uprightAbove, leaning.remove(body) != nil { kinds.append(.rightedItself(body)) }
        }
        for (place, area) in areas.enumerated() {
            for body in movers {
                let isIn = area.holds(state.bodies[body].pose.position)
                if isIn, inside[place].insert(body).inserted { kinds.append(.entered(body, area: area.name)) }
                if !isIn, inside[place].remove(body) != nil { kinds.append(.left(body, area: area.name)) }
            }
        }
        let now = movers.map { state.bodies[$0].pose.position }
        for gate in gates where !places.isEmpty {
            for (body, way) in zip(movers, zip(places, now)) {
                if let side = gate.crossing(from: way.0, to: way.1) { kinds.append(.crossed(body, gate: gate.name, isForwards: side > 0)) }
            }
        }
        places = now
        if held != self.held {
            if let before = self.held { kinds.append(.released(before)) }
            if let held { kinds.append(.grasped(held)) }
            self.held = held
        }
        return kinds.map { Event(tick: state.tick, kind: $0) }
    }
}
