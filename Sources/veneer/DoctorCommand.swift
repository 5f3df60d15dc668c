import Foundation
import VeneerExport
import VeneerGPU
import VeneerMath
import VeneerPaint
import VeneerViewer

enum DoctorCommand {
    static let verb = Verb(name: "doctor", words: [], summary: "what this machine offers and what will be slow, in plain words", options: [], run: run)

    static func run(_ options: Options) throws {
        print("processor   \(MachineNote.current(driver: "").processor), \(workerCount) threads")
        let devices = GPUDevice.available()
        if devices.isEmpty { print("Vulkan      no device: install one with apt-get install mesa-vulkan-drivers") }
        // What a command takes that isn't told otherwise; devices that won't do are passed over.
        let chosen = ProcessInfo.processInfo.environment["VENEER_DEVICE"] == nil ? devices.firstIndex { $0.lacks == nil } : nil
        for (place, device) in devices.enumerated() {
            var remarks = [device.driver, "\(device.memoryInBytes >> 20) MiB"]
            if device.kind == .software { remarks.append("a processor, not a graphics card; rasters are slow") }
            if let lacks = device.lacks { remarks.append("won't do: it lacks \(lacks)") }
            print("Vulkan  \(place == chosen ? " *" : "  ") \(place) \(device.name): \(remarks.joined(separator: "; "))")
        }
        let display = ProcessInfo.processInfo.environment["DISPLAY"]
        print("display     \(display.map { "\($0): view opens a window there" } ?? "none: view needs one; clip and dataset don't")")
        var view = Viewer.Configuration()
        view.suit(processors: workerCount)
        let isEnlarged = view.session.renderScale < 1
        print(
            "view        \(view.session.size) pixels\(isEnlarged ? ", enlarged from \(view.session.size.reduced(by: view.session.renderScale))" : "") on \(workerCount) processors"
        )
        print("worlds      \(Places.worldNames.joined(separator: ", "))")
        let place =
            chosen.map { PainterPlace.auto.isDevice(devices[$0].kind) ? devices[$0].name : "the processor" }
            ?? "the processor, or the device that VENEER_DEVICE names if it is a graphics card"
        do {
            let painter = try Painter(weights: try Places.weights(nil))
            print("painter     \(painter.name), \(painter.operationCount(FrameSize(384, 216)) / 1_000_000) million operations a frame at 384x216, on \(place)")
            print("            on the processor: \(painter.place)")
        } catch {
            print("painter     \(error)")
        }
        let ffmpeg = ["/usr/bin/ffmpeg", "/usr/local/bin/ffmpeg"].contains { FileManager.default.isExecutableFile(atPath: $0) }
        print("ffmpeg      \(ffmpeg ? "there" : "missing: clips need it; apt-get install ffmpeg")")
    }
}
