import Foundation
import VeneerFrame
import VeneerGPU
import VeneerMath
import VeneerPhysics
import VeneerSession
import VeneerWorld

/// A window on a running world: fly through it, take things, throw them. What steers the run goes through intents, and so into its log.
/// Lives on the main thread.
public final class Viewer {
    public struct Configuration {
        public var session = Session.Configuration()
        public var log: URL?
        /// Gets a line of JSON for each frame shown.
        public var report: URL?
        /// What the light can be changed to, by name; the first is where it starts, nil being the world's own.
        public var looks: [(name: String, look: Look?)] = [("the world's", nil)]
        /// Window pixels for each pixel of the picture; nil fits the window to a desktop.
        public var scale: Int?
        public var exitAfterSeconds: Double?
        /// Where the machine is too slow for so many frames a second, smaller pictures are made and enlarged. Nil: never.
        public var framesPerSecond: Double?

        public init() {}

        /// What a machine of so many processors shows well: light and paint of a small picture, enlarged as far as that leaves it lively.
        public mutating func suit(processors: Int) {
            let times = processors < 4 ? 1 : processors < 8 ? 2 : 3
            session.size = FrameSize(384 * times, 216 * times)
            session.renderScale = 1 / Float(times)
        }
    }

    let window: Window
    let session: Session
    let run: Run
    let configuration: Configuration
    let swapchain: Swapchain
    private let report: ReportFile?
    private let clock = ContinuousClock()

    var flight: FlyCamera
    /// Where it began.
    let start: FlyCamera
    var hold: Hold?
    var channel: Channel
    var isWiping = false
    var isPaused = false
    var isLooking = false
    var isWalking = false
    /// What the walker was told last; nil: nothing yet.
    var steps: WalkerControls?
    /// Nil: nobody has driven yet.
    var isChasing: Bool?
    var controls = VehicleControls.idle
    var isScreenshotDue = false
    /// Nil: shown for the first seconds.
    var isHelpAsked: Bool?
    var lookIndex = 0
    var wantsToQuit = false
    var note: (text: String, until: Double)?
    /// Since the window opened.
    private(set) var secondsOpen = 0.0
    private var pace = Pace()
    private var meter = Meter()
    private var governor: ScaleGovernor?
    private var stageClock = StageClock()

    public init(_ world: World, _ configuration: Configuration) throws {
        let size = configuration.session.size
        let scale = configuration.scale.map(Double.init) ?? max(1, 1152 / Double(size.width))
        let shown = FrameSize(Int((Double(size.width) * scale).rounded()), Int((Double(size.height) * scale).rounded()))
        window = try Window(title: "Veneer: \(world.name)", size: shown)
        let device = try GPUDevice(
            instanceExtensions: window.instanceExtensions, deviceExtensions: Swapchain.deviceExtensions, named: configuration.session.device)
        swapchain = try Swapchain(device, window: window, makeSurface: window.makeSurface)
        run = try Run(world: world, log: configuration.log, keepsPast: true)
        session = try Session(.run(run), configuration: configuration.session, device: device)
        report = try configuration.report.map(ReportFile.init)
        self.configuration = configuration
        governor = configuration.framesPerSecond.map(ScaleGovernor.init(framesPerSecond:))
        channel = configuration.session.weights == nil ? .composite : .painted
        start = FlyCamera(session.camera)
        flight = start
        if world.walkers.first?.isFirstPerson == true { stepIn() }
        if let look = configuration.looks[0].look { try session.apply(.look(look)) }
    }

    /// Until the person has enough, or `isInterrupted`.
    public func run(until isInterrupted: () -> Bool) throws {
        let start = clock.now
        while !wantsToQuit, !window.shouldClose, !isInterrupted(), secondsOpen < configuration.exitAfterSeconds ?? .infinity {
            let now = (clock.now - start) / .seconds(1), elapsed = now - secondsOpen
            secondsOpen = now
            try frame(elapsedSeconds: elapsed)
        }
        try run.finish()
        print("state \(String(run.state.hash, radix: 16)) at \(run.tick), \(session.deviceName)")
    }

    /// Answers what has happened, moves the world on to now, and shows it; a frame that can't be shown is dropped.
    private func frame(elapsedSeconds: Double) throws {
        let isVisible = window.size.pixelCount > 0
        for event in window.takeEvents(waitingSeconds: isVisible ? nil : 0.05) { try handle(event) }
        fly(seconds: Float(min(elapsedSeconds, Pace.longestFrameInSeconds)))
        try walk()
        try drive()
        let ticks = isPaused ? 0 : pace.ticks(forElapsedSeconds: elapsedSeconds)
        try advance(ticks: ticks)
        followWalker()
        chase(seconds: Float(min(elapsedSeconds, Pace.longestFrameInSeconds)))
        guard isVisible else { return }
        if session.camera != flight.camera { try session.apply(.camera(flight.camera)) }
        let begun = clock.now, frame = try session.capture(), shown = clock.now
        governor?.count(seconds: (shown - begun) / .seconds(1))
        if let governor { session.frameMaker.renderScale = governor.scale }
        guard try show(frame) else { return }
        let milliseconds = stageClock.lap(session, show: (clock.now - shown) / .seconds(1))
        if meter.count(elapsedSeconds: elapsedSeconds, ticks: ticks, isPaused: isPaused, milliseconds: milliseconds) || window.title.isEmpty { showTitle() }
        try report?.append(
            FrameReport(
                tick: frame.tick, camera: flight, heldBody: run.heldBody, channel: channel.rawValue, fallbackPixels: frame.fallbackCount, wipe: wipe,
                look: configuration.looks[lookIndex].name,
                windowSize: window.size, milliseconds: milliseconds))
    }

    private func showTitle() {
        window.title =
            "Veneer: \(session.world.name), \(channel.rawValue) \(session.configuration.size)" + scaleNote + (isPaused ? " - paused" : "") + " - " + meter.text
    }

    private var scaleNote: String { session.frameMaker.renderScale < 1 ? " from \(Int((session.frameMaker.renderScale * 100).rounded()))%" : "" }

    /// Steps the world, the hand's way spread over the steps.
    private func advance(ticks: Int) throws {
        let start = hold?.targetInWorld, end = hold.map(handTarget)
        guard ticks > 0, let start, let end, start != end else { return try session.advance(ticks: ticks) }
        let ticksPerMove = 4
        var done = 0
        while done < ticks {
            let count = min(ticksPerMove, ticks - done)
            done += count
            try session.apply(.moveHand(toPointInWorld: mix(start, end, Float(done) / Float(ticks))))
            try session.advance(ticks: count)
        }
        hold?.targetInWorld = end
    }
}
