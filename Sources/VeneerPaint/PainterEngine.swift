import VeneerFrame
import VeneerGPU
import VeneerMath
import VeneerTensor

/// Receives a stage's name and its output: for parity tests and for looking inside.
public typealias StageObserver = (_ name: String, _ map: FeatureMap) -> Void

/// What evaluates the painter's network: the processor, or a Vulkan device. It is given frames that have been checked.
protocol PainterEngine: AnyObject {
    /// Where, for people.
    var place: String { get }
    /// Of the maps and weights in use, on the engine's own side.
    var byteCount: Int { get }
    /// Who shares what is left to the processor.
    var workers: Workers { get }

    /// Takes the memory that frames of a size need.
    func prepare(for size: FrameSize) throws
    /// `pictures`: planes that need not be handed over to that device.
    func paint(_ frame: Frame, onDevice pictures: DevicePictures?, steps: Int, observer: StageObserver?) throws -> Plane
    /// Milliseconds of each stage of a step, as the engine's own clock tells.
    func stageTimes(_ frame: Frame) throws -> [(name: String, milliseconds: Double)]
}

extension FrameSize {
    /// The smallest that holds this one and that the network's levels divide.
    var padded: FrameSize {
        let multiple = PainterConfiguration.paddingMultiple
        return FrameSize((width + multiple - 1) / multiple * multiple, (height + multiple - 1) / multiple * multiple)
    }
}
