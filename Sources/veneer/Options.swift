import Foundation
import VeneerMath
import VeneerWorld

/// A mistake in how the program was called, or a failure that ends it: one line, with what to do.
struct CommandError: Error, CustomStringConvertible {
    var description: String
    init(_ description: String) { self.description = description }
}

/// One option of a command, as its help shows it.
struct Option: Sendable {
    var name: String
    var value: String?
    var help: String

    init(_ name: String, _ value: String? = nil, _ help: String) {
        self.name = name
        self.value = value
        self.help = help
    }
}

/// The words of a command line, checked against what the command knows.
struct Options {
    private var values: [String: String] = [:]
    let words: [String]
    let command: String

    init(_ arguments: [String], command: String, options: [Option], words wordNames: [String]) throws {
        self.command = command
        var words: [String] = []
        var index = 0
        while index < arguments.count {
            let argument = arguments[index]
            index += 1
            guard argument.hasPrefix("--") else {
                words.append(argument)
                continue
            }
            let parts = argument.split(separator: "=", maxSplits: 1).map(String.init)
            guard let option = options.first(where: { $0.name == parts[0] }) else {
                let near = Nearest.to(parts[0], among: options.map(\.name)).map { "; did you mean \($0)?" } ?? ""
                throw CommandError("veneer \(command) has no option \(parts[0])\(near); see ./veneer \(command) --help")
            }
            if option.value == nil {
                values[option.name] = ""
            } else if parts.count == 2 {
                values[option.name] = parts[1]
            } else {
                guard index < arguments.count else { throw CommandError("\(option.name) needs a value: \(option.name) \(option.value ?? "")") }
                values[option.name] = arguments[index]
                index += 1
            }
        }
        let required = wordNames.filter { !$0.hasPrefix("[") }.count
        guard words.count >= required else { throw CommandError("veneer \(command) needs \(wordNames[words.count]); see ./veneer \(command) --help") }
        guard words.count <= wordNames.count else {
            throw CommandError("veneer \(command): don't know what to do with \"\(words[wordNames.count])\"; see ./veneer \(command) --help")
        }
        self.words = words
    }

    func has(_ name: String) -> Bool { values[name] != nil }
    func text(_ name: String) -> String? { values[name] }

    func number(_ name: String, default fallback: Double, in range: ClosedRange<Double>) throws -> Double {
        guard let text = values[name] else { return fallback }
        guard let number = Double(text), range.contains(number) else {
            throw CommandError("\(name) is \"\(text)\"; it must be a number in \(range.lowerBound.short)...\(range.upperBound.short)")
        }
        return number
    }

    func integer(_ name: String, default fallback: Int, in range: ClosedRange<Int>) throws -> Int {
        guard let text = values[name] else { return fallback }
        guard let number = Int(text), range.contains(number) else {
            throw CommandError("\(name) is \"\(text)\"; it must be a whole number in \(range.lowerBound)...\(range.upperBound)")
        }
        return number
    }

    func size(default fallback: FrameSize) throws -> FrameSize {
        guard let text = values["--size"] else { return fallback }
        guard let size = FrameSize(text) else { throw CommandError("--size is \"\(text)\"; it must be WIDTHxHEIGHT, each 64...8192, like 384x216") }
        return size
    }
}

extension Double {
    fileprivate var short: String { self == rounded() ? String(Int(self)) : String(self) }
}
