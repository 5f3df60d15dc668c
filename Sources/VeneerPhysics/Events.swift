import VeneerMath
import VeneerWorld

/// Something that happened to bodies and walkers (`World.name(ofActor:)`), at the tick whose state shows it first.
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
        /// By the hand, or between the fingers of a robot: two of its links bear on it from opposite sides, and nothing else but its robot does.
        case grasped(Int)
        case released(Int)
        /// It came into the world, or left it.
        case appeared(Int)
        case vanished(Int)
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
    private var held: Set<Int> = []
    private var present: Set<Int>
    /// Which robot a body is a link of.
    private let robots: [Int: Int]
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
        present = Set(state.bodies.indices.filter { state.bodies[$0].isPresent })
        robots = world.robots.enumerated().reduce(into: [:]) { links, robot in for body in robot.element.bodies { links[body] = robot.offset } }
        _ = next(state, held: nil) // what is so already is no event
    }

    /// In a stable order: contacts, leaning, areas, gates, what is held, what came and went.
    public mutating func next(_ state: WorldState, held: Int?) -> [Event] {
        var kinds: [Event.Kind] = []
        var touchingNow = Set(state.contacts.map { Pair(a: $0.bodyA, b: $0.bodyB) })
        for (index, walker) in state.walkers.enumerated() { touchingNow.formUnion(walker.touching.map { Pair(a: $0, b: state.bodies.count + index) }) }
        kinds += touchingNow.subtracting(touching).sorted().map { .contactBegan($0.a, $0.b) }
        kinds += touching.subtracting(touchingNow).sorted().map { .contactEnded($0.a, $0.b) }
        touching = touchingNow
        for body in movers {
            let up = state.bodies[body].pose.rotation.act(ups[body]).z
            if up < EventStream.leaningBelow, leaning.insert(body).inserted { kinds.append(.toppled(body)) }
            if up > EventStream.uprightAbove, leaning.remove(body) != nil { kinds.append(.rightedItself(body)) }
        }
        let actors = movers + state.walkers.indices.map { state.bodies.count + $0 }
        let now = movers.map { state.bodies[$0].pose.position } + state.walkers.map(\.feetInWorld)
        for (place, area) in areas.enumerated() {
            for (body, position) in zip(actors, now) {
                let isIn = area.holds(position)
                if isIn, inside[place].insert(body).inserted { kinds.append(.entered(body, area: area.name)) }
                if !isIn, inside[place].remove(body) != nil { kinds.append(.left(body, area: area.name)) }
            }
        }
        for gate in gates where !places.isEmpty {
            for (body, way) in zip(actors, zip(places, now)) {
                if let side = gate.crossing(from: way.0, to: way.1) { kinds.append(.crossed(body, gate: gate.name, isForwards: side > 0)) }
            }
        }
        places = now
        let heldNow = gripped(state).union(held.map { [$0] } ?? [])
        kinds += self.held.subtracting(heldNow).sorted().map { .released($0) } + heldNow.subtracting(self.held).sorted().map { .grasped($0) }
        self.held = heldNow
        let presentNow = Set(state.bodies.indices.filter { state.bodies[$0].isPresent })
        kinds += present.subtracting(presentNow).sorted().map { .vanished($0) } + presentNow.subtracting(present).sorted().map { .appeared($0) }
        present = presentNow
        return kinds.map { Event(tick: state.tick, kind: $0) }
    }

    /// Between fingers: grasped once two links of a robot bear on it from opposite sides and nothing else touches it; until no link does.
    private func gripped(_ state: WorldState) -> Set<Int> {
        guard !robots.isEmpty else { return [] }
        var touches: [Int: [(by: Int, normal: Vec3)]] = [:]
        for contact in state.contacts where contact.impulseInNewtonSeconds > 0 {
            touches[contact.bodyA, default: []].append((contact.bodyB, contact.normalInWorld))
            touches[contact.bodyB, default: []].append((contact.bodyA, -contact.normalInWorld))
        }
        return Set(
            movers.filter { body in
                guard robots[body] == nil, let own = touches[body] else { return false }
                if held.contains(body) { return own.contains { robots[$0.by] != nil } }
                guard let robot = robots[own[0].by], own.allSatisfy({ robots[$0.by] == robot }) else { return false }
                return own.contains { a in own.contains { $0.by != a.by && dot($0.normal, a.normal) < -0.5 } }
            })
    }
}
