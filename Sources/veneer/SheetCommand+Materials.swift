import Foundation
import VeneerExport
import VeneerFrame
import VeneerGPU
import VeneerMath
import VeneerSession
import VeneerWorld

extension SheetCommand {
    /// A row a pair of materials: each near, at arm's length and far.
    static func showMaterials(of world: World, _ options: Options) throws {
        let configuration = try SessionOptions.configuration(options), device = try GPUDevice()
        let use = options.text("--use") == nil ? nil : Float(try options.number("--use", default: 0, in: 0...1))
        let columns = try options.integer("--columns", default: 2, in: 1...20)
        let materials = world.sampled
        var rows: [ContactSheet.Row] = []
        var progress = ProgressLine("sheet", total: materials.count, unit: "materials")
        for (index, var material) in materials.enumerated() where !Interrupt.isRequested {
            if let use { material.use = use }
            let samples = World.samples(of: material)
            let maker = try FrameMaker(world: samples, size: configuration.size, device: device, painter: nil)
            maker.lightBudget = configuration.lightBudget
            if index % columns == 0 { rows.append(.init(label: "", pictures: [])) }
            for key in samples.camera.keys {
                rows[rows.count - 1].pictures.append(try picture(of: samples, at: key, maker))
            }
            rows[rows.count - 1].label += (index % columns == 0 ? "" : ", ") + material.name
            progress.advance(to: index + 1)
        }
        progress.finish()
        let out = URL(fileURLWithPath: options.text("--out") ?? "sheet.png")
        try AtomicFile.write(PNG.encode(ContactSheet(title: "\(materials.count) materials, \(configuration.size)", rows: rows).picture()), to: out)
        print(out.path)
    }
}
