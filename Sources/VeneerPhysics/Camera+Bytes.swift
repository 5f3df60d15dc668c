import VeneerMath

extension Camera {
    /// Said by a field of view alone.
    var isPlain: Bool {
        guard case .fieldOfView = projection else { return false }
        return lens == nil
    }

    func put(into writer: inout ByteWriter) {
        writer.put(worldFromCamera)
        if isPlain { writer.put(verticalFieldOfViewInRadians) }
        writer.put(nearInMetres)
        if !isPlain {
            projection.put(into: &writer)
            writer.put(lens)
        }
    }

    init?(calibratedFrom reader: inout ByteReader) {
        guard let pose = reader.pose(), let near = reader.float(), let projection = Projection(from: &reader), let kind = reader.integer(UInt8.self)
        else { return nil }
        let lens = kind == LensCode.none ? nil : Lens(kind: kind, from: &reader)
        guard kind == LensCode.none || lens != nil else { return nil }
        self.init(worldFromCamera: pose, projection: projection, lens: lens)
        nearInMetres = near
    }
}

/// As the log numbers them: never renumber, only add.
private enum LensCode {
    static let none: UInt8 = 0, brownConrady: UInt8 = 1, fisheye: UInt8 = 2
}

extension Projection {
    fileprivate func put(into writer: inout ByteWriter) {
        switch self {
        case .fieldOfView(let vertical):
            writer.put(UInt8(0))
            writer.put(vertical)
        case .intrinsics(let k):
            writer.put(UInt8(1))
            for value in [k.focal.x, k.focal.y, k.centre.x, k.centre.y] { writer.put(value) }
            writer.put(Int32(clamping: k.size.width))
            writer.put(Int32(clamping: k.size.height))
        }
    }

    fileprivate init?(from reader: inout ByteReader) {
        switch reader.integer(UInt8.self) {
        case 0:
            guard let vertical = reader.float() else { return nil }
            self = .fieldOfView(verticalInRadians: vertical)
        case 1:
            guard let fx = reader.float(), let fy = reader.float(), let cx = reader.float(), let cy = reader.float(),
                let width = reader.integer(Int32.self), let height = reader.integer(Int32.self),
                fx > 0, fy > 0, [fx, fy, cx, cy].allSatisfy(\.isFinite), width > 0, height > 0
            else { return nil }
            self = .intrinsics(Intrinsics(focal: Vec2(fx, fy), centre: Vec2(cx, cy), size: FrameSize(Int(width), Int(height))))
        default: return nil
        }
    }
}

extension Lens {
    fileprivate init?(kind: UInt8, from reader: inout ByteReader) {
        guard let a = reader.float(), let b = reader.float(), let c = reader.float(), let d = reader.float() else { return nil }
        switch kind {
        case LensCode.brownConrady:
            guard let e = reader.float() else { return nil }
            self = .brownConrady(k1: a, k2: b, p1: c, p2: d, k3: e)
        case LensCode.fisheye: self = .fisheye(k1: a, k2: b, k3: c, k4: d)
        default: return nil
        }
    }
}

extension ByteWriter {
    fileprivate mutating func put(_ lens: Lens?) {
        switch lens {
        case nil: put(LensCode.none)
        case .brownConrady: put(LensCode.brownConrady)
        case .fisheye: put(LensCode.fisheye)
        }
        for coefficient in lens?.coefficients ?? [] { put(coefficient) }
    }
}
