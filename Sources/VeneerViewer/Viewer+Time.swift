import VeneerMath
import VeneerWorld

extension Viewer {
    /// Hands, feet and wheels begin anew there; the light and the eye are as they are.
    func goBack(ticks: Int) throws {
        isPaused = true
        try run.rewind(to: Tick(max(0, run.tick.index - ticks)))
        hold = nil
        if run.heldBody != nil { try session.apply(.release(throwVelocity: .zero)) }
        if steps != nil {
            let still = WalkerControls(headingInRadians: flight.headingInRadians, pitchInRadians: flight.pitchInRadians)
            steps = still
            try session.apply(.walk(walker: 0, still))
        }
        if !session.world.vehicles.isEmpty {
            controls = .idle
            try session.apply(.control(vehicle: 0, controls))
        }
        try session.apply(.look(session.look))
        try session.apply(.camera(flight.camera))
        try session.apply(.cut)
        say("at \(secondsText)")
    }

    func goOn(ticks: Int) throws {
        isPaused = true
        try session.advance(ticks: ticks)
        say("at \(secondsText)")
    }

    private var secondsText: String { "\(Float((run.tick.seconds * 100).rounded() / 100)) s, tick \(run.tick.index)" }
}
