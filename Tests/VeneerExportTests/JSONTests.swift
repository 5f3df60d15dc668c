import Foundation
import Testing
import VeneerExport
import VeneerMath

@Suite struct JSONTests {
    @Test func everyFloatComesBackToTheBit() throws {
        var random = SeededRandom(seed: 5)
        var floats: [Float] = [0, -0.0, .leastNonzeroMagnitude, .greatestFiniteMagnitude, 0.1, 1e-5, 16_777_216, 1 / 3]
        while floats.count < 20_000 {
            let value = Float(bitPattern: UInt32(truncatingIfNeeded: random.next()))
            if value.isFinite { floats.append(value) }
        }
        let text = JSON.array(floats.map { .float($0) }).text(indentedLevels: 0)
        let read = try JSONDecoder().decode([Float].self, from: Data(text.utf8))
        #expect(read.map(\.bitPattern) == floats.map(\.bitPattern))
    }

    @Test func keysKeepTheirOrderAndDeepValuesOneLine() {
        let json: JSON = ["z": 1, "a": ["deep": [1, 2]], "text": "a\"b\\c\n\u{1}é", "none": .null, "empty": []]
        let expected = """
            {
              "z": 1,
              "a": {"deep": [1, 2]},
              "text": "a\\"b\\\\c\\n\\u0001é",
              "none": null,
              "empty": []
            }

            """
        #expect(json.text(indentedLevels: 1) == expected)
    }

    @Test func largeSeedsAreExact() throws {
        let text = JSON.array([.unsigned(.max)]).text()
        #expect(try JSONDecoder().decode([UInt64].self, from: Data(text.utf8)) == [UInt64.max])
    }
}
