import Foundation
import VeneerGPU

/// Where a painter works.
public enum PainterPlace: String, Sendable, CaseIterable {
    /// The Vulkan device where that is a graphics card, else the processor.
    case auto
    case cpu
    case gpu

    public func isDevice(_ kind: GPUDeviceInfo.Kind) -> Bool { self == .gpu || self == .auto && kind != .software }
}

extension Painter {
    public convenience init(weights: URL, at place: PainterPlace, device: GPUDevice) throws {
        if place.isDevice(device.info.kind) {
            try self.init(weights: weights, device: device)
        } else {
            try self.init(weights: weights)
        }
    }
}
