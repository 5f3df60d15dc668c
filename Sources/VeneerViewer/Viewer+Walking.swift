import SysGLFW
import VeneerMath
import VeneerWorld

extension Viewer {
    /// The world's first walker is who walks here.
    private var walker: Walker? { session.world.walkers.first }

    /// The keys that fly, on foot.
    func walk() throws {
        guard isWalking, !isPaused else { return }
        let controls = WalkerControls(
            forward: axis(GLFW_KEY_W, GLFW_KEY_S), left: axis(GLFW_KEY_A, GLFW_KEY_D), headingInRadians: flight.headingInRadians,
            pitchInRadians: flight.pitchInRadians, isFast: isFast, jumps: window.isDown(GLFW_KEY_E))
        // Whoever only looks on at what the walker does by itself leaves it at that.
        guard controls != steps, steps != nil || controls.forward != 0 || controls.left != 0 || controls.jumps || isLooking || window.isPointerCaptured else {
            return
        }
        steps = controls
        try session.apply(.walk(walker: 0, controls))
    }

    /// The eyes go where the feet went.
    func followWalker() {
        guard isWalking, let walker, let state = session.state.walkers.first else { return }
        if steps == nil { stepIn() } else { flight.position = walker.worldFromEyes(in: state).position }
    }

    func toggleWalking() throws {
        guard let walker else { return say("nobody walks in this world") }
        if isWalking { try standStill() } else { stepIn() }
        say(isWalking ? "on foot, as \(walker.name)" : "flying")
    }

    func stepIn() {
        guard let walker, let state = session.state.walkers.first else { return }
        isWalking = true
        isChasing = isChasing.map { _ in false }
        var camera = flight.camera
        camera.worldFromCamera = walker.worldFromEyes(in: state)
        flight = FlyCamera(camera)
    }

    func standStill() throws {
        guard isWalking else { return }
        isWalking = false
        guard steps != nil else { return } // it never took one
        let still = WalkerControls(headingInRadians: flight.headingInRadians, pitchInRadians: flight.pitchInRadians)
        steps = still
        try session.apply(.walk(walker: 0, still))
    }

    /// To where it stood in the beginning.
    func placeWalkers() throws {
        for (index, walker) in session.world.walkers.enumerated() {
            try session.apply(.placeWalker(walker: index, feetInWorld: walker.startInWorld, velocity: .zero))
        }
        if isWalking { stepIn() }
    }
}
