import Foundation
import VeneerWorld

extension Theme {
    static var names: String { allCases.map(\.rawValue).joined(separator: ", ") }

    static func named(_ name: String) throws -> Theme {
        guard let theme = Theme(rawValue: name) else {
            let near = Nearest.to(name, among: allCases.map(\.rawValue))
            throw CommandError("there is no theme \"\(name)\"" + (near.map { "; did you mean \"\($0)\"?" } ?? "") + "; themes: \(names)")
        }
        if FurnitureStock.installed.isEmpty { FileHandle.standardError.write(Data("veneer: \(FurnitureStock.howToGet)\n".utf8)) }
        return theme
    }
}
