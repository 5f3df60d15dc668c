import Foundation
import PackagePlugin

@main struct Shaderc: BuildToolPlugin {
    func createBuildCommands(context: PluginContext, target: Target) throws -> [Command] {
        let folder = target.directoryURL
        let output = context.pluginWorkDirectoryURL.appendingPathComponent("SPIRV.swift")
        // The folder itself is an input too, so that adding and removing a shader rebuilds.
        var inputs = [folder]
        if let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil) {
            inputs += files.compactMap { $0 as? URL }.filter { ["vert", "frag", "comp", "glsl", "h"].contains($0.pathExtension) }
        }
        return [
            .buildCommand(
                displayName: "Compiling shaders", executable: try context.tool(named: "ShaderCompiler").url,
                arguments: [folder.path, output.path], inputFiles: inputs, outputFiles: [output])
        ]
    }
}
