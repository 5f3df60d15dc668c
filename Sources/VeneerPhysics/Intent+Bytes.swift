import VeneerMath
import VeneerWorld

extension TimedIntent {
    func put(into writer: inout ByteWriter) {
        writer.put(Int64(tick.index))
        intent.put(into: &writer)
    }

    init?(from reader: inout ByteReader) {
        guard let tick = reader.integer(Int64.self), tick >= 0, let intent = Intent(from: &reader) else { return nil }
        self.init(tick: Tick(Int(tick)), intent: intent)
    }
}

/// The kinds as the log numbers them: never renumber, only add.
private enum IntentCode: UInt8 {
    case grab = 1, moveHand, release, setBody, impulse, look, camera, cut, calibratedCamera, drive, control, inject, spawn, remove, walk, placeWalker, push,
        restart, injectRobot
}

extension Intent {
    fileprivate func put(into writer: inout ByteWriter) {
        writer.put(code.rawValue)
        switch self {
        case .grab(let body, let point):
            writer.put(Int32(clamping: body))
            writer.put(point)
        case .moveHand(let point): writer.put(point)
        case .release(let velocity): writer.put(velocity)
        case .setBody(let body, let pose, let linearVelocity, let angularVelocity):
            PlacedBody(body: body, state: BodyState(pose: pose, linearVelocity: linearVelocity, angularVelocity: angularVelocity)).put(into: &writer)
        case .spawn(let placed): placed.put(into: &writer)
        case .remove(let body): writer.put(Int32(clamping: body))
        case .inject(let states):
            writer.put(Int32(clamping: states.count))
            for placed in states { placed.put(into: &writer) }
        case .injectRobot(let placed): placed.put(into: &writer)
        case .impulse(let body, let newtonSeconds, let point):
            writer.put(Int32(clamping: body))
            writer.put(newtonSeconds)
            writer.put(point)
        case .push(let body, let newtons, let point, let ticks):
            writer.put(Int32(clamping: body))
            writer.put(newtons)
            writer.put(point)
            writer.put(Int32(clamping: ticks))
        case .restart(let robot): writer.put(Int32(clamping: robot))
        case .drive(let joint, let drive):
            writer.put(Int32(clamping: joint))
            drive.put(into: &writer)
        case .control(let vehicle, let controls):
            writer.put(Int32(clamping: vehicle))
            for number in [controls.throttle, controls.brake, controls.steer] { writer.put(number) }
        case .walk(let walker, let controls):
            writer.put(Int32(clamping: walker))
            for number in [controls.forward, controls.left, controls.headingInRadians, controls.pitchInRadians] { writer.put(number) }
            writer.put(UInt8((controls.isFast ? 1 : 0) + (controls.jumps ? 2 : 0)))
        case .placeWalker(let walker, let feet, let velocity):
            writer.put(Int32(clamping: walker))
            writer.put(feet)
            writer.put(velocity)
        case .look(let look): look.put(into: &writer)
        case .camera(let camera): camera.put(into: &writer)
        case .cut: break
        }
    }

    private var code: IntentCode {
        switch self {
        case .grab: .grab
        case .moveHand: .moveHand
        case .release: .release
        case .setBody: .setBody
        case .inject: .inject
        case .injectRobot: .injectRobot
        case .spawn: .spawn
        case .remove: .remove
        case .impulse: .impulse
        case .push: .push
        case .restart: .restart
        case .drive: .drive
        case .control: .control
        case .walk: .walk
        case .placeWalker: .placeWalker
        case .look: .look
        case .camera(let camera): camera.isPlain ? .camera : .calibratedCamera
        case .cut: .cut
        }
    }

    fileprivate init?(from reader: inout ByteReader) {
        guard let code = reader.integer(UInt8.self).flatMap(IntentCode.init) else { return nil }
        switch code {
        case .grab:
            guard let body = reader.integer(Int32.self), let point = reader.vector() else { return nil }
            self = .grab(body: Int(body), pointInWorld: point)
        case .moveHand:
            guard let point = reader.vector() else { return nil }
            self = .moveHand(toPointInWorld: point)
        case .release:
            guard let velocity = reader.vector() else { return nil }
            self = .release(throwVelocity: velocity)
        case .setBody:
            guard let placed = PlacedBody(from: &reader) else { return nil }
            let state = placed.state
            self = .setBody(body: placed.body, pose: state.pose, linearVelocity: state.linearVelocity, angularVelocity: state.angularVelocity)
        case .spawn:
            guard let placed = PlacedBody(from: &reader) else { return nil }
            self = .spawn(placed)
        case .remove:
            guard let body = reader.integer(Int32.self) else { return nil }
            self = .remove(body: Int(body))
        case .inject:
            guard let count = reader.integer(Int32.self), count >= 0 else { return nil }
            var states: [PlacedBody] = []
            for _ in 0..<count {
                guard let placed = PlacedBody(from: &reader) else { return nil }
                states.append(placed)
            }
            self = .inject(states)
        case .injectRobot:
            guard let placed = PlacedRobot(from: &reader) else { return nil }
            self = .injectRobot(placed)
        case .impulse:
            guard let body = reader.integer(Int32.self), let newtonSeconds = reader.vector(), let point = reader.vector() else { return nil }
            self = .impulse(body: Int(body), newtonSeconds: newtonSeconds, pointInWorld: point)
        case .push:
            guard let body = reader.integer(Int32.self), let newtons = reader.vector(), let point = reader.vector(), let ticks = reader.integer(Int32.self)
            else { return nil }
            self = .push(body: Int(body), newtons: newtons, pointInWorld: point, ticks: Int(ticks))
        case .restart:
            guard let robot = reader.integer(Int32.self) else { return nil }
            self = .restart(robot: Int(robot))
        case .drive:
            guard let joint = reader.integer(Int32.self), let drive = JointDrive(from: &reader) else { return nil }
            self = .drive(joint: Int(joint), drive)
        case .control:
            guard let vehicle = reader.integer(Int32.self), let throttle = reader.float(), let brake = reader.float(), let steer = reader.float()
            else { return nil }
            self = .control(vehicle: Int(vehicle), VehicleControls(throttle: throttle, brake: brake, steer: steer))
        case .walk:
            guard let walker = reader.integer(Int32.self), let forward = reader.float(), let left = reader.float(), let heading = reader.float(),
                let pitch = reader.float(), let flags = reader.integer(UInt8.self)
            else { return nil }
            self = .walk(
                walker: Int(walker),
                WalkerControls(
                    forward: forward, left: left, headingInRadians: heading, pitchInRadians: pitch, isFast: flags & 1 != 0, jumps: flags & 2 != 0))
        case .placeWalker:
            guard let walker = reader.integer(Int32.self), let feet = reader.vector(), let velocity = reader.vector() else { return nil }
            self = .placeWalker(walker: Int(walker), feetInWorld: feet, velocity: velocity)
        case .look:
            guard let look = Look(from: &reader) else { return nil }
            self = .look(look)
        case .camera:
            guard let pose = reader.pose(), let fieldOfView = reader.float(), let near = reader.float() else { return nil }
            var camera = Camera(worldFromCamera: pose, verticalFieldOfViewInRadians: fieldOfView)
            camera.nearInMetres = near
            self = .camera(camera)
        case .calibratedCamera:
            guard let camera = Camera(calibratedFrom: &reader) else { return nil }
            self = .camera(camera)
        case .cut: self = .cut
        }
    }
}

extension PlacedBody {
    fileprivate func put(into writer: inout ByteWriter) {
        writer.put(Int32(clamping: body))
        writer.put(state.pose)
        writer.put(state.linearVelocity)
        writer.put(state.angularVelocity)
    }

    fileprivate init?(from reader: inout ByteReader) {
        guard let body = reader.integer(Int32.self), let pose = reader.pose(), let linear = reader.vector(), let angular = reader.vector() else { return nil }
        self.init(body: Int(body), state: BodyState(pose: pose, linearVelocity: linear, angularVelocity: angular))
    }
}

extension PlacedRobot {
    fileprivate func put(into writer: inout ByteWriter) {
        writer.put(Int32(clamping: robot))
        for numbers in [positions, velocities] {
            writer.put(UInt32(numbers.count))
            for number in numbers { writer.put(number) }
        }
        writer.put(UInt8(base == nil ? 0 : 1))
        if let base { PlacedBody(body: 0, state: base).put(into: &writer) }
    }

    fileprivate init?(from reader: inout ByteReader) {
        guard let robot = reader.integer(Int32.self), let positions = reader.floats(), let velocities = reader.floats(),
            let hasBase = reader.integer(UInt8.self)
        else { return nil }
        self.init(robot: Int(robot), positions: positions, velocities: velocities)
        guard hasBase != 0 else { return }
        guard let base = PlacedBody(from: &reader) else { return nil }
        self.base = base.state
    }
}

extension ByteReader {
    fileprivate mutating func floats() -> [Float]? {
        guard let count = integer(UInt32.self) else { return nil }
        var numbers: [Float] = []
        for _ in 0..<count {
            guard let number = float() else { return nil }
            numbers.append(number)
        }
        return numbers
    }
}

extension JointDrive {
    /// Its kind and three numbers, those that it lacks being 0.
    fileprivate func put(into writer: inout ByteWriter) {
        let (kind, numbers): (UInt8, [Float]) =
            switch self {
            case .free: (0, [0, 0, 0])
            case .velocity(let velocity, let force): (1, [velocity, force, 0])
            case .position(let position, let force, let velocity): (2, [position, force, velocity])
            case .force(let force): (3, [force, 0, 0])
            }
        writer.put(kind)
        for number in numbers { writer.put(number) }
    }

    fileprivate init?(from reader: inout ByteReader) {
        guard let kind = reader.integer(UInt8.self), let a = reader.float(), let b = reader.float(), let c = reader.float() else { return nil }
        switch kind {
        case 0: self = .free
        case 1: self = .velocity(a, maximumForce: b)
        case 2: self = .position(a, maximumForce: b, maximumVelocity: c)
        case 3: self = .force(a)
        default: return nil
        }
    }
}

extension Look {
    fileprivate func put(into writer: inout ByteWriter) {
        writer.put(directionToSun)
        writer.put(sunIlluminance)
        writer.put(skyLuminance)
        writer.put(lampScale)
        writer.put(UInt8(exposureEV100 == nil ? 0 : 1))
        writer.put(exposureEV100 ?? 0)
    }

    fileprivate init?(from reader: inout ByteReader) {
        guard let direction = reader.vector(), let sun = reader.vector(), let sky = reader.vector(), let lamps = reader.float(),
            let hasExposure = reader.integer(UInt8.self), let exposure = reader.float()
        else { return nil }
        self.init(
            directionToSun: direction, sunIlluminance: sun, skyLuminance: sky, lampScale: lamps, exposureEV100: hasExposure == 0 ? nil : exposure)
        // The initialiser normalises, which could change a bit.
        directionToSun = direction
    }
}
