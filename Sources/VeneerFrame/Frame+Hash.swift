import VeneerMath

extension Frame {
    /// A hash over the bits of each plane: equal on two frames exactly when their planes are.
    public var planeHashes: [(channel: Channel, hash: StableHash)] {
        Channel.allCases.compactMap { channel in
            var hash = StableHash()
            if let plane = planes[channel] {
                plane.values.withUnsafeBytes { hash.combine(bytes: $0) }
            } else if let plane = labels[channel] {
                plane.values.withUnsafeBytes { hash.combine(bytes: $0) }
            } else {
                return nil
            }
            return (channel, hash)
        }
    }
}
