import Foundation
import VeneerFrame
import VeneerTensor

/// What a weights file says of itself: the network is built from it.
public struct PainterConfiguration: Codable, Equatable, Sendable {
    public enum Encoding: String, Codable, Sendable {
        /// As it is.
        case plain
        /// The logarithm of exposed light.
        case log
        /// The logarithm of a distance in metres.
        case logDepth = "log-depth"
        /// A direction, turned from world to camera space.
        case camera
    }

    public struct Input: Codable, Equatable, Sendable {
        /// A channel's name, or `state`: where the bridge from composite to painted frame stands.
        public var channel: String
        public var encoding: Encoding

        public static let state = "state"
        /// Labels are exact and no light: no network reads them as numbers.
        public var source: Channel? { Channel(rawValue: channel).flatMap { $0 == .instance || $0 == .semantic || $0 == .part ? nil : $0 } }
        public var componentCount: Int { channel == Self.state ? 3 : source?.componentCount ?? 0 }
    }

    public static let architecture = "veneer-painter-1"

    public var architecture: String
    /// At a quarter, an eighth, a sixteenth and a thirty-second of the resolution.
    public var channels: [Int]
    /// Handed from the U-Net to the head, at full resolution.
    public var featureCount: Int
    /// The first so many inputs are also read at full resolution.
    public var headInputCount: Int
    public var headWidth: Int
    public var modulationWidth: Int
    public var lookFeatureCount: Int
    /// Of the anchored noise, in the encoded composite where the bridge starts.
    public var noiseScale: Float
    public var logScale: Float
    public var logDivisor: Float
    public var logMaximum: Float
    public var depthDivisor: Float
    /// Of the channels it was trained on. Later versions serve it as long as its own inputs keep their meaning.
    public var vocabularyVersion: Int
    public var inputs: [Input]

    public var inputCount: Int { inputs.reduce(0) { $0 + $1.componentCount } }
    /// Components that the head reads, and the rest.
    var inputGroups: [Int] { [headInputCount, inputCount - headInputCount] }

    /// Frames are padded to a multiple of this, by repeating their right and bottom edges.
    public static let paddingMultiple = 32

    init(_ file: SafetensorsFile) throws {
        func fail(_ problem: String) -> TensorError { TensorError(file: file.name, problem) }
        guard let text = file.metadata["config"] else { throw fail("has no 'config' in its metadata; write it with Training/export.py") }
        do {
            self = try JSONDecoder().decode(Self.self, from: Data(text.utf8))
        } catch {
            throw fail("has a configuration that can't be read: \(Self.words(for: error))")
        }
        if let problem { throw fail(problem) }
    }

    private static func words(for error: any Error) -> String {
        switch error {
        case DecodingError.keyNotFound(let key, _): "'\(key.stringValue)' is missing"
        case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context), DecodingError.dataCorrupted(let context):
            "'\(context.codingPath.map(\.stringValue).joined(separator: "."))': \(context.debugDescription)"
        default: "\(error)"
        }
    }

    /// What this engine can't build, if anything.
    private var problem: String? {
        if architecture != Self.architecture { return "is for '\(architecture)'; this engine builds '\(Self.architecture)'" }
        if vocabularyVersion > Channel.vocabularyVersion {
            return "was trained on channels of version \(vocabularyVersion); this engine makes version \(Channel.vocabularyVersion): update it"
        }
        if let changed = inputs.compactMap(\.source).first(where: { $0.versionOfMeaning > vocabularyVersion }) {
            return "was trained on channels of version \(vocabularyVersion), and '\(changed.rawValue)' means what it does since version "
                + "\(changed.versionOfMeaning): train it again"
        }
        if channels.count != 4 { return "has \(channels.count) levels instead of 4" }
        let widths = channels + [headWidth]
        if let bad = widths.first(where: { $0 % 8 != 0 || !(8...1024).contains($0) }) { return "has a layer of \(bad) channels; they come in multiples of 8" }
        if featureCount % 2 != 0 || !(2...64).contains(featureCount) { return "has \(featureCount) features instead of an even number up to 64" }
        if !(1...1024).contains(modulationWidth) || !(0...64).contains(lookFeatureCount) { return "has a look of impossible size" }
        if !(logScale > 0 && logDivisor > 0 && depthDivisor > 0 && logMaximum > 0 && logMaximum * logDivisor < 120 && noiseScale >= 0) {
            return "has impossible scales"
        }
        if let unknown = inputs.first(where: { $0.componentCount == 0 }) { return "reads a channel that this engine doesn't make: '\(unknown.channel)'" }
        if Set(inputs.map(\.channel)).count != inputs.count { return "reads a channel twice" }
        if !inputs.contains(Input(channel: Channel.composite.rawValue, encoding: .log)) { return "doesn't read the composite as a logarithm" }
        if !inputs.contains(Input(channel: Input.state, encoding: .plain)) { return "doesn't read the state" }
        if let flat = inputs.first(where: { $0.encoding == .camera && $0.componentCount != 3 }) { return "turns '\(flat.channel)', which has no direction" }
        let cut = inputs.first { offset(of: $0.channel) == headInputCount }
        let required = [Channel.composite.rawValue, Input.state].map(offset(of:)).max()!
        if cut == nil || required >= headInputCount {
            return "reads \(headInputCount) of \(inputCount) inputs in its head; they must be whole channels, composite and state among them, and not all"
        }
        return nil
    }

    /// Where a channel's first component lies in an assembled pixel.
    func offset(of channel: String) -> Int {
        inputs.prefix { $0.channel != channel }.reduce(0) { $0 + $1.componentCount }
    }
}
