import CBullet
import Foundation
import VeneerMath
import VeneerWorld

extension Simulation {
    private static let arrivedInMetres: Float = 0.1, slowingInMetres: Float = 0.6, turnInRadiansPerSecond: Float = 2.5

    /// After all else.
    func add(_ walker: Walker) {
        var made = CBulletWalker()
        made.feet = CBulletVector(walker.start.feetInWorld)
        made.heading = walker.start.headingInRadians
        made.pitch = walker.start.pitchInRadians
        made.height = walker.heightInMetres
        made.radius = walker.radiusInMetres
        made.mass = walker.massInKilograms
        made.step = walker.stepInMetres
        made.slopeCosine = cos(walker.slopeInDegrees * .pi / 180)
        made.speed = walker.speed
        made.runSpeed = walker.runningSpeed
        made.jumpSpeed = (2 * length(world.gravity) * walker.jumpInMetres).squareRoot()
        made.grip = walker.grip
        cbullet_add_walker(bullet, &made)
    }

    /// From then on its own moves are over.
    func walk(_ walker: Int, _ controls: WalkerControls) -> Bool {
        guard world.walkers.indices.contains(walker), (-1...1).contains(controls.forward), (-1...1).contains(controls.left),
            abs(controls.headingInRadians) < 100, abs(controls.pitchInRadians) < 2
        else { return false }
        cbullet_walk(bullet, Int32(walker), CBulletWalk(controls, isLed: true))
        return true
    }

    /// Those that nobody leads go where their moves say.
    func moveWalkers() {
        for (index, walker) in world.walkers.enumerated() {
            guard let move = walker.moves.last(where: { $0.tick <= tick }) else { continue }
            let state = cbullet_walker_state(bullet, Int32(index))
            guard state.controls.isLed == 0 else { continue }
            let way = move.goal - Vec2(state.feet.x, state.feet.y), distance = (way * way).sum().squareRoot()
            var controls = WalkerControls(headingInRadians: state.controls.heading, pitchInRadians: state.controls.pitch, isFast: move.isFast)
            if distance > Simulation.arrivedInMetres {
                let aside = remainder(atan2(way.y, way.x) - controls.headingInRadians, 2 * .pi),
                    most = Simulation.turnInRadiansPerSecond * Tick.durationInSeconds
                controls.headingInRadians = remainder(controls.headingInRadians + clamp(aside, -most, most), 2 * .pi)
                controls.forward = max(0, cos(aside)) * min(1, distance / Simulation.slowingInMetres)
            }
            cbullet_walk(bullet, Int32(index), CBulletWalk(controls, isLed: false))
        }
    }

    func walkerStates(_ contacts: [CBulletContact]) -> [WalkerState] {
        world.walkers.indices.map { index in
            let state = cbullet_walker_state(bullet, Int32(index)), own = Int32(world.bodies.count + index)
            let touching = contacts.compactMap { $0.bodyB == own && $0.bodyA < world.bodies.count ? Int($0.bodyA) : nil }
            return WalkerState(
                feetInWorld: Vec3(state.feet), velocity: Vec3(state.velocity), headingInRadians: state.controls.heading, pitchInRadians: state.controls.pitch,
                isOnGround: state.isOnGround != 0, touching: Set(touching).sorted())
        }
    }
}

extension CBulletWalk {
    fileprivate init(_ controls: WalkerControls, isLed: Bool) {
        self.init(
            forward: controls.forward, left: controls.left, heading: controls.headingInRadians, pitch: controls.pitchInRadians,
            isFast: controls.isFast ? 1 : 0, jumps: controls.jumps ? 1 : 0, isLed: isLed ? 1 : 0)
    }
}
