import Foundation
import VeneerMath

/// A material as an MTL file gives it.
struct MaterialDescription: Equatable {
    var name: String
    var diffuse = Vec3(0.8, 0.8, 0.8)
    var specular = Vec3.zero
    var shininess: Float = 0
    var opacity: Float = 1
    var illumination = 2
    var texture: String?
}

enum MaterialLibrary {
    /// Unknown lines are skipped: programs add their own.
    static func parse(_ bytes: [UInt8]) -> [MaterialDescription] {
        var materials: [MaterialDescription] = []
        bytes.withUnsafeBufferPointer { buffer in
            var scanner = TextScanner(buffer)
            while !scanner.isAtEnd {
                let key = String(decoding: scanner.word(), as: UTF8.self)
                if key == "newmtl" {
                    materials.append(MaterialDescription(name: scanner.rest()))
                } else if !materials.isEmpty {
                    read(key, &scanner, into: &materials[materials.count - 1])
                }
                scanner.skipLine()
            }
        }
        return materials
    }

    private static func read(_ key: String, _ scanner: inout TextScanner, into material: inout MaterialDescription) {
        func number() -> Float? { scanner.number().map { Float($0) } }
        func colour() -> Vec3? {
            guard let r = number() else { return nil }
            guard let g = number(), let b = number() else { return Vec3(r, r, r) }
            return Vec3(r, g, b)
        }
        switch key {
        case "Kd": material.diffuse = colour() ?? material.diffuse
        case "Ks": material.specular = colour() ?? material.specular
        case "Ns": material.shininess = number() ?? material.shininess
        case "d": material.opacity = number() ?? material.opacity
        case "Tr": material.opacity = number().map { 1 - $0 } ?? material.opacity
        case "illum": material.illumination = number().flatMap { Int(exactly: $0) } ?? material.illumination
        case "map_Kd": material.texture = fileName(scanner.rest())
        default: break
        }
    }

    /// What stands behind options such as `-s 1 1 1`.
    static func fileName(_ text: String) -> String? {
        var words = text.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
        while let option = words.first, option.hasPrefix("-") {
            words.removeFirst()
            let takesNumbers = ["-s", "-o", "-t", "-mm", "-bm", "-boost", "-texres"].contains(option)
            while let word = words.first, takesNumbers ? Double(word) != nil : ["on", "off"].contains(word) { words.removeFirst() }
        }
        let name = words.joined(separator: " ").replacingOccurrences(of: "\\", with: "/")
        return name.isEmpty ? nil : name
    }
}

/// How a part of a model looks: a colour or a texture, and how it reflects. Scene-linear Rec.709.
public struct ModelMaterial: Sendable, Equatable {
    public var name: String
    /// The mean of its texture where it has one.
    public var colour: Vec3
    public var textureIndex: Int?
    /// Perceptual; GGX alpha is its square.
    public var roughness: Float
    public var metallic: Float

    static let fallback = ModelMaterial(name: "none", colour: Vec3(0.5, 0.5, 0.5), textureIndex: nil, roughness: 0.7, metallic: 0)
    static let darkest: Float = 0.01, lightest: Float = 0.88

    init(name: String, colour: Vec3, textureIndex: Int?, roughness: Float, metallic: Float) {
        self.name = name
        self.colour = colour
        self.textureIndex = textureIndex
        self.roughness = roughness
        self.metallic = metallic
    }

    init(_ description: MaterialDescription, textureIndex: Int?) {
        let name = description.name.lowercased()
        let shine = description.specular.clamped(lowerBound: .zero, upperBound: Vec3(1, 1, 1)).sum() / 3
        // Files don't say whether colours are linear or display-encoded, and both occur: halfway.
        func linear(_ x: Float) -> Float { clamp(powf(clamp(x, 0, 1), 1.6), ModelMaterial.darkest, ModelMaterial.lightest) }
        var colour = Vec3(linear(description.diffuse.x), linear(description.diffuse.y), linear(description.diffuse.z))
        var roughness: Float = 0.85, metallic: Float = 0
        if shine > 0.02, description.illumination >= 2 {
            // Phong's exponent as GGX; weak highlights pass for rough ones.
            roughness = clamp(powf(2 / (max(0, description.shininess) + 2), 0.25) + 0.25 * (1 - sqrtf(shine)), 0.2, 0.85)
            // Sharper than what modelling programs begin with: lacquer and car paint, and meant.
            if description.shininess > 100, shine > 0.45 { roughness = max(0.16, roughness * 0.6) }
        }
        if textureIndex == nil, ModelMaterial.metals.contains(where: name.contains) {
            metallic = 1
            roughness = name.contains("chrom") ? 0.15 : 0.3
            colour = colour * max(1, 0.45 / max(0.01, colour.luminance))
            colour = colour.clamped(lowerBound: .zero, upperBound: Vec3(repeating: 0.92))
        }
        let isGlass = description.opacity < 0.5 || description.opacity < 0.97 && ModelMaterial.panes.contains(where: name.contains)
        if textureIndex == nil, isGlass {
            // Glass as smoked glass: dark, smooth, and there.
            colour = (colour * 0.4 + Vec3(repeating: 0.6 * colour.luminance)) * description.opacity * 0.6 + 0.02
            (roughness, metallic) = (0.08, 0)
        }
        if textureIndex == nil, name.contains("mirror"), !name.contains("black") {
            // Silvered glass: files give it grey paint with a highlight.
            (colour, roughness, metallic) = (Vec3(0.84, 0.87, 0.85), 0.03, 1)
        }
        self.init(name: description.name, colour: colour, textureIndex: textureIndex, roughness: roughness, metallic: metallic)
    }

    private static let panes = ["glass", "cristal", "window"]
    private static let metals = ["metal", "chrom", "steel", "alumin", "inox", "gold", "silver", "brass", "copper", "bronze", "iron"]
}
