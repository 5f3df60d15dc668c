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
        // As text: compiling a long list of numbers takes minutes.
        var source = """
            // Written by the build from the shaders beside this target.
            import Foundation

            public enum SPIRV {
                private static func words(_ base64: String) -> [UInt32] {
                    guard let data = Data(base64Encoded: base64) else { preconditionFailure("a shader's text is broken; build again") }
                    return data.withUnsafeBytes { bytes in
                        (0..<bytes.count / 4).map { bytes.loadUnaligned(fromByteOffset: $0 * 4, as: UInt32.self) }
                    }
                }

            """
        for shader in shaders {
            let data = try compile(shader, include: folder.appendingPathComponent("Types"))
            let name = shader.lastPathComponent.split(separator: ".").map(String.init)
            let identifier = name[0] + name[1].capitalized
            source += "    public static let \(identifier) = words(\"\(data.base64EncodedString())\")\n"
        }
        source += "}\n"
        try source.write(to: output, atomically: true, encoding: .utf8)
    }

    static func compile(_ shader: URL, include: URL) throws -> Data {
        let spirv = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).spv")
        defer { try? FileManager.default.removeItem(at: spirv) } // a leftover temporary file harms nobody
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["glslc", "--target-env=vulkan1.3", "-O", "-Werror", "-I", include.path, shader.path, "-o", spirv.path]
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { fail("glslc failed on \(shader.lastPathComponent)") }
        return try Data(contentsOf: spirv)
    }

    static func fail(_ message: String) -> Never {
        FileHandle.standardError.write(Data((message + "\n").utf8))
        exit(1)
    }
}
