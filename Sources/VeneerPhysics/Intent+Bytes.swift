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
    case grab = 1, moveHand, release, setBody, impulse, look, camera, cut, calibratedCamera
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
            writer.put(Int32(clamping: body))
            writer.put(pose)
            writer.put(linearVelocity)
            writer.put(angularVelocity)
        case .impulse(let body, let newtonSeconds, let point):
            writer.put(Int32(clamping: body))
            writer.put(newtonSeconds)
            writer.put(point)
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
        case .impulse: .impulse
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
            guard let body = reader.integer(Int32.self), let pose = reader.pose(), let linear = reader.vector(), let angular = reader.vector()
            else { return nil }
            self = .setBody(body: Int(body), pose: pose, linearVelocity: linear, angularVelocity: angular)
        case .impulse:
            guard let body = reader.integer(Int32.self), let newtonSeconds = reader.vector(), let point = reader.vector() else { return nil }
            self = .impulse(body: Int(body), newtonSeconds: newtonSeconds, pointInWorld: point)
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
