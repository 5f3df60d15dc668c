/// Why there is no window.
public enum ViewerError: Error, CustomStringConvertible {
    case noDisplay
    case noVulkanWindows
    case noWindow(reason: String)
    case cannotWrite(path: String)

    public var description: String {
        switch self {
        case .noDisplay: "no display: set DISPLAY, or use ./veneer clip"
        case .noVulkanWindows: "this display shows no Vulkan pictures; install mesa-vulkan-drivers, or use ./veneer clip"
        case .noWindow(let reason): "no window could be opened (\(reason)); use ./veneer clip instead"
        case .cannotWrite(let path): "can't write \(path); does its folder exist, and may it be written?"
        }
    }
}
