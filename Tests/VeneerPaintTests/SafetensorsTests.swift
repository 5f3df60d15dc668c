import Foundation
import Testing
import VeneerFrame
import VeneerMath
import VeneerPaint
import VeneerTensor

@Suite struct SafetensorsTests {
    /// Opens a painter from damaged weights and returns what it says.
    func complaint(_ bytes: Data) throws -> String {
        let url = try temporaryFile(bytes)
        defer { try? FileManager.default.removeItem(at: url) } // A temporary file left behind harms nothing.
        do {
            _ = try Painter(weights: url)
            return "accepted"
        } catch let error as TensorError {
            #expect(error.file == url.lastPathComponent)
            #expect(!error.description.contains("\n"))
            return "\(error.tensor ?? "-"): \(error.problem)"
        }
    }

    func complaint(_ damage: (inout EditableWeights) throws -> Void) throws -> String {
        var weights = try EditableWeights(Fixture.weights)
        try damage(&weights)
        return try complaint(weights.bytes())
    }

    @Test func undamagedWeightsAreAccepted() throws {
        #expect(try complaint { _ in } == "accepted")
    }

    @Test func truncationAtEveryPartIsFound() throws {
        let bytes = try EditableWeights(Fixture.weights).bytes()
        for count in [0, 7, 8, 100, bytes.count / 2, bytes.count - 1] {
            #expect(try complaint(bytes.prefix(count)) != "accepted", "\(count) of \(bytes.count) bytes")
        }
        #expect(try complaint(bytes.prefix(bytes.count - 1)).contains("cut short"))
        #expect(try complaint(bytes + Data([0])).contains("1 bytes that belong to no tensor"))
    }

    @Test func headerThatIsNoJSONIsFound() throws {
        var bytes = try EditableWeights(Fixture.weights).bytes()
        bytes[8] = UInt8(ascii: "[")
        #expect(try complaint(bytes).contains("damaged header"))
        bytes.replaceSubrange(0..<8, with: Data(repeating: 255, count: 8))
        #expect(try complaint(bytes).contains("cut short"))
    }

    @Test func overlapsGapsAndBadOffsetsAreFound() throws {
        let all = try EditableWeights(Fixture.weights)
        let offsets = try all.entry("stem.bias").offsets, later = try all.entry("encode0.second.bias").offsets
        #expect(offsets[1] - offsets[0] == later[1] - later[0])
        let overlap = try complaint { try $0.set("data_offsets", of: "stem.bias", to: later) }
        #expect(overlap.contains("overlaps") || overlap.contains("gap"))
        #expect(try complaint { try $0.set("data_offsets", of: "stem.bias", to: [offsets[0] - 2, offsets[1] - 2]) }.contains("overlaps"))
        #expect(
            try complaint { try $0.set("data_offsets", of: "stem.bias", to: [offsets[1], offsets[0]]) }
                == "stem.bias: has bad offsets [\(offsets[1]), \(offsets[0])]")
        #expect(try complaint { try $0.set("data_offsets", of: "stem.bias", to: [-2, 62]) }.hasPrefix("stem.bias: has bad offsets"))
        #expect(try complaint { try $0.set("data_offsets", of: "stem.bias", to: [offsets[0], offsets[1] + 2]) }.hasPrefix("stem.bias: takes 66 bytes"))
        let past = all.data.count
        #expect(try complaint { try $0.set("data_offsets", of: "stem.bias", to: [past, past + 64]) } != "accepted")
    }

    @Test func wrongShapesAndTypesAreFound() throws {
        #expect(try complaint { try $0.set("shape", of: "stem.bias", to: [16, 2]) } == "stem.bias: has shape [16, 2] where the configuration asks for [32]")
        #expect(try complaint { try $0.set("shape", of: "stem.bias", to: [-32]) }.contains("bad shape"))
        #expect(try complaint { try $0.set("shape", of: "stem.bias", to: [Int.max, 32]) }.contains("bad shape"))
        #expect(try complaint { try $0.set("dtype", of: "stem.bias", to: "BF16") }.contains("only F16 and F32"))
        #expect(try complaint { try $0.set("dtype", of: "stem.bias", to: "F32") }.hasPrefix("stem.bias: takes 64 bytes"))
    }

    @Test func missingAndUnknownTensorsAreFound() throws {
        let renamed = try complaint { weights in
            weights.header["stem.bais"] = weights.header.removeValue(forKey: "stem.bias")
        }
        #expect(renamed == "stem.bias: is missing; export the weights again")
        let added = try complaint { weights in
            weights.header["zzz"] = ["dtype": "F16", "shape": [1], "data_offsets": [weights.data.count, weights.data.count + 2]] as [String: Any]
            weights.data += Data(count: 2)
        }
        #expect(added == "zzz: is not part of this architecture")
    }

    @Test func configurationsOfOtherEnginesAreRefused() throws {
        #expect(try complaint { $0.header["__metadata__"] = nil }.contains("no 'config'"))
        #expect(try complaint { try $0.replace(inConfiguration: "veneer-painter-1", with: "veneer-painter-9") }.contains("veneer-painter-9"))
        #expect(try complaint { try $0.replace(inConfiguration: "\"vocabularyVersion\":1", with: "\"vocabularyVersion\":99") }.contains("version 99"))
        #expect(
            try complaint { try $0.replace(inConfiguration: "\"vocabularyVersion\":1", with: "\"vocabularyVersion\":0") }
                .contains("'composite' means what it does since version 1"))
        #expect(try complaint { try $0.replace(inConfiguration: "\"irradiance\"", with: "\"glow\"") }.contains("'glow'"))
        #expect(try complaint { try $0.replace(inConfiguration: "\"roughness\"", with: "\"ids\"") }.contains("'ids'"))
        #expect(try complaint { try $0.replace(inConfiguration: "\"headInputCount\":16", with: "\"headInputCount\":4") }.contains("whole channels"))
        #expect(try complaint { try $0.replace(inConfiguration: "\"headWidth\"", with: "\"headwidth\"") }.contains("'headWidth' is missing"))
        #expect(try complaint { try $0.replace(inConfiguration: "[32,40,32,24]", with: "[32,40,32,33]") }.contains("multiples of 8"))
        #expect(try complaint { try $0.replace(inConfiguration: "[32,40,32,24]", with: "[32,40,40,24]") }.contains("where the configuration asks for"))
    }

    @Test(arguments: 1...Channel.vocabularyVersion) func weightsServeAsLongAsTheirInputsKeepTheirMeaning(version: Int) throws {
        #expect(try complaint { try $0.replace(inConfiguration: "\"vocabularyVersion\":1", with: "\"vocabularyVersion\":\(version)") } == "accepted")
    }

    @Test func absentFileIsNamed() {
        let url = URL(fileURLWithPath: "/nowhere/painter.safetensors")
        #expect(throws: TensorError(file: "painter.safetensors", "can't be read; check that /nowhere/painter.safetensors exists")) { try SafetensorsFile(url) }
    }

    /// Halves are exact in single precision: every finite pattern against its definition.
    @Test func everyHalfIsReadExactly() throws {
        let patterns = (0...UInt16.max).filter { $0 >> 10 & 31 != 31 }
        let header: [String: Any] = ["halves": ["dtype": "F16", "shape": [patterns.count], "data_offsets": [0, 2 * patterns.count]] as [String: Any]]
        var weights = try EditableWeights(Fixture.weights)
        weights.header = header
        weights.data = patterns.reduce(into: Data()) { $0.append(contentsOf: [UInt8($1 & 255), UInt8($1 >> 8)]) }
        let url = try weights.write()
        defer { try? FileManager.default.removeItem(at: url) } // A temporary file left behind harms nothing.
        let values = try SafetensorsFile(url).values("halves", shape: [patterns.count])
        for (pattern, value) in zip(patterns, values) {
            let exponent = Int(pattern >> 10 & 31), fraction = Float(pattern & 1023) / 1024
            let magnitude =
                exponent == 0
                ? Float(sign: .plus, exponent: -14, significand: fraction) : Float(sign: .plus, exponent: exponent - 15, significand: 1 + fraction)
            #expect(value == (pattern >> 15 == 1 ? -magnitude : magnitude))
        }
    }

    /// Bytes and numbers of a small file changed at random: each either fails with one line, or all of its tensors can be read.
    @Test func filesDamagedAtRandomAreRefusedOrStayWithinThemselves() throws {
        let header = """
            {"__metadata__":{"config":"{}"},"a":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]},\
            "b":{"dtype":"F16","shape":[5],"data_offsets":[24,34]},"c":{"dtype":"F32","shape":[],"data_offsets":[34,38]}}
            """
        let whole = withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { Data($0) } + Data(header.utf8) + Data(0..<38)
        let numbers = ["-1", "0", "7", "25", "99999999999", "9223372036854775807", "1e300", "null", "[]", "\"x\""]
        var random = SeededRandom(seed: 77), accepted = 0
        for _ in 0..<4000 {
            var bytes = whole
            if random.chance(0.5) {
                for _ in 0...Int(random.uniform() * 3) { bytes[Int(random.uniform() * Float(bytes.count - 1))] = UInt8(random.uniform() * 255) }
            } else {
                let places = header.ranges(of: /[0-9]+/), place = places[Int(random.uniform() * Float(places.count - 1))]
                let text = header.replacingCharacters(in: place, with: numbers[Int(random.uniform() * Float(numbers.count - 1))])
                bytes = withUnsafeBytes(of: UInt64(text.utf8.count).littleEndian) { Data($0) } + Data(text.utf8) + Data(0..<38)
            }
            let url = try temporaryFile(bytes)
            defer { try? FileManager.default.removeItem(at: url) } // A temporary file left behind harms nothing.
            do {
                let file = try SafetensorsFile(url)
                for entry in file.entries.values { #expect(file.values(entry).count == entry.elementCount && entry.elementCount <= 19) }
                accepted += 1
            } catch let error as TensorError {
                #expect(!error.description.contains("\n"))
            }
        }
        #expect((1..<4000).contains(accepted))
    }
}
