import Foundation

/// Compiles every shader of a folder to SPIR-V and writes one Swift file that holds them.
@main struct ShaderCompiler {
    static func main() throws {
        let arguments = CommandLine.arguments
        guard arguments.count == 3 else { fail("usage: ShaderCompiler SHADER_FOLDER OUTPUT.swift") }
        let folder = URL(fileURLWithPath: arguments[1]), output = URL(fileURLWithPath: arguments[2])
        let shaders = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
            .filter { ["vert", "frag", "comp"].contains($0.pathExtension) }
            .sorted { $0.lastPathComponent < $1.lastPathComponent }
        var source = "// Written by the build from the shaders beside this target.\npublic enum SPIRV {\n"
        for shader in shaders {
            let words = try compile(shader, include: folder.appendingPathComponent("Types"))
            let name = shader.lastPathComponent.split(separator: ".").map(String.init)
            let identifier = name[0] + name[1].capitalized
            source += "    public static let \(identifier): [UInt32] = [\(words.map(String.init).joined(separator: ","))]\n"
        }
        source += "}\n"
        try source.write(to: output, atomically: true, encoding: .utf8)
    }

    static func compile(_ shader: URL, include: URL) throws -> [UInt32] {
        let spirv = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).spv")
        defer { try? FileManager.default.removeItem(at: spirv) } // a leftover temporary file harms nobody
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["glslc", "--target-env=vulkan1.3", "-O", "-Werror", "-I", include.path, shader.path, "-o", spirv.path]
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { fail("glslc failed on \(shader.lastPathComponent)") }
        let data = try Data(contentsOf: spirv)
        return data.withUnsafeBytes { bytes in
            (0..<bytes.count / 4).map { bytes.loadUnaligned(fromByteOffset: $0 * 4, as: UInt32.self) }
        }
    }

    static func fail(_ message: String) -> Never {
        FileHandle.standardError.write(Data((message + "\n").utf8))
        exit(1)
    }
}
