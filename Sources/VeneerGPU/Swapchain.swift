import SysVulkan
import VeneerMath

/// The pictures that a window shows in turn. Belongs to one thread.
public final class Swapchain {
    /// A picture and its place on the window; later layers lie over earlier ones.
    public struct Layer {
        /// Blue, green, red and an unused byte a pixel from the lowest, display-encoded, rows from the top.
        public var pixels: [UInt32]
        public var size: FrameSize
        /// In pixels of the window.
        public var x: Range<Int>, y: Range<Int>
        /// Scaled by linear interpolation; else by the nearest pixel.
        public var isSmooth: Bool

        public init(pixels: [UInt32], size: FrameSize, x: Range<Int>, y: Range<Int>, isSmooth: Bool) {
            precondition(pixels.count == size.pixelCount, "a layer's pixels must fill it")
            (self.pixels, self.size, self.x, self.y, self.isSmooth) = (pixels, size, x, y, isSmooth)
        }
    }

    public static let deviceExtensions = [VK_KHR_SWAPCHAIN_EXTENSION_NAME]
    static let format = VK_FORMAT_B8G8R8A8_UNORM

    let device: GPUDevice
    let surface: VkSurfaceKHR
    private let window: AnyObject
    private let acquired: VkFence
    private var chain: VkSwapchainKHR?
    private var images: [VkImage?] = []
    private var size = FrameSize(0, 0)
    private var isStale = true
    private var staging: [Staging] = []

    /// `window` lives at least as long as the surface that `makeSurface` makes on it from a Vulkan instance.
    public init(_ device: GPUDevice, window: AnyObject, makeSurface: (_ instance: OpaquePointer) -> OpaquePointer?) throws(GPUError) {
        guard let surface = makeSurface(device.instance.handle) else { throw .unsuitable(device: device.info.name, lacks: "a way to draw on this window") }
        var info = VkFenceCreateInfo()
        info.sType = VK_STRUCTURE_TYPE_FENCE_CREATE_INFO
        var fence: VkFence?
        do throws(GPUError) {
            try Swapchain.check(device, surface)
            try GPUError.check(vkCreateFence(device.handle, &info, nil, &fence), "vkCreateFence")
            guard let fence else { throw GPUError.outOfMemory(what: "a fence") }
            (self.device, self.window, self.surface, acquired) = (device, window, surface, fence)
        } catch {
            vkDestroySurfaceKHR(device.instance.handle, surface, nil)
            throw error
        }
    }

    deinit {
        destroyChain()
        vkDestroyFence(device.handle, acquired, nil)
        vkDestroySurfaceKHR(device.instance.handle, surface, nil)
    }

    /// Shows layers on black. False, and the picture is dropped, where the window has no area, isn't ready or has just changed its size.
    public func present(_ layers: [Layer], windowSize: FrameSize) throws(GPUError) -> Bool {
        if isStale || windowSize != size { try rebuild(windowSize) }
        guard !isStale, windowSize == size, let index = try acquire() else { return false }
        let recording = try device.record()
        let image = images[index], range = Image.range(.bgra8)
        recording.move(image, range, from: .undefined, to: .copyTarget)
        recording.clear(image, range)
        for (place, layer) in layers.enumerated() {
            precondition(layer.x.upperBound <= size.width && layer.y.upperBound <= size.height && layer.x.lowerBound >= 0 && layer.y.lowerBound >= 0)
            recording.move(image, range, from: .copyTarget, to: .copyTarget)
            try stage(layer.size, at: place).record(layer, onto: image, recording)
        }
        recording.move(image, range, from: .copyTarget, to: .present)
        try recording.submit().wait()
        return try show(index)
    }

    private func stage(_ size: FrameSize, at place: Int) throws(GPUError) -> Staging {
        if place < staging.count, staging[place].size == size { return staging[place] }
        let new = try Staging(device, size: size)
        staging = staging.prefix(place) + [new]
        return new
    }

    /// The next picture to fill, nil where there is none for now.
    private func acquire() throws(GPUError) -> Int? {
        let patienceInNanoseconds: UInt64 = 100_000_000
        var index: UInt32 = 0
        let result = vkAcquireNextImageKHR(device.handle, chain, patienceInNanoseconds, nil, acquired, &index)
        switch result {
        case VK_TIMEOUT, VK_NOT_READY: return nil
        case VK_ERROR_OUT_OF_DATE_KHR:
            isStale = true
            return nil
        case VK_SUBOPTIMAL_KHR: isStale = true
        default: try GPUError.check(result, "vkAcquireNextImageKHR")
        }
        var fence: VkFence? = acquired
        try GPUError.check(vkWaitForFences(device.handle, 1, &fence, 1, .max), "vkWaitForFences")
        try GPUError.check(vkResetFences(device.handle, 1, &fence), "vkResetFences")
        return Int(index)
    }

    /// The host has waited for the drawing, so presenting waits for nothing.
    private func show(_ index: Int) throws(GPUError) -> Bool {
        var chain = chain, index = UInt32(index)
        let result = device.withQueue { queue in
            withUnsafePointer(to: &chain) { chain in
                withUnsafePointer(to: &index) { index in
                    var info = VkPresentInfoKHR()
                    info.sType = VK_STRUCTURE_TYPE_PRESENT_INFO_KHR
                    info.swapchainCount = 1
                    info.pSwapchains = chain
                    info.pImageIndices = index
                    return vkQueuePresentKHR(queue, &info)
                }
            }
        }
        switch result {
        case VK_SUBOPTIMAL_KHR: isStale = true
        case VK_ERROR_OUT_OF_DATE_KHR:
            isStale = true
            return false
        default: try GPUError.check(result, "vkQueuePresentKHR")
        }
        return true
    }

    /// Stays stale where the window has no area.
    private func rebuild(_ windowSize: FrameSize) throws(GPUError) {
        destroyChain()
        isStale = true
        var capabilities = VkSurfaceCapabilitiesKHR()
        try GPUError.check(vkGetPhysicalDeviceSurfaceCapabilitiesKHR(device.physical, surface, &capabilities), "vkGetPhysicalDeviceSurfaceCapabilitiesKHR")
        let isFree = capabilities.currentExtent.width == .max
        size = isFree ? windowSize : FrameSize(Int(capabilities.currentExtent.width), Int(capabilities.currentExtent.height))
        guard size.width > 0, size.height > 0 else { return }
        chain = try makeChain(capabilities, size)
        var count: UInt32 = 0
        try GPUError.check(vkGetSwapchainImagesKHR(device.handle, chain, &count, nil), "vkGetSwapchainImagesKHR")
        images = Array(repeating: nil, count: Int(count))
        try GPUError.check(vkGetSwapchainImagesKHR(device.handle, chain, &count, &images), "vkGetSwapchainImagesKHR")
        isStale = false
    }

    private func destroyChain() {
        guard chain != nil else { return }
        // A lost device reports itself at the next submission.
        _ = device.withQueue { vkQueueWaitIdle($0) }
        vkDestroySwapchainKHR(device.handle, chain, nil)
        chain = nil
        images = []
    }
}

/// The way of one layer to the device; kept from picture to picture.
private final class Staging {
    let size: FrameSize
    private let buffer: Buffer
    private let image: Image

    init(_ device: GPUDevice, size: FrameSize) throws(GPUError) {
        self.size = size
        buffer = try Buffer(device, byteCount: size.pixelCount * 4, use: .copySource)
        image = try Image(device, size: size, format: .bgra8)
    }

    func record(_ layer: Swapchain.Layer, onto target: VkImage?, _ recording: borrowing Recording) {
        buffer.write(layer.pixels)
        recording.move(image, from: .undefined, to: .copyTarget)
        recording.copy(buffer, to: image)
        recording.move(image, from: .copyTarget, to: .copySource)
        recording.blit(image, onto: target, x: layer.x, y: layer.y, isSmooth: layer.isSmooth)
    }
}
