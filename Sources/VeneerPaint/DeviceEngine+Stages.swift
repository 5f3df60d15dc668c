import ShaderTypes
import VeneerFrame
import VeneerGPU
import VeneerMath
import VeneerTensor

/// A named part of an evaluation: what it records, and which maps are whole once it has run.
struct DeviceStage {
    var name: String
    var outputs: [(name: String, map: DeviceMap, channels: Int)]
    var record: (borrowing Recording) throws(GPUError) -> Void
}

extension DeviceEngine {
    /// Hands the frame's planes over and makes the input of them, strip by strip.
    func assemble(_ frame: Frame, _ pictures: DevicePictures?, into maps: DeviceMaps, isTimed: Bool) throws {
        let height = maps.size.height, padded = maps.inputs[0].height
        for (number, first) in stride(from: 0, to: height, by: maps.rowsPerStrip).enumerated() {
            let strip = maps.strips[number % maps.strips.count], end = min(height, first + maps.rowsPerStrip)
            try strip.submission?.wait()
            fill(strip.buffer, with: frame, rows: first..<end, maps)
            let recording = try device.record(clock: isTimed ? strip.clock : nil)
            recording.pass("assemble")
            let rows = first..<(end == height ? padded : end), octets = maps.inputs[0].octetCount + maps.inputs[1].octetCount + 1
            let groups = ((maps.inputs[0].width * rows.count + 63) / 64, octets), constants = constants(frame, maps, rows: rows)
            let arguments = [
                strip.buffer.read, maps.components.read, maps.inputs[0].buffer.written, maps.inputs[1].buffer.written, maps.composite.written,
            ]
            if let pictures {
                recording.run(pictureAssembly, groups: groups, constants, arguments + pictures.pictures)
            } else {
                recording.run(assembly, groups: groups, constants, arguments)
            }
            strip.submission = try recording.submit()
        }
    }

    private func fill(_ buffer: borrowing Buffer, with frame: Frame, rows: Range<Int>, _ maps: DeviceMaps) {
        let width = maps.size.width, planes = maps.planes
        buffer.withWritableBytes { bytes in
            guard let base = bytes.baseAddress else { return }
            nonisolated(unsafe) let start = base.assumingMemoryBound(to: Float.self) // bands write to planes of their own
            Workers().bands(of: planes.count) { band in
                for plane in planes[band] {
                    let step = width * plane.channel.componentCount
                    frame[plane.channel].values.withUnsafeBufferPointer { values in
                        (start + plane.start).update(from: values.baseAddress! + rows.lowerBound * step, count: rows.count * step)
                    }
                }
            }
        }
    }

    private func constants(_ frame: Frame, _ maps: DeviceMaps, rows: Range<Int>) -> VnAssembly {
        let turn = frame.camera.worldFromCamera.rotation, c = configuration
        let composite = maps.source(of: .composite), noise = maps.source(of: .noise)
        func axis(_ direction: Vec3, _ w: Float) -> VnFloat4 {
            let axis = turn.act(direction)
            return VnFloat4(x: axis.x, y: axis.y, z: axis.z, w: w)
        }
        return VnAssembly(
            size: VnUInt4(
                x: UInt32(maps.size.width), y: UInt32(maps.size.height), z: UInt32(maps.inputs[0].width), w: UInt32(maps.inputs[0].octetCount)),
            rows: VnUInt4(
                x: UInt32(rows.lowerBound), y: UInt32(rows.count), z: UInt32(composite.plane), w: UInt32(noise.plane)),
            light: VnFloat4(x: c.logScale * frame.exposure, y: 1 / c.logDivisor, z: c.logMaximum, w: 1 / c.depthDivisor),
            right: axis(Vec3(1, 0, 0), c.noiseScale), down: axis(Vec3(0, 1, 0), Float(noise.step)),
            forward: axis(Vec3(0, 0, 1), Float(maps.inputs[1].octetCount)))
    }

    /// From the input to gain and residual in the last head map: at the last step only in the picture's own rows, before it in the padding's too.
    func evaluation(_ maps: DeviceMaps, step: Int, isLast: Bool) -> [DeviceStage] {
        let levels = maps.levels, widths = configuration.channels, rows = isLast ? maps.size.height : maps.inputs[0].height, firstEntry = step * tableCount / 4
        var stages: [DeviceStage] = []
        func stage(_ name: String, _ outputs: [(String, DeviceMap, Int)], _ record: @escaping (borrowing Recording) throws(GPUError) -> Void) {
            stages.append(DeviceStage(name: name, outputs: outputs, record: record))
        }
        func run(
            _ c: DeviceConvolution, _ sources: [DeviceMap], to output: DeviceMap, spread: ConvolutionKernels.Spread = .plain, rows: Int? = nil,
            residual: DeviceMap? = nil, rectifies: Bool = true, _ recording: borrowing Recording
        ) throws(GPUError) {
            try kernels.run(
                c, sources, to: output, spread: spread, rows: rows, residual: residual, rectifies: rectifies, weights: weights, table: maps.table,
                firstEntry: firstEntry, in: recording)
        }
        func block(_ block: ResidualBlock<DeviceConvolution>, _ level: Int, _ recording: borrowing Recording) throws(GPUError) {
            let (map, scratch) = levels[level]
            try run(block.first, [map], to: scratch, recording)
            try run(block.second, [scratch], to: map, residual: map, recording)
        }
        let network = network, groups = configuration.inputGroups
        stage("stem", [("stem", levels[0].map, widths[0]), ("head-input", maps.inputs[0], groups[0]), ("rest-input", maps.inputs[1], groups[1])]) {
            recording throws(GPUError) in
            try run(network.stem, maps.inputs, to: levels[0].map, recording)
        }
        for level in 0...2 {
            stage("encode\(level)", [("encode\(level)", levels[level].map, widths[level])]) { recording throws(GPUError) in
                try block(network.encode[level], level, recording)
            }
            stage("down\(level + 1)", []) { recording throws(GPUError) in
                try run(network.down[level], [levels[level].map], to: levels[level + 1].map, recording)
            }
        }
        stage("bottom", [("bottom", levels[3].map, widths[3])]) { recording throws(GPUError) in
            for each in network.bottom { try block(each, 3, recording) }
        }
        for level in [2, 1, 0] {
            stage("decode\(level)", [("decode\(level)", levels[level].map, widths[level])]) { recording throws(GPUError) in
                let map = levels[level].map
                try run(network.up[level], [levels[level + 1].map], to: map, spread: .doubled, residual: map, rectifies: false, recording)
                try block(network.decode[level], level, recording)
            }
        }
        stage("features", [("features", maps.features, configuration.featureCount)]) { recording throws(GPUError) in
            for each in network.expand { try run(each, [levels[0].map], to: maps.features, spread: .shuffled, recording) }
        }
        // The last layer looks one row further than the picture goes.
        stage("head0", [("head0", maps.head[0], configuration.headWidth)]) { recording throws(GPUError) in
            try run(network.head[0], [maps.features, maps.inputs[0]], to: maps.head[0], rows: rows + 1, recording)
        }
        stage("head", [("head", maps.head[1], 8)]) { recording throws(GPUError) in
            try run(network.head[1], [maps.head[0]], to: maps.head[1], rows: rows, rectifies: false, recording)
        }
        return stages
    }

    /// A step along the bridge, of which `keep` is the share of the old state that stays; nil: into the picture.
    func end(_ frame: Frame, _ maps: DeviceMaps, keep: Float?) -> DeviceStage {
        let c = configuration, padded = maps.inputs[0]
        let constants = VnEstimate(
            size: VnUInt4(x: UInt32(maps.size.width), y: UInt32(maps.size.height), z: UInt32(padded.width), w: UInt32(padded.height)),
            state: VnUInt4(x: UInt32(padded.octetCount), y: UInt32(c.offset(of: PainterConfiguration.Input.state)), z: 0, w: 0),
            light: VnFloat4(x: c.logDivisor, y: c.logMaximum, z: 1 / (c.logScale * frame.exposure), w: keep ?? 0))
        return DeviceStage(name: "estimate", outputs: []) { recording throws(GPUError) in
            recording.run(
                self.estimate, variant: keep == nil ? 1 : 0, groups: ((padded.width * padded.height + 63) / 64, 1), constants,
                [maps.head[1].buffer.read, maps.composite.read, padded.buffer.readAndWritten, maps.painted.written])
        }
    }
}
