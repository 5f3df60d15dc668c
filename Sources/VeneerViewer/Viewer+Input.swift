import SysGLFW
import VeneerFrame
import VeneerMath
import VeneerWorld

extension Viewer {
    static let help = [
        "W A S D       fly; E up, Q down, Shift faster. On foot: walk, run with Shift, jump with E",
        "G             on foot, where somebody walks, and back to flying",
        "right button  drag to look around",
        "M             mouse look; Esc ends it",
        "left button   hold to take a thing and move it",
        "wheel         what is held goes farther, nearer",
        "F             throw it; the right button too",
        "B             throw a spare thing in, where the world has some; Delete takes away what is held",
        "arrows        drive the car, where there is one",
        "C             behind the car, and back to flying",
        "R             put everything back",
        "Home          back to where you began",
        "P, Space      pause",
        "[ ]           a second back, or on; , . a tick back, or on; Backspace to the beginning: all pause",
        "L             another light",
        "1 2 3         painted, composite, raster",
        "4 5 6         depth, normals, ids",
        "7             where the composite stands in for paint",
        "V, Tab        wipe from the raster",
        "F12           save the picture",
        "F11           full screen",
        "F1            this help",
        "Esc           quit",
    ]

    private static let radiansPerPixel: Float = 0.003
    private static let channels: [Int32: Channel] = [
        GLFW_KEY_1: .painted, GLFW_KEY_2: .composite, GLFW_KEY_3: .raster, GLFW_KEY_4: .depth, GLFW_KEY_5: .normal, GLFW_KEY_6: .instance,
        GLFW_KEY_7: .fallback,
    ]

    func handle(_ event: Window.Event) throws {
        switch event {
        case .key(let key, let isControlDown): try handle(key, isControlDown: isControlDown)
        case .press(.left, let place): try grab(at: place)
        case .letGo(.left): try letGo()
        case .press(.right, _):
            if hold != nil { try throwAway() } else { isLooking = true }
        case .letGo(.right): isLooking = false
        case .pointer(let motion):
            guard isLooking || window.isPointerCaptured else { return }
            flight.turn(rightByRadians: motion.x * Viewer.radiansPerPixel, downByRadians: motion.y * Viewer.radiansPerPixel)
        case .wheel(let steps): reach(steps: steps)
        }
    }

    private func handle(_ key: Int32, isControlDown: Bool) throws {
        switch key {
        case GLFW_KEY_ESCAPE:
            if window.isPointerCaptured { window.isPointerCaptured = false } else { wantsToQuit = true }
        case GLFW_KEY_Q where isControlDown: wantsToQuit = true
        case GLFW_KEY_F12: isScreenshotDue = true
        case GLFW_KEY_P where isControlDown: isScreenshotDue = true
        case GLFW_KEY_P, GLFW_KEY_SPACE: isPaused.toggle()
        case GLFW_KEY_LEFT_BRACKET: try goBack(ticks: Tick.perSecond)
        case GLFW_KEY_COMMA: try goBack(ticks: 1)
        case GLFW_KEY_BACKSPACE: try goBack(ticks: run.tick.index)
        case GLFW_KEY_RIGHT_BRACKET: try goOn(ticks: Tick.perSecond)
        case GLFW_KEY_PERIOD: try goOn(ticks: 1)
        case GLFW_KEY_M: window.isPointerCaptured.toggle()
        case GLFW_KEY_F: try throwAway()
        case GLFW_KEY_B: try throwSpare()
        case GLFW_KEY_DELETE: try removeHeld()
        case GLFW_KEY_C: try toggleChase()
        case GLFW_KEY_G: try toggleWalking()
        case GLFW_KEY_R: try reset()
        case GLFW_KEY_L: try changeLook()
        case GLFW_KEY_HOME: if isWalking { try placeWalkers() } else { flight = start }
        case GLFW_KEY_V, GLFW_KEY_TAB: isWiping.toggle()
        case GLFW_KEY_F1: isHelpAsked = !isHelpShown
        case GLFW_KEY_F11: window.toggleFullscreen()
        default: if let channel = Viewer.channels[key] { choose(channel) }
        }
    }

    func fly(seconds: Float) {
        guard !isWalking else { return }
        let way = Vec3(axis(GLFW_KEY_D, GLFW_KEY_A), axis(GLFW_KEY_W, GLFW_KEY_S), axis(GLFW_KEY_E, GLFW_KEY_Q))
        flight.move(way, isFast: isFast, seconds: seconds)
    }

    func axis(_ plus: Int32, _ minus: Int32) -> Float { (window.isDown(plus) ? 1 : 0) - (window.isDown(minus) ? 1 : 0) }

    var isFast: Bool { window.isDown(GLFW_KEY_LEFT_SHIFT, GLFW_KEY_RIGHT_SHIFT) }

    /// Light that changes at once is a cut: exposure and picture start anew.
    private func changeLook() throws {
        lookIndex = (lookIndex + 1) % configuration.looks.count
        try session.apply(.look(configuration.looks[lookIndex].look ?? session.world.look))
        try session.apply(.cut)
        say("light: \(configuration.looks[lookIndex].name)")
    }

    private func choose(_ channel: Channel) {
        if [.painted, .fallback].contains(channel), session.frameMaker.painter == nil { return say("no painter in this window; 2 is the composite") }
        self.channel = channel
        say(channel.rawValue)
    }

    private func throwSpare() throws {
        let state = session.state
        guard let body = session.world.bodies.indices.first(where: { session.world.bodies[$0].isSpare && !state.bodies[$0].isPresent }) else {
            return say("nothing spare in this world")
        }
        let pose = Pose(position: flight.position + flight.forward * 0.8)
        try session.apply(.spawn(PlacedBody(body: body, state: BodyState(pose: pose, linearVelocity: flight.forward * 4))))
    }

    private func removeHeld() throws {
        guard let body = run.heldBody else { return say("nothing is held") }
        try letGo()
        try session.apply(.remove(body: body))
    }

    func say(_ text: String) { note = (text, until: secondsOpen + 2.5) }
}
