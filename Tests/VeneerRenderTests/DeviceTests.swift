import Foundation
import Testing
import VeneerGPU
import VeneerMath
import VeneerRender
import VeneerWorld

@Test func withoutADriverTheErrorNamesTheRemedy() async {
    await #expect(processExitsWith: .success) {
        setenv("VK_DRIVER_FILES", "/nowhere.json", 1)
        setenv("VK_ICD_FILENAMES", "/nowhere.json", 1)
        #expect(GPUDevice.available().isEmpty)
        let error = #expect(throws: GPUError.self) { try GPUDevice(validate: false) }
        #expect(error == .noDevice)
        #expect(error?.description.contains("apt-get install mesa-vulkan-drivers") == true)
    }
}

@Test func anUnknownDeviceNameListsTheKnownOnes() {
    let error = #expect(throws: GPUError.self) { try GPUDevice(named: "Voodoo 2", validate: false) }
    let known = GPUDevice.available().map(\.name)
    #expect(!known.isEmpty)
    #expect(error == .noDeviceNamed(filter: "Voodoo 2", available: known))
}

@Test(arguments: GPUDevice.available().indices) func aDeviceMayBeNamedByItsNumberOrPartOfItsName(place: Int) throws {
    let known = GPUDevice.available()
    guard known[place].lacks == nil else { return }
    #expect(try GPUDevice(named: "\(place)", validate: false).info == known[place])
    #expect(try GPUDevice(named: known[place].name.uppercased(), validate: false).info.name == known[place].name)
    let error = #expect(throws: GPUError.self) { try GPUDevice(named: "\(known.count)", validate: false) }
    #expect(error?.description.contains("0 \(known[0].name)") == true)
}

@Test func validationFindsAPictureInTheWrongUse() throws {
    let device = try GPUDevice(validate: true), size = FrameSize(64, 64)
    let image = try Image(device, size: size, format: .r32Float)
    let buffer = try Buffer(device, byteCount: size.pixelCount * 4, use: .copyTarget, access: .readback)
    #expect(throws: GPUError.self) {
        let recording = try device.record()
        recording.move(image, from: .undefined, to: .colourTarget)
        recording.copy(image, to: buffer)
        try recording.submit().wait()
    }
    #expect(!device.validationMessages.isEmpty)
}

@Test func framesOfATabletopPassSynchronisationValidation() throws {
    let device = try GPUDevice(validate: true)
    let world = World.tabletop(seed: 2), camera = world.camera.camera(at: Tick(0)), state = world.initialState
    do {
        let renderer = try Renderer(device: device, world: world, size: FrameSize(65, 67))
        for isCut in [true, false, false] {
            _ = try renderer.render(state: state, previous: state, camera: camera, previousCamera: camera, look: noon, isCut: isCut)
        }
    }
    #expect(device.validationMessages == [])
}

@Test func validationFindsAWriteThatDoesNotWaitForAnother() throws {
    let device = try GPUDevice(validate: true), size = FrameSize(64, 64)
    let image = try Image(device, size: size, format: .r32Float)
    let buffer = try Buffer(device, byteCount: size.pixelCount * 4, use: .copyTarget, access: .readback)
    func copy(times count: Int) throws {
        let recording = try device.record()
        recording.move(image, from: .undefined, to: .copySource)
        for _ in 0..<count { recording.copy(image, to: buffer) }
        try recording.submit().wait()
    }
    try copy(times: 1)
    #expect(device.validationMessages == [])
    // Both write the same bytes and nothing stands between them.
    #expect(throws: GPUError.self) { try copy(times: 2) }
    #expect(device.validationMessages.contains { $0.contains("SYNC-HAZARD") })
}

@Test func tooLargeAPictureIsAnErrorAndNotACrash() throws {
    #expect(throws: GPUError.self) { _ = try Image(GPUDevice(validate: false), size: FrameSize(1 << 20, 1 << 20), format: .rgba32Float) }
}

@Test func aPictureThatCanNotFitIsRefusedAndTheDeviceGoesOn() throws {
    let device = try sharedDevice(), world = world([box(Vec3(1, 1, 1))])
    let error = #expect(throws: GPUError.self) { _ = try Renderer(device: device, world: world, size: FrameSize(1 << 16, 1 << 16)) }
    guard case .tooLarge(_, let byteCount, let available) = error else { Issue.record("\(String(describing: error))"); return }
    #expect(byteCount > available)
    #expect(error?.description.contains("choose a smaller --size") == true)
    #expect(try picture(world, FrameSize(64, 64), camera(eye: Vec3(0, -3, 0))).has(.depth))
}

@Test(arguments: [GPUError.deviceLost, .outOfMemory(what: "vkQueueSubmit2")]) func aFailureAmidFramesIsAnErrorWithARemedyAndTheNextDeviceWorks(
    failure: GPUError
) throws {
    let world = world([box(Vec3(1, 1, 1))]), state = world.initialState, camera = camera(eye: Vec3(0, -3, 0)), size = FrameSize(64, 64)
    func start(_ renderer: Renderer) throws -> Renderer.PendingFrame {
        try renderer.start(.everything, state: state, previous: state, camera: camera, previousCamera: camera, look: noon, isCut: true)
    }
    do {
        let device = try GPUDevice(validate: false), renderer = try Renderer(device: device, world: world, size: size)
        // One frame is under way when it happens.
        let pending = try start(renderer)
        device.rehearse(failure)
        var errors: [GPUError] = []
        do { _ = try renderer.finish(pending) } catch let error as GPUError { errors.append(error) }
        // No slot is free: a new one takes memory.
        do { _ = try start(renderer) } catch let error as GPUError { errors.append(error) }
        #expect(errors.count == 2 && errors.first == failure)
        for error in errors { #expect(error.description.contains("--size") || error.description.contains("--device"), "\(error)") }
    }
    let renderer = try Renderer(device: try GPUDevice(validate: false), world: world, size: size)
    #expect(try renderer.finish(start(renderer)).labels[.instance]?.values.contains(1) == true)
}

@Test func whatIsTooMuchForMemoryComesBackOnceThereIsRoom() throws {
    let device = try GPUDevice(validate: false), world = world([box(Vec3(1, 1, 1))])
    device.rehearse(.outOfMemory(what: "memory"))
    let error = #expect(throws: GPUError.self) { _ = try Renderer(device: device, world: world, size: FrameSize(64, 64)) }
    #expect(error?.description.contains("choose a smaller --size") == true)
    device.rehearse(nil)
    _ = try Renderer(device: device, world: world, size: FrameSize(64, 64))
}
