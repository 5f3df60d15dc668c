import Testing
import VeneerMath
import VeneerWorld

@Suite struct FuzzTests {
    /// 5,000 files (as many others are robots, meshes, logs and worlds for `bench fuzz`): two thirds with one or two values changed, the others with bytes changed. Each is a world or one line that says why not.
    @Test(.timeLimit(.minutes(2)), arguments: 0..<4)
    func aBrokenFileIsAWorldOrOneClearError(stream: Int) throws {
        let whole = try JSONValue.parse(everything, file: "all"), bytes = Array(everything.utf8)
        #expect(try World(jsonText: everything, file: "all").bodies.count > 20)
        var mutator = Mutator(random: SeededRandom(seed: UInt64(stream), stream: "fuzz")), refused = 0
        for index in 0..<1250 {
            let text: String
            if index % 3 < 2 {
                let once = mutator.mutated(whole)
                text = (mutator.random.chance(0.3) ? mutator.mutated(once) : once).text
            } else {
                var changed = bytes
                for _ in 0...mutator.random.index(3) { changed[mutator.random.index(changed.count)] = UInt8(truncatingIfNeeded: mutator.random.next()) }
                text = String(decoding: changed, as: UTF8.self)
            }
            do {
                let world = try World(jsonText: text, file: "fuzz.jsonc")
                #expect(world.bodies.count <= World.mostBodies)
            } catch let error as WorldError {
                refused += 1
                #expect(error.file == "fuzz.jsonc" && !error.message.isEmpty && !error.description.contains("\n"), "\(error)")
            }
        }
        #expect(refused > 500 && refused < 1250)
    }
}
