import Foundation
import VeneerAssets
import VeneerExport
import VeneerWorld

/// A verb of the command line.
struct Verb: Sendable {
    var name: String
    /// Names of its words; those in brackets may be left out.
    var words: [String]
    var summary: String
    var options: [Option]
    var run: @Sendable (Options) throws -> Void

    var help: String {
        let usage = "usage: ./veneer \(name)" + words.map { " \($0)" }.joined() + (options.isEmpty ? "" : " [options]")
        let rows = options.map { ("  \($0.name) \($0.value ?? "")", $0.help) }
        let width = (rows.map(\.0.count).max() ?? 0) + 2
        return ([usage, "", summary] + (rows.isEmpty ? [] : [""]) + rows.map { $0.0.padding(toLength: width, withPad: " ", startingAt: 0) + $0.1 })
            .joined(separator: "\n")
    }
}

@main struct Command {
    static let verbs: [Verb] = [
        DemoCommand.verb, ViewCommand.verb, ClipCommand.verb, DatasetCommand.verb, GenerateCommand.verb, SheetCommand.verb, RunCommand.verb, ReplayCommand.verb,
        ForkCommand.verb,
        InspectCommand.verb, BenchCommand.verb, DoctorCommand.verb, ExportMeshesCommand.verb, ExportScenesCommand.verb, ExportFramesCommand.verb,
        ModelSheetsCommand.verb, SteadinessCommand.verb,
    ]

    static func main() {
        Interrupt.install()
        let arguments = Array(CommandLine.arguments.dropFirst())
        guard let name = arguments.first, !["help", "--help", "-h"].contains(name) else { return print(overview) }
        do {
            guard let verb = verbs.first(where: { $0.name == name }) else {
                let near = Nearest.to(name, among: verbs.map(\.name))
                throw CommandError("there is no command \"\(name)\"" + (near.map { "; did you mean \"\($0)\"?" } ?? "") + "; see ./veneer --help")
            }
            let rest = Array(arguments.dropFirst())
            if rest.contains("--help") || rest.contains("-h") { return print(verb.help) }
            try verb.run(Options(rest, command: name, options: verb.options, words: verb.words))
        } catch {
            FileHandle.standardError.write(Data("veneer: \(error)\n".utf8))
            // The launcher fetches furniture where it is missing.
            exit("\(error)".contains(ModelLibrary.howToInstall) ? 69 : 1)
        }
        if Interrupt.isRequested { exit(130) }
    }

    static var overview: String {
        let width = (verbs.map(\.name.count).max() ?? 0) + 2
        return "Veneer: physics is the truth, the picture is a veneer.\n\nusage: ./veneer COMMAND [options]\n\n"
            + verbs.map { "  " + $0.name.padding(toLength: width, withPad: " ", startingAt: 0) + $0.summary }.joined(separator: "\n")
            + "\n\nThe launcher adds: test (all tests), train (the painter's learning loop), python (its Python).\n./veneer COMMAND --help says more."
    }
}
