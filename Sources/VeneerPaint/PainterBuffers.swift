import VeneerFrame
import VeneerMath
import VeneerTensor

/// Every map that one evaluation needs, made once for a size: painting allocates only the painted plane.
struct PainterBuffers {
    /// Rows of the picture that the head makes at a time: its first layer would be a third of all memory. Even.
    static let stripHeight = 64

    let size: FrameSize
    /// What the head reads again at full resolution, and the rest of the input.
    let inputs: [FeatureMap]
    /// Two per level: the level's own, kept for the way up, and scratch.
    let levels: [(map: FeatureMap, scratch: FeatureMap)]
    /// What comes up from the next coarser level, before doubling.
    let rising: [FeatureMap]
    let features: FeatureMap
    /// The first head layer's rows around a strip of the picture's.
    let wide: FeatureMap
    let head: FeatureMap

    var byteCount: Int { (inputs + levels.flatMap { [$0.map, $0.scratch] } + rising + [features, wide, head]).reduce(0) { $0 + $1.byteCount } }

    init(_ size: FrameSize, _ configuration: PainterConfiguration) {
        let padded = size.padded
        func map(level: Int, _ channels: Int) -> FeatureMap { FeatureMap(width: padded.width >> level, height: padded.height >> level, channelCount: channels) }
        let widths = configuration.channels
        self.size = size
        inputs = configuration.inputGroups.map { map(level: 0, $0) }
        levels = (0...3).map { (map(level: $0 + 2, widths[$0]), map(level: $0 + 2, widths[$0])) }
        rising = (0...2).map { map(level: $0 + 3, widths[$0]) }
        features = map(level: 0, configuration.featureCount)
        wide = FeatureMap(width: padded.width, height: Self.stripHeight + 4, channelCount: configuration.headWidth)
        head = map(level: 0, 8)
    }
}
