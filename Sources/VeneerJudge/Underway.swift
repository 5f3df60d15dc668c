import VeneerFrame
import VeneerMath
import VeneerWorld

/// Is a picture on the way along a camera's path what it would be after a cut? What is remembered may lag, spread or be grainy.
public enum Underway {
    /// - Parameter fresh: what makes pictures that remember nothing.
    public static func figures(_ place: String, _ rollout: Rollout, fresh: Rollout) throws -> [Figure] {
        let shuttle = Shuttle(rollout.world.camera)
        func camera(_ index: Int) -> Camera { shuttle.camera(afterRounds: Double(index) / Double(shuttle.framesOfARound)) }
        try rollout.frame(shuttle.home, isCut: true)
        for index in 1..<frameCount - 1 { try rollout.frame(camera(index)) }
        let last = camera(frameCount - 1), remembered = try rollout.frame(last), anew = try fresh.frame(last, isCut: true)
        return [(Channel.painted, Figure.painter), (.composite, Figure.composite)].map { channel, peer in
            let wanted = Display(anew[channel], exposure: remembered.exposure)
            return Figure(place, "underway_psnr", Display(channel, of: remembered).psnr(wanted), "dB", peer: peer)
        }
    }

    public static let frameCount = 3 * Rollout.framesPerSecond
}
