import Foundation
@main struct Command {
    static func main() {
        let arguments = Array(CommandLine.arguments.dropFirst())
        do {
            try ExportScenes.run(Options(Array(arguments.dropFirst()), command: "export-scenes", options: ExportScenes.options, words: []))
        } catch {
            FileHandle.standardError.write(Data("veneer: \(error)\n".utf8))
            exit(1)
        }
    }
}
