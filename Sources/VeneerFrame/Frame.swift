import VeneerMath

/// Pixels of one channel on the host, rows from the top, components interleaved.
public struct Plane: Sendable, Equatable {
    public let size: FrameSize
    public let componentCount: Int
    public var values: [Float]

    public init(_ size: FrameSize, componentCount: Int, repeating value: Float = 0) {
        self.init(size, componentCount: componentCount, values: Array(repeating: value, count: size.pixelCount * componentCount))
    }

    public init(_ size: FrameSize, componentCount: Int, values: [Float]) {
        precondition(values.count == size.pixelCount * componentCount, "a plane's values must fill it")
        self.size = size
        self.componentCount = componentCount
        self.values = values
    }

    @inlinable public subscript(x: Int, y: Int, component: Int = 0) -> Float {
        get { values[(y * size.width + x) * componentCount + component] }
        set { values[(y * size.width + x) * componentCount + component] = newValue }
    }

    /// The first three components of a pixel.
    @inlinable public func colour(_ x: Int, _ y: Int) -> Vec3 {
        let i = (y * size.width + x) * componentCount
        return Vec3(values[i], values[i + 1], values[i + 2])
    }

    /// Every colour times `gain`.
    public func multiplied(by gain: Vec3) -> Plane {
        precondition(componentCount == 3, "a gain is for colour planes")
        var result = self
        for i in stride(from: 0, to: values.count, by: 3) {
            for c in 0..<3 { result.values[i + c] *= gain[c] }
        }
        return result
    }
}

/// Integer labels of one channel on the host: ids are exact.
public struct LabelPlane: Sendable, Equatable {
    public let size: FrameSize
    public var values: [UInt32]

    public init(_ size: FrameSize, values: [UInt32]) {
        precondition(values.count == size.pixelCount, "a plane's values must fill it")
        self.size = size
        self.values = values
    }

    @inlinable public subscript(x: Int, y: Int) -> UInt32 { values[y * size.width + x] }
}

/// One tick seen by one camera: what the raster, the light and the painter add plane by plane.
public struct Frame: Sendable {
    public let tick: Tick
    public let size: FrameSize
    public let camera: Camera
    /// Numbers that describe the look to the painter (`Look.features`).
    public var lookFeatures: [Float] = []
    /// Scale from cd/m² to exposed values, where 0.18 is mid grey: what the look says, or what this frame and those since the cut were metered to
    /// (`FollowingExposure`).
    public var exposure: Float = 1
    /// What eyes see as white: by how much pictures for them multiply colours (`WhiteBalance`): as the frame after the cut was metered.
    public var whiteBalance = Vec3(repeating: 1)
    /// How far the painted picture goes from what the engine knows, over the frame: 1 is too far. Nil: nothing is painted.
    public var disagreement: Float?
    /// True where nothing before this frame may be used: the first frame of a segment.
    public var isCut: Bool
    public private(set) var planes: [Channel: Plane] = [:]
    public private(set) var labels: [Channel: LabelPlane] = [:]

    public init(tick: Tick, size: FrameSize, camera: Camera, isCut: Bool) {
        self.tick = tick
        self.size = size
        self.camera = camera
        self.isCut = isCut
    }

    /// The same picture in other pixels: what holds for all of it.
    public mutating func takeWhole(from frame: Frame) {
        lookFeatures = frame.lookFeatures
        (exposure, whiteBalance) = (frame.exposure, frame.whiteBalance)
        disagreement = frame.disagreement
    }

    public subscript(channel: Channel) -> Plane {
        get {
            guard let plane = planes[channel] else { preconditionFailure("this frame has no \(channel.rawValue)") }
            return plane
        }
        set {
            precondition(newValue.size == size && newValue.componentCount == channel.componentCount, "a plane of another shape for \(channel.rawValue)")
            planes[channel] = newValue
        }
    }

    public subscript(labels channel: Channel) -> LabelPlane {
        get {
            guard let plane = labels[channel] else { preconditionFailure("this frame has no \(channel.rawValue)") }
            return plane
        }
        set {
            precondition(newValue.size == size, "a plane of another size for \(channel.rawValue)")
            labels[channel] = newValue
        }
    }

    /// Pixels of which the composite makes half or more. Nil: nothing is painted.
    public var fallbackCount: Int? { planes[.fallback].map { plane in plane.values.count { $0 >= 0.5 } } }

    public func has(_ channel: Channel) -> Bool { planes[channel] != nil || labels[channel] != nil }
}
