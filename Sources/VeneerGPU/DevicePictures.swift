import VeneerFrame

/// Channels of a frame that lie on the device already, in pictures in use as `.sampled`. Whoever hands this out keeps them as they are until
/// the frame is done.
public struct DevicePictures {
    /// Where a channel's first component lies.
    public struct Place: Sendable, Hashable {
        public var picture: Int
        public var component: Int

        public init(picture: Int, component: Int) { (self.picture, self.component) = (picture, component) }
    }

    public let pictures: [KernelArgument]
    public let places: [Channel: Place]

    public init(_ pictures: [KernelArgument], places: [Channel: Place]) { (self.pictures, self.places) = (pictures, places) }
}
