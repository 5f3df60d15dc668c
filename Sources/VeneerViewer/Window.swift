import SysGLFW
import VeneerMath

/// The desktop window and what a person does in it. There is one at a time, on the main thread.
final class Window {
    enum Button { case left, right }

    enum Event {
        case key(Int32, isControlDown: Bool)
        case press(Button, at: Vec2)
        case letGo(Button)
        /// By pixels of the window, y down.
        case pointer(by: Vec2)
        case wheel(steps: Float)
    }

    private let handle: OpaquePointer
    private var events: [Event] = []
    private var held: Set<Int32> = []
    private var tapped: Set<Int32> = []
    private var placeBeforeFullscreen: (x: Int32, y: Int32, width: Int32, height: Int32)?
    /// In pixels of the window, from its top left corner.
    private(set) var pointer = Vec2.zero

    init(title: String, size: FrameSize) throws {
        guard glfwInit() == GLFW_TRUE else { throw ViewerError.noDisplay }
        guard glfwVulkanSupported() == GLFW_TRUE else {
            glfwTerminate()
            throw ViewerError.noVulkanWindows
        }
        glfwWindowHint(GLFW_CLIENT_API, GLFW_NO_API)
        guard let handle = glfwCreateWindow(Int32(size.width), Int32(size.height), title, nil, nil) else {
            let reason = Window.lastError
            glfwTerminate()
            throw ViewerError.noWindow(reason: reason)
        }
        self.handle = handle
        glfwSetWindowUserPointer(handle, Unmanaged.passUnretained(self).toOpaque())
        listen()
    }

    deinit {
        glfwDestroyWindow(handle)
        glfwTerminate()
    }

    var instanceExtensions: [String] {
        var count: UInt32 = 0
        guard let names = glfwGetRequiredInstanceExtensions(&count) else { return [] }
        return (0..<Int(count)).compactMap { names[$0].map { String(cString: $0) } }
    }

    func makeSurface(instance: OpaquePointer) -> OpaquePointer? {
        var surface: OpaquePointer?
        _ = glfwCreateWindowSurface(instance, handle, nil, &surface) // leaves no surface where it fails
        return surface
    }

    /// In pixels; without area while minimised.
    var size: FrameSize {
        var width: Int32 = 0, height: Int32 = 0
        glfwGetFramebufferSize(handle, &width, &height)
        return glfwGetWindowAttrib(handle, GLFW_ICONIFIED) == GLFW_TRUE ? FrameSize(0, 0) : FrameSize(Int(width), Int(height))
    }

    var title: String = "" { didSet { if title != oldValue { glfwSetWindowTitle(handle, title) } } }

    var shouldClose: Bool { glfwWindowShouldClose(handle) == GLFW_TRUE }

    /// Hides the pointer and lets it move without end.
    var isPointerCaptured = false {
        didSet { glfwSetInputMode(handle, GLFW_CURSOR, isPointerCaptured ? GLFW_CURSOR_DISABLED : GLFW_CURSOR_NORMAL) }
    }

    /// What happened since the last call, in its order. Waits that long for something to happen where `waiting` is given.
    func takeEvents(waitingSeconds waiting: Double? = nil) -> [Event] {
        tapped = []
        if let waiting { glfwWaitEventsTimeout(waiting) } else { glfwPollEvents() }
        defer { events = [] }
        return events
    }

    /// Down, or tapped between the last two calls of `takeEvents`.
    func isDown(_ keys: Int32...) -> Bool { keys.contains { held.contains($0) || tapped.contains($0) } }

    func toggleFullscreen() {
        if let place = placeBeforeFullscreen {
            glfwSetWindowMonitor(handle, nil, place.x, place.y, place.width, place.height, 0)
            placeBeforeFullscreen = nil
        } else if let monitor = glfwGetPrimaryMonitor(), let mode = glfwGetVideoMode(monitor)?.pointee {
            var place: (x: Int32, y: Int32, width: Int32, height: Int32) = (0, 0, 0, 0)
            glfwGetWindowPos(handle, &place.x, &place.y)
            glfwGetWindowSize(handle, &place.width, &place.height)
            placeBeforeFullscreen = place
            glfwSetWindowMonitor(handle, monitor, 0, 0, mode.width, mode.height, mode.refreshRate)
        }
    }

    // MARK: - What GLFW calls, within `takeEvents`

    private func listen() {
        glfwSetKeyCallback(handle) { handle, key, _, action, modifiers in
            Window.of(handle)?.key(key, isDown: action != GLFW_RELEASE, isRepeat: action == GLFW_REPEAT, isControlDown: modifiers & GLFW_MOD_CONTROL != 0)
        }
        glfwSetMouseButtonCallback(handle) { handle, button, action, _ in
            guard let window = Window.of(handle), let button = [GLFW_MOUSE_BUTTON_LEFT: Button.left, GLFW_MOUSE_BUTTON_RIGHT: .right][button] else { return }
            window.events.append(action == GLFW_PRESS ? .press(button, at: window.pointer) : .letGo(button))
        }
        glfwSetCursorPosCallback(handle) { handle, x, y in Window.of(handle)?.pointerMoved(Vec2(Float(x), Float(y))) }
        glfwSetScrollCallback(handle) { handle, _, steps in Window.of(handle)?.events.append(.wheel(steps: Float(steps))) }
        // Keys that are let go while another window has the focus are never heard of.
        glfwSetWindowFocusCallback(handle) { handle, _ in Window.of(handle)?.held = [] }
    }

    private static func of(_ handle: OpaquePointer?) -> Window? {
        glfwGetWindowUserPointer(handle).map { Unmanaged<Window>.fromOpaque($0).takeUnretainedValue() }
    }

    private func key(_ key: Int32, isDown: Bool, isRepeat: Bool, isControlDown: Bool) {
        if !isDown { held.remove(key) }
        guard isDown, !isRepeat else { return }
        held.insert(key)
        tapped.insert(key)
        events.append(.key(key, isControlDown: isControlDown))
    }

    /// GLFW counts in the desktop's units, which may be larger than pixels.
    private func pointerMoved(_ place: Vec2) {
        var width: Int32 = 0, height: Int32 = 0
        glfwGetWindowSize(handle, &width, &height)
        guard width > 0, height > 0 else { return }
        let scaled = place * Vec2(Float(size.width) / Float(width), Float(size.height) / Float(height))
        events.append(.pointer(by: scaled - pointer))
        pointer = scaled
    }

    private static var lastError: String {
        var text: UnsafePointer<CChar>?
        glfwGetError(&text)
        return text.map { String(cString: $0) } ?? "no reason given"
    }
}
