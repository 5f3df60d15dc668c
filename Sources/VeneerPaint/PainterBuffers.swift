import VeneerFrame
import VeneerMath
import VeneerTensor

/// Every map that one evaluation needs, made once for a size: painting allocates only the painted plane.
struct PainterBuffers {
    let size: FrameSize
    /// What the head reads again at full resolution, and the rest of the input.
    let inputs: [FeatureMap]
    /// Two per level: the level's own, kept for the way up, and scratch.
    let levels: [(map: FeatureMap, scratch: FeatureMap)]
    /// What comes up from the next coarser level, before doubling.
    let rising: [FeatureMap]
    let features: FeatureMap
    let head: [FeatureMap]

    var paddedPixelCount: Int { inputs[0].width * inputs[0].height }

    init(_ size: FrameSize, _ configuration: PainterConfiguration) {
        let multiple = PainterConfiguration.paddingMultiple
        let width = (size.width + multiple - 1) / multiple * multiple, height = (size.height + multiple - 1) / multiple * multiple
        func map(level: Int, _ channels: Int) -> FeatureMap { FeatureMap(width: width >> level, height: height >> level, channelCount: channels) }
        let widths = configuration.channels
        self.size = size
        inputs = configuration.inputGroups.map { map(level: 0, $0) }
        levels = (0...3).map { (map(level: $0 + 2, widths[$0]), map(level: $0 + 2, widths[$0])) }
        rising = (0...2).map { map(level: $0 + 3, widths[$0]) }
        features = map(level: 0, configuration.featureCount)
        head = [map(level: 0, configuration.headWidth), map(level: 0, 8)]
    }
}
