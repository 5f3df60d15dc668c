import Foundation
import Testing
import VeneerExport

@Suite struct FileTests {
    @Test func anAtomicFileReplacesTheOldOneAndLeavesNothingElse() throws {
        let folder = try TemporaryFolder()
        try AtomicFile.write("old", to: folder.url("a"))
        try AtomicFile.write("new", to: folder.url("a"))
        #expect(try AtomicFile.read(folder.url("a")) == Array("new".utf8))
        #expect(try folder.names() == ["a"])
    }

    @Test func aFileThatCannotBeWrittenSaysWhichAndWhy() throws {
        let folder = try TemporaryFolder()
        let error = #expect(throws: ExportError.self) { try AtomicFile.write("x", to: folder.url("missing/a")) }
        #expect(error?.description.contains("missing/a") == true)
        #expect(error?.description.contains("No such file") == true)
    }

    @Test func aStagedFolderAppearsOnlyWhenFinished() throws {
        let folder = try TemporaryFolder()
        let staged = try StagedFolder(target: folder.url("set"))
        try AtomicFile.write("x", to: staged.staging.appendingPathComponent("x"))
        #expect(!FileManager.default.fileExists(atPath: folder.url("set").path))
        try staged.finish()
        #expect(try folder.names() == ["set"])
        #expect(try AtomicFile.read(folder.url("set/x")) == Array("x".utf8))
    }

    @Test func anUnfinishedFolderLeavesNothing() throws {
        let folder = try TemporaryFolder()
        do {
            let staged = try StagedFolder(target: folder.url("set"))
            #expect(try folder.names().count == 1)
            _ = staged.target
        }
        #expect(try folder.names().isEmpty)
    }

    @Test func anExistingFolderIsNotTouched() throws {
        let folder = try TemporaryFolder()
        try AtomicFile.write("mine", to: folder.url("set"))
        #expect(throws: ExportError.self) { _ = try StagedFolder(target: folder.url("set")) }
        #expect(try AtomicFile.read(folder.url("set")) == Array("mine".utf8))
    }

    /// A living process's work stays; a dead one's goes.
    @Test func leavingsOfDeadProcessesAreRemovedAtStart() throws {
        let folder = try TemporaryFolder()
        let host = ProcessInfo.processInfo.hostName
        let own = try StagedFolder(target: folder.url("probe"))
        let suffix = own.staging.lastPathComponent.drop { $0 != "@" }
        try #require(suffix.count > 1, "the host's name stands in the name, here \(host)")
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/true")
        try process.run()
        process.waitUntilExit()
        let dead = folder.url(".partial-a-\(process.processIdentifier)\(suffix)"), living = folder.url(".partial-b-\(getppid())\(suffix)")
        let elsewhere = folder.url(".partial-c-\(process.processIdentifier)@another.machine"), namesake = folder.url(dead.lastPathComponent + "2")
        for url in [dead, living, elsewhere, namesake] { try FileManager.default.createDirectory(at: url, withIntermediateDirectories: false) }
        try StagedFolder.removeLeavings(in: folder.root)
        let names = try folder.names()
        #expect(!names.contains(dead.lastPathComponent))
        #expect(names.contains(living.lastPathComponent))
        #expect(names.contains(elsewhere.lastPathComponent))
        #expect(names.contains(namesake.lastPathComponent))
        #expect(names.contains(own.staging.lastPathComponent))
    }
}
