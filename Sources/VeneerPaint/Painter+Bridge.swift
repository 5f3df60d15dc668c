import CKernels
import VeneerFrame
import VeneerMath
import VeneerTensor

extension PainterConfiguration.Encoding {
    var kernel: CkEncoding {
        switch self {
        case .plain: CK_PLAIN
        case .log: CK_LOG
        case .logDepth: CK_LOG_DEPTH
        case .camera: CK_CAMERA
        }
    }
}

extension Painter {
    /// Describes the frame's planes to the kernels for the duration of `body`.
    func withAssembly(of frame: Frame, into buffers: PainterBuffers, _ body: (CkAssembly) -> Void) {
        collect(configuration.inputs[...], of: frame, []) { inputs in
            frame[.composite].values.withUnsafeBufferPointer { composite in
                frame[.noise].values.withUnsafeBufferPointer { noise in
                    inputs.withUnsafeBufferPointer { inputs in
                        let turn = frame.camera.worldFromCamera.rotation
                        let x = turn.act(Vec3(1, 0, 0)), y = turn.act(Vec3(0, 1, 0)), z = turn.act(Vec3(0, 0, 1))
                        body(
                            CkAssembly(
                                inputs: inputs.baseAddress!, inputCount: Int32(inputs.count), composite: composite.baseAddress!, noise: noise.baseAddress!,
                                noiseScale: configuration.noiseScale, exposure: frame.exposure, logScale: configuration.logScale,
                                logDivisor: configuration.logDivisor, logMaximum: configuration.logMaximum, depthDivisor: configuration.depthDivisor,
                                cameraFromWorld: (x.x, x.y, x.z, y.x, y.y, y.z, z.x, z.y, z.z),
                                width: Int32(frame.size.width), height: Int32(frame.size.height), paddedWidth: Int32(buffers.input.width),
                                pixelStep: Int32(buffers.input.channelCount), rowStep: Int64(buffers.input.rowStep), output: buffers.input.origin))
                    }
                }
            }
        }
    }

    /// Pins one plane after the other, then calls `body` with all of them.
    private func collect(_ rest: ArraySlice<PainterConfiguration.Input>, of frame: Frame, _ done: [CkInput], _ body: ([CkInput]) -> Void) {
        guard let input = rest.first else { return body(done) }
        let destination = Int32(configuration.offset(of: input.channel)), count = Int32(input.componentCount)
        guard let channel = input.source else {
            let state = CkInput(values: nil, componentCount: count, destination: destination, encoding: CK_STATE)
            return collect(rest.dropFirst(), of: frame, done + [state], body)
        }
        frame[channel].values.withUnsafeBufferPointer { values in
            let next = CkInput(values: values.baseAddress!, componentCount: count, destination: destination, encoding: input.encoding.kernel)
            collect(rest.dropFirst(), of: frame, done + [next], body)
        }
    }

    func assemble(_ assembly: CkAssembly, rows: Int) {
        // Its pointers outlive the call, and the bands write to rows of their own.
        nonisolated(unsafe) let assembly = assembly
        workers.bands(of: rows) { band in
            withUnsafePointer(to: assembly) { ck_assemble_rows($0, Int32(band.lowerBound), Int32(band.upperBound)) }
        }
    }

    /// One step along the bridge; `keep` is the share of the old state that stays.
    func advance(_ buffers: PainterBuffers, keep: Float) {
        let input = buffers.input, head = buffers.head[1]
        nonisolated(unsafe) let step = CkBridgeStep(
            head: head.origin, headRowStep: Int64(head.rowStep), input: input.origin, inputRowStep: Int64(input.rowStep),
            inputPixelStep: Int32(input.channelCount), compositeOffset: Int32(configuration.offset(of: Channel.composite.rawValue)),
            stateOffset: Int32(configuration.offset(of: PainterConfiguration.Input.state)), keep: keep, width: Int32(input.width))
        workers.bands(of: input.height) { band in
            withUnsafePointer(to: step) { ck_bridge_rows($0, Int32(band.lowerBound), Int32(band.upperBound)) }
        }
    }

    func decode(_ assembly: CkAssembly, into painted: inout Plane) {
        let stateOffset = Int32(configuration.offset(of: PainterConfiguration.Input.state)), height = painted.size.height
        nonisolated(unsafe) let assembly = assembly
        painted.values.withUnsafeMutableBufferPointer { values in
            nonisolated(unsafe) let values = values.baseAddress!
            workers.bands(of: height) { band in
                withUnsafePointer(to: assembly) { ck_decode_rows($0, stateOffset, values, Int32(band.lowerBound), Int32(band.upperBound)) }
            }
        }
    }
}
