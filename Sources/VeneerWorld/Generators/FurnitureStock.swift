import Foundation
import VeneerAssets
import VeneerMath

/// The models that generators choose from, as `Furniture.txt` lists them.
public struct FurnitureStock: Sendable {
    struct Item: Sendable, Equatable {
        var kind: String
        /// As worlds name it.
        var model: String
        var front: Front
        var stands: Standing
        var weight: Int
        /// 0: it stays where it stands.
        var massInKilograms: Float = 0
        /// Of a level that things are put on.
        var topHeight: Float?
        /// Of a lamp's light.
        var bulbHeight: Float?
        /// Width, depth and height when it faces −y.
        var size: Vec3 = .zero
    }

    enum Front: String { case forward = "-y", left = "-x", right = "+x", backward = "+y", round }
    enum Standing: String { case floor, wall, hung, table }

    let items: [Item]

    /// Without models: generators then build everything of solids.
    public static let none = FurnitureStock(items: [])

    /// What is listed, where the pack is installed; else nothing.
    public static let installed: FurnitureStock = {
        // Without the pack there are no models: whoever asks for worlds is told so once (`howToGet`).
        guard let catalogue = try? ModelLibrary.catalogue() else { return .none }
        return FurnitureStock(
            items: listed.compactMap { item in
                // Another release of the pack may lack it.
                guard let entry = catalogue[item.model] else { return nil }
                var item = item
                item.size = item.front.isAcross ? Vec3(entry.sizeInMetres.y, entry.sizeInMetres.x, entry.sizeInMetres.z) : entry.sizeInMetres
                return item
            })
    }()

    public var isEmpty: Bool { items.isEmpty }
    public static let howToGet = "furniture models are not installed, so worlds are made of plain shapes; \(ModelLibrary.howToInstall)"

    func items(_ kind: String, within most: Vec3?) -> [Item] {
        items.filter { item in item.kind == kind && (most.map { (item.size .<= $0) == SIMDMask(repeating: true) } ?? true) }
    }
}

extension FurnitureStock.Front {
    var isAcross: Bool { self == .left || self == .right }

    /// Turns it to face −y.
    var yawInDegrees: Float {
        switch self {
        case .forward, .round: 0
        case .left: 90
        case .right: -90
        case .backward: 180
        }
    }
}

extension FurnitureStock {
    static let listed: [Item] = {
        let text = String(decoding: PackageResources.Furniture_txt, as: UTF8.self)
        return text.split(separator: "\n", omittingEmptySubsequences: false).enumerated().compactMap { index, line in
            if line.allSatisfy(\.isWhitespace) || line.hasPrefix("#") { return nil }
            guard let item = Item(line) else { preconditionFailure("Furniture.txt:\(index + 1) is not: kind, model, front, stands, weight, more") }
            return item
        }
    }()
}

extension FurnitureStock.Item {
    /// Columns stand two spaces or more apart, since kinds have spaces in them.
    init?(_ line: Substring) {
        let columns = line.components(separatedBy: "  ").map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
        guard columns.count == 5 || columns.count == 6, let front = FurnitureStock.Front(rawValue: columns[2]),
            let stands = FurnitureStock.Standing(rawValue: columns[3]), let weight = Int(columns[4]), weight > 0
        else { return nil }
        self.init(kind: columns[0], model: "\(Catalogue.prefix)/\(columns[1])", front: front, stands: stands, weight: weight)
        for field in columns.dropFirst(5) {
            let words = field.split(separator: " ")
            guard words.count == 2, let value = Float(words[1]) else { return nil }
            switch words[0] {
            case "mass": massInKilograms = value
            case "top": topHeight = value
            case "bulb": bulbHeight = value
            default: return nil
            }
        }
    }
}
