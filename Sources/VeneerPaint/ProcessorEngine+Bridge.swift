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

extension ProcessorEngine {
    /// Describes the frame's planes to the kernels for the duration of `body`.
    func withAssembly(of frame: Frame, into buffers: PainterBuffers, _ body: (CkAssembly) -> Void) {
        let head = buffers.inputs[0], rest = buffers.inputs[1]
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
                                width: Int32(frame.size.width), height: Int32(frame.size.height), paddedWidth: Int32(head.width),
                                maps: (head.origin, rest.origin), rowSteps: (Int64(head.rowStep), Int64(rest.rowStep)),
                                pixelSteps: (Int32(head.channelCount), Int32(rest.channelCount))))
                    }
                }
            }
        }
    }

    /// Pins one plane after the other, then calls `body` with all of them.
    private func collect(_ rest: ArraySlice<PainterConfiguration.Input>, of frame: Frame, _ done: [CkInput], _ body: ([CkInput]) -> Void) {
        guard let input = rest.first else { return body(done) }
        let offset = configuration.offset(of: input.channel), isRest = offset >= configuration.headInputCount
        var next = CkInput(
            values: nil, componentCount: Int32(input.componentCount), map: isRest ? 1 : 0,
            destination: Int32(isRest ? offset - configuration.headInputCount : offset), encoding: CK_STATE)
        guard let channel = input.source else { return collect(rest.dropFirst(), of: frame, done + [next], body) }
        frame[channel].values.withUnsafeBufferPointer { values in
            next.values = values.baseAddress!
            next.encoding = input.encoding.kernel
            collect(rest.dropFirst(), of: frame, done + [next], body)
        }
    }

    /// One step along the bridge, all of it in the buffers; `keep` is the share of the old state that stays.
    func advance(_ buffers: PainterBuffers, _ assembly: CkAssembly, assembling: Bool, keep: Float, observer: StageObserver?) {
        withEstimate(buffers, assembly) { estimate in
            nonisolated(unsafe) let estimate = estimate
            let rows = buffers.inputs[0].height
            evaluate(buffers, estimate, assembling: assembling, rows: rows, observer: observer)
            // Only now: the head reads the old state above and below the rows that it makes.
            workers.bands(of: rows) { ck_bridge_rows(estimate, keep, Int32($0.lowerBound), Int32($0.upperBound)) }
        }
    }

    /// The last step, into the picture.
    func arrive(_ buffers: PainterBuffers, _ assembly: CkAssembly, assembling: Bool, painted: inout Plane, observer: StageObserver?) {
        let height = painted.size.height
        painted.values.withUnsafeMutableBufferPointer { values in
            nonisolated(unsafe) let values = values.baseAddress!
            withEstimate(buffers, assembly) { estimate in
                nonisolated(unsafe) let estimate = estimate
                evaluate(buffers, estimate, assembling: assembling, rows: height, observer: observer) { rows in
                    ck_decode_rows(estimate, values, Int32(rows.lowerBound), Int32(rows.upperBound))
                }
            }
        }
    }

    private func withEstimate(_ buffers: PainterBuffers, _ assembly: CkAssembly, _ body: (UnsafePointer<CkEstimate>) -> Void) {
        let head = buffers.head
        withUnsafePointer(to: assembly) { assembly in
            let estimate = CkEstimate(
                assembly: assembly, head: head.origin, headRowStep: Int64(head.rowStep),
                compositeOffset: Int32(configuration.offset(of: Channel.composite.rawValue)),
                stateOffset: Int32(configuration.offset(of: PainterConfiguration.Input.state)))
            withUnsafePointer(to: estimate, body)
        }
    }

    private func evaluate(
        _ buffers: PainterBuffers, _ estimate: UnsafePointer<CkEstimate>, assembling: Bool, rows: Int, observer: StageObserver?,
        finish: @escaping @Sendable (Range<Int>) -> Void = { _ in }
    ) {
        // Pinned by the caller; the bands write to rows of their own.
        nonisolated(unsafe) let assembly = estimate.pointee.assembly
        let assemble: @Sendable (Range<Int>) -> Void = { ck_assemble_rows(assembly, Int32($0.lowerBound), Int32($0.upperBound)) }
        evaluate(buffers, rows: rows, observer: observer, assemble: assembling ? assemble : nil, finish: finish)
    }
}
