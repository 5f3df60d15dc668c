import Foundation
import Testing
import VeneerExport

private let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

/// The program as people start it.
private struct Program {
    var arguments: [String]
    var environment: [String: String] = [:]

    private func process() -> (Process, Pipe, Pipe) {
        let process = Process(), out = Pipe(), error = Pipe()
        process.executableURL = root.appendingPathComponent(".build/release/VeneerCommand")
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(["VENEER_ROOT": root.path]) { $1 }.merging(environment) { $1 }
        process.standardOutput = out
        process.standardError = error
        return (process, out, error)
    }

    func run() throws -> (status: Int32, out: String, error: String) {
        let (process, out, error) = process()
        try process.run()
        let said = String(decoding: out.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        let complained = String(decoding: error.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return (process.terminationStatus, said, complained)
    }

    func start() throws -> Process {
        let (process, _, _) = process()
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        return process
    }
}

private func withTemporaryFolder(_ body: (URL) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("veneer-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) } // leavings in the temporary folder harm nobody
    try body(folder)
}

private func names(_ folder: URL) -> [String] { ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []).sorted() } // none: empty

@Suite struct GenerateTests {
    /// Without the furniture every theme still makes a world, the same one again, and one line says how to get it.
    @Test(arguments: ["kitchen", "street"]) func worldsDoWithoutFurniture(theme: String) throws {
        let program = Program(arguments: ["generate", theme, "--seed", "3"], environment: ["VENEER_FURNITURE": "/nowhere"])
        let (status, world, said) = try program.run()
        #expect(status == 0 && world.contains("\"bodies\"") && !world.contains("pack:"))
        #expect(said.split(separator: "\n").count == 1 && said.contains("sudo apt-get install sweethome3d-furniture"), "\(said)")
        #expect(try program.run().out == world)
    }
}

@Suite struct ForkTests {
    /// Rollouts of the same second: noise tells them apart, none of it doesn't, and each log replays.
    @Test func rolloutsHaveLogsOfTheirOwn() throws {
        try withTemporaryFolder { folder in
            let log = folder.appendingPathComponent("a.log").path
            let ran = try Program(arguments: ["run", "tabletop", "--seconds", "2", "--log", log, "--states", folder.appendingPathComponent("a.json").path])
                .run()
            #expect(ran.status == 0, "\(ran.error)")
            func hashes(_ more: String...) throws -> [Substring] {
                let (status, said, complained) = try Program(arguments: ["fork", log, "--at", "1", "--seconds", "1"] + more).run()
                #expect(status == 0, "\(complained)")
                return said.split(separator: "\n").dropFirst().map { $0.split(separator: " ")[1] }
            }
            let plain = try hashes("--count", "2"), noisy = try hashes("--count", "3", "--noise", "0.2")
            #expect(plain.count == 2 && plain.allSatisfy { ran.out.contains("state \($0) at") }, "\(plain), \(ran.out)")
            #expect(Set(noisy).count == 3)
            #expect(names(folder) == ["a-fork-1.log", "a-fork-2.log", "a-fork-3.log", "a.json", "a.log"])
            let replayed = try Program(arguments: ["replay", folder.appendingPathComponent("a-fork-3.log").path, "--verify"]).run()
            #expect(replayed.status == 0 && replayed.out.contains("state \(noisy[2]) at tick 480"), "\(replayed)")
            let measured = try hashes("--count", "1", "--inject", folder.appendingPathComponent("a.json").path)
            #expect(measured.count == 1 && measured[0] != plain[0])
            let late = try Program(arguments: ["fork", log, "--at", "3"]).run()
            #expect(late.status == 1 && late.error == "veneer: --at: a.log runs from 0.0 to 2.0 s\n")
        }
    }
}

@Suite(.serialized) struct MistakeTests {
    /// Arguments, environment, and what the one line must say.
    static let mistakes: [([String], [String: String], String)] = [
        (["clip", "tabeltop"], [:], "did you mean \"tabletop\""), (["clip"], [:], "needs WORLD"), (["clpi"], [:], "did you mean \"clip\""),
        (["clip", "tabletop", "--sice", "2x2"], [:], "no option --sice"), (["clip", "tabletop", "--size", "12"], [:], "WIDTHxHEIGHT"),
        (["clip", "tabletop", "--seconds", "-1"], [:], "--seconds"), (["clip", "tabletop", "--fps", "7"], [:], "divide 240"),
        (["clip", "tabletop", "--channels", "colour"], [:], "no channel \"colour\""), (["clip", "/nowhere/w.jsonc"], [:], "cannot be read"),
        (["clip", "tabletop", "--weights", "/nowhere/w.safetensors"], [:], "no painter weights at"),
        (["clip", "tabletop", "--no-paint", "--out", "/proc/no/c.mp4"], [:], "/proc/no"), (["replay", "/nowhere/x.log"], [:], "x.log"),
        (["dataset", "tabletop", "--no-paint"], ["VK_DRIVER_FILES": "/nowhere.json", "VK_ICD_FILENAMES": "/nowhere.json"], "mesa-vulkan-drivers"),
        (["clip", "tabletop", "--no-paint", "--device", "Voodoo"], [:], "named like \"Voodoo\""),
        (["clip", "tabletop", "--no-paint", "--size", "8192x8192"], ["VENEER_DEVICE": "llvmpipe"], "choose a smaller --size"),
        (["clip", "tabletop", "--camera", "mian"], [:], "did you mean \"main\""),
        (["dataset", "tabletop", "--cameras", "main,left"], [:], "no camera \"left\""),
        (["dataset", "tabletop", "--cameras", "main,main"], [:], "one twice"),
        (["view", "tabletop", "--no-paint"], ["DISPLAY": "", "WAYLAND_DISPLAY": ""], "display"),
        (["inspect", "pack:sweethome3d/Scopia/chair"], ["VENEER_FURNITURE": "/nowhere"], "sudo apt-get install sweethome3d-furniture"),
        (["inspect", "file:/nowhere/chair.obj"], [:], "/nowhere/chair.obj"),
    ]

    @Test(arguments: mistakes) func aMistakeGetsOneClearLine(arguments: [String], environment: [String: String], says: String) throws {
        try withTemporaryFolder { folder in
            var words = arguments
            if ["clip", "dataset"].contains(words[0]), words.count > 1, !words.contains("--out") {
                words += ["--out", folder.appendingPathComponent("c").path]
            }
            let result = try Program(arguments: words, environment: environment).run()
            // The launcher knows by its status that furniture is missing.
            #expect(result.status == (says.contains("furniture") ? 69 : 1))
            #expect(result.error.contains(says), "\(result.error)")
            #expect(result.error.hasPrefix("veneer: ") && result.error.filter { $0 == "\n" }.count == 1, "\(result.error)")
            #expect(names(folder).filter { $0 != "c" } == [] && names(folder.appendingPathComponent("c")) == [])
        }
    }

    @Test func aBrokenWorldNamesItsLine() throws {
        try withTemporaryFolder { folder in
            let file = folder.appendingPathComponent("broken.jsonc")
            try "{ \"veneer\": 1,\n \"name\": }".write(to: file, atomically: false, encoding: .utf8)
            let result = try Program(arguments: ["inspect", file.path]).run()
            #expect(result.status == 1 && result.error.hasPrefix("veneer: broken.jsonc:2: "), "\(result.error)")
        }
    }

    @Test(arguments: [0, 5, 400, 200_000]) func aWeightsFileCutShortIsNamed(byteCount: Int) throws {
        try withTemporaryFolder { folder in
            let whole = try AtomicFile.read(root.appendingPathComponent("Models/painter-s.safetensors"))
            let file = folder.appendingPathComponent("cut.safetensors")
            try AtomicFile.write(Array(whole.prefix(byteCount)), to: file)
            let result = try Program(arguments: ["clip", "tabletop", "--weights", file.path, "--out", folder.appendingPathComponent("c.mp4").path]).run()
            #expect(result.status == 1 && result.error.contains("cut.safetensors") && result.error.filter { $0 == "\n" }.count == 1, "\(result.error)")
            #expect(names(folder) == ["cut.safetensors"])
        }
    }

    @Test func everyCommandHasHelp() throws {
        let overview = try Program(arguments: ["--help"]).run().out
        for verb in ["demo", "view", "clip", "dataset", "generate", "run", "replay", "inspect", "bench", "doctor"] {
            #expect(overview.contains("  \(verb) "))
            let help = try Program(arguments: [verb, "--help"]).run()
            #expect(help.status == 0 && help.out.hasPrefix("usage: ./veneer \(verb)"))
        }
    }
}

@Suite(.serialized) struct InterruptionTests {
    private let quick = ["--no-paint", "--size", "96x64"]

    private func wait(atMostSeconds limit: Double, until condition: () -> Bool) {
        let start = Date()
        while !condition(), Date().timeIntervalSince(start) < limit { usleep(20_000) }
    }

    @Test func aKilledDatasetLeavesOnlyWholeEpisodes() throws {
        try withTemporaryFolder { folder in
            let arguments = ["dataset", "tabletop", "--episodes", "50", "--seconds", "0.25", "--out", folder.path] + quick
            let process = try Program(arguments: arguments).start()
            // In the middle of an episode after the first whole one.
            wait(atMostSeconds: 120) { names(folder).contains { $0.hasPrefix("episode-") } && names(folder).contains { $0.hasPrefix(".partial") } }
            kill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()
            let whole = names(folder).filter { $0.hasPrefix("episode-") }
            #expect(!whole.isEmpty && whole.count < 50)
            for name in whole {
                let episode = try EpisodeReader(folder.appendingPathComponent(name))
                #expect(episode.description.frames == 6)
                for index in 0..<6 { _ = try (episode.frame(index), episode.picture(index), episode.ids(index), episode.depthInMetres(index)) }
            }
            // Going on keeps the whole ones and cleans up after the dead one.
            let again = try Program(
                arguments: ["dataset", "tabletop", "--episodes", "\(whole.count + 1)", "--seconds", "0.25", "--out", folder.path, "--resume"] + quick
            ).run()
            #expect(again.status == 0)
            #expect(names(folder) == (0...whole.count).map { EpisodeWriter.name(ofEpisode: $0) })
        }
    }

    /// Each episode draws by its own seed what its world leaves to chance; the same seeds draw the same. Who walks is in its frames.
    @Test func episodesDrawChanceAnewAndAgain() throws {
        try withTemporaryFolder { folder in
            let file = folder.appendingPathComponent("w.jsonc")
            try """
            { "veneer": 1, "name": "w", "materials": { "grey": { "kind": "plain", "colour": [0.5, 0.5, 0.5] } },
              "bodies": [{ "name": "floor", "shape": { "box": [9, 9, 0.2] }, "material": "grey", "position": [0, 0, -0.1] },
                         { "name": "ball", "shape": { "sphere": 0.1 }, "material": "grey", "position": [0, 0, 1], "mass": { "uniform": [1, 9] } }],
              "walkers": [{ "name": "visitor", "position": [1, 0.5, 0] }],
              "look": { "timeOfDay": 12 }, "camera": { "keys": [{ "eye": [0, -5, 3], "target": [0, 0, 0] }] } }
            """.write(to: file, atomically: true, encoding: .utf8)
            func worlds(_ out: String, seed: Int) throws -> [String] {
                let dataset = folder.appendingPathComponent(out)
                let said = try Program(
                    arguments: ["dataset", file.path, "--episodes", "2", "--seed", "\(seed)", "--seconds", "0.05", "--out", dataset.path] + quick
                ).run()
                #expect(said.status == 0, "\(said.error)")
                return try (0..<2).map {
                    let episode = dataset.appendingPathComponent(EpisodeWriter.name(ofEpisode: $0))
                    let walkers = try #require(try EpisodeReader(episode).frame(0).walkers)
                    #expect(walkers.map(\.name) == ["visitor"] && abs(walkers[0].feet[0] - 1) < 0.01 && walkers[0].feet.count == 3)
                    return try String(contentsOf: episode.appendingPathComponent("world.jsonc"), encoding: .utf8)
                }
            }
            func mass(_ world: String) throws -> String { String(try #require(world.firstMatch(of: /"ball".*?"mass": ([0-9.]+)/.dotMatchesNewlines())).1) }
            let first = try worlds("a", seed: 3), again = try worlds("b", seed: 3), later = try worlds("c", seed: 4)
            #expect(first == again)
            #expect(try mass(first[0]) != mass(first[1]))
            // An episode is its seed's, wherever it stands.
            #expect(try mass(first[1]) == mass(later[0]))
        }
    }

    @Test func ctrlCLeavesAPlayableClipAndAReadableLog() throws {
        try withTemporaryFolder { folder in
            let clip = folder.appendingPathComponent("c.mp4"), log = folder.appendingPathComponent("c.log")
            let process = try Program(arguments: ["clip", "tabletop", "--seconds", "600", "--out", clip.path, "--log", log.path] + quick).start()
            wait(atMostSeconds: 60) { ((try? log.resourceValues(forKeys: [.fileSizeKey]))?.fileSize ?? 0) > 40_000 } // no file yet: wait on
            usleep(1_500_000)
            process.interrupt()
            process.waitUntilExit()
            #expect(process.terminationStatus == 130)
            #expect(names(folder) == ["c.log", "c.mp4"])
            let replay = try Program(arguments: ["replay", log.path, "--verify"]).run()
            #expect(replay.status == 0 && replay.out.contains(" 0 differ"), "\(replay.out)\(replay.error)")
            let probe = Process(), pipe = Pipe()
            probe.executableURL = URL(fileURLWithPath: "/usr/bin/env")
            probe.arguments = ["ffprobe", "-v", "error", "-count_frames", "-show_entries", "stream=nb_read_frames,color_space", "-of", "csv=p=0", clip.path]
            probe.standardOutput = pipe
            try probe.run()
            let said = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
            probe.waitUntilExit()
            let fields = said.trimmingCharacters(in: .whitespacesAndNewlines).split(separator: ",")
            #expect(fields.count == 2 && fields[0] == "bt709" && (Int(fields[1]) ?? 0) >= 1, "\(said)")
        }
    }

    @Test func aKilledClipLeavesNothingUnderItsName() throws {
        try withTemporaryFolder { folder in
            let clip = folder.appendingPathComponent("c.mp4")
            let process = try Program(arguments: ["clip", "tabletop", "--seconds", "600", "--out", clip.path] + quick).start()
            wait(atMostSeconds: 60) { names(folder).contains { $0.hasPrefix(".partial") } }
            kill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()
            #expect(!FileManager.default.fileExists(atPath: clip.path))
        }
    }
}

@Suite struct SameSeedTests {
    /// 5,000 broken worlds, meshes, robots and logs: with those of `FuzzTests`, 10,000.
    @Test(.timeLimit(.minutes(10))) func brokenFilesOfEveryKindAreRefusedInOneLine() throws {
        let said = try Program(arguments: ["bench", "fuzz", "--cases", "5000"]).run()
        #expect(said.status == 0, "\(said.error.suffix(400))")
        for kind in ["world", "mesh", "robot", "log"] {
            #expect(said.out.contains("fuzz  \(kind)  cases 1250.00 files"))
            let refused = said.out.split(separator: "\n").first { $0.hasPrefix("fuzz  \(kind)  refused") }.flatMap { Double($0.split(separator: " ")[3]) } ?? 0
            #expect(refused > 250 && refused < 1250, "\(kind): \(refused) of 1250 refused")
        }
    }

    @Test func aSeedDrawsAWorldAnewAndItsSensorsAndEventsAreWritten() throws {
        try withTemporaryFolder { folder in
            let file = folder.appendingPathComponent("drawn.jsonc"), states = folder.appendingPathComponent("states.json")
            let events = folder.appendingPathComponent("events.jsonl"), sensors = folder.appendingPathComponent("sensors.jsonl")
            try Data(
                """
                { "veneer": 1, "name": "drawn", "materials": { "grey": { "kind": "plain", "colour": [0.5, 0.5, 0.5] } },
                  "areas": { "low": { "low": [-9, -9, 0], "high": [9, 9, 0.3] } },
                  "bodies": [{ "name": "floor", "shape": { "box": [4, 4, 0.2] }, "material": "grey", "position": [0, 0, -0.1] },
                             { "name": "ball", "shape": { "sphere": 0.1 }, "material": "grey", "position": [{ "uniform": [-1, 1] }, 0, 1], "mass": 1 }],
                  "sensors": { "imu": { "kind": "imu", "on": "ball", "rate": 60 } },
                  "look": { "timeOfDay": 12 }, "camera": { "keys": [{ "eye": [2, 2, 2], "target": [0, 0, 0] }] } }
                """.utf8
            ).write(to: file)
            func run(_ seed: String) throws -> String {
                let said = try Program(arguments: [
                    "run", file.path, "--seconds", "1", "--seed", seed, "--states", states.path, "--events", events.path, "--sensors", sensors.path,
                ]).run()
                #expect(said.status == 0, "\(said.error)")
                return said.out
            }
            let first = try run("1")
            #expect(try run("2") != first && run("1") == first)
            #expect(try String(contentsOf: states, encoding: .utf8).contains("\"imu\": { \"tick\": 240"))
            let told = try String(contentsOf: events, encoding: .utf8)
            #expect(
                told.contains("\"event\": \"entered\", \"body\": \"ball\", \"area\": \"low\"")
                    && told.contains("\"contact began\", \"body\": \"floor\", \"other\": \"ball\""))
            #expect(try String(contentsOf: sensors, encoding: .utf8).split(separator: "\n").count == 60)
            for text in [states] { _ = try JSONSerialization.jsonObject(with: Data(contentsOf: text)) }
            #expect(try Program(arguments: ["run", "materials", "--seconds", "0.01", "--sensors", sensors.path]).run().error.contains("has none"))
        }
    }

    @Test func twoProcessesAgreeAndSoDoesTheReplay() throws {
        try withTemporaryFolder { folder in
            let log = folder.appendingPathComponent("r.log").path
            let first = try Program(arguments: ["run", "tabletop", "--seconds", "3", "--log", log]).run()
            let second = try Program(arguments: ["run", "tabletop", "--seconds", "3"]).run()
            #expect(first.status == 0 && first.out.hasPrefix("state ") && first.out == second.out)
            let replay = try Program(arguments: ["replay", log, "--verify"]).run()
            let state = first.out.split(separator: "\n")[0]
            #expect(replay.status == 0 && replay.out.hasPrefix(String(state)), "\(replay.out) is not \(state)")
        }
    }
    /// Every channel of a frame, whatever the number of threads.
    @Test func twoProcessesMakeTheSamePlanesOfAState() throws {
        let arguments = ["run", "tabletop", "--seconds", "0.4", "--planes", "--size", "97x66"]
        let first = try Program(arguments: arguments, environment: ["VENEER_THREADS": "1"]).run()
        let second = try Program(arguments: arguments, environment: ["VENEER_THREADS": "3"]).run()
        #expect(first.status == 0 && first.out == second.out)
        let planes = first.out.split(separator: "\n").filter { $0.hasPrefix("plane ") }
        #expect(planes.count >= 16 && planes.contains { $0.hasPrefix("plane painted ") })
        let later = try Program(arguments: ["run", "tabletop", "--seconds", "0.5", "--planes", "--size", "97x66"]).run()
        #expect(later.out.split(separator: "\n").filter { $0.hasPrefix("plane ids") } != planes.filter { $0.hasPrefix("plane ids") })
    }
}
