import Foundation
import VeneerExport
import VeneerGPU
import VeneerSession
import VeneerWorld

extension SheetCommand {
    static func showShapes(_ options: Options) throws {
        let configuration = try SessionOptions.configuration(options), device = try GPUDevice(named: configuration.device)
        let worlds = ShapeSamples.worlds, columns = try options.integer("--columns", default: 4, in: 1...40)
        var rows: [ContactSheet.Row] = []
        var progress = ProgressLine("sheet", total: worlds.count, unit: "shapes")
        for (index, world) in worlds.enumerated() where !Interrupt.isRequested {
            let maker = try FrameMaker(world: world, size: configuration.size, device: device, painter: nil)
            maker.lightBudget = configuration.lightBudget
            if index % columns == 0 { rows.append(.init(label: "", pictures: [])) }
            rows[rows.count - 1].label += (index % columns == 0 ? "" : ", ") + world.name
            for key in world.camera.keys { rows[rows.count - 1].pictures.append(try picture(of: world, at: key, maker)) }
            progress.advance(to: index + 1)
        }
        progress.finish()
        let out = URL(fileURLWithPath: options.text("--out") ?? "sheet.png")
        try AtomicFile.write(PNG.encode(ContactSheet(title: "\(worlds.count) shapes, \(configuration.size)", rows: rows).picture()), to: out)
        print(out.path)
    }
}
